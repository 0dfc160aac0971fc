/* adopted_run.h - an adopted finding, run again as its trace says and held against that. */
#ifndef WEFT_SIM_ADOPTED_RUN_H
#define WEFT_SIM_ADOPTED_RUN_H

#include "lone_run.h"
#include "selection.h"

enum weft__adopted_outcome {
    WEFT__ADOPTED_SAME,   /* the same trace, whether it fails or held */
    WEFT__ADOPTED_OTHER,  /* another trace, that fails as known, or held as before */
    WEFT__ADOPTED_PASSES, /* it was known to fail, and holds */
    WEFT__ADOPTED_FAILS,  /* it fails in a way that is not known */
    WEFT__ADOPTED_BUDGET, /* a budget of the run's ran out */
    WEFT__ADOPTED_LOST,   /* nothing can be said: told */
};

struct weft__adopted_run {
    struct weft__rerun rerun;
    struct weft__byte_buffer text;
    struct weft__trace_file now;
    bool now_held; /* the trace above is there */
    enum weft__adopted_outcome outcome;
};

/* Runs what SELECTED names, whose accepted trace is adopted; to be closed in every case. */
void weft__adopted_run(struct weft__adopted_run *run, const struct weft__command *command,
                       const struct weft__selected *selected);

/* Runs it in other memory, and puts the trace of that into TEXT; false: told. */
bool weft__adopted_run_again(const struct weft__adopted_run *run, const weft_allocator *allocator,
                             struct weft__byte_buffer *text);

/* What a run that left NOW is to one that left ACCEPTED. */
enum weft__adopted_outcome weft__adopted_judge(const struct weft__trace_file *accepted,
                                               const struct weft__trace_file *now);

/* Appends to CLASSES those of the findings that TRACE tells, each ended by a zero; of a run that
 * ended its process that one too. False without memory. */
bool weft__trace_classes_put(const struct weft__trace_file *trace,
                             struct weft__byte_buffer *classes);

void weft__adopted_run_close(struct weft__adopted_run *run);

#endif
