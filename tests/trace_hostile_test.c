/* trace_hostile_test.c - what is no trace, or no whole one, is told with its place. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "support/told.h"

#include "trace_read.h"

#define HEADER "weft trace 1\nscenario a.weft\nseed 7\nstrategy fifo\nuntil -\n"
#define EVENT  "0.000000010   1  task adder#1                     step\n"
#define END    "end 3.000000000 held events 1\n"

/* A text with its bytes, and what is said of it. */
#define ROW(text, message)                                                                         \
    {                                                                                              \
        text, sizeof(text) - 1, message                                                            \
    }

static const struct {
    const char *text;
    size_t bytes;
    const char *message;
} wrong_rows[] = {
    ROW("", "old.trace:1:1: error: this is no trace: it is empty\n"
            "    1 | \n"
            "      | ^\n"),
    ROW("\x7f"
        "ELF\0\1\2",
        "old.trace:1:1: error: this is no trace: it does not begin with "
        "'weft trace 1'\n"
        "    1 | ?ELF???\n"
        "      | ^\n"),
    ROW("weft 1\n0s print \"hi\"\n", "old.trace:1:1: error: this is no trace: it does not begin "
                                     "with 'weft trace 1'\n"
                                     "    1 | weft 1\n"
                                     "      | ^ a script is run with 'weft run'\n"),
    ROW("weft trace 0\n", "old.trace:1:1: error: this is no trace: it does not begin with "
                          "'weft trace 1'\n"
                          "    1 | weft trace 0\n"
                          "      | ^\n"),
    ROW("weft trace 12\nwhatever", "old.trace:1:12: error: a trace of version 12, but this weft "
                                   "reads version 1\n"
                                   "    1 | weft trace 12\n"
                                   "      |            ^ read it with the weft that wrote it\n"),
    ROW("weft trace 1", "old.trace:1:1: error: the trace is cut off: here it ends, without its "
                        "end line\n"
                        "    1 | weft trace 1\n"
                        "      | ^ record it again with --trace\n"),
    ROW("weft trace 1 \n", "old.trace:1:13: error: nothing stands after the version\n"
                           "    1 | weft trace 1 \n"
                           "      |             ^\n"),
    ROW("weft trace 1\r\n", "old.trace:1:13: error: the line ends with CR LF\n"
                            "    1 | weft trace 1\n"
                            "      |             ^ traces are written with LF alone\n"),
    ROW("weft trace 1\nseed 1\n", "old.trace:2:1: error: here stands 'scenario' and its name\n"
                                  "    2 | seed 1\n"
                                  "      | ^\n"),
    ROW("weft trace 1\nscenario \n", "old.trace:2:10: error: here stands 'scenario' and its name\n"
                                     "    2 | scenario \n"
                                     "      |          ^\n"),
    ROW("weft trace 1\nscenario a\nseed -1\n", "old.trace:3:6: error: here stands 'seed' and a "
                                               "number\n"
                                               "    3 | seed -1\n"
                                               "      |      ^\n"),
    ROW("weft trace 1\nscenario a\nseed 18446744073709551616\n",
        "old.trace:3:6: error: here stands 'seed' and a number\n"
        "    3 | seed 18446744073709551616\n"
        "      |      ^\n"),
    ROW("weft trace 1\nscenario a\nseed 00\n", "old.trace:3:6: error: here stands 'seed' and a "
                                               "number\n"
                                               "    3 | seed 00\n"
                                               "      |      ^\n"),
    ROW("weft trace 1\nscenario a\nseed 1x\n", "old.trace:3:7: error: nothing stands after the "
                                               "seed\n"
                                               "    3 | seed 1x\n"
                                               "      |       ^\n"),
    ROW("weft trace 1\nscenario a\nseed 1\nfifo\n", "old.trace:4:1: error: here stands 'strategy' "
                                                    "and its name\n"
                                                    "    4 | fifo\n"
                                                    "      | ^\n"),
    ROW("weft trace 1\nscenario a\nseed 1\nstrategy f\nuntil 1.5\n",
        "old.trace:5:7: error: here stands 'until' and a time, SECONDS.NINEDIGITS, or '-'\n"
        "    5 | until 1.5\n"
        "      |       ^\n"),
    ROW("weft trace 1\nscenario a\nseed 1\nstrategy f\nuntil -1\n",
        "old.trace:5:8: error: nothing stands after the time\n"
        "    5 | until -1\n"
        "      |        ^\n"),
    ROW(HEADER EVENT END, "old.trace:6:1: error: after the header stands an empty line\n"
                          "    6 | 0.000000010   1  task adder#1                     step\n"
                          "      | ^\n"),
    ROW(HEADER "source 5 bytes\n", "old.trace:6:9: error: here stands 'source' and how many bytes "
                                   "the script has\n"
                                   "    6 | source 5 bytes\n"
                                   "      |         ^\n"),
    ROW(HEADER "source 18446744073709551615\n| a\n",
        "old.trace:6:1: error: the script has fewer bytes than 'source' says\n"
        "    6 | source 18446744073709551615\n"
        "      | ^ the trace is cut off\n"),
    ROW(HEADER "source 5\n| a\n\n" EVENT END,
        "old.trace:8:1: error: the script has fewer bytes than 'source' says\n"
        "    8 | \n"
        "      | ^ its lines begin with '| '\n"),
    ROW(HEADER "source 2\n|a\n\n" EVENT END,
        "old.trace:7:1: error: the script has fewer bytes than 'source' says\n"
        "    7 | |a\n"
        "      | ^ its lines begin with '| '\n"),
    ROW(HEADER "source 2\n| abc\n\n" EVENT END,
        "old.trace:7:3: error: the script has more bytes than 'source' says\n"
        "    7 | | abc\n"
        "      |   ^\n"),
    ROW(HEADER "source 2\n| a\n| b\n\n" EVENT END,
        "old.trace:8:1: error: after the header stands an empty line\n"
        "    8 | | b\n"
        "      | ^\n"),
    ROW(HEADER "source 3\n| a\0b\n\n" EVENT END, "old.trace:7:3: error: a NUL byte\n"
                                                 "    7 | | a?b\n"
                                                 "      |   ^\n"),
    ROW(HEADER "source 4\n| a", "old.trace:6:1: error: the script has fewer bytes than 'source' "
                                "says\n"
                                "    6 | source 4\n"
                                "      | ^ the trace is cut off\n"),
    ROW(HEADER "source 2\n| abc", "old.trace:7:1: error: the trace is cut off: here it ends, "
                                  "without its end line\n"
                                  "    7 | | abc\n"
                                  "      | ^ record it again with --trace\n"),
    ROW(HEADER, "old.trace:5:1: error: the trace is cut off: here it ends, without its end line\n"
                "    5 | until -\n"
                "      | ^ record it again with --trace\n"),
    ROW(HEADER "\n" EVENT, "old.trace:7:1: error: the trace is cut off: here it ends, without its "
                           "end line\n"
                           "    7 | 0.000000010   1  task adder#1                     step\n"
                           "      | ^ record it again with --trace\n"),
    ROW(HEADER "\n" EVENT "end 3.000000000 held events 1",
        "old.trace:8:1: error: the trace is cut off: here it ends, without its end line\n"
        "    8 | end 3.000000000 held events 1\n"
        "      | ^ record it again with --trace\n"),
    ROW(HEADER "\n" EVENT EVENT END,
        "old.trace:9:1: error: the end line counts 1 events, but 2 stand above it\n"
        "    9 | end 3.000000000 held events 1\n"
        "      | ^~~ record it again with --trace\n"),
    ROW(HEADER "\n" EVENT END "\n", "old.trace:9:1: error: nothing stands after the end line\n"
                                    "    9 | \n"
                                    "      | ^\n"),
    ROW(HEADER "\n" EVENT "end 3.000000000 events 1\n",
        "old.trace:8:17: error: the end line is 'end TIME VERDICT events COUNT'\n"
        "    8 | end 3.000000000 events 1\n"
        "      |                 ^\n"),
    ROW(HEADER "\n" EVENT "end 3.0 held events 1\n",
        "old.trace:8:5: error: the end line is 'end TIME VERDICT events COUNT'\n"
        "    8 | end 3.0 held events 1\n"
        "      |     ^\n"),
    ROW(HEADER "\n" EVENT "ended\n", "old.trace:8:4: error: the end line is 'end TIME VERDICT "
                                     "events COUNT'\n"
                                     "    8 | ended\n"
                                     "      |    ^\n"),
    ROW(HEADER "\n" EVENT "end 3.000000000 held\n",
        "old.trace:8:17: error: the end line is 'end TIME VERDICT events COUNT'\n"
        "    8 | end 3.000000000 held\n"
        "      |                 ^\n"),
    ROW(HEADER "\n" EVENT "end 3.000000000 held events one\n",
        "old.trace:8:29: error: the end line ends with the count of events\n"
        "    8 | end 3.000000000 held events one\n"
        "      |                             ^\n"),
    ROW(HEADER "\n\n" EVENT END, "old.trace:7:1: error: an event begins with its time, "
                                 "SECONDS.NINEDIGITS\n"
                                 "    7 | \n"
                                 "      | ^\n"),
    ROW(HEADER "\n1.5 1 world  run\n" END, "old.trace:7:1: error: an event begins with its time, "
                                           "SECONDS.NINEDIGITS\n"
                                           "    7 | 1.5 1 world  run\n"
                                           "      | ^\n"),
    ROW(HEADER "\n9223372036.854775808 1 world  run\n" END,
        "old.trace:7:1: error: an event begins with its time, SECONDS.NINEDIGITS\n"
        "    7 | 9223372036.854775808 1 world  run\n"
        "      | ^\n"),
    ROW(HEADER "\n01.000000000 1 world  run\n" END,
        "old.trace:7:1: error: an event begins with its time, SECONDS.NINEDIGITS\n"
        "    7 | 01.000000000 1 world  run\n"
        "      | ^\n"),
    ROW(HEADER "\n1.0000000000 1 world  run\n" END,
        "old.trace:7:1: error: an event begins with its time, SECONDS.NINEDIGITS\n"
        "    7 | 1.0000000000 1 world  run\n"
        "      | ^\n"),
    ROW(HEADER "\n1.000000000 x world  run\n" END,
        "old.trace:7:13: error: after the time stands the turn, a number\n"
        "    7 | 1.000000000 x world  run\n"
        "      |             ^\n"),
    ROW(HEADER "\n1.000000000 1 thing #1  run\n" END,
        "old.trace:7:15: error: after the turn stands a subject, KIND NAME#NUMBER or 'world'\n"
        "    7 | 1.000000000 1 thing #1  run\n"
        "      |               ^\n"),
    ROW(HEADER "\n1.000000000 1 task adder 1  run\n" END,
        "old.trace:7:15: error: after the turn stands a subject, KIND NAME#NUMBER or 'world'\n"
        "    7 | 1.000000000 1 task adder 1  run\n"
        "      |               ^\n"),
    ROW(HEADER "\n1.000000000 1 task \"adder#1  run\\\n" END,
        "old.trace:7:15: error: after the turn stands a subject, KIND NAME#NUMBER or 'world'\n"
        "    7 | 1.000000000 1 task \"adder#1  run\\\n"
        "      |               ^\n"),
    ROW(HEADER "\n1.000000000 1 task#1  run\n" END,
        "old.trace:7:15: error: after the turn stands a subject, KIND NAME#NUMBER or 'world'\n"
        "    7 | 1.000000000 1 task#1  run\n"
        "      |               ^\n"),
    ROW(HEADER "\n1.000000000 1 world run\n" END,
        "old.trace:7:20: error: after the subject and two spaces stands what happened\n"
        "    7 | 1.000000000 1 world run\n"
        "      |                    ^\n"),
    ROW(HEADER "\n1.000000000 1 world  \n" END,
        "old.trace:7:22: error: after the subject and two spaces stands what happened\n"
        "    7 | 1.000000000 1 world  \n"
        "      |                      ^\n"),
    ROW(HEADER "\n1.000000000 1 world  run \n" END,
        "old.trace:7:25: error: a line does not end with spaces\n"
        "    7 | 1.000000000 1 world  run \n"
        "      |                         ^\n"),
    ROW(HEADER "\n1.000000000 1 world  run  \n" END,
        "old.trace:7:27: error: a line does not end with spaces\n"
        "    7 | 1.000000000 1 world  run  \n"
        "      |                           ^\n"),
    ROW(HEADER "\n1.000000000 1 world  run  a\0b\n" END, "old.trace:7:28: error: a NUL byte\n"
                                                         "    7 | 1.000000000 1 world  run  a?b\n"
                                                         "      |                            ^\n"),
    ROW(HEADER "\n1.000000000 1 world  run  \xc3\xa4\x1b\n" END,
        "old.trace:7:28: error: a control character\n"
        "    7 | 1.000000000 1 world  run  \xc3\xa4?\n"
        "      |                            ^\n"),
    ROW(HEADER "\n1.000000000 1 world  run  \xc2\x9b\n" END,
        "old.trace:7:27: error: a control character\n"
        "    7 | 1.000000000 1 world  run  ?\n"
        "      |                           ^\n"),
    ROW(HEADER "\n1.000000000 1 world  run  a\x7f\n" END,
        "old.trace:7:28: error: a control character\n"
        "    7 | 1.000000000 1 world  run  a?\n"
        "      |                            ^\n"),
    ROW(HEADER "\n1.000000000 1 world  run  a\xff\n" END,
        "old.trace:7:28: error: a byte that is not UTF-8\n"
        "    7 | 1.000000000 1 world  run  a?\n"
        "      |                            ^\n"),
};

static void what_is_no_trace_is_told_with_its_place(void **state)
{
    (void) state;
    for (size_t i = 0; i < sizeof wrong_rows / sizeof *wrong_rows; i++) {
        struct weft__source source = {"old.trace", wrong_rows[i].text, wrong_rows[i].bytes};
        struct weft__diagnostics diagnostics;
        struct weft__trace_file file;

        assert_int_equal(weft__trace_read(&weft_allocator_system, source, &diagnostics, &file),
                         WEFT__TRACE_WRONG);
        assert_told(&diagnostics, wrong_rows[i].message);
    }
}

static void a_trace_cut_anywhere_is_not_read(void **state)
{
    static const char whole[] =
        HEADER "source 7\n| weft 1\n\n" EVENT EVENT "end 3.000000000 held events 2\n";
    const size_t length = sizeof whole - 1;

    (void) state;
    for (size_t cut = 0; cut <= length; cut++) {
        /* a block of its own, so that reading behind its end is noticed */
        char *bytes = malloc(cut + (cut == 0));
        struct weft__diagnostics diagnostics;
        struct weft__trace_file file;
        enum weft__trace_outcome outcome;

        assert_non_null(bytes);
        memcpy(bytes, whole, cut);
        outcome =
            weft__trace_read(&weft_allocator_system, (struct weft__source){"old.trace", bytes, cut},
                             &diagnostics, &file);
        assert_int_equal(outcome, cut == length ? WEFT__TRACE_READ : WEFT__TRACE_WRONG);
        assert_int_equal(diagnostics.count, cut == length ? 0 : 1);
        if (outcome == WEFT__TRACE_READ)
            weft__trace_file_free(&file);
        free(bytes);
    }
}

static void a_huge_line_is_judged_like_any_other(void **state)
{
    const size_t huge = 5 * 1000 * 1000;
    char *text = malloc(huge + 1);
    struct weft__diagnostics diagnostics;
    struct weft__trace_file file;
    size_t begin = sizeof HEADER "\n" - 1;

    (void) state;
    assert_non_null(text);
    memset(text, 'x', huge);
    memcpy(text, HEADER "\n", begin);
    text[huge] = '\0';
    assert_int_equal(weft__trace_read(&weft_allocator_system,
                                      (struct weft__source){"old.trace", text, strlen(text)},
                                      &diagnostics, &file),
                     WEFT__TRACE_WRONG);
    assert_string_equal(diagnostics.entries[0].message,
                        "the trace is cut off: here it ends, without its end line");
    text[huge - 1] = '\n';
    assert_int_equal(weft__trace_read(&weft_allocator_system,
                                      (struct weft__source){"old.trace", text, strlen(text)},
                                      &diagnostics, &file),
                     WEFT__TRACE_WRONG);
    assert_string_equal(diagnostics.entries[0].message,
                        "an event begins with its time, SECONDS.NINEDIGITS");
    free(text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_no_trace_is_told_with_its_place),
        cmocka_unit_test(a_trace_cut_anywhere_is_not_read),
        cmocka_unit_test(a_huge_line_is_judged_like_any_other),
    };

    return cmocka_run_group_tests_name("trace_hostile", tests, NULL, NULL);
}
