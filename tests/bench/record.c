/* record.c - W6: event: events are appended to one trace after another, each in the memory of the
 * one before; cold: all to one trace, in memory that nobody has touched; text: a trace is written,
 * line by line, to /dev/null.
 *
 * The events are those of a task that sleeps: a call is scheduled and run, the task steps and
 * waits.
 */
#include "ensure.h"
#include "weft/sim/trace.h"

#include <stdio.h>

#define TRACE_EVENTS 100000

struct recording {
    struct tally tally;
    weft_trace *trace;
    FILE *file;
    uint64_t events; /* of one trace */
    uint64_t times;
    bool cold;
};

static void append(weft_trace *trace, uint64_t each)
{
    static const struct {
        weft_event_kind kind;
        weft_subject_kind subject;
        weft_subject_kind other;
    } kinds[] = {
        {WEFT_EVENT_CALL_SCHEDULED, WEFT_SUBJECT_CALL, WEFT_SUBJECT_TASK},
        {WEFT_EVENT_CALL_RUN, WEFT_SUBJECT_CALL, WEFT_SUBJECT_NONE},
        {WEFT_EVENT_TASK_STEP, WEFT_SUBJECT_TASK, WEFT_SUBJECT_NONE},
        {WEFT_EVENT_TASK_WAITS, WEFT_SUBJECT_TASK, WEFT_SUBJECT_DEFERRED},
    };
    weft_trace_record record = {
        .time_ns = (int64_t) each * 100,
        .turn = 1,
        .kind = (int) kinds[each % 4].kind,
        .subject = {kinds[each % 4].subject, each / 4 + 1},
        .other = {kinds[each % 4].other, kinds[each % 4].other ? each / 4 + 1 : 0},
        .number = each % 4 == 0 ? (int64_t) each * 100 + 1000000 : 0,
    };

    if (weft_trace_append(trace, &record) != each + 1)
        sample_fail("record: the trace has taken no more");
}

/* In the memory of the trace before, unless that is to be cold. */
static void fill_trace(struct recording *recording)
{
    if (recording->cold) {
        weft_trace_free(recording->trace);
        recording->trace = NULL;
    }
    if (recording->trace)
        weft_trace_clear(recording->trace);
    else
        ensure(weft_trace_create(NULL, 0, &recording->trace));
    for (uint64_t each = 0; each < recording->events; each++)
        append(recording->trace, each);
}

static void record(void *context)
{
    struct recording *recording = context;

    for (uint64_t each = 0; each < recording->times; each++) {
        fill_trace(recording);
        tally_add(&recording->tally, weft_trace_count(recording->trace));
    }
}

static void write_to(const struct recording *recording, FILE *file)
{
    weft_trace_header header = {.scenario = "record", .strategy = "fifo", .until_ns = INT64_MAX};

    if (!weft_trace_write(recording->trace, &header, (int64_t) recording->events * 100, "held",
                          file))
        sample_fail("record: the trace cannot be written");
}

static void write_text(void *context)
{
    struct recording *recording = context;

    for (uint64_t each = 0; each < recording->times; each++)
        write_to(recording, recording->file);
}

/* Adds what was written to FILE to the tally. */
static void read_back(FILE *file, struct tally *tally)
{
    if (!file)
        sample_fail("record: no file to write to");
    rewind(file);
    for (int byte = getc(file); byte != EOF; byte = getc(file))
        tally_add(tally, (uint64_t) byte);
    fclose(file);
}

static void measure_text(sample *asked, struct recording *recording)
{
    FILE *kept = tmpfile();

    fill_trace(recording);
    if (kept)
        write_to(recording, kept);
    read_back(kept, &recording->tally);
    recording->file = fopen("/dev/null", "w");
    if (!recording->file)
        sample_fail("record: no /dev/null");
    sample_measure(asked, write_text, recording);
    fclose(recording->file);
}

int main(int argc, char **argv)
{
    sample asked = sample_of_program(argc, argv);
    struct recording recording = {.cold = sample_has(&asked, "cold")};

    if (!recording.cold && !sample_has(&asked, "event") && !sample_has(&asked, "text"))
        sample_fail("record: event, cold or text");
    recording.events = recording.cold || asked.events < TRACE_EVENTS ? asked.events : TRACE_EVENTS;
    recording.times = 1;
    if (sample_has(&asked, "event"))
        record(&recording);
    recording.times = asked.events / recording.events;
    recording.tally = (struct tally){0};
    if (sample_has(&asked, "text"))
        measure_text(&asked, &recording);
    else
        sample_measure(&asked, record, &recording);
    sample_report(&asked, recording.events * recording.times, &recording.tally);
    weft_trace_free(recording.trace);
    return 0;
}
