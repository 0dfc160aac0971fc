/* process_guard.h - what the command changes in its process, and puts back.
 *
 * A write to a pipe that nobody reads, or beyond a file size limit, is an error to be told, not a
 * death. An interrupt ends the process at once with 130: output is written line by line, so what
 * was done has been told. A failed assertion ends it with 70, apart from every verdict about a
 * scenario. Handlers have no context, so none of them needs state.
 */
#ifndef WEFT_SIM_PROCESS_GUARD_H
#define WEFT_SIM_PROCESS_GUARD_H

#include <signal.h>
#include <stdbool.h>

/* What was there before. */
struct weft__process_guard {
    struct sigaction interrupt, pipe, file_size, abort;
};

/* Sets this up. Also makes sure that files opened later do not become stdin, stdout or stderr, if
 * one of these is closed. */
void weft__process_guard_begin(struct weft__process_guard *guard);

/* Puts everything back but for the three streams. */
void weft__process_guard_end(const struct weft__process_guard *guard);

/* Between these two an interrupt waits: for what must not be left half done. */
void weft__interrupts_hold(sigset_t *before);
void weft__interrupts_resume(const sigset_t *before);

/* Whether one is waiting meanwhile. */
bool weft__interrupts_wait(void);

#endif
