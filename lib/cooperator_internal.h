/* cooperator_internal.h - a Cooperator and its tasks, as cooperator.c, task.c, cooperate.c and
 * run_iterator.c see them.
 *
 * Who keeps whom: a task its Cooperator and, until it has ended, its iterator; the rotation the
 * tasks that it lists; the chain of a Deferred the task that waits in it. A task that is paused is
 * kept by its users alone.
 */
#ifndef WEFT_COOPERATOR_INTERNAL_H
#define WEFT_COOPERATOR_INTERNAL_H

#include "deferred_internal.h"
#include "rotation.h"
#include "weft/cooperator.h"

/* Invariants, held whenever code of the user's runs:
 *   C1  while no tick is running, one is pending iff the Cooperator is started and some task is
 *       listed; while one runs, the next is pending from the first append on (COOP-11), unless the
 *       list is empty;
 *   C2  the tasks from oldest to youngest are those that have not ended, in order of creation; the
 *       rotation has room reserved for each of them;
 *   C3  a stopped Cooperator has no such task, but for those that its stop has yet to come to.
 */
struct weft_cooperator {
    struct weft__object object;
    struct weft__rotation rotation;
    weft_task *oldest;
    weft_task *youngest;
    weft_delayed_call *tick; /* made once, armed again and again; NULL: the scheduler brings it */
    weft_tick_scheduler scheduler;
    weft_slice slice;
    int64_t slice_ns;
    int64_t delay_ns;
    uint32_t slice_steps;
    bool started;
    bool stopped;
    bool stopping; /* the tasks are being ended, one after the other */
    bool tick_pending;
    bool scheduling;        /* the scheduler is being asked for a tick */
    bool ticking;           /* a tick is running */
    bool schedule_on_start; /* a task was listed while it was not started */
};

/* One who wants to know of a task's end. */
struct weft__when_done {
    struct weft__when_done *next;
    weft_deferred *deferred; /* counted */
};

/* What a task has besides if weft_run_iterator made it. */
struct weft__run {
    weft_deferred *result;   /* counted; NULL once it is settled who fires it */
    weft_deferred *fired;    /* counted; it has its result, and is yet to run */
    weft_value outcome;      /* what the iterator returned, until the end is told */
    weft_failure *cancelled; /* counted; a CancelledError whose cause may yet be filled in */
    struct weft__cancels cancels;
    weft_iterator *to_close; /* counted; while a round of cancels is under way */
    bool asked;              /* a round of cancels has been told of what is awaited */
    bool cancelling;         /* what it waited for is no longer to resume or fail it */
    bool was_cancelled;      /* from then on */
    bool has_cause;
};

/* Invariants, held whenever code of the user's runs:
 *   T1  it is listed iff it has not ended, is not waiting, has no pauses, is not being cancelled,
 *       and its Cooperator is not stopping;
 *   T2  awaited is set iff `wait` stands in its chain, which then holds a reference to this task;
 *       that may outlast the end of the task (TASK-13);
 *   T3  iterator is set until its end has been told; result is none until it has ended.
 *   T4  kept is set if it would be listed but for its stopping Cooperator, and is then a reference,
 *       as the list would have one: else nobody might hold it when its turn to end comes.
 *
 * What a step and a wait touch comes first, in two lines of a cache.
 */
struct weft_task {
    struct weft__object object;
    struct weft__rotation_entry entry;
    weft_cooperator *cooperator; /* counted */
    weft_iterator *iterator;     /* counted */
    struct weft__wait wait;
    weft_deferred *awaited; /* borrowed: when it goes, it says so */
    struct weft__run *run;  /* in the same block; NULL: none */
    uint32_t pauses;
    weft_status end; /* what stop and pause are refused with; WEFT_OK: it has not ended */
    bool begun;
    bool waiting;
    bool wants; /* the step that waits takes what comes of it, failure or value */
    bool kept;
    bool telling;       /* it has ended, and somebody is asking who is to be told (tell_next) */
    bool told_by_chain; /* that is the chain whose result has ended it (follow) */
    bool asked;         /* somebody wanted to know of its end, so a failure is told there */
    const char *name;
    weft_task *older; /* of those that have not ended */
    weft_task *younger;
    const weft_deferred *outlived; /* as awaited, once its result has come to an ended task, until
                                      its chain goes on */
    struct weft__when_done *first_when_done;
    struct weft__when_done *last_when_done;
    struct weft__when_done *untold; /* of a task that has ended: who learns of it next */
    weft_value result;
    weft_value sent; /* for the next step: what the last one awaited */
};

static inline weft_subject weft__task_subject(const weft_task *task)
{
    return (weft_subject){WEFT_SUBJECT_TASK, task->object.id};
}

/* Of cooperator.c. */

/* WEFT_BAD_TIME, refused, if a new task needs a tick that would lie beyond the end of time; else
 * WEFT_OK. */
weft_status weft__cooperator_admits(weft_cooperator *cooperator);
/* Makes TASK, for which the rotation has room reserved, the youngest. */
void weft__cooperator_adopt(weft_cooperator *cooperator, weft_task *task);
/* The opposite, room included: it has ended, or is being freed. It may not be listed any more. */
void weft__cooperator_forget(weft_cooperator *cooperator, weft_task *task);
/* Puts TASK, which must not be listed, at the end of the list, and sees to a tick. */
void weft__cooperator_list(weft_cooperator *cooperator, weft_task *task);
/* Takes TASK out of the list, if it is there, and with the last one the tick. */
void weft__cooperator_unlist(weft_cooperator *cooperator, weft_task *task);

/* Of task.c. The caller holds a reference to the task, in all of them. */

/* A task of BYTES, which its Cooperator has adopted, but which does not run and of which nothing
 * was told. NULL without memory. Releasing it instead of beginning it undoes all. */
weft_task *weft__task_create(weft_cooperator *cooperator, weft_iterator *iterator, size_t bytes);
/* Tells of it and lists it; with a stopped Cooperator it ends at once (COOP-19). */
void weft__task_begin(weft_task *task);
/* An unfired Deferred of TASK's end, borrowed from it, of which nothing was told. NULL without
 * memory. */
weft_deferred *weft__task_add_when_done(weft_task *task);
void weft__task_step(weft_task *task, bool fails);
/* Ends TASK. OUTCOME (moved) is what its iterator returned, or the failure that ended it. */
void weft__task_end(weft_task *task, weft_status end, weft_value outcome);
/* Puts TASK's wait into DEFERRED's chain. */
void weft__task_await(weft_task *task, weft_deferred *deferred);

/* Of run_iterator.c, for a task that has a run. */

/* What the task waited for has come to RESULT (moved) after a cancel began. */
void weft__run_take(weft_task *task, weft_value result);
/* The same after the task has ended. Returns what the chain goes on with. */
weft_value weft__run_take_late(weft_task *task, weft_value result);
/* The task has ended, with run->outcome. The run's Deferred, fired and yet to run; NULL: none is.
 */
weft_deferred *weft__run_tell(weft_task *task);
/* Waits for the outcome if that is a Deferred: its result is then the run's. */
void weft__run_await(weft_task *task);
/* The run's Deferred if weft__run_take_late has fired it and it is yet to run; else NULL. */
weft_deferred *weft__run_take_fired(weft_task *task);
/* What the task waits for is gone, and so is whoever could have fired it. */
void weft__run_lose(weft_task *task);
/* The task is being freed. */
void weft__run_free(weft_task *task);

#endif
