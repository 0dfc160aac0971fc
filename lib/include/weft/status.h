/* status.h - everything that can go wrong at a call, in one table.
 *
 * A status is the caller's mistake or a lack of memory, told to the caller at once; nothing has
 * changed then, and values that were handed over have been released. What goes wrong *inside*
 * asynchronous work travels in chains as a failure instead (failure.h).
 */
#ifndef WEFT_STATUS_H
#define WEFT_STATUS_H

#ifdef __cplusplus
extern "C" {
#endif

/* Marks what may be used from outside when the library is built shared. */
#if defined(__GNUC__)
#define WEFT_API      __attribute__((visibility("default")))
#define WEFT_MUST_USE __attribute__((warn_unused_result))
#else
#define WEFT_API
#define WEFT_MUST_USE
#endif

/* X(status, sentence, the name of the error that Twisted raises at such a call) */
#define WEFT_STATUSES(X)                                                                           \
    X(WEFT_OK, "no error", "")                                                                     \
    X(WEFT_NO_MEMORY, "out of memory; nothing was changed", "MemoryError")                         \
    X(WEFT_BAD_TIME, "the time lies in the past or beyond what nanoseconds in an int64_t hold",    \
      "ValueError")                                                                                \
    X(WEFT_BAD_ARGUMENT, "an argument is outside what the function takes", "ValueError")           \
    X(WEFT_ALREADY_CALLED, "the Deferred has already been fired", "AlreadyCalledError")            \
    X(WEFT_IS_DEFERRED, "a Deferred cannot be fired with a Deferred", "AssertionError")            \
    X(WEFT_NOT_PAUSED, "it is not paused", "NotPaused")                                            \
    X(WEFT_CALL_ALREADY_CALLED, "the delayed call has already run", "AlreadyCalled")               \
    X(WEFT_CALL_ALREADY_CANCELLED, "the delayed call has already been cancelled",                  \
      "AlreadyCancelled")                                                                          \
    X(WEFT_TASK_DONE, "the task has come to its end", "TaskDone")                                  \
    X(WEFT_TASK_STOPPED, "the task has been stopped", "TaskStopped")                               \
    X(WEFT_TASK_FAILED, "the task has failed", "TaskFailed")                                       \
    X(WEFT_SCHEDULER_STOPPED, "the Cooperator has been stopped", "SchedulerStopped")               \
    X(WEFT_STOPPING, "the Cooperator is being stopped right now", "SchedulerStopped")              \
    X(WEFT_NO_TICK, "no tick of the Cooperator was asked for", "RuntimeError")                     \
    X(WEFT_NOT_ACQUIRED, "nobody holds it", "AssertionError")                                      \
    X(WEFT_QUEUE_OVERFLOW, "the queue holds as many values as it may", "QueueOverflow")            \
    X(WEFT_QUEUE_UNDERFLOW, "as many wait for the queue as may", "QueueUnderflow")                 \
    X(WEFT_LOOP_RUNNING, "the looping call is running", "AssertionError")                          \
    X(WEFT_LOOP_NOT_RUNNING, "the looping call is not running", "AssertionError")                  \
    X(WEFT_REENTRANT, "time cannot be moved from inside a call, a step or a callback",             \
      "AssertionError")                                                                            \
    X(WEFT_LIVELOCK, "time stood still for as many steps as the budget allows", "RuntimeError")    \
    X(WEFT_IGNORED_CLOSE, "the iterator yielded while it was being closed", "RuntimeError")        \
    X(WEFT_CLOSE_FAILED, "the iterator raised while it was being closed", "RuntimeError")

typedef enum weft_status {
#define X(name, sentence, error) name,
    WEFT_STATUSES(X)
#undef X
} weft_status;

/* The status as it is written in C ("WEFT_NO_MEMORY"); static text. */
WEFT_API const char *weft_status_name(weft_status status);

/* What the status means, as a sentence without a full stop; static text. */
WEFT_API const char *weft_status_sentence(weft_status status);

/* The name of the error that Twisted raises at such a call ("AlreadyCalledError"); static text. */
WEFT_API const char *weft_status_error(weft_status status);

#ifdef __cplusplus
}
#endif

#endif
