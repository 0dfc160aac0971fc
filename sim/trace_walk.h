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

/* The next event as *RECORD. False: there is none. */
static inline bool weft__trace_next(struct weft__trace_walk *walk, weft_trace_record *record)
{
    if (walk->number == walk->trace->count)
        return false;
    if (walk->number % WEFT__EVENTS_OF_PAGE == 0)
        walk->at = weft__trace_event_at(walk->trace, walk->number);
    walk->number++;
    weft__event_tell(walk->at++, record);
    return true;
}

#endif
