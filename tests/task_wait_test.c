/* task_wait_test.c - a task that waits for a Deferred (TASK-9 to TASK-13, TASK-15). */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "support/actor.h"

/* A task of one Cooperator that yields `awaited` in its first step, and returns in its second. */
struct waiter {
    struct library_fixture *fixture;
    weft_cooperator *cooperator;
    weft_task *task;
    weft_deferred *awaited;
};

static weft_task *start_waiter(weft_cooperator *cooperator, struct library_fixture *fixture,
                               const char *name, weft_deferred *awaited)
{
    weft_iterator *iterator = make_actor(fixture, name, await_held);

    actor_of(iterator)->held = weft_deferred_retain(awaited);
    return start_task(cooperator, iterator);
}

/* Takes the first step too. */
static void make_waiter(struct waiter *waiter, struct library_fixture *fixture,
                        weft_deferred *awaited)
{
    waiter->fixture = fixture;
    waiter->cooperator = make_cooperator(fixture, 0);
    waiter->awaited = awaited;
    waiter->task = start_waiter(waiter->cooperator, fixture, "a", awaited);
    note_end(fixture, waiter->task, "a");
    advance(fixture, 10);
}

static void let_waiter_go(struct waiter *waiter)
{
    weft_task_release(waiter->task);
    weft_deferred_release(waiter->awaited);
    weft_cooperator_release(waiter->cooperator);
}

static void fail_awaited(struct waiter *waiter)
{
    weft_value failure = make_failure(waiter->fixture, &weft_error_value, "bad");

    assert_int_equal(weft_deferred_errback(waiter->awaited, failure), WEFT_OK);
}

/* TASK-9, COOP-5 */
static void it_waits_and_nothing_is_pending(void **state)
{
    struct library_fixture *fixture = *state;
    struct waiter waiter;

    make_waiter(&waiter, fixture, make_deferred(fixture));
    assert_int_equal(weft_task_get_state(waiter.task), WEFT_TASK_STATE_WAITING);
    assert_ptr_equal(weft_task_waits_for(waiter.task), waiter.awaited);
    assert_int_equal(weft_task_pauses(waiter.task), 0);
    assert_int_equal(weft_reactor_pending(fixture->reactor), 0);
    assert_int_equal(weft_deferred_callback(waiter.awaited, weft_integer(5)), WEFT_OK);
    assert_int_equal(weft_task_get_state(waiter.task), WEFT_TASK_STATE_RUNNING);
    assert_null(weft_task_waits_for(waiter.task));
    assert_int_equal(weft_reactor_pending(fixture->reactor), 1);
    assert_journal(fixture, "a0");
    run_all(fixture);
    assert_journal(fixture, "a1 a=<iterator>");
    let_waiter_go(&waiter);
}

/* TASK-9: earlier pairs first; later ones get none, and run before the task goes on. */
static void a_wait_has_its_place_in_the_chain_and_takes_the_result(void **state)
{
    struct library_fixture *fixture = *state;
    weft_deferred *awaited = make_deferred(fixture);
    struct waiter waiter;

    note(fixture, awaited, "before");
    make_waiter(&waiter, fixture, awaited);
    note(fixture, awaited, "after");
    weft_deferred_callback(awaited, weft_integer(9));
    assert_journal(fixture, "a0 before=9 after=none");
    run_all(fixture);
    assert_journal(fixture, "a1 a=<iterator>");
    let_waiter_go(&waiter);
}

/* TASK-10, TASK-8: the iterator is not told, only let go of, after the callbacks. */
static void a_failure_ends_the_task_and_is_settled(void **state)
{
    struct library_fixture *fixture = *state;
    struct waiter waiter;

    make_waiter(&waiter, fixture, make_deferred(fixture));
    fail_awaited(&waiter);
    assert_journal(fixture, "a0 a=ValueError: bad a-closed");
    assert_false(weft_deferred_unhandled(waiter.awaited));
    assert_true(weft_value_is_none(weft_deferred_result(waiter.awaited)));
    assert_int_equal(weft_task_get_state(waiter.task), WEFT_TASK_STATE_FAILED);
    assert_int_equal(weft_task_stop(waiter.task), WEFT_TASK_FAILED);
    assert_int_equal(weft_reactor_pending(fixture->reactor), 0);
    let_waiter_go(&waiter);
    assert_journal(fixture, "misuse(WEFT_TASK_FAILED)");
}

/* TASK-10 */
static void a_fired_but_paused_deferred_is_waited_for_until_it_is_unpaused(void **state)
{
    struct library_fixture *fixture = *state;
    weft_deferred *awaited = make_succeeded(fixture, weft_integer(1));
    struct waiter waiter;

    weft_deferred_pause(awaited);
    make_waiter(&waiter, fixture, awaited);
    run_all(fixture);
    assert_journal(fixture, "a0");
    assert_int_equal(weft_deferred_unpause(awaited), WEFT_OK);
    run_all(fixture);
    assert_journal(fixture, "a1 a=<iterator>");
    let_waiter_go(&waiter);
}

/* TASK-9, CHN-3: what is waited for may itself wait. */
static void a_deferred_that_waits_itself_is_waited_for_to_its_end(void **state)
{
    struct library_fixture *fixture = *state;
    weft_deferred *inner = make_deferred(fixture);
    struct waiter waiter;

    make_waiter(&waiter, fixture, make_waiting(fixture, inner));
    assert_int_equal(weft_task_get_state(waiter.task), WEFT_TASK_STATE_WAITING);
    weft_deferred_callback(inner, weft_none());
    run_all(fixture);
    assert_journal(fixture, "a0 a1 a=<iterator>");
    weft_deferred_release(inner);
    let_waiter_go(&waiter);
}

/* TASK-11. A row: what happens, in order: (p)ause, (r)esume, (f)ire; a dot looks whether it can
 * run. */
static void waiting_and_pausing_must_both_be_over(void **state)
{
    static const char *const rows[] = {"p.f.r*", "p.r.f*", "f*", "pp.f.r.r*", "p.r.p.f.r*"};
    struct library_fixture *fixture = *state;

    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct waiter waiter;

        make_waiter(&waiter, fixture, make_deferred(fixture));
        for (const char *at = rows[i]; *at; at++) {
            if (*at == 'p')
                assert_int_equal(weft_task_pause(waiter.task), WEFT_OK);
            else if (*at == 'r')
                assert_int_equal(weft_task_resume(waiter.task), WEFT_OK);
            else if (*at == 'f')
                assert_int_equal(weft_deferred_callback(waiter.awaited, weft_none()), WEFT_OK);
            else
                assert_int_equal(weft_reactor_pending(fixture->reactor), *at == '*');
        }
        run_all(fixture);
        assert_journal(fixture, "a0 a1 a=<iterator>");
        let_waiter_go(&waiter);
    }
}

/* TASK-12 */
static void a_resume_does_not_end_a_wait(void **state)
{
    struct library_fixture *fixture = *state;
    struct waiter waiter;

    make_waiter(&waiter, fixture, make_deferred(fixture));
    assert_int_equal(weft_task_resume(waiter.task), WEFT_NOT_PAUSED);
    assert_int_equal(weft_task_get_state(waiter.task), WEFT_TASK_STATE_WAITING);
    assert_int_equal(weft_reactor_pending(fixture->reactor), 0);
    weft_deferred_callback(waiter.awaited, weft_none());
    assert_false(weft_deferred_unhandled(waiter.awaited));
    run_all(fixture);
    assert_journal(fixture, "a0 misuse(WEFT_NOT_PAUSED) a1 a=<iterator>");
    let_waiter_go(&waiter);
}

/* TASK-8, TASK-13 */
static void stopped_while_waiting_it_ends_once(void **state)
{
    struct library_fixture *fixture = *state;

    for (int fails = 0; fails <= 1; fails++) {
        struct waiter waiter;

        make_waiter(&waiter, fixture, make_deferred(fixture));
        assert_int_equal(weft_task_stop(waiter.task), WEFT_OK);
        assert_journal(fixture, "a0 a=TaskStopped a-closed");
        assert_false(weft_deferred_called(waiter.awaited));
        assert_null(weft_task_waits_for(waiter.task));
        if (fails)
            fail_awaited(&waiter);
        else
            weft_deferred_callback(waiter.awaited, weft_integer(3));
        assert_int_equal(weft_deferred_unhandled(waiter.awaited), fails);
        assert_int_equal(weft_value_is_none(weft_deferred_result(waiter.awaited)), !fails);
        assert_int_equal(weft_task_get_state(waiter.task), WEFT_TASK_STATE_STOPPED);
        assert_int_equal(weft_reactor_pending(fixture->reactor), 0);
        let_waiter_go(&waiter);
        assert_journal(fixture, fails ? "unhandled(ValueError: bad)" : "");
    }
}

/* TASK-13: nobody holds the stopped task but the chain of what it waited for. */
static void a_stopped_task_is_kept_by_what_it_waited_for_and_no_longer(void **state)
{
    struct library_fixture *fixture = *state;
    struct waiter waiter;

    make_waiter(&waiter, fixture, make_deferred(fixture));
    assert_int_equal(weft_task_stop(waiter.task), WEFT_OK);
    weft_task_release(weft_task_retain(waiter.task));
    weft_deferred_retain(waiter.awaited);
    let_waiter_go(&waiter);
    assert_int_equal(weft_reactor_alive(fixture->reactor, WEFT_SUBJECT_TASK), 1);
    weft_deferred_callback(waiter.awaited, weft_none());
    assert_int_equal(weft_reactor_alive(fixture->reactor, WEFT_SUBJECT_TASK), 0);
    weft_deferred_release(waiter.awaited);
    assert_int_equal(fixture->events[WEFT_EVENT_TASK_DROPPED], 0);
}

/* TASK-15 */
static void of_two_that_wait_for_one_only_the_first_gets_the_result(void **state)
{
    static const char *const expected[] = {
        "a0 b0 | a1 a=<iterator> b1 b=<iterator>",
        "a0 b0 a=ValueError: bad a-closed | b1 b=<iterator>",
    };
    struct library_fixture *fixture = *state;

    for (int fails = 0; fails <= 1; fails++) {
        struct waiter waiter;
        weft_task *second;

        make_waiter(&waiter, fixture, make_deferred(fixture));
        second = start_waiter(waiter.cooperator, fixture, "b", waiter.awaited);
        note_end(fixture, second, "b");
        run_all(fixture);
        if (fails)
            fail_awaited(&waiter);
        else
            weft_deferred_callback(waiter.awaited, weft_none());
        journal_write(&fixture->journal, "|");
        advance(fixture, 10);
        advance(fixture, 10);
        assert_journal(fixture, expected[fails]);
        weft_task_release(second);
        let_waiter_go(&waiter);
    }
}

/* What it waits for is freed unfired: a task that nobody holds goes with it, and its iterator is
 * closed. */
static void a_task_goes_with_what_it_waits_for(void **state)
{
    struct library_fixture *fixture = *state;
    weft_cooperator *cooperator = make_cooperator(fixture, 1);
    weft_deferred *awaited = make_deferred(fixture);
    weft_iterator *iterator = make_actor(fixture, "a", await_held);

    actor_of(iterator)->held = awaited;
    start(cooperator, iterator);
    weft_iterator_retain(iterator);
    advance(fixture, 10);
    actor_of(iterator)->held = NULL;
    weft_iterator_release(iterator);
    assert_journal(fixture, "a0");
    weft_deferred_release(awaited);
    assert_journal(fixture, "a-closed");
    assert_int_equal(fixture->events[WEFT_EVENT_TASK_DROPPED], 1);
    assert_int_equal(weft_reactor_alive(fixture->reactor, WEFT_SUBJECT_TASK), 0);
    weft_cooperator_release(cooperator);
}

/* One that somebody holds stays, waiting for ever, and can be stopped. */
static void a_held_task_outlives_what_it_waits_for(void **state)
{
    struct library_fixture *fixture = *state;
    weft_cooperator *cooperator = make_cooperator(fixture, 1);
    weft_iterator *iterator = make_actor(fixture, "a", await_held);
    struct actor *actor = actor_of(iterator);
    weft_task *task = start_task(cooperator, iterator);
    weft_deferred *awaited = make_deferred(fixture);

    actor->held = awaited;
    note_end(fixture, task, "a");
    advance(fixture, 10);
    actor->held = NULL;
    weft_deferred_release(awaited);
    assert_int_equal(weft_task_get_state(task), WEFT_TASK_STATE_WAITING);
    assert_null(weft_task_waits_for(task));
    assert_int_equal(weft_task_pause(task), WEFT_OK);
    assert_int_equal(weft_task_resume(task), WEFT_OK);
    assert_int_equal(weft_reactor_pending(fixture->reactor), 0);
    assert_int_equal(weft_task_stop(task), WEFT_OK);
    assert_journal(fixture, "a0 a=TaskStopped a-closed");
    weft_task_release(task);
    weft_cooperator_release(cooperator);
}

static weft_step yield_new_deferred(struct actor *actor, int64_t step, weft_value *out)
{
    weft_deferred *deferred;

    (void) step;
    if (weft_deferred_create(actor->fixture->reactor, NULL, &deferred) != WEFT_OK)
        return WEFT_RETURNED;
    *out = weft_deferred_value(deferred);
    return WEFT_YIELDED;
}

/* Yielding what nobody else holds is giving up. */
static void a_task_that_yields_a_deferred_of_its_own_alone_is_dropped(void **state)
{
    struct library_fixture *fixture = *state;
    weft_cooperator *cooperator = make_cooperator(fixture, 0);

    start(cooperator, make_actor(fixture, "a", yield_new_deferred));
    start(cooperator, make_counter(fixture, "b", 1));
    run_all(fixture);
    assert_journal(fixture, "a-closed b0 bend");
    assert_int_equal(fixture->events[WEFT_EVENT_TASK_DROPPED], 1);
    assert_int_equal(weft_reactor_alive(fixture->reactor, WEFT_SUBJECT_TASK), 0);
    assert_int_equal(deferreds_alive(fixture), 0);
    weft_cooperator_release(cooperator);
}

/* TASK-3, TASK-9: a task that waits for another's end is told in its place among the others. */
static void a_task_may_wait_for_the_end_of_another(void **state)
{
    static const char *const expected[] = {
        "| bend b=<iterator> a1 a=<iterator>",
        "| a=TaskStopped a-closed b=TaskStopped b-closed",
    };
    struct library_fixture *fixture = *state;

    for (int stops = 0; stops <= 1; stops++) {
        weft_cooperator *cooperator = make_cooperator(fixture, 1);
        weft_task *other = start_task(cooperator, make_counter(fixture, "b", 2)), *task;
        weft_deferred *done;

        assert_int_equal(weft_task_when_done(other, &done), WEFT_OK);
        note_end(fixture, other, "b");
        task = start_waiter(cooperator, fixture, "a", done);
        note_end(fixture, task, "a");
        weft_deferred_release(done);
        for (int ticks = 0; ticks < 3; ticks++)
            advance(fixture, 10);
        assert_journal(fixture, "b0 a0 b1");
        journal_write(&fixture->journal, "|");
        if (stops)
            assert_int_equal(weft_task_stop(other), WEFT_OK);
        run_all(fixture);
        assert_journal(fixture, expected[stops]);
        weft_task_release(task);
        weft_task_release(other);
        weft_cooperator_release(cooperator);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        library_test(it_waits_and_nothing_is_pending),
        library_test(a_wait_has_its_place_in_the_chain_and_takes_the_result),
        library_test(a_failure_ends_the_task_and_is_settled),
        library_test(a_fired_but_paused_deferred_is_waited_for_until_it_is_unpaused),
        library_test(a_deferred_that_waits_itself_is_waited_for_to_its_end),
        library_test(waiting_and_pausing_must_both_be_over),
        library_test(a_resume_does_not_end_a_wait),
        library_test(stopped_while_waiting_it_ends_once),
        library_test(a_stopped_task_is_kept_by_what_it_waited_for_and_no_longer),
        library_test(of_two_that_wait_for_one_only_the_first_gets_the_result),
        library_test(a_task_goes_with_what_it_waits_for),
        library_test(a_held_task_outlives_what_it_waits_for),
        library_test(a_task_that_yields_a_deferred_of_its_own_alone_is_dropped),
        library_test(a_task_may_wait_for_the_end_of_another),
    };

    return cmocka_run_group_tests_name("task_wait", tests, NULL, NULL);
}
