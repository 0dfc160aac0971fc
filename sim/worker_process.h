/* worker_process.h - the process that a worker is: forked, shut off from the terminal, and buried.
 *
 * It has its parent's memory as it was at the fork. Its stdin and stdout are /dev/null. Its stderr
 * is a file without a name, of which the end can be read when it has died. Interrupts and hang-ups
 * of the terminal are its parent's business, so it ignores them, and SIGTERM. It leaves no core
 * file: whoever wants one runs the job again in this process. It ends when its parent does.
 */
#ifndef WEFT_SIM_WORKER_PROCESS_H
#define WEFT_SIM_WORKER_PROCESS_H

#include "worker_serve.h"

#include <sys/types.h>

#define WEFT__WORKER_ERRORS_MAX 4096 /* bytes of the end of stderr that are shown */

/* A place where one worker after the other lives. */
struct weft__worker {
    pid_t pid;  /* 0: nobody */
    int socket; /* to it; does not block; -1 without a worker */
    int errors; /* the file that is its stderr; -1: there could be none, and stderr is /dev/null */
    struct weft__worker_log *log;
    size_t log_bytes; /* of the whole of *log */
};

struct weft__workers {
    struct weft__worker *all;
    size_t count;
};

/* Makes WORKER a place with nobody in it, for logs of LOG_BYTES_MAX. False without memory; nothing
 * is to be given back then. */
bool weft__worker_make(struct weft__worker *worker, size_t log_bytes_max);

/* Forks somebody who does WORK into the place INDEX. False if that cannot be had, with errno. What
 * stands in the buffers of streams is written before, lest two processes write it. */
bool weft__worker_start(const struct weft__workers *workers, size_t index,
                        const struct weft__work *work);

/* Ends the worker, if it has not ended yet; it is still to be buried. */
void weft__worker_kill(const struct weft__worker *worker);

/* Kills the worker and waits for its end. Returns its status as waitpid tells it. */
int weft__worker_bury(struct weft__worker *worker);

/* Whether it has ended by itself. It is still to be buried. */
bool weft__worker_ended(const struct weft__worker *worker);

/* Appends the end of what it wrote to stderr since its job began. */
void weft__worker_errors(const struct weft__worker *worker, struct weft__byte_buffer *tail);

/* Keeps no more of what it wrote to stderr than can be shown, if it has become much. */
void weft__worker_errors_bound(const struct weft__worker *worker);

/* Gives everything back. Nobody may be in it. */
void weft__worker_free(struct weft__worker *worker);

#endif
