/* cooperator.h - many iterators, consumed a step at a time in one event loop.
 *
 * A Cooperator holds tasks, one an iterator. While any can run, one delayed call is pending: its
 * tick. A tick takes steps in rotation until its slice is used up; the place in the rotation is
 * kept for the next tick. A step that yields a Deferred makes its task wait for it.
 *
 *     running <--resume, result--> paused, waiting
 *        |                              |
 *        +---> done, failed, stopped <--+
 *
 * The rotation is Twisted's to the step, surprises included: a new or resumed task goes to the end;
 * when the task just stepped leaves the rotation, the one behind it loses its turn in this pass
 * (COOP-7 to COOP-11). Pausing, resuming and stopping take constant time and never allocate.
 *
 * Who keeps a task: its Cooperator while it can run, what it waits for while it waits, and whoever
 * holds a handle. One that is paused is kept by handles alone; a task that is let go of unfinished
 * is dropped (the observer is told): its when-done Deferreds never fire, its iterator is released.
 *
 * Reference: Twisted's Cooperator and CooperativeTask (COOP, TASK, GEN-2, GEN-4).
 */
#ifndef WEFT_COOPERATOR_H
#define WEFT_COOPERATOR_H

#include "weft/deferred.h"
#include "weft/iterator.h"

#ifdef __cplusplus
extern "C" {
#endif

typedef struct weft_cooperator weft_cooperator;
typedef struct weft_task weft_task;

/* When a tick ends, in place of a time or a count of steps (COOP-1, COOP-6, COOP-8). */
typedef struct weft_slice {
    void (*begin)(weft_reactor *reactor, void *context); /* a tick begins; NULL: nobody asks */
    bool (*over)(weft_reactor *reactor,
                 void *context); /* asked after each step; NULL: no custom slice */
    void *context;               /* of the caller's; lives as long as the Cooperator */
} weft_slice;

/* What brings the next tick, in place of a delayed call (COOP-2). SCHEDULE is asked for one tick:
 * it sees to it that weft_cooperator_tick is called once, later, never before it has returned.
 * CANCEL takes that back; no call may come of it any more. Neither is asked twice for one tick,
 * neither may fail, and neither may do anything to this Cooperator or to its tasks. While a tick is
 * scheduled, the Cooperator lives; closing the reactor ends that without a word. */
typedef struct weft_tick_scheduler {
    void (*schedule)(weft_cooperator *cooperator, void *context); /* NULL: a delayed call */
    void (*cancel)(weft_cooperator *cooperator, void *context);
    void *context; /* of the caller's; lives as long as the Cooperator */
} weft_tick_scheduler;

typedef struct weft_cooperator_options {
    int64_t slice_ns;     /* a tick ends after the step at whose end it has taken this long */
    uint32_t slice_steps; /* if not 0: a tick ends after so many steps instead */
    int64_t delay_ns;     /* from one tick to the next; not negative */
    bool idle;            /* tasks wait until weft_cooperator_start */
    weft_slice slice;     /* if its OVER is set, instead of the first two */
    weft_tick_scheduler scheduler; /* if its SCHEDULE is set, instead of DELAY_NS */
} weft_cooperator_options;

/* Twisted's: a slice of 10 ms (on the reactor's clock), 10 ns to the next tick, started. */
#define WEFT_COOPERATOR_DEFAULTS                                                                   \
    {                                                                                              \
        .slice_ns = 10 * WEFT_MILLISECOND, .delay_ns = 10 * WEFT_NANOSECOND                        \
    }

/* Makes a Cooperator; OPTIONS is copied, NULL: the defaults.
 * Returns WEFT_OK; WEFT_NO_MEMORY; WEFT_BAD_TIME if a time is negative. */
WEFT_API WEFT_MUST_USE weft_status weft_cooperator_create(weft_reactor *reactor,
                                                          const weft_cooperator_options *options,
                                                          weft_cooperator **cooperator);

/* The reactor's default Cooperator, borrowed: made at the first call, with the defaults or as
 * configured, and kept until the reactor is closed (COOP-1: Twisted's module-wide instance).
 * Returns WEFT_OK or WEFT_NO_MEMORY. */
WEFT_API WEFT_MUST_USE weft_status weft_default_cooperator(weft_reactor *reactor,
                                                           weft_cooperator **cooperator);

/* Says what the default Cooperator is made with when it is first asked for; OPTIONS is copied,
 * NULL: the defaults. One that there is already is let go of, and the next is made so: this is how
 * whoever runs a program, a simulator for one, has its say before the program does. Never
 * allocates. Returns WEFT_OK, or WEFT_BAD_TIME if a time is negative: nothing is changed then. */
WEFT_API weft_status weft_default_cooperator_configure(weft_reactor *reactor,
                                                       const weft_cooperator_options *options);

/* Makes COOPERATOR, of which it keeps a reference, the default one of its reactor. */
WEFT_API void weft_cooperator_make_default(weft_cooperator *cooperator);

/* Runs the tick that a custom scheduler was asked for: steps until the slice is used up. Returns
 * WEFT_OK; WEFT_NO_TICK if none was asked for, or it was cancelled; WEFT_REENTRANT from inside a
 * step of this Cooperator, or before SCHEDULE has returned; WEFT_STOPPING from inside
 * weft_cooperator_stop. */
WEFT_API weft_status weft_cooperator_tick(weft_cooperator *cooperator);

/* Lets an idle or stopped one run; harmless otherwise (COOP-13). Never allocates.
 * Returns WEFT_OK; WEFT_STOPPING from inside weft_cooperator_stop; WEFT_BAD_TIME if the next tick
 * would lie beyond the end of time. */
WEFT_API weft_status weft_cooperator_start(weft_cooperator *cooperator);

/* Completes every unfinished task, paused and waiting ones too, with SchedulerStopped, in the order
 * of their creation, and takes no new ones until it is started again. Twice is harmless, and from
 * inside the callbacks of a stop too: that one goes on. From inside a step, the step's outcome is
 * dropped. Never allocates. (COOP-15 to COOP-18: Twisted forgets some.) */
WEFT_API void weft_cooperator_stop(weft_cooperator *cooperator);

/* Whether it is started and not stopped. */
WEFT_API bool weft_cooperator_running(const weft_cooperator *cooperator);

/* Whether it has been stopped, and not been started since. */
WEFT_API bool weft_cooperator_stopped(const weft_cooperator *cooperator);

/* Its kind and number, as events name it. */
WEFT_API weft_subject weft_cooperator_subject(const weft_cooperator *cooperator);

/* Takes one more reference, to be released once; returns COOPERATOR. */
WEFT_API weft_cooperator *weft_cooperator_retain(weft_cooperator *cooperator);

/* Gives one reference back. A Cooperator lives as long as one of its tasks can run or is held. */
WEFT_API void weft_cooperator_release(weft_cooperator *cooperator);

/* Hands ITERATOR to COOPERATOR, which keeps a reference of its own; no step happens before this
 * returns. *TASK (may be NULL) receives a handle, to be released once.
 *
 * With a stopped COOPERATOR the task is complete at once, as SchedulerStopped, and ITERATOR
 * untouched (COOP-19).
 * Returns WEFT_OK; WEFT_NO_MEMORY; WEFT_BAD_TIME if its first tick would lie beyond the end of
 * time. */
WEFT_API WEFT_MUST_USE weft_status weft_cooperate(weft_cooperator *cooperator,
                                                  weft_iterator *iterator, weft_task **task);

/* The same for whoever wants to know of the end only: *DONE fires with the *iterator*, or with what
 * the task failed with. Cancelling it does not stop the work (TASK-17). Returns as weft_cooperate
 * does. */
WEFT_API WEFT_MUST_USE weft_status weft_coiterate(weft_cooperator *cooperator,
                                                  weft_iterator *iterator, weft_deferred **done);

/* The same with a Deferred of the caller's, fired in place of a new one: chained, so that an end
 * that comes after it was fired otherwise is an unhandled AlreadyCalledError (CHD-4). */
WEFT_API WEFT_MUST_USE weft_status weft_coiterate_into(weft_cooperator *cooperator,
                                                       weft_iterator *iterator,
                                                       weft_deferred *done);

/* Runs ITERATOR and gives a Deferred of its *result*: what it returned, or what it failed with. A
 * returned Deferred is waited for.
 *
 * Cancelling *RESULT stops the work, in this order: the task leaves the rotation; what it waits for
 * is cancelled (a failure of that other than CancelledError becomes the cause); the iterator is
 * closed, if it is running when its step has ended; the task completes as TaskStopped; *RESULT
 * fails with CancelledError (GEN-4; Twisted has no such call). Returns as weft_cooperate does. */
WEFT_API WEFT_MUST_USE weft_status weft_run_iterator(weft_cooperator *cooperator,
                                                     weft_iterator *iterator,
                                                     weft_deferred **result);

typedef enum weft_task_state {
    WEFT_TASK_STATE_RUNNING, /* in the rotation, or in its step */
    WEFT_TASK_STATE_PAUSED,
    WEFT_TASK_STATE_WAITING, /* for a Deferred, paused besides or not */
    WEFT_TASK_STATE_DONE,
    WEFT_TASK_STATE_STOPPED,
    WEFT_TASK_STATE_FAILED, /* by its iterator, its Deferred, or its Cooperator's stop */
} weft_task_state;

/* Takes it out of the rotation until it is resumed as often. From inside its own step too
 * (TASK-19). Returns WEFT_OK, or why it is finished: WEFT_TASK_DONE, WEFT_TASK_STOPPED,
 * WEFT_TASK_FAILED, WEFT_SCHEDULER_STOPPED (TASK-6). */
WEFT_API weft_status weft_task_pause(weft_task *task);

/* Takes one pause back; the last one puts it at the end of the rotation, unless it waits. Never
 * ends a wait (TASK-5, TASK-12). Returns WEFT_OK, or WEFT_NOT_PAUSED, on a finished task too. */
WEFT_API weft_status weft_task_resume(weft_task *task);

/* Ends it as TaskStopped: its when-done Deferreds fire before this returns, then its reference to
 * the iterator goes, which closes it if nobody else holds it. What it waited for is left alone, and
 * a failure that comes of that later stays there (TASK-8, TASK-13). From inside its own step, what
 * the step goes on to yield, return or raise is dropped (TASK-18). Returns as pause does. */
WEFT_API weft_status weft_task_stop(weft_task *task);

/* A new Deferred that fires when the task ends: with its iterator, or with the failure that ended
 * it; at once if it has ended. Several fire in the order in which they were asked for (TASK-3).
 * Returns WEFT_OK or WEFT_NO_MEMORY. */
WEFT_API WEFT_MUST_USE weft_status weft_task_when_done(weft_task *task, weft_deferred **done);

/* What it is doing, or how it ended. */
WEFT_API weft_task_state weft_task_get_state(const weft_task *task);

/* How often its user has paused it, besides any wait. */
WEFT_API uint32_t weft_task_pauses(const weft_task *task);

/* The Deferred that it waits for, borrowed; NULL: none, or it was freed unfired and the task waits
 * for ever. */
WEFT_API weft_deferred *weft_task_waits_for(const weft_task *task);

/* What ended it, a look: its iterator, or a failure; NULL while it is unfinished. */
WEFT_API const weft_value *weft_task_result(const weft_task *task);

/* Whether it ended with a failure that its last release would report: nobody ever asked when_done
 * (TASK-14). */
WEFT_API bool weft_task_unhandled(const weft_task *task);

/* The name of its iterator's type, borrowed from that. */
WEFT_API const char *weft_task_name(const weft_task *task);

/* Its kind and number, as events name it. */
WEFT_API weft_subject weft_task_subject(const weft_task *task);

/* Takes one more reference, to be released once; returns TASK. */
WEFT_API weft_task *weft_task_retain(weft_task *task);

/* Gives one reference back. The last release of a task that failed while nobody ever asked
 * when_done reports the failure (TASK-14). */
WEFT_API void weft_task_release(weft_task *task);

#ifdef __cplusplus
}
#endif

#endif
