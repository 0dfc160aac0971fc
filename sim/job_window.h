/* job_window.h - the jobs that were submitted and not yet delivered, in the order of submission.
 *
 *     free --submit--> queued --take--> given --finish--> finished --deliver--> delivered
 *                        ^                |                              |
 *                        +-----again------+          free <--later-------+
 *
 * Jobs are numbered from 0. A delivered one stays readable until the next is delivered.
 */
#ifndef WEFT_SIM_JOB_WINDOW_H
#define WEFT_SIM_JOB_WINDOW_H

#include "byte_buffer.h"
#include "worker_pool.h"

enum weft__window_state { WEFT__WINDOW_QUEUED, WEFT__WINDOW_GIVEN, WEFT__WINDOW_FINISHED };

struct weft__window_job {
    enum weft__window_state state;
    enum weft__pool_kind kind; /* when finished, as are the following */
    int code;
    bool log_cut;
    struct weft__byte_buffer input, result, log, errors;
};

struct weft__job_window {
    const weft_allocator *allocator;
    struct weft__window_job *slots; /* job N is in slot N % slot_count */
    size_t slot_count;              /* one more than may be submitted: that of the delivered one */
    uint64_t first;                 /* the oldest that is not delivered */
    uint64_t end;                   /* the number of the next one to be submitted */
    uint64_t queued_from;           /* none before it is queued */
    size_t queued;                  /* so many are */
};

/* Makes WINDOW for JOBS_MAX jobs. False without memory; nothing is to be given back then. */
bool weft__job_window_make(struct weft__job_window *window, const weft_allocator *allocator,
                           size_t jobs_max);

size_t weft__job_window_room(const struct weft__job_window *window);

/* There must be room. False without memory. */
bool weft__job_window_submit(struct weft__job_window *window, const void *bytes, size_t length,
                             uint64_t *number);

struct weft__window_job *weft__job_window_at(struct weft__job_window *window, uint64_t number);

/* The first that is queued; there must be one. It stays queued. */
uint64_t weft__job_window_next(struct weft__job_window *window);

/* Job NUMBER, which is queued, is given to somebody; which was given, is queued again; which was
 * given, is finished. */
void weft__job_window_take(struct weft__job_window *window, uint64_t number);
void weft__job_window_again(struct weft__job_window *window, uint64_t number);
void weft__job_window_finish(struct weft__job_window *window, uint64_t number,
                             enum weft__pool_kind kind, int code);

/* Delivers the first if it is finished: true, and *OUTCOME looks into it. */
bool weft__job_window_deliver(struct weft__job_window *window, struct weft__pool_outcome *outcome);

void weft__job_window_free(struct weft__job_window *window);

#endif
