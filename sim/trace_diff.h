/* trace_diff.h - how two traces differ, told to people.
 *
 * Traces are compared by their event lines. Headers (another seed, an edited comment in the script)
 * and end lines are compared and told by themselves, so that who asks can say what matters.
 */
#ifndef WEFT_SIM_TRACE_DIFF_H
#define WEFT_SIM_TRACE_DIFF_H

#include "trace_read.h"

struct weft__trace_difference {
    bool header;
    bool end;             /* time or verdict */
    uint64_t first_event; /* the first that differs, or that only one trace has; 0: none */
};

struct weft__trace_difference weft__trace_compare(const struct weft__trace_file *before,
                                                  const struct weft__trace_file *after);

struct weft__trace_diff {
    const struct weft__trace_file *before;
    const struct weft__trace_file *after;
    const char *before_name; /* behind --- */
    const char *after_name;  /* behind +++ */
    size_t context;          /* how many lines that are the same stand around those that differ */
    size_t lines_max;        /* how many event lines are shown at most; SIZE_MAX: all */
    const weft_allocator *allocator;
};

/* Writes all that differs to FILE; nothing if nothing does. Where lines are left out, the text says
 * so.
 *
 *     --- cancel.trace
 *     +++ this run
 *     @@ header @@
 *     - seed 0
 *     + seed 7
 *     @@ events -40 +40 @@
 *       2.000000020    1  task adder#1                     step
 *     - 3.000000000    1  call "3s cancel job"#4           run
 *     + 3.000000010    1  call "3s cancel job"#4           run
 */
void weft__trace_diff_write(const struct weft__trace_diff *diff, FILE *file);

/* Writes the first event that differs to FILE, with the lines before it and after it on either
 * side: for a replay that left the path. Nothing if all events are the same.
 *
 *     --- cancel.trace
 *     +++ this run
 *     the first difference is at event 41:
 *           40  2.000000020    1  task adder#1                     step
 *     -     41  3.000000000    1  call "3s cancel job"#4           run
 *     +     41  3.000000010    1  call "3s cancel job"#4           run
 */
void weft__trace_diff_write_first(const struct weft__trace_diff *diff, FILE *file);

#endif
