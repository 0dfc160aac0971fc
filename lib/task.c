/* task.c - one iterator on its way: its steps, its waits, its pauses, its end.
 *
 * A task ends once. Whatever comes to it afterwards (the outcome of the step that is still running,
 * the result of the Deferred that it waited for) is dropped, or left where it is: TASK-13, TASK-18.
 */
#include "cooperator_internal.h"

#include "iterator_internal.h"

#include <assert.h>
#include <stddef.h>

static weft_task *waiter_of(struct weft__wait *wait)
{
    return (weft_task *) (void *) ((char *) wait - offsetof(weft_task, wait));
}

static bool has_ended(const weft_task *task)
{
    return task->end != WEFT_OK;
}

/* Waiting. */

/* Puts TASK back into the list if nothing keeps it out (T1). A Cooperator that is stopping lists
 * nobody, but has yet to end it: it is kept until then (T4). */
static void go_on(weft_task *task)
{
    if (has_ended(task) || task->waiting || task->pauses > 0)
        return;
    if (task->run && task->run->cancelling)
        return;
    if (!task->cooperator->stopping) {
        weft__cooperator_list(task->cooperator, task);
    } else if (!task->kept) {
        task->kept = true;
        weft__object_retain(&task->object);
    }
}

static void mark_ended(weft_task *task, weft_status end, weft_value outcome);
static weft_deferred *tell_next(weft_task *task);

/* The wait is over (TASK-9, TASK-10). If that ends the task, the chain asks on (follow). */
static void receive(weft_task *task, weft_value result)
{
    task->waiting = false;
    WEFT__TELL(task->object.reactor, .kind = WEFT_EVENT_TASK_RECEIVED,
               .subject = weft__task_subject(task), .value = &result);
    if (task->run && task->run->cancelling) {
        weft__run_take(task, result);
    } else if (task->wants) {
        task->sent = result;
        go_on(task);
    } else if (weft_value_is_failure(&result)) {
        task->told_by_chain = true;
        mark_ended(task, WEFT_TASK_FAILED, result);
    } else {
        go_on(task);
        weft_value_release(result);
    }
}

/* The wait outlasted the task: a failure stays where it is, for nobody here can take it (TASK-13).
 */
static weft_value leave(weft_task *task, weft_value result)
{
    if (task->run)
        return weft__run_take_late(task, result);
    if (weft_value_is_failure(&result))
        return result;
    weft_value_release(result);
    return weft_none();
}

static weft_value deliver(struct weft__wait *wait, weft_value result)
{
    weft_task *task = waiter_of(wait);
    weft_value left = weft_none();

    if (has_ended(task)) {
        task->outlived = weft_value_is_none(&result) ? NULL : task->awaited;
        task->awaited = NULL;
        left = leave(task, result);
    } else {
        task->awaited = NULL;
        receive(task, result);
    }
    return left;
}

/* The chain of what was waited for goes on, with LEFT. If a task that had ended took its result,
 * nothing else has told of that. */
static void tell_taken(weft_task *task, const weft_value *left)
{
    const weft_deferred *giver = task->outlived;

    task->outlived = NULL;
    if (giver && !weft_value_is_failure(left))
        WEFT__TELL(task->object.reactor, .kind = WEFT_EVENT_DEFERRED_RETURNED,
                   .subject = weft_deferred_subject(giver), .value = left);
}

static weft_deferred *follow(struct weft__wait *wait, weft_value *left)
{
    weft_task *task = waiter_of(wait);
    weft_deferred *next = task->told_by_chain ? tell_next(task) : NULL;

    if (!next && task->run)
        next = weft__run_take_fired(task);
    if (next)
        return next;
    tell_taken(task, left);
    weft__object_release(&task->object); /* the chain's */
    return NULL;
}

/* The Deferred has gone without a result, so the wait has no end. */
static void drop(struct weft__wait *wait)
{
    weft_task *task = waiter_of(wait);

    task->awaited = NULL;
    if (task->run)
        weft__run_lose(task);
    weft__object_release(&task->object);
}

static const struct weft__wait_kind wait_kind = {deliver, follow, drop,
                                                 (ptrdiff_t) offsetof(weft_task, iterator) -
                                                     (ptrdiff_t) offsetof(weft_task, wait)};

void weft__task_await(weft_task *task, weft_deferred *deferred)
{
    assert(!task->awaited && weft_deferred_reactor(deferred) == task->object.reactor);
    task->wait.kind = &wait_kind;
    task->awaited = deferred;
    weft__object_retain(&task->object);
    weft__deferred_await(deferred, &task->wait);
}

/* Making, beginning, ending, freeing. */

static void free_when_dones(weft_task *task)
{
    weft_reactor *reactor = task->object.reactor;

    while (task->first_when_done) {
        struct weft__when_done *when_done = task->first_when_done;
        weft_deferred *deferred = when_done->deferred;

        task->first_when_done = when_done->next;
        weft__allocate(reactor, when_done, sizeof *when_done, 0);
        weft_deferred_release(deferred);
    }
    task->last_when_done = NULL;
}

static bool finish_task(struct weft__object *object)
{
    weft_task *task = (weft_task *) object;
    weft_reactor *reactor = object->reactor;

    assert(!weft__rotation_lists(&task->entry) && !task->awaited);
    if (!has_ended(task)) {
        weft__cooperator_forget(task->cooperator, task);
        if (task->begun)
            WEFT__TELL(reactor, .kind = WEFT_EVENT_TASK_DROPPED,
                       .subject = weft__task_subject(task));
        weft_iterator_release(task->iterator);
    } else if (weft_task_unhandled(task)) {
        WEFT__TELL(reactor, .kind = WEFT_EVENT_UNHANDLED, .subject = weft__task_subject(task),
                   .value = &task->result);
    }
    free_when_dones(task);
    if (task->run)
        weft__run_free(task);
    weft_value_release(task->sent);
    weft_value_release(task->result);
    weft_cooperator_release(task->cooperator);
    return true;
}

static void abandon_task(struct weft__object *object)
{
    free_when_dones((weft_task *) object);
    weft__value_abandon(((weft_task *) object)->sent);
}

static const struct weft__kind task_kind = {WEFT_SUBJECT_TASK, finish_task, abandon_task};

weft_task *weft__task_create(weft_cooperator *cooperator, weft_iterator *iterator, size_t bytes)
{
    weft_reactor *reactor = cooperator->object.reactor;
    weft_task *task;

    if (weft__rotation_reserve(&cooperator->rotation, reactor) != WEFT_OK)
        return NULL;
    task = weft__object_create(reactor, &task_kind, bytes);
    if (!task) {
        weft__rotation_unreserve(&cooperator->rotation);
        return NULL;
    }
    task->entry.place = WEFT__NOT_LISTED;
    task->cooperator = weft_cooperator_retain(cooperator);
    task->iterator = weft_iterator_retain(iterator);
    task->name = weft_iterator_name(iterator);
    task->result = weft_none();
    task->sent = weft_none();
    weft__cooperator_adopt(cooperator, task);
    return task;
}

void weft__task_begin(weft_task *task)
{
    task->begun = true;
    weft__object_number(&task->object);
    WEFT__TELL(task->object.reactor, .kind = WEFT_EVENT_TASK_CREATED,
               .subject = weft__task_subject(task), .other = weft_iterator_subject(task->iterator),
               .name = task->name);
    if (task->cooperator->stopped)
        weft__task_end(task, WEFT_SCHEDULER_STOPPED,
                       weft_raise_bare(&weft_error_scheduler_stopped));
    else
        weft__cooperator_list(task->cooperator, task);
}

static weft_event_kind end_event(weft_status end)
{
    if (end == WEFT_TASK_DONE)
        return WEFT_EVENT_TASK_DONE;
    return end == WEFT_TASK_STOPPED ? WEFT_EVENT_TASK_STOPPED : WEFT_EVENT_TASK_FAILED;
}

/* TASK-4: out of every list before anybody is told. A when-done callback may stop the Cooperator,
 * which would end this task a second time if it still stood there. */
static void mark_ended(weft_task *task, weft_status end, weft_value outcome)
{
    assert(!has_ended(task) && end != WEFT_OK);
    task->end = end;
    task->waiting = false;
    task->telling = true;
    task->untold = task->first_when_done;
    task->result = end == WEFT_TASK_DONE ? weft_iterator_value(weft_iterator_retain(task->iterator))
                                         : weft_value_retain(&outcome);
    WEFT__TELL(task->object.reactor, .kind = end_event(end), .subject = weft__task_subject(task),
               .value = &outcome);
    weft__cooperator_unlist(task->cooperator, task);
    weft__cooperator_forget(task->cooperator, task);
    if (task->kept)
        weft__object_release(&task->object); /* not the last: the caller holds one */
    task->kept = false;
    if (task->run)
        task->run->outcome = outcome;
    else
        weft_value_release(outcome);
}

/* The next Deferred that learns of the end of TASK: fired, yet to run, with a reference. When the
 * last one has run, lets go of the iterator, which closes it if nobody else has it (TASK-8): NULL.
 */
static weft_deferred *tell_next(weft_task *task)
{
    weft_iterator *iterator = task->iterator;
    weft_deferred *next = NULL;

    if (!task->telling)
        return NULL;
    while (!next && task->untold) {
        next = task->untold->deferred;
        task->untold = task->untold->next;
        if (weft_deferred_called(next)) { /* swallowed, or refused */
            weft_deferred_callback(next, weft_value_retain(&task->result));
            next = NULL;
        }
    }
    if (next) {
        weft__deferred_give(next, weft_value_retain(&task->result));
        return weft_deferred_retain(next);
    }
    if (task->run && (next = weft__run_tell(task)))
        return next;
    task->telling = false;
    task->iterator = NULL;
    weft_iterator_release(iterator);
    free_when_dones(task);
    if (task->run)
        weft__run_await(task);
    return NULL;
}

void weft__task_end(weft_task *task, weft_status end, weft_value outcome)
{
    weft_deferred *next;

    mark_ended(task, end, outcome);
    while ((next = tell_next(task))) {
        weft__deferred_run(next);
        weft_deferred_release(next);
    }
}

weft_deferred *weft__task_add_when_done(weft_task *task)
{
    weft_reactor *reactor = task->object.reactor;
    struct weft__when_done *when_done = weft__allocate(reactor, NULL, 0, sizeof *when_done);

    if (!when_done)
        return NULL;
    *when_done = (struct weft__when_done){NULL, weft__deferred_make(reactor)};
    if (!when_done->deferred) {
        weft__allocate(reactor, when_done, sizeof *when_done, 0);
        return NULL;
    }
    if (task->last_when_done)
        task->last_when_done->next = when_done;
    else
        task->first_when_done = when_done;
    task->last_when_done = when_done;
    task->asked = true;
    return when_done->deferred;
}

/* The step. */

/* The step yielded VALUE (moved): a Deferred is waited for; all else is dropped (TASK-2), or comes
 * back at the next step if it was awaited. */
static inline void take_yield(weft_task *task, weft_value value)
{
    weft_reactor *reactor = task->object.reactor;

    WEFT__TELL(reactor, .kind = WEFT_EVENT_TASK_YIELDED, .subject = weft__task_subject(task),
               .value = &value);
    if (weft_value_is_deferred(&value)) {
        weft_deferred *deferred = weft_value_deferred(&value);

        task->waiting = true;
        WEFT__TELL(reactor, .kind = WEFT_EVENT_TASK_WAITS, .subject = weft__task_subject(task),
                   .other = weft_deferred_subject(deferred));
        weft__cooperator_unlist(task->cooperator, task);
        weft__task_await(task, deferred);
    } else if (task->wants) {
        task->sent = value;
        return;
    }
    weft_value_release(value);
}

/* What the step is to be handed, taken out of TASK. */
static weft_value take_sent(weft_task *task)
{
    weft_value sent = task->sent;

    task->sent = weft_none();
    return sent;
}

/* The next step of ITERATOR, handed what the last one awaited, if it did; *OUT is what comes of it.
 */
static inline weft_step step(weft_task *task, weft_iterator *iterator, bool fails, weft_value *out)
{
    if (!task->wants && !fails)
        return weft__iterator_step(iterator, out);
    *out = take_sent(task);
    if (fails && weft__iterator_fail(iterator, out))
        return WEFT_RAISED;
    return weft__iterator_step_with(iterator, out);
}

void weft__task_step(weft_task *task, bool fails)
{
    weft_reactor *reactor = task->object.reactor;
    weft_iterator *iterator = task->iterator;
    weft_subject outer;
    weft_value out;
    weft_step came;

    weft__object_retain(&iterator->object);
    weft__object_retain(&task->object);
    WEFT__TELL(reactor, .kind = WEFT_EVENT_TASK_STEP, .subject = weft__task_subject(task));
    outer = weft__enter(reactor, weft__task_subject(task));
    came = step(task, iterator, fails, &out);
    weft__leave(reactor, outer);
    task->wants = came == WEFT_AWAITED;
    if (has_ended(task))
        weft_value_release(out);
    else if (came == WEFT_YIELDED || came == WEFT_AWAITED)
        take_yield(task, out);
    else
        weft__task_end(task, came == WEFT_RETURNED ? WEFT_TASK_DONE : WEFT_TASK_FAILED, out);
    weft__iterator_settle(iterator);
    weft__object_release(&iterator->object);
    weft__object_release(&task->object);
}

/* What its users may do. */

weft_status weft_task_pause(weft_task *task)
{
    weft_reactor *reactor = task->object.reactor;

    if (has_ended(task))
        return weft__refuse(reactor, weft__task_subject(task), task->end);
    assert(task->pauses < UINT32_MAX);
    task->pauses++;
    WEFT__TELL(reactor, .kind = WEFT_EVENT_TASK_PAUSED, .subject = weft__task_subject(task),
               .number = task->pauses);
    weft__cooperator_unlist(task->cooperator, task);
    return WEFT_OK;
}

weft_status weft_task_resume(weft_task *task)
{
    weft_reactor *reactor = task->object.reactor;

    if (task->pauses == 0)
        return weft__refuse(reactor, weft__task_subject(task), WEFT_NOT_PAUSED);
    task->pauses--;
    WEFT__TELL(reactor, .kind = WEFT_EVENT_TASK_RESUMED, .subject = weft__task_subject(task),
               .number = task->pauses);
    go_on(task);
    return WEFT_OK;
}

weft_status weft_task_stop(weft_task *task)
{
    if (has_ended(task))
        return weft__refuse(task->object.reactor, weft__task_subject(task), task->end);
    weft__object_retain(&task->object);
    weft__task_end(task, WEFT_TASK_STOPPED, weft_raise_bare(&weft_error_task_stopped));
    weft__object_release(&task->object);
    return WEFT_OK;
}

weft_status weft_task_when_done(weft_task *task, weft_deferred **done)
{
    weft_deferred *made;

    if (has_ended(task)) {
        weft_status status =
            weft_succeed(task->object.reactor, weft_value_retain(&task->result), done);

        task->asked = task->asked || status == WEFT_OK;
        return status;
    }
    made = weft__task_add_when_done(task);
    if (!made)
        return WEFT_NO_MEMORY;
    weft__deferred_announce(made, weft__task_subject(task));
    *done = weft_deferred_retain(made);
    return WEFT_OK;
}

weft_task_state weft_task_get_state(const weft_task *task)
{
    if (has_ended(task)) {
        if (task->end == WEFT_TASK_DONE)
            return WEFT_TASK_STATE_DONE;
        return task->end == WEFT_TASK_STOPPED ? WEFT_TASK_STATE_STOPPED : WEFT_TASK_STATE_FAILED;
    }
    if (task->waiting)
        return WEFT_TASK_STATE_WAITING;
    return task->pauses > 0 ? WEFT_TASK_STATE_PAUSED : WEFT_TASK_STATE_RUNNING;
}

uint32_t weft_task_pauses(const weft_task *task)
{
    return task->pauses;
}

weft_deferred *weft_task_waits_for(const weft_task *task)
{
    return task->waiting ? task->awaited : NULL;
}

const weft_value *weft_task_result(const weft_task *task)
{
    return has_ended(task) ? &task->result : NULL;
}

bool weft_task_unhandled(const weft_task *task)
{
    return task->end == WEFT_TASK_FAILED && !task->asked;
}

const char *weft_task_name(const weft_task *task)
{
    return task->name;
}

weft_subject weft_task_subject(const weft_task *task)
{
    return weft__object_subject(&task->object);
}

weft_task *weft_task_retain(weft_task *task)
{
    weft__object_retain(&task->object);
    return task;
}

void weft_task_release(weft_task *task)
{
    weft__object_release(&task->object);
}
