/* race_search.h - one scenario's pairs, each run in both orders by forked processes.
 *
 * What comes of it does not depend on how many these are: orders are run in one order, and a run
 * that ends its process is a finding like any other.
 */
#ifndef WEFT_SIM_RACE_SEARCH_H
#define WEFT_SIM_RACE_SEARCH_H

#include "death_class.h"
#include "race_table.h"

struct weft__race_options {
    uint64_t runs_max; /* orders that are run, Twisted's included */
    size_t workers;
    int64_t run_ms_max; /* a run that takes longer hangs */
};

struct weft__race_search {
    const struct weft__race_options *options;
    struct weft__explored *explored;
    struct weft__race_table table;       /* judged */
    size_t left_out;                     /* orders that were not run */
    bool diverged;                       /* two runs were not the same that should have been */
    bool ran_out;                        /* a budget of a run's */
    bool lost;                           /* memory, or no process could be had */
    char death[WEFT__DEATH_CLASS_BYTES]; /* Twisted's order ended its process: the finding; or "" */

    struct weft__pool *pool;
    struct weft__byte_buffer bytes;     /* of a job */
    struct weft__byte_buffer questions; /* which the table borrows */
};

/* Runs them all; SEARCH is to be ended in every case. */
void weft__race_search_run(struct weft__race_search *search, struct weft__explored *explored,
                           const struct weft__race_options *options);

/* The trace of ORDER, which fails as CLASS_TEXT says, as text in TRACE, which is emptied before.
 * False if it cannot be had. Of a run that ended its process: as far as it came. */
bool weft__race_search_trace(struct weft__race_search *search, size_t order, const char *class_text,
                             struct weft__byte_buffer *trace);

void weft__race_search_end(struct weft__race_search *search);

#endif
