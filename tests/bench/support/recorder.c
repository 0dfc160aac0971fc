/* recorder.c - each event becomes a record, its value rendered. */
#include "recorder.h"

#include "ensure.h"

#include <string.h>

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
        weft_trace_clear(recorder->trace);
    }
}

weft_observer recorder_begin(struct recorder *recorder, bool wanted)
{
    if (!wanted)
        return (weft_observer){NULL, NULL};
    ensure(weft_trace_create(NULL, 0, &recorder->trace));
    return (weft_observer){observe, recorder};
}

uint64_t recorder_events(const struct recorder *recorder)
{
    return recorder->events + (recorder->trace ? weft_trace_count(recorder->trace) : 0);
}

void recorder_end(struct recorder *recorder)
{
    weft_trace_free(recorder->trace);
}
