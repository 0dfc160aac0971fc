/* trace_walk.h - all events of a trace, from the first to the last.
 *
 *     struct weft__trace_walk walk = weft__trace_walk(trace);
 *     weft_trace_record record;
 *
 *     while (weft__trace_next(&walk, &record))
 *         ...
 *
 * It is what weft_trace_get tells of each, for those who want to know it of thousands: an event is
 * found behind the one before, and its fields are written where they are read.
 */
#ifndef WEFT_SIM_TRACE_WALK_H
#define WEFT_SIM_TRACE_WALK_H

#include "trace_store.h"

struct weft__trace_walk {
    const weft_trace *trace;
    uint64_t number;              /* of the event that was told last */
    const struct weft__event *at; /* the next, unless its page is still to be found */
};

static inline struct weft__trace_walk weft__trace_walk(const weft_trace *trace)
{
    return (struct weft__trace_walk){.trace = trace};
}

static inline const struct weft__event *weft__trace_page(const weft_trace *trace, uint64_t page)
{
    struct weft__event *const *found = weft__radix_array_find(&trace->pages, sizeof *found, page);

    return *found;
}

/* The next event as *RECORD. False: there is none. */
static inline bool weft__trace_next(struct weft__trace_walk *walk, weft_trace_record *record)
{
    const struct weft__event *event;

    if (walk->number == walk->trace->count)
        return false;
    if (walk->number % WEFT__EVENTS_OF_PAGE == 0)
        walk->at = weft__trace_page(walk->trace, walk->number / WEFT__EVENTS_OF_PAGE);
    walk->number++;
    event = walk->at++;
    if (weft__form_of(event) == WEFT__FORM_WHOLE) {
        *record = *event->as.whole;
        return true;
    }
    record->time_ns = event->time_ns;
    record->turn = event->turn;
    record->kind = (uint8_t) event->what;
    record->subject.kind = (weft_subject_kind) (event->what >> WEFT__SUBJECT_SHIFT & 0xFFU);
    record->subject.id = event->subject_id;
    record->other.kind = (weft_subject_kind) (event->what >> WEFT__OTHER_SHIFT);
    record->other.id = event->other_id;
    record->status = (weft_status) (event->what >> WEFT__STATUS_SHIFT & 0x3FU);
    record->number = event->as.number;
    record->text = NULL;
    record->text_bytes = 0;
    if (weft__form_of(event) == WEFT__FORM_NUMBER)
        return true;
    record->number = event->as.told->number;
    record->text = event->as.told->text;
    record->text_bytes = event->as.told->bytes;
    return true;
}

#endif
