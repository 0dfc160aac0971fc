/* list_test.c - lists and winners as values: what is inside, their text, when two are equal, and
 * that none of it takes long or needs stack, whatever contains what. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "support/library_fixture.h"
#include "support/small_stack.h"

/* A list of one element. */
static weft_value wrap(weft_reactor *reactor, weft_value value)
{
    return weft_list(reactor, &value, 1, false);
}

/* COUNT times VALUE (moved). */
static weft_value repeat(struct library_fixture *fixture, weft_value value, size_t count)
{
    weft_value *values = calloc(count, sizeof *values), list;

    assert_non_null(values);
    for (size_t i = 0; i < count; i++)
        values[i] = weft_value_retain(&value);
    weft_value_release(value);
    list = weft_list(fixture->reactor, values, count, false);
    free(values);
    assert_true(weft_value_is_list(&list));
    return list;
}

/* VALUE (moved) inside so many LEVELS lists that hold the next one twice. */
static weft_value double_up(struct library_fixture *fixture, weft_value value, int levels)
{
    while (levels-- > 0)
        value = repeat(fixture, value, 2);
    return value;
}

/* The text of VALUE (moved), and that its length is the same for whatever room there is. */
static char *text_of(weft_value value)
{
    size_t length = weft_value_format(&value, NULL, 0);
    char *text = malloc(length + 1), *part = malloc(length + 1);

    assert_true(text && part);
    assert_int_equal(weft_value_format(&value, text, length + 1), length);
    assert_int_equal(strlen(text), length);
    for (size_t size = 1; size <= length && size <= 40; size++) {
        assert_int_equal(weft_value_format(&value, part, size), length);
        assert_int_equal(strlen(part), size - 1);
        assert_memory_equal(part, text, size - 1);
    }
    free(part);
    weft_value_release(value);
    return text;
}

static void assert_text(weft_value value, const char *expected)
{
    char *text = text_of(value);

    assert_string_equal(text, expected);
    free(text);
}

static void what_is_inside_can_be_looked_at(void **state)
{
    struct library_fixture *fixture = *state;
    weft_value values[] = {weft_integer(7), weft_text(fixture->reactor, "b", 1)};
    weft_value list = weft_list(fixture->reactor, values, 2, true);
    weft_value winner = weft_winner(fixture->reactor, 3, list);

    assert_true(weft_value_is_winner(&winner) && !weft_value_is_list(&winner));
    assert_int_equal(weft_winner_index(&winner), 3);
    assert_ptr_equal(weft_winner_value(&winner)->as.pointer, list.as.pointer);
    assert_true(weft_value_is_list(&list) && !weft_value_is_winner(&list));
    assert_true(weft_list_of_outcomes(&list));
    assert_int_equal(weft_list_count(&list), 2);
    assert_int_equal(weft_value_integer(weft_list_at(&list, 0)), 7);
    assert_string_equal(weft_value_text(weft_list_at(&list, 1), NULL), "b");
    weft_value_release(winner);
}

static void an_empty_list_needs_no_values(void **state)
{
    struct library_fixture *fixture = *state;
    weft_value list = weft_list(fixture->reactor, NULL, 0, false);

    assert_int_equal(weft_list_count(&list), 0);
    assert_false(weft_list_of_outcomes(&list));
    assert_text(list, "[]");
}

static void a_text_shows_values_outcomes_and_winners(void **state)
{
    struct library_fixture *fixture = *state;
    weft_reactor *reactor = fixture->reactor;
    weft_value plain[] = {weft_integer(1), weft_none(),
                          make_failure(fixture, &weft_error_value, "lost")};
    weft_value inner[] = {weft_integer(2)};
    weft_value outcomes[] = {weft_integer(1), make_failure(fixture, &weft_error_value, NULL),
                             weft_list(reactor, inner, 1, false)};

    assert_text(weft_list(reactor, plain, 3, false), "[1, none, ValueError: lost]");
    assert_text(weft_list(reactor, outcomes, 3, true), "[ok 1, failed ValueError, ok [2]]");
    assert_text(weft_winner(reactor, 1, weft_text(reactor, "b", 1)), "(1, b)");
    assert_text(wrap(reactor, weft_winner(reactor, 0, wrap(reactor, weft_none()))),
                "[(0, [none])]");
}

/* VALUE (moved) has the text START, LEVELS opening brackets, MIDDLE, and CLOSING closing ones. */
static void assert_nested(weft_value value, const char *start, int levels, const char *middle,
                          int closing)
{
    char brackets[WEFT_LIST_LEVELS + 1], ends[WEFT_LIST_LEVELS + 1];
    char expected[2 * WEFT_LIST_LEVELS + 32];

    memset(brackets, '[', sizeof brackets);
    memset(ends, ']', sizeof ends);
    snprintf(expected, sizeof expected, "%s%.*s%s%.*s", start, levels, brackets, middle, closing,
             ends);
    assert_text(value, expected);
}

static void a_text_shows_so_many_lists_inside_one_another(void **state)
{
    weft_reactor *reactor = ((struct library_fixture *) *state)->reactor;
    weft_value deep = weft_integer(7);

    for (int i = 0; i < WEFT_LIST_LEVELS; i++)
        deep = wrap(reactor, deep);
    assert_nested(weft_value_retain(&deep), "", WEFT_LIST_LEVELS, "7", WEFT_LIST_LEVELS);
    assert_nested(wrap(reactor, weft_value_retain(&deep)), "", WEFT_LIST_LEVELS, "...", 0);
    assert_nested(weft_winner(reactor, 0, deep), "(0, ", WEFT_LIST_LEVELS - 1, "...", 0);
}

/* A text of LENGTH times "x". */
static weft_value long_text(struct library_fixture *fixture, size_t length)
{
    char *bytes = malloc(length);
    weft_value text;

    assert_non_null(bytes);
    memset(bytes, 'x', length);
    text = weft_text(fixture->reactor, bytes, length);
    free(bytes);
    return text;
}

static void a_text_ends_before_what_would_make_it_too_long(void **state)
{
    struct library_fixture *fixture = *state;
    weft_value fits[] = {long_text(fixture, WEFT_LIST_TEXT_BYTES - 4), weft_integer(1)};
    weft_value too_long[] = {weft_integer(1), long_text(fixture, WEFT_LIST_TEXT_BYTES),
                             weft_integer(2)};
    char *text = text_of(weft_list(fixture->reactor, fits, 2, false));

    assert_int_equal(strlen(text), WEFT_LIST_TEXT_BYTES + 1);
    assert_string_equal(text + strlen(text) - 5, "x, 1]");
    free(text);
    assert_text(weft_list(fixture->reactor, too_long, 3, false), "[1, ...");
}

static void a_text_of_what_contains_itself_often_is_short(void **state)
{
    struct library_fixture *fixture = *state;
    weft_value towers[] = {
        double_up(fixture, weft_list(fixture->reactor, NULL, 0, false), WEFT_LIST_LEVELS - 1),
        repeat(fixture, weft_text(fixture->reactor, "", 0), 1000000)};

    for (size_t i = 0; i < 2; i++) {
        char *text = text_of(towers[i]);

        assert_in_range(strlen(text), WEFT_LIST_TEXT_BYTES - 64, WEFT_LIST_TEXT_BYTES + 64);
        assert_string_equal(text + strlen(text) - 3, "...");
        free(text);
    }
}

/* Whether LEFT and RIGHT (both moved) are equal, either way round. */
static bool are_equal(weft_value left, weft_value right)
{
    bool equal = weft_value_equals(&left, &right);

    assert_int_equal(weft_value_equals(&right, &left), equal);
    weft_value_release(left);
    weft_value_release(right);
    return equal;
}

static void lists_are_equal_by_their_values_in_order(void **state)
{
    struct library_fixture *fixture = *state;
    weft_reactor *reactor = fixture->reactor;
    weft_value one_two[] = {weft_integer(1), weft_integer(2)};
    weft_value two_one[] = {weft_integer(2), weft_integer(1)};

    assert_true(
        are_equal(weft_list(reactor, one_two, 2, false), weft_list(reactor, one_two, 2, true)));
    assert_false(
        are_equal(weft_list(reactor, one_two, 2, false), weft_list(reactor, two_one, 2, false)));
    assert_false(
        are_equal(weft_list(reactor, one_two, 2, false), weft_list(reactor, one_two, 1, false)));
    assert_false(are_equal(weft_list(reactor, one_two, 1, false), weft_integer(1)));
    assert_true(are_equal(wrap(reactor, weft_text(reactor, "b", 1)),
                          wrap(reactor, weft_text(reactor, "b", 1))));
}

static void winners_are_equal_by_index_and_value(void **state)
{
    weft_reactor *reactor = ((struct library_fixture *) *state)->reactor;

    assert_true(are_equal(weft_winner(reactor, 1, weft_integer(2)),
                          weft_winner(reactor, 1, weft_integer(2))));
    assert_false(are_equal(weft_winner(reactor, 1, weft_integer(2)),
                           weft_winner(reactor, 0, weft_integer(2))));
    assert_false(are_equal(weft_winner(reactor, 1, weft_integer(2)),
                           weft_winner(reactor, 1, weft_integer(3))));
    assert_false(are_equal(weft_winner(reactor, 0, weft_none()), wrap(reactor, weft_none())));
}

static void below_so_many_levels_only_the_very_same_is_equal(void **state)
{
    struct library_fixture *fixture = *state;
    weft_value left = weft_integer(7), right = weft_integer(7);

    for (int i = 0; i < WEFT_LIST_LEVELS; i++) {
        left = wrap(fixture->reactor, left);
        right = wrap(fixture->reactor, right);
    }
    assert_true(are_equal(weft_value_retain(&left), weft_value_retain(&right)));
    assert_false(
        are_equal(wrap(fixture->reactor, weft_value_retain(&left)), wrap(fixture->reactor, right)));
    assert_true(
        are_equal(wrap(fixture->reactor, weft_value_retain(&left)), wrap(fixture->reactor, left)));
}

/* A type that counts how often it is compared; two of it are always equal. */
static size_t format_counted(const weft_value *value, char *text, size_t size)
{
    (void) value;
    if (size > 0)
        *text = '\0';
    return 0;
}

static bool equals_counted(const weft_value *left, const weft_value *right)
{
    ++*(size_t *) left->as.pointer;
    ++*(size_t *) right->as.pointer;
    return true;
}

static const weft_type counted = {"counted", NULL, NULL, format_counted, equals_counted};

/* A thousand times the same list of ten thousand values, twice. */
static void comparing_ends_after_so_many_values(void **state)
{
    enum { TIMES = 1000, VALUES = 10000 };
    struct library_fixture *fixture = *state;
    size_t compared[2] = {0, 0};
    weft_value wide[2];

    for (size_t i = 0; i < 2; i++)
        wide[i] =
            repeat(fixture, repeat(fixture, weft_object(&counted, &compared[i]), VALUES), TIMES);
    assert_false(weft_value_equals(&wide[0], &wide[1]));
    assert_in_range(compared[0], WEFT_LIST_COMPARISONS - TIMES - 1, WEFT_LIST_COMPARISONS);
    assert_true(weft_value_equals(&wide[0], &wide[0]));
    weft_value_release(wide[0]);
    weft_value_release(wide[1]);
}

/* Once it has come to the bound, values that are the very same are equal still. */
static void long_lists_of_the_very_same_are_equal(void **state)
{
    enum { MANY = WEFT_LIST_COMPARISONS + 10 };
    struct library_fixture *fixture = *state;

    assert_true(
        are_equal(repeat(fixture, weft_integer(5), MANY), repeat(fixture, weft_integer(5), MANY)));
    assert_false(are_equal(repeat(fixture, weft_text(fixture->reactor, "a", 1), MANY),
                           repeat(fixture, weft_text(fixture->reactor, "a", 1), MANY)));
}

static void comparing_what_contains_itself_often_is_short(void **state)
{
    struct library_fixture *fixture = *state;
    weft_value left = double_up(fixture, weft_list(fixture->reactor, NULL, 0, false), 60);
    weft_value right = double_up(fixture, weft_list(fixture->reactor, NULL, 0, false), 60);

    assert_true(weft_value_equals(&left, &left));
    assert_false(are_equal(left, right));
}

/* A tower of lists, one in the other; what made it says whether it is complete. */
struct tower {
    struct library_fixture *fixture;
    int levels;
    bool complete;
};

static void *build_and_release(void *context)
{
    struct tower *tower = context;
    weft_reactor *reactor = tower->fixture->reactor;
    weft_value top = weft_none();

    for (int i = 0; i < tower->levels; i++)
        top = i % 2 ? wrap(reactor, top) : weft_winner(reactor, 0, top);
    tower->complete = weft_value_is_list(&top);
    weft_value_release(top);
    return NULL;
}

static void check_tower(struct library_fixture *fixture, int levels)
{
    struct tower tower = {fixture, levels, false};
    size_t bytes = library_fixture_bytes(fixture);

    assert_int_equal(on_small_stack(build_and_release, &tower), 0);
    assert_true(tower.complete);
    assert_int_equal(library_fixture_bytes(fixture), bytes);
}

static void lists_inside_one_another_are_freed_on_a_small_stack(void **state)
{
    check_tower(*state, 20000);
}

static void a_million_lists_inside_one_another_are_freed_on_a_small_stack(void **state)
{
    check_tower(*state, 1000000);
}

/* The close gives back what a program's own types hold, in lists too. */
static void give_back(void *payload)
{
    ++*(int *) payload;
}

static void what_lists_and_winners_hold_is_given_back_at_the_close(void **state)
{
    static const weft_type owned = {"owned", NULL, give_back, format_counted, NULL};
    struct library_fixture *fixture = *state;
    int given_back = 0;

    (void) wrap(fixture->reactor, weft_object(&owned, &given_back));
    (void) weft_winner(fixture->reactor, 0, weft_object(&owned, &given_back));
    library_fixture_close(fixture);
    assert_int_equal(given_back, 2);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        library_test(what_is_inside_can_be_looked_at),
        library_test(an_empty_list_needs_no_values),
        library_test(a_text_shows_values_outcomes_and_winners),
        library_test(a_text_shows_so_many_lists_inside_one_another),
        library_test(a_text_ends_before_what_would_make_it_too_long),
        library_test(a_text_of_what_contains_itself_often_is_short),
        library_test(lists_are_equal_by_their_values_in_order),
        library_test(winners_are_equal_by_index_and_value),
        library_test(below_so_many_levels_only_the_very_same_is_equal),
        library_test(comparing_ends_after_so_many_values),
        library_test(long_lists_of_the_very_same_are_equal),
        library_test(comparing_what_contains_itself_often_is_short),
        library_test(lists_inside_one_another_are_freed_on_a_small_stack),
        library_test(a_million_lists_inside_one_another_are_freed_on_a_small_stack),
        library_test(what_lists_and_winners_hold_is_given_back_at_the_close),
    };

    return cmocka_run_group_tests_name("list", tests, NULL, NULL);
}
