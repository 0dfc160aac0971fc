/* finding_class_test.c - which findings are one. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "finding_class.h"
#include "support/counting_allocator.h"

static void the_class_is_the_kind_and_the_text_without_what_only_this_run_has(void **state)
{
    static const struct {
        weft_finding_kind kind;
        const char *text, *class_text;
    } rows[] = {
        {WEFT_FINDING_UNHANDLED, "deferred job#12 was let go",
         "unhandled: deferred job was let go"},
        {WEFT_FINDING_LOST, "deferred job#12 was let go", "lost: deferred job was let go"},
        {WEFT_FINDING_STARVED, "due at 1.000000010, ran at 61.000000000",
         "starved: due at T, ran at T"},
        {WEFT_FINDING_EXPECTATION, "expected line 3: x == 1, but x is 2",
         "expectation: expected line 3: x == 1"},
        {WEFT_FINDING_MISUSE, "refused, but not an expectation",
         "misuse: refused, but not an expectation"},
        {WEFT_FINDING_MISUSE, "# is no number, #x neither, 1.5 no time, 12.1234567890 either",
         "misuse: # is no number, #x neither, 1.5 no time, 12.1234567890 either"},
        {WEFT_FINDING_LEAK, "", "leaks: "},
        {WEFT_FINDING_LEAK, "task a#1 and task a#2", "leaks: task a and task a"},
    };

    (void) state;
    for (size_t row = 0; row < sizeof rows / sizeof *rows; row++) {
        weft_finding finding = {.kind = rows[row].kind, .text = rows[row].text};
        struct weft__byte_buffer buffer = {.allocator = &weft_allocator_system};

        assert_true(weft__finding_class_put(&buffer, &finding));
        assert_int_equal(buffer.length, strlen(rows[row].class_text) + 1);
        assert_string_equal(buffer.bytes, rows[row].class_text);
        weft__byte_buffer_free(&buffer);
    }
}

static void classes_are_one_where_only_lines_have_moved(void **state)
{
    static const struct {
        const char *left, *right;
        bool same;
    } rows[] = {
        {"expectation: line 3: x", "expectation: line 3: x", true},
        {"expectation: line 3: x", "expectation: line 14: x", true},
        {"expectation: line 3: x", "expectation: line 14: y", false},
        {"misuse: line 3: a line 4: b", "misuse: line 5: a line 6: b", true},
        {"misuse: line 3 is long", "misuse: line 4 is long", false}, /* no place: the text's own */
        {"misuse: line x: a", "misuse: line y: a", false},
        {"misuse: line 3: a", "unhandled: line 3: a", false},
        {"a", "ab", false},
        {"line 3:", "line 3:", true},
        {"line 3: a", "a", false},
        {"", "", true},
        {"", "a", false},
    };

    (void) state;
    for (size_t row = 0; row < sizeof rows / sizeof *rows; row++) {
        assert_int_equal(weft__finding_class_same(rows[row].left, rows[row].right), rows[row].same);
        assert_int_equal(weft__finding_class_same(rows[row].right, rows[row].left), rows[row].same);
    }
}

static void without_memory_there_is_no_class(void **state)
{
    weft_finding finding = {.kind = WEFT_FINDING_LOST, .text = "task a#1 at 1.000000000"};
    bool good = false;
    size_t nth = 0;

    (void) state;
    while (!good) {
        struct counting_allocator memory;
        weft_allocator allocator;
        struct weft__byte_buffer buffer = {.allocator = &allocator};

        counting_allocator_start(&memory);
        allocator = counting_allocator_allocator(&memory);
        counting_allocator_fail_from(&memory, ++nth);
        good = weft__finding_class_put(&buffer, &finding);
        weft__byte_buffer_free(&buffer);
        assert_int_equal(memory.bytes, 0);
        counting_allocator_end(&memory);
    }
    assert_true(nth > 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_class_is_the_kind_and_the_text_without_what_only_this_run_has),
        cmocka_unit_test(classes_are_one_where_only_lines_have_moved),
        cmocka_unit_test(without_memory_there_is_no_class),
    };

    return cmocka_run_group_tests_name("finding_class", tests, NULL, NULL);
}
