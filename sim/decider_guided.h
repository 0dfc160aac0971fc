/* decider_guided.h - a run as a plan says, and what it asked on its way. */
#ifndef WEFT_SIM_DECIDER_GUIDED_H
#define WEFT_SIM_DECIDER_GUIDED_H

#include "decider.h"
#include "report.h"
#include "worker_log.h"

struct weft__guide {
    const struct weft__plan *plan;
    struct weft__decider inner; /* who answers where the plan leaves it open */
    struct weft__draw draw;     /* of that one */
    struct weft__byte_buffer asked, branches, calls, choices;
    uint32_t flags; /* DIVERGED, CUT */
    size_t next;    /* turning */
    uint32_t place; /* of the next question */
    bool call_runs;
    size_t branch_of_call; /* 1 + that of the question which the running call followed; 0: none */
    size_t branch_to_come; /* likewise of the call that is about to begin */
    uint64_t asleep[WEFT__SLEEPERS_MAX / 64];
    struct weft__touched touched; /* by the call that runs */
    bool lost;                    /* memory */
    struct weft__worker_log *log; /* what is asked goes there too; NULL: it does not */
};

/* What stands in the log: records of what follows them. */
enum weft__guide_record { WEFT__RECORD_ASKED, WEFT__RECORD_CALL, WEFT__RECORD_CHOICE };
struct weft__guide_record_head {
    uint32_t kind;
    uint32_t length;
};

/* Makes of LOG's records, of a run that ended its process, what GUIDE would have reported; GUIDE
 * has begun for the run's plan. */
void weft__guide_recover(struct weft__guide *guide, const char *log, size_t bytes);

/* Begins GUIDE for a run of PLAN, which is borrowed. */
void weft__guide_begin(struct weft__guide *guide, const struct weft__plan *plan,
                       const weft_allocator *allocator);

/* Makes WORLD, not run yet, do as GUIDE says. */
void weft__guide_take(struct weft__guide *guide, weft_world *world);

/* When the world has run: fills in of REPORT what GUIDE knows; borrowed from it. */
void weft__guide_report(struct weft__guide *guide, struct weft__report *report);

void weft__guide_end(struct weft__guide *guide);

#endif
