/* trace_read.h - a trace from its text: the header, the script in it, and the lines of its events
 * as they stand.
 *
 * Any bytes are safe to read. What is accepted is exactly what weft_trace_write writes, whole; the
 * first thing that is not is reported with its place. Lines are kept, not understood:
 * weft__trace_fields takes one apart. Of a trace that is cut, only some events are held.
 */
#ifndef WEFT_SIM_TRACE_READ_H
#define WEFT_SIM_TRACE_READ_H

#include "arena.h"
#include "diagnostic.h"
#include "weft/sim/trace.h"

/* Some bytes of the file, or of its arena; not terminated. */
struct weft__trace_slice {
    const char *bytes;
    size_t length;
};

struct weft__trace_file {
    struct weft__arena arena;
    weft_trace_header header;
    const struct weft__trace_slice *events; /* those that are held, without their newlines */
    size_t count;                           /* of all events */
    size_t held;                            /* how many of them are held */
    size_t skipped;                         /* how many come before those that are held */
    size_t choices;                         /* how many of the events are choices */
    uint32_t first_line; /* where event 1 stands in the file, or the end line if there is none */
    struct weft__trace_slice end; /* the end line */
    int64_t end_ns;
    const char *verdict;
};

/* An event line taken apart. Slices are what stands there, escapes and all. */
struct weft__trace_fields {
    int64_t time_ns;
    uint64_t turn;
    struct weft__trace_slice subject; /* "deferred nap#3" */
    struct weft__trace_slice word;    /* "close deferred" */
    struct weft__trace_slice details; /* "value 28"; may be empty */
};

enum weft__trace_outcome {
    WEFT__TRACE_READ,
    WEFT__TRACE_WRONG, /* the diagnostics say why */
    WEFT__TRACE_NO_MEMORY
};

/* Reads SOURCE into *FILE, to be freed with weft__trace_file_free if WEFT__TRACE_READ is returned;
 * else *FILE holds nothing. SOURCE's bytes and ALLOCATOR are borrowed until then. DIAGNOSTICS is
 * begun anew. */
enum weft__trace_outcome weft__trace_read(const weft_allocator *allocator,
                                          struct weft__source source,
                                          struct weft__diagnostics *diagnostics,
                                          struct weft__trace_file *file);
void weft__trace_file_free(struct weft__trace_file *file);

/* Events that were left out of a source. */
struct weft__trace_cut {
    size_t before; /* before the first that stands in it */
    size_t after;  /* behind the last */
};

/* As weft__trace_read for a source that is CUT. */
enum weft__trace_outcome weft__trace_read_cut(const weft_allocator *allocator,
                                              struct weft__source source,
                                              struct weft__trace_cut cut,
                                              struct weft__diagnostics *diagnostics,
                                              struct weft__trace_file *file);

/* Whether LENGTH bytes at BYTES are whole lines of events, one after the other; adds how many to
 * *COUNT. */
bool weft__trace_judge(const char *bytes, size_t length, size_t *count);

/* The line of event INDEX + 1, which is held. */
static inline struct weft__trace_slice weft__trace_line(const struct weft__trace_file *file,
                                                        size_t index)
{
    return file->events[index - file->skipped];
}

/* Takes apart LINE, an event of a trace that was read. */
struct weft__trace_fields weft__trace_fields(struct weft__trace_slice line);

/* SLICE with its escapes undone, like snprintf: at most SIZE bytes with the NUL; returns the whole
 * length. */
size_t weft__trace_unescape(struct weft__trace_slice slice, char *text, size_t size);

bool weft__trace_slice_equals(struct weft__trace_slice left, struct weft__trace_slice right);
/* Whether SLICE is TEXT. */
bool weft__trace_slice_is(struct weft__trace_slice slice, const char *text);

#endif
