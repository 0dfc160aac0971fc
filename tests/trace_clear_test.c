/* trace_clear_test.c - a trace that is emptied and used again: warm, and as if it were a new one.
 */
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

#include "trace_internal.h"
#include "trace_write.h"

static const weft_trace_header header = {.scenario = "a", .strategy = "fifo"};

/* Event NUMBER of a run that is as SALT says: of every form, with and without names. False: it
 * found no room. */
static bool record_one(weft_trace *trace, uint64_t number, uint64_t salt)
{
    weft_subject subject = {WEFT_SUBJECT_DEFERRED, number / 3};
    weft_trace_record record = record_of(WEFT_EVENT_DEFERRED_FIRED, subject);
    const weft_value none = weft_none();
    const weft_value integer = weft_integer((int64_t) (number * salt));
    char text[64];

    record.time_ns = (int64_t) (number * salt);
    snprintf(text, sizeof text, "text %d of run %d", (int) number, (int) salt);
    if (number % 7 == salt % 7 && !weft_trace_name(trace, subject, text))
        return false;
    switch ((number + salt) % 5) {
    case 0:
        return weft_trace_append_value(trace, &record, &none) != 0;
    case 1:
        return weft_trace_append_value(trace, &record, &integer) != 0;
    case 2:
        record.turn = UINT64_MAX - number; /* too large for an event of the usual form */
        return weft_trace_append(trace, &record) != 0;
    case 3:
        record.kind = WEFT_TRACE_PRINT;
        record.text = text;
        record.text_bytes = strlen(text);
        return weft_trace_append(trace, &record) != 0;
    default:
        record.kind = WEFT_EVENT_CALL_MOVED;
        record.number = (int64_t) number;
        return weft_trace_append(trace, &record) != 0;
    }
}

/* Records COUNT events, or as many as there is room for. */
static void record_run(weft_trace *trace, uint64_t count, uint64_t salt)
{
    for (uint64_t number = 1; number <= count; number++)
        if (!record_one(trace, number, salt))
            return;
}

/* Both traces tell the same. */
static void assert_same(const weft_trace *left, const weft_trace *right)
{
    struct weft__trace_page left_page = {left, &header, 0, "held"};
    struct weft__trace_page right_page = {right, &header, 0, "held"};
    size_t left_length, right_length;
    char *left_text = weft__trace_text(&left_page, &weft_allocator_system, &left_length);
    char *right_text = weft__trace_text(&right_page, &weft_allocator_system, &right_length);

    assert_int_equal(weft_trace_count(left), weft_trace_count(right));
    assert_int_equal(weft_trace_exhausted(left), weft_trace_exhausted(right));
    assert_int_equal(left_length, right_length);
    assert_memory_equal(left_text, right_text, left_length);
    free(left_text);
    free(right_text);
}

static void a_cleared_trace_is_empty(void **state)
{
    struct trace_fixture *fixture = *state;
    const weft_subject nap = {WEFT_SUBJECT_DEFERRED, 2};

    record_run(fixture->trace, 100, 1);
    assert_true(weft_trace_name(fixture->trace, nap, "nap"));
    weft_trace_clear(fixture->trace);
    assert_int_equal(weft_trace_count(fixture->trace), 0);
    assert_null(weft_trace_name_of(fixture->trace, nap));
    assert_true(weft_trace_name(fixture->trace, nap, "rest"));
    assert_string_equal(weft_trace_name_of(fixture->trace, nap), "rest");
    weft_trace_clear(fixture->trace);
    weft_trace_clear(fixture->trace);
    assert_null(weft_trace_name_of(fixture->trace, nap));
}

static void a_cleared_trace_records_as_a_new_one(void **state)
{
    struct trace_fixture *fixture = *state;

    for (uint64_t salt = 1; salt < 12; salt++) {
        weft_trace *fresh;

        assert_int_equal(weft_trace_create(NULL, 0, &fresh), WEFT_OK);
        record_run(fixture->trace, salt * 7 % 5 * 700, salt);
        record_run(fresh, salt * 7 % 5 * 700, salt);
        assert_same(fixture->trace, fresh);
        weft_trace_free(fresh);
        weft_trace_clear(fixture->trace);
    }
}

static void a_warm_trace_asks_for_no_memory(void **state)
{
    struct trace_fixture *fixture = *state;
    size_t requests, bytes;

    record_run(fixture->trace, 5000, 1);
    requests = fixture->memory.requests;
    bytes = fixture->memory.bytes;
    for (uint64_t salt = 2; salt < 20; salt++) {
        weft_trace_clear(fixture->trace);
        record_run(fixture->trace, 4500, salt);
        assert_int_equal(weft_trace_count(fixture->trace), 4500);
    }
    weft_trace_clear(fixture->trace);
    assert_int_equal(fixture->memory.requests, requests);
    assert_int_equal(fixture->memory.bytes, bytes);
}

/* Whatever was recorded before, and however far: the same run is exhausted at the same event. */
static void what_was_before_does_not_change_where_a_trace_is_exhausted(void **state)
{
    (void) state;
    for (size_t bytes_max = 2000; bytes_max < 300000; bytes_max += 7919) {
        struct counting_allocator memory;
        weft_allocator allocator;
        weft_trace *fresh, *used;

        counting_allocator_start(&memory);
        allocator = counting_allocator_allocator(&memory);
        assert_int_equal(weft_trace_create(NULL, bytes_max, &fresh), WEFT_OK);
        assert_int_equal(weft_trace_create(&allocator, bytes_max, &used), WEFT_OK);
        record_run(fresh, 10000, 3);
        for (uint64_t salt = 0; salt < 4; salt++) {
            record_run(used, 4000 * salt, salt + 3);
            assert_in_range(memory.bytes, 0, bytes_max);
            weft_trace_clear(used);
        }
        record_run(used, 10000, 3);
        assert_in_range(memory.bytes, 0, bytes_max);
        assert_same(used, fresh);
        weft_trace_free(fresh);
        weft_trace_free(used);
        assert_int_equal(memory.bytes, 0);
        counting_allocator_end(&memory);
    }
}

static void a_large_text_makes_the_bound_no_narrower(void **state)
{
    static char large[100000];
    weft_trace_record record = print_of("");
    weft_trace *trace;

    (void) state;
    record.text = large;
    record.text_bytes = sizeof large;
    assert_int_equal(weft_trace_create(NULL, 150000, &trace), WEFT_OK);
    for (int i = 0; i < 5; i++) {
        assert_int_equal(weft_trace_append(trace, &record), 1);
        assert_int_equal(weft_trace_append(trace, &record), 0);
        assert_true(weft_trace_exhausted(trace));
        weft_trace_clear(trace);
        assert_false(weft_trace_exhausted(trace));
        record_run(trace, 10000, 3);
        assert_true(weft_trace_exhausted(trace));
        weft_trace_clear(trace);
    }
    weft_trace_free(trace);
}

static void an_exhausted_trace_can_be_cleared(void **state)
{
    struct trace_fixture *fixture = *state;

    for (size_t nth = 1; nth < 5; nth++) {
        counting_allocator_fail_once(&fixture->memory, nth);
        record_run(fixture->trace, 1000, 1);
        assert_true(weft_trace_exhausted(fixture->trace) || nth > 1);
        counting_allocator_fail_never(&fixture->memory);
        weft_trace_clear(fixture->trace);
        assert_false(weft_trace_exhausted(fixture->trace));
    }
    record_run(fixture->trace, 1000, 1);
    assert_int_equal(weft_trace_count(fixture->trace), 1000);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        trace_test(a_cleared_trace_is_empty),
        trace_test(a_cleared_trace_records_as_a_new_one),
        trace_test(a_warm_trace_asks_for_no_memory),
        cmocka_unit_test(what_was_before_does_not_change_where_a_trace_is_exhausted),
        cmocka_unit_test(a_large_text_makes_the_bound_no_narrower),
        trace_test(an_exhausted_trace_can_be_cleared),
    };

    return cmocka_run_group_tests_name("trace clear", tests, NULL, NULL);
}
