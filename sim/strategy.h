/* strategy.h - which runs a search makes, and in what order.
 *
 * A strategy plans runs one after another and learns from the report of each, in the order in which
 * it planned them; it may plan several before the first report comes. The same options and reports
 * give the same plans, so a search finds the same however many processes make its runs.
 */
#ifndef WEFT_SIM_STRATEGY_H
#define WEFT_SIM_STRATEGY_H

#include "report.h"

struct weft__strategy_options {
    uint64_t seed;
    uint64_t depth;          /* of pct */
    uint64_t deviations_max; /* of delay-bounded; UINT64_MAX: as many as there are */
    uint32_t sites;          /* as in struct weft__plan */
    uint32_t fault_sites;    /* those of them at which something is done to the run */
    uint32_t shard, shards;  /* the runs of the part SHARD, from 0, of SHARDS; each part has the run
                                in Twisted's order */
    const weft_allocator *allocator;
};

enum weft__strategy_step {
    WEFT__STRATEGY_PLANNED,
    WEFT__STRATEGY_WAITS,    /* for a report: nothing can be planned before it comes */
    WEFT__STRATEGY_COMPLETE, /* all has been planned, and all reports have come */
    WEFT__STRATEGY_LOST,     /* memory */
};

struct weft__strategy {
    const struct weft__strategy_type *type;
    struct weft__strategy_options options;
};

enum {
    WEFT__PLANS_AHEAD = 64,
    WEFT__PLANS_AHEAD_MOST =
        256, /* where a plan depends on no report: the workers have more at once */
};

struct weft__strategy_type {
    const char *name;
    const char *summary; /* a line without a full stop */
    /* So many runs may be planned and not yet reported; at most WEFT__PLANS_AHEAD_MOST. The same
     * for any number of workers, since what is planned next may depend on what has been reported.
     */
    uint64_t ahead;

    /* Makes one; OPTIONS is copied. NULL without memory. */
    struct weft__strategy *(*begin)(const struct weft__strategy_options *options);
    /* Plans the next run; what PLAN borrows is good until the next call of any of these. */
    enum weft__strategy_step (*next)(struct weft__strategy *strategy, struct weft__plan *plan);
    /* The report of the oldest planned run that there was none of yet. False without memory. */
    bool (*learn)(struct weft__strategy *strategy, const struct weft__report *report);
    /* Writes what can be said of all runs once it is complete, or of those behind it: "all orders
     * were run"; like snprintf. */
    size_t (*claim)(const struct weft__strategy *strategy, bool complete, char *text, size_t size);
    void (*end)(struct weft__strategy *strategy);
};

extern const struct weft__strategy_type weft__strategy_fifo;
extern const struct weft__strategy_type weft__strategy_random;
extern const struct weft__strategy_type weft__strategy_pct;
extern const struct weft__strategy_type weft__strategy_delay_bounded;
extern const struct weft__strategy_type weft__strategy_depth_first;
extern const struct weft__strategy_type weft__strategy_portfolio;

/* All of them in the order of help, ended by NULL. */
extern const struct weft__strategy_type *const weft__strategies[];

/* The one called NAME, or NULL. */
const struct weft__strategy_type *weft__strategy_type_find(const char *name);

#endif
