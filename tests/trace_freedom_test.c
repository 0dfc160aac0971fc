/* trace_freedom_test.c - what was free in a run and what could be done to it, written into the
 * header of its trace and read back. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "trace_read.h"
#include "trace_write.h"

/* The outcome of reading a trace of HEADER's lines; the header goes to *READ. */
static enum weft__trace_outcome read_back(const char *text, size_t length, weft_trace_header *read)
{
    struct weft__source source = {.name = "old.trace", .bytes = text, .length = length};
    struct weft__diagnostics diagnostics;
    struct weft__trace_file file;
    enum weft__trace_outcome outcome =
        weft__trace_read(&weft_allocator_system, source, &diagnostics, &file);

    if (outcome == WEFT__TRACE_READ) {
        *read = file.header;
        weft__trace_file_free(&file);
    }
    return outcome;
}

static void assert_goes_round(const weft_trace_header *header)
{
    weft_trace_header read;
    size_t length;
    char *text;
    FILE *file = open_memstream(&text, &length);

    assert_non_null(file);
    weft__trace_write_header(header, file);
    fputs("end 0.000000000 held events 0\n", file);
    assert_int_equal(fclose(file), 0);
    assert_int_equal(read_back(text, length, &read), WEFT__TRACE_READ);
    assert_int_equal(read.freedom.slack_ns, header->freedom.slack_ns);
    assert_int_equal(read.freedom.late_ns, header->freedom.late_ns);
    assert_int_equal(read.freedom.rotation, header->freedom.rotation);
    assert_int_equal(read.freedom.slices, header->freedom.slices);
    assert_int_equal(read.faults.kinds, header->faults.kinds);
    assert_int_equal(read.faults.points, header->faults.points);
    assert_int_equal(read.unjudged, header->unjudged);
    free(text);
}

static void every_freedom_and_every_fault_goes_round(void **state)
{
    static const int64_t times[] = {0, 1, WEFT_MICROSECOND, INT64_MAX};

    (void) state;
    for (unsigned bits = 0; bits < 128; bits++) {
        weft_trace_header header = {
            .scenario = "a.weft",
            .strategy = "fifo",
            .until_ns = INT64_MAX,
            .freedom = {.slack_ns = times[bits & 3],
                        .late_ns = times[bits >> 2 & 3],
                        .rotation = (bits & 16) != 0,
                        .slices = (bits & 32) != 0},
            .unjudged = (bits & 64) != 0,
        };

        assert_goes_round(&header);
    }
    for (unsigned kinds = 1; kinds < 16; kinds++) {
        for (unsigned points = 1; points < 16; points++) {
            weft_trace_header header = {.scenario = "a.weft",
                                        .strategy = "fifo",
                                        .until_ns = INT64_MAX,
                                        .faults = {kinds, points}};

            assert_goes_round(&header);
        }
    }
}

/* Each line is none that is written. */
static void hostile_lines_are_refused(void **state)
{
    static const char *const lines[] = {
        "free",
        "free ",
        "free slack",
        "free slack 1",
        "free slack 1.5",
        "free slack -0.000000001",
        "free slack 99999999999999999999.000000000",
        "free slack 0.000000001 slack 0.000000001",
        "free rotation slack 0.000000001",
        "free slices rotation",
        "free rotation rotation",
        "free  rotation",
        "free rotation ",
        "free everything",
        "faults",
        "faults at",
        "faults cancel",
        "faults cancel at",
        "faults at turn",
        "faults cancel at nowhere",
        "faults everything at turn",
        "faults stop cancel at turn",
        "faults cancel cancel at turn",
        "faults cancel at turn turn",
        "faults cancel at step turn",
        "faults cancel at turn ",
        "unjudged ",
        "unjudged 1",
        "unjudged\nunjudged",
        "free rotation\nfree rotation",
        "unjudged\nfree rotation",
    };

    (void) state;
    for (size_t i = 0; i < sizeof lines / sizeof *lines; i++) {
        char text[512];
        weft_trace_header read;
        int length = snprintf(text, sizeof text,
                              "weft trace 1\nscenario a.weft\nseed 7\nstrategy fifo\nuntil -\n%s\n"
                              "end 0.000000000 held events 0\n",
                              lines[i]);
        enum weft__trace_outcome outcome = read_back(text, (size_t) length, &read);

        if (outcome != WEFT__TRACE_WRONG)
            print_error("'%s' was read\n", lines[i]);
        assert_int_equal(outcome, WEFT__TRACE_WRONG);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_freedom_and_every_fault_goes_round),
        cmocka_unit_test(hostile_lines_are_refused),
    };

    return cmocka_run_group_tests_name("trace_freedom", tests, NULL, NULL);
}
