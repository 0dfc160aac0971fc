/* cooperator_scheduler_test.c - slices and schedulers of the user's own (COOP-1, COOP-2). */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "support/actor.h"

struct schedule {
    struct library_fixture *fixture;
    int asked, taken_back, steps;
    weft_status inside; /* what a tick from inside a step, or of an asking scheduler, came to */
};

static void ask_for_a_tick(weft_cooperator *cooperator, void *context)
{
    struct schedule *schedule = context;

    schedule->asked++;
    schedule->inside = weft_cooperator_tick(cooperator);
}

static void take_a_tick_back(weft_cooperator *cooperator, void *context)
{
    struct schedule *schedule = context;

    (void) cooperator;
    schedule->taken_back++;
}

static void begin_slice(weft_reactor *reactor, void *context)
{
    struct schedule *schedule = context;

    (void) reactor;
    schedule->steps = 0;
}

static bool slice_is_over(weft_reactor *reactor, void *context)
{
    struct schedule *schedule = context;

    (void) reactor;
    return ++schedule->steps == 2;
}

/* COOP-1, COOP-2, COOP-5, COOP-6, COOP-8 */
static void a_scheduler_brings_the_ticks_and_a_slice_ends_them(void **state)
{
    struct library_fixture *fixture = *state;
    struct schedule schedule = {.fixture = fixture};
    weft_cooperator_options options = WEFT_COOPERATOR_DEFAULTS;
    weft_iterator *iterator = make_counter(fixture, "a", 4);
    weft_cooperator *cooperator;
    weft_task *task;

    options.slice = (weft_slice){begin_slice, slice_is_over, &schedule};
    options.scheduler = (weft_tick_scheduler){ask_for_a_tick, take_a_tick_back, &schedule};
    assert_int_equal(weft_cooperator_create(fixture->reactor, &options, &cooperator), WEFT_OK);
    assert_int_equal(weft_cooperator_tick(cooperator), WEFT_NO_TICK);
    assert_int_equal(weft_cooperate(cooperator, iterator, &task), WEFT_OK);
    weft_iterator_release(iterator);
    assert_int_equal(schedule.asked, 1);
    assert_int_equal(schedule.inside, WEFT_REENTRANT);
    assert_int_equal(weft_reactor_pending(fixture->reactor), 0);
    journal_clear(&fixture->journal);
    assert_int_equal(weft_cooperator_tick(cooperator), WEFT_OK);
    assert_journal(fixture, "a0 a1 misuse(WEFT_REENTRANT)");
    assert_int_equal(schedule.asked, 2);
    assert_int_equal(weft_task_pause(task), WEFT_OK);
    assert_int_equal(schedule.taken_back, 1);
    assert_int_equal(weft_cooperator_tick(cooperator), WEFT_NO_TICK);
    assert_int_equal(weft_task_resume(task), WEFT_OK);
    while (weft_cooperator_tick(cooperator) == WEFT_OK)
        continue;
    assert_int_equal(weft_task_get_state(task), WEFT_TASK_STATE_DONE);
    weft_task_release(task);
    weft_cooperator_release(cooperator);
}

/* Makes a Cooperator whose ticks SCHEDULE counts, with a slice of so many steps (0: without end).
 */
static weft_cooperator *make_scheduled(struct schedule *schedule, uint32_t slice_steps)
{
    weft_cooperator_options options = WEFT_COOPERATOR_DEFAULTS;
    weft_cooperator *cooperator;

    options.slice_steps = slice_steps;
    options.scheduler = (weft_tick_scheduler){ask_for_a_tick, take_a_tick_back, schedule};
    assert_int_equal(weft_cooperator_create(schedule->fixture->reactor, &options, &cooperator),
                     WEFT_OK);
    schedule->fixture->silent = true; /* each asking is answered by a tick that is refused */
    return cooperator;
}

/* COOP-2, COOP-4: asked once, however many tasks come; at the end of a tick, again. */
static void a_scheduler_is_asked_once_for_each_tick(void **state)
{
    struct library_fixture *fixture = *state;
    struct schedule schedule = {.fixture = fixture};
    weft_cooperator *cooperator = make_scheduled(&schedule, 2);

    start(cooperator, make_counter(fixture, "a", 1));
    start(cooperator, make_counter(fixture, "b", 1));
    start(cooperator, make_counter(fixture, "c", 1));
    assert_int_equal(schedule.asked, 1);
    for (int ticks = 1; ticks <= 3; ticks++) {
        assert_int_equal(schedule.asked, ticks);
        assert_int_equal(weft_cooperator_tick(cooperator), WEFT_OK);
    }
    assert_int_equal(schedule.asked, 3);
    assert_int_equal(schedule.taken_back, 0);
    assert_int_equal(weft_cooperator_tick(cooperator), WEFT_NO_TICK);
    assert_journal(fixture, "a0 b0 c0 aend cend bend");
    weft_cooperator_release(cooperator);
}

/* COOP-5, COOP-13: an idle one asks for nothing until it is started. */
static void an_idle_one_asks_when_it_is_started(void **state)
{
    struct library_fixture *fixture = *state;
    struct schedule schedule = {.fixture = fixture};
    weft_cooperator_options options = {.idle = true,
                                       .scheduler = {ask_for_a_tick, take_a_tick_back, &schedule}};
    weft_cooperator *cooperator;

    fixture->silent = true;
    assert_int_equal(weft_cooperator_create(fixture->reactor, &options, &cooperator), WEFT_OK);
    start(cooperator, make_counter(fixture, "a", 0));
    assert_int_equal(schedule.asked, 0);
    assert_int_equal(weft_cooperator_tick(cooperator), WEFT_NO_TICK);
    assert_int_equal(weft_cooperator_start(cooperator), WEFT_OK);
    assert_int_equal(schedule.asked, 1);
    assert_int_equal(weft_cooperator_tick(cooperator), WEFT_OK);
    assert_journal(fixture, "aend");
    weft_cooperator_release(cooperator);
}

static weft_value tick_now(weft_reactor *reactor, void *context, weft_value result)
{
    weft_cooperator *cooperator = context;
    const char *status;

    weft_value_release(result);
    status = weft_status_name(weft_cooperator_tick(cooperator));
    return weft_text(reactor, status, strlen(status));
}

/* COOP-5, COOP-15: while it is being stopped it takes no steps, and the tick is taken back. */
static void stopping_takes_the_tick_back(void **state)
{
    struct library_fixture *fixture = *state;
    struct schedule schedule = {.fixture = fixture};
    weft_cooperator *cooperator = make_scheduled(&schedule, 0);
    weft_task *task = start_task(cooperator, make_counter(fixture, "a", 1));
    weft_deferred *done;

    assert_int_equal(weft_task_when_done(task, &done), WEFT_OK);
    assert_int_equal(weft_deferred_add_both(done, tick_now, cooperator), WEFT_OK);
    take(fixture, done, "tick");
    start(cooperator, make_counter(fixture, "b", 1));
    weft_cooperator_stop(cooperator);
    assert_int_equal(schedule.taken_back, 1);
    assert_int_equal(weft_cooperator_tick(cooperator), WEFT_NO_TICK);
    assert_journal(fixture, "tick=WEFT_STOPPING");
    weft_deferred_release(done);
    weft_task_release(task);
    weft_cooperator_release(cooperator);
}

/* Runs a tick of the Cooperator that is its context. */
static weft_step tick_in_step(struct actor *actor, int64_t step, weft_value *out)
{
    weft_status status = weft_cooperator_tick(actor->context);

    journal_write(&actor->fixture->journal, "%s(%s)", actor->name, weft_status_name(status));
    return count(actor, step, out);
}

/* COOP-21: its own tick is refused; that of another Cooperator is no business of its own. */
static void a_step_may_run_the_tick_of_another_one(void **state)
{
    struct library_fixture *fixture = *state;
    struct schedule outer_schedule = {.fixture = fixture}, inner_schedule = {.fixture = fixture};
    weft_cooperator *outer = make_scheduled(&outer_schedule, 0);
    weft_cooperator *inner = make_scheduled(&inner_schedule, 0);
    weft_iterator *own = make_actor(fixture, "own", tick_in_step);
    weft_iterator *other = make_actor(fixture, "other", tick_in_step);

    actor_of(own)->context = outer;
    actor_of(other)->context = inner;
    start(outer, own);
    start(outer, other);
    start(inner, make_counter(fixture, "in", 1));
    assert_int_equal(weft_cooperator_tick(outer), WEFT_OK);
    assert_journal(fixture, "own(WEFT_REENTRANT) ownend in0 inend other(WEFT_OK) otherend");
    weft_cooperator_release(outer);
    weft_cooperator_release(inner);
}

/* COOP-2: one that is brought by a delayed call has no tick for anybody else to run. */
static void the_tick_of_a_delayed_call_is_nobody_elses(void **state)
{
    struct library_fixture *fixture = *state;
    weft_cooperator *cooperator = make_cooperator(fixture, 0);

    start(cooperator, make_counter(fixture, "a", 1));
    assert_int_equal(weft_cooperator_tick(cooperator), WEFT_NO_TICK);
    assert_journal(fixture, "misuse(WEFT_NO_TICK)");
    run_all(fixture);
    assert_journal(fixture, "a0 aend");
    weft_cooperator_release(cooperator);
}

/* COOP-2, COOP-20: a scheduler needs no time, so the end of time does not matter to it. */
static void a_scheduler_brings_ticks_at_the_end_of_time(void **state)
{
    struct library_fixture *fixture = *state;
    struct schedule schedule = {.fixture = fixture};
    weft_cooperator *cooperator = make_scheduled(&schedule, 1);

    fixture->clock.now_ns = INT64_MAX;
    start(cooperator, make_counter(fixture, "a", 1));
    while (weft_cooperator_tick(cooperator) == WEFT_OK)
        continue;
    assert_int_equal(schedule.asked, 2);
    assert_journal(fixture, "a0 aend");
    weft_cooperator_release(cooperator);
}

/* Yields the Deferred that is held, twice. */
static weft_step await_twice(struct actor *actor, int64_t step, weft_value *out)
{
    weft_step taken = await_held(actor, 0, out);

    return step < 2 ? taken : WEFT_RETURNED;
}

/* COOP-5, COOP-11: a list that becomes empty in a tick has the next one taken back. */
static void what_a_tick_asked_for_in_vain_is_taken_back(void **state)
{
    struct library_fixture *fixture = *state;
    struct schedule schedule = {.fixture = fixture};
    weft_cooperator *cooperator = make_scheduled(&schedule, 0);
    weft_iterator *iterator = make_actor(fixture, "a", await_twice);
    weft_deferred *held = make_succeeded(fixture, weft_none());

    actor_of(iterator)->held = held;
    start(cooperator, iterator);
    assert_int_equal(weft_cooperator_tick(cooperator), WEFT_OK);
    assert_int_equal(schedule.asked, 3); /* at the first append, and at the two inside the tick */
    assert_int_equal(schedule.taken_back, 2);
    weft_cooperator_release(cooperator);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        library_test(a_scheduler_brings_the_ticks_and_a_slice_ends_them),
        library_test(a_scheduler_is_asked_once_for_each_tick),
        library_test(an_idle_one_asks_when_it_is_started),
        library_test(stopping_takes_the_tick_back),
        library_test(a_step_may_run_the_tick_of_another_one),
        library_test(the_tick_of_a_delayed_call_is_nobody_elses),
        library_test(a_scheduler_brings_ticks_at_the_end_of_time),
        library_test(what_a_tick_asked_for_in_vain_is_taken_back),
    };

    return cmocka_run_group_tests_name("cooperator_scheduler", tests, NULL, NULL);
}
