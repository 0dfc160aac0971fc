/* looping_call_test.c - looping calls from C: the grid to the nanosecond, another interval, starts
 * that can be cancelled (LOOP; scenarios/loops shows the rules one by one). */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "support/library_fixture.h"

static weft_value beat(weft_reactor *reactor, void *context, weft_value count)
{
    struct library_fixture *fixture = context;

    journal_write(&fixture->journal, "%d", (int) weft_now(reactor));
    weft_value_release(count);
    return weft_none();
}

static weft_value give_back(weft_reactor *reactor, void *context, weft_value count)
{
    (void) reactor;
    weft_value_release(count);
    return weft_deferred_value(weft_deferred_retain(context));
}

static weft_looping_call *make_loop(struct library_fixture *fixture, weft_callback function,
                                    void *context)
{
    weft_looping_call_options options = {.function = function, .context = context};
    weft_looping_call *loop;

    assert_int_equal(weft_looping_call_create(fixture->reactor, &options, &loop), WEFT_OK);
    return loop;
}

static weft_deferred *start(weft_looping_call *loop, weft_loop_start options)
{
    weft_deferred *over;

    assert_int_equal(weft_looping_call_start(loop, &options, &over), WEFT_OK);
    return over;
}

/* LOOP-3, LOOP-4: driven exactly to each due time, and late by jumps. */
static void calls_stand_on_the_grid_exactly(void **state)
{
    struct library_fixture *fixture = *state;
    weft_looping_call *loop = make_loop(fixture, beat, fixture);
    weft_deferred *over = start(loop, (weft_loop_start){.interval_ns = 100});

    for (int i = 0; i < 6; i++)
        advance(fixture, 100);
    advance(fixture, 250);
    advance(fixture, 50);
    assert_int_equal(weft_looping_call_stop(loop), WEFT_OK);
    assert_journal(fixture, "0 100 200 300 400 500 600 850 900");
    weft_deferred_release(over);
    weft_looping_call_release(loop);
}

/* LOOP-11 */
static void another_interval_counts_from_the_next_scheduling(void **state)
{
    struct library_fixture *fixture = *state;
    weft_looping_call *loop = make_loop(fixture, beat, fixture);

    weft_deferred_release(start(loop, (weft_loop_start){.interval_ns = 100}));
    assert_int_equal(weft_looping_call_set_interval(loop, -1), WEFT_BAD_TIME);
    assert_int_equal(weft_looping_call_set_interval(loop, 70), WEFT_OK);
    assert_int_equal(weft_looping_call_interval(loop), 70);
    for (int i = 0; i < 24; i++)
        advance(fixture, 10);
    assert_int_equal(weft_looping_call_stop(loop), WEFT_OK);
    assert_int_equal(weft_looping_call_set_interval(loop, 70), WEFT_LOOP_NOT_RUNNING);
    assert_journal(fixture, "0 misuse(WEFT_BAD_TIME) 100 140 210 misuse(WEFT_LOOP_NOT_RUNNING)");
    weft_looping_call_release(loop);
}

/* LOOP-9: the option that Twisted does not have. */
static void a_cancellable_start_stops_by_a_cancel(void **state)
{
    struct library_fixture *fixture = *state;
    weft_deferred *slow = make_deferred(fixture);
    weft_looping_call *waiting = make_loop(fixture, give_back, slow);
    weft_looping_call *between = make_loop(fixture, beat, fixture);
    weft_loop_start options = {.interval_ns = 100, .cancellable = true};
    weft_deferred *first = start(waiting, options), *second = start(between, options);

    take(fixture, first, "first");
    take(fixture, second, "second");
    note(fixture, slow, "slow");
    weft_deferred_cancel(first);
    weft_deferred_cancel(second);
    assert_false(weft_looping_call_running(waiting) || weft_looping_call_running(between));
    assert_int_equal(weft_reactor_pending(fixture->reactor), 0);
    assert_journal(fixture, "0 slow=none first=CancelledError second=CancelledError");
    weft_deferred_release(first);
    weft_deferred_release(second);
    weft_deferred_release(slow);
    weft_looping_call_release(waiting);
    weft_looping_call_release(between);
}

/* LOOP-2: when what the function awaits is let go of, nothing comes of that start any more. */
static void what_it_waits_for_may_go(void **state)
{
    struct library_fixture *fixture = *state;
    weft_deferred *slow = make_deferred(fixture);
    weft_looping_call *loop = make_loop(fixture, give_back, slow);

    weft_deferred_release(start(loop, (weft_loop_start){.interval_ns = 100}));
    weft_deferred_release(slow);
    assert_true(weft_looping_call_running(loop));
    assert_int_equal(weft_looping_call_stop(loop), WEFT_OK);
    weft_looping_call_release(loop);
    assert_int_equal(deferreds_alive(fixture), 0);
}

/* LOOP-1 */
static void a_first_time_beyond_the_end_is_refused(void **state)
{
    struct library_fixture *fixture = *state;
    weft_looping_call *loop = make_loop(fixture, beat, fixture);
    weft_loop_start options = {.interval_ns = INT64_MAX, .not_now = true};

    advance(fixture, 1);
    assert_int_equal(weft_looping_call_start(loop, &options, NULL), WEFT_BAD_TIME);
    options.not_now = false;
    assert_int_equal(weft_looping_call_start(loop, &options, NULL), WEFT_OK);
    assert_int_equal(weft_looping_call_start(loop, &options, NULL), WEFT_LOOP_RUNNING);
    assert_int_equal(weft_looping_call_stop(loop), WEFT_OK);
    assert_journal(fixture, "misuse(WEFT_BAD_TIME) 1 misuse(WEFT_LOOP_RUNNING)");
    weft_looping_call_release(loop);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        library_test(calls_stand_on_the_grid_exactly),
        library_test(another_interval_counts_from_the_next_scheduling),
        library_test(a_cancellable_start_stops_by_a_cancel),
        library_test(what_it_waits_for_may_go),
        library_test(a_first_time_beyond_the_end_is_refused),
    };

    return cmocka_run_group_tests_name("looping_call", tests, NULL, NULL);
}
