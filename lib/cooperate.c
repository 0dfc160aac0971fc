/* cooperate.c - handing an iterator to a Cooperator.
 *
 * All memory is had, and nothing told, before the task is begun: so a lack of it leaves no trace.
 */
#include "cooperator_internal.h"

weft_status weft_cooperate(weft_cooperator *cooperator, weft_iterator *iterator, weft_task **task)
{
    weft_status status = weft__cooperator_admits(cooperator);
    weft_task *made;

    if (status != WEFT_OK)
        return status;
    made = weft__task_create(cooperator, iterator, sizeof *made);
    if (!made)
        return WEFT_NO_MEMORY;
    weft__task_begin(made);
    if (task)
        *task = made;
    else
        weft_task_release(made);
    return WEFT_OK;
}

/* A task of which nobody gets hold, and its when-done Deferred chained to DONE. NEW_DONE: nothing
 * was told of DONE yet. */
static weft_status coiterate(weft_cooperator *cooperator, weft_iterator *iterator,
                             weft_deferred *done, bool new_done)
{
    weft_reactor *reactor = cooperator->object.reactor;
    weft_task *task = weft__task_create(cooperator, iterator, sizeof *task);
    weft_deferred *when_done = task ? weft__task_add_when_done(task) : NULL;
    struct weft__node *link = when_done ? weft__chain_link_create(reactor, done) : NULL;

    if (link) {
        weft__object_number(&task->object);
        if (new_done)
            weft__deferred_announce(done, reactor->current);
        weft__deferred_announce(when_done, weft_task_subject(task));
        WEFT__TELL(reactor, .kind = WEFT_EVENT_DEFERRED_CHAINED,
                   .subject = weft_deferred_subject(when_done),
                   .other = weft_deferred_subject(done));
        weft__deferred_append(when_done, link);
        weft__task_begin(task);
    }
    if (task)
        weft_task_release(task);
    return link ? WEFT_OK : WEFT_NO_MEMORY;
}

weft_status weft_coiterate(weft_cooperator *cooperator, weft_iterator *iterator,
                           weft_deferred **done)
{
    weft_status status = weft__cooperator_admits(cooperator);
    weft_deferred *made;

    if (status != WEFT_OK)
        return status;
    made = weft__deferred_make(cooperator->object.reactor);
    if (!made)
        return WEFT_NO_MEMORY;
    status = coiterate(cooperator, iterator, made, true);
    if (status == WEFT_OK)
        *done = made;
    else
        weft_deferred_release(made);
    return status;
}

weft_status weft_coiterate_into(weft_cooperator *cooperator, weft_iterator *iterator,
                                weft_deferred *done)
{
    weft_status status = weft__cooperator_admits(cooperator);

    return status == WEFT_OK ? coiterate(cooperator, iterator, done, false) : status;
}
