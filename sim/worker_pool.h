/* worker_pool.h - jobs that are run by forked processes, so that a crash ends no more than one.
 *
 * Jobs are submitted as bytes. Workers run them, each one at a time, in any order; their outcomes
 * are delivered in the order of submission. So what a caller does with them does not depend on how
 * many workers there are, if it submits without looking at weft__pool_room, or with jobs_max set to
 * the same number. There is one outcome for each job.
 *
 *     struct weft__pool *pool;
 *     struct weft__pool_outcome outcome;
 *
 *     weft__pool_begin(&options, run, &campaign, &pool);
 *     do {
 *         while (weft__pool_room(pool) > 0 && more(&campaign, &bytes))
 *             weft__pool_submit(pool, bytes, length, &number);
 *         weft__pool_next(pool, &outcome);
 *         tell(&campaign, &outcome);
 *     } while (outcome.kind != WEFT__POOL_EMPTY && outcome.kind != WEFT__POOL_INTERRUPTED);
 *     weft__pool_end(pool);
 *
 * A worker has the memory that its parent had when it was forked: at the beginning, or later to
 * take the place of one that died. So what FUNCTION reads of CONTEXT must stay as it was at the
 * beginning. What it changes there is seen by later jobs of the same worker alone, so it must not
 * change what it reads.
 *
 * A job that was given to a worker that died in another job is run again, perhaps for the second
 * time: jobs must be without effects outside of their worker, and have the same result each time.
 * Which job is to blame for a worker's death is the one that it was in. If a job spoils memory
 * quietly, that may be a later one; whoever tells of a death runs the job again, alone.
 *
 * Worker processes: worker_process.h. A pool belongs to the thread that began it (on Linux workers
 * end when that thread does). Meanwhile SIGCHLD must not be ignored; if it was, it is not until the
 * end.
 */
#ifndef WEFT_SIM_WORKER_POOL_H
#define WEFT_SIM_WORKER_POOL_H

#include "worker_serve.h"

#include <signal.h>

#define WEFT__POOL_WORKERS_MAX        256
#define WEFT__POOL_JOBS_MAX_OF_WORKER 256 /* submitted and not delivered, if jobs_max is 0 */

struct weft__pool;

enum weft__pool_status {
    WEFT__POOL_OK,
    WEFT__POOL_NO_MEMORY,  /* nothing has changed */
    WEFT__POOL_NO_WORKERS, /* not one process can be had; errno says why */
};

struct weft__pool_options {
    size_t workers;                  /* at most WEFT__POOL_WORKERS_MAX; 0: jobs are run by next */
    size_t jobs_max;                 /* submitted and not delivered; 0: by the number of workers */
    int64_t job_ms_max;              /* of real time, then a job hangs; 0: it never does */
    size_t log_bytes_max;            /* of a job's log */
    const weft_allocator *allocator; /* NULL: weft_allocator_system; must outlive the pool */
    bool silent;                     /* no job writes to stderr, unless it dies */

    /* Set to another value than 0 by a signal's handler: then next returns. Or NULL. */
    const volatile sig_atomic_t *stop;
};

enum weft__pool_kind {
    WEFT__POOL_DONE,
    WEFT__POOL_CRASHED,     /* a signal ended the worker in this job; code is its number */
    WEFT__POOL_EXITED,      /* the worker ended in this job; code is its exit code */
    WEFT__POOL_HUNG,        /* it took longer than it may, and was ended */
    WEFT__POOL_LOST_MEMORY, /* there was not enough memory to run it */

    WEFT__POOL_EMPTY,       /* no job: none is left */
    WEFT__POOL_INTERRUPTED, /* no job: *stop is set */
};

struct weft__pool_bytes {
    const char *bytes; /* not terminated; may be NULL if there are none */
    size_t length;
};

struct weft__pool_outcome {
    uint64_t job;
    enum weft__pool_kind kind;
    int code;
    struct weft__pool_bytes result; /* only of a job that is done */

    /* Of a job in which the worker died: its log, and the end of what it wrote to stderr. */
    struct weft__pool_bytes log, errors;
    bool log_cut; /* the log is not all */
};

/* Makes a pool, *POOL, whose workers run jobs by FUNCTION with CONTEXT (worker_serve.h); FUNCTION
 * returns false without memory. Fewer processes than were asked for are no error. The pool is to be
 * ended. */
enum weft__pool_status weft__pool_begin(const struct weft__pool_options *options,
                                        bool (*function)(void *context,
                                                         const struct weft__job *job),
                                        void *context, struct weft__pool **pool);

/* How many jobs may be submitted now. */
size_t weft__pool_room(const struct weft__pool *pool);

/* How many jobs were submitted and not delivered. */
size_t weft__pool_pending(const struct weft__pool *pool);

/* Hands in the job that is LENGTH bytes; they are copied. There must be room. *NUMBER is how many
 * jobs were submitted before it. Does not wait. */
enum weft__pool_status weft__pool_submit(struct weft__pool *pool, const void *bytes, size_t length,
                                         uint64_t *number);

/* Waits for the outcome of the oldest job that is not delivered, and delivers it. *OUTCOME may be
 * looked at until the next call of this function, or of weft__pool_end; jobs may be submitted
 * meanwhile. After an error it can be called again. */
enum weft__pool_status weft__pool_next(struct weft__pool *pool, struct weft__pool_outcome *outcome);

/* How many workers are alive. */
size_t weft__pool_workers(const struct weft__pool *pool);

/* Ends all workers, whatever they are doing, and gives everything back. POOL may be NULL. */
void weft__pool_end(struct weft__pool *pool);

#endif
