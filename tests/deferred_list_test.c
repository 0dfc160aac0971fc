/* deferred_list_test.c - lists, gathering and races from C: what they hold, their options, their
 * values, and towers of them (LIST, GAT, FE, RACE; scenarios/lists shows the rules one by one). */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "support/library_fixture.h"
#include "support/small_stack.h"

enum { TOWER = 100000 };

static weft_deferred *list_of(struct library_fixture *fixture, weft_deferred *const *elements,
                              size_t count, const weft_deferred_list_options *options)
{
    weft_deferred *list;

    assert_int_equal(weft_deferred_list(fixture->reactor, elements, count, options, &list),
                     WEFT_OK);
    return list;
}

/* LIST-1, LIST-2 */
static void it_fires_with_all_outcomes_in_order(void **state)
{
    struct library_fixture *fixture = *state;
    weft_deferred *parts[] = {make_deferred(fixture), make_deferred(fixture)};
    weft_deferred *list = list_of(fixture, parts, 2, NULL);
    const weft_value *result;

    note(fixture, list, "list");
    weft_deferred_callback(parts[1], weft_integer(5));
    weft_deferred_errback(parts[0], make_failure(fixture, &weft_error_value, "lost"));
    take(fixture, parts[0], "part");
    assert_journal(fixture, "list=[failed ValueError: lost, ok 5] part=ValueError: lost");
    result = weft_deferred_result(list);
    assert_true(weft_value_is_list(result) && weft_list_of_outcomes(result));
    assert_int_equal(weft_list_count(result), 2);
    assert_int_equal(weft_value_integer(weft_list_at(result, 1)), 5);
    weft_deferred_release(list);
    weft_deferred_release(parts[0]);
    weft_deferred_release(parts[1]);
}

/* UNH-7: what it no longer needs is let go of, and so is the report. */
static void a_list_that_has_fired_holds_its_elements_no_more(void **state)
{
    struct library_fixture *fixture = *state;
    weft_deferred *part = make_deferred(fixture);
    weft_deferred *list = list_of(fixture, &part, 1, NULL);

    weft_deferred_errback(part, make_failure(fixture, &weft_error_value, "lost"));
    assert_journal(fixture, "");
    weft_deferred_release(part);
    assert_journal(fixture, "unhandled(ValueError: lost)");
    weft_deferred_release(list);
}

/* LIST-4, LIST-7: with cancel_rest the others are cancelled once it is decided, before it fires. */
static void the_rest_is_cancelled_if_that_was_asked_for(void **state)
{
    struct library_fixture *fixture = *state;
    weft_deferred_list_options options = {.first_ok = true, .consume = true, .cancel_rest = true};
    weft_deferred *parts[] = {make_deferred(fixture), make_deferred(fixture),
                              make_deferred(fixture)};
    weft_deferred *list = list_of(fixture, parts, 3, &options);

    note(fixture, parts[0], "first");
    note(fixture, list, "list");
    weft_deferred_callback(parts[1], weft_integer(7));
    assert_journal(fixture, "first=none list=(1, 7)");
    assert_int_equal(weft_winner_index(weft_deferred_result(list)), 1);
    assert_true(weft_deferred_called(parts[2]));
    for (int i = 0; i < 3; i++)
        weft_deferred_release(parts[i]);
    weft_deferred_release(list);
}

/* FE-1, GAT-1 */
static void a_first_error_says_which_and_why(void **state)
{
    struct library_fixture *fixture = *state;
    weft_deferred *parts[] = {make_deferred(fixture), make_deferred(fixture)};
    weft_deferred *gathered;
    const weft_failure *failure;

    assert_int_equal(weft_gather_results(fixture->reactor, parts, 2, NULL, &gathered), WEFT_OK);
    weft_deferred_errback(parts[1], make_failure(fixture, &weft_error_value, "no"));
    failure = weft_value_failure(weft_deferred_result(gathered));
    assert_ptr_equal(weft_failure_type(failure), &weft_error_first);
    assert_int_equal(weft_failure_index(failure), 1);
    assert_string_equal(weft_failure_message(failure), "#1, ValueError: no");
    assert_true(weft_value_is_failure(weft_failure_cause(failure)));
    take(fixture, gathered, "gathered");
    take(fixture, parts[1], "part");
    assert_journal(fixture, "gathered=FirstError: #1, ValueError: no part=ValueError: no");
    weft_deferred_release(parts[0]);
    weft_deferred_release(parts[1]);
    weft_deferred_release(gathered);
}

static void a_long_message_is_cut_between_characters(void **state)
{
    struct library_fixture *fixture = *state;
    char message[600];
    weft_deferred *part = make_deferred(fixture), *gathered;
    const char *shown;

    for (size_t i = 0; i + 3 < sizeof message; i += 3) {
        message[i] = '\xe2';
        message[i + 1] = '\x82';
        message[i + 2] = '\xac';
        message[i + 3] = '\0';
    }
    assert_int_equal(weft_gather_results(fixture->reactor, &part, 1,
                                         &(weft_deferred_list_options){.consume = true}, &gathered),
                     WEFT_OK);
    weft_deferred_errback(part, make_failure(fixture, &weft_error_value, message));
    shown = weft_failure_message(weft_value_failure(weft_deferred_result(gathered)));
    assert_in_range(strlen(shown), WEFT_FIRST_ERROR_MESSAGE_BYTES - 4,
                    WEFT_FIRST_ERROR_MESSAGE_BYTES - 1);
    assert_string_equal(shown + strlen(shown) - 6, "\xe2\x82\xac...");
    take(fixture, gathered, "");
    journal_clear(&fixture->journal);
    weft_deferred_release(part);
    weft_deferred_release(gathered);
}

/* RACE-2: what led to a group is the list of all. */
static void a_race_that_all_lose_fails_with_the_group(void **state)
{
    struct library_fixture *fixture = *state;
    weft_deferred *parts[] = {make_deferred(fixture), make_deferred(fixture)}, *race;
    const weft_value *cause;

    assert_int_equal(weft_race(fixture->reactor, parts, 2, &race), WEFT_OK);
    weft_deferred_errback(parts[1], make_failure(fixture, &weft_error_value, "b"));
    weft_deferred_errback(parts[0], make_failure(fixture, &weft_error_value, "a"));
    cause = weft_failure_cause(weft_value_failure(weft_deferred_result(race)));
    assert_int_equal(weft_list_count(cause), 2);
    assert_string_equal(weft_failure_message(weft_value_failure(weft_list_at(cause, 0))), "a");
    take(fixture, race, "race");
    assert_journal(fixture, "race=FailureGroup");
    weft_deferred_release(race);
    weft_deferred_release(parts[0]);
    weft_deferred_release(parts[1]);
}

/* LIST-8, LIST-9, GAT-1: fired, cancelled and let go of without stack. */
static void *climb(void *context)
{
    struct library_fixture *fixture = context;

    for (int cancelled = 0; cancelled < 2; cancelled++) {
        weft_deferred *first = make_deferred(fixture), *top = weft_deferred_retain(first);

        for (int i = 0; i < TOWER; i++) {
            weft_deferred *next;

            if (weft_gather_results(fixture->reactor, &top, 1,
                                    &(weft_deferred_list_options){.consume = true},
                                    &next) != WEFT_OK)
                return NULL;
            weft_deferred_release(top);
            top = next;
        }
        if (cancelled)
            weft_deferred_cancel(top);
        else
            weft_deferred_callback(first, weft_none());
        weft_deferred_release(first);
        if (!weft_deferred_called(top) || weft_deferred_unhandled(top) != (cancelled == 1))
            return NULL;
        if (weft_deferred_add_errback(top, write_and_take,
                                      make_mark(fixture, "top", weft_none())) != WEFT_OK)
            return NULL;
        weft_deferred_release(top);
    }
    return fixture;
}

static void towers_of_gathers_need_no_stack(void **state)
{
    struct library_fixture *fixture = *state;

    fixture->silent = true;
    assert_int_equal(on_small_stack(climb, fixture), 0);
    assert_int_equal(deferreds_alive(fixture), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        library_test(it_fires_with_all_outcomes_in_order),
        library_test(a_list_that_has_fired_holds_its_elements_no_more),
        library_test(the_rest_is_cancelled_if_that_was_asked_for),
        library_test(a_first_error_says_which_and_why),
        library_test(a_long_message_is_cut_between_characters),
        library_test(a_race_that_all_lose_fails_with_the_group),
        library_test(towers_of_gathers_need_no_stack),
    };

    return cmocka_run_group_tests_name("deferred_list", tests, NULL, NULL);
}
