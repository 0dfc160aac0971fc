/* waiting_line.c - the line, and leaving it. */
#include "waiting_line.h"

/* One place. The line holds a reference while it stands there; the canceller of its Deferred
 * another. */
struct weft__waiter {
    struct weft__object object;
    struct weft__line *line; /* NULL: it has left */
    struct weft__waiter *previous;
    struct weft__waiter *next;
    weft_deferred *deferred; /* counted while it stands in the line */
};

static const struct weft__kind waiter_kind = {WEFT_SUBJECT_NONE, NULL, NULL};

/* Takes WAITER out. The reference to its Deferred is the caller's then. */
static weft_deferred *leave(struct weft__waiter *waiter)
{
    struct weft__line *line = waiter->line;
    weft_deferred *deferred = waiter->deferred;

    if (waiter->previous)
        waiter->previous->next = waiter->next;
    else
        line->first = waiter->next;
    if (waiter->next)
        waiter->next->previous = waiter->previous;
    else
        line->last = waiter->previous;
    line->count--;
    waiter->line = NULL;
    waiter->deferred = NULL;
    weft__object_release(&waiter->object);
    return deferred;
}

static void cancel_waiter(weft_reactor *reactor, void *context, weft_deferred *deferred)
{
    struct weft__waiter *waiter = context;

    (void) reactor;
    (void) deferred;
    if (waiter->line)
        weft_deferred_release(leave(waiter)); /* not the last: whoever cancels it holds one */
}

static void release_waiter(weft_reactor *reactor, void *context)
{
    struct weft__waiter *waiter = context;

    (void) reactor;
    weft__object_release(&waiter->object);
}

weft_deferred *weft__line_join(weft_reactor *reactor, struct weft__line *line)
{
    struct weft__waiter *waiter = weft__object_create(reactor, &waiter_kind, sizeof *waiter);
    weft_deferred *deferred = waiter ? weft__deferred_make(reactor) : NULL;

    if (!deferred) {
        if (waiter)
            weft__object_release(&waiter->object);
        return NULL;
    }
    weft__object_retain(&waiter->object);
    weft__deferred_set_canceller(deferred,
                                 &(weft_canceller){cancel_waiter, waiter, release_waiter});
    waiter->deferred = weft_deferred_retain(deferred);
    waiter->line = line;
    waiter->previous = line->last;
    if (line->last)
        line->last->next = waiter;
    else
        line->first = waiter;
    line->last = waiter;
    line->count++;
    return deferred;
}

bool weft__line_waits(const struct weft__line *line)
{
    const struct weft__waiter *waiter = line->first;

    while (waiter && weft_deferred_called(waiter->deferred))
        waiter = waiter->next;
    return waiter != NULL;
}

weft_deferred *weft__line_take(struct weft__line *line, const struct weft__object *owner)
{
    while (line->first) {
        weft_deferred *deferred = leave(line->first);

        if (!weft_deferred_called(deferred))
            return deferred;
        WEFT__TELL(owner->reactor, .kind = WEFT_EVENT_LOCK_PASSED_OVER,
                   .subject = weft__object_subject(owner),
                   .other = weft_deferred_subject(deferred));
        weft__refuse(deferred->object.reactor, weft_deferred_subject(deferred),
                     WEFT_ALREADY_CALLED);
        weft_deferred_release(deferred);
    }
    return NULL;
}

void weft__line_end(struct weft__line *line)
{
    while (line->first)
        weft_deferred_release(leave(line->first));
}
