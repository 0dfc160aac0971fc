/* traces.c - a long trace: recorded (record), and written as text besides (write) to --file. With
 * `other`, too, but the event in the middle says something else: for `weft diff`.
 *
 * It is timed from outside (timed.c), where the peak of its memory is told too.
 */
#include "ensure.h"
#include "weft/sim/trace.h"

#include <stdio.h>

static void append(weft_trace *trace, uint64_t each, bool other)
{
    weft_trace_record record = {
        .time_ns = (int64_t) each * 100,
        .turn = 1,
        .kind = each % 2 == 0 ? WEFT_EVENT_CALL_RUN : WEFT_EVENT_TASK_STEP,
        .subject = {each % 2 == 0 ? WEFT_SUBJECT_CALL : WEFT_SUBJECT_TASK, each / 2 + 1},
    };

    if (other)
        record.subject.id++;
    if (weft_trace_append(trace, &record) != each + 1)
        sample_fail("traces: the trace has taken no more");
}

static void write_to(const weft_trace *trace, const char *name, uint64_t events)
{
    weft_trace_header header = {.scenario = "traces", .strategy = "fifo", .until_ns = INT64_MAX};
    FILE *file = name ? fopen(name, "w") : NULL;

    if (!file || !weft_trace_write(trace, &header, (int64_t) events * 100, "held", file) ||
        fclose(file) != 0)
        sample_fail("traces: --file cannot be written");
}

int main(int argc, char **argv)
{
    sample asked = sample_of_program(argc, argv);
    bool other = sample_has(&asked, "other");
    weft_trace *trace;

    if (!other && !sample_has(&asked, "record") && !sample_has(&asked, "write"))
        sample_fail("traces: record, write or other");
    ensure(weft_trace_create(NULL, 0, &trace));
    for (uint64_t each = 0; each < asked.events; each++)
        append(trace, each, other && each == asked.events / 2);
    if (!sample_has(&asked, "record"))
        write_to(trace, asked.file, asked.events);
    weft_trace_free(trace);
    return 0;
}
