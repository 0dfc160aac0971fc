/* trace_line_test.c - what each kind of event, text and value looks like in its line. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include <inttypes.h>

#include "support/library_fixture.h"
#include "support/trace_fixture.h"

static const weft_subject world = {WEFT_SUBJECT_NONE, 0};
static const weft_subject adder = {WEFT_SUBJECT_TASK, 1};
static const weft_subject nap = {WEFT_SUBJECT_DEFERRED, 3};

/* --- Lines --- */

#define TASK_1     WEFT_SUBJECT_TASK, 1
#define DEFERRED_3 WEFT_SUBJECT_DEFERRED, 3
#define ITERATOR_2 WEFT_SUBJECT_ITERATOR, 2
#define NOBODY     WEFT_SUBJECT_NONE, 0

/* One row, one kind of event: what is recorded, and what its line says behind the subject. Task 1
 * is named adder, Deferred 3 nap; TEXT NULL is none. */
static const struct {
    int kind;
    int64_t number;
    weft_subject_kind other_kind;
    uint64_t other_id;
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
    {WEFT_EVENT_DEFERRED_CAME_LATE, 0, DEFERRED_3, WEFT_OK, NULL, "came late   for deferred nap#3"},
    {WEFT_EVENT_DEFERRED_CHAINED, 0, DEFERRED_3, WEFT_OK, NULL, "chained     to deferred nap#3"},
    {WEFT_EVENT_DEFERRED_CANCELLED, 0, NOBODY, WEFT_OK, NULL, "cancelled"},
    {WEFT_EVENT_DEFERRED_SWALLOWED, 0, NOBODY, WEFT_OK, NULL, "swallowed"},
    {WEFT_EVENT_DEFERRED_PAUSED, 2, NOBODY, WEFT_OK, NULL, "paused      count 2"},
    {WEFT_EVENT_DEFERRED_UNPAUSED, 0, NOBODY, WEFT_OK, NULL, "unpaused    count 0"},
    {WEFT_EVENT_DEFERRED_COLLECTS, 0, DEFERRED_3, WEFT_OK, NULL, "collects    from deferred nap#3"},
    {WEFT_EVENT_ITERATOR_STARTED, 0, DEFERRED_3, WEFT_OK, NULL, "started     for deferred nap#3"},
    {WEFT_EVENT_ITERATOR_AWAITS, 0, DEFERRED_3, WEFT_OK, NULL, "awaits      for deferred nap#3"},
    {WEFT_EVENT_ITERATOR_RECEIVED, 0, NOBODY, WEFT_OK, "5", "received    value 5"},
    {WEFT_EVENT_ITERATOR_ENDED, 1, NOBODY, WEFT_OK, "ValueError", "ended       failure ValueError"},
    {WEFT_EVENT_ITERATOR_DROPPED, 0, NOBODY, WEFT_OK, NULL, "dropped"},
    {WEFT_EVENT_LOCK_CREATED, 2, NOBODY, WEFT_OK, NULL, "created     free 2"},
    {WEFT_EVENT_LOCK_AWAITED, 0, DEFERRED_3, WEFT_OK, NULL, "awaited     free 0 by deferred nap#3"},
    {WEFT_EVENT_LOCK_ACQUIRED, 1, DEFERRED_3, WEFT_OK, NULL,
     "acquired    free 1 by deferred nap#3"},
    {WEFT_EVENT_LOCK_RELEASED, 1, NOBODY, WEFT_OK, NULL, "released    free 1"},
    {WEFT_EVENT_LOCK_PASSED_OVER, 0, DEFERRED_3, WEFT_OK, NULL, "passed over  by deferred nap#3"},
    {WEFT_EVENT_QUEUE_CREATED, 0, NOBODY, WEFT_OK, NULL, "created"},
    {WEFT_EVENT_QUEUE_PUT, 0, NOBODY, WEFT_OK, "5", "put         value 5"},
    {WEFT_EVENT_QUEUE_GOT, 2, DEFERRED_3, WEFT_OK, NULL, "got         stored 2 by deferred nap#3"},
    {WEFT_EVENT_QUEUE_AWAITED, 0, DEFERRED_3, WEFT_OK, NULL, "awaited     by deferred nap#3"},
    {WEFT_EVENT_LOOP_CREATED, 0, NOBODY, WEFT_OK, NULL, "created"},
    {WEFT_EVENT_LOOP_STARTED, 1000000000, DEFERRED_3, WEFT_OK, NULL,
     "started     every 1.000000000 for deferred nap#3"},
    {WEFT_EVENT_LOOP_RUN, 0, NOBODY, WEFT_OK, NULL, "run"},
    {WEFT_EVENT_LOOP_RUN, 3, NOBODY, WEFT_OK, NULL, "run         times 3"},
    {WEFT_EVENT_LOOP_WAITS, 0, DEFERRED_3, WEFT_OK, NULL, "waits       for deferred nap#3"},
    {WEFT_EVENT_LOOP_RECEIVED, 0, NOBODY, WEFT_OK, "none", "received    value none"},
    {WEFT_EVENT_LOOP_STOPPED, 0, NOBODY, WEFT_OK, NULL, "stopped"},
    {WEFT_EVENT_LOOP_ENDED, 0, NOBODY, WEFT_OK, "none", "ended       value none"},
    {WEFT_EVENT_LOOP_RESET, 0, NOBODY, WEFT_OK, NULL, "reset"},
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
    struct trace_fixture *fixture = *state;
    bool seen[WEFT_TRACE_KINDS] = {false};

    assert_true(weft_trace_name(fixture->trace, adder, "adder"));
    assert_true(weft_trace_name(fixture->trace, nap, "nap"));
    for (size_t i = 0; i < sizeof kind_rows / sizeof *kind_rows; i++) {
        weft_trace_record record = record_of(kind_rows[i].kind, world);

        record.number = kind_rows[i].number;
        record.other = (weft_subject){kind_rows[i].other_kind, kind_rows[i].other_id};
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
    struct trace_fixture *fixture = *state;

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
    struct trace_fixture *fixture = *state;
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
    struct trace_fixture *fixture = *state;

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
    struct trace_fixture *fixture = *state;
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

/* As long as names come, whether they need quotes or not. */
static void a_name_of_any_length_stands_in_its_line(void **state)
{
    struct trace_fixture *fixture = *state;
    char name[512], line[1024], expected[1024];

    for (uint64_t length = 1; length < 2 * 300; length++) {
        bool quoted = length % 2 == 1;
        weft_subject subject = {WEFT_SUBJECT_COOPERATOR, length};
        weft_trace_record record = record_of(WEFT_EVENT_CALL_MOVED, subject);
        int before, gap;

        memset(name, 'x', length / 2 + 1);
        name[0] = quoted ? ' ' : 'y';
        name[length / 2 + 1] = '\0';
        assert_true(weft_trace_name(fixture->trace, subject, name));
        assert_int_equal(weft_trace_append(fixture->trace, &record), length);
        before = snprintf(expected, sizeof expected, "0.000000010   1  cooperator %s%s%s#%d",
                          quoted ? "\"" : "", name, quoted ? "\"" : "", (int) length);
        gap = before < 50 - 2 ? 50 - before : 2;
        snprintf(expected + before, sizeof expected - (size_t) before, "%*smoved%*sdue 0.000000000",
                 gap, "", before + gap + 5 < 62 - 2 ? 62 - before - gap - 5 : 2, "");
        weft_trace_format(fixture->trace, length, line, sizeof line);
        assert_string_equal(line, expected);
    }
}

static void the_world_stands_without_a_name(void **state)
{
    struct trace_fixture *fixture = *state;
    weft_trace_record record = print_of("hello");

    assert_true(weft_trace_name(fixture->trace, record.subject, "it has one"));
    weft_trace_append(fixture->trace, &record);
    assert_line(fixture->trace, 1,
                "0.000000010   1  world                            print       hello");
}

static void a_line_is_cut_like_snprintf_does(void **state)
{
    struct trace_fixture *fixture = *state;
    weft_trace_record record = print_of("hello");
    char line[20];

    weft_trace_append(fixture->trace, &record);
    assert_int_equal(weft_trace_format(fixture->trace, 1, line, sizeof line), 67);
    assert_string_equal(line, "0.000000010   1  wo");
    assert_int_equal(weft_trace_format(fixture->trace, 1, line, 1), 67);
    assert_string_equal(line, "");
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

/* The second time too, when some of them are not rendered any more, and on the next page. */
static void an_integer_is_told_as_it_is_written(void **state)
{
    static const int64_t integers[] = {INT64_MIN, INT64_MIN + 1, -10,       -9,        -1,
                                       INT64_MAX, INT64_MAX - 1, 999999999, 1000000000};
    const size_t edges = sizeof integers / sizeof *integers;
    struct trace_fixture *fixture = *state;
    weft_trace_record record = record_of(WEFT_EVENT_DEFERRED_FIRED, nap);

    for (size_t i = 0; i < 2000; i++) {
        int64_t integer = i % 200 < edges ? integers[i % 200] : (int64_t) (i % 200 - edges);
        weft_value value = weft_integer(integer);
        char tail[64];

        record.number = 1;
        snprintf(tail, sizeof tail, "fired       value %" PRId64, integer);
        assert_int_equal(weft_trace_append_value(fixture->trace, &record, &value), 2 * i + 1);
        assert_tail(fixture->trace, 2 * i + 1, tail);
        value = weft_none();
        assert_int_equal(weft_trace_append_value(fixture->trace, &record, &value), 2 * i + 2);
        assert_tail(fixture->trace, 2 * i + 2, "fired       value none");
    }
}

static void a_value_of_an_event_with_large_numbers_is_told(void **state)
{
    struct trace_fixture *fixture = *state;
    weft_trace_record record = record_of(WEFT_EVENT_DEFERRED_FIRED, nap);
    weft_value value = weft_integer(28);

    weft_trace_append(fixture->trace, &record);
    record.subject.id = UINT64_MAX;
    weft_trace_append_value(fixture->trace, &record, &value);
    assert_line(fixture->trace, 2,
                "0.000000010   1  deferred #18446744073709551615   fired       value 28");
}

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

int main(void)
{
    const struct CMUnitTest tests[] = {
        trace_test(each_kind_of_event_has_its_details),
        trace_test(times_are_seconds_and_nine_digits),
        trace_test(numbers_at_the_edge_are_written_whole),
        trace_test(a_text_stays_on_its_line),
        trace_test(a_print_is_kept_whole),
        trace_test(a_name_of_any_length_stands_in_its_line),
        trace_test(the_world_stands_without_a_name),
        trace_test(a_line_is_cut_like_snprintf_does),
        library_test(values_are_rendered_by_their_type),
        library_test(a_long_value_is_cut_between_characters),
        trace_test(an_integer_is_told_as_it_is_written),
        trace_test(a_value_of_an_event_with_large_numbers_is_told),
        library_test(a_type_of_the_users_renders_itself),
        library_test(a_handle_is_rendered_as_its_subject),
    };

    return cmocka_run_group_tests_name("trace_line", tests, NULL, NULL);
}
