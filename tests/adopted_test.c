/* adopted_test.c - what makes an adopted finding: its comment, its file's first lines, its name. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "support/counting_allocator.h"
#include "support/folder_fixture.h"

#include "adopted_script.h"
#include "adopted_trace.h"
#include "death_class.h"
#include "finding_class.h"
#include "death_class.h"
#include "lone_run.h"

/* --- The comment --- */

#define ADOPTED "# Adopted from a finding in a.weft, and known to fail until that is mended:\n"

/* A script, what fails, and the script that comes of it. */
static const struct row {
    const char *source, *finding, *script;
} rows[] = {
    {"weft 1\n0s      print 1\n", "lost: task",
     "weft 1\n" ADOPTED "# lost: task\n0s      print 1\n"},
    {"weft 1\n# What.\n# Why.\n\n# No more.\n", "lost: task",
     "weft 1\n# What.\n# Why.\n" ADOPTED "# lost: task\n\n# No more.\n"},
    {"weft 1", "lost: task", "weft 1\n" ADOPTED "# lost: task\n"},
    {"weft 1\n# What.", "lost: task", "weft 1\n# What.\n" ADOPTED "# lost: task\n"},
    {"weft 1\n", "expectation: expected line 14: x == 1, but line 3 is not",
     "weft 1\n" ADOPTED "# expectation: expected x == 1, but line 3 is not\n"},
    {"weft 1\n", "misuse: line 3: 'fire x' was\nrefused",
     "weft 1\n" ADOPTED "# misuse: 'fire x' was refused\n"},
    {"weft 1\n", "lost: line x: and line 7", "weft 1\n" ADOPTED "# lost: line x: and line 7\n"},
};

static void the_comment_stands_below_the_first_one(void **state)
{
    (void) state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct weft__byte_buffer script = {.allocator = &weft_allocator_system};
        struct weft__source source = {"a.weft", rows[i].source, strlen(rows[i].source)};

        assert_true(weft__adopted_script_put(&script, source, "a.weft", rows[i].finding));
        assert_true(weft__byte_buffer_append(&script, "", 1));
        assert_string_equal(script.bytes, rows[i].script);
        weft__byte_buffer_free(&script);
    }
}

static void a_long_sentence_is_cut_between_characters(void **state)
{
    struct weft__byte_buffer script = {.allocator = &weft_allocator_system};
    struct weft__source source = {"a.weft", "weft 1\n", 7};
    const char *line;
    char finding[301];

    (void) state;
    for (size_t i = 0; i < 300; i += 2)
        memcpy(finding + i, "\xc3\xa4", 2);
    finding[300] = '\0';
    assert_true(weft__adopted_script_put(&script, source, "a.weft", finding));
    assert_true(weft__byte_buffer_append(&script, "", 1));
    line = strrchr(script.bytes, '#');
    assert_true(strlen(line) <= 121);
    assert_string_equal(line + strlen(line) - 6, "\xc3\xa4...\n");
    weft__byte_buffer_free(&script);
}

static void without_memory_there_is_no_script(void **state)
{
    struct weft__source source = {"a.weft", "weft 1\n# What.\n", 15};
    size_t allowed = 0;
    bool good = false;

    (void) state;
    for (; !good && allowed < 100; allowed++) {
        struct counting_allocator memory;
        weft_allocator allocator;
        struct weft__byte_buffer script;

        counting_allocator_start(&memory);
        allocator = counting_allocator_allocator(&memory);
        counting_allocator_fail_from(&memory, allowed + 1);
        script = (struct weft__byte_buffer){.allocator = &allocator};
        good = weft__adopted_script_put(&script, source, "a.weft", "lost: task");
        weft__byte_buffer_free(&script);
        counting_allocator_end(&memory);
    }
    assert_true(good && allowed > 1);
}

/* --- Files and names --- */

static bool is_adopted(const char *text)
{
    put_file("a.trace", text);
    return weft__trace_is_adopted("a.trace");
}

static void the_strategy_of_a_trace_says_that_it_is_adopted(void **state)
{
    (void) state;
    assert_true(is_adopted("weft trace 1\nscenario a\nseed 0\nstrategy replay\nuntil -\n"));
    assert_false(is_adopted("weft trace 1\nscenario a\nseed 0\nstrategy fifo\nuntil -\n"));
    assert_false(is_adopted("weft trace 1\nscenario a\nseed 0\nuntil -\nstrategy replay\n"));
    assert_false(is_adopted("strategy replay\nscenario a\nseed 0\nstrategy fifo\n"));
    assert_false(is_adopted(""));
    assert_false(weft__trace_is_adopted("no such file"));
}

static void an_adopted_name_is_the_scenarios_and_its_own(void **state)
{
    (void) state;
    assert_true(weft__is_adopted_of("talk@late", 9, "talk"));
    assert_false(weft__is_adopted_of("talk@late", 5, "talk"));
    assert_false(weft__is_adopted_of("talk", 4, "talk"));
    assert_false(weft__is_adopted_of("talks@late", 10, "talk"));
    assert_false(weft__is_adopted_of("tal@late", 8, "talk"));
}

/* --- Ends of processes --- */

/* How a worker died, what it had told, and what that is called. */
static const struct death {
    enum weft__pool_kind kind;
    int code;
    const char *told, *called;
} deaths[] = {
    {WEFT__POOL_CRASHED, 11, "", "crashed: signal 11"},
    {WEFT__POOL_CRASHED, 6, "one\ntwo \n\n", "crashed: signal 6: two"},
    {WEFT__POOL_EXITED, 3, "bye", "exited: code 3: bye"},
    {WEFT__POOL_EXITED, 1, "==7==ERROR\nSUMMARY: it\n==7==\n==7==ABORTING\n",
     "exited: code 1: SUMMARY: it"},
    {WEFT__POOL_EXITED, 1, "==7==ABORTING\n", "exited: code 1"},
    {WEFT__POOL_HUNG, 0, "\n", "hung: no end within the time for one run"},
    {WEFT__POOL_CRASHED, 6, "\033[1mred\xff\tx", "crashed: signal 6: ?[1mred??x"},
};

static void a_death_is_called_by_its_manner_and_last_words(void **state)
{
    (void) state;
    for (size_t i = 0; i < sizeof deaths / sizeof *deaths; i++) {
        struct weft__pool_outcome outcome = {
            .kind = deaths[i].kind,
            .code = deaths[i].code,
            .errors = {deaths[i].told, strlen(deaths[i].told)},
        };
        char text[WEFT__DEATH_CLASS_BYTES];

        assert_true(weft__is_death(&outcome));
        weft__death_class(&outcome, text, sizeof text);
        assert_string_equal(text, deaths[i].called);
        assert_true(weft__death_class_is(text));
    }
    assert_false(weft__is_death(&(struct weft__pool_outcome){.kind = WEFT__POOL_DONE}));
    assert_false(weft__death_class_is("held"));
    assert_false(weft__death_class_is("2 findings"));
    assert_int_equal(weft__verdict_manner("crashed: signal 6: two: three"), 17);
    assert_int_equal(weft__verdict_manner("crashed: signal 6"), 17);
    assert_int_equal(weft__verdict_manner("held"), 4);
}

static void the_class_of_a_finding_can_be_had_from_its_trace(void **state)
{
    struct weft__byte_buffer told = {.allocator = &weft_allocator_system};
    struct weft__byte_buffer made = {.allocator = &weft_allocator_system};
    weft_finding finding = {.kind = WEFT_FINDING_EXPECTATION,
                            .text = "expected line 3: job#2 ok at 1.000000000, but it is not"};

    (void) state;
    assert_true(weft__finding_class_put(&made, &finding));
    assert_true(weft__finding_class_put_text(
        &told, "expectation: expected line 3: job#9 ok at 2.000000000, but it is paused"));
    assert_string_equal(told.bytes, made.bytes);
    weft__byte_buffer_clear(&told, 0);
    assert_true(weft__finding_class_put_text(&told, "misuse: line 3: it was, but not now"));
    assert_string_equal(told.bytes, "misuse: line 3: it was, but not now");
    weft__byte_buffer_free(&told);
    weft__byte_buffer_free(&made);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_comment_stands_below_the_first_one),
        cmocka_unit_test(a_long_sentence_is_cut_between_characters),
        cmocka_unit_test(without_memory_there_is_no_script),
        folder_test(the_strategy_of_a_trace_says_that_it_is_adopted),
        cmocka_unit_test(an_adopted_name_is_the_scenarios_and_its_own),
        cmocka_unit_test(a_death_is_called_by_its_manner_and_last_words),
        cmocka_unit_test(the_class_of_a_finding_can_be_had_from_its_trace),
    };

    return cmocka_run_group_tests_name("adopted", tests, NULL, NULL);
}
