/* trace_internal.h - what the files about recorded traces share. */
#ifndef WEFT_SIM_TRACE_INTERNAL_H
#define WEFT_SIM_TRACE_INTERNAL_H

#include "text_output.h"
#include "weft/sim/trace.h"

/* Makes TRACE an empty one, no longer exhausted. It keeps its memory, so that as many events and
 * names as it has held are recorded without a request to the allocator (unless a text is larger
 * than a page of it), but its bound is as wide as that of a new one. Texts and names that were
 * borrowed from it are gone. */
void weft__trace_clear(weft_trace *trace);

/* Puts the line of EVENT, without its newline. */
void weft__trace_put_event(struct weft__text_output *output, const weft_trace *trace,
                           uint64_t event);

/* The words for the bits of weft_faults, from the lowest; NULL ends them. */
extern const char *const weft__fault_kinds[];
extern const char *const weft__fault_points[];

/* Writes the lines of HEADER about what was free and what could be done, each behind PREFIX. */
void weft__trace_put_freedom(struct weft__text_output *output, const weft_trace_header *header,
                             const char *prefix);
bool weft__trace_freedom_equals(const weft_trace_header *left, const weft_trace_header *right);

#endif
