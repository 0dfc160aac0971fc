/* inline_callbacks_test.c - generators that await, inline and in tasks (INL; scenarios/await shows
 * the rules one by one). */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "support/library_fixture.h"
#include "support/small_stack.h"

enum { RUNS = 100000 };

struct fetch {
    weft_generator generator;
    struct library_fixture *fixture;
    weft_deferred *awaited, *returned; /* borrowed */
    weft_value got;
};

static weft_step fetch_next(weft_reactor *reactor, void *frame, weft_value *out)
{
    struct fetch *fetch = frame;

    (void) reactor;
    WEFT_BEGIN(fetch, out);
    WEFT_AWAIT(fetch->got, weft_integer(3));
    journal_write_value(&fetch->fixture->journal, "plain", &fetch->got);
    WEFT_AWAIT(fetch->got, weft_deferred_value(weft_deferred_retain(fetch->awaited)));
    if (weft_failure_trap(&fetch->got, &weft_error_timeout))
        fetch->got = weft_integer(0);
    journal_write_value(&fetch->fixture->journal, "got", &fetch->got);
    if (fetch->returned) {
        weft_value_release(fetch->got);
        WEFT_RETURN(weft_deferred_value(weft_deferred_retain(fetch->returned)));
    }
    if (weft_value_is_failure(&fetch->got))
        WEFT_RAISE(fetch->got);
    WEFT_RETURN(fetch->got);
    WEFT_ON_CLOSE;
    journal_write(&fetch->fixture->journal, "closed");
    WEFT_END;
}

WEFT_GENERATOR(fetch, struct fetch, fetch_next, NULL);

static weft_iterator *make_fetch(struct library_fixture *fixture, weft_deferred *awaited,
                                 weft_deferred *returned)
{
    weft_iterator *iterator;
    struct fetch *fetch;

    assert_int_equal(weft_iterator_create(fixture->reactor, &weft_generator_fetch, &iterator),
                     WEFT_OK);
    fetch = weft_iterator_frame(iterator);
    *fetch = (struct fetch){{0}, fixture, awaited, returned, weft_none()};
    return iterator;
}

static weft_deferred *run(struct library_fixture *fixture, weft_deferred *awaited,
                          weft_deferred *returned)
{
    weft_iterator *iterator = make_fetch(fixture, awaited, returned);
    weft_deferred *result;

    assert_int_equal(weft_inline_callbacks(iterator, &result), WEFT_OK);
    weft_iterator_release(iterator);
    return result;
}

/* INL-1 */
static void a_value_and_a_failure_come_back_where_it_awaits(void **state)
{
    struct library_fixture *fixture = *state;
    weft_deferred *good = make_deferred(fixture), *bad = make_deferred(fixture);
    weft_deferred *first = run(fixture, good, NULL), *second = run(fixture, bad, NULL);

    note(fixture, first, "first");
    note(fixture, second, "second");
    weft_deferred_callback(good, weft_integer(8));
    note(fixture, good, "good");
    weft_deferred_errback(bad, make_failure(fixture, &weft_error_timeout, NULL));
    assert_journal(fixture, "plain=3 plain=3 got=8 first=8 good=none got=0 second=0");
    weft_deferred_release(first);
    weft_deferred_release(second);
    weft_deferred_release(good);
    weft_deferred_release(bad);
}

/* INL-1 */
static void a_returned_deferred_is_waited_for(void **state)
{
    struct library_fixture *fixture = *state;
    weft_deferred *fired = make_succeeded(fixture, weft_integer(1)),
                  *later = make_deferred(fixture);
    weft_deferred *result = run(fixture, fired, later);

    note(fixture, result, "result");
    assert_journal(fixture, "plain=3 got=1");
    weft_deferred_callback(later, weft_integer(9));
    assert_journal(fixture, "result=9");
    weft_deferred_release(result);
    weft_deferred_release(later);
    weft_deferred_release(fired);
}

/* INL-2: fired by hand, the real result comes late. */
static void one_that_was_fired_by_hand_fails_what_it_awaited(void **state)
{
    struct library_fixture *fixture = *state;
    weft_deferred *awaited = make_deferred(fixture);
    weft_deferred *result = run(fixture, awaited, NULL);

    weft_deferred_callback(result, weft_none());
    weft_deferred_callback(awaited, weft_integer(2));
    take(fixture, awaited, "awaited");
    assert_journal(fixture, "plain=3 got=2 awaited=AlreadyCalledError");
    weft_deferred_release(result);
    weft_deferred_release(awaited);
}

/* INL-3 */
static void a_run_goes_with_what_it_awaits(void **state)
{
    struct library_fixture *fixture = *state;
    weft_deferred *awaited = make_deferred(fixture);
    weft_deferred *result = run(fixture, awaited, NULL);

    weft_deferred_release(awaited);
    assert_journal(fixture, "plain=3 closed");
    assert_int_equal(fixture->events[WEFT_EVENT_ITERATOR_DROPPED], 1);
    assert_false(weft_deferred_called(result));
    weft_deferred_cancel(result);
    take(fixture, result, "result");
    assert_journal(fixture, "result=CancelledError");
    weft_deferred_release(result);
}

/* TASK-9, TASK-10: under a Cooperator it waits at a step, and takes a failure too. */
static void a_task_may_await(void **state)
{
    struct library_fixture *fixture = *state;
    weft_deferred *awaited = make_deferred(fixture), *result;
    weft_iterator *iterator = make_fetch(fixture, awaited, NULL);
    weft_cooperator *cooperator;

    assert_int_equal(weft_default_cooperator(fixture->reactor, &cooperator), WEFT_OK);
    assert_int_equal(weft_run_iterator(cooperator, iterator, &result), WEFT_OK);
    weft_iterator_release(iterator);
    note(fixture, result, "result");
    run_all(fixture);
    weft_deferred_errback(awaited, make_failure(fixture, &weft_error_timeout, NULL));
    assert_journal(fixture, "plain=3");
    run_all(fixture);
    assert_journal(fixture, "got=0 result=0");
    weft_deferred_release(result);
    weft_deferred_release(awaited);
}

/* INL-1, INL-2: fired, cancelled and let go of without stack. */
static void *chain_runs(void *context)
{
    struct library_fixture *fixture = context;

    for (int cancelled = 0; cancelled < 2; cancelled++) {
        weft_deferred *first = make_deferred(fixture), *last = weft_deferred_retain(first);

        for (int i = 0; i < RUNS; i++) {
            weft_deferred *next = run(fixture, last, NULL);

            weft_deferred_release(
                last); /* the generator awaits it by now: the run before keeps it */
            last = next;
        }
        if (cancelled)
            weft_deferred_cancel(last);
        else
            weft_deferred_callback(first, weft_none());
        if (!weft_deferred_called(last) || weft_deferred_unhandled(last) != (cancelled == 1))
            return NULL;
        weft_deferred_release(first);
        weft_deferred_release(last);
    }
    return fixture;
}

static void runs_that_await_one_another_need_no_stack(void **state)
{
    struct library_fixture *fixture = *state;

    fixture->silent = true;
    assert_int_equal(on_small_stack(chain_runs, fixture), 0);
    assert_int_equal(deferreds_alive(fixture), 0);
    assert_int_equal(weft_reactor_alive(fixture->reactor, WEFT_SUBJECT_ITERATOR), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        library_test(a_value_and_a_failure_come_back_where_it_awaits),
        library_test(a_returned_deferred_is_waited_for),
        library_test(one_that_was_fired_by_hand_fails_what_it_awaited),
        library_test(a_run_goes_with_what_it_awaits),
        library_test(a_task_may_await),
        library_test(runs_that_await_one_another_need_no_stack),
    };

    return cmocka_run_group_tests_name("inline_callbacks", tests, NULL, NULL);
}
