/* run_iterator_cancel_test.c - what meets the cancel of a run halfway: the awaited Deferred, the
 * closed block, a step that is running, a result that is a Deferred itself (GEN-4). */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "support/actor.h"

#include <inttypes.h>

/* One run: its actor, its Deferred, and what the actor yields first. */
struct scene {
    struct library_fixture *fixture;
    weft_cooperator *cooperator;
    struct actor *actor;
    weft_deferred *result;
    weft_deferred *awaited;
};

/* Makes a run of an actor that acts as ACT says and has AWAITED (moved; NULL: a new one). */
static void open_scene(struct scene *scene, struct library_fixture *fixture,
                       weft_step (*act)(struct actor *actor, int64_t step, weft_value *out),
                       weft_deferred *awaited)
{
    weft_iterator *iterator = make_actor(fixture, "a", act);

    *scene = (struct scene){fixture, make_cooperator(fixture, 0), actor_of(iterator), NULL,
                            awaited ? awaited : make_deferred(fixture)};
    scene->actor->held = weft_deferred_retain(scene->awaited);
    scene->actor->context = scene;
    assert_int_equal(weft_run_iterator(scene->cooperator, iterator, &scene->result), WEFT_OK);
    weft_iterator_release(iterator);
}

/* Takes the first step, so that the run waits. */
static void begin_scene(struct scene *scene)
{
    advance(scene->fixture, 10);
    assert_journal(scene->fixture, "a0");
}

/* Lets all go, the result last, and asserts that nothing is left. */
static void close_scene(struct scene *scene)
{
    weft_cooperator_release(scene->cooperator);
    if (scene->awaited)
        weft_deferred_release(scene->awaited);
    weft_deferred_release(scene->result);
    for (int kind = WEFT_SUBJECT_CALL; kind < WEFT_SUBJECT_KINDS; kind++)
        assert_int_equal(weft_reactor_alive(scene->fixture->reactor, (weft_subject_kind) kind), 0);
}

/* "CancelledError<ValueError: worse" with its cause. */
static weft_value write_cause(weft_reactor *reactor, void *context, weft_value result)
{
    struct mark *mark = context;
    const weft_failure *failure = weft_value_failure(&result);
    char cause[64];

    (void) reactor;
    (void) weft_value_format(weft_failure_cause(failure), cause, sizeof cause);
    journal_write(&mark->fixture->journal, "%s<%s", weft_failure_type(failure)->name, cause);
    weft_value_release(result);
    return weft_none();
}

static void note_cause(struct scene *scene)
{
    struct mark *mark = make_mark(scene->fixture, "", weft_none());

    assert_int_equal(weft_deferred_add_errback(scene->result, write_cause, mark), WEFT_OK);
    take(scene->fixture, scene->result, "result");
}

static void what_the_awaited_one_makes_of_the_cancel_is_settled(void **state)
{
    static const struct {
        enum { PASSES, RECOVERS, FAILS_OTHERWISE } errback;
        const char *expected;
    } rows[] = {
        {PASSES, "a-closed CancelledError<none result=none"},
        {RECOVERS, "e=CancelledError a-closed CancelledError<none result=none"},
        {FAILS_OTHERWISE, "e=CancelledError a-closed CancelledError<ValueError: worse result=none"},
    };
    struct library_fixture *fixture = *state;

    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        weft_deferred *awaited = make_deferred(fixture);
        struct scene scene;

        if (rows[i].errback == RECOVERS)
            recover(fixture, awaited, "e", weft_integer(3));
        else if (rows[i].errback == FAILS_OTHERWISE)
            recover(fixture, awaited, "e", make_failure(fixture, &weft_error_value, "worse"));
        open_scene(&scene, fixture, await_held, awaited);
        begin_scene(&scene);
        note_cause(&scene);
        weft_deferred_cancel(scene.result);
        assert_true(weft_value_is_none(weft_deferred_result(scene.awaited)));
        close_scene(&scene);
        assert_journal(fixture, rows[i].expected);
    }
}

/* The awaited one answers the cancel by waiting for another. The run does not wait for that; what
 * comes of it later is left where it is, but for the cancellation. */
static void an_awaited_one_that_takes_its_time_is_not_waited_for(void **state)
{
    static const struct {
        enum { FIRES, FAILS, IS_CANCELLED } end;
        const char *afterwards;
    } rows[] = {{FIRES, ""}, {FAILS, "unhandled(ValueError: late)"}, {IS_CANCELLED, ""}};
    struct library_fixture *fixture = *state;

    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        weft_deferred *awaited = make_deferred(fixture), *inner = make_deferred(fixture);
        struct scene scene;

        recover(fixture, awaited, "e", weft_deferred_value(weft_deferred_retain(inner)));
        open_scene(&scene, fixture, await_held, awaited);
        begin_scene(&scene);
        take(fixture, scene.result, "result");
        weft_deferred_cancel(scene.result);
        assert_journal(fixture, "e=CancelledError a-closed result=CancelledError");
        if (rows[i].end == FIRES)
            weft_deferred_callback(inner, weft_integer(1));
        else if (rows[i].end == FAILS)
            weft_deferred_errback(inner, make_failure(fixture, &weft_error_value, "late"));
        else
            weft_deferred_cancel(inner);
        weft_deferred_release(inner);
        close_scene(&scene);
        assert_journal(fixture, rows[i].afterwards);
    }
}

/* CAN-8: cancelling it has no effect, and its result comes when nobody wants it any more. */
static void an_awaited_one_that_has_fired_but_is_paused_is_left_behind(void **state)
{
    struct library_fixture *fixture = *state;
    struct scene scene;

    open_scene(&scene, fixture, await_held, make_succeeded(fixture, weft_integer(1)));
    weft_deferred_pause(scene.awaited);
    begin_scene(&scene);
    take(fixture, scene.result, "result");
    weft_deferred_cancel(scene.result);
    assert_journal(fixture, "a-closed result=CancelledError");
    assert_int_equal(weft_deferred_unpause(scene.awaited), WEFT_OK);
    assert_true(weft_value_is_none(weft_deferred_result(scene.awaited)));
    close_scene(&scene);
    assert_journal(fixture, "");
}

/* Cancels its own run in its step, and ends the step as `yields` says: 3 stands for a Deferred. */
static weft_step cancel_own_run(struct actor *actor, int64_t step, weft_value *out)
{
    struct scene *scene = actor->context;

    journal_write(&actor->fixture->journal, "%s%" PRId64, actor->name, step);
    weft_deferred_cancel(scene->result);
    journal_write(&actor->fixture->journal, "cancelled");
    if (actor->yields == WEFT_RAISED)
        *out = make_failure(actor->fixture, &weft_error_value, "dropped");
    if (actor->yields <= WEFT_RAISED)
        return (weft_step) actor->yields;
    *out = weft_deferred_value(weft_deferred_retain(actor->held));
    return WEFT_YIELDED;
}

/* TASK-18, GEN-1: the iterator is running, so it is closed when the step has ended; the outcome is
 * dropped. */
static void cancelled_in_its_own_step_it_is_closed_after_the_step(void **state)
{
    static const struct {
        int64_t outcome;
        const char *expected;
    } rows[] = {
        {WEFT_YIELDED, "a0 result=CancelledError cancelled a-closed"},
        {WEFT_RETURNED, "a0 result=CancelledError cancelled"},
        {WEFT_RAISED, "a0 result=CancelledError cancelled"},
        {3, "a0 result=CancelledError cancelled a-closed"},
    };
    struct library_fixture *fixture = *state;

    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct scene scene;

        open_scene(&scene, fixture, cancel_own_run, NULL);
        scene.actor->yields = rows[i].outcome;
        take(fixture, scene.result, "result");
        run_all(fixture);
        assert_journal(fixture, rows[i].expected);
        assert_false(weft_deferred_called(scene.awaited));
        close_scene(&scene);
        assert_journal(fixture, "");
    }
}

static weft_step cancel_the_run(struct actor *actor, int64_t step, weft_value *out)
{
    struct scene *scene = actor->context;

    (void) step;
    (void) out;
    weft_deferred_cancel(scene->result);
    journal_write(&actor->fixture->journal, "%s-did", actor->name);
    return WEFT_RETURNED;
}

static void cancelled_in_anothers_step_it_ends_there(void **state)
{
    struct library_fixture *fixture = *state;

    for (int waits = 0; waits <= 1; waits++) {
        struct scene scene;
        weft_iterator *other = make_actor(fixture, "b", cancel_the_run);

        open_scene(&scene, fixture, waits ? await_held : count, NULL);
        scene.actor->yields = 3;
        actor_of(other)->context = &scene;
        take(fixture, scene.result, "result");
        start(scene.cooperator, other);
        start(scene.cooperator, make_counter(fixture, "c", 1));
        run_all(fixture);
        /* The waiter has left the list, so its follower b loses its turn to c: COOP-9. The counter
         * leaves in b's step, and b with its end: nobody is to come behind them but c. */
        assert_journal(fixture, waits ? "a0 c0 a-closed result=CancelledError b-did cend"
                                      : "a0 a-closed result=CancelledError b-did c0 cend");
        close_scene(&scene);
    }
}

static weft_value cancel_in_callback(weft_reactor *reactor, void *context, weft_value result)
{
    struct scene *scene = context;

    (void) reactor;
    journal_write(&scene->fixture->journal, "callback");
    weft_deferred_cancel(scene->result);
    return result;
}

/* CAN-6, TASK-13: the awaited one is in the middle of its chain, where it cannot be cancelled. A
 * failure that follows is its own. */
static void cancelled_from_a_callback_of_the_awaited_one(void **state)
{
    static const struct {
        bool before, fails;
        const char *expected, *afterwards;
    } rows[] = {
        {true, false, "callback a-closed result=CancelledError", ""},
        {true, true, "callback a-closed result=CancelledError", "unhandled(ValueError: bad)"},
        {false, false, "callback a-closed result=CancelledError", ""},
        {false, true, "result=ValueError: bad a-closed callback", ""},
    };
    struct library_fixture *fixture = *state;

    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        weft_deferred *awaited = make_deferred(fixture);
        struct scene scene;

        if (rows[i].before)
            assert_int_equal(weft_deferred_add_both(awaited, cancel_in_callback, &scene), WEFT_OK);
        open_scene(&scene, fixture, await_held, awaited);
        begin_scene(&scene);
        if (!rows[i].before)
            assert_int_equal(weft_deferred_add_both(awaited, cancel_in_callback, &scene), WEFT_OK);
        take(fixture, scene.result, "result");
        if (rows[i].fails)
            weft_deferred_errback(awaited, make_failure(fixture, &weft_error_value, "bad"));
        else
            weft_deferred_callback(awaited, weft_integer(1));
        assert_journal(fixture, rows[i].expected);
        run_all(fixture);
        close_scene(&scene);
        assert_journal(fixture, rows[i].afterwards);
    }
}

static weft_step raise_in_block(struct actor *actor, weft_value *out)
{
    *out = make_failure(actor->fixture, &weft_error_value, "block");
    return WEFT_RAISED;
}

static weft_step yield_in_block(struct actor *actor, weft_value *out)
{
    (void) actor;
    (void) out;
    return WEFT_YIELDED;
}

static weft_step cancel_in_block(struct actor *actor, weft_value *out)
{
    (void) cancel_the_run(actor, 0, out);
    return WEFT_RETURNED;
}

static weft_step fire_in_block(struct actor *actor, weft_value *out)
{
    struct scene *scene = actor->context;

    (void) out;
    weft_deferred_callback(scene->result, weft_integer(8));
    return WEFT_RETURNED;
}

static weft_step stop_in_block(struct actor *actor, weft_value *out)
{
    struct scene *scene = actor->context;

    (void) out;
    weft_cooperator_stop(scene->cooperator);
    journal_write(&actor->fixture->journal, "stopped");
    return WEFT_RETURNED;
}

/* GEN-1, CAN-3, CAN-5 */
static void whatever_the_closed_block_does_the_cancel_comes_to_its_end(void **state)
{
    static const struct {
        weft_step (*clean_up)(struct actor *actor, weft_value *out);
        const char *expected;
    } rows[] = {
        {raise_in_block, "unhandled(ValueError: block) result=CancelledError"},
        {yield_in_block, "misuse(WEFT_IGNORED_CLOSE) result=CancelledError"},
        {cancel_in_block, "a-did result=CancelledError"},
        {fire_in_block, "result=8"},
        {stop_in_block, "stopped result=CancelledError"},
    };
    struct library_fixture *fixture = *state;

    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct scene scene;

        open_scene(&scene, fixture, await_held, NULL);
        scene.actor->clean_up = rows[i].clean_up;
        begin_scene(&scene);
        take(fixture, scene.result, "result");
        weft_deferred_cancel(scene.result);
        run_all(fixture);
        assert_journal(fixture, rows[i].expected);
        close_scene(&scene);
        assert_journal(fixture, "");
    }
}

static void stop_cooperator(weft_reactor *reactor, void *context, weft_deferred *deferred)
{
    struct scene *scene = context;

    (void) reactor;
    (void) deferred;
    weft_cooperator_stop(scene->cooperator);
    journal_write(&scene->fixture->journal, "stopped");
}

/* COOP-15: the stop ends the task; the cancel goes on to close the iterator and to fail the
 * Deferred. */
static void the_cooperator_may_be_stopped_while_it_is_cancelled(void **state)
{
    struct library_fixture *fixture = *state;
    struct scene scene;
    weft_canceller canceller = {stop_cooperator, &scene, NULL};

    open_scene(&scene, fixture, await_held, make_cancellable(fixture, &canceller));
    begin_scene(&scene);
    take(fixture, scene.result, "result");
    weft_deferred_cancel(scene.result);
    assert_journal(fixture, "stopped a-closed result=CancelledError");
    assert_int_equal(fixture->events[WEFT_EVENT_TASK_FAILED], 1);
    assert_int_equal(fixture->events[WEFT_EVENT_TASK_STOPPED], 0);
    close_scene(&scene);
    assert_journal(fixture, "");
}

static weft_step return_held(struct actor *actor, int64_t step, weft_value *out)
{
    struct scene *scene = actor->context;
    weft_deferred *returned = actor->yields == 1 ? scene->result : actor->held;

    journal_write(&actor->fixture->journal, "%s%" PRId64, actor->name, step);
    *out = weft_deferred_value(weft_deferred_retain(returned));
    return WEFT_RETURNED;
}

/* A Deferred as the iterator's result is waited for, as it is everywhere else. */
static void a_returned_deferred_is_waited_for(void **state)
{
    static const struct {
        enum { FIRE, FAIL, CANCEL_RESULT, CANCEL_IT } deed;
        const char *expected;
    } rows[] = {
        {FIRE, "result=6"},
        {FAIL, "result=ValueError: bad"},
        {CANCEL_RESULT, "result=CancelledError"},
        {CANCEL_IT, "result=CancelledError"},
    };
    struct library_fixture *fixture = *state;

    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct scene scene;

        open_scene(&scene, fixture, return_held, NULL);
        take(fixture, scene.result, "result");
        begin_scene(&scene);
        assert_false(weft_deferred_called(scene.result));
        assert_int_equal(fixture->events[WEFT_EVENT_TASK_DONE], i + 1);
        if (rows[i].deed == FIRE)
            weft_deferred_callback(scene.awaited, weft_integer(6));
        else if (rows[i].deed == FAIL)
            weft_deferred_errback(scene.awaited, make_failure(fixture, &weft_error_value, "bad"));
        else
            weft_deferred_cancel(rows[i].deed == CANCEL_IT ? scene.awaited : scene.result);
        assert_journal(fixture, rows[i].expected);
        assert_true(weft_deferred_called(scene.awaited));
        assert_true(weft_value_is_none(weft_deferred_result(scene.awaited)));
        close_scene(&scene);
        assert_journal(fixture, "");
    }
}

/* CAN-7: as with any other wait, it is what the inner one makes of the cancel that arrives. */
static void a_returned_deferred_may_recover_from_the_cancel(void **state)
{
    struct library_fixture *fixture = *state;
    weft_deferred *awaited = make_deferred(fixture);
    struct scene scene;

    recover(fixture, awaited, "e", weft_integer(3));
    open_scene(&scene, fixture, return_held, awaited);
    begin_scene(&scene);
    take(fixture, scene.result, "result");
    weft_deferred_cancel(scene.result);
    assert_journal(fixture, "e=CancelledError result=3");
    close_scene(&scene);
}

static void a_returned_deferred_that_has_fired_gives_its_result_at_once(void **state)
{
    struct library_fixture *fixture = *state;
    struct scene scene;

    open_scene(&scene, fixture, return_held, make_succeeded(fixture, weft_integer(4)));
    take(fixture, scene.result, "result");
    run_all(fixture);
    assert_journal(fixture, "a0 result=4");
    close_scene(&scene);
}

/* CAN-8: cancelled while the returned one has fired and is paused. What it gives later goes
 * nowhere. */
static void a_returned_deferred_that_cannot_be_cancelled_is_left_behind(void **state)
{
    struct library_fixture *fixture = *state;
    struct scene scene;

    open_scene(&scene, fixture, return_held, make_succeeded(fixture, weft_integer(4)));
    weft_deferred_pause(scene.awaited);
    begin_scene(&scene);
    take(fixture, scene.result, "result");
    weft_deferred_cancel(scene.result);
    assert_journal(fixture, "result=CancelledError");
    assert_int_equal(weft_deferred_unpause(scene.awaited), WEFT_OK);
    close_scene(&scene);
    assert_journal(fixture, "");
}

/* CHN-7 */
static void a_run_cannot_have_its_own_deferred_as_its_result(void **state)
{
    struct library_fixture *fixture = *state;
    struct scene scene;

    open_scene(&scene, fixture, return_held, NULL);
    scene.actor->yields = 1;
    take(fixture, scene.result, "result");
    run_all(fixture);
    assert_journal(fixture, "a0 result=SelfWaitError");
    close_scene(&scene);
}

static weft_step yield_and_forget(struct actor *actor, int64_t step, weft_value *out)
{
    journal_write(&actor->fixture->journal, "%s%" PRId64, actor->name, step);
    *out = weft_deferred_value(actor->held);
    actor->held = NULL;
    return actor->yields == 1 ? WEFT_RETURNED : WEFT_YIELDED;
}

/* What it waits for is freed unfired: the run cannot go on by itself. Whoever holds the Deferred
 * can still cancel it; with nobody to do so, the task is dropped. */
static void a_run_whose_wait_has_no_end_is_kept_by_its_deferred_alone(void **state)
{
    static const struct {
        bool returns, cancels;
        const char *expected;
    } rows[] = {
        {false, true, "a-closed result=CancelledError"},
        {false, false, "a-closed"},
        {true, true, "result=CancelledError"},
        {true, false, ""},
    };
    struct library_fixture *fixture = *state;

    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        size_t dropped = fixture->events[WEFT_EVENT_TASK_DROPPED];
        struct scene scene;

        open_scene(&scene, fixture, yield_and_forget, NULL);
        scene.actor->yields = rows[i].returns;
        begin_scene(&scene);
        take(fixture, scene.result, "result");
        weft_deferred_release(scene.awaited);
        scene.awaited = NULL;
        assert_journal(fixture, "");
        assert_false(weft_deferred_called(scene.result));
        if (rows[i].cancels)
            weft_deferred_cancel(scene.result);
        close_scene(&scene);
        assert_journal(fixture, rows[i].expected);
        assert_int_equal(fixture->events[WEFT_EVENT_TASK_DROPPED] - dropped,
                         !rows[i].cancels && !rows[i].returns);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        library_test(what_the_awaited_one_makes_of_the_cancel_is_settled),
        library_test(an_awaited_one_that_takes_its_time_is_not_waited_for),
        library_test(an_awaited_one_that_has_fired_but_is_paused_is_left_behind),
        library_test(cancelled_in_its_own_step_it_is_closed_after_the_step),
        library_test(cancelled_in_anothers_step_it_ends_there),
        library_test(cancelled_from_a_callback_of_the_awaited_one),
        library_test(whatever_the_closed_block_does_the_cancel_comes_to_its_end),
        library_test(the_cooperator_may_be_stopped_while_it_is_cancelled),
        library_test(a_returned_deferred_is_waited_for),
        library_test(a_returned_deferred_may_recover_from_the_cancel),
        library_test(a_returned_deferred_that_has_fired_gives_its_result_at_once),
        library_test(a_returned_deferred_that_cannot_be_cancelled_is_left_behind),
        library_test(a_run_cannot_have_its_own_deferred_as_its_result),
        library_test(a_run_whose_wait_has_no_end_is_kept_by_its_deferred_alone),
    };

    return cmocka_run_group_tests_name("run_iterator_cancel", tests, NULL, NULL);
}
