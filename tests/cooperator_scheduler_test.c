/* cooperator_scheduler_test.c - slices and schedulers of the user's own, and the default Cooperator
 * (COOP-1, COOP-2). */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

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

/* COOP-1 */
static void a_reactor_has_a_default_cooperator(void **state)
{
    struct library_fixture *fixture = *state;
    weft_cooperator *first, *again, *mine = make_cooperator(fixture, 0);

    assert_int_equal(weft_default_cooperator(fixture->reactor, &first), WEFT_OK);
    assert_int_equal(weft_default_cooperator(fixture->reactor, &again), WEFT_OK);
    assert_ptr_equal(first, again);
    weft_cooperator_make_default(mine);
    assert_int_equal(weft_default_cooperator(fixture->reactor, &again), WEFT_OK);
    assert_ptr_equal(again, mine);
    weft_cooperator_release(mine);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        library_test(a_scheduler_brings_the_ticks_and_a_slice_ends_them),
        library_test(a_reactor_has_a_default_cooperator),
    };

    return cmocka_run_group_tests_name("cooperator_scheduler", tests, NULL, NULL);
}
