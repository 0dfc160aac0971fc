/* explored_run.h - one run of a search, in whatever process it is made: a plan in, a report out.
 *
 * As it goes, it leaves in the worker's log what it was asked and what was not answered as Twisted
 * would, so that of a run that kills its process as much is known.
 */
#ifndef WEFT_SIM_EXPLORED_RUN_H
#define WEFT_SIM_EXPLORED_RUN_H

#include "class_memo.h"
#include "loaded_scenario.h"
#include "report.h"
#include "worker_pool.h"
#include "world_internal.h"

/* What all runs of a search have in common. */
struct weft__explored {
    const struct weft__loaded *loaded;
    weft_world_options options;
    struct weft__positions turns_before;
    const char *strategy_name;     /* for the traces */
    bool script_apart;             /* traces do not hold it: they lie beside it */
    unsigned ingredients;          /* of the fingerprint that makes classes of runs; 0: none */
    struct weft__class_memo *memo; /* each worker's own, for it is filled in as runs are made; NULL:
                                      none */
};

/* What a job's first bytes are; the rest belongs to it. */
enum weft__explored_job {
    WEFT__JOB_EXPLORE,   /* a plan; the result is a report */
    WEFT__JOB_POSITIONS, /* nothing; the result is a struct weft__position for each turn of the run
                            in Twisted's order */
    WEFT__JOB_TRACE,  /* the class of findings that the trace is kept for and choices: texts, each
                         ended by a zero; the result is the trace of the run that follows them, as
                         text. In the log its events, as lines */
    WEFT__JOB_FOLLOW, /* texts of choices; the result is that of followed_run.h */
    WEFT__JOB_FOLLOW_LOOSELY, /* the same, where numbers in their names do not count */
};

struct weft__explored_head {
    uint64_t job;    /* enum weft__explored_job */
    uint64_t length; /* of what follows */
};

/* Makes EXPLORED's runs share memory, one after another, and what is known of those before. False
 * without memory. To be ended in every case, behind the last run. */
bool weft__explored_begin(struct weft__explored *explored);
void weft__explored_end(struct weft__explored *explored);

/* What a worker does; CONTEXT is a struct weft__explored. */
bool weft__explored_work(void *context, const struct weft__job *job);

/* Each puts the bytes of a job into BUFFER, which is emptied before. False without memory. */
bool weft__explored_job_plan(struct weft__byte_buffer *buffer, const struct weft__plan *plan);
bool weft__explored_job_positions(struct weft__byte_buffer *buffer);
bool weft__explored_job_trace(struct weft__byte_buffer *buffer, const char *class_text,
                              const char *choices, size_t bytes);
bool weft__explored_job_follow(struct weft__byte_buffer *buffer, bool loosely, const char *choices,
                               size_t bytes);

/* The texts, each ended by a zero, as a replay of the run's own memory; without memory its choices
 * are NULL. */
weft_replay weft__replay_make(const char *texts, size_t bytes);
void weft__replay_free(const weft_replay *replay);

/* Puts a trace together of a run that ended its process: its events are the lines in LOG, and its
 * verdict, for which it is kept, is VERDICT. False without memory. */
bool weft__explored_finish_trace(const struct weft__explored *explored,
                                 const struct weft__pool_bytes *log, const char *verdict,
                                 struct weft__byte_buffer *trace);

#endif
