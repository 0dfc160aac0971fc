/* trace_test.c - the recorder, and what a trace looks like as text. */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "support/library_fixture.h"

#include "trace_internal.h"
#include "trace_write.h"

/* --- Fixture: a trace over counted memory --- */

struct fixture {
    struct counting_allocator memory;
    weft_trace *trace;
};

static int set_up(void **state)
{
    struct fixture *fixture = calloc(1, sizeof *fixture);
    weft_allocator allocator;

    if (fixture == NULL)
        return -1;
    *state = fixture;
    counting_allocator_start(&fixture->memory);
    allocator = counting_allocator_allocator(&fixture->memory);
    return weft_trace_create(&allocator, 0, &fixture->trace) == WEFT_OK ? 0 : -1;
}

static int tear_down(void **state)
{
    struct fixture *fixture = *state;

    weft_trace_free(fixture->trace);
    assert_int_equal(fixture->memory.bytes, 0);
    counting_allocator_end(&fixture->memory);
    free(fixture);
    return 0;
}

#define trace_test(test) cmocka_unit_test_setup_teardown(test, set_up, tear_down)

static const weft_subject world = {WEFT_SUBJECT_NONE, 0};
static const weft_subject adder = {WEFT_SUBJECT_TASK, 1};
static const weft_subject nap = {WEFT_SUBJECT_DEFERRED, 3};

static weft_trace_record record_of(int kind, weft_subject subject)
{
    return (weft_trace_record){.time_ns = 10, .turn = 1, .kind = kind, .subject = subject};
}

static weft_trace_record print_of(const char *text)
{
    weft_trace_record record = record_of(WEFT_TRACE_PRINT, world);

    record.text = text;
    record.text_bytes = strlen(text);
    return record;
}

static void assert_line(const weft_trace *trace, uint64_t event, const char *expected)
{
    char line[512];

    assert_int_equal(weft_trace_format(trace, event, line, sizeof line), strlen(expected));
    assert_string_equal(line, expected);
}

/* What an event's line says behind its subject. */
static void assert_tail(const weft_trace *trace, uint64_t event, const char *expected)
{
    char line[512];

    weft_trace_format(trace, event, line, sizeof line);
    assert_string_equal(line + 50, expected);
}

/* --- Lines --- */

#define TASK_1                                                                                     \
    {                                                                                              \
        WEFT_SUBJECT_TASK, 1                                                                       \
    }
#define DEFERRED_3                                                                                 \
    {                                                                                              \
        WEFT_SUBJECT_DEFERRED, 3                                                                   \
    }
#define ITERATOR_2                                                                                 \
    {                                                                                              \
        WEFT_SUBJECT_ITERATOR, 2                                                                   \
    }
#define NOBODY                                                                                     \
    {                                                                                              \
        WEFT_SUBJECT_NONE, 0                                                                       \
    }

/* One row, one kind of event: what is recorded, and what its line says behind the subject. Task 1
 * is named adder, Deferred 3 nap; TEXT NULL is none. */
static const struct {
    int kind;
    int64_t number;
    weft_subject other;
    weft_status status;
    const char *text;
    const char *tail;
} kind_rows[] = {
    {WEFT_EVENT_CALL_SCHEDULED, 1000000010, TASK_1, WEFT_OK, NULL,
     "scheduled   due 1.000000010 by task adder#1"},
    {WEFT_EVENT_CALL_SCHEDULED, 0, NOBODY, WEFT_OK, NULL, "scheduled   due 0.000000000"},
    {WEFT_EVENT_CALL_RUN, 0, NOBODY, WEFT_OK, NULL, "run"},
    {WEFT_EVENT_CALL_CANCELLED, 0, NOBODY, WEFT_OK, NULL, "cancelled"},
    {WEFT_EVENT_CALL_MOVED, 5000000000, NOBODY, WEFT_OK, NULL, "moved       due 5.000000000"},
    {WEFT_EVENT_DEFERRED_CREATED, 0, TASK_1, WEFT_OK, NULL, "created     by task adder#1"},
    {WEFT_EVENT_DEFERRED_CREATED, 0, NOBODY, WEFT_OK, NULL, "created"},
    {WEFT_EVENT_DEFERRED_FIRED, 0, NOBODY, WEFT_OK, "28", "fired       value 28"},
    {WEFT_EVENT_DEFERRED_FIRED, 1, NOBODY, WEFT_OK, "ValueError: x",
     "fired       failure ValueError: x"},
    {WEFT_EVENT_DEFERRED_CALLBACK, 0, NOBODY, WEFT_OK, "28", "callback    value 28"},
    {WEFT_EVENT_DEFERRED_RETURNED, 0, DEFERRED_3, WEFT_OK, NULL,
     "returned    value deferred nap#3"},
    {WEFT_EVENT_DEFERRED_WAITS, 0, DEFERRED_3, WEFT_OK, NULL, "waits       for deferred nap#3"},
    {WEFT_EVENT_DEFERRED_RECEIVED, 0, NOBODY, WEFT_OK, "none", "received    value none"},
    {WEFT_EVENT_DEFERRED_CHAINED, 0, DEFERRED_3, WEFT_OK, NULL, "chained     to deferred nap#3"},
    {WEFT_EVENT_DEFERRED_CANCELLED, 0, NOBODY, WEFT_OK, NULL, "cancelled"},
    {WEFT_EVENT_DEFERRED_SWALLOWED, 0, NOBODY, WEFT_OK, NULL, "swallowed"},
    {WEFT_EVENT_DEFERRED_PAUSED, 2, NOBODY, WEFT_OK, NULL, "paused      count 2"},
    {WEFT_EVENT_DEFERRED_UNPAUSED, 0, NOBODY, WEFT_OK, NULL, "unpaused    count 0"},
    {WEFT_EVENT_ITERATOR_CREATED, 0, TASK_1, WEFT_OK, "adder",
     "created     type adder by task adder#1"},
    {WEFT_EVENT_ITERATOR_CLOSED, 0, NOBODY, WEFT_OK, NULL, "closed"},
    {WEFT_EVENT_ITERATOR_CLOSED, 1, NOBODY, WEFT_OK, NULL, "closed      its closed block runs"},
    {WEFT_EVENT_ITERATOR_CLOSE_DEFERRED, 0, NOBODY, WEFT_OK, NULL, "close deferred"},
    {WEFT_EVENT_COOPERATOR_CREATED, 0, NOBODY, WEFT_OK, NULL, "created"},
    {WEFT_EVENT_COOPERATOR_STARTED, 0, NOBODY, WEFT_OK, NULL, "started"},
    {WEFT_EVENT_COOPERATOR_STOPPED, 0, NOBODY, WEFT_OK, NULL, "stopped"},
    {WEFT_EVENT_TASK_CREATED, 0, ITERATOR_2, WEFT_OK, "adder",
     "created     type adder over iterator #2"},
    {WEFT_EVENT_TASK_STEP, 0, NOBODY, WEFT_OK, NULL, "step"},
    {WEFT_EVENT_TASK_YIELDED, 0, NOBODY, WEFT_OK, "none", "yielded     value none"},
    {WEFT_EVENT_TASK_WAITS, 0, DEFERRED_3, WEFT_OK, NULL, "waits       for deferred nap#3"},
    {WEFT_EVENT_TASK_RECEIVED, 0, NOBODY, WEFT_OK, "none", "received    value none"},
    {WEFT_EVENT_TASK_PAUSED, 1, NOBODY, WEFT_OK, NULL, "paused      count 1"},
    {WEFT_EVENT_TASK_RESUMED, 0, NOBODY, WEFT_OK, NULL, "resumed     count 0"},
    {WEFT_EVENT_TASK_DONE, 0, NOBODY, WEFT_OK, "28", "done        value 28"},
    {WEFT_EVENT_TASK_STOPPED, 1, NOBODY, WEFT_OK, "TaskStopped", "stopped     failure TaskStopped"},
    {WEFT_EVENT_TASK_FAILED, 1, NOBODY, WEFT_OK, "RuntimeError",
     "failed      failure RuntimeError"},
    {WEFT_EVENT_TASK_DROPPED, 0, NOBODY, WEFT_OK, NULL, "dropped"},
    {WEFT_EVENT_UNHANDLED, 1, NOBODY, WEFT_OK, "ValueError: x",
     "unhandled   failure ValueError: x"},
    {WEFT_EVENT_MISUSE, 0, NOBODY, WEFT_ALREADY_CALLED, NULL, "refused     AlreadyCalledError"},
    {WEFT_EVENT_MISUSE, 0, NOBODY, WEFT_OK, "WrongType", "refused     WrongType"},
    {WEFT_EVENT_LEFT, 0, NOBODY, WEFT_OK, NULL, "left"},
    {WEFT_TRACE_PRINT, 0, NOBODY, WEFT_OK, "Adding 0 to result", "print       Adding 0 to result"},
    {WEFT_TRACE_PRINT, 0, NOBODY, WEFT_OK, "", "print"},
    {WEFT_TRACE_WORK, 5000000, NOBODY, WEFT_OK, NULL, "work        0.005000000"},
    {WEFT_TRACE_NAMED, 0, NOBODY, WEFT_OK, "nap", "named       nap"},
    {WEFT_TRACE_CHOICE, 3, NOBODY, WEFT_OK, "call task adder/later/2",
     "choice      of 3 call task adder/later/2"},
    {WEFT_TRACE_EXPECT, 0, NOBODY, WEFT_OK, "no timers: held", "expect      no timers: held"},
    {WEFT_TRACE_FINDING, 0, NOBODY, WEFT_OK, "lost: it waits", "finding     lost: it waits"},
    {WEFT_TRACE_FINAL, 0, NOBODY, WEFT_OK, "done", "final       done"},
};

static void each_kind_of_event_has_its_details(void **state)
{
    struct fixture *fixture = *state;
    bool seen[WEFT_TRACE_KINDS] = {false};

    assert_true(weft_trace_name(fixture->trace, adder, "adder"));
    assert_true(weft_trace_name(fixture->trace, nap, "nap"));
    for (size_t i = 0; i < sizeof kind_rows / sizeof *kind_rows; i++) {
        weft_trace_record record = record_of(kind_rows[i].kind, world);

        record.number = kind_rows[i].number;
        record.other = kind_rows[i].other;
        record.status = kind_rows[i].status;
        record.text = kind_rows[i].text;
        record.text_bytes = record.text == NULL ? 0 : strlen(record.text);
        seen[kind_rows[i].kind] = true;
        assert_int_equal(weft_trace_append(fixture->trace, &record), i + 1);
        assert_tail(fixture->trace, i + 1, kind_rows[i].tail);
    }
    for (int kind = 0; kind < (int) WEFT_TRACE_KINDS; kind++)
        assert_true(seen[kind]);
}

/* A time and a turn, and how a line with them begins. */
static const struct {
    int64_t time_ns;
    uint64_t turn;
    const char *line;
} time_rows[] = {
    {0, 0, "0.000000000   0  world                            step"},
    {999999999, 1, "0.999999999   1  world                            step"},
    {100 * INT64_C(1000000000) + 1, 12, "100.000000001 12 world                            step"},
    {INT64_MAX, UINT64_MAX, "9223372036.854775807 18446744073709551615 world   step"},
};

static void times_are_seconds_and_nine_digits(void **state)
{
    struct fixture *fixture = *state;

    for (size_t i = 0; i < sizeof time_rows / sizeof *time_rows; i++) {
        weft_trace_record record = record_of(WEFT_EVENT_TASK_STEP, world);

        record.time_ns = time_rows[i].time_ns;
        record.turn = time_rows[i].turn;
        weft_trace_append(fixture->trace, &record);
        assert_line(fixture->trace, i + 1, time_rows[i].line);
    }
}

static void numbers_at_the_edge_are_written_whole(void **state)
{
    struct fixture *fixture = *state;
    weft_trace_record record = record_of(WEFT_EVENT_CALL_MOVED, world);

    record.number = INT64_MIN;
    weft_trace_append(fixture->trace, &record);
    assert_tail(fixture->trace, 1, "moved       due -9223372036.854775808");
    record.kind = WEFT_EVENT_TASK_PAUSED;
    weft_trace_append(fixture->trace, &record);
    assert_tail(fixture->trace, 2, "paused      count -9223372036854775808");
}

/* A printed text, and how it stands in its line. */
static const struct {
    const char *text;
    size_t bytes;
    const char *line;
} text_rows[] = {
    {"a\nb\tc\\d", 7, "a\\nb\\tc\\\\d"},
    {"a\0b", 3, "a\\x00b"},
    {"\r\x1b[1m\x7f", 6, "\\x0d\\x1b[1m\\x7f"},
    {"  two  ", 7, "\\x20 two \\x20"},
    {" ", 1, "\\x20"},
    {"z\xc3\xa4h \xe2\x82\xac \xf0\x9f\x99\x82", 13, "z\xc3\xa4h \xe2\x82\xac \xf0\x9f\x99\x82"},
    {"\xc2\x9b\xc2\xa0", 4, "\\xc2\\x9b\xc2\xa0"},     /* a control character of two bytes */
    {"\xff\xc3 \xe2\x82", 5, "\\xff\\xc3 \\xe2\\x82"}, /* cut off */
    {"\xc0\x80\xe0\x80\x80\xf0\x80\x80\x80", 9,        /* too long for what they say */
     "\\xc0\\x80\\xe0\\x80\\x80\\xf0\\x80\\x80\\x80"},
    {"\xed\xa0\x80\xf4\x90\x80\x80\xf5", 8, "\\xed\\xa0\\x80\\xf4\\x90\\x80\\x80\\xf5"},
};

static void a_text_stays_on_its_line(void **state)
{
    struct fixture *fixture = *state;

    for (size_t i = 0; i < sizeof text_rows / sizeof *text_rows; i++) {
        weft_trace_record record = print_of(text_rows[i].text);
        char tail[128];

        record.text_bytes = text_rows[i].bytes;
        weft_trace_append(fixture->trace, &record);
        snprintf(tail, sizeof tail, "print       %s", text_rows[i].line);
        assert_tail(fixture->trace, i + 1, tail);
    }
}

static void a_print_is_kept_whole(void **state)
{
    struct fixture *fixture = *state;
    static char text[70000];
    weft_trace_record record = print_of("");
    weft_trace_record kept;

    memset(text, 'x', sizeof text);
    record.text = text;
    record.text_bytes = sizeof text;
    assert_int_equal(weft_trace_append(fixture->trace, &record), 1);
    kept = weft_trace_get(fixture->trace, 1);
    assert_int_equal(kept.text_bytes, sizeof text);
    assert_memory_equal(kept.text, text, sizeof text);
    assert_int_equal(weft_trace_format(fixture->trace, 1, NULL, 0), 62 + sizeof text);
}

static void a_line_is_cut_like_snprintf_does(void **state)
{
    struct fixture *fixture = *state;
    weft_trace_record record = print_of("hello");
    char line[20];

    weft_trace_append(fixture->trace, &record);
    assert_int_equal(weft_trace_format(fixture->trace, 1, line, sizeof line), 67);
    assert_string_equal(line, "0.000000010   1  wo");
    assert_int_equal(weft_trace_format(fixture->trace, 1, line, 1), 67);
    assert_string_equal(line, "");
}

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
    struct fixture *fixture = *state;
    char text[64];

    weft_trace_format_subject(fixture->trace, (weft_subject){WEFT_SUBJECT_CALL, 7}, text,
                              sizeof text);
    assert_string_equal(text, "call #7");
    weft_trace_format_subject(fixture->trace, world, text, sizeof text);
    assert_string_equal(text, "world");
}

static void the_first_name_stays(void **state)
{
    struct fixture *fixture = *state;

    assert_null(weft_trace_name_of(fixture->trace, nap));
    assert_true(weft_trace_name(fixture->trace, nap, "nap"));
    assert_true(weft_trace_name(fixture->trace, nap, "pause"));
    assert_string_equal(weft_trace_name_of(fixture->trace, nap), "nap");
    assert_null(weft_trace_name_of(fixture->trace, (weft_subject){WEFT_SUBJECT_TASK, 3}));
}

static void a_name_counts_from_the_next_event_on(void **state)
{
    struct fixture *fixture = *state;
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
    struct fixture *fixture = *state;
    weft_subject call = {WEFT_SUBJECT_CALL, 1};
    weft_trace_record record = record_of(WEFT_EVENT_CALL_RUN, call);

    weft_trace_name(fixture->trace, call, "a stimulus whose label is rather long");
    weft_trace_append(fixture->trace, &record);
    assert_line(fixture->trace, 1,
                "0.000000010   1  call \"a stimulus whose label is rather long\"#1  run");
}

static void subjects_far_apart_keep_their_names(void **state)
{
    struct fixture *fixture = *state;
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

/* --- Values --- */

static void assert_value_tail(struct library_fixture *library, weft_value value, const char *tail)
{
    weft_trace_record record = record_of(WEFT_EVENT_DEFERRED_FIRED, nap);
    size_t requests = library->memory.requests;
    weft_trace *trace;

    assert_int_equal(weft_trace_create(NULL, 0, &trace), WEFT_OK);
    record.text = "ignored";
    record.text_bytes = 7;
    record.number = 99;
    assert_int_equal(weft_trace_append_value(trace, &record, &value), 1);
    assert_tail(trace, 1, tail);
    weft_trace_free(trace);
    assert_int_equal(library->memory.requests, requests);
    weft_value_release(value);
}

static weft_value text_of(struct library_fixture *library, const char *text)
{
    return weft_text(library->reactor, text, strlen(text));
}

static void values_are_rendered_by_their_type(void **state)
{
    struct library_fixture *library = *state;

    assert_value_tail(library, weft_integer(-28), "fired       value -28");
    assert_value_tail(library, weft_none(), "fired       value none");
    assert_value_tail(library, text_of(library, "two words "), "fired       value \"two words \"");
    assert_value_tail(library, text_of(library, ""), "fired       value \"\"");
    assert_value_tail(library, weft_raise_bare(&weft_error_cancelled),
                      "fired       failure CancelledError");
    assert_value_tail(library, weft_raise(library->reactor, &weft_error_value, "no\nway"),
                      "fired       failure ValueError: no\\nway");
}

#define TEN   "0123456789"
#define FIFTY TEN TEN TEN TEN TEN

static void a_long_value_is_cut_between_characters(void **state)
{
    struct library_fixture *library = *state;
    weft_reactor *reactor = library->reactor;

    /* 12 bytes of "ValueError: " and 52 of the message are 64 */
    assert_value_tail(library, weft_raise(reactor, &weft_error_value, FIFTY "ab"),
                      "fired       failure ValueError: " FIFTY "ab");
    assert_value_tail(library, weft_raise(reactor, &weft_error_value, FIFTY "abc"),
                      "fired       failure ValueError: " TEN TEN TEN TEN "012345678...");
    assert_value_tail(library, text_of(library, FIFTY TEN "ab"),
                      "fired       value \"" FIFTY TEN "ab\"");
    assert_value_tail(library, text_of(library, FIFTY TEN "abc"),
                      "fired       value \"" FIFTY "012345678\"...");
    /* byte 59 of the text is inside the last character but two */
    assert_value_tail(library,
                      text_of(library, FIFTY "01234567\xe2\x82\xac\xe2\x82\xac\xe2\x82\xac"),
                      "fired       value \"" FIFTY "01234567\"...");
    assert_value_tail(library, text_of(library, FIFTY "0123456\xf0\x9f\x99\x82" TEN),
                      "fired       value \"" FIFTY "0123456\"...");
    /* no characters at all: cut wherever it comes */
    assert_value_tail(library, text_of(library, FIFTY "01234\x80\x80\x80\x80\x80\x80\x80\x80"),
                      "fired       value \"" FIFTY "01234\\x80\\x80\\x80\\x80\"...");
}

static size_t format_a_zero_byte(const weft_value *value, char *text, size_t size)
{
    (void) value;
    if (size > 3)
        memcpy(text, "a\0b", 4);
    return 3;
}

static const weft_type odd_type = {"odd", NULL, NULL, format_a_zero_byte, NULL};

static void a_type_of_the_users_renders_itself(void **state)
{
    struct library_fixture *library = *state;

    assert_value_tail(library, weft_object(&odd_type, NULL), "fired       value a\\x00b");
}

static void a_handle_is_rendered_as_its_subject(void **state)
{
    struct library_fixture *library = *state;
    weft_deferred *deferred = make_deferred(library);
    weft_subject subject = weft_deferred_subject(deferred);
    weft_value value = weft_deferred_value(deferred);
    weft_trace_record record = record_of(WEFT_EVENT_TASK_YIELDED, adder);
    weft_trace *trace;

    assert_int_equal(weft_trace_create(NULL, 0, &trace), WEFT_OK);
    weft_trace_name(trace, subject, "nap");
    weft_trace_append_value(trace, &record, &value);
    weft_trace_append_value(trace, &record, NULL);
    assert_tail(trace, 1, "yielded     value deferred nap#1");
    assert_tail(trace, 2, "yielded");
    assert_int_equal(weft_trace_get(trace, 1).other.id, subject.id);
    weft_trace_free(trace);
    weft_value_release(value);
}

/* --- The whole text --- */

static char *text_of_trace(struct fixture *fixture, const weft_trace_header *header,
                           const char *verdict, size_t *length)
{
    struct weft__trace_page page = {fixture->trace, header, 3000000000, verdict};

    return weft__trace_text(&page, &weft_allocator_system, length);
}

static void a_trace_has_a_header_its_events_and_an_end(void **state)
{
    struct fixture *fixture = *state;
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
    struct fixture *fixture = *state;
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
    struct fixture *fixture = *state;
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
    struct fixture *fixture = *state;
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
    struct fixture *fixture = *state;
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
    struct fixture *fixture = *state;
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
            assert_in_range(nth, 6, 20);
            return;
        }
    }
}

static void a_whole_text_needs_one_allocation(void **state)
{
    struct fixture *fixture = *state;
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
        trace_test(each_kind_of_event_has_its_details),
        trace_test(times_are_seconds_and_nine_digits),
        trace_test(numbers_at_the_edge_are_written_whole),
        trace_test(a_text_stays_on_its_line),
        trace_test(a_print_is_kept_whole),
        trace_test(a_line_is_cut_like_snprintf_does),
        cmocka_unit_test(odd_names_are_quoted),
        trace_test(a_subject_without_a_name_has_its_number),
        trace_test(the_first_name_stays),
        trace_test(a_name_counts_from_the_next_event_on),
        trace_test(a_wide_subject_moves_only_its_own_line),
        trace_test(subjects_far_apart_keep_their_names),
        library_test(values_are_rendered_by_their_type),
        library_test(a_long_value_is_cut_between_characters),
        library_test(a_type_of_the_users_renders_itself),
        library_test(a_handle_is_rendered_as_its_subject),
        trace_test(a_trace_has_a_header_its_events_and_an_end),
        trace_test(a_trace_without_script_or_events_is_still_one),
        trace_test(a_file_gets_the_same_bytes),
        trace_test(a_full_disk_is_told),
        trace_test(many_events_stay_where_they_are),
        cmocka_unit_test(a_trace_keeps_within_its_bound),
        trace_test(a_text_beyond_the_bound_exhausts_the_trace),
        cmocka_unit_test(every_failed_allocation_is_survived),
        trace_test(a_whole_text_needs_one_allocation),
    };

    return cmocka_run_group_tests_name("trace", tests, NULL, NULL);
}
