/* trace_read_test.c - traces from their text. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "support/counting_allocator.h"

#include "trace_read.h"
#include "trace_write.h"

#define HEADER "weft trace 1\nscenario a.weft\nseed 7\nstrategy fifo\nuntil -\n"
#define EVENT  "0.000000010   1  task adder#1                     step\n"
#define END    "end 3.000000000 held events 1\n"

static struct weft__source source_of(const char *text)
{
    return (struct weft__source){"old.trace", text, strlen(text)};
}

static struct weft__trace_file read_good(const char *text)
{
    struct weft__trace_file file;
    struct weft__diagnostics diagnostics;

    assert_int_equal(weft__trace_read(&weft_allocator_system, source_of(text), &diagnostics, &file),
                     WEFT__TRACE_READ);
    assert_int_equal(diagnostics.count, 0);
    return file;
}

static void assert_slice(struct weft__trace_slice slice, const char *expected)
{
    assert_int_equal(slice.length, strlen(expected));
    assert_memory_equal(slice.bytes, expected, slice.length);
}

/* --- What is read --- */

static void a_header_is_read_whole(void **state)
{
    struct weft__trace_file file =
        read_good("weft trace 1\nscenario two\\nlines \\\\ \\x41\\t\nseed 18446744073709551615\n"
                  "strategy random\nuntil 1.500000000\n\nend 0.000000000 2 findings events 0\n");

    (void) state;
    assert_string_equal(file.header.scenario, "two\nlines \\ A\t");
    assert_true(file.header.seed == UINT64_MAX);
    assert_string_equal(file.header.strategy, "random");
    assert_int_equal(file.header.until_ns, 1500000000);
    assert_null(file.header.source);
    assert_int_equal(file.count, 0);
    assert_int_equal(file.first_line, 7);
    assert_int_equal(file.end_ns, 0);
    assert_string_equal(file.verdict, "2 findings");
    assert_slice(file.end, "end 0.000000000 2 findings events 0");
    weft__trace_file_free(&file);
}

/* A script, and how it stands in a trace. */
static const struct {
    const char *source;
    const char *lines;
} source_rows[] = {
    {"", "source 0\n"},
    {"weft 1\nend\n", "source 11\n| weft 1\n| end\n"},
    {"weft 1\nend", "source 10\n| weft 1\n| end\n"},
    {"\n\n", "source 2\n|\n|\n"},
    {"a\n\n b\n", "source 6\n| a\n|\n|  b\n"},
    {"| end\n", "source 6\n| | end\n"},
    {"a\r\nb\xff\x1b", "source 6\n| a\r\n| b\xff\x1b\n"},
};

static void a_script_is_read_byte_for_byte(void **state)
{
    (void) state;
    for (size_t i = 0; i < sizeof source_rows / sizeof *source_rows; i++) {
        struct weft__trace_file file;
        char text[256];

        snprintf(text, sizeof text, HEADER "%s\n" EVENT END, source_rows[i].lines);
        file = read_good(text);
        assert_non_null(file.header.source);
        assert_int_equal(file.header.source_bytes, strlen(source_rows[i].source));
        assert_string_equal(file.header.source, source_rows[i].source);
        assert_int_equal(file.count, 1);
        weft__trace_file_free(&file);
    }
}

static void a_stripped_bar_is_an_empty_line(void **state)
{
    struct weft__trace_file file = read_good(HEADER "source 2\n| \n|\n\n" EVENT END);

    (void) state;
    assert_string_equal(file.header.source, "\n\n");
    weft__trace_file_free(&file);
}

/* An event line, and its fields. */
static const struct {
    const char *line;
    int64_t time_ns;
    uint64_t turn;
    const char *subject, *word, *details;
} event_rows[] = {
    {"0.000000010   1  task adder#1                     step", 10, 1, "task adder#1", "step", ""},
    {"9223372036.854775807 18446744073709551615 world   print       \\x20a  b", INT64_MAX,
     UINT64_MAX, "world", "print", "\\x20a  b"},
    {"1.000000000 0 iterator #12  close deferred", 1000000000, 0, "iterator #12", "close deferred",
     ""},
    {"1.000000000 0 iterator #12  close deferred  really", 1000000000, 0, "iterator #12",
     "close deferred", "really"},
    {"0.000000000 1 call \"0s run \\\"a\\\" #1  as \\\\\"#1  run", 0, 1,
     "call \"0s run \\\"a\\\" #1  as \\\\\"#1", "run", ""},
    {"0.000000000 1 cooperator #0  something new  5", 0, 1, "cooperator #0", "something new", "5"},
};

static void an_event_line_has_five_fields(void **state)
{
    (void) state;
    for (size_t i = 0; i < sizeof event_rows / sizeof *event_rows; i++) {
        struct weft__trace_file file;
        struct weft__trace_fields fields;
        char text[512];

        snprintf(text, sizeof text, HEADER "\n%s\n" END, event_rows[i].line);
        file = read_good(text);
        assert_int_equal(file.count, 1);
        assert_slice(file.events[0], event_rows[i].line);
        fields = weft__trace_fields(file.events[0]);
        assert_true(fields.time_ns == event_rows[i].time_ns);
        assert_true(fields.turn == event_rows[i].turn);
        assert_slice(fields.subject, event_rows[i].subject);
        assert_slice(fields.word, event_rows[i].word);
        assert_slice(fields.details, event_rows[i].details);
        weft__trace_file_free(&file);
    }
}

/* Bytes with escapes, and without. */
static const struct {
    const char *escaped;
    const char *plain;
} escape_rows[] = {
    {"", ""},
    {"a\\nb\\tc\\\\d\\\"e", "a\nb\tc\\d\"e"},
    {"\\x41\\x7e\\x0a", "A~\n"},
    {"\\x4\\xzz\\x4G\\q\\", "x4xzzx4Gq\\"},
};

static void escapes_are_undone(void **state)
{
    (void) state;
    for (size_t i = 0; i < sizeof escape_rows / sizeof *escape_rows; i++) {
        struct weft__trace_slice slice = {escape_rows[i].escaped, strlen(escape_rows[i].escaped)};
        char text[64];

        assert_int_equal(weft__trace_unescape(slice, text, sizeof text),
                         strlen(escape_rows[i].plain));
        assert_string_equal(text, escape_rows[i].plain);
        assert_int_equal(weft__trace_unescape(slice, text, 2), strlen(escape_rows[i].plain));
        assert_int_equal(strlen(text), escape_rows[i].plain[0] != '\0');
        assert_int_equal(weft__trace_unescape(slice, NULL, 0), strlen(escape_rows[i].plain));
    }
}

static void slices_are_compared_by_their_bytes(void **state)
{
    struct weft__trace_slice one = {"step", 4}, other = {"stepped", 4}, none = {NULL, 0};

    (void) state;
    assert_true(weft__trace_slice_equals(one, other));
    assert_true(weft__trace_slice_is(one, "step"));
    assert_false(weft__trace_slice_is(one, "ste"));
    assert_false(weft__trace_slice_is(one, "stop"));
    assert_true(weft__trace_slice_is(none, ""));
}

/* --- Round trip --- */

static void what_is_written_is_read_back(void **state)
{
    static const char source[] = "weft 1\n\n0s  print \"hi\"";
    weft_trace_header header = {.scenario = " odd\xff\n.weft",
                                .seed = 3,
                                .strategy = "fifo",
                                .until_ns = 5,
                                .source = source,
                                .source_bytes = sizeof source - 1};
    weft_trace *trace;
    struct weft__trace_page page = {.header = &header, .end_ns = 99, .verdict = "held events 3"};
    struct weft__trace_file file;
    char *text;
    size_t length;

    (void) state;
    assert_int_equal(weft_trace_create(NULL, 0, &trace), WEFT_OK);
    for (int kind = 0; kind < (int) WEFT_TRACE_KINDS; kind++) {
        weft_subject subject = {(weft_subject_kind) (kind % (int) WEFT_SUBJECT_KINDS), 1};
        weft_trace_record record = {.kind = kind,
                                    .subject = subject,
                                    .other = subject,
                                    .text = " \n\xff\"\\ ",
                                    .text_bytes = 6,
                                    .status = WEFT_NOT_PAUSED};

        assert_true(weft_trace_name(trace, subject, kind % 2 == 0 ? " \n\"\\" : ""));
        assert_true(weft_trace_append(trace, &record) != 0);
    }
    page.trace = trace;
    text = weft__trace_text(&page, &weft_allocator_system, &length);
    file = read_good(text);
    assert_string_equal(file.header.scenario, header.scenario);
    assert_true(file.header.seed == 3 && file.header.until_ns == 5 && file.end_ns == 99);
    assert_string_equal(file.header.source, source);
    assert_string_equal(file.verdict, "held events 3");
    assert_int_equal(file.count, WEFT_TRACE_KINDS);
    for (size_t i = 0; i < file.count; i++) {
        char line[512];

        weft_trace_format(trace, i + 1, line, sizeof line);
        assert_slice(file.events[i], line);
        assert_true(weft__trace_slice_is(weft__trace_fields(file.events[i]).word,
                                         weft_trace_word((int) i)));
    }
    weft__trace_file_free(&file);
    free(text);
    weft_trace_free(trace);
}

/* At every place of the eight bytes that are looked at together. */
static void a_byte_that_is_no_text_is_found_wherever_it_stands(void **state)
{
    (void) state;
    for (int byte = 0; byte < 256; byte++) {
        for (size_t place = 0; place < 20; place++) {
            char text[] =
                HEADER "\n0.000000010   1  world    print  ..................... end\n" END;
            struct weft__source source = {"old.trace", text, sizeof text - 1};
            struct weft__diagnostics diagnostics;
            struct weft__trace_file file;
            enum weft__trace_outcome outcome;

            strstr(text, "......")[place] = (char) byte;
            outcome = weft__trace_read(&weft_allocator_system, source, &diagnostics, &file);
            assert_int_equal(outcome == WEFT__TRACE_READ, byte >= 0x20 && byte < 0x7F);
            if (outcome == WEFT__TRACE_READ)
                weft__trace_file_free(&file);
            else
                assert_int_equal(diagnostics.count, 1);
        }
    }
}

static void every_failed_allocation_is_survived(void **state)
{
    static const char text[] = HEADER "source 7\n| weft 1\n\n" EVENT END;

    (void) state;
    for (size_t nth = 1;; nth++) {
        struct counting_allocator memory;
        struct weft__diagnostics diagnostics;
        struct weft__trace_file file;
        enum weft__trace_outcome outcome;
        weft_allocator allocator;

        counting_allocator_start(&memory);
        allocator = counting_allocator_allocator(&memory);
        counting_allocator_fail_once(&memory, nth);
        outcome = weft__trace_read(&allocator, source_of(text), &diagnostics, &file);
        assert_int_equal(outcome, memory.failures > 0 ? WEFT__TRACE_NO_MEMORY : WEFT__TRACE_READ);
        assert_int_equal(diagnostics.count, 0);
        if (outcome == WEFT__TRACE_READ)
            weft__trace_file_free(&file);
        assert_int_equal(memory.bytes, 0);
        counting_allocator_end(&memory);
        if (outcome == WEFT__TRACE_READ) {
            assert_true(nth > 1);
            return;
        }
    }
}

/* Memory that ends after so many bytes, whose blocks are system's. */
struct purse {
    size_t bytes_left;
};

static void *allocate_from_purse(void *context, void *block, size_t old_bytes, size_t new_bytes)
{
    struct purse *purse = context;

    if (new_bytes > purse->bytes_left)
        return NULL;
    purse->bytes_left -= new_bytes;
    return weft_allocator_system.allocate(NULL, block, old_bytes, new_bytes);
}

static void each_part_can_find_no_memory(void **state)
{
    /* large enough that each part of it needs a block of its own */
    const size_t large = 40000;
    char *name = malloc(large + 1);
    char *text = malloc(4 * large + 500);
    size_t steps = 0;

    (void) state;
    assert_non_null(name);
    assert_non_null(text);
    memset(name, 'n', large);
    name[large] = '\0';
    snprintf(text, 4 * large + 500,
             "weft trace 1\nscenario %s\nseed 1\nstrategy %s\nuntil -\nsource %zu\n| %s\n\n" EVENT
             "end 3.000000000 %s events 1\n",
             name, name, large, name, name);
    for (size_t bytes = 0;; bytes += large / 2) {
        struct purse purse = {bytes};
        weft_allocator allocator = {allocate_from_purse, &purse};
        struct weft__diagnostics diagnostics;
        struct weft__trace_file file;

        steps++;
        if (weft__trace_read(&allocator, source_of(text), &diagnostics, &file) ==
            WEFT__TRACE_READ) {
            weft__trace_file_free(&file);
            break;
        }
        assert_int_equal(diagnostics.count, 0);
    }
    assert_in_range(steps, 8, 12);
    free(name);
    free(text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_header_is_read_whole),
        cmocka_unit_test(a_script_is_read_byte_for_byte),
        cmocka_unit_test(a_stripped_bar_is_an_empty_line),
        cmocka_unit_test(an_event_line_has_five_fields),
        cmocka_unit_test(escapes_are_undone),
        cmocka_unit_test(slices_are_compared_by_their_bytes),
        cmocka_unit_test(what_is_written_is_read_back),
        cmocka_unit_test(a_byte_that_is_no_text_is_found_wherever_it_stands),
        cmocka_unit_test(every_failed_allocation_is_survived),
        cmocka_unit_test(each_part_can_find_no_memory),
    };

    return cmocka_run_group_tests_name("trace_read", tests, NULL, NULL);
}
