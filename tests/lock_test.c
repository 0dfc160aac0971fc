/* lock_test.c - locks and semaphores from C: long lines, and who is passed over (SYNC-2, SYNC-4 to
 * SYNC-7; scenarios/locks shows the rules one by one). */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "support/library_fixture.h"
#include "support/small_stack.h"

enum { LINE = 100000 };

static weft_lock *make_lock(struct library_fixture *fixture)
{
    weft_lock *lock;

    assert_int_equal(weft_lock_create(fixture->reactor, &lock), WEFT_OK);
    return lock;
}

static weft_deferred *acquire(weft_lock *lock)
{
    weft_deferred *acquired;

    assert_int_equal(weft_lock_acquire(lock, &acquired), WEFT_OK);
    return acquired;
}

/* SYNC-2 */
static void one_that_was_fired_by_hand_is_passed_over(void **state)
{
    struct library_fixture *fixture = *state;
    weft_lock *lock = make_lock(fixture);
    weft_deferred *first = acquire(lock), *second = acquire(lock), *third = acquire(lock);

    note(fixture, third, "third");
    weft_deferred_callback(second, weft_none());
    assert_int_equal(weft_lock_waiting(lock), 2);
    assert_int_equal(weft_lock_release(lock), WEFT_OK);
    assert_journal(fixture, "misuse(WEFT_ALREADY_CALLED) third=<lock>");
    assert_true(weft_lock_locked(lock));
    assert_int_equal(weft_lock_release(lock), WEFT_OK);
    assert_int_equal(weft_lock_release(lock), WEFT_NOT_ACQUIRED);
    journal_clear(&fixture->journal);
    weft_deferred_release(first);
    weft_deferred_release(second);
    weft_deferred_release(third);
    weft_lock_release_reference(lock);
}

struct count {
    weft_lock *lock;
    int64_t runs;
};

static weft_value count_run(weft_reactor *reactor, void *context, weft_value ignored)
{
    struct count *count = context;

    (void) reactor;
    weft_value_release(ignored);
    count->runs++;
    return weft_none();
}

static weft_value count_and_release(weft_reactor *reactor, void *context, weft_value lock)
{
    struct count *count = context;
    weft_status status = weft_lock_release(count->lock);

    (void) reactor;
    weft_value_release(lock);
    count->runs += status == WEFT_OK;
    return weft_none();
}

static weft_value count_and_succeed(weft_reactor *reactor, void *context, weft_value ignored)
{
    weft_deferred *fired = NULL;

    (void) count_run(reactor, context, ignored);
    return weft_succeed(reactor, weft_none(), &fired) == WEFT_OK ? weft_deferred_value(fired)
                                                                 : weft_none();
}

static void *run_in_turn(void *context)
{
    struct count *count = context;

    for (int i = 0; i < LINE; i++) {
        weft_holder holder = {i % 2 ? count_run : count_and_succeed, count, NULL};
        weft_deferred *done;

        if (weft_lock_run(count->lock, &holder, &done) != WEFT_OK)
            return NULL;
        weft_deferred_release(done);
    }
    weft_lock_release(count->lock);
    return NULL;
}

/* SYNC-4, SYNC-6 */
static void a_hundred_thousand_functions_run_in_turn_on_a_small_stack(void **state)
{
    struct library_fixture *fixture = *state;
    struct count count = {make_lock(fixture), 0};

    fixture->silent = true;
    weft_deferred_release(acquire(count.lock));
    assert_int_equal(on_small_stack(run_in_turn, &count), 0);
    assert_int_equal(count.runs, LINE);
    assert_false(weft_lock_locked(count.lock));
    weft_lock_release_reference(count.lock);
}

static void *release_in_turn(void *context)
{
    struct count *count = context;

    for (int i = 0; i < LINE; i++) {
        weft_deferred *acquired;

        if (weft_lock_acquire(count->lock, &acquired) != WEFT_OK ||
            weft_deferred_add_callback(acquired, count_and_release, count) != WEFT_OK)
            return NULL;
        weft_deferred_release(acquired);
    }
    weft_lock_release(count->lock);
    return NULL;
}

/* SYNC-6 */
static void a_hundred_thousand_callbacks_release_in_turn_on_a_small_stack(void **state)
{
    struct library_fixture *fixture = *state;
    struct count count = {make_lock(fixture), 0};

    fixture->silent = true;
    weft_deferred_release(acquire(count.lock));
    assert_int_equal(on_small_stack(release_in_turn, &count), 0);
    assert_int_equal(count.runs, LINE);
    assert_false(weft_lock_locked(count.lock));
    assert_int_equal(weft_lock_release(count.lock), WEFT_NOT_ACQUIRED);
    weft_lock_release_reference(count.lock);
}

/* SYNC-4: who gives back what a function holds makes its run fail. */
static void a_lock_given_back_inside_is_an_error_of_the_run(void **state)
{
    struct library_fixture *fixture = *state;
    struct count count = {make_lock(fixture), 0};
    weft_deferred *done;

    assert_int_equal(
        weft_lock_run(count.lock, &(weft_holder){count_and_release, &count, NULL}, &done), WEFT_OK);
    take(fixture, done, "done");
    assert_journal(fixture, "done=AssertionError");
    assert_false(weft_lock_locked(count.lock));
    weft_deferred_release(done);
    weft_lock_release_reference(count.lock);
}

/* SYNC-3: the line goes with the lock. */
static void who_waits_goes_with_the_last_reference(void **state)
{
    struct library_fixture *fixture = *state;
    weft_lock *lock = make_lock(fixture);
    weft_deferred *first = acquire(lock), *second = acquire(lock);

    note_failure(fixture, second, "second");
    weft_deferred_release(first);
    weft_lock_release_reference(lock);
    weft_deferred_cancel(second);
    assert_journal(fixture, "second=CancelledError");
    weft_deferred_release(second);
    assert_journal(fixture, "unhandled(CancelledError)");
}

/* SYNC-7 */
static void a_semaphore_counts_its_tokens(void **state)
{
    struct library_fixture *fixture = *state;
    weft_semaphore *semaphore;
    weft_deferred *held[3];

    assert_int_equal(weft_semaphore_create(fixture->reactor, 0, &semaphore), WEFT_BAD_ARGUMENT);
    assert_int_equal(weft_semaphore_create(fixture->reactor, 2, &semaphore), WEFT_OK);
    journal_clear(&fixture->journal);
    for (int i = 0; i < 3; i++)
        assert_int_equal(weft_semaphore_acquire(semaphore, &held[i]), WEFT_OK);
    assert_int_equal(weft_semaphore_tokens(semaphore), 0);
    assert_int_equal(weft_semaphore_waiting(semaphore), 1);
    note(fixture, held[2], "third");
    assert_int_equal(weft_semaphore_release(semaphore), WEFT_OK);
    assert_int_equal(weft_semaphore_tokens(semaphore), 0);
    assert_int_equal(weft_semaphore_release(semaphore), WEFT_OK);
    assert_int_equal(weft_semaphore_release(semaphore), WEFT_OK);
    assert_int_equal(weft_semaphore_tokens(semaphore), weft_semaphore_limit(semaphore));
    assert_int_equal(weft_semaphore_release(semaphore), WEFT_NOT_ACQUIRED);
    assert_journal(fixture, "third=<semaphore> misuse(WEFT_NOT_ACQUIRED)");
    for (int i = 0; i < 3; i++)
        weft_deferred_release(held[i]);
    weft_semaphore_release_reference(semaphore);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        library_test(one_that_was_fired_by_hand_is_passed_over),
        library_test(a_hundred_thousand_functions_run_in_turn_on_a_small_stack),
        library_test(a_hundred_thousand_callbacks_release_in_turn_on_a_small_stack),
        library_test(a_lock_given_back_inside_is_an_error_of_the_run),
        library_test(who_waits_goes_with_the_last_reference),
        library_test(a_semaphore_counts_its_tokens),
    };

    return cmocka_run_group_tests_name("lock", tests, NULL, NULL);
}
