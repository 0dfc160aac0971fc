/* deferred_pause_test.c - pausing a Deferred (DEF-13 to DEF-16). */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "support/library_fixture.h"

/* DEF-13 */
static void pauses_are_counted_and_the_last_unpause_goes_on(void **state)
{
    struct library_fixture *fixture = *state;
    weft_deferred *deferred = make_deferred(fixture);

    note(fixture, deferred, "a");
    weft_deferred_pause(deferred);
    assert_int_equal(weft_deferred_callback(deferred, weft_integer(1)), WEFT_OK);
    weft_deferred_pause(deferred);
    assert_int_equal(weft_deferred_pauses(deferred), 2);
    note(fixture, deferred, "late");
    assert_int_equal(weft_deferred_unpause(deferred), WEFT_OK);
    assert_int_equal(weft_deferred_pauses(deferred), 1);
    assert_journal(fixture, "");
    assert_int_equal(weft_deferred_unpause(deferred), WEFT_OK);
    assert_journal(fixture, "a=1 late=1");
    weft_deferred_release(deferred);
}

/* DEF-13 */
static void unpausing_before_it_fires_runs_nothing(void **state)
{
    struct library_fixture *fixture = *state;
    weft_deferred *deferred = make_deferred(fixture);

    weft_deferred_pause(deferred);
    note(fixture, deferred, "a");
    assert_int_equal(weft_deferred_unpause(deferred), WEFT_OK);
    assert_journal(fixture, "");
    assert_int_equal(weft_deferred_callback(deferred, weft_integer(1)), WEFT_OK);
    assert_journal(fixture, "a=1");
    weft_deferred_release(deferred);
}

/* DEF-14 */
static weft_value pause_self(weft_reactor *reactor, void *context, weft_value result)
{
    (void) reactor;
    weft_deferred_pause(context);
    return result;
}

static void pausing_from_inside_a_pair_lets_the_pairs_behind_it_run(void **state)
{
    struct library_fixture *fixture = *state;
    weft_deferred *deferred = make_deferred(fixture);

    assert_int_equal(weft_deferred_add_both(deferred, pause_self, deferred), WEFT_OK);
    note(fixture, deferred, "b");
    assert_int_equal(weft_deferred_callback(deferred, weft_integer(1)), WEFT_OK);
    assert_journal(fixture, "b=1");
    note(fixture, deferred, "c");
    assert_journal(fixture, "");
    assert_int_equal(weft_deferred_unpause(deferred), WEFT_OK);
    assert_journal(fixture, "c=1");
    weft_deferred_release(deferred);
}

/* DEF-13 */
static weft_value pause_and_unpause_self(weft_reactor *reactor, void *context, weft_value result)
{
    struct mark *mark = context;
    weft_deferred *deferred = weft_value_deferred(&mark->answer);
    weft_status status;

    (void) reactor;
    weft_deferred_pause(deferred);
    status = weft_deferred_unpause(deferred);
    journal_write(&mark->fixture->journal, "%s", weft_status_name(status));
    return result;
}

static void unpausing_from_inside_a_pair_does_not_nest_the_loop(void **state)
{
    struct library_fixture *fixture = *state;
    weft_deferred *deferred = make_deferred(fixture);
    struct mark *mark = make_mark(fixture, "a", weft_deferred_value(deferred));

    assert_int_equal(weft_deferred_add_both(deferred, pause_and_unpause_self, mark), WEFT_OK);
    note(fixture, deferred, "b");
    assert_int_equal(weft_deferred_callback(deferred, weft_integer(1)), WEFT_OK);
    assert_journal(fixture, "WEFT_OK b=1");
    weft_deferred_release(deferred);
}

/* DEF-15: a difference. Twisted counts down to -1, which holds everything up. */
static void a_surplus_unpause_is_refused_and_holds_nothing_up(void **state)
{
    struct library_fixture *fixture = *state;
    weft_deferred *deferred = make_deferred(fixture);

    assert_int_equal(weft_deferred_unpause(deferred), WEFT_NOT_PAUSED);
    assert_int_equal(weft_deferred_pauses(deferred), 0);
    note(fixture, deferred, "a");
    assert_int_equal(weft_deferred_callback(deferred, weft_integer(1)), WEFT_OK);
    assert_int_equal(weft_deferred_unpause(deferred), WEFT_NOT_PAUSED);
    assert_journal(fixture, "misuse(WEFT_NOT_PAUSED) a=1 misuse(WEFT_NOT_PAUSED)");
    weft_deferred_release(deferred);
}

/* DEF-16: a difference. Twisted loses the failure. */
static void a_failure_that_came_while_paused_is_unhandled_and_reported(void **state)
{
    struct library_fixture *fixture = *state;
    weft_deferred *deferred = make_deferred(fixture);

    weft_deferred_pause(deferred);
    assert_int_equal(
        weft_deferred_errback(deferred, make_failure(fixture, &weft_error_value, "paused")),
        WEFT_OK);
    assert_true(weft_deferred_unhandled(deferred));
    weft_deferred_release(deferred);
    assert_journal(fixture, "unhandled(ValueError: paused)");
}

/* DEF-16 */
static void a_failure_that_came_while_paused_is_handled_by_a_later_errback(void **state)
{
    struct library_fixture *fixture = *state;
    weft_deferred *deferred = make_deferred(fixture);

    weft_deferred_pause(deferred);
    take(fixture, deferred, "b");
    assert_int_equal(
        weft_deferred_errback(deferred, make_failure(fixture, &weft_error_value, "paused")),
        WEFT_OK);
    assert_int_equal(weft_deferred_unpause(deferred), WEFT_OK);
    assert_false(weft_deferred_unhandled(deferred));
    weft_deferred_release(deferred);
    assert_journal(fixture, "b=ValueError: paused");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        library_test(pauses_are_counted_and_the_last_unpause_goes_on),
        library_test(unpausing_before_it_fires_runs_nothing),
        library_test(pausing_from_inside_a_pair_lets_the_pairs_behind_it_run),
        library_test(unpausing_from_inside_a_pair_does_not_nest_the_loop),
        library_test(a_surplus_unpause_is_refused_and_holds_nothing_up),
        library_test(a_failure_that_came_while_paused_is_unhandled_and_reported),
        library_test(a_failure_that_came_while_paused_is_handled_by_a_later_errback),
    };

    return cmocka_run_group_tests_name("deferred_pause", tests, NULL, NULL);
}
