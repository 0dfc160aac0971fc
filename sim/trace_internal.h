/* trace_internal.h - what the files about recorded traces share. */
#ifndef WEFT_SIM_TRACE_INTERNAL_H
#define WEFT_SIM_TRACE_INTERNAL_H

#include "text_output.h"
#include "weft/sim/trace.h"

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
