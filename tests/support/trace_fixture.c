/* trace_fixture.c - a trace, and looking at its lines. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "trace_fixture.h"

enum { LINE_BYTES = 512, WORD_COLUMN = 50 };

int trace_fixture_set_up(void **state)
{
    struct trace_fixture *fixture = calloc(1, sizeof *fixture);
    weft_allocator allocator;

    if (fixture == NULL)
        return -1;
    *state = fixture;
    counting_allocator_start(&fixture->memory);
    allocator = counting_allocator_allocator(&fixture->memory);
    return weft_trace_create(&allocator, 0, &fixture->trace) == WEFT_OK ? 0 : -1;
}

int trace_fixture_tear_down(void **state)
{
    struct trace_fixture *fixture = *state;

    weft_trace_free(fixture->trace);
    assert_int_equal(fixture->memory.bytes, 0);
    counting_allocator_end(&fixture->memory);
    free(fixture);
    return 0;
}

weft_trace_record record_of(int kind, weft_subject subject)
{
    return (weft_trace_record){.time_ns = 10, .turn = 1, .kind = kind, .subject = subject};
}

weft_trace_record print_of(const char *text)
{
    weft_trace_record record = record_of(WEFT_TRACE_PRINT, (weft_subject){WEFT_SUBJECT_NONE, 0});

    record.text = text;
    record.text_bytes = strlen(text);
    return record;
}

void assert_line(const weft_trace *trace, uint64_t event, const char *line)
{
    char text[LINE_BYTES];

    assert_int_equal(weft_trace_format(trace, event, text, sizeof text), strlen(line));
    assert_string_equal(text, line);
}

void assert_tail(const weft_trace *trace, uint64_t event, const char *tail)
{
    char text[LINE_BYTES];

    assert_in_range(weft_trace_format(trace, event, text, sizeof text), WORD_COLUMN,
                    sizeof text - 1);
    assert_string_equal(text + WORD_COLUMN, tail);
}
