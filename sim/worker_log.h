/* worker_log.h - what a worker leaves behind if it dies: which job it was in, and what that job
 * had told until then. It lies in memory that the worker shares with its parent.
 */
#ifndef WEFT_SIM_WORKER_LOG_H
#define WEFT_SIM_WORKER_LOG_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct weft__worker_log {
    _Atomic uint64_t job;   /* the number of the job begun last, plus 1; 0: none yet */
    _Atomic bool running;   /* that job is not over */
    _Atomic bool no_memory; /* the worker ends since it cannot hold the next job */
    _Atomic size_t length;  /* of what was appended whole */
    _Atomic bool cut;       /* something did not fit, so it and all that followed is missing */
    size_t bytes_max;
    char bytes[];
};

/* Appends LENGTH bytes, whole or not at all: after the first that did not fit, nothing is appended
 * any more. Whatever happens afterwards, they can be read by the parent. */
void weft__worker_log_append(struct weft__worker_log *log, const void *bytes, size_t length);

/* For the worker's loop: job NUMBER begins, with an empty log; and is over. */
void weft__worker_log_begin(struct weft__worker_log *log, uint64_t number);
void weft__worker_log_end(struct weft__worker_log *log);

/* For the parent, while no worker has it: as it is before the first job. */
void weft__worker_log_reset(struct weft__worker_log *log);

#endif
