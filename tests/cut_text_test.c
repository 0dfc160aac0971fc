/* cut_text_test.c - the same bytes as snprintf, whole or cut. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "cut_text.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#define ROOM 64

static void it_is_cut_where_snprintf_cuts(void **state)
{
    static const uint64_t numbers[] = {0, 9, 10, 99, 100, 12345678901, UINT64_MAX};

    (void) state;
    for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++)
        for (size_t size = 0; size <= ROOM; size++) {
            char expected[ROOM], actual[ROOM];
            struct weft__cut_text cut = {.text = actual, .size = size};
            int length;

            memset(expected, '?', sizeof expected);
            memset(actual, '?', sizeof actual);
            length = snprintf(expected, size, "%s.%" PRIu64 "%s/", "a path", numbers[i], "");
            weft__cut_text_put(&cut, "a path");
            weft__cut_text_put(&cut, ".");
            weft__cut_text_put_number(&cut, numbers[i]);
            weft__cut_text_put(&cut, "");
            weft__cut_text_put(&cut, "/");
            assert_int_equal(weft__cut_text_end(&cut), length);
            if (size > 0)
                assert_string_equal(actual, expected);
            for (size_t behind = size; behind < ROOM; behind++)
                assert_int_equal(actual[behind], '?');
        }
}

static void a_text_that_was_ended_goes_on(void **state)
{
    char text[ROOM];
    struct weft__cut_text cut = {.text = text, .size = sizeof text};

    (void) state;
    weft__cut_text_put(&cut, "one");
    assert_int_equal(weft__cut_text_end(&cut), 3);
    assert_string_equal(text, "one");
    weft__cut_text_put(&cut, " two");
    assert_int_equal(weft__cut_text_end(&cut), 7);
    assert_string_equal(text, "one two");
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(it_is_cut_where_snprintf_cuts),
        cmocka_unit_test(a_text_that_was_ended_goes_on),
    };

    return cmocka_run_group_tests_name("cut_text", tests, NULL, NULL);
}
