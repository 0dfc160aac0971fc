/* worker_serve.h - what a worker does all its life: take jobs from a socket, put results into it.
 *
 * Jobs and results are messages: a head in the machine's own form, for both ends are one program,
 * and then its bytes. There is one result for each job, in the order of the jobs. A result waits in
 * the worker until a job that is the last of its batch is over, so that many small jobs cost few
 * system calls; those of a worker that died in a batch are lost, and whoever gave it the batch has
 * to have them run again.
 */
#ifndef WEFT_SIM_WORKER_SERVE_H
#define WEFT_SIM_WORKER_SERVE_H

#include "byte_buffer.h"
#include "worker_log.h"

/* One job, as the function that runs it sees it. */
struct weft__job {
    const void *bytes;
    size_t length;
    struct weft__byte_buffer *result; /* to be appended to */
    struct weft__worker_log *log;     /* what is to be known even if the worker dies */
};

struct weft__work {
    bool (*function)(void *context, const struct weft__job *job); /* false: without memory */
    void *context;
    const weft_allocator *allocator; /* of results, on either end */
    bool silent; /* a job that does not die writes nothing to stderr: that need not be looked at */
};

struct weft__job_head {
    uint64_t number;
    uint64_t length;        /* of the bytes that follow */
    uint64_t last_of_batch; /* 1, or 0 */
};

struct weft__result_head {
    uint64_t number;
    uint64_t length;        /* likewise; 0 if memory was lost */
    uint32_t lost_memory;   /* 1, or 0 */
    uint32_t last_of_batch; /* likewise */
    int64_t batch_us;       /* with the last: how long the batch took */
};

struct weft__worker_place {
    int socket;                   /* to the parent; blocking */
    int errors;                   /* a file of what goes to stderr, emptied after each job; or -1 */
    struct weft__worker_log *log; /* whose job it is in */
};

/* Runs jobs until the other end of the socket is closed, or without memory for the next job, which
 * its log says then. */
void weft__worker_serve(const struct weft__worker_place *place, const struct weft__work *work);

/* Runs one job into an empty RESULT. False without memory; the result is empty then. */
bool weft__work_perform(const struct weft__work *work, const struct weft__job *job);

#endif
