/* cooperator_stop_test.c - stopping a Cooperator, and tasks that have ended already (COOP-15 to
 * COOP-19, TASK-12, TASK-13, TASK-18).
 *
 * Here Twisted forgets tasks, or an error leaves the tick; what is expected is what the table of
 * differences says. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "support/actor.h"
#include "support/plan.h"

/* In the notation of plan.h. */
static const struct plan_row rows[] = {
    {"COOP-15: all six, in order of creation", 0, "a:. b:. c:. d:. e:. f:.", "0:K",
     "a=SchedulerStopped b=SchedulerStopped c=SchedulerStopped d=SchedulerStopped "
     "e=SchedulerStopped f=SchedulerStopped"},
    {"COOP-15: order of creation, not of the list", 1, "a:... b:... c:...", "1:PaRa 2:K",
     "a0 c0 a=SchedulerStopped b=SchedulerStopped c=SchedulerStopped"},
    {"COOP-17: paused and waiting ones too", 1, "a:... b:0 c:... d:..", "3:Pc 4:K",
     "a0 b0 d0 a1 a=SchedulerStopped b=SchedulerStopped c=SchedulerStopped "
     "d=SchedulerStopped"},
    {"COOP-17: what was waited for fires afterwards", 1, "a:0. b:1. c:...", "3:K 4:X0E1",
     "a0 c0 b0 a=SchedulerStopped b=SchedulerStopped c=SchedulerStopped"},
    {"COOP-16: twice does no harm", 1, "a:.. b:..", "1:KK 2:K",
     "a0 a=SchedulerStopped b=SchedulerStopped"},
    {"COOP-16: started again it takes new tasks, and steps no old one", 1, "a:... b:... -n:..",
     "1:KG 2:Nn", "a0 a=SchedulerStopped b=SchedulerStopped n0 n1 nend n=done"},
    {"COOP-16, COOP-7: and begins at the front", 1, "a:.. b:.. c:.. -x:. -y:. -z:.", "2:KGNxNyNz",
     "a0 b0 a=SchedulerStopped b=SchedulerStopped c=SchedulerStopped x0 y0 z0 xend "
     "x=done zend z=done yend y=done"},
    {"COOP-18: from the first task's step, which goes on to yield", 0, "k:K. a:.. b:.. c:..", "",
     "k0 k=SchedulerStopped a=SchedulerStopped b=SchedulerStopped c=SchedulerStopped"},
    {"COOP-18: from the middle", 0, "a:.. k:K. b:.. c:..", "",
     "a0 k0 a=SchedulerStopped k=SchedulerStopped b=SchedulerStopped "
     "c=SchedulerStopped"},
    {"COOP-18: from the last", 0, "a:.. b:.. c:.. k:K.", "",
     "a0 b0 c0 k0 a=SchedulerStopped b=SchedulerStopped c=SchedulerStopped "
     "k=SchedulerStopped"},
    {"COOP-18: the step goes on to return", 0, "a:.. k:K$ b:..", "",
     "a0 k0 a=SchedulerStopped k=SchedulerStopped b=SchedulerStopped"},
    {"COOP-18: the step goes on to raise", 0, "a:.. k:K! b:..", "",
     "a0 k0 a=SchedulerStopped k=SchedulerStopped b=SchedulerStopped"},
    {"COOP-18: the step goes on to yield a Deferred", 0, "a:.. k:K0 b:..", "3:X0",
     "a0 k0 a=SchedulerStopped k=SchedulerStopped b=SchedulerStopped"},
    {"COOP-18: and a fired one", 0, "a:.. k:X0K0 b:..", "",
     "a0 k0 a=SchedulerStopped k=SchedulerStopped b=SchedulerStopped"},
    {"COOP-18: stopped and started in a step, with a new task", 0, "k:KGNn. a:.. -n:..", "",
     "k0 k=SchedulerStopped a=SchedulerStopped n0 n1 nend n=done"},
    {"COOP-18: the same, one step a tick", 1, "k:KGNn. a:.. -n:..", "",
     "k0 k=SchedulerStopped a=SchedulerStopped n0 n1 nend n=done"},
    {"COOP-19: a task handed to a stopped one", 1, "a:.. -n:..", "1:K 2:Nn 3:SnPnRn",
     "a0 a=SchedulerStopped n=SchedulerStopped misuse(WEFT_SCHEDULER_STOPPED) "
     "misuse(WEFT_SCHEDULER_STOPPED) misuse(WEFT_NOT_PAUSED)"},
    {"COOP-19: handed over in the step that stopped it", 0, "k:KNn. -n:.. a:..", "",
     "k0 k=SchedulerStopped a=SchedulerStopped n=SchedulerStopped"},
    {"TASK-18: stopped in its own step, then yields", 0, "a:Sa. b:..", "",
     "a0 a=TaskStopped b0 b1 bend b=done"},
    {"TASK-18: then returns", 0, "a:Sa$ b:..", "", "a0 a=TaskStopped b0 b1 bend b=done"},
    {"TASK-18: then raises", 0, "a:Sa! b:..", "", "a0 a=TaskStopped b0 b1 bend b=done"},
    {"TASK-18: then yields a Deferred", 0, "a:Sa0 b:..", "3:X0",
     "a0 a=TaskStopped b0 b1 bend b=done"},
    {"TASK-18: then yields a failed one", 0, "a:E0Sa0 b:..", "",
     "a0 a=TaskStopped b0 b1 bend b=done"},
    {"TASK-18, COOP-14: with one step a tick the next tick comes", 1, "a:Sa! b:..", "",
     "a0 a=TaskStopped b0 b1 bend b=done"},
    {"TASK-12: resumed while it waits: refused", 1, "a:0. b:Ra..X0.", "",
     "a0 b0 misuse(WEFT_NOT_PAUSED) b1 b2 a1 bend b=done aend a=done"},
    {"TASK-13: stopped while waiting, then what it waited for fails", 1, "a:0. b:Sa.E0..", "6:SaRa",
     "a0 b0 a=TaskStopped b1 b2 bend b=done misuse(WEFT_TASK_STOPPED) "
     "misuse(WEFT_NOT_PAUSED)"},
    {"COOP-17, TASK-13: the same by the Cooperator's stop", 1, "a:0. b:..", "3:K 4:E0 5:Sa",
     "a0 b0 b1 a=SchedulerStopped b=SchedulerStopped misuse(WEFT_SCHEDULER_STOPPED)"},
};

static void stopping_ends_every_unfinished_task_once(void **state)
{
    (void) state;
    check_plans(rows, sizeof rows / sizeof *rows);
}

/* Tasks a, b, c of one Cooperator, and what a's end does besides. */
struct three {
    struct library_fixture *fixture;
    weft_cooperator *cooperator;
    weft_task *tasks[3];
};

static void make_three(struct three *three, struct library_fixture *fixture)
{
    static const char *const names[] = {"a", "b", "c"};

    three->fixture = fixture;
    three->cooperator = make_cooperator(fixture, 1);
    for (int i = 0; i < 3; i++)
        three->tasks[i] = start_task(three->cooperator, make_counter(fixture, names[i], 3));
}

static void let_three_go(struct three *three)
{
    for (int i = 0; i < 3; i++)
        weft_task_release(three->tasks[i]);
    weft_cooperator_release(three->cooperator);
}

static void at_end(struct three *three, int which, weft_callback function)
{
    weft_deferred *done;

    assert_int_equal(weft_task_when_done(three->tasks[which], &done), WEFT_OK);
    assert_int_equal(weft_deferred_add_both(done, function, three), WEFT_OK);
    weft_deferred_release(done);
}

static weft_value stop_all(weft_reactor *reactor, void *context, weft_value result)
{
    struct three *three = context;

    (void) reactor;
    weft_value_release(result);
    journal_write(&three->fixture->journal, "stop");
    weft_cooperator_stop(three->cooperator);
    journal_write(&three->fixture->journal, "stopped=%d",
                  weft_cooperator_stopped(three->cooperator));
    return weft_none();
}

/* COOP-18, COOP-12 */
static void stopping_from_a_when_done_callback_ends_the_others(void **state)
{
    struct three three;

    make_three(&three, *state);
    at_end(&three, 0, stop_all);
    note_end(three.fixture, three.tasks[0], "a");
    note_end(three.fixture, three.tasks[1], "b");
    note_end(three.fixture, three.tasks[2], "c");
    assert_int_equal(weft_task_stop(three.tasks[0]), WEFT_OK);
    assert_journal(three.fixture,
                   "stop b=SchedulerStopped c=SchedulerStopped stopped=1 a=TaskStopped");
    assert_int_equal(weft_reactor_pending(three.fixture->reactor), 0);
    let_three_go(&three);
}

/* COOP-16: a stop inside a stop leaves the rest to the one that is running, so it needs no stack.
 */
static void stopping_again_meanwhile_changes_nothing(void **state)
{
    struct three three;

    make_three(&three, *state);
    at_end(&three, 0, stop_all);
    note_end(three.fixture, three.tasks[1], "b");
    weft_cooperator_stop(three.cooperator);
    assert_journal(three.fixture, "stop stopped=1 b=SchedulerStopped");
    assert_int_equal(three.fixture->events[WEFT_EVENT_COOPERATOR_STOPPED], 1);
    let_three_go(&three);
}

static weft_value meddle(weft_reactor *reactor, void *context, weft_value result)
{
    struct three *three = context;
    struct journal *journal = &three->fixture->journal;
    weft_iterator *late = make_counter(three->fixture, "late", 1);
    weft_task *task;

    (void) reactor;
    weft_value_release(result);
    journal_write(journal, "start=%s", weft_status_name(weft_cooperator_start(three->cooperator)));
    if (weft_cooperate(three->cooperator, late, &task) == WEFT_OK) {
        journal_write_value(journal, "late", weft_task_result(task));
        weft_task_release(task);
    }
    journal_write(journal, "iterator=%d", (int) weft_iterator_get_state(late));
    weft_iterator_release(late);
    journal_write(journal, "resume=%d", (int) weft_task_resume(three->tasks[1]));
    journal_write(journal, "stop=%d", (int) weft_task_stop(three->tasks[2]));
    journal_write(journal, "pending=%zu", weft_reactor_pending(three->fixture->reactor));
    return weft_none();
}

/* COOP-15, COOP-19: what the callbacks of one do to the others while the stop goes on: no start, a
 * new task has ended, one that is resumed is not stepped, one that is stopped by hand ends as
 * stopped. */
static void while_stopping_the_callbacks_of_one_may_meddle_with_the_others(void **state)
{
    struct three three;

    make_three(&three, *state);
    assert_int_equal(weft_task_pause(three.tasks[1]), WEFT_OK);
    at_end(&three, 0, meddle);
    note_end(three.fixture, three.tasks[1], "b");
    note_end(three.fixture, three.tasks[2], "c");
    weft_cooperator_stop(three.cooperator);
    assert_journal(three.fixture,
                   "misuse(WEFT_STOPPING) start=WEFT_STOPPING late=SchedulerStopped iterator=0 "
                   "resume=0 c=TaskStopped stop=0 pending=0 b=SchedulerStopped");
    run_all(three.fixture);
    assert_journal(three.fixture, "");
    assert_int_equal(weft_cooperator_start(three.cooperator), WEFT_OK);
    let_three_go(&three);
}

/* COOP-16 */
static void stopping_cancels_the_tick(void **state)
{
    struct three three;

    make_three(&three, *state);
    assert_int_equal(weft_reactor_pending(three.fixture->reactor), 1);
    weft_cooperator_stop(three.cooperator);
    assert_int_equal(weft_reactor_pending(three.fixture->reactor), 0);
    assert_false(weft_cooperator_running(three.cooperator));
    assert_int_equal(weft_cooperator_start(three.cooperator), WEFT_OK);
    assert_int_equal(weft_reactor_pending(three.fixture->reactor), 0);
    assert_true(weft_cooperator_running(three.cooperator));
    let_three_go(&three);
}

/* COOP-19 */
static void a_stopped_one_does_not_touch_what_it_is_handed(void **state)
{
    struct library_fixture *fixture = *state;
    weft_cooperator *cooperator = make_cooperator(fixture, 1);
    weft_iterator *iterator = make_counter(fixture, "a", 1);
    weft_deferred *done, *mine = make_deferred(fixture), *result;
    weft_task *task;

    weft_cooperator_stop(cooperator);
    assert_int_equal(weft_cooperate(cooperator, iterator, &task), WEFT_OK);
    assert_int_equal(weft_task_get_state(task), WEFT_TASK_STATE_FAILED);
    assert_int_equal(weft_coiterate(cooperator, iterator, &done), WEFT_OK);
    take(fixture, done, "coiterate");
    take(fixture, mine, "into");
    assert_int_equal(weft_coiterate_into(cooperator, iterator, mine), WEFT_OK);
    assert_int_equal(weft_run_iterator(cooperator, iterator, &result), WEFT_OK);
    take(fixture, result, "run");
    assert_journal(fixture,
                   "coiterate=SchedulerStopped into=SchedulerStopped run=SchedulerStopped");
    assert_int_equal(weft_task_stop(task), WEFT_SCHEDULER_STOPPED);
    assert_int_equal(weft_task_pause(task), WEFT_SCHEDULER_STOPPED);
    assert_int_equal(weft_task_resume(task), WEFT_NOT_PAUSED);
    assert_int_equal(weft_iterator_get_state(iterator), WEFT_ITERATOR_CREATED);
    assert_int_equal(weft_reactor_pending(fixture->reactor), 0);
    journal_clear(&fixture->journal);
    weft_task_release(task);
    weft_deferred_release(done);
    weft_deferred_release(mine);
    weft_deferred_release(result);
    weft_iterator_release(iterator);
    weft_cooperator_release(cooperator);
    assert_journal(fixture, ""); /* SchedulerStopped is nobody's unhandled failure: TASK-14 */
}

/* COOP-15, TASK-8: the stop lets go of the iterators, each after the callbacks of its task. */
static void stopping_closes_the_iterators_that_nobody_else_holds(void **state)
{
    struct three three;

    make_three(&three, *state);
    run_turn(three.fixture);
    advance(three.fixture, 10);
    advance(three.fixture, 10);
    assert_journal(three.fixture, "a0 b0");
    note_end(three.fixture, three.tasks[0], "a");
    note_end(three.fixture, three.tasks[1], "b");
    weft_cooperator_stop(three.cooperator);
    assert_journal(three.fixture, "a=SchedulerStopped a-closed b=SchedulerStopped b-closed");
    let_three_go(&three);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(stopping_ends_every_unfinished_task_once),
        library_test(stopping_from_a_when_done_callback_ends_the_others),
        library_test(stopping_again_meanwhile_changes_nothing),
        library_test(while_stopping_the_callbacks_of_one_may_meddle_with_the_others),
        library_test(stopping_cancels_the_tick),
        library_test(a_stopped_one_does_not_touch_what_it_is_handed),
        library_test(stopping_closes_the_iterators_that_nobody_else_holds),
    };

    return cmocka_run_group_tests_name("cooperator_stop", tests, NULL, NULL);
}
