/* summary_test.c - reports of searches: read, written, and joined. */
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
#include "support/told.h"

#include "summary_file.h"
#include "summary_merge.h"

#define HEAD                                                                                       \
    "weft report 1\n"                                                                              \
    "\n"                                                                                           \
    "scenario a\\x1b b.weft\n"                                                                     \
    "  source a.weft\n"                                                                            \
    "  strategy random\n"                                                                          \
    "  seed 7\n"                                                                                   \
    "  slack 1000\n"                                                                               \
    "  with depth 3\n"                                                                             \
    "  fingerprint or\n"                                                                           \
    "  twisted 00000000000000a1\n"
#define NUMBERS                                                                                    \
    "  runs 10\n"                                                                                  \
    "  cut 1\n"                                                                                    \
    "  failed 3\n"                                                                                 \
    "  ran out 0\n"                                                                                \
    "  complete yes\n"                                                                             \
    "  claim all\n"                                                                                \
    "  verdict 1\n"
#define ORDERINGS                                                                                  \
    "  orderings 2\n"                                                                              \
    "    00000000000000a1 6\n"                                                                     \
    "    00000000000000b2 3\n"                                                                     \
    "  classes of runs 1\n"                                                                        \
    "    00000000000000ff 10\n"
#define FINDINGS                                                                                   \
    "  findings 2\n"                                                                               \
    "  finding unhandled: one\\n\\xff\n"                                                           \
    "    runs 2\n"                                                                                 \
    "    first run 3 of part 1\n"                                                                  \
    "    shown by run 5 of part 1\n"                                                               \
    "    file found/one.trace\n"                                                                   \
    "    choices 2\n"                                                                              \
    "      a #1 -> b\n"                                                                            \
    "      \\x20c #1 -> d\n"                                                                       \
    "  finding lost: two\n"                                                                        \
    "    runs 1\n"                                                                                 \
    "    first run 4 of part 1\n"                                                                  \
    "    shown by run 4 of part 1\n"                                                               \
    "    no file\n"                                                                                \
    "    choices 0\n"                                                                              \
    "  findings in variations 1\n"                                                                 \
    "  lines 2\n"                                                                                  \
    "    line 9: vary order: 1 of 2 fails\n"                                                       \
    "      \\x07\n"
#define WHOLE HEAD "  parts 1 of 2\n" NUMBERS ORDERINGS FINDINGS "end\n"

/* Reads the report TEXT, called "a report", into *FIRST; it must be one. */
static void read_good(struct weft__arena *arena, const char *text, struct weft__summary **first)
{
    struct weft__source source = {"a report", text, strlen(text)};
    struct weft__diagnostics diagnostics;
    enum weft__summaries_outcome outcome = weft__summaries_read(arena, source, &diagnostics, first);

    assert_told(&diagnostics, "");
    assert_int_equal(outcome, WEFT__SUMMARIES_READ);
    for (struct weft__summary *each = *first; each != NULL; each = each->next)
        each->report = "a report";
}

/* --- Reading and writing --- */

static void what_is_read_is_written_as_it_was(void **state)
{
    struct weft__arena arena = {.allocator = &weft_allocator_system};
    struct weft__file_bounds bounds = {4096, &weft_allocator_system};
    struct weft__diagnostics diagnostics;
    struct weft__source source;
    struct weft__summary *first;

    (void) state;
    read_good(&arena, WHOLE, &first);
    assert_string_equal(first->scenario, "a\033 b.weft");
    assert_string_equal(first->classes->text, "unhandled: one\n\xff");
    assert_string_equal(first->classes->choices[1], " c #1 -> d");
    assert_int_equal(weft__summary_exit(first, true), WEFT__EXIT_FINDING);
    assert_true(weft__summaries_write(first, "out.report", &diagnostics));
    assert_int_equal(weft__whole_file_read("out.report", &bounds, &source, &diagnostics),
                     WEFT__FILE_DONE);
    assert_string_equal(source.bytes, WHOLE);
    weft__whole_file_free(&source, &weft_allocator_system);
    weft__arena_free(&arena);
}

static void a_report_of_nothing_is_one(void **state)
{
    struct weft__arena arena = {.allocator = &weft_allocator_system};
    struct weft__summary *first;

    (void) state;
    read_good(&arena, "weft report 1\nend\n", &first);
    assert_null(first);
    weft__arena_free(&arena);
}

static const struct {
    const char *text;
    const char *told; /* behind "a report:" */
} wrong_rows[] = {
    {"", "1:1: error: the report is cut off here: its last line is 'end'\n    1 | \n      | ^\n"},
    {"weft trace 1\n", "1:1: error: expected 'weft report 1': this is no report of a search\n"
                       "    1 | weft trace 1\n      | ^\n"},
    {"weft report 2\n", "1:14: error: a report of another version than 1, which this weft reads\n"
                        "    1 | weft report 2\n      |              ^\n"},
    {"weft report 1\nend", "2:1: error: the report is cut off here: its last line is 'end'\n"
                           "    2 | end\n      | ^\n"},
    {"weft report 1\nend\nend\n", "3:1: error: it has ended before\n"
                                  "    3 | end\n      | ^\n"},
    {HEAD "  parts of 2\n", "11:13: error: there is a part, and none beyond how many there are\n"
                            "   11 |   parts of 2\n      |             ^\n"},
    {HEAD "  parts 0 of 2\n", "11:10: error: parts are counted from 1, and stand in order\n"
                              "   11 |   parts 0 of 2\n      |          ^\n"},
    {HEAD "  parts 2 1 of 2\n", "11:12: error: parts are counted from 1, and stand in order\n"
                                "   11 |   parts 2 1 of 2\n      |            ^\n"},
    {HEAD "  parts 3 of 2\n", "11:15: error: there is a part, and none beyond how many there are\n"
                              "   11 |   parts 3 of 2\n      |               ^\n"},
    {HEAD "  parts 1 of 4294967296\n", "11:14: error: expected a number that can be here\n"
                                       "   11 |   parts 1 of 4294967296\n"
                                       "      |              ^\n"},
    {HEAD "  parts 1 of 2\n  runs 18446744073709551616\n",
     "12:8: error: expected a number\n"
     "   12 |   runs 18446744073709551616\n      |        ^\n"},
    {HEAD "  parts 1 of 2\n  runs 10\n  cut 11\n",
     "13:7: error: expected a number that can be here\n"
     "   13 |   cut 11\n      |       ^\n"},
    {HEAD "  parts 1 of 2\n" NUMBERS "  orderings 99999999999999\n",
     "19:13: error: expected a number that can be here\n"
     "   19 |   orderings 99999999999999\n      |             ^\n"},
    {HEAD "  parts 1 of 2\n" NUMBERS "  orderings 1\n    00000000000000A1 1\nend\n",
     "20:19: error: expected a hash of 16 digits, 0 to 9 and a to f\n"
     "   20 |     00000000000000A1 1\n      |                   ^\n"},
    {HEAD "  parts 1 of 2\n" NUMBERS "  orderings 1\n    00000000000000a1 10\nend\n",
     "20:22: error: expected a number that can be here\n"
     "   20 |     00000000000000a1 10\n      |                      ^\n"},
    {HEAD "  parts 1 of 2\n" NUMBERS "  orderings 2\n    00000000000000a1 1\n"
          "    00000000000000a1 1\nend\n",
     "21:23: error: the orderings above do not stand in the order of their hashes\n"
     "   21 |     00000000000000a1 1\n      |                       ^\n"},
    {HEAD "  parts 1 of 2\n" NUMBERS ORDERINGS
          "  findings 1\n  finding a\n    runs 1\n    first run 0 of part 1\n",
     "27:26: error: runs are counted from 1, and this part is one of those above\n"
     "   27 |     first run 0 of part 1\n      |                          ^\n"},
    {HEAD "  parts 1 of 2\n" NUMBERS ORDERINGS
          "  findings 1\n  finding a\n    runs 1\n    first run 1 of part 2\n",
     "27:26: error: runs are counted from 1, and this part is one of those above\n"
     "   27 |     first run 1 of part 2\n      |                          ^\n"},
    {"weft report 1\n\nscenario a\\x00b\n",
     "3:10: error: a zero byte in a text\n    3 | scenario a\\x00b\n      |          ^\n"},
};

static void what_is_no_report_is_told_with_its_place(void **state)
{
    (void) state;
    for (size_t i = 0; i < sizeof wrong_rows / sizeof *wrong_rows; i++) {
        struct weft__arena arena = {.allocator = &weft_allocator_system};
        struct weft__source source = {"a report", wrong_rows[i].text, strlen(wrong_rows[i].text)};
        struct weft__diagnostics diagnostics;
        struct weft__summary *first;
        char expected[1024];

        assert_int_equal(weft__summaries_read(&arena, source, &diagnostics, &first),
                         WEFT__SUMMARIES_WRONG);
        snprintf(expected, sizeof expected, "a report:%s", wrong_rows[i].told);
        assert_told(&diagnostics, expected);
        weft__arena_free(&arena);
    }
}

/* In a block of its own, so that a checker sees each byte too many that is read. */
static enum weft__summaries_outcome read_bytes(const char *text, size_t length)
{
    struct weft__arena arena = {.allocator = &weft_allocator_system};
    struct weft__diagnostics diagnostics;
    char *bytes = malloc(length + 1);
    enum weft__summaries_outcome outcome;
    struct weft__summary *first;

    assert_non_null(bytes);
    memcpy(bytes, text, length);
    outcome = weft__summaries_read(&arena, (struct weft__source){"a report", bytes, length},
                                   &diagnostics, &first);
    assert_int_equal(outcome == WEFT__SUMMARIES_WRONG, diagnostics.count > 0);
    weft__arena_free(&arena);
    free(bytes);
    return outcome;
}

static void a_report_that_is_cut_off_anywhere_is_none(void **state)
{
    (void) state;
    for (size_t length = 0; length < strlen(WHOLE); length++)
        assert_int_equal(read_bytes(WHOLE, length), WEFT__SUMMARIES_WRONG);
}

static void any_byte_may_be_anything(void **state)
{
    static const char bytes[] = "\n 9-x\\\xff";
    char text[] = WHOLE;

    (void) state;
    for (size_t at = 0; at < strlen(WHOLE); at++) {
        char before = text[at];

        for (size_t i = 0; i < sizeof bytes; i++) {
            text[at] = bytes[i];
            read_bytes(text, sizeof text - 1);
        }
        text[at] = before;
    }
}

/* --- Joining --- */

#define PART(seed, parts, runs, complete, orderings, findings)                                     \
    "\nscenario a.weft\n  source a.weft\n  strategy depth-first\n  seed " seed                     \
    "\n  slack 0\n  with depth 3\n  fingerprint -\n  twisted 00000000000000a1\n  parts " parts     \
    "\n  runs " runs "\n  cut 0\n  failed 0\n  ran out 0\n  complete " complete                    \
    "\n  claim all\n  verdict 0\n" orderings "  classes of runs 0\n" findings                      \
    "  findings in variations 0\n  lines 0\n"
#define A1         "  orderings 1\n    00000000000000a1 2\n"
#define A1_B2      "  orderings 2\n    00000000000000a1 1\n    00000000000000b2 4\n"
#define NO_FINDING "  findings 0\n"
#define FOUND(text, first, shown, choices)                                                         \
    "  finding " text "\n    runs 1\n    first run " first "\n    shown by run " shown             \
    "\n    no file\n    choices " choices

/* Joins the scenarios of the report TEXT. */
static enum weft__merge_outcome join(struct weft__arena *arena, const char *text,
                                     struct weft__merge *merge)
{
    struct weft__summary *first;

    *merge = (struct weft__merge){.arena = arena};
    read_good(arena, text, &first);
    return weft__summaries_merge(merge, first);
}

/* What stands against "complete" when the parts of a report are joined. */
static const struct {
    const char *report;
    const char *missing;
} part_rows[] = {
    {"weft report 1\n" PART("0", "1 of 2", "5", "yes", A1_B2, NO_FINDING)
         PART("0", "2 of 2", "2", "yes", A1, NO_FINDING) "end\n",
     ""},
    {"weft report 1\n" PART("0", "2 4 of 4", "5", "yes", A1_B2, NO_FINDING)
         PART("0", "1 3 of 4", "2", "yes", A1, NO_FINDING) "end\n",
     ""},
    {"weft report 1\n" PART("0", "2 of 2", "5", "yes", A1_B2, NO_FINDING) "end\n",
     "part 1 of 2 is missing"},
    {"weft report 1\n" PART("0", "1 of 1", "5", "yes", A1_B2, NO_FINDING) "end\n", ""},
    {"weft report 1\n" PART("0", "3 5 of 9", "5", "no, for it was interrupted", A1_B2, NO_FINDING)
         PART("0", "4294967295 of 4294967295", "2", "yes", A1, NO_FINDING) "end\n",
     NULL},
    {"weft report 1\n" PART("0", "3 5 of 9", "5", "no, for it was interrupted", A1_B2,
                            NO_FINDING) "end\n",
     "parts 1-2, 4, 6-9 of 9 are missing, and it was interrupted"},
    {"weft report 1\n" PART("0", "4294967295 of 4294967295", "5", "yes", A1_B2, NO_FINDING) "end\n",
     "parts 1-4294967294 of 4294967295 are missing"},
    {"weft report 1\n" PART("0", "1 of 2", "5", "yes", A1_B2, NO_FINDING)
         PART("0", "2 of 2", "2", "yes", A1, NO_FINDING)
             PART("0", "1 of 2", "5", "yes", A1_B2, NO_FINDING) "end\n",
     "part 1 is there twice, and counted once"},
};

static void it_is_complete_if_each_part_is_there_once(void **state)
{
    (void) state;
    for (size_t i = 0; i < sizeof part_rows / sizeof *part_rows; i++) {
        struct weft__arena arena = {.allocator = &weft_allocator_system};
        struct weft__merge merge;
        char missing[256];

        if (part_rows[i].missing == NULL) {
            assert_int_equal(join(&arena, part_rows[i].report, &merge), WEFT__MERGE_WRONG);
            assert_string_equal(merge.told,
                                "a report and a report cannot be joined: of a.weft they "
                                "have another number of parts");
        } else {
            assert_int_equal(join(&arena, part_rows[i].report, &merge), WEFT__MERGED);
            weft__summary_missing(merge.first, missing, sizeof missing);
            assert_string_equal(missing, part_rows[i].missing);
            assert_int_equal(weft__summary_exit(merge.first, true),
                             *missing != '\0' ? WEFT__EXIT_BUDGET : WEFT__EXIT_HELD);
            assert_int_equal(weft__summary_exit(merge.first, false), WEFT__EXIT_HELD);
        }
        weft__arena_free(&arena);
    }
}

static void runs_are_added_up_and_orderings_united(void **state)
{
    struct weft__arena arena = {.allocator = &weft_allocator_system};
    struct weft__merge merge;

    (void) state;
    assert_int_equal(join(&arena, part_rows[0].report, &merge), WEFT__MERGED);
    assert_null(merge.first->next);
    assert_int_equal(merge.first->runs, 7);
    assert_int_equal(merge.first->ordering_count, 2);
    assert_int_equal(merge.first->orderings[0].hash, 0xa1);
    assert_int_equal(merge.first->orderings[0].runs, 3);
    assert_int_equal(merge.first->orderings[1].runs, 4);
    assert_int_equal(weft__summary_ordering_runs(merge.first), 7);
    assert_int_equal(weft__summary_once(merge.first), 0);
    weft__arena_free(&arena);
}

static void of_a_finding_the_fewest_choices_are_shown(void **state)
{
    static const char report[] = "weft report 1\n" PART(
        "0", "2 of 2", "9", "yes", A1_B2,
        "  findings 2\n" FOUND("here too", "2 of part 2", "4 of part 2", "1\n      one\n")
            FOUND("only here", "5 of part 2", "5 of part 2", "0\n"))
        PART("0", "1 of 2", "9", "yes", A1_B2,
             "  findings 1\n" FOUND("here too", "2 of part 1", "2 of part 1",
                                    "2\n      a\n      b\n")) "end\n";
    struct weft__arena arena = {.allocator = &weft_allocator_system};
    const struct weft__summary_class *class;
    struct weft__merge merge;

    (void) state;
    assert_int_equal(join(&arena, report, &merge), WEFT__MERGED);
    assert_int_equal(merge.first->class_count, 2);
    class = merge.first->classes;
    assert_string_equal(class->text, "here too");
    assert_int_equal(class->runs, 2);
    assert_int_equal(class->first.run, 2);
    assert_int_equal(class->first.part, 1);
    assert_int_equal(class->shown.run, 4);
    assert_int_equal(class->shown.part, 2);
    assert_int_equal(class->choice_count, 1);
    assert_string_equal(class->next->text, "only here");
    assert_null(class->next->next);
    weft__arena_free(&arena);
}

static void other_searches_are_not_joined(void **state)
{
    struct weft__arena arena = {.allocator = &weft_allocator_system};
    struct weft__merge merge;

    (void) state;
    assert_int_equal(join(&arena,
                          "weft report 1\n" PART("0", "1 of 2", "5", "yes", A1_B2, NO_FINDING)
                              PART("1", "2 of 2", "2", "yes", A1, NO_FINDING) "end\n",
                          &merge),
                     WEFT__MERGE_WRONG);
    assert_string_equal(merge.told,
                        "a report and a report cannot be joined: of a.weft they have other seeds");
    assert_int_equal(
        join(&arena,
             "weft report 1\n" PART("0", "1 of 2", "18446744073709551615", "yes", A1_B2, NO_FINDING)
                 PART("0", "2 of 2", "2", "yes", A1, NO_FINDING) "end\n",
             &merge),
        WEFT__MERGE_WRONG);
    assert_string_equal(merge.told, "a report and a report cannot be joined: of a.weft they have "
                                    "more runs than can be counted");
    weft__arena_free(&arena);
}

/* --- Memory --- */

static void every_failed_allocation_is_survived(void **state)
{
    struct weft__source source = {"a report", WHOLE, sizeof WHOLE - 1};
    bool over = false;

    (void) state;
    for (size_t nth = 1; !over; nth++) {
        struct counting_allocator counting;
        weft_allocator allocator;
        struct weft__arena arena;
        struct weft__diagnostics diagnostics;
        struct weft__summary *first;
        struct weft__merge merge = {.arena = &arena};

        counting_allocator_start(&counting);
        allocator = counting_allocator_allocator(&counting);
        arena = (struct weft__arena){.allocator = &allocator};
        counting_allocator_fail_once(&counting, nth);
        if (weft__summaries_read(&arena, source, &diagnostics, &first) == WEFT__SUMMARIES_READ)
            over = weft__summaries_merge(&merge, first) == WEFT__MERGED;
        assert_int_equal(over, counting.failures == 0);
        weft__arena_free(&arena);
        assert_int_equal(counting.bytes, 0);
        counting_allocator_end(&counting);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        folder_test(what_is_read_is_written_as_it_was),
        cmocka_unit_test(a_report_of_nothing_is_one),
        cmocka_unit_test(what_is_no_report_is_told_with_its_place),
        cmocka_unit_test(a_report_that_is_cut_off_anywhere_is_none),
        cmocka_unit_test(any_byte_may_be_anything),
        cmocka_unit_test(it_is_complete_if_each_part_is_there_once),
        cmocka_unit_test(runs_are_added_up_and_orderings_united),
        cmocka_unit_test(of_a_finding_the_fewest_choices_are_shown),
        cmocka_unit_test(other_searches_are_not_joined),
        cmocka_unit_test(every_failed_allocation_is_survived),
    };

    return cmocka_run_group_tests_name("summary", tests, NULL, NULL);
}
