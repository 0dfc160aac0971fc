/* default_cooperator_test.c - the Cooperator that a reactor has anyway (COOP-1). */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "support/actor.h"

static weft_cooperator *default_of(struct library_fixture *fixture)
{
    weft_cooperator *cooperator;

    assert_int_equal(weft_default_cooperator(fixture->reactor, &cooperator), WEFT_OK);
    return cooperator;
}

static size_t cooperators_alive(const struct library_fixture *fixture)
{
    return weft_reactor_alive(fixture->reactor, WEFT_SUBJECT_COOPERATOR);
}

/* COOP-1 */
static void it_is_made_at_the_first_call_with_the_defaults(void **state)
{
    struct library_fixture *fixture = *state;
    weft_cooperator *cooperator;
    int64_t due_ns;

    assert_int_equal(cooperators_alive(fixture), 0);
    cooperator = default_of(fixture);
    assert_ptr_equal(default_of(fixture), cooperator);
    assert_int_equal(cooperators_alive(fixture), 1);
    assert_true(weft_cooperator_running(cooperator));
    start(cooperator, make_counter(fixture, "a", 2));
    assert_true(weft_reactor_next_due(fixture->reactor, &due_ns));
    assert_int_equal(due_ns, 10);
    run_all(fixture);
    assert_journal(fixture, "a0 a1 aend");
}

/* COOP-1: the one before it lives on while anybody has it, or one of its tasks can run. */
static void another_may_take_its_place(void **state)
{
    struct library_fixture *fixture = *state;
    weft_cooperator *before = default_of(fixture), *mine = make_cooperator(fixture, 1);

    start(before, make_counter(fixture, "a", 1));
    weft_cooperator_make_default(mine);
    weft_cooperator_make_default(mine); /* twice is harmless */
    weft_cooperator_release(mine);
    assert_ptr_equal(default_of(fixture), mine);
    assert_int_equal(cooperators_alive(fixture), 2);
    start(mine, make_counter(fixture, "b", 1));
    run_all(fixture);
    assert_journal(fixture, "a0 aend b0 bend");
    assert_int_equal(cooperators_alive(fixture), 1);
}

/* COOP-1 */
static void it_is_made_as_configured(void **state)
{
    struct library_fixture *fixture = *state;
    weft_cooperator_options options = {.slice_steps = 2, .delay_ns = WEFT_SECOND};
    weft_cooperator_options wrong = {.delay_ns = -1};
    weft_cooperator *before = default_of(fixture);

    assert_int_equal(weft_default_cooperator_configure(fixture->reactor, &options), WEFT_OK);
    assert_int_equal(cooperators_alive(fixture), 0);
    assert_int_equal(weft_default_cooperator_configure(fixture->reactor, &wrong), WEFT_BAD_TIME);
    start(default_of(fixture), make_counter(fixture, "a", 3));
    advance(fixture, WEFT_SECOND);
    assert_journal(fixture, "misuse(WEFT_BAD_TIME) a0 a1");
    before = default_of(fixture);
    assert_int_equal(weft_default_cooperator_configure(fixture->reactor, NULL), WEFT_OK);
    assert_ptr_not_equal(default_of(fixture), before); /* which has a task still, and lives on */
    assert_int_equal(cooperators_alive(fixture), 2);
    run_all(fixture);
    assert_journal(fixture, "a2 aend");
}

/* COOP-1, COOP-16: it is no other than any; stopped it takes no new tasks, and stays the default.
 */
static void stopped_it_is_the_default_still(void **state)
{
    struct library_fixture *fixture = *state;
    weft_task *task;

    weft_cooperator_stop(default_of(fixture));
    task = start_task(default_of(fixture), make_counter(fixture, "a", 1));
    note_end(fixture, task, "a");
    assert_journal(fixture, "a=SchedulerStopped");
    weft_task_release(task);
}

/* UNH-3: it is the reactor's own, so it is not left; what it was given is. */
static void the_close_lets_go_of_it_and_runs_nothing(void **state)
{
    const char *const expected[] = {"", "left(cooperator#1) left(call#1) left(iterator#1) "
                                        "left(task#1)"};

    for (int busy = 0; busy < 2; busy++) {
        struct library_fixture *fixture;
        weft_cooperator *cooperator;
        void *own = NULL;

        (void) state;
        assert_int_equal(library_fixture_set_up(&own), 0);
        fixture = own;
        fixture->tells_left = true;
        cooperator = default_of(fixture);
        if (busy)
            start(cooperator, make_counter(fixture, "a", 1));
        library_fixture_close(fixture);
        assert_journal(fixture, expected[busy]);
        library_fixture_tear_down(&own);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        library_test(it_is_made_at_the_first_call_with_the_defaults),
        library_test(another_may_take_its_place),
        library_test(it_is_made_as_configured),
        library_test(stopped_it_is_the_default_still),
        cmocka_unit_test(the_close_lets_go_of_it_and_runs_nothing),
    };

    return cmocka_run_group_tests_name("default_cooperator", tests, NULL, NULL);
}
