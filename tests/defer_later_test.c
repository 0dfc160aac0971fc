/* defer_later_test.c - a Deferred that fires by itself after a while (DLT). */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "support/library_fixture.h"

static weft_deferred *make_later(struct library_fixture *fixture, const weft_later *later)
{
    weft_deferred *deferred;

    assert_int_equal(weft_defer_later(fixture->reactor, later, &deferred), WEFT_OK);
    return deferred;
}

/* Writes NAME=none when its time has come, and gives RESULT (moved). */
static weft_deferred *make_answering(struct library_fixture *fixture, const char *name,
                                     weft_value result)
{
    weft_later later = {WEFT_SECOND, write_and_answer, make_mark(fixture, name, result), NULL};

    return make_later(fixture, &later);
}

/* DLT-1 */
static void it_fires_with_what_its_function_returns(void **state)
{
    struct library_fixture *fixture = *state;
    weft_deferred *deferred = make_answering(fixture, "f", weft_integer(6));

    note(fixture, deferred, "d");
    advance(fixture, WEFT_SECOND - 1);
    assert_false(weft_deferred_called(deferred));
    advance(fixture, 1);
    assert_journal(fixture, "f=none d=6");
    weft_deferred_release(deferred);
}

/* DLT-1 */
static void without_a_function_it_fires_with_none(void **state)
{
    struct library_fixture *fixture = *state;
    weft_later later = {.delay_ns = WEFT_SECOND};
    weft_deferred *deferred = make_later(fixture, &later);

    note(fixture, deferred, "d");
    advance(fixture, WEFT_SECOND);
    assert_journal(fixture, "d=none");
    weft_deferred_release(deferred);
}

/* DLT-1 */
static void a_function_that_fails_fails_it(void **state)
{
    struct library_fixture *fixture = *state;
    weft_deferred *deferred =
        make_answering(fixture, "f", make_failure(fixture, &weft_error_value, "x"));

    take(fixture, deferred, "d");
    advance(fixture, WEFT_SECOND);
    assert_journal(fixture, "f=none d=ValueError: x");
    weft_deferred_release(deferred);
}

/* DLT-1, DLT-2 */
static void a_function_that_returns_a_deferred_makes_it_wait_and_a_cancel_reaches_that(void **state)
{
    struct library_fixture *fixture = *state;
    weft_canceller canceller = {write_cancel, make_mark(fixture, "wcanc", weft_none()), NULL};
    weft_deferred *inner = make_cancellable(fixture, &canceller);
    weft_deferred *deferred =
        make_answering(fixture, "f", weft_deferred_value(weft_deferred_retain(inner)));

    advance(fixture, WEFT_SECOND);
    assert_ptr_equal(weft_deferred_waits_for(deferred), inner);
    take(fixture, deferred, "d");
    weft_deferred_cancel(deferred);
    assert_journal(fixture, "f=none wcanc d=CancelledError");
    weft_deferred_release(deferred);
    weft_deferred_release(inner);
}

/* DLT-1 */
static void a_delay_of_zero_waits_for_a_turn(void **state)
{
    struct library_fixture *fixture = *state;
    weft_later later = {.delay_ns = 0};
    weft_deferred *deferred = make_later(fixture, &later);

    assert_false(weft_deferred_called(deferred));
    advance(fixture, 0);
    assert_true(weft_deferred_called(deferred));
    weft_deferred_release(deferred);
}

/* DLT-2 */
static void cancelled_before_its_time_the_call_goes_and_the_function_never_runs(void **state)
{
    struct library_fixture *fixture = *state;
    weft_deferred *deferred = make_answering(fixture, "f", weft_integer(6));

    take(fixture, deferred, "d");
    weft_deferred_cancel(deferred);
    assert_journal(fixture, "d=CancelledError");
    assert_int_equal(weft_reactor_pending(fixture->reactor), 0);
    advance(fixture, 2 * WEFT_SECOND);
    assert_int_equal(weft_deferred_callback(deferred, weft_none()), WEFT_ALREADY_CALLED);
    assert_journal(fixture, "misuse(WEFT_ALREADY_CALLED)");
    weft_deferred_release(deferred);
}

/* DLT-3: a difference. In Twisted the error leaves advance. */
static void fired_by_hand_its_call_stays_and_finds_it_fired(void **state)
{
    struct library_fixture *fixture = *state;
    weft_deferred *deferred = make_answering(fixture, "f", weft_integer(6));

    note(fixture, deferred, "d");
    assert_int_equal(weft_deferred_callback(deferred, weft_integer(1)), WEFT_OK);
    assert_journal(fixture, "f=1 d=6");
    assert_int_equal(weft_reactor_pending(fixture->reactor), 1);
    advance(fixture, WEFT_SECOND);
    assert_journal(fixture, "misuse(WEFT_ALREADY_CALLED)");
    weft_deferred_release(deferred);
}

static void the_pending_call_keeps_it_alive(void **state)
{
    struct library_fixture *fixture = *state;
    weft_deferred *deferred = make_answering(fixture, "f", weft_integer(6));

    note(fixture, deferred, "d");
    weft_deferred_release(deferred);
    assert_int_equal(deferreds_alive(fixture), 1);
    advance(fixture, WEFT_SECOND);
    assert_journal(fixture, "f=none d=6");
    assert_int_equal(deferreds_alive(fixture), 0);
}

static void count_release(weft_reactor *reactor, void *context)
{
    (void) reactor;
    ++*(int *) context;
}

static weft_value pass(weft_reactor *reactor, void *context, weft_value result)
{
    (void) reactor;
    (void) context;
    return result;
}

/* CLK-11 */
static void a_bad_time_is_refused_and_gives_the_context_back(void **state)
{
    struct library_fixture *fixture = *state;
    int released = 0;
    weft_later later = {-1, pass, &released, count_release};
    weft_deferred *deferred = NULL;
    size_t before = library_fixture_bytes(fixture);

    assert_int_equal(weft_defer_later(fixture->reactor, &later, &deferred), WEFT_BAD_TIME);
    assert_int_equal(released, 1);
    fixture->clock.now_ns = 1;
    later.delay_ns = INT64_MAX;
    assert_int_equal(weft_defer_later(fixture->reactor, &later, &deferred), WEFT_BAD_TIME);
    assert_int_equal(released, 2);
    assert_null(deferred);
    assert_int_equal(deferreds_alive(fixture), 0);
    assert_int_equal(library_fixture_bytes(fixture), before);
    assert_journal(fixture, "misuse(WEFT_BAD_TIME) misuse(WEFT_BAD_TIME)");
    assert_int_equal(fixture->events[WEFT_EVENT_DEFERRED_CREATED], 0);
}

static void its_context_is_given_back_once_however_it_ends(void **state)
{
    struct library_fixture *fixture = *state;
    int run = 0, cancelled = 0, left = 0;
    weft_later later = {WEFT_SECOND, pass, &run, count_release};
    weft_deferred *deferred = make_later(fixture, &later);

    advance(fixture, WEFT_SECOND);
    assert_int_equal(run, 1);
    weft_deferred_release(deferred);
    later.context = &cancelled;
    deferred = make_later(fixture, &later);
    weft_deferred_cancel(deferred);
    take(fixture, deferred, "d");
    assert_int_equal(cancelled, 1);
    weft_deferred_release(deferred);
    later.context = &left;
    make_later(fixture, &later);
    library_fixture_close(fixture);
    assert_int_equal(left, 1);
    assert_int_equal(run + cancelled, 2);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        library_test(it_fires_with_what_its_function_returns),
        library_test(without_a_function_it_fires_with_none),
        library_test(a_function_that_fails_fails_it),
        library_test(a_function_that_returns_a_deferred_makes_it_wait_and_a_cancel_reaches_that),
        library_test(a_delay_of_zero_waits_for_a_turn),
        library_test(cancelled_before_its_time_the_call_goes_and_the_function_never_runs),
        library_test(fired_by_hand_its_call_stays_and_finds_it_fired),
        library_test(the_pending_call_keeps_it_alive),
        library_test(a_bad_time_is_refused_and_gives_the_context_back),
        library_test(its_context_is_given_back_once_however_it_ends),
    };

    return cmocka_run_group_tests_name("defer_later", tests, NULL, NULL);
}
