/* trace_fields.h - the parts of a trace's lines, one after the other. */
#ifndef WEFT_SIM_TRACE_FIELDS_H
#define WEFT_SIM_TRACE_FIELDS_H

#include "trace_read.h"

/* What of a line is still to be read. A take function that answers false has taken nothing. */
struct weft__trace_rest {
    const char *at;
    const char *end;
};

bool weft__trace_take(struct weft__trace_rest *rest, const char *text);
/* A number in decimal, without needless zeroes. */
bool weft__trace_take_number(struct weft__trace_rest *rest, uint64_t *number);
/* SECONDS.NINEDIGITS */
bool weft__trace_take_time(struct weft__trace_rest *rest, int64_t *time_ns);
/* At least COUNT spaces, and all that follow. */
bool weft__trace_take_spaces(struct weft__trace_rest *rest, size_t count);

/* Reads the event LINE into *FIELDS. NULL, or what is wrong with it, a static text; REST then
 * stands at the place. */
const char *weft__trace_take_event(struct weft__trace_rest *rest,
                                   struct weft__trace_fields *fields);

#endif
