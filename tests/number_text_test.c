/* number_text_test.c - numbers in decimal, against what the C library writes. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "number_text.h"

static void assert_unsigned(uint64_t number)
{
    char expected[32], text[32] = "";

    snprintf(expected, sizeof expected, "%" PRIu64, number);
    assert_int_equal(weft__number_digits(number), strlen(expected));
    assert_ptr_equal(weft__number_append(text, number), text + strlen(expected));
    assert_string_equal(text, expected);
}

static void assert_signed(int64_t integer)
{
    char expected[32], text[32] = "";

    snprintf(expected, sizeof expected, "%" PRId64, integer);
    assert_ptr_equal(weft__number_append_integer(text, integer), text + strlen(expected));
    assert_string_equal(text, expected);
    assert_in_range(strlen(expected), 1, WEFT__NUMBER_TEXT_MAX);
    snprintf(expected, sizeof expected, "%s%" PRIu64 ".%09" PRIu64, integer < 0 ? "-" : "",
             weft__number_magnitude(integer) / 1000000000,
             weft__number_magnitude(integer) % 1000000000);
    memset(text, 0, sizeof text);
    assert_ptr_equal(weft__time_append(text, integer), text + strlen(expected));
    assert_string_equal(text, expected);
    assert_in_range(strlen(expected), 1, WEFT__TIME_TEXT_MAX);
}

static void assert_all(uint64_t number)
{
    assert_unsigned(number);
    assert_signed((int64_t) (number / 2));
    assert_signed(-(int64_t) (number / 2));
}

static void around_every_power_all_digits_are_right(void **state)
{
    (void) state;
    for (uint64_t power = 1; power <= UINT64_MAX / 10; power *= 10)
        for (uint64_t number = power * 10 - 3; number != power * 10 + 4; number++)
            assert_all(number);
    for (uint64_t power = 1; power != 0; power *= 2)
        for (uint64_t number = power - 1; number != power + 2; number++)
            assert_all(number);
}

static void small_numbers_are_right(void **state)
{
    (void) state;
    for (int64_t integer = -100000; integer <= 100000; integer++)
        assert_signed(integer);
}

static void the_ends_of_the_range_are_right(void **state)
{
    (void) state;
    assert_unsigned(0);
    assert_unsigned(UINT64_MAX);
    assert_unsigned(UINT64_MAX - 1);
    assert_signed(INT64_MAX);
    assert_signed(INT64_MIN);
    assert_signed(INT64_MIN + 1);
}

static void as_many_digits_as_are_asked_for_are_put(void **state)
{
    char text[] = "........................";

    (void) state;
    weft__number_put(42, text, 9);
    assert_memory_equal(text, "000000042.", 10);
    weft__number_put(123456789, text, 4);
    assert_memory_equal(text, "6789", 4);
    assert_int_equal(text[9], '.');
    weft__number_put(7, text + 20, 0);
    assert_int_equal(text[20], '.');
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(around_every_power_all_digits_are_right),
        cmocka_unit_test(small_numbers_are_right),
        cmocka_unit_test(the_ends_of_the_range_are_right),
        cmocka_unit_test(as_many_digits_as_are_asked_for_are_put),
    };

    return cmocka_run_group_tests_name("number text", tests, NULL, NULL);
}
