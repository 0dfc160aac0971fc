/* search.h - one scenario, run as often as a strategy says, by as many processes as there are.
 *
 * What is found does not depend on how many these are: plans are made and reports are taken in one
 * order, with a fixed number of runs under way.
 */
#ifndef WEFT_SIM_SEARCH_H
#define WEFT_SIM_SEARCH_H

#include "explored_run.h"
#include "ordering_coverage.h"
#include "strategy.h"

#define WEFT__SEARCH_CLASSES_MAX 100 /* classes of findings that are kept */

struct weft__search;

struct weft__search_options {
    const struct weft__strategy_type *strategy;
    struct weft__strategy_options how;
    uint64_t runs_max;
    int64_t end_us;     /* of the wall clock; INT64_MAX: none */
    bool stop_at_first; /* finding */
    size_t workers;
    int64_t run_ms_max; /* a run that takes longer hangs */
    /* Now and then while it goes on, with the search so far; NULL: nobody looks. */
    void (*look)(void *context, const struct weft__search *search);
    void *context;
};

/* A class of findings. */
struct weft__found {
    struct weft__found *next; /* found later */
    char *class_text;
    uint64_t runs;                    /* that showed it */
    uint64_t first_run;               /* from 1 */
    uint64_t turns;                   /* answers of that run that are not Twisted's */
    bool fatal;                       /* the run ended its process */
    struct weft__byte_buffer choices; /* of that run: texts, each ended by a zero */
};

struct weft__search {
    const struct weft__search_options *options;
    struct weft__explored *explored; /* its turns_before are filled in */
    struct weft__ordering_coverage coverage;
    struct weft__ordering_coverage classes_of_runs; /* by fingerprint, if that is asked for */
    struct weft__found *found, **last_found;
    size_t classes;
    uint64_t runs; /* reported, those cut short included */
    uint64_t cut;  /* short: they would have come to the same as another */
    uint64_t failed;
    uint64_t ran_out; /* a budget of the run's */
    uint64_t asked;   /* questions, in the first run */
    uint64_t twisted; /* the ordering of that run */
    bool crowded;     /* more was free at once than could be offered */
    bool diverged;    /* two runs were not the same that should have been */
    bool complete;    /* the strategy has made all its runs */
    bool interrupted;
    bool out_of_time;
    bool lost; /* memory, or no process could be had */
    char claim[160];

    struct weft__pool *pool;
    struct weft__strategy *strategy;
    struct weft__byte_buffer bytes; /* of a job */
    struct weft__byte_buffer
        plans;         /* of the runs under way: a length, and the plan; before them: */
    size_t plans_gone; /* so many bytes of runs that are over */
    struct weft__byte_buffer positions;
    uint64_t under_way;
    int64_t listened_us; /* when it was asked last whether somebody interrupts */
};

/* Searches; SEARCH is to be ended in every case. */
void weft__search_run(struct weft__search *search, struct weft__explored *explored,
                      const struct weft__search_options *options);

/* The trace of the run that showed FOUND first, as text in TRACE, which is emptied before. False if
 * it cannot be had. Of one that ended its process: as far as it came. */
bool weft__search_trace(struct weft__search *search, const struct weft__found *found,
                        struct weft__byte_buffer *trace);

void weft__search_end(struct weft__search *search);

#endif
