/* trace_write.h - a whole trace as text in memory. */
#ifndef WEFT_SIM_TRACE_WRITE_H
#define WEFT_SIM_TRACE_WRITE_H

#include "weft/sim/trace.h"

/* A trace with what stands around its events. All borrowed. */
struct weft__trace_page {
    const weft_trace *trace;
    const weft_trace_header *header;
    int64_t end_ns;
    const char *verdict;
};

/* What weft_trace_write writes, as *LENGTH terminated bytes of ALLOCATOR (give back *LENGTH + 1).
 * NULL without memory. */
char *weft__trace_text(const struct weft__trace_page *page, const weft_allocator *allocator,
                       size_t *length);

/* Only what stands before the events. False if FILE reports an error. */
bool weft__trace_write_header(const weft_trace_header *header, FILE *file);

#endif
