/* unhandled_test.c - failures that nobody takes: when they are reported, and when not (UNH). */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "support/library_fixture.h"

static weft_deferred *make_failed(struct library_fixture *fixture, const char *message)
{
    return make_succeeded(fixture, make_failure(fixture, &weft_error_value, message));
}

/* UNH-2, UNH-3: differences. One event, at the last release and not before. */
static void it_is_reported_at_the_last_release_before_that_returns(void **state)
{
    struct library_fixture *fixture = *state;
    weft_deferred *deferred = make_failed(fixture, "u1");
    weft_deferred *again = weft_deferred_retain(deferred);

    assert_true(weft_deferred_unhandled(deferred));
    weft_deferred_release(deferred);
    journal_write(&fixture->journal, "alive");
    weft_deferred_release(again);
    journal_write(&fixture->journal, "after");
    assert_journal(fixture, "alive unhandled(ValueError: u1) after");
    assert_int_equal(fixture->events[WEFT_EVENT_UNHANDLED], 1);
}

/* UNH-3 */
static void it_is_reported_when_the_library_lets_the_last_reference_go(void **state)
{
    struct library_fixture *fixture = *state;
    weft_later later = {.delay_ns = WEFT_SECOND, .function = write_and_answer};
    weft_deferred *deferred;

    later.context = make_mark(fixture, "later", make_failure(fixture, &weft_error_value, "x"));
    assert_int_equal(weft_defer_later(fixture->reactor, &later, &deferred), WEFT_OK);
    weft_deferred_release(deferred);
    assert_int_equal(weft_call_later(fixture->reactor, WEFT_SECOND, write_name,
                                     make_mark(fixture, "next", weft_none()), NULL),
                     WEFT_OK);
    advance(fixture, WEFT_SECOND);
    assert_journal(fixture, "later=none unhandled(ValueError: x) next");
}

/* UNH-1 */
static void the_mark_follows_each_result_of_the_chain(void **state)
{
    struct library_fixture *fixture = *state;
    weft_deferred *deferred = make_failed(fixture, "u4");

    recover(fixture, deferred, "a", weft_integer(1));
    assert_false(weft_deferred_unhandled(deferred));
    answer(fixture, deferred, "b", make_failure(fixture, &weft_error_value, "again"));
    assert_true(weft_deferred_unhandled(deferred));
    recover(fixture, deferred, "c", weft_integer(2));
    assert_false(weft_deferred_unhandled(deferred));
    weft_deferred_release(deferred);
    assert_journal(fixture, "a=ValueError: u4 b=1 c=ValueError: again");
}

/* UNH-4 */
static void an_errback_that_returns_a_value_settles_it(void **state)
{
    struct library_fixture *fixture = *state;
    weft_deferred *deferred = make_failed(fixture, "u2");

    take(fixture, deferred, "a");
    weft_deferred_release(deferred);
    assert_journal(fixture, "a=ValueError: u2");
}

/* UNH-4 */
static void an_errback_that_passes_it_on_does_not_settle_it(void **state)
{
    struct library_fixture *fixture = *state;
    weft_deferred *deferred = make_failed(fixture, "u3");

    note_failure(fixture, deferred, "a");
    weft_deferred_release(deferred);
    assert_journal(fixture, "a=ValueError: u3 unhandled(ValueError: u3)");
}

/* UNH-4 */
static void chaining_hands_it_to_the_target(void **state)
{
    struct library_fixture *fixture = *state;
    weft_deferred *source = make_failed(fixture, "u5"), *target = make_deferred(fixture);

    assert_int_equal(weft_deferred_chain(source, target), WEFT_OK);
    weft_deferred_release(source);
    assert_journal(fixture, "");
    weft_deferred_release(target);
    assert_journal(fixture, "unhandled(ValueError: u5)");
}

/* UNH-1, UNH-4 */
static void being_returned_from_a_pair_hands_it_to_the_outer(void **state)
{
    struct library_fixture *fixture = *state;
    weft_deferred *inner = make_failed(fixture, "u6"), *outer = make_waiting(fixture, inner);

    weft_deferred_release(inner);
    assert_journal(fixture, "");
    weft_deferred_release(outer);
    assert_journal(fixture, "unhandled(ValueError: u6)");
}

/* UNH-4: the second of two that wait has nothing to report. */
static void only_the_first_of_two_that_wait_takes_it(void **state)
{
    struct library_fixture *fixture = *state;
    weft_deferred *inner = make_deferred(fixture);
    weft_deferred *first = make_waiting(fixture, inner), *second = make_waiting(fixture, inner);
    weft_value failure = make_failure(fixture, &weft_error_value, "e");

    assert_int_equal(weft_deferred_errback(inner, failure), WEFT_OK);
    weft_deferred_release(inner);
    weft_deferred_release(second);
    assert_journal(fixture, "");
    weft_deferred_release(first);
    assert_journal(fixture, "unhandled(ValueError: e)");
}

/* UNH-5 */
static void nothing_is_reported_of_one_that_never_fired(void **state)
{
    struct library_fixture *fixture = *state;
    weft_deferred *deferred = make_deferred(fixture);

    note(fixture, deferred, "a");
    weft_deferred_release(deferred);
    assert_journal(fixture, "");
}

/* UNH-5: two that wait for each other's end keep each other; the close says so, and no more. */
static void nothing_is_reported_of_one_that_still_waits(void **state)
{
    struct library_fixture *fixture = *state;
    weft_deferred *inner = make_deferred(fixture), *outer = make_waiting(fixture, inner);

    weft_deferred_release(inner);
    weft_deferred_release(outer);
    assert_int_equal(deferreds_alive(fixture), 2);
    fixture->tells_left = true;
    library_fixture_close(fixture);
    assert_journal(fixture, "left(deferred#1) left(deferred#2)");
}

/* UNH-6 */
static void an_outer_that_was_let_go_reports_the_failure_that_its_inner_brings(void **state)
{
    struct library_fixture *fixture = *state;
    weft_deferred *inner = make_deferred(fixture), *outer = make_waiting(fixture, inner);

    weft_deferred_release(outer);
    assert_int_equal(deferreds_alive(fixture), 2);
    assert_int_equal(weft_deferred_errback(inner, make_failure(fixture, &weft_error_value, "u7")),
                     WEFT_OK);
    assert_journal(fixture, "unhandled(ValueError: u7)");
    assert_int_equal(deferreds_alive(fixture), 1);
    weft_deferred_release(inner);
    assert_journal(fixture, "");
}

/* UNH-6 */
static void an_inner_that_was_let_go_is_kept_by_its_outer(void **state)
{
    struct library_fixture *fixture = *state;
    struct mark *mark = make_mark(fixture, "icanc", weft_none());
    weft_canceller canceller = {write_cancel, mark, NULL};
    weft_deferred *inner = make_cancellable(fixture, &canceller);
    weft_deferred *outer = make_waiting(fixture, inner);

    weft_deferred_release(inner);
    weft_deferred_cancel(outer);
    assert_journal(fixture, "icanc");
    assert_int_equal(deferreds_alive(fixture), 1);
    weft_deferred_release(outer);
    assert_journal(fixture, "unhandled(CancelledError)");
}

/* UNH-7 */
static void one_failure_in_two_is_reported_twice(void **state)
{
    struct library_fixture *fixture = *state;
    weft_value failure = make_failure(fixture, &weft_error_value, "same");
    weft_deferred *first = make_succeeded(fixture, weft_value_retain(&failure));
    weft_deferred *second = make_succeeded(fixture, failure);

    weft_deferred_release(second);
    weft_deferred_release(first);
    assert_journal(fixture, "unhandled(ValueError: same) unhandled(ValueError: same)");
}

/* UNH-3: what is never released is reported at the close, in order of creation. */
static void the_close_reports_what_is_left_in_order_of_creation(void **state)
{
    struct library_fixture *fixture = *state;
    weft_deferred *paused = make_deferred(fixture);
    weft_value failure = make_failure(fixture, &weft_error_value, "paused");

    make_failed(fixture, "second");
    make_succeeded(fixture, weft_integer(3));
    make_failed(fixture, "fourth");
    weft_deferred_pause(paused);
    assert_int_equal(weft_deferred_errback(paused, failure), WEFT_OK);
    fixture->tells_left = true;
    library_fixture_close(fixture);
    assert_journal(fixture, "left(deferred#1) unhandled(ValueError: paused) left(deferred#2) "
                            "unhandled(ValueError: second) left(deferred#3) left(deferred#4) "
                            "unhandled(ValueError: fourth)");
}

/* UNH-3: what lets go of another reports itself first, then what it held. */
static void reports_of_one_release_come_in_one_order(void **state)
{
    struct library_fixture *fixture = *state;
    weft_deferred *deferred = make_failed(fixture, "outermost");
    weft_value held[] = {weft_deferred_value(make_failed(fixture, "first pair's")),
                         weft_deferred_value(make_failed(fixture, "second pair's"))};

    weft_deferred_pause(deferred);
    answer(fixture, deferred, "a", held[0]);
    answer(fixture, deferred, "b", held[1]);
    weft_deferred_release(deferred);
    assert_journal(fixture, "unhandled(ValueError: outermost) unhandled(ValueError: first pair's) "
                            "unhandled(ValueError: second pair's)");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        library_test(it_is_reported_at_the_last_release_before_that_returns),
        library_test(it_is_reported_when_the_library_lets_the_last_reference_go),
        library_test(the_mark_follows_each_result_of_the_chain),
        library_test(an_errback_that_returns_a_value_settles_it),
        library_test(an_errback_that_passes_it_on_does_not_settle_it),
        library_test(chaining_hands_it_to_the_target),
        library_test(being_returned_from_a_pair_hands_it_to_the_outer),
        library_test(only_the_first_of_two_that_wait_takes_it),
        library_test(nothing_is_reported_of_one_that_never_fired),
        library_test(nothing_is_reported_of_one_that_still_waits),
        library_test(an_outer_that_was_let_go_reports_the_failure_that_its_inner_brings),
        library_test(an_inner_that_was_let_go_is_kept_by_its_outer),
        library_test(one_failure_in_two_is_reported_twice),
        library_test(the_close_reports_what_is_left_in_order_of_creation),
        library_test(reports_of_one_release_come_in_one_order),
    };

    return cmocka_run_group_tests_name("unhandled", tests, NULL, NULL);
}
