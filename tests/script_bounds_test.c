/* script_bounds_test.c - how much a script may hold, and what is read of it but not acted on. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "support/script_reading.h"

/* A script that is put together line by line. */
struct draft {
    char *text;
    size_t length, capacity;
};

static struct draft draft_begin(size_t capacity)
{
    struct draft draft = {.text = malloc(capacity), .length = 7, .capacity = capacity};

    assert_non_null(draft.text);
    memcpy(draft.text, "weft 1\n", draft.length);
    return draft;
}

static void draft_repeat(struct draft *draft, const char *text, size_t times)
{
    size_t length = strlen(text);

    for (; times > 0; times--) {
        assert_true(length <= draft->capacity - draft->length);
        memcpy(draft->text + draft->length, text, length);
        draft->length += length;
    }
}

/* Reads DRAFT and frees it; the test fails unless exactly COMPLAINTS are told. */
static void assert_complaints(struct draft *draft, const char *complaints)
{
    struct script_reading reading;

    script_reading_start(&reading);
    script_reading_read(&reading, draft->text, draft->length);
    assert_string_equal(script_reading_complaints(&reading), complaints);
    assert_int_equal(script_reading_end(&reading), 0);
    free(draft->text);
}

/* --- Bounds --- */

static void a_script_has_a_mebibyte(void **state)
{
    struct draft whole = draft_begin(WEFT__SCRIPT_BYTES_MAX + 1);
    struct draft longer = draft_begin(WEFT__SCRIPT_BYTES_MAX + 1);

    (void) state;
    draft_repeat(&whole, "#", WEFT__SCRIPT_BYTES_MAX - whole.length);
    assert_complaints(&whole, "");
    draft_repeat(&longer, "#", WEFT__SCRIPT_BYTES_MAX - longer.length + 1);
    assert_complaints(&longer,
                      "0:0-0 the script is longer than the 1048576 bytes that Weft reads\n");
}

/* COUNT blocks in each other, below a time. */
static struct draft nested_blocks(size_t count)
{
    struct draft draft = draft_begin(100000);

    for (size_t depth = 0; depth < count; depth++) {
        draft_repeat(&draft, depth == 0 ? "0s " : "   ", 1);
        draft_repeat(&draft, " ", depth);
        draft_repeat(&draft, "if 1 == 1:\n", 1);
    }
    draft_repeat(&draft, " ", count + 3);
    draft_repeat(&draft, "print 1\n", 1);
    return draft;
}

static void blocks_nest_sixty_four_deep(void **state)
{
    struct draft deepest = nested_blocks(WEFT__SCRIPT_NESTING_MAX);
    struct draft deeper = nested_blocks(WEFT__SCRIPT_NESTING_MAX + 1);
    struct draft far_deeper = nested_blocks(300);

    (void) state;
    assert_complaints(&deepest, "");
    assert_complaints(&deeper, "66:68-2 blocks are nested more than 64 deep\n");
    assert_complaints(&far_deeper, "66:68-2 blocks are nested more than 64 deep\n");
}

static struct draft nested_values(const char *opening, const char *closing, size_t count)
{
    struct draft draft = draft_begin(1000);

    draft_repeat(&draft, "0s print ", 1);
    draft_repeat(&draft, opening, count);
    draft_repeat(&draft, "1", 1);
    draft_repeat(&draft, closing, count);
    return draft;
}

static void values_nest_sixty_four_deep(void **state)
{
    struct draft deepest = nested_values("(", ")", WEFT__SCRIPT_NESTING_MAX);
    struct draft deeper = nested_values("(", ")", WEFT__SCRIPT_NESTING_MAX + 1);
    struct draft negated = nested_values("-", "", WEFT__SCRIPT_NESTING_MAX + 1);

    (void) state;
    assert_complaints(&deepest, "");
    assert_complaints(&deeper, "2:74-1 values are nested more than 64 deep\n");
    assert_complaints(&negated, "2:74-1 values are nested more than 64 deep\n");
}

static void a_sum_of_many_parts_is_not_deep(void **state)
{
    struct draft draft = draft_begin(300000);

    (void) state;
    draft_repeat(&draft, "0s print 1", 1);
    draft_repeat(&draft, " + 2 * 3", 30000);
    assert_complaints(&draft, "");
}

static void a_name_has_a_hundred_characters(void **state)
{
    struct draft longest = draft_begin(1000);
    struct draft longer = draft_begin(1000);

    (void) state;
    draft_repeat(&longest, "0s ", 1);
    draft_repeat(&longest, "n", WEFT__SCRIPT_NAME_LENGTH_MAX);
    draft_repeat(&longest, " = 1", 1);
    assert_complaints(&longest, "");
    draft_repeat(&longer, "0s ", 1);
    draft_repeat(&longer, "n", WEFT__SCRIPT_NAME_LENGTH_MAX + 1);
    draft_repeat(&longer, " = 1", 1);
    assert_complaints(&longer,
                      "2:4-101 a name is longer than the 100 characters that Weft takes\n");
}

static void ten_thousand_names_are_enough(void **state)
{
    struct draft draft = draft_begin(WEFT__SCRIPT_BYTES_MAX);

    (void) state;
    /* The errors that every script knows and the two names registered in C are among them. */
    for (int i = 0; i < WEFT__SCRIPT_NAMES_MAX - WEFT__SCRIPT_ERRORS_BUILT_IN - 2; i++) {
        char line[32];

        snprintf(line, sizeof line, "0s n%d = 1\n", i);
        draft_repeat(&draft, line, 1);
    }
    draft_repeat(&draft, "0s one_more = 1\n", 1);
    assert_complaints(&draft, "9976:4-8 more than the 10000 different names that Weft takes\n");
}

static void the_first_twenty_errors_are_kept_and_the_rest_counted(void **state)
{
    struct draft draft = draft_begin(10000);
    struct script_reading reading;

    (void) state;
    draft_repeat(&draft, "0s wrong\n", WEFT__DIAGNOSTICS_MAX + 7);
    script_reading_start(&reading);
    script_reading_read(&reading, draft.text, draft.length);
    assert_int_equal(reading.diagnostics.count, WEFT__DIAGNOSTICS_MAX);
    assert_int_equal(reading.diagnostics.left_out, 7);
    assert_int_equal(reading.diagnostics.entries[WEFT__DIAGNOSTICS_MAX - 1].place.line, 21);
    assert_int_equal(script_reading_end(&reading), 0);
    free(draft.text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_script_has_a_mebibyte),
        cmocka_unit_test(blocks_nest_sixty_four_deep),
        cmocka_unit_test(values_nest_sixty_four_deep),
        cmocka_unit_test(a_sum_of_many_parts_is_not_deep),
        cmocka_unit_test(a_name_has_a_hundred_characters),
        cmocka_unit_test(ten_thousand_names_are_enough),
        cmocka_unit_test(the_first_twenty_errors_are_kept_and_the_rest_counted),
    };

    return cmocka_run_group_tests_name("script_bounds", tests, NULL, NULL);
}
