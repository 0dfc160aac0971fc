/* stored_trace.h - a trace in a file: read and checked, or written whole. */
#ifndef WEFT_SIM_STORED_TRACE_H
#define WEFT_SIM_STORED_TRACE_H

#include "finished_run.h"
#include "trace_read.h"

#define WEFT__STORED_TRACE_BYTES_MAX ((size_t) 1024 * 1024 * 1024)

struct weft__stored_trace {
    struct weft__source source; /* the file */
    struct weft__trace_file trace;
    bool source_held;
    bool trace_held;
};

/* Reads the trace in the file PATH. Returns WEFT__EXIT_HELD, WEFT__EXIT_INPUT or WEFT__EXIT_BUDGET;
 * what is wrong is told on stderr. *STORED is to be closed in every case. PATH must live as long.
 */
enum weft__exit weft__stored_trace_read(struct weft__stored_trace *stored,
                                        const struct weft__command *command, const char *path);

/* Reads the trace that RUN leaves behind, as if it had been written and read again. */
enum weft__exit weft__stored_trace_of(struct weft__stored_trace *stored,
                                      const struct weft__run *run);

void weft__stored_trace_close(struct weft__stored_trace *stored);

/* Makes the file PATH the trace of RUN; an interrupt waits meanwhile. What is wrong is told on
 * stderr, and the file is then as it was. */
enum weft__exit weft__stored_trace_write(const struct weft__run *run, const char *path);

#endif
