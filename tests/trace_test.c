/* trace_test.c - the recorder: names, memory, and a trace as a whole. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "support/library_fixture.h"
#include "support/trace_fixture.h"

#include "trace_write.h"

#include <errno.h>

static const weft_subject world = {WEFT_SUBJECT_NONE, 0};
static const weft_subject adder = {WEFT_SUBJECT_TASK, 1};
static const weft_subject nap = {WEFT_SUBJECT_DEFERRED, 3};

/* --- Subjects and names --- */

/* A name, and the subject task 1 by it. */
static const struct {
    const char *name;
    const char *subject;
} name_rows[] = {
    {"adder", "task adder#1"},
    {"Adder_2.b-c", "task Adder_2.b-c#1"},
    {"", "task \"\"#1"},
    {"0s run adder 8 as job", "task \"0s run adder 8 as job\"#1"},
    {"a#b", "task \"a#b\"#1"},
    {"say \"hi\"", "task \"say \\\"hi\\\"\"#1"},
    {"back\\slash\n", "task \"back\\\\slash\\n\"#1"},
    {" edge ", "task \" edge \"#1"},
    {"z\xc3\xa4h", "task \"z\xc3\xa4h\"#1"},
    {"\xff", "task \"\\xff\"#1"},
};

static void odd_names_are_quoted(void **state)
{
    (void) state;
    for (size_t i = 0; i < sizeof name_rows / sizeof *name_rows; i++) {
        weft_trace *trace;
        char text[128];

        assert_int_equal(weft_trace_create(NULL, 0, &trace), WEFT_OK);
        assert_true(weft_trace_name(trace, adder, name_rows[i].name));
        assert_int_equal(weft_trace_format_subject(trace, adder, text, sizeof text),
                         strlen(name_rows[i].subject));
        assert_string_equal(text, name_rows[i].subject);
        weft_trace_free(trace);
    }
}

static void a_subject_without_a_name_has_its_number(void **state)
{
    struct trace_fixture *fixture = *state;
    char text[64];

    weft_trace_format_subject(fixture->trace, (weft_subject){WEFT_SUBJECT_CALL, 7}, text,
                              sizeof text);
    assert_string_equal(text, "call #7");
    weft_trace_format_subject(fixture->trace, world, text, sizeof text);
    assert_string_equal(text, "world");
}

static void the_first_name_stays(void **state)
{
    struct trace_fixture *fixture = *state;

    assert_null(weft_trace_name_of(fixture->trace, nap));
    assert_true(weft_trace_name(fixture->trace, nap, "nap"));
    assert_true(weft_trace_name(fixture->trace, nap, "pause"));
    assert_string_equal(weft_trace_name_of(fixture->trace, nap), "nap");
    assert_null(weft_trace_name_of(fixture->trace, (weft_subject){WEFT_SUBJECT_TASK, 3}));
}

static void a_name_counts_from_the_next_event_on(void **state)
{
    struct trace_fixture *fixture = *state;
    weft_trace_record record = record_of(WEFT_EVENT_DEFERRED_CREATED, nap);

    weft_trace_append(fixture->trace, &record);
    weft_trace_name(fixture->trace, nap, "nap");
    record.kind = WEFT_EVENT_DEFERRED_CANCELLED;
    weft_trace_append(fixture->trace, &record);
    assert_line(fixture->trace, 1, "0.000000010   1  deferred #3                      created");
    assert_line(fixture->trace, 2, "0.000000010   1  deferred nap#3                   cancelled");
}

static void a_wide_subject_moves_only_its_own_line(void **state)
{
    struct trace_fixture *fixture = *state;
    weft_subject call = {WEFT_SUBJECT_CALL, 1};
    weft_trace_record record = record_of(WEFT_EVENT_CALL_RUN, call);

    weft_trace_name(fixture->trace, call, "a stimulus whose label is rather long");
    weft_trace_append(fixture->trace, &record);
    assert_line(fixture->trace, 1,
                "0.000000010   1  call \"a stimulus whose label is rather long\"#1  run");
}

static void subjects_far_apart_keep_their_names(void **state)
{
    struct trace_fixture *fixture = *state;
    weft_subject far = {WEFT_SUBJECT_DEFERRED, 100 * 1000 * 1000};

    assert_true(weft_trace_name(fixture->trace, nap, "near"));
    assert_true(weft_trace_name(fixture->trace, far, "far"));
    assert_string_equal(weft_trace_name_of(fixture->trace, far), "far");
    assert_null(weft_trace_name_of(fixture->trace, (weft_subject){WEFT_SUBJECT_DEFERRED, 999999}));
    assert_null(
        weft_trace_name_of(fixture->trace, (weft_subject){WEFT_SUBJECT_DEFERRED, UINT64_MAX}));
    assert_false(
        weft_trace_name(fixture->trace, (weft_subject){WEFT_SUBJECT_DEFERRED, UINT64_MAX}, "no"));
    assert_true(weft_trace_exhausted(fixture->trace));
}

/* --- The whole text --- */

static char *text_of_trace(struct trace_fixture *fixture, const weft_trace_header *header,
                           const char *verdict, size_t *length)
{
    struct weft__trace_page page = {fixture->trace, header, 3000000000, verdict};

    return weft__trace_text(&page, &weft_allocator_system, length);
}

static void a_trace_has_a_header_its_events_and_an_end(void **state)
{
    struct trace_fixture *fixture = *state;
    weft_trace_header header = {.scenario = "cancel.weft",
                                .seed = UINT64_MAX,
                                .strategy = "fifo",
                                .until_ns = INT64_MAX,
                                .source = "weft 1\n\nend",
                                .source_bytes = 11};
    weft_trace_record record = print_of("hello");
    size_t length;
    char *text;

    weft_trace_append(fixture->trace, &record);
    text = text_of_trace(fixture, &header, "held", &length);
    assert_string_equal(text,
                        "weft trace 1\n"
                        "scenario cancel.weft\n"
                        "seed 18446744073709551615\n"
                        "strategy fifo\n"
                        "until -\n"
                        "source 11\n"
                        "| weft 1\n"
                        "|\n"
                        "| end\n"
                        "\n"
                        "0.000000010   1  world                            print       hello\n"
                        "end 3.000000000 held events 1\n");
    assert_int_equal(length, strlen(text));
    free(text);
}

static void a_trace_without_script_or_events_is_still_one(void **state)
{
    struct trace_fixture *fixture = *state;
    weft_trace_header header = {
        .scenario = "two\nlines", .strategy = "random", .until_ns = 1500000000};
    size_t length;
    char *text = text_of_trace(fixture, &header, "2 findings", &length);

    assert_string_equal(text, "weft trace 1\nscenario two\\nlines\nseed 0\nstrategy random\n"
                              "until 1.500000000\n\nend 3.000000000 2 findings events 0\n");
    free(text);
}

static void a_file_gets_the_same_bytes(void **state)
{
    struct trace_fixture *fixture = *state;
    weft_trace_header header = {.scenario = "a", .strategy = "fifo", .until_ns = INT64_MAX};
    FILE *file = tmpfile();
    char *text, *read;
    size_t length;

    assert_non_null(file);
    for (int i = 0; i < 2000; i++) {
        weft_trace_record record = print_of("hello");

        weft_trace_append(fixture->trace, &record);
    }
    text = text_of_trace(fixture, &header, "held", &length);
    assert_true(weft_trace_write(fixture->trace, &header, 3000000000, "held", file));
    read = calloc(1, length + 1);
    assert_non_null(read);
    rewind(file);
    assert_int_equal(fread(read, 1, length + 1, file), length);
    assert_memory_equal(read, text, length);
    free(read);
    free(text);
    fclose(file);
}

static void a_full_disk_is_told(void **state)
{
    struct trace_fixture *fixture = *state;
    weft_trace_header header = {.scenario = "a", .strategy = "fifo", .until_ns = INT64_MAX};
    FILE *file = fopen("/dev/full", "w");

    if (file == NULL)
        skip();
    assert_false(weft_trace_write(fixture->trace, &header, 0, "held", file));
    assert_int_equal(errno, ENOSPC);
    for (int i = 0; i < 10000; i++) {
        weft_trace_record record = print_of("hello");

        weft_trace_append(fixture->trace, &record);
    }
    errno = 0;
    assert_false(weft_trace_write(fixture->trace, &header, 0, "held", file));
    assert_int_equal(errno, ENOSPC);
    fclose(file);
}

/* --- Memory --- */

static void many_events_stay_where_they_are(void **state)
{
    struct trace_fixture *fixture = *state;
    const char *first;

    for (int64_t i = 0; i < 300000; i++) {
        weft_trace_record record = record_of(WEFT_EVENT_CALL_MOVED, adder);

        record.number = i;
        record.text = "text";
        record.text_bytes = 4;
        assert_int_equal(weft_trace_append(fixture->trace, &record), i + 1);
        if (i == 0)
            first = weft_trace_get(fixture->trace, 1).text;
    }
    assert_ptr_equal(weft_trace_get(fixture->trace, 1).text, first);
    for (int64_t i = 0; i < 300000; i++)
        assert_int_equal(weft_trace_get(fixture->trace, (uint64_t) i + 1).number, i);
    assert_int_equal(weft_trace_count(fixture->trace), 300000);
}

static void assert_same_subject(weft_subject left, weft_subject right)
{
    assert_int_equal(left.kind, right.kind);
    assert_int_equal(left.id, right.id);
}

/* At both sides of what fits into an event of the usual form. */
static void an_event_is_as_it_was_recorded_however_large_its_numbers(void **state)
{
    static const uint64_t numbers[] = {0, 1, UINT32_MAX, (uint64_t) UINT32_MAX + 1, UINT64_MAX};
    const size_t count = sizeof numbers / sizeof *numbers;
    struct trace_fixture *fixture = *state;

    for (size_t i = 0; i < count * count * count * 2; i++) {
        weft_trace_record record = {
            .time_ns = i % 2 == 0 ? INT64_MAX : 0,
            .turn = numbers[i / 2 % count],
            .kind = (int) (i % WEFT_TRACE_KINDS),
            .subject = {WEFT_SUBJECT_LOOP, numbers[i / 2 / count % count]},
            .other = {WEFT_SUBJECT_DEFERRED, numbers[i / 2 / count / count]},
            .number = i % 3 == 0 ? INT64_MIN : (int64_t) i,
            .status = WEFT_CLOSE_FAILED,
            .text = i % 2 == 0 ? "a text" : NULL,
            .text_bytes = 6,
        };
        weft_trace_record got;

        assert_int_equal(weft_trace_append(fixture->trace, &record), i + 1);
        got = weft_trace_get(fixture->trace, i + 1);
        assert_int_equal(got.time_ns, record.time_ns);
        assert_int_equal(got.turn, record.turn);
        assert_int_equal(got.kind, record.kind);
        assert_same_subject(got.subject, record.subject);
        assert_same_subject(got.other, record.other);
        assert_int_equal(got.number, record.number);
        assert_int_equal(got.status, record.status);
        assert_int_equal(got.text_bytes, record.text != NULL ? 6 : 0);
        if (record.text != NULL)
            assert_string_equal(got.text, "a text");
        else
            assert_null(got.text);
    }
}

static void a_trace_keeps_within_its_bound(void **state)
{
    struct counting_allocator memory;
    weft_allocator allocator;
    weft_trace *trace;
    const size_t bytes_max = 200000;
    uint64_t count = 0;

    (void) state;
    counting_allocator_start(&memory);
    allocator = counting_allocator_allocator(&memory);
    assert_int_equal(weft_trace_create(&allocator, 16, &trace), WEFT_NO_MEMORY);
    assert_null(trace);
    assert_int_equal(weft_trace_create(&allocator, bytes_max, &trace), WEFT_OK);
    for (;;) {
        weft_trace_record record = print_of("a text of some length");
        uint64_t event = weft_trace_append(trace, &record);

        assert_in_range(memory.bytes, 0, bytes_max);
        if (event == 0)
            break;
        assert_int_equal(event, ++count);
        assert_false(weft_trace_exhausted(trace));
    }
    assert_in_range(count, 1000, 10000);
    assert_true(weft_trace_exhausted(trace));
    assert_int_equal(weft_trace_count(trace), count);
    assert_tail(trace, count, "print       a text of some length");
    assert_false(weft_trace_name(trace, nap, "nap"));
    assert_int_equal(weft_trace_append(trace, &(weft_trace_record){.subject = nap}), 0);
    weft_trace_free(trace);
    assert_int_equal(memory.bytes, 0);
    counting_allocator_end(&memory);
}

static void a_text_beyond_the_bound_exhausts_the_trace(void **state)
{
    struct trace_fixture *fixture = *state;
    weft_trace_record record = print_of("short");

    assert_int_equal(weft_trace_append(fixture->trace, &record), 1);
    record.text_bytes = SIZE_MAX / 4;
    assert_int_equal(weft_trace_append(fixture->trace, &record), 0);
    assert_true(weft_trace_exhausted(fixture->trace));
    assert_int_equal(weft_trace_count(fixture->trace), 1);
}

/* Records a little of everything; whether all of it found room. */
static bool record_some(weft_trace *trace)
{
    weft_trace_record record = print_of("hello");
    weft_value value = weft_integer(5);
    bool named = weft_trace_name(trace, adder, "adder");
    bool printed = weft_trace_append(trace, &record) != 0;
    bool fired = weft_trace_append_value(trace, &record, &value) != 0;

    for (int i = 0; i < 600; i++) /* more than a page of events */
        printed = weft_trace_append(trace, &record) != 0 && printed;
    return named && printed && fired;
}

static void every_failed_allocation_is_survived(void **state)
{
    (void) state;
    for (size_t nth = 1;; nth++) {
        struct counting_allocator memory;
        weft_allocator allocator;
        weft_trace *trace;
        bool whole = false;

        counting_allocator_start(&memory);
        allocator = counting_allocator_allocator(&memory);
        counting_allocator_fail_once(&memory, nth);
        if (weft_trace_create(&allocator, 0, &trace) == WEFT_OK) {
            whole = record_some(trace);
            assert_int_equal(whole, !weft_trace_exhausted(trace));
        }
        assert_int_equal(whole, memory.failures == 0);
        weft_trace_free(trace);
        assert_int_equal(memory.bytes, 0);
        counting_allocator_end(&memory);
        if (whole) {
            assert_in_range(nth, 4, 20);
            return;
        }
    }
}

static void a_whole_text_needs_one_allocation(void **state)
{
    struct trace_fixture *fixture = *state;
    weft_trace_header header = {.scenario = "a", .strategy = "fifo", .until_ns = INT64_MAX};
    struct weft__trace_page page = {fixture->trace, &header, 0, "held"};
    weft_allocator allocator = counting_allocator_allocator(&fixture->memory);
    size_t requests = fixture->memory.requests;
    size_t length;
    char *text;

    counting_allocator_fail_once(&fixture->memory, 1);
    assert_null(weft__trace_text(&page, &allocator, &length));
    text = weft__trace_text(&page, &allocator, &length);
    assert_int_equal(fixture->memory.requests, requests + 2);
    allocator.allocate(allocator.context, text, length + 1, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(odd_names_are_quoted),
        trace_test(a_subject_without_a_name_has_its_number),
        trace_test(the_first_name_stays),
        trace_test(a_name_counts_from_the_next_event_on),
        trace_test(a_wide_subject_moves_only_its_own_line),
        trace_test(subjects_far_apart_keep_their_names),
        trace_test(a_trace_has_a_header_its_events_and_an_end),
        trace_test(a_trace_without_script_or_events_is_still_one),
        trace_test(a_file_gets_the_same_bytes),
        trace_test(a_full_disk_is_told),
        trace_test(many_events_stay_where_they_are),
        trace_test(an_event_is_as_it_was_recorded_however_large_its_numbers),
        cmocka_unit_test(a_trace_keeps_within_its_bound),
        trace_test(a_text_beyond_the_bound_exhausts_the_trace),
        cmocka_unit_test(every_failed_allocation_is_survived),
        trace_test(a_whole_text_needs_one_allocation),
    };

    return cmocka_run_group_tests_name("trace", tests, NULL, NULL);
}
