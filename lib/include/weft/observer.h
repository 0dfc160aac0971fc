/* observer.h - what the library tells, and what it asks.
 *
 * A reactor has one observer, told each visible change as it happens, and one chooser, asked
 * wherever order is free. Traces, invariants, exploration and reports are built on these two
 * alone. Neither is set by default; each then costs one predicted branch.
 *
 * An observer and a chooser look; they may not call the library but for functions that take
 * const pointers, or where it is said. What an event points to is borrowed for the call.
 */
#ifndef WEFT_OBSERVER_H
#define WEFT_OBSERVER_H

#include "weft/value.h"

#ifdef __cplusplus
extern "C" {
#endif

/* X(kind, name). Ids count from 1, in order of creation, for each kind by itself. */
#define WEFT_SUBJECTS(X)                                                                           \
    X(WEFT_SUBJECT_NONE, "world")                                                                  \
    X(WEFT_SUBJECT_CALL, "call")                                                                   \
    X(WEFT_SUBJECT_DEFERRED, "deferred")                                                           \
    X(WEFT_SUBJECT_ITERATOR, "iterator")                                                           \
    X(WEFT_SUBJECT_TASK, "task")                                                                   \
    X(WEFT_SUBJECT_COOPERATOR, "cooperator")                                                       \
    X(WEFT_SUBJECT_LOCK, "lock")                                                                   \
    X(WEFT_SUBJECT_SEMAPHORE, "semaphore")                                                         \
    X(WEFT_SUBJECT_QUEUE, "queue")                                                                 \
    X(WEFT_SUBJECT_LOOP, "loop")

typedef enum weft_subject_kind {
#define X(kind, name) kind,
    WEFT_SUBJECTS(X)
#undef X
        WEFT_SUBJECT_KINDS
} weft_subject_kind;

/* An object of the library, by kind and number: what a trace may name where it may not show an
 * address. */
typedef struct weft_subject {
    weft_subject_kind kind;
    uint64_t id; /* 0 with WEFT_SUBJECT_NONE */
} weft_subject;

/* X(kind, word in traces). SUBJECT is whom it happens to; the comment says what else is set. */
#define WEFT_EVENTS(X)                                                                             \
    X(WEFT_EVENT_CALL_SCHEDULED, "scheduled") /* number: due ns; other: who did; name: its own */  \
    X(WEFT_EVENT_CALL_RUN, "run")                                                                  \
    X(WEFT_EVENT_CALL_CANCELLED, "cancelled")                                                      \
    X(WEFT_EVENT_CALL_MOVED, "moved")           /* number: the new due ns (reset, delay) */        \
    X(WEFT_EVENT_DEFERRED_CREATED, "created")   /* other: who made it */                           \
    X(WEFT_EVENT_DEFERRED_FIRED, "fired")       /* value: the first result */                      \
    X(WEFT_EVENT_DEFERRED_CALLBACK, "callback") /* or an errback begins; value: its input */       \
    X(WEFT_EVENT_DEFERRED_RETURNED, "returned") /* it has ended, or the library has taken its      \
                                                   input; value: what the chain goes on with */    \
    X(WEFT_EVENT_DEFERRED_WAITS, "waits")       /* other: the Deferred that it now waits for */    \
    X(WEFT_EVENT_DEFERRED_RECEIVED, "received") /* the wait is over; value: what came of it */     \
    X(WEFT_EVENT_DEFERRED_CHAINED, "chained") /* other: the Deferred that will be fired from it */ \
    X(WEFT_EVENT_DEFERRED_CAME_LATE, "came late") /* other: what it was to fire had been fired */  \
    X(WEFT_EVENT_DEFERRED_CANCELLED, "cancelled") /* unfired or waiting, before its effects */     \
    X(WEFT_EVENT_DEFERRED_SWALLOWED, "swallowed") /* a fire after a cancel without canceller */    \
    X(WEFT_EVENT_DEFERRED_PAUSED, "paused")       /* number: the count now */                      \
    X(WEFT_EVENT_DEFERRED_UNPAUSED, "unpaused")   /* number: the count now */                      \
    X(WEFT_EVENT_DEFERRED_COLLECTS, "collects")   /* other: one of those it is made of */          \
    X(WEFT_EVENT_ITERATOR_CREATED, "created")     /* name: its type's; other: who made it */       \
    X(WEFT_EVENT_ITERATOR_CLOSED, "closed")       /* number: 1 if its closed block runs now */     \
    X(WEFT_EVENT_ITERATOR_CLOSE_DEFERRED, "close deferred") /* it is running: after its step */    \
    X(WEFT_EVENT_ITERATOR_STARTED, "started")   /* inline; other: the Deferred of its result */    \
    X(WEFT_EVENT_ITERATOR_AWAITS, "awaits")     /* inline; other: the Deferred */                  \
    X(WEFT_EVENT_ITERATOR_RECEIVED, "received") /* inline; value: what came of it */               \
    X(WEFT_EVENT_ITERATOR_ENDED, "ended")       /* inline; value: what it returned or raised */    \
    X(WEFT_EVENT_ITERATOR_DROPPED, "dropped")   /* inline: what it awaited is gone */              \
    X(WEFT_EVENT_COOPERATOR_CREATED, "created")                                                    \
    X(WEFT_EVENT_COOPERATOR_STARTED, "started")                                                    \
    X(WEFT_EVENT_COOPERATOR_STOPPED, "stopped")                                                    \
    X(WEFT_EVENT_TASK_CREATED, "created") /* name: its iterator's type's; other: its iterator */   \
    X(WEFT_EVENT_TASK_STEP, "step")                                                                \
    X(WEFT_EVENT_TASK_YIELDED, "yielded")   /* value: what */                                      \
    X(WEFT_EVENT_TASK_WAITS, "waits")       /* other: the Deferred */                              \
    X(WEFT_EVENT_TASK_RECEIVED, "received") /* the wait is over; value: what came of it */         \
    X(WEFT_EVENT_TASK_PAUSED, "paused")     /* number: the count now */                            \
    X(WEFT_EVENT_TASK_RESUMED, "resumed")   /* number: the count now */                            \
    X(WEFT_EVENT_TASK_DONE, "done")         /* value: what its iterator returned */                \
    X(WEFT_EVENT_TASK_STOPPED, "stopped")   /* value: TaskStopped */                               \
    X(WEFT_EVENT_TASK_FAILED, "failed")     /* value: the failure; SchedulerStopped too */         \
    X(WEFT_EVENT_TASK_DROPPED, "dropped")   /* the last reference went while it was unfinished */  \
    X(WEFT_EVENT_LOCK_CREATED, "created")   /* or a semaphore, in all four; number: how many may   \
                                               still take it */                                    \
    X(WEFT_EVENT_LOCK_AWAITED, "awaited")   /* other: the Deferred that stands in line */          \
    X(WEFT_EVENT_LOCK_ACQUIRED,                                                                    \
      "acquired") /* other: the Deferred that has it; number: as above */                          \
    X(WEFT_EVENT_LOCK_RELEASED, "released")       /* nobody waits; number: as above */             \
    X(WEFT_EVENT_LOCK_PASSED_OVER, "passed over") /* or a queue; other: it was fired by hand while \
                                                     it stood in line */                           \
    X(WEFT_EVENT_QUEUE_CREATED, "created")                                                         \
    X(WEFT_EVENT_QUEUE_PUT, "put")         /* value */                                             \
    X(WEFT_EVENT_QUEUE_GOT, "got")         /* other: the Deferred that gets the oldest; number:    \
                                              how many are left */                                 \
    X(WEFT_EVENT_QUEUE_AWAITED, "awaited") /* other: the Deferred that stands in line */           \
    X(WEFT_EVENT_LOOP_CREATED, "created")                                                          \
    X(WEFT_EVENT_LOOP_STARTED, "started")   /* number: the interval; other: its Deferred */        \
    X(WEFT_EVENT_LOOP_RUN, "run")           /* its function is called; number: the count, or 0 */  \
    X(WEFT_EVENT_LOOP_WAITS, "waits")       /* other: the Deferred that the function returned */   \
    X(WEFT_EVENT_LOOP_RECEIVED, "received") /* the wait is over; value: what came of it */         \
    X(WEFT_EVENT_LOOP_STOPPED, "stopped")   /* it was asked to end */                              \
    X(WEFT_EVENT_LOOP_ENDED, "ended")       /* value: what its function failed with, or none */    \
    X(WEFT_EVENT_LOOP_RESET, "reset")                                                              \
    X(WEFT_EVENT_UNHANDLED, "unhandled") /* value: a failure that nothing took */                  \
    X(WEFT_EVENT_MISUSE, "refused")      /* status: why */                                         \
    X(WEFT_EVENT_LEFT, "left")           /* still alive when the reactor was closed */

typedef enum weft_event_kind {
#define X(kind, word) kind,
    WEFT_EVENTS(X)
#undef X
        WEFT_EVENT_KINDS
} weft_event_kind;

typedef struct weft_event {
    weft_event_kind kind;
    weft_subject subject;
    weft_subject other;      /* WEFT_SUBJECT_NONE where there is none */
    int64_t number;          /* 0 where it has no meaning */
    const weft_value *value; /* NULL where there is none */
    const char *name;        /* NULL where there is none */
    weft_status status;      /* WEFT_OK where it has no meaning */
} weft_event;

typedef struct weft_observer {
    void (*observe)(void *context, const weft_reactor *reactor,
                    const weft_event *event); /* NULL: none */
    void *context;
} weft_observer;

/* X(kind, name of the place where it is asked) */
#define WEFT_CHOICES(X)                                                                            \
    X(WEFT_CHOICE_CALL, "call")   /* which of the calls of this turn runs next */                  \
    X(WEFT_CHOICE_TASK, "task")   /* which of the tasks still to come in this pass is stepped */   \
    X(WEFT_CHOICE_SLICE, "slice") /* the Cooperator's time slice, not used up: 0 goes on, 1 ends   \
                                     here */                                                       \
    X(WEFT_CHOICE_STEP, "step")   /* the task's step: 0 begins, 1 fails with a RuntimeError        \
                                     instead */                                                    \
    X(WEFT_CHOICE_CALLBACK, "callback") /* the Deferred's callback or errback: likewise */

typedef enum weft_choice_kind {
#define X(kind, name) kind,
    WEFT_CHOICES(X)
#undef X
        WEFT_CHOICE_KINDS
} weft_choice_kind;

/* One question: which of COUNT candidates (2 to WEFT_CHOICE_CANDIDATES_MAX) goes first; or, of the
 * kinds with two numbered answers, which of these: both candidates are then the one that is asked
 * about. */
typedef struct weft_choice {
    weft_choice_kind kind;
    size_t count;
    const weft_subject *candidates; /* the first is Twisted's answer */
} weft_choice;

/* Of more candidates than this the first ones are offered. */
#define WEFT_CHOICE_CANDIDATES_MAX 64

#define WEFT_CHOICE_BIT(kind) (1U << (kind))

typedef struct weft_chooser {
    /* Answers an index below choice->count (asserted). NULL: none, always the first.
     *
     * Asked for WEFT_CHOICE_STEP or WEFT_CHOICE_CALLBACK it may use the whole library, as the step
     * or callback before could have: cancel, stop, close, fire. So faults are injected. */
    size_t (*choose)(void *context, const weft_reactor *reactor, const weft_choice *choice);
    void *context;
    unsigned asks; /* WEFT_CHOICE_BIT of each kind that it is asked for besides WEFT_CHOICE_CALL */
} weft_chooser;

/* "deferred", and the word for an event or a choice as in the tables above; static text. */
WEFT_API const char *weft_subject_name(weft_subject_kind kind);
WEFT_API const char *weft_event_word(weft_event_kind kind);
WEFT_API const char *weft_choice_name(weft_choice_kind kind);

#ifdef __cplusplus
}
#endif

#endif
