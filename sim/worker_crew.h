/* worker_crew.h - the workers of a pool, and who is to do what: takes jobs from the window, gives
 * them out in batches, and puts results and deaths back.
 *
 * A batch is as large as takes its worker about a millisecond, between 1 job and
 * WEFT__CREW_BATCH_MAX. While batches are larger than 1, a worker has a second one waiting in its
 * socket, so that it need not wait for its parent; none is then larger than leaves as much to each
 * of the others, and who has one waits for a second that is as large.
 */
#ifndef WEFT_SIM_WORKER_CREW_H
#define WEFT_SIM_WORKER_CREW_H

#include "job_window.h"
#include "worker_process.h"

#include <poll.h>

#define WEFT__CREW_BATCH_MAX 64

/* What one worker has been given. */
struct weft__crew_hand {
    uint64_t jobs[2 * WEFT__CREW_BATCH_MAX]; /* a ring: given, and without a result */
    size_t jobs_first, jobs_count;
    size_t batches;                    /* likewise */
    struct weft__byte_buffer to, from; /* bytes on their way */
    size_t to_sent;                    /* of TO, from its front */
    uint64_t job_seen;                 /* what its log said at the last look, */
    int64_t job_seen_us;               /* and for how long it has been saying so */
    bool killed;                       /* for job_seen, which hangs */
    unsigned deaths;                   /* in a row, and in no job */
};

struct weft__crew {
    struct weft__work work;
    struct weft__job_window *window;
    int64_t job_us_max; /* 0: none */

    struct weft__workers workers;
    size_t places;                 /* so many were asked for: of the arrays below, too */
    struct weft__crew_hand *hands; /* of the worker with the same index */
    struct pollfd *polled;         /* likewise */
    size_t alive;
    size_t batch;      /* how many jobs make one now */
    bool saturated;    /* nobody could take a batch, and no result came since */
    bool starved;      /* results that have come could not be taken without memory */
    int look_ms;       /* between two looks at what the workers are doing */
    int64_t looked_us; /* when the last one was */
};

/* Makes a crew of nobody with PLACES for workers; its work, window and job_us_max are set, all else
 * is zero. False without memory. It is to be freed in either case. */
bool weft__crew_make(struct weft__crew *crew, size_t places, size_t log_bytes_max);

/* Forks a worker for each place that has none. False if there is nobody even then; errno says
 * why. */
bool weft__crew_fill(struct weft__crew *crew);

/* Gives queued jobs out while there are more than LEFT_MAX and somebody can take them. Does not
 * wait. False without memory; what was given until then stays given. */
bool weft__crew_give(struct weft__crew *crew, size_t left_max);

/* Takes what has come from workers, and replaces those that died. If BLOCK, waits for something to
 * happen: also for a signal, or for so long as may pass between two looks. False without memory;
 * then nothing is lost, and it can be called again. */
bool weft__crew_attend(struct weft__crew *crew, bool block);

void weft__crew_free(struct weft__crew *crew);

#endif
