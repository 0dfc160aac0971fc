/* task_test.c - the life of a task: its states, its end, and who is told (TASK-1 to TASK-8,
 * TASK-14). */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "support/actor.h"

#include <inttypes.h>

static weft_step raise_at_once(struct actor *actor, int64_t step, weft_value *out)
{
    (void) step;
    *out = make_failure(actor->fixture, &weft_error_value, "x");
    return WEFT_RAISED;
}

/* TASK-1 */
static void a_new_task_is_running_and_has_not_been_stepped(void **state)
{
    struct library_fixture *fixture = *state;
    weft_cooperator *cooperator = make_cooperator(fixture, 1);
    weft_iterator *iterator = make_counter(fixture, "a", 1);
    weft_task *task = start_task(cooperator, weft_iterator_retain(iterator));

    assert_int_equal(weft_task_get_state(task), WEFT_TASK_STATE_RUNNING);
    assert_int_equal(weft_task_pauses(task), 0);
    assert_null(weft_task_waits_for(task));
    assert_null(weft_task_result(task));
    assert_false(weft_task_unhandled(task));
    assert_string_equal(weft_task_name(task), "actor");
    assert_int_equal(weft_task_subject(task).kind, WEFT_SUBJECT_TASK);
    assert_int_equal(weft_task_subject(task).id, 1);
    assert_int_equal(weft_iterator_get_state(iterator), WEFT_ITERATOR_CREATED);
    weft_iterator_release(iterator);
    weft_task_release(task);
    weft_cooperator_release(cooperator);
}

/* Yields, in turn, each kind of value that is not a Deferred. */
static weft_step yield_values(struct actor *actor, int64_t step, weft_value *out)
{
    weft_iterator *iterator;

    switch (step) {
    case 0:
        *out = weft_integer(7);
        return WEFT_YIELDED;
    case 1:
        *out = make_failure(actor->fixture, &weft_error_value, "yielded");
        return WEFT_YIELDED;
    case 2:
        iterator = make_counter(actor->fixture, "inner", 1);
        *out = weft_iterator_value(iterator);
        return WEFT_YIELDED;
    default:
        *out = weft_integer(42);
        return WEFT_RETURNED;
    }
}

/* TASK-2 */
static void what_a_step_yields_is_dropped_unless_it_is_a_deferred(void **state)
{
    struct library_fixture *fixture = *state;
    weft_cooperator *cooperator = make_cooperator(fixture, 0);
    weft_task *task = start_task(cooperator, make_actor(fixture, "a", yield_values));

    note_end(fixture, task, "a");
    run_all(fixture);
    assert_journal(fixture, "a=<iterator>");
    assert_int_equal(fixture->events[WEFT_EVENT_TASK_YIELDED], 3);
    assert_int_equal(weft_task_get_state(task), WEFT_TASK_STATE_DONE);
    weft_task_release(task);
    weft_cooperator_release(cooperator);
}

/* TASK-2: returning a failure is not raising it. */
static weft_step return_a_failure(struct actor *actor, int64_t step, weft_value *out)
{
    (void) step;
    *out = make_failure(actor->fixture, &weft_error_value, "returned");
    return WEFT_RETURNED;
}

static void a_step_that_returns_a_failure_ends_its_task_as_done(void **state)
{
    struct library_fixture *fixture = *state;
    weft_cooperator *cooperator = make_cooperator(fixture, 0);
    weft_task *task = start_task(cooperator, make_actor(fixture, "a", return_a_failure));

    note_end(fixture, task, "a");
    run_all(fixture);
    assert_journal(fixture, "a=<iterator>");
    weft_task_release(task);
    weft_cooperator_release(cooperator);
}

/* TASK-3, TASK-6. How a task may end, and what says so afterwards. */
static void each_end_has_its_state_its_result_and_its_refusal(void **state)
{
    static const struct {
        bool raises;
        enum { RUNS, STOPPED_BY_HAND, COOPERATOR_STOPPED } end;
        weft_task_state state;
        weft_status status;
        const char *expected;
    } rows[] = {
        {false, RUNS, WEFT_TASK_STATE_DONE, WEFT_TASK_DONE, "early=<iterator> late=<iterator>"},
        {true, RUNS, WEFT_TASK_STATE_FAILED, WEFT_TASK_FAILED,
         "early=ValueError: x late=ValueError: x"},
        {false, STOPPED_BY_HAND, WEFT_TASK_STATE_STOPPED, WEFT_TASK_STOPPED,
         "early=TaskStopped late=TaskStopped"},
        {false, COOPERATOR_STOPPED, WEFT_TASK_STATE_FAILED, WEFT_SCHEDULER_STOPPED,
         "early=SchedulerStopped late=SchedulerStopped"},
    };
    struct library_fixture *fixture = *state;

    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        weft_cooperator *cooperator = make_cooperator(fixture, 0);
        weft_iterator *iterator = make_counter(fixture, "a", 0);
        weft_task *task;

        if (rows[i].raises)
            actor_of(iterator)->act = raise_at_once;
        task = start_task(cooperator, iterator);
        note_end(fixture, task, "early");
        if (rows[i].end == STOPPED_BY_HAND)
            assert_int_equal(weft_task_stop(task), WEFT_OK);
        else if (rows[i].end == COOPERATOR_STOPPED)
            weft_cooperator_stop(cooperator);
        run_all(fixture);
        if (rows[i].end == RUNS && !rows[i].raises)
            assert_memory_equal(journal_text(&fixture->journal), "aend ", 5);
        note_end(fixture, task, "late");
        assert_non_null(strstr(journal_text(&fixture->journal), rows[i].expected));
        journal_clear(&fixture->journal);
        assert_int_equal(weft_task_get_state(task), rows[i].state);
        assert_non_null(weft_task_result(task));
        for (int times = 0; times < 2; times++) {
            assert_int_equal(weft_task_stop(task), rows[i].status);
            assert_int_equal(weft_task_pause(task), rows[i].status);
            assert_int_equal(weft_task_resume(task), WEFT_NOT_PAUSED);
        }
        journal_clear(&fixture->journal);
        weft_task_release(task);
        weft_cooperator_release(cooperator);
        assert_journal(fixture, "");
    }
}

/* TASK-3 */
static void when_dones_fire_in_order_and_do_not_affect_each_other(void **state)
{
    struct library_fixture *fixture = *state;
    weft_cooperator *cooperator = make_cooperator(fixture, 0);
    weft_task *task = start_task(cooperator, make_counter(fixture, "a", 0));
    weft_deferred *first, *second;

    assert_int_equal(weft_task_when_done(task, &first), WEFT_OK);
    assert_int_equal(weft_task_when_done(task, &second), WEFT_OK);
    assert_ptr_not_equal(first, second);
    answer(fixture, first, "1", weft_integer(1));
    answer(fixture, second, "2", make_failure(fixture, &weft_error_value, "mine"));
    run_all(fixture);
    assert_journal(fixture, "aend 1=<iterator> 2=<iterator>");
    take(fixture, first, "1");
    take(fixture, second, "2");
    assert_journal(fixture, "1=1 2=ValueError: mine");
    weft_deferred_release(first);
    weft_deferred_release(second);
    weft_task_release(task);
    weft_cooperator_release(cooperator);
}

struct watcher {
    struct library_fixture *fixture;
    weft_task *task;
};

static weft_value watch(weft_reactor *reactor, void *context, weft_value result)
{
    struct watcher *watcher = context;
    struct journal *journal = &watcher->fixture->journal;

    journal_write(journal, "state=%d", (int) weft_task_get_state(watcher->task));
    journal_write_value(journal, "result", weft_task_result(watcher->task));
    journal_write(journal, "pending=%zu", weft_reactor_pending(reactor));
    note_end(watcher->fixture, watcher->task, "asked-inside");
    journal_write(journal, "%s", weft_status_name(weft_task_stop(watcher->task)));
    return result;
}

/* TASK-4 */
static void a_task_has_ended_before_its_callbacks_run(void **state)
{
    struct library_fixture *fixture = *state;
    weft_cooperator *cooperator = make_cooperator(fixture, 0);
    struct watcher watcher = {fixture, start_task(cooperator, make_counter(fixture, "a", 2))};
    weft_deferred *done;

    assert_int_equal(weft_task_when_done(watcher.task, &done), WEFT_OK);
    assert_int_equal(weft_deferred_add_both(done, watch, &watcher), WEFT_OK);
    take(fixture, done, "first");
    note_end(fixture, watcher.task, "second");
    assert_int_equal(weft_task_stop(watcher.task), WEFT_OK);
    assert_journal(fixture, "state=4 result=TaskStopped pending=0 asked-inside=TaskStopped "
                            "misuse(WEFT_TASK_STOPPED) WEFT_TASK_STOPPED first=TaskStopped "
                            "second=TaskStopped");
    weft_deferred_release(done);
    weft_task_release(watcher.task);
    weft_cooperator_release(cooperator);
}

/* TASK-5 */
static void pauses_count_and_the_last_resume_puts_it_at_the_end(void **state)
{
    struct library_fixture *fixture = *state;
    weft_cooperator *cooperator = make_cooperator(fixture, 1);
    weft_task *task = start_task(cooperator, make_counter(fixture, "a", 5));

    assert_int_equal(weft_task_resume(task), WEFT_NOT_PAUSED);
    assert_int_equal(weft_task_pause(task), WEFT_OK);
    assert_int_equal(weft_task_pause(task), WEFT_OK);
    assert_int_equal(weft_task_get_state(task), WEFT_TASK_STATE_PAUSED);
    assert_int_equal(weft_task_pauses(task), 2);
    assert_int_equal(weft_task_resume(task), WEFT_OK);
    assert_int_equal(weft_reactor_pending(fixture->reactor), 0);
    assert_int_equal(weft_task_resume(task), WEFT_OK);
    assert_int_equal(weft_reactor_pending(fixture->reactor), 1);
    assert_int_equal(weft_task_get_state(task), WEFT_TASK_STATE_RUNNING);
    advance(fixture, 10);
    assert_int_equal(weft_task_resume(task), WEFT_NOT_PAUSED);
    assert_journal(fixture, "misuse(WEFT_NOT_PAUSED) a0 misuse(WEFT_NOT_PAUSED)");
    weft_task_release(task);
    weft_cooperator_release(cooperator);
}

/* TASK-7 */
static void a_paused_task_that_is_stopped_accepts_as_many_resumes(void **state)
{
    struct library_fixture *fixture = *state;
    weft_cooperator *cooperator = make_cooperator(fixture, 1);
    weft_task *task = start_task(cooperator, make_counter(fixture, "a", 2));

    note_end(fixture, task, "a");
    assert_int_equal(weft_task_pause(task), WEFT_OK);
    assert_int_equal(weft_task_stop(task), WEFT_OK);
    assert_journal(fixture, "a=TaskStopped");
    assert_int_equal(weft_task_resume(task), WEFT_OK);
    assert_int_equal(weft_task_resume(task), WEFT_NOT_PAUSED);
    assert_int_equal(weft_reactor_pending(fixture->reactor), 0);
    assert_journal(fixture, "misuse(WEFT_NOT_PAUSED)");
    weft_task_release(task);
    weft_cooperator_release(cooperator);
}

/* TASK-8: after the callbacks, before stop returns; not if somebody else holds the iterator. */
static void stop_lets_go_of_the_iterator_after_its_callbacks(void **state)
{
    struct library_fixture *fixture = *state;

    for (int holders = 0; holders <= 1; holders++) {
        weft_cooperator *cooperator = make_cooperator(fixture, 1);
        weft_iterator *iterator = make_counter(fixture, "a", 2);
        weft_task *task = start_task(cooperator, weft_iterator_retain(iterator));

        if (holders == 0)
            weft_iterator_release(iterator);
        note_end(fixture, task, "a");
        advance(fixture, 10);
        assert_int_equal(weft_task_stop(task), WEFT_OK);
        journal_write(&fixture->journal, "stopped");
        if (holders == 1)
            weft_iterator_release(iterator);
        assert_journal(fixture, holders == 0 ? "a0 a=TaskStopped a-closed stopped"
                                             : "a0 a=TaskStopped stopped a-closed");
        weft_task_release(task);
        weft_cooperator_release(cooperator);
    }
}

static weft_step stop_itself(struct actor *actor, int64_t step, weft_value *out)
{
    (void) out;
    journal_write(&actor->fixture->journal, "%s%" PRId64, actor->name, step);
    weft_task_stop(actor->context);
    journal_write(&actor->fixture->journal, "goes-on");
    return WEFT_YIELDED;
}

/* TASK-18, TASK-8: the step's end first, then the closed block. */
static void a_task_stopped_in_its_step_is_closed_when_the_step_has_ended(void **state)
{
    struct library_fixture *fixture = *state;
    weft_cooperator *cooperator = make_cooperator(fixture, 0);
    weft_iterator *iterator = make_actor(fixture, "a", stop_itself);
    struct actor *actor = actor_of(iterator);
    weft_task *task = start_task(cooperator, iterator);

    actor->context = task;
    note_end(fixture, task, "a");
    start(cooperator, make_counter(fixture, "b", 0));
    run_all(fixture);
    assert_journal(fixture, "a0 a=TaskStopped goes-on a-closed bend");
    weft_task_release(task);
    weft_cooperator_release(cooperator);
}

static weft_step close_itself(struct actor *actor, int64_t step, weft_value *out)
{
    weft_deferred *held = actor->held;

    journal_write(&actor->fixture->journal, "%s%" PRId64, actor->name, step);
    weft_iterator_close(actor->context);
    if (held)
        *out = weft_deferred_value(weft_deferred_retain(held));
    return WEFT_YIELDED;
}

/* GEN-1, GEN-2: a plain yield, then the close; the next step finds it finished, and the task is
 * done. */
static void an_iterator_closed_in_its_step_ends_its_task_as_done(void **state)
{
    struct library_fixture *fixture = *state;
    weft_cooperator *cooperator = make_cooperator(fixture, 0);
    weft_iterator *iterator = make_actor(fixture, "a", close_itself);
    weft_task *task;

    actor_of(iterator)->context = iterator;
    task = start_task(cooperator, iterator);
    note_end(fixture, task, "a");
    start(cooperator, make_counter(fixture, "b", 1));
    run_all(fixture);
    assert_journal(fixture, "a0 a-closed b0 a=<iterator> bend");
    weft_task_release(task);
    weft_cooperator_release(cooperator);
}

static weft_step cancel_held(struct actor *actor, weft_value *out)
{
    (void) out;
    journal_write(&actor->fixture->journal, "%s-cancels", actor->name);
    weft_deferred_cancel(actor->held);
    return WEFT_RETURNED;
}

/* GEN-2, TASK-10: it waits first, then its closed block cancels what it waits for. */
static void an_iterator_closed_in_the_step_that_yields_a_deferred_waits_first(void **state)
{
    struct library_fixture *fixture = *state;

    for (int cancels = 0; cancels <= 1; cancels++) {
        weft_cooperator *cooperator = make_cooperator(fixture, 0);
        weft_iterator *iterator = make_actor(fixture, "a", close_itself);
        weft_deferred *held = make_deferred(fixture);
        weft_task *task;

        actor_of(iterator)->context = iterator;
        actor_of(iterator)->held = weft_deferred_retain(held);
        actor_of(iterator)->clean_up = cancels ? cancel_held : NULL;
        task = start_task(cooperator, iterator);
        note_end(fixture, task, "a");
        run_all(fixture);
        if (cancels) {
            assert_journal(fixture, "a0 a-cancels a=CancelledError");
        } else {
            assert_journal(fixture, "a0 a-closed");
            assert_int_equal(weft_task_get_state(task), WEFT_TASK_STATE_WAITING);
            weft_deferred_callback(held, weft_none());
            run_all(fixture);
            assert_journal(fixture, "a=<iterator>");
        }
        weft_deferred_release(held);
        weft_task_release(task);
        weft_cooperator_release(cooperator);
    }
}

/* GEN-2 */
static void closing_an_iterator_from_outside_ends_its_task_at_the_next_step(void **state)
{
    static const char *const expected[] = {"closed a=<iterator>",
                                           "a0 a-closed closed a=<iterator>"};
    struct library_fixture *fixture = *state;

    for (int steps = 0; steps <= 1; steps++) {
        weft_cooperator *cooperator = make_cooperator(fixture, 1);
        weft_iterator *iterator = make_counter(fixture, "a", 5);
        weft_task *task = start_task(cooperator, weft_iterator_retain(iterator));

        note_end(fixture, task, "a");
        if (steps > 0)
            advance(fixture, 10);
        assert_int_equal(weft_iterator_close(iterator), WEFT_OK);
        journal_write(&fixture->journal, "closed");
        assert_int_equal(weft_reactor_pending(fixture->reactor), 1);
        run_all(fixture);
        assert_journal(fixture, expected[steps]);
        weft_iterator_release(iterator);
        weft_task_release(task);
        weft_cooperator_release(cooperator);
    }
}

/* TASK-14. A row: how it fails, whether when_done is ever taken, and what its last release reports.
 */
static void a_failure_that_nobody_asked_about_is_reported_at_the_last_release(void **state)
{
    static const struct {
        enum { FAILS, IS_STOPPED, COOPERATOR_IS_STOPPED } end;
        bool asks;
        const char *expected;
    } rows[] = {
        {FAILS, false, "unhandled(ValueError: x)"},
        {FAILS, true, "late=ValueError: x"},
        {IS_STOPPED, false, ""},
        {COOPERATOR_IS_STOPPED, false, ""},
    };
    struct library_fixture *fixture = *state;

    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        weft_cooperator *cooperator = make_cooperator(fixture, 0);
        weft_task *task = start_task(cooperator, make_actor(fixture, "a", raise_at_once));

        if (rows[i].end == IS_STOPPED)
            assert_int_equal(weft_task_stop(task), WEFT_OK);
        else if (rows[i].end == COOPERATOR_IS_STOPPED)
            weft_cooperator_stop(cooperator);
        run_all(fixture);
        assert_int_equal(weft_task_unhandled(task), rows[i].end == FAILS);
        assert_journal(fixture, "");
        if (rows[i].asks)
            note_end(fixture, task, "late");
        weft_task_release(weft_task_retain(task));
        weft_task_release(task);
        assert_journal(fixture, rows[i].expected);
        weft_cooperator_release(cooperator);
    }
}

/* UNH-3: nobody holds the task, so its failing step reports it, before the next one steps. */
static void the_failure_of_a_task_without_a_handle_is_reported_in_its_step(void **state)
{
    struct library_fixture *fixture = *state;
    weft_cooperator *cooperator = make_cooperator(fixture, 0);

    start(cooperator, make_actor(fixture, "a", raise_at_once));
    start(cooperator, make_counter(fixture, "b", 1));
    run_all(fixture);
    assert_journal(fixture, "unhandled(ValueError: x) b0 bend");
    weft_cooperator_release(cooperator);
}

/* UNH-7: each when-done Deferred stands for itself. */
static void each_when_done_that_nobody_settles_reports_the_failure(void **state)
{
    struct library_fixture *fixture = *state;
    weft_cooperator *cooperator = make_cooperator(fixture, 0);
    weft_task *task = start_task(cooperator, make_actor(fixture, "a", raise_at_once));
    weft_deferred *kept, *let_go;

    assert_int_equal(weft_task_when_done(task, &let_go), WEFT_OK);
    assert_int_equal(weft_task_when_done(task, &kept), WEFT_OK);
    note_end(fixture, task, "settled");
    weft_deferred_release(let_go);
    run_all(fixture);
    assert_journal(fixture, "settled=ValueError: x unhandled(ValueError: x)");
    weft_deferred_release(kept);
    assert_journal(fixture, "unhandled(ValueError: x)");
    weft_task_release(task);
    weft_cooperator_release(cooperator);
}

/* A paused task that everybody has let go of can never go on: it is dropped, and its iterator
 * closed. */
static void a_paused_task_that_nobody_holds_is_dropped(void **state)
{
    struct library_fixture *fixture = *state;
    weft_cooperator *cooperator = make_cooperator(fixture, 1);
    weft_task *task = start_task(cooperator, make_counter(fixture, "a", 2));
    weft_deferred *done;

    advance(fixture, 10);
    assert_int_equal(weft_task_when_done(task, &done), WEFT_OK);
    assert_int_equal(weft_task_pause(task), WEFT_OK);
    assert_journal(fixture, "a0");
    weft_task_release(task);
    assert_journal(fixture, "a-closed");
    assert_int_equal(fixture->events[WEFT_EVENT_TASK_DROPPED], 1);
    assert_false(weft_deferred_called(done));
    weft_deferred_release(done);
    weft_cooperator_stop(cooperator);
    weft_cooperator_release(cooperator);
}

/* Running, paused, waiting, failed, run with one call: nothing of theirs runs any more. */
static void closing_the_reactor_leaves_unfinished_tasks_alone(void **state)
{
    struct library_fixture *fixture = *state;
    weft_cooperator *cooperator = make_cooperator(fixture, 0);
    weft_task *paused = start_task(cooperator, make_counter(fixture, "p", 2));
    weft_task *failed = start_task(cooperator, make_actor(fixture, "f", raise_at_once));
    weft_iterator *waiting = make_actor(fixture, "w", await_held);
    weft_iterator *running = make_counter(fixture, "r", 2);
    weft_deferred *result;

    actor_of(waiting)->held = make_deferred(fixture);
    start(cooperator, waiting);
    assert_int_equal(weft_task_pause(paused), WEFT_OK);
    note_end(fixture, paused, "p");
    advance(fixture, 10);
    note_end(fixture, start_task(cooperator, make_counter(fixture, "a", 2)), "a");
    assert_int_equal(weft_run_iterator(cooperator, running, &result), WEFT_OK);
    take(fixture, result, "r");
    assert_int_equal(weft_task_get_state(failed), WEFT_TASK_STATE_FAILED);
    assert_int_equal(weft_reactor_alive(fixture->reactor, WEFT_SUBJECT_TASK), 5);
    library_fixture_close(fixture);
    assert_journal(fixture, "w0 unhandled(ValueError: x)");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        library_test(a_new_task_is_running_and_has_not_been_stepped),
        library_test(what_a_step_yields_is_dropped_unless_it_is_a_deferred),
        library_test(a_step_that_returns_a_failure_ends_its_task_as_done),
        library_test(each_end_has_its_state_its_result_and_its_refusal),
        library_test(when_dones_fire_in_order_and_do_not_affect_each_other),
        library_test(a_task_has_ended_before_its_callbacks_run),
        library_test(pauses_count_and_the_last_resume_puts_it_at_the_end),
        library_test(a_paused_task_that_is_stopped_accepts_as_many_resumes),
        library_test(stop_lets_go_of_the_iterator_after_its_callbacks),
        library_test(a_task_stopped_in_its_step_is_closed_when_the_step_has_ended),
        library_test(an_iterator_closed_in_its_step_ends_its_task_as_done),
        library_test(an_iterator_closed_in_the_step_that_yields_a_deferred_waits_first),
        library_test(closing_an_iterator_from_outside_ends_its_task_at_the_next_step),
        library_test(a_failure_that_nobody_asked_about_is_reported_at_the_last_release),
        library_test(the_failure_of_a_task_without_a_handle_is_reported_in_its_step),
        library_test(each_when_done_that_nobody_settles_reports_the_failure),
        library_test(a_paused_task_that_nobody_holds_is_dropped),
        library_test(closing_the_reactor_leaves_unfinished_tasks_alone),
    };

    return cmocka_run_group_tests_name("task", tests, NULL, NULL);
}
