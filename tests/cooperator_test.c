/* cooperator_test.c - ticks, slices, and the life of a Cooperator (COOP). */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "support/actor.h"

#include <inttypes.h>

static size_t pending(const struct library_fixture *fixture)
{
    return weft_reactor_pending(fixture->reactor);
}

static weft_cooperator *make_with(struct library_fixture *fixture,
                                  const weft_cooperator_options *options)
{
    weft_cooperator *cooperator;

    assert_int_equal(weft_cooperator_create(fixture->reactor, options, &cooperator), WEFT_OK);
    return cooperator;
}

/* COOP-4, COOP-20, TASK-1 */
static void handing_over_takes_no_step_and_schedules_one_tick(void **state)
{
    struct library_fixture *fixture = *state;
    weft_cooperator *cooperator = make_with(fixture, NULL);
    int64_t due_ns;

    assert_int_equal(pending(fixture), 0);
    start(cooperator, make_counter(fixture, "a", 1));
    start(cooperator, make_counter(fixture, "b", 1));
    assert_int_equal(pending(fixture), 1);
    assert_true(weft_reactor_next_due(fixture->reactor, &due_ns));
    assert_int_equal(due_ns, 10);
    advance(fixture, 0);
    assert_journal(fixture, "");
    advance(fixture, 10);
    assert_journal(fixture, "a0 b0 aend bend");
    assert_int_equal(pending(fixture), 0);
    weft_cooperator_release(cooperator);
}

/* COOP-20 */
static void one_advance_runs_one_tick(void **state)
{
    struct library_fixture *fixture = *state;
    weft_cooperator *cooperator = make_cooperator(fixture, 1);

    start(cooperator, make_counter(fixture, "a", 2));
    advance(fixture, WEFT_SECOND);
    assert_journal(fixture, "a0");
    advance(fixture, WEFT_SECOND);
    advance(fixture, WEFT_SECOND);
    assert_journal(fixture, "a1 aend");
    weft_cooperator_release(cooperator);
}

/* COOP-20 */
static void without_a_delay_the_ticks_of_one_instant_follow_each_other(void **state)
{
    struct library_fixture *fixture = *state;
    weft_cooperator_options options = {.slice_steps = 1};
    weft_cooperator *cooperator = make_with(fixture, &options);

    start(cooperator, make_counter(fixture, "a", 3));
    assert_int_equal(run_turn(fixture), 1);
    assert_journal(fixture, "a0"); /* the next tick belongs to the next turn */
    advance(fixture, 0);
    assert_journal(fixture, "a1 a2 aend");
    assert_int_equal(fixture->clock.now_ns, 0);
    weft_cooperator_release(cooperator);
}

/* COOP-5 */
static void without_anybody_to_run_there_is_no_tick(void **state)
{
    struct library_fixture *fixture = *state;
    weft_cooperator *cooperator = make_with(fixture, NULL);
    weft_task *task = start_task(cooperator, make_counter(fixture, "a", 1));
    weft_task *other = start_task(cooperator, make_counter(fixture, "b", 1));

    assert_int_equal(weft_task_pause(task), WEFT_OK);
    assert_int_equal(pending(fixture), 1);
    assert_int_equal(weft_task_stop(other), WEFT_OK);
    assert_int_equal(pending(fixture), 0);
    assert_int_equal(weft_task_resume(task), WEFT_OK);
    assert_int_equal(pending(fixture), 1);
    run_all(fixture);
    assert_journal(fixture, "a0 aend");
    weft_task_release(task);
    weft_task_release(other);
    weft_cooperator_release(cooperator);
}

/* COOP-3: made once, armed again and again. */
static void all_ticks_are_one_delayed_call(void **state)
{
    struct library_fixture *fixture = *state;
    weft_cooperator *cooperator = make_cooperator(fixture, 1);

    start(cooperator, make_counter(fixture, "a", 50));
    assert_int_equal(weft_reactor_alive(fixture->reactor, WEFT_SUBJECT_CALL), 1);
    run_all(fixture);
    assert_int_equal(fixture->events[WEFT_EVENT_CALL_RUN], 51);
    assert_int_equal(weft_reactor_alive(fixture->reactor, WEFT_SUBJECT_CALL), 1);
    weft_cooperator_release(cooperator);
    assert_int_equal(weft_reactor_alive(fixture->reactor, WEFT_SUBJECT_CALL), 0);
}

/* Counts, and takes as much time as `context` says. */
static weft_step work(struct actor *actor, int64_t step, weft_value *out)
{
    const int64_t *cost_ns = actor->context;

    actor->fixture->clock.now_ns += *cost_ns;
    return count(actor, step, out);
}

/* COOP-1, COOP-6, COOP-8. A row: the slice, what a step costs, and the steps of each tick. */
static void a_tick_ends_with_the_step_that_uses_its_slice_up(void **state)
{
    static const struct {
        weft_cooperator_options options;
        int64_t cost_ns;
        const char *expected;
    } rows[] = {
        {WEFT_COOPERATOR_DEFAULTS, 0, "a0 a1 a2 a3 a4 aend |"},
        {WEFT_COOPERATOR_DEFAULTS, 4 * WEFT_MILLISECOND, "a0 a1 a2 | a3 a4 aend |"},
        {WEFT_COOPERATOR_DEFAULTS, 5 * WEFT_MILLISECOND, "a0 a1 | a2 a3 | a4 aend |"},
        {WEFT_COOPERATOR_DEFAULTS, 10 * WEFT_MILLISECOND, "a0 | a1 | a2 | a3 | a4 | aend |"},
        {WEFT_COOPERATOR_DEFAULTS, 5 * WEFT_MILLISECOND - 1, "a0 a1 a2 | a3 a4 aend |"},
        {{.slice_ns = 0, .delay_ns = 7}, 0, "a0 | a1 | a2 | a3 | a4 | aend |"},
        {{.slice_ns = 3, .delay_ns = 7}, 2, "a0 a1 | a2 a3 | a4 aend |"},
        {{.slice_ns = INT64_MAX, .delay_ns = 7}, WEFT_SECOND, "a0 a1 a2 a3 a4 aend |"},
        {{.slice_steps = 2, .delay_ns = 7}, WEFT_SECOND, "a0 a1 | a2 a3 | a4 aend |"},
        {{.slice_steps = 6, .delay_ns = 7}, 0, "a0 a1 a2 a3 a4 aend |"},
    };
    struct library_fixture *fixture = *state;

    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        weft_cooperator *cooperator = make_with(fixture, &rows[i].options);
        weft_iterator *iterator = make_counter(fixture, "a", 5);
        int64_t cost_ns = rows[i].cost_ns;
        int64_t due_ns;

        actor_of(iterator)->act = work;
        actor_of(iterator)->context = &cost_ns;
        start(cooperator, iterator);
        while (weft_reactor_next_due(fixture->reactor, &due_ns)) {
            assert_int_equal(due_ns, fixture->clock.now_ns + rows[i].options.delay_ns);
            fixture->clock.now_ns = due_ns;
            assert_int_equal(run_turn(fixture), 1);
            journal_write(&fixture->journal, "|");
        }
        assert_journal(fixture, rows[i].expected);
        weft_cooperator_release(cooperator);
    }
}

static weft_step interrupt(struct actor *actor, int64_t step, weft_value *out)
{
    weft_reactor_interrupt(actor->fixture->reactor);
    return count(actor, step, out);
}

static void an_interrupt_ends_the_slice_but_not_the_work(void **state)
{
    struct library_fixture *fixture = *state;
    weft_cooperator *cooperator = make_cooperator(fixture, 0);
    weft_iterator *iterator = make_counter(fixture, "a", 1);

    actor_of(iterator)->act = interrupt;
    start(cooperator, iterator);
    start(cooperator, make_counter(fixture, "b", 2));
    advance(fixture, 10);
    assert_journal(fixture, "a0");
    advance(fixture, 10);
    assert_journal(fixture, "b0 aend");
    run_all(fixture);
    assert_journal(fixture, "b1 bend");
    weft_cooperator_release(cooperator);
}

static weft_step fail_now(struct actor *actor, int64_t step, weft_value *out)
{
    (void) step;
    *out = make_failure(actor->fixture, &weft_error_value, "step");
    return WEFT_RAISED;
}

/* COOP-14 */
static void a_step_that_fails_does_not_keep_the_next_tick_from_coming(void **state)
{
    struct library_fixture *fixture = *state;
    weft_cooperator *cooperator = make_cooperator(fixture, 1);
    weft_task *task;

    start(cooperator, make_counter(fixture, "a", 3));
    task = start_task(cooperator, make_actor(fixture, "f", fail_now));
    note_end(fixture, task, "f");
    run_all(fixture);
    assert_journal(fixture, "a0 f=ValueError: step a1 a2 aend");
    weft_task_release(task);
    weft_cooperator_release(cooperator);
}

/* COOP-12: inside the step, before the next one; what goes wrong there stays there. */
static void the_callbacks_of_an_end_run_before_the_next_step(void **state)
{
    struct library_fixture *fixture = *state;
    weft_cooperator *cooperator = make_cooperator(fixture, 0);
    weft_task *task = start_task(cooperator, make_counter(fixture, "a", 0));
    weft_deferred *done;

    assert_int_equal(weft_task_when_done(task, &done), WEFT_OK);
    answer(fixture, done, "a-done", make_failure(fixture, &weft_error_value, "callback"));
    weft_deferred_release(done);
    start(cooperator, make_counter(fixture, "b", 1));
    run_all(fixture);
    assert_journal(fixture, "aend a-done=<iterator> unhandled(ValueError: callback) b0 bend");
    weft_task_release(task);
    weft_cooperator_release(cooperator);
}

/* COOP-13 */
static void tasks_of_an_idle_one_wait_for_its_start(void **state)
{
    struct library_fixture *fixture = *state;
    weft_cooperator_options options = WEFT_COOPERATOR_DEFAULTS;
    weft_cooperator *cooperator;

    options.idle = true;
    cooperator = make_with(fixture, &options);
    assert_false(weft_cooperator_running(cooperator));
    start(cooperator, make_counter(fixture, "a", 1));
    assert_int_equal(pending(fixture), 0);
    for (int times = 0; times < 2; times++) {
        assert_int_equal(weft_cooperator_start(cooperator), WEFT_OK);
        assert_true(weft_cooperator_running(cooperator));
        assert_int_equal(pending(fixture), 1);
    }
    assert_int_equal(fixture->events[WEFT_EVENT_COOPERATOR_STARTED], 1);
    run_all(fixture);
    assert_journal(fixture, "a0 aend");
    weft_cooperator_release(cooperator);
}

/* COOP-4, COOP-13 */
static void a_start_with_nobody_left_to_run_schedules_nothing(void **state)
{
    struct library_fixture *fixture = *state;
    weft_cooperator_options options = WEFT_COOPERATOR_DEFAULTS;
    weft_cooperator *cooperator;
    weft_task *task;

    options.idle = true;
    cooperator = make_with(fixture, &options);
    task = start_task(cooperator, make_counter(fixture, "a", 1));
    assert_int_equal(weft_task_stop(task), WEFT_OK);
    assert_int_equal(weft_cooperator_start(cooperator), WEFT_OK);
    assert_int_equal(pending(fixture), 0);
    weft_task_release(task);
    weft_cooperator_release(cooperator);
}

static weft_step turn_in_step(struct actor *actor, int64_t step, weft_value *out)
{
    size_t ran = 99;
    weft_status status = weft_reactor_run_turn(actor->fixture->reactor, &ran);

    (void) step;
    (void) out;
    journal_write(&actor->fixture->journal, "ran=%zu %s", ran, weft_status_name(status));
    return WEFT_RETURNED;
}

/* COOP-21 */
static void a_step_cannot_have_another_tick_run_inside_it(void **state)
{
    struct library_fixture *fixture = *state;
    weft_cooperator *cooperator = make_with(fixture, NULL);

    start(cooperator, make_actor(fixture, "a", turn_in_step));
    run_all(fixture);
    assert_journal(fixture, "misuse(WEFT_REENTRANT) ran=0 WEFT_REENTRANT");
    weft_cooperator_release(cooperator);
}

/* COOP-22 */
static void two_tasks_over_one_iterator_share_its_steps(void **state)
{
    struct library_fixture *fixture = *state;
    weft_cooperator *cooperator = make_cooperator(fixture, 1);
    weft_iterator *iterator = make_counter(fixture, "a", 3);
    weft_task *first = start_task(cooperator, weft_iterator_retain(iterator));
    weft_task *second = start_task(cooperator, weft_iterator_retain(iterator));

    note_end(fixture, first, "first");
    note_end(fixture, second, "second");
    run_all(fixture);
    assert_journal(fixture, "a0 a1 a2 aend second=<iterator> first=<iterator>");
    assert_ptr_equal(weft_value_iterator(weft_task_result(first)), iterator);
    weft_task_release(first);
    weft_task_release(second);
    weft_iterator_release(iterator);
    weft_cooperator_release(cooperator);
}

/* COOP-22, TASK-8: stopping one of them leaves the iterator open for the other. */
static void stopping_one_of_two_tasks_leaves_their_iterator_open(void **state)
{
    struct library_fixture *fixture = *state;
    weft_cooperator *cooperator = make_cooperator(fixture, 1);
    weft_iterator *iterator = make_counter(fixture, "a", 2);
    weft_task *first = start_task(cooperator, weft_iterator_retain(iterator));

    start(cooperator, iterator);
    run_turn(fixture);
    advance(fixture, 10);
    assert_int_equal(weft_task_stop(first), WEFT_OK);
    run_all(fixture);
    assert_journal(fixture, "a0 a1 aend");
    weft_task_release(first);
    weft_cooperator_release(cooperator);
}

static weft_value write_job(weft_reactor *reactor, void *context, weft_value result)
{
    struct mark *mark = context;

    journal_write(&mark->fixture->journal, "%s@%" PRId64, mark->name, weft_now(reactor));
    return result;
}

static weft_step yield_job(struct actor *actor, int64_t step, weft_value *out)
{
    static const char *const names[] = {"0", "1", "2", "3", "4", "5"};
    weft_later later = {WEFT_SECOND, write_job, NULL, NULL};
    weft_deferred *job;

    if (step == 6)
        return WEFT_RETURNED;
    later.context = make_mark(actor->fixture, names[step], weft_none());
    if (weft_defer_later(actor->fixture->reactor, &later, &job) != WEFT_OK)
        return WEFT_RETURNED;
    *out = weft_deferred_value(job);
    return WEFT_YIELDED;
}

/* COOP-22: six jobs of a second, two at a time. */
static void two_tasks_over_an_iterator_of_deferreds_are_a_pool(void **state)
{
    struct library_fixture *fixture = *state;
    weft_cooperator *cooperator = make_with(fixture, NULL);
    weft_iterator *iterator = make_actor(fixture, "jobs", yield_job);

    start(cooperator, weft_iterator_retain(iterator));
    start(cooperator, iterator);
    run_all(fixture);
    assert_journal(fixture, "0@1000000010 1@1000000010 2@2000000020 3@2000000020 4@3000000030 "
                            "5@3000000030");
    weft_cooperator_release(cooperator);
}

static void a_time_that_is_negative_is_refused(void **state)
{
    static const weft_cooperator_options rows[] = {{.slice_ns = -1}, {.delay_ns = -1}};
    struct library_fixture *fixture = *state;
    weft_cooperator *cooperator;

    for (size_t i = 0; i < 2; i++) {
        assert_int_equal(weft_cooperator_create(fixture->reactor, &rows[i], &cooperator),
                         WEFT_BAD_TIME);
        assert_journal(fixture, "misuse(WEFT_BAD_TIME)");
    }
}

static weft_value resume_context(weft_reactor *reactor, void *context, weft_value result)
{
    (void) reactor;
    weft_task_resume(context);
    return result;
}

/* A tick beyond the end of time: refused where somebody can be told, else cut off at the end. */
static void a_tick_does_not_lie_beyond_the_end_of_time(void **state)
{
    struct library_fixture *fixture = *state;
    weft_cooperator_options options = WEFT_COOPERATOR_DEFAULTS;
    weft_cooperator *cooperator = make_with(fixture, NULL), *idle;
    weft_iterator *iterator = make_counter(fixture, "a", 1);
    weft_task *task = start_task(cooperator, make_counter(fixture, "b", 0));
    weft_deferred *fired = make_deferred(fixture), *made;
    int64_t due_ns;

    options.idle = true;
    idle = make_with(fixture, &options);
    assert_int_equal(weft_task_pause(task), WEFT_OK);
    fixture->clock.now_ns = INT64_MAX - 9;
    assert_int_equal(weft_cooperate(cooperator, iterator, NULL), WEFT_BAD_TIME);
    assert_int_equal(weft_coiterate(cooperator, iterator, &made), WEFT_BAD_TIME);
    assert_int_equal(weft_coiterate_into(cooperator, iterator, fired), WEFT_BAD_TIME);
    assert_int_equal(weft_run_iterator(cooperator, iterator, &made), WEFT_BAD_TIME);
    assert_int_equal(weft_cooperate(idle, iterator, NULL), WEFT_OK);
    assert_int_equal(weft_cooperator_start(idle), WEFT_BAD_TIME);
    assert_false(weft_cooperator_running(idle));
    assert_journal(fixture, "misuse(WEFT_BAD_TIME) misuse(WEFT_BAD_TIME) misuse(WEFT_BAD_TIME) "
                            "misuse(WEFT_BAD_TIME) misuse(WEFT_BAD_TIME)");
    assert_int_equal(weft_reactor_alive(fixture->reactor, WEFT_SUBJECT_TASK), 2);
    assert_int_equal(deferreds_alive(fixture), 1);
    assert_int_equal(weft_deferred_add_callback(fired, resume_context, task), WEFT_OK);
    weft_deferred_callback(fired, weft_none());
    assert_true(weft_reactor_next_due(fixture->reactor, &due_ns));
    assert_int_equal(due_ns, INT64_MAX);
    weft_cooperator_stop(idle);
    fixture->clock.now_ns = INT64_MAX;
    advance(fixture, 0);
    assert_journal(fixture, "bend");
    weft_deferred_release(fired);
    weft_iterator_release(iterator);
    weft_task_release(task);
    weft_cooperator_release(idle);
    weft_cooperator_release(cooperator);
}

/* One whose clock began before 0 has all the time there is. */
static void a_tick_is_due_after_its_delay_before_the_origin_too(void **state)
{
    struct library_fixture *fixture = *state;
    weft_cooperator *cooperator = make_with(fixture, NULL);
    int64_t due_ns;

    fixture->clock.now_ns = INT64_MIN;
    start(cooperator, make_counter(fixture, "a", 0));
    assert_true(weft_reactor_next_due(fixture->reactor, &due_ns));
    assert_int_equal(due_ns, INT64_MIN + 10);
    fixture->clock.now_ns = INT64_MAX;
    advance(fixture, 0);
    assert_journal(fixture, "aend");
    weft_cooperator_release(cooperator);
}

static void a_cooperator_lives_as_long_as_its_tasks_can_run(void **state)
{
    struct library_fixture *fixture = *state;
    weft_cooperator *cooperator = make_cooperator(fixture, 1);
    weft_task *held;

    start(cooperator, make_counter(fixture, "a", 2));
    held = start_task(cooperator, make_counter(fixture, "b", 0));
    weft_cooperator_release(cooperator);
    run_all(fixture);
    assert_journal(fixture, "a0 bend a1 aend");
    assert_int_equal(weft_reactor_alive(fixture->reactor, WEFT_SUBJECT_COOPERATOR), 1);
    weft_task_release(held);
    assert_int_equal(weft_reactor_alive(fixture->reactor, WEFT_SUBJECT_COOPERATOR), 0);
    assert_int_equal(weft_reactor_alive(fixture->reactor, WEFT_SUBJECT_TASK), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        library_test(handing_over_takes_no_step_and_schedules_one_tick),
        library_test(one_advance_runs_one_tick),
        library_test(without_a_delay_the_ticks_of_one_instant_follow_each_other),
        library_test(without_anybody_to_run_there_is_no_tick),
        library_test(all_ticks_are_one_delayed_call),
        library_test(a_tick_ends_with_the_step_that_uses_its_slice_up),
        library_test(an_interrupt_ends_the_slice_but_not_the_work),
        library_test(a_step_that_fails_does_not_keep_the_next_tick_from_coming),
        library_test(the_callbacks_of_an_end_run_before_the_next_step),
        library_test(tasks_of_an_idle_one_wait_for_its_start),
        library_test(a_start_with_nobody_left_to_run_schedules_nothing),
        library_test(a_step_cannot_have_another_tick_run_inside_it),
        library_test(two_tasks_over_one_iterator_share_its_steps),
        library_test(stopping_one_of_two_tasks_leaves_their_iterator_open),
        library_test(two_tasks_over_an_iterator_of_deferreds_are_a_pool),
        library_test(a_time_that_is_negative_is_refused),
        library_test(a_tick_does_not_lie_beyond_the_end_of_time),
        library_test(a_tick_is_due_after_its_delay_before_the_origin_too),
        library_test(a_cooperator_lives_as_long_as_its_tasks_can_run),
    };

    return cmocka_run_group_tests_name("cooperator", tests, NULL, NULL);
}
