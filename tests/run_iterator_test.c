/* run_iterator_test.c - one call from an iterator to a Deferred of its result, whose cancel stops
 * the work (GEN-4). */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "support/actor.h"

#include <inttypes.h>

/* Steps a napper: writes its step, then yields a Deferred of 100 ns; returns after `yields` of
 * them. */
static weft_step nap(struct actor *actor, int64_t step, weft_value *out)
{
    weft_later later = {100, NULL, NULL, NULL};
    weft_deferred *old = actor->held;

    if (step == actor->yields)
        return count(actor, step, out);
    if (weft_defer_later(actor->fixture->reactor, &later, &actor->held) != WEFT_OK)
        return WEFT_RETURNED;
    if (old)
        weft_deferred_release(old);
    journal_write(&actor->fixture->journal, "%s%" PRId64, actor->name, step);
    *out = weft_deferred_value(weft_deferred_retain(actor->held));
    return WEFT_YIELDED;
}

static weft_iterator *make_napper(struct library_fixture *fixture, const char *name)
{
    weft_iterator *iterator = make_counter(fixture, name, 3);

    actor_of(iterator)->act = nap;
    return iterator;
}

/* The Deferred's result is written as NAME=RESULT, and settled. */
static weft_deferred *run(struct library_fixture *fixture, weft_cooperator *cooperator,
                          weft_iterator *iterator, const char *name)
{
    weft_deferred *result;

    assert_int_equal(weft_run_iterator(cooperator, iterator, &result), WEFT_OK);
    weft_iterator_release(iterator);
    take(fixture, result, name);
    return result;
}

static void assert_nothing_left(struct library_fixture *fixture)
{
    assert_int_equal(weft_reactor_pending(fixture->reactor), 0);
    for (int kind = WEFT_SUBJECT_CALL; kind < WEFT_SUBJECT_KINDS; kind++)
        assert_int_equal(weft_reactor_alive(fixture->reactor, (weft_subject_kind) kind), 0);
}

static weft_step raise_at_once(struct actor *actor, int64_t step, weft_value *out)
{
    (void) step;
    *out = make_failure(actor->fixture, &weft_error_value, "bad");
    return WEFT_RAISED;
}

static weft_step return_a_failure(struct actor *actor, int64_t step, weft_value *out)
{
    (void) raise_at_once(actor, step, out);
    return WEFT_RETURNED;
}

/* GEN-4 */
static void it_fires_with_what_the_iterator_returned(void **state)
{
    struct library_fixture *fixture = *state;
    weft_cooperator *cooperator = make_cooperator(fixture, 1);

    weft_deferred_release(run(fixture, cooperator, make_counter(fixture, "a", 2), "a"));
    weft_deferred_release(run(fixture, cooperator, make_actor(fixture, "b", raise_at_once), "b"));
    weft_deferred_release(
        run(fixture, cooperator, make_actor(fixture, "c", return_a_failure), "c"));
    run_all(fixture);
    assert_journal(fixture, "a0 b=ValueError: bad a1 c=ValueError: bad aend a=2");
    weft_cooperator_release(cooperator);
    assert_nothing_left(fixture);
}

/* UNH-3 */
static void a_failure_that_nobody_takes_is_reported_once(void **state)
{
    struct library_fixture *fixture = *state;
    weft_cooperator *cooperator = make_cooperator(fixture, 1);
    weft_iterator *iterator = make_actor(fixture, "a", raise_at_once);
    weft_deferred *result;

    assert_int_equal(weft_run_iterator(cooperator, iterator, &result), WEFT_OK);
    weft_iterator_release(iterator);
    weft_deferred_release(result);
    run_all(fixture);
    assert_journal(fixture, "unhandled(ValueError: bad)");
    weft_cooperator_release(cooperator);
    assert_nothing_left(fixture);
}

/* A cancel from outside, at its time. LATE: behind everything else that is due then. */
struct stimulus {
    weft_deferred *result;
    bool late;
};

static void cancel_result(weft_reactor *reactor, void *context)
{
    struct stimulus *stimulus = context;

    if (!stimulus->late) {
        weft_deferred_cancel(stimulus->result);
        return;
    }
    stimulus->late = false;
    (void) !weft_call_later(reactor, 1, cancel_result, stimulus, NULL);
}

/* GEN-4, GEN-3. A napper takes a step at 10, 120, 230 and 340, and its naps end at 110, 220 and
 * 330. Cancelled at each kind of moment it ends the same way, and nothing is left. */
static void cancelled_at_any_moment_it_ends_clean(void **state)
{
    static const struct {
        int64_t at_ns;
        bool late;
        const char *expected;
    } rows[] = {
        {0, false, "n=CancelledError"}, /* not begun: no closed block */
        {10, false, "n=CancelledError"},
        {10, true, "n0 n-closed n=CancelledError"},
        {60, false, "n0 n-closed n=CancelledError"},
        {110, false, "n0 n-closed n=CancelledError"}, /* as the nap is about to end */
        {110, true, "n0 n-closed n=CancelledError"},  /* it has ended, a tick is pending */
        {115, false, "n0 n-closed n=CancelledError"},
        {120, false, "n0 n-closed n=CancelledError"},
        {120, true, "n0 n1 n-closed n=CancelledError"},
        {340, false, "n0 n1 n2 n-closed n=CancelledError"},
        {340, true, "n0 n1 n2 nend n=3"}, /* too late */
        {400, false, "n0 n1 n2 nend n=3"},
    };
    struct library_fixture *fixture = *state;

    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct stimulus stimulus = {NULL, rows[i].late};
        int64_t delay_ns = rows[i].at_ns - rows[i].late;
        weft_cooperator *cooperator = make_cooperator(fixture, 1);

        assert_int_equal(
            weft_call_later(fixture->reactor, delay_ns, cancel_result, &stimulus, NULL), WEFT_OK);
        stimulus.result = run(fixture, cooperator, make_napper(fixture, "n"), "n");
        run_all(fixture);
        assert_journal(fixture, rows[i].expected);
        weft_deferred_cancel(stimulus.result);
        assert_journal(fixture, "");
        weft_deferred_release(stimulus.result);
        weft_cooperator_release(cooperator);
        assert_nothing_left(fixture);
    }
}

static void tell(void *context, const weft_reactor *reactor, const weft_event *event)
{
    char value[64] = "";

    (void) reactor;
    if (event->value)
        (void) weft_value_format(event->value, value, sizeof value);
    journal_write(context, "%s#%" PRIu64 "-%s(%s%.0" PRId64 ")",
                  weft_subject_name(event->subject.kind), event->subject.id,
                  weft_event_word(event->kind), value, event->number);
}

static weft_step yield_held(struct actor *actor, int64_t step, weft_value *out)
{
    (void) step;
    *out = weft_deferred_value(weft_deferred_retain(actor->held));
    return WEFT_YIELDED;
}

static weft_step yield_nothing(struct actor *actor, int64_t step, weft_value *out)
{
    (void) actor;
    (void) step;
    (void) out;
    return WEFT_YIELDED;
}

static weft_step close_silently(struct actor *actor, weft_value *out)
{
    (void) actor;
    (void) out;
    return WEFT_RETURNED;
}

/* A reactor of its own, whose every event is written. The actor yields its Deferred if it WAITS,
 * else none. */
static void cancel_and_tell(struct library_fixture *fixture, bool waits, const char *expected)
{
    struct library_fixture other = {.clock = {0}};
    weft_reactor_options options = {.driver = manual_clock_driver(&other.clock),
                                    .observer = {tell, &fixture->journal}};
    weft_cooperator *cooperator;
    weft_iterator *iterator;
    weft_deferred *result;

    assert_int_equal(weft_reactor_create(&options, &other.reactor), WEFT_OK);
    cooperator = make_cooperator(&other, 1);
    iterator = make_actor(&other, "a", waits ? yield_held : yield_nothing);
    actor_of(iterator)->held = make_deferred(&other);
    actor_of(iterator)->clean_up = close_silently;
    assert_int_equal(weft_run_iterator(cooperator, iterator, &result), WEFT_OK);
    other.clock.now_ns = 10;
    assert_int_equal(weft_reactor_run_turn(other.reactor, NULL), WEFT_OK);
    journal_write(&fixture->journal, "|");
    weft_deferred_cancel(result);
    journal_write(&fixture->journal, "|");
    weft_deferred_release(result);
    weft_iterator_release(iterator);
    weft_cooperator_release(cooperator);
    assert_journal(fixture, expected);
    weft_reactor_close(other.reactor);
}

#define MADE                                                                                       \
    "cooperator#1-created() iterator#1-created() deferred#1-created() deferred#2-created() "       \
    "task#1-created() call#1-scheduled(10) call#1-run() task#1-step() "

/* GEN-4: out of the list, the awaited cancelled, the iterator closed, the task stopped, the
 * Deferred failed. A CancelledError that nobody takes is reported: CAN-11. */
static void a_cancel_takes_its_steps_in_order(void **state)
{
    cancel_and_tell(*state, true,
                    MADE "task#1-yielded(<deferred>) task#1-waits() | "
                         "deferred#2-cancelled() deferred#1-cancelled() "
                         "deferred#1-fired(CancelledError) task#1-received(CancelledError) "
                         "iterator#1-closed(1) task#1-stopped(TaskStopped) "
                         "deferred#2-fired(CancelledError) | "
                         "deferred#2-unhandled(CancelledError)");
    cancel_and_tell(*state, false,
                    MADE "task#1-yielded(none) call#1-scheduled(20) | "
                         "deferred#2-cancelled() call#1-cancelled() "
                         "iterator#1-closed(1) task#1-stopped(TaskStopped) "
                         "deferred#2-fired(CancelledError) | "
                         "deferred#2-unhandled(CancelledError)");
}

static void fire_context(weft_reactor *reactor, void *context)
{
    (void) reactor;
    weft_deferred_callback(context, weft_integer(5));
}

/* TASK-16 for the result: whoever fires it by hand has had his say. */
static void a_result_that_was_fired_by_hand_is_passed_over(void **state)
{
    struct library_fixture *fixture = *state;
    weft_cooperator *cooperator = make_cooperator(fixture, 1);
    weft_deferred *result = run(fixture, cooperator, make_counter(fixture, "a", 1), "a");

    assert_int_equal(weft_call_later(fixture->reactor, 11, fire_context, result, NULL), WEFT_OK);
    run_all(fixture);
    assert_journal(fixture, "a0 a=5 aend misuse(WEFT_ALREADY_CALLED)");
    weft_deferred_release(result);
    weft_cooperator_release(cooperator);
    assert_nothing_left(fixture);
}

/* COOP-15, COOP-17 */
static void stopping_the_cooperator_fails_it_and_closes_the_iterator(void **state)
{
    struct library_fixture *fixture = *state;
    weft_cooperator *cooperator = make_cooperator(fixture, 1);
    weft_deferred *result = run(fixture, cooperator, make_napper(fixture, "n"), "n");

    advance(fixture, 10);
    weft_cooperator_stop(cooperator);
    assert_journal(fixture, "n0 n=SchedulerStopped n-closed");
    run_all(fixture);
    assert_journal(fixture, "");
    weft_deferred_release(result);
    weft_cooperator_release(cooperator);
    assert_nothing_left(fixture);
}

/* TASK-13: only a cancel of the run makes a CancelledError nobody's business. */
static void stopped_by_the_cooperator_it_leaves_a_late_failure_alone(void **state)
{
    struct library_fixture *fixture = *state;
    weft_cooperator *cooperator = make_cooperator(fixture, 1);
    weft_iterator *iterator = make_actor(fixture, "a", await_held);
    weft_deferred *awaited = make_deferred(fixture), *result;

    actor_of(iterator)->held = weft_deferred_retain(awaited);
    result = run(fixture, cooperator, iterator, "result");
    advance(fixture, 10);
    weft_cooperator_stop(cooperator);
    assert_journal(fixture, "a0 result=SchedulerStopped a-closed");
    weft_deferred_cancel(awaited);
    weft_deferred_release(awaited);
    assert_journal(fixture, "unhandled(CancelledError)");
    weft_deferred_release(result);
    weft_cooperator_release(cooperator);
    assert_nothing_left(fixture);
}

/* TMO-1, TMO-2 */
static void a_timeout_on_it_stops_the_work(void **state)
{
    struct library_fixture *fixture = *state;
    weft_cooperator *cooperator = make_cooperator(fixture, 1);
    weft_later limit = {150, NULL, NULL, NULL};
    weft_deferred *result;
    weft_iterator *iterator = make_napper(fixture, "n");

    assert_int_equal(weft_run_iterator(cooperator, iterator, &result), WEFT_OK);
    weft_iterator_release(iterator);
    assert_int_equal(weft_deferred_add_timeout(result, &limit), WEFT_OK);
    take(fixture, result, "n");
    run_all(fixture);
    assert_journal(fixture, "n0 n1 n-closed n=TimeoutError");
    assert_int_equal(fixture->clock.now_ns, 150);
    weft_deferred_release(result);
    weft_cooperator_release(cooperator);
    assert_nothing_left(fixture);
}

/* CAN-7: a run that waits for a run, cancelled from the outermost inwards. */
static void cancelling_an_outer_run_cancels_the_inner_one_first(void **state)
{
    struct library_fixture *fixture = *state;
    weft_cooperator *cooperator = make_cooperator(fixture, 0);
    weft_iterator *outer = make_actor(fixture, "o", await_held);
    weft_iterator *inner = make_napper(fixture, "i");
    weft_deferred *result;

    assert_int_equal(weft_run_iterator(cooperator, inner, &actor_of(outer)->held), WEFT_OK);
    weft_iterator_release(inner);
    result = run(fixture, cooperator, outer, "o");
    advance(fixture, 10);
    assert_journal(fixture, "i0 o0");
    weft_deferred_cancel(result);
    assert_journal(fixture, "i-closed o-closed o=CancelledError");
    weft_deferred_release(result);
    weft_cooperator_release(cooperator);
    assert_nothing_left(fixture);
}

/* COOP-22: the cancel closes the iterator, whoever else has it. */
static void a_cancel_closes_a_shared_iterator_too(void **state)
{
    struct library_fixture *fixture = *state;
    weft_cooperator *cooperator = make_cooperator(fixture, 1);
    weft_iterator *iterator = make_counter(fixture, "a", 9);
    weft_task *task = start_task(cooperator, weft_iterator_retain(iterator));
    weft_deferred *result;

    note_end(fixture, task, "task");
    result = run(fixture, cooperator, iterator, "run");
    advance(fixture, 10);
    weft_deferred_cancel(result);
    run_all(fixture);
    assert_journal(fixture, "a0 a-closed run=CancelledError task=<iterator>");
    weft_deferred_release(result);
    weft_task_release(task);
    weft_cooperator_release(cooperator);
    assert_nothing_left(fixture);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        library_test(it_fires_with_what_the_iterator_returned),
        library_test(a_failure_that_nobody_takes_is_reported_once),
        library_test(cancelled_at_any_moment_it_ends_clean),
        library_test(a_cancel_takes_its_steps_in_order),
        library_test(a_result_that_was_fired_by_hand_is_passed_over),
        library_test(stopping_the_cooperator_fails_it_and_closes_the_iterator),
        library_test(stopped_by_the_cooperator_it_leaves_a_late_failure_alone),
        library_test(a_timeout_on_it_stops_the_work),
        library_test(cancelling_an_outer_run_cancels_the_inner_one_first),
        library_test(a_cancel_closes_a_shared_iterator_too),
    };

    return cmocka_run_group_tests_name("run_iterator", tests, NULL, NULL);
}
