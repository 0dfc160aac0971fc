/* trace_fixture.h - an empty trace over counted memory for each test. */
#ifndef TESTS_TRACE_FIXTURE_H
#define TESTS_TRACE_FIXTURE_H

#include "counting_allocator.h"

#include <weft/sim/trace.h>

struct trace_fixture {
    struct counting_allocator memory;
    weft_trace *trace;
};

/* For CMocka: a test with a fixture. */
#define trace_test(test)                                                                           \
    cmocka_unit_test_setup_teardown(test, trace_fixture_set_up, trace_fixture_tear_down)

int trace_fixture_set_up(void **state);
/* Also asserts that the trace gave all its memory back. */
int trace_fixture_tear_down(void **state);

/* An event at 10 ns, in the first turn. */
weft_trace_record record_of(int kind, weft_subject subject);

/* The same: the world prints TEXT. */
weft_trace_record print_of(const char *text);

/* The line of EVENT is LINE. */
void assert_line(const weft_trace *trace, uint64_t event, const char *line);

/* The line of EVENT says TAIL from the column on where what happened stands. */
void assert_tail(const weft_trace *trace, uint64_t event, const char *tail);

#endif
