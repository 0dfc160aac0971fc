/* recorder.c - each event becomes a record, its value rendered. */
#include "recorder.h"

#include "ensure.h"

#include <string.h>

static void begin_trace(struct recorder *recorder)
{
    weft_allocator keeping = keeping_allocator(&recorder->keeper);

    ensure(weft_trace_create(&keeping, 0, &recorder->trace));
}

static void observe(void *context, const weft_reactor *reactor, const weft_event *event)
{
    struct recorder *recorder = context;
    weft_trace_record record = {
        .time_ns = weft_now(reactor),
        .turn = weft_reactor_turn(reactor),
        .kind = (int) event->kind,
        .subject = event->subject,
        .other = event->other,
        .number = event->number,
        .status = event->status,
        .text = event->name,
        .text_bytes = event->name ? strlen(event->name) : 0,
    };

    if (weft_trace_append_value(recorder->trace, &record, event->value) == RECORDER_EVENTS_MAX) {
        recorder->events += RECORDER_EVENTS_MAX;
        weft_trace_free(recorder->trace);
        begin_trace(recorder);
    }
}

weft_observer recorder_begin(struct recorder *recorder, bool wanted)
{
    if (!wanted)
        return (weft_observer){NULL, NULL};
    begin_trace(recorder);
    return (weft_observer){observe, recorder};
}

uint64_t recorder_events(const struct recorder *recorder)
{
    return recorder->events + (recorder->trace ? weft_trace_count(recorder->trace) : 0);
}

void recorder_end(struct recorder *recorder)
{
    weft_trace_free(recorder->trace);
    keeping_allocator_empty(&recorder->keeper);
}
