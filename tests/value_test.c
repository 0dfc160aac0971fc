/* value_test.c - values: what travels through callbacks, and who gives it back. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "support/library_fixture.h"

/* A payload of the test's own: counts what the library does to it. */
struct coin {
    int references;
    int cents;
};

static void coin_retain(void *payload)
{
    ((struct coin *) payload)->references++;
}

static void coin_release(void *payload)
{
    ((struct coin *) payload)->references--;
}

static size_t coin_format(const weft_value *value, char *text, size_t size)
{
    static const char penny[] = "a penny", other[] = "a coin";
    const char *words = ((const struct coin *) value->as.pointer)->cents == 1 ? penny : other;

    return (size_t) snprintf(text, size, "%s", words);
}

static bool coin_equals(const weft_value *left, const weft_value *right)
{
    const struct coin *a = left->as.pointer, *b = right->as.pointer;

    return a->cents == b->cents;
}

static const weft_type coin_type = {"coin", coin_retain, coin_release, coin_format, coin_equals};
static const weft_type token_type = {"token", NULL, NULL, coin_format, NULL};

static void assert_written(weft_value value, const char *expected)
{
    char text[64];

    assert_int_equal(weft_value_format(&value, text, sizeof text), strlen(expected));
    assert_string_equal(text, expected);
}

static void a_value_is_two_machine_words(void **state)
{
    (void) state;
    assert_true(sizeof(weft_value) <= 16);
}

static void none_and_integers_write_themselves_in_one_way(void **state)
{
    (void) state;
    assert_written(weft_none(), "none");
    assert_written(weft_integer(0), "0");
    assert_written(weft_integer(-7), "-7");
    assert_written(weft_integer(INT64_MAX), "9223372036854775807");
    assert_written(weft_integer(INT64_MIN), "-9223372036854775808");
}

static void failures_write_their_type_and_message(void **state)
{
    struct library_fixture *fixture = *state;
    weft_value bare = weft_raise_bare(&weft_error_cancelled);
    weft_value silent = weft_raise(fixture->reactor, &weft_error_value, NULL);
    weft_value speaking = weft_raise(fixture->reactor, &weft_error_value, "too much");

    assert_written(bare, "CancelledError");
    assert_written(silent, "ValueError");
    assert_written(speaking, "ValueError: too much");
    weft_value_release(bare);
    weft_value_release(silent);
    weft_value_release(speaking);
}

/* MK-3 has no counterpart: an address would differ from run to run. */
static void handles_write_what_they_are_and_no_address(void **state)
{
    static const weft_iterator_type nothing = {.name = "nothing", .frame_bytes = 1};
    struct library_fixture *fixture = *state;
    weft_deferred *deferred = make_deferred(fixture);
    weft_iterator *iterator;

    assert_int_equal(weft_iterator_create(fixture->reactor, &nothing, &iterator), WEFT_OK);
    assert_written(weft_deferred_value(deferred), "<deferred>");
    assert_written(weft_iterator_value(iterator), "<iterator>");
    assert_ptr_equal(weft_value_iterator(&(weft_value){&weft_type_iterator, {.pointer = iterator}}),
                     iterator);
    weft_iterator_release(iterator);
    weft_deferred_release(deferred);
}

static void writing_into_too_little_room_is_cut_and_says_the_whole_length(void **state)
{
    struct library_fixture *fixture = *state;
    weft_value values[] = {
        weft_integer(123456),
        weft_text(fixture->reactor, "abcdef", 6),
        weft_raise(fixture->reactor, &weft_error, "x"),
        weft_none(),
    };
    static const struct {
        size_t length;
        const char *three; /* with room for three letters */
    } expected[] = {{6, "123"}, {6, "abc"}, {8, "Err"}, {4, "non"}};

    for (size_t i = 0; i < sizeof values / sizeof *values; i++) {
        char text[4] = "???";

        assert_int_equal(weft_value_format(&values[i], text, 0), expected[i].length);
        assert_string_equal(text, "???");
        assert_int_equal(weft_value_format(&values[i], NULL, 0), expected[i].length);
        assert_int_equal(weft_value_format(&values[i], text, 1), expected[i].length);
        assert_string_equal(text, "");
        assert_int_equal(weft_value_format(&values[i], text, 4), expected[i].length);
        assert_string_equal(text, expected[i].three);
        weft_value_release(values[i]);
    }
}

static void a_text_keeps_its_bytes_a_nul_among_them(void **state)
{
    struct library_fixture *fixture = *state;
    char bytes[] = "a\0b";
    weft_value text = weft_text(fixture->reactor, bytes, 3);
    char written[8];
    size_t length;

    bytes[0] = 'z'; /* it holds a copy */
    assert_memory_equal(weft_value_text(&text, &length), "a\0b", 4);
    assert_int_equal(length, 3);
    assert_ptr_equal(weft_value_text(&text, NULL), weft_value_text(&text, &length));
    assert_int_equal(weft_value_format(&text, written, sizeof written), 3);
    assert_memory_equal(written, "a\0b", 4);
    weft_value_release(text);
}

static void an_empty_text_is_a_text(void **state)
{
    struct library_fixture *fixture = *state;
    weft_value text = weft_text(fixture->reactor, NULL, 0);
    size_t length = 1;

    assert_string_equal(weft_value_text(&text, &length), "");
    assert_int_equal(length, 0);
    assert_false(weft_value_is_none(&text));
    weft_value_release(text);
}

static void a_text_too_long_for_any_memory_is_a_memory_error(void **state)
{
    struct library_fixture *fixture = *state;
    size_t lengths[] = {SIZE_MAX, SIZE_MAX - 1, SIZE_MAX - 64, SIZE_MAX / 2};

    for (size_t i = 0; i < sizeof lengths / sizeof *lengths; i++) {
        weft_value text = weft_text(fixture->reactor, "", lengths[i]);

        assert_written(text, "MemoryError");
        weft_value_release(text);
    }
}

static void a_copy_is_released_by_itself(void **state)
{
    struct library_fixture *fixture = *state;
    size_t before = library_fixture_bytes(fixture);
    weft_value text = weft_text(fixture->reactor, "shared", 6);
    weft_value copy = weft_value_retain(&text);

    weft_value_release(text);
    assert_string_equal(weft_value_text(&copy, NULL), "shared");
    weft_value_release(copy);
    assert_int_equal(library_fixture_bytes(fixture), before);
}

static void equality_is_of_type_and_content(void **state)
{
    struct library_fixture *fixture = *state;
    struct coin penny = {1, 1}, same = {1, 1}, dime = {1, 10};
    weft_deferred *deferred = make_deferred(fixture), *other = make_deferred(fixture);
    weft_value a = weft_text(fixture->reactor, "ab", 2), b = weft_text(fixture->reactor, "ab", 2);
    weft_value longer = weft_text(fixture->reactor, "ab\0", 3);
    weft_value failure = weft_raise(fixture->reactor, &weft_error, "x");
    weft_value twin = weft_raise(fixture->reactor, &weft_error, "x");
    const struct {
        weft_value left, right;
        bool equal;
    } rows[] = {
        {weft_none(), weft_none(), true},
        {weft_none(), weft_integer(0), false},
        {weft_integer(3), weft_integer(3), true},
        {weft_integer(3), weft_integer(4), false},
        {weft_integer(INT64_MIN), weft_integer(0), false},
        {a, b, true},
        {a, longer, false},
        {a, weft_integer(0), false},
        {failure, failure, true},
        {failure, twin, false},
        {weft_deferred_value(deferred), weft_deferred_value(deferred), true},
        {weft_deferred_value(deferred), weft_deferred_value(other), false},
        {weft_object(&coin_type, &penny), weft_object(&coin_type, &same), true},
        {weft_object(&coin_type, &penny), weft_object(&coin_type, &dime), false},
        {weft_object(&token_type, &penny), weft_object(&token_type, &same), false},
        {weft_object(&token_type, &penny), weft_object(&token_type, &penny), true},
        {weft_object(&token_type, &penny), weft_object(&coin_type, &penny), false},
    };

    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        assert_int_equal(weft_value_equals(&rows[i].left, &rows[i].right), rows[i].equal);
        assert_int_equal(weft_value_equals(&rows[i].right, &rows[i].left), rows[i].equal);
    }
    weft_value_release(a);
    weft_value_release(b);
    weft_value_release(longer);
    weft_value_release(failure);
    weft_value_release(twin);
    weft_deferred_release(deferred);
    weft_deferred_release(other);
}

static void questions_about_a_type_have_one_answer_each(void **state)
{
    struct library_fixture *fixture = *state;
    weft_value none = weft_none(), integer = weft_integer(5);
    weft_value failure = weft_raise_bare(&weft_error_timeout);
    weft_value deferred = weft_deferred_value(make_deferred(fixture));

    assert_true(weft_value_is_none(&none));
    assert_false(weft_value_is_failure(&none));
    assert_false(weft_value_is_deferred(&none));
    assert_false(weft_value_is_none(&integer));
    assert_int_equal(weft_value_integer(&integer), 5);
    assert_true(weft_value_is_failure(&failure));
    assert_ptr_equal(weft_failure_type(weft_value_failure(&failure)), &weft_error_timeout);
    assert_true(weft_value_is_deferred(&deferred));
    assert_false(weft_deferred_called(weft_value_deferred(&deferred)));
    weft_value_release(deferred);
}

static void a_type_of_the_users_own_is_on_equal_terms(void **state)
{
    struct library_fixture *fixture = *state;
    struct coin coin = {1, 1};
    weft_value value = weft_object(&coin_type, &coin), copy;
    weft_deferred *deferred;

    assert_written(value, "a penny");
    copy = weft_value_retain(&value);
    assert_int_equal(coin.references, 2);
    assert_int_equal(weft_succeed(fixture->reactor, copy, &deferred), WEFT_OK);
    note(fixture, deferred, "got");
    assert_journal(fixture, "got=a penny");
    weft_deferred_release(deferred);
    assert_int_equal(coin.references, 1);
    weft_value_release(value);
    assert_int_equal(coin.references, 0);
}

static void a_payload_without_retain_and_release_is_copied_as_it_is(void **state)
{
    struct coin token = {1, 5};
    weft_value value = weft_object(&token_type, &token), copy = weft_value_retain(&value);

    (void) state;
    assert_ptr_equal(copy.as.pointer, &token);
    weft_value_release(copy);
    weft_value_release(value);
    assert_int_equal(token.references, 1);
}

/* The promise of every header: a value that is handed over is gone, also when the call is refused.
 */
static void a_refused_call_releases_what_it_was_given(void **state)
{
    struct library_fixture *fixture = *state;
    struct coin coin = {3, 1};
    weft_deferred *deferred = make_deferred(fixture);

    assert_int_equal(weft_deferred_errback(deferred, weft_object(&coin_type, &coin)),
                     WEFT_BAD_ARGUMENT);
    assert_int_equal(coin.references, 2);
    assert_int_equal(weft_deferred_callback(deferred, weft_none()), WEFT_OK);
    assert_int_equal(weft_deferred_callback(deferred, weft_object(&coin_type, &coin)),
                     WEFT_ALREADY_CALLED);
    assert_int_equal(coin.references, 1);
    weft_deferred_release(deferred);
    deferred = make_deferred(fixture);
    weft_deferred_cancel(deferred);
    assert_int_equal(weft_deferred_callback(deferred, weft_object(&coin_type, &coin)), WEFT_OK);
    assert_int_equal(coin.references, 0); /* swallowed (CAN-2) */
    take(fixture, deferred, "end");
    weft_deferred_release(deferred);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        library_test(a_value_is_two_machine_words),
        library_test(none_and_integers_write_themselves_in_one_way),
        library_test(failures_write_their_type_and_message),
        library_test(handles_write_what_they_are_and_no_address),
        library_test(writing_into_too_little_room_is_cut_and_says_the_whole_length),
        library_test(a_text_keeps_its_bytes_a_nul_among_them),
        library_test(an_empty_text_is_a_text),
        library_test(a_text_too_long_for_any_memory_is_a_memory_error),
        library_test(a_copy_is_released_by_itself),
        library_test(equality_is_of_type_and_content),
        library_test(questions_about_a_type_have_one_answer_each),
        library_test(a_type_of_the_users_own_is_on_equal_terms),
        library_test(a_payload_without_retain_and_release_is_copied_as_it_is),
        library_test(a_refused_call_releases_what_it_was_given),
    };

    return cmocka_run_group_tests_name("value", tests, NULL, NULL);
}
