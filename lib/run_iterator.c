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

static void cancel_awaited(weft_task *task)
{
    weft_deferred *awaited = task->awaited;

    if (!awaited)
        return;
    weft_deferred_retain(awaited);
    weft_deferred_cancel(awaited);
    weft_deferred_release(awaited);
}

/* The order is GEN-4's. What the iterator's closed block and the awaited Deferred's callbacks do
 * meanwhile may end the task too. */
static void cancel_task(weft_task *task)
{
    weft_iterator *iterator = weft_iterator_retain(task->iterator);

    weft__cooperator_unlist(task->cooperator, task);
    cancel_awaited(task);
    (void) weft_iterator_close(iterator);
    if (task->end == WEFT_OK)
        weft__task_end(task, WEFT_TASK_STOPPED, weft_raise_bare(&weft_error_task_stopped));
    weft_iterator_release(iterator);
}

/* The canceller of the Deferred. Where it does not fire it, the cancel itself does so, with a
 * CancelledError that has no cause (CAN-3). */
static void cancel_run(weft_reactor *reactor, void *context, weft_deferred *deferred)
{
    weft_task *task = weft_task_retain(context);
    struct weft__run *run = task->run;
    weft_deferred *result;

    (void) reactor;
    if (task->end != WEFT_OK) { /* it waits for the Deferred that the iterator returned */
        cancel_awaited(task);
        run->was_cancelled = true;
        result = take_result(run);
    } else {
        run->was_cancelled = true;
        run->cancelling = true;
        result = take_result(run);
        cancel_task(task);
        run->cancelling = false;
    }
    if (run->has_cause && !weft_deferred_called(deferred))
        weft_deferred_errback(deferred, weft_failure_value(weft_failure_retain(run->cancelled)));
    if (result)
        weft_deferred_release(result);
    weft_task_release(task);
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
    weft__deferred_set_canceller(
        made, &(weft_canceller){cancel_run, weft_task_retain(task), release_task});
    weft__object_number(&task->object);
    weft__deferred_announce(made, weft_task_subject(task));
    weft__task_begin(task);
    weft_task_release(task);
    *result = made;
    return WEFT_OK;
}
