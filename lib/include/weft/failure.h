/* failure.h - an error on its way through a chain: its type, what it says, where it was raised,
 * its cause.
 *
 * Error types form a hierarchy by their parent link: TaskStopped is a TaskFinished is a
 * SchedulerError is an Error. Extend it with a constant of your own:
 *
 *     static const weft_error_type shortage = {"Shortage", &weft_error_value};
 *
 * A callback raises by returning a failure; there is no other way and no other channel. Failures
 * are counted and never change once made. Those that the library itself makes while something is
 * cancelled, stopped or completed are constants in read-only memory: making one cannot fail.
 *
 * Reference: Twisted's Failure (FAIL-1 to FAIL-5).
 */
#ifndef WEFT_FAILURE_H
#define WEFT_FAILURE_H

#include "weft/value.h"

#ifdef __cplusplus
extern "C" {
#endif

typedef struct weft_error_type {
    const char *name;
    const struct weft_error_type *parent; /* NULL for a root */
} weft_error_type;

/* X(constant, name, constant of the parent) */
#define WEFT_ERROR_TYPES(X)                                                                        \
    X(weft_error_value, "ValueError", weft_error)                                                  \
    X(weft_error_assertion, "AssertionError", weft_error)                                          \
    X(weft_error_runtime, "RuntimeError", weft_error)                                              \
    X(weft_error_memory, "MemoryError", weft_error)                                                \
    X(weft_error_cancelled, "CancelledError", weft_error)                                          \
    X(weft_error_timeout, "TimeoutError", weft_error)                                              \
    X(weft_error_already_called, "AlreadyCalledError", weft_error)                                 \
    X(weft_error_self_wait, "SelfWaitError", weft_error)                                           \
    X(weft_error_call_already_called, "AlreadyCalled", weft_error)                                 \
    X(weft_error_call_already_cancelled, "AlreadyCancelled", weft_error)                           \
    X(weft_error_queue_overflow, "QueueOverflow", weft_error)                                      \
    X(weft_error_queue_underflow, "QueueUnderflow", weft_error)                                    \
    X(weft_error_first, "FirstError", weft_error)                                                  \
    X(weft_error_failure_group, "FailureGroup", weft_error)                                        \
    X(weft_error_scheduler, "SchedulerError", weft_error)                                          \
    X(weft_error_scheduler_stopped, "SchedulerStopped", weft_error_scheduler)                      \
    X(weft_error_not_paused, "NotPaused", weft_error_scheduler)                                    \
    X(weft_error_task_finished, "TaskFinished", weft_error_scheduler)                              \
    X(weft_error_task_done, "TaskDone", weft_error_task_finished)                                  \
    X(weft_error_task_stopped, "TaskStopped", weft_error_task_finished)                            \
    X(weft_error_task_failed, "TaskFailed", weft_error_task_finished)

/* The root of the hierarchy, "Error". */
WEFT_API extern const weft_error_type weft_error;

#define X(constant, name, parent) WEFT_API extern const weft_error_type constant;
WEFT_ERROR_TYPES(X)
#undef X

/* What a failure is made of. Only TYPE is needed. */
typedef struct weft_failure_options {
    const weft_error_type *type; /* must outlive the failure */
    const char *message;         /* copied; NULL: none */
    const char *where;           /* copied; for people: a file and line, a step; NULL: unknown */
    weft_value cause;            /* moved: the failure that led to this one; {0}: none */
} weft_failure_options;

/* A failure of TYPE that says MESSAGE (copied; NULL: nothing), as a value to return from a
 * callback. Without memory: the constant MemoryError failure, which needs none. */
WEFT_API weft_value weft_raise(weft_reactor *reactor, const weft_error_type *type,
                               const char *message);

/* The same with all that a failure can carry. */
WEFT_API weft_value weft_raise_with(weft_reactor *reactor, const weft_failure_options *options);

/* The constant failure of one of the types above: no message, no place, no memory needed.
 * TYPE must be one of WEFT_ERROR_TYPES (asserted). */
WEFT_API weft_value weft_raise_bare(const weft_error_type *type);

/* What it is made of, each borrowed from the failure. */
WEFT_API const weft_error_type *weft_failure_type(const weft_failure *failure);
WEFT_API const char *weft_failure_message(const weft_failure *failure); /* NULL: none; borrowed */
WEFT_API const char *weft_failure_where(const weft_failure *failure); /* NULL: unknown; borrowed */
WEFT_API const weft_value *
weft_failure_cause(const weft_failure *failure); /* a look; of a FailureGroup the list of its
                                                    failures; none if there is none */

/* Of a FirstError, which of several failed: the failure itself is its cause (FE-1); -1: another
 * type. Its message is "#1, ValueError: lost", cut where it would be longer than
 * WEFT_FIRST_ERROR_MESSAGE_BYTES with the final NUL. */
#define WEFT_FIRST_ERROR_MESSAGE_BYTES 256
WEFT_API int64_t weft_failure_index(const weft_failure *failure);

/* Whether TYPE is ANCESTOR or below it. */
WEFT_API bool weft_error_is(const weft_error_type *type, const weft_error_type *ancestor);

/* The first of COUNT TYPES that *RESULT is a failure of (itself or a descendant), else NULL;
 * NULL too if it is no failure. Twisted: Failure.check (FAIL-3). */
WEFT_API const weft_error_type *
weft_failure_check(const weft_value *result, const weft_error_type *const *types, size_t count);

/* Takes a failure of TYPE out of *RESULT: true, and *RESULT is none. Otherwise false, and
 * *RESULT is as it was, for the errback to return:
 *
 *     if (!weft_failure_trap(&result, &weft_error_cancelled))
 *         return result;
 *
 * Twisted: Failure.trap (FAIL-4), where passing on is a re-raise. */
WEFT_API bool weft_failure_trap(weft_value *result, const weft_error_type *type);

/* Takes one more reference, and returns the failure; of a constant one nothing is counted. */
WEFT_API weft_failure *weft_failure_retain(const weft_failure *failure);

/* Gives one reference back; the last one's cause goes with it. */
WEFT_API void weft_failure_release(weft_failure *failure);

#ifdef __cplusplus
}
#endif

#endif
