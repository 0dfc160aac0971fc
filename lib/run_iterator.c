/* run_iterator.c - the whole wiring in one call: an iterator in, a Deferred of its result out, and
 * a cancel that stops the work (GEN-4).
 *
 * The task keeps the Deferred, which it is to fire, and the Deferred's canceller keeps the task: a
 * ring. It is cut when the Deferred fires, when a cancel begins, and when what the task waits for
 * is freed unfired, since then nothing can set it going again.
 */
#include "cooperator_internal.h"

#include "failure_internal.h"

#include <assert.h>

struct running_task {
    weft_task task; /* the first member */
    struct weft__run run;
};

/* Takes the Deferred out of the run: somebody else sees to it now. NULL if that happened before. */
static weft_deferred *take_result(struct weft__run *run)
{
    weft_deferred *result = run->result;

    run->result = NULL;
    return result;
}

/* Fires the run's Deferred with OUTCOME (moved), and returns it, yet to run; NULL: it was fired by
 * hand. */
static weft_deferred *fire(struct weft__run *run, weft_value outcome)
{
    weft_deferred *result = take_result(run);

    if (!weft_deferred_called(result)) {
        weft__deferred_give(result, outcome);
        return result;
    }
    weft_deferred_callback(result, outcome);
    weft_deferred_release(result);
    return NULL;
}

weft_deferred *weft__run_tell(weft_task *task)
{
    struct weft__run *run = task->run;
    weft_value outcome = run->outcome;

    if (run->result && weft_value_is_deferred(&outcome)) {
        if (weft_value_deferred(&outcome) != run->result)
            return NULL;                                      /* weft__run_await sees to it */
        weft_deferred_release(weft_value_deferred(&outcome)); /* the run keeps another */
        outcome = weft_raise_bare(&weft_error_self_wait);     /* as CHN-7 */
    }
    run->outcome = weft_none();
    if (run->result)
        return fire(run, outcome);
    weft_value_release(outcome);
    return NULL;
}

void weft__run_await(weft_task *task)
{
    weft_value outcome = task->run->outcome;

    task->run->outcome = weft_none();
    if (weft_value_is_deferred(&outcome))
        weft__task_await(task, weft_value_deferred(&outcome));
    weft_value_release(outcome);
}

weft_deferred *weft__run_take_fired(weft_task *task)
{
    weft_deferred *fired = task->run->fired;

    task->run->fired = NULL;
    return fired;
}

/* Whether RESULT is what a cancel made, and so is nobody's business. */
static bool is_cancellation(const struct weft__run *run, const weft_value *result)
{
    static const weft_error_type *const cancelled[] = {&weft_error_cancelled};

    return run->was_cancelled && weft_failure_check(result, cancelled, 1);
}

void weft__run_take(weft_task *task, weft_value result)
{
    struct weft__run *run = task->run;

    if (weft_value_is_failure(&result) && !is_cancellation(run, &result)) {
        weft__failure_set_cause(run->cancelled, result);
        run->has_cause = true;
    } else {
        weft_value_release(result);
    }
}

weft_value weft__run_take_late(weft_task *task, weft_value result)
{
    struct weft__run *run = task->run;

    if (run->result) {
        run->fired = fire(run, result);
    } else if (run->cancelling) { /* something has ended the task in the middle of its cancel */
        weft__run_take(task, result);
    } else if (weft_value_is_failure(&result) && !is_cancellation(run, &result)) {
        return result;
    } else {
        weft_value_release(result);
    }
    return weft_none();
}

void weft__run_lose(weft_task *task)
{
    weft_deferred *result = take_result(task->run);

    if (result)
        weft_deferred_release(result);
}

void weft__run_free(weft_task *task)
{
    weft__run_lose(task);
    weft_failure_release(task->run->cancelled);
}

/* Cancelling. A round (deferred_internal.h): what is awaited may be another run's Deferred, and so
 * on, and is cancelled between the two halves. */

/* GEN-4's order up to the awaited Deferred. A run whose task has ended waits for the Deferred that
 * its iterator returned: what that then comes to is still the run's. */
static void begin_cancel(weft_task *task)
{
    struct weft__run *run = task->run;

    run->asked = true;
    if (task->end != WEFT_OK)
        return;
    run->was_cancelled = true;
    run->cancelling = true;
    run->to_close = weft_iterator_retain(task->iterator);
    weft__run_lose(task); /* not the last reference: it is being cancelled */
    weft__cooperator_unlist(task->cooperator, task);
}

/* The rest of it. What the iterator's closed block and the awaited Deferred's callbacks do
 * meanwhile may end the task too. */
static void end_task(weft_task *task)
{
    weft_iterator *iterator = task->run->to_close;

    task->run->to_close = NULL;
    (void) weft_iterator_close(iterator);
    if (task->end == WEFT_OK)
        weft__task_end(task, WEFT_TASK_STOPPED, weft_raise_bare(&weft_error_task_stopped));
    weft_iterator_release(iterator);
    task->run->cancelling = false;
}

/* Where this does not fire DEFERRED, the round itself does so, with a CancelledError that has no
 * cause (CAN-3). */
static void end_cancel(weft_task *task, weft_deferred *deferred)
{
    struct weft__run *run = task->run;
    weft_reactor *reactor = task->object.reactor;
    weft_subject outer = weft__enter(reactor, weft_deferred_subject(deferred));

    run->was_cancelled = true;
    if (run->cancelling)
        end_task(task);
    else
        weft__run_lose(task);
    if (run->has_cause && !weft_deferred_called(deferred))
        weft_deferred_errback(deferred, weft_failure_value(weft_failure_retain(run->cancelled)));
    weft__leave(reactor, outer);
}

static weft_deferred *next_to_cancel(struct weft__cancels *cancels)
{
    weft_task *task = (weft_task *) cancels->keeper;

    if (!task->run->asked) {
        begin_cancel(task);
        if (task->awaited)
            return weft_deferred_retain(task->awaited);
    }
    end_cancel(task, cancels->owner);
    return NULL;
}

static void release_task(weft_reactor *reactor, void *context)
{
    (void) reactor;
    weft_task_release(context);
}

weft_status weft_run_iterator(weft_cooperator *cooperator, weft_iterator *iterator,
                              weft_deferred **result)
{
    weft_reactor *reactor = cooperator->object.reactor;
    weft_status status = weft__cooperator_admits(cooperator);
    weft_failure *cancelled;
    weft_deferred *made;
    weft_task *task;

    if (status != WEFT_OK)
        return status;
    cancelled = weft__failure_reserve(reactor, &weft_error_cancelled);
    made = cancelled ? weft__deferred_make(reactor) : NULL;
    task = made ? weft__task_create(cooperator, iterator, sizeof(struct running_task)) : NULL;
    if (!task) {
        if (made)
            weft_deferred_release(made);
        if (cancelled)
            weft_failure_release(cancelled);
        return WEFT_NO_MEMORY;
    }
    task->run = &((struct running_task *) task)->run;
    *task->run = (struct weft__run){
        .result = weft_deferred_retain(made), .outcome = weft_none(), .cancelled = cancelled};
    task->asked = true;
    task->run->cancels =
        (struct weft__cancels){.next = next_to_cancel, .keeper = &task->object, .fails = true};
    made->cancels = &task->run->cancels;
    weft__deferred_set_canceller(made,
                                 &(weft_canceller){NULL, weft_task_retain(task), release_task});
    weft__object_number(&task->object);
    weft__deferred_announce(made, weft_task_subject(task));
    weft__task_begin(task);
    weft_task_release(task);
    *result = made;
    return WEFT_OK;
}
