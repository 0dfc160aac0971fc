/* permits.c - acquiring, and handing over to who waits (SYNC-1 to SYNC-3, SYNC-6, SYNC-7). */
#include "permits.h"

static bool finish_permits(struct weft__object *object)
{
    weft__line_end(&((struct weft__permits *) object)->line);
    return true;
}

static const struct weft__kind lock_kind = {WEFT_SUBJECT_LOCK, finish_permits, NULL};
static const struct weft__kind semaphore_kind = {WEFT_SUBJECT_SEMAPHORE, finish_permits, NULL};

static void tell(const struct weft__permits *permits, weft_event_kind kind,
                 const weft_deferred *deferred)
{
    WEFT__TELL(permits->object.reactor, .kind = kind,
               .subject = weft__object_subject(&permits->object),
               .other = deferred ? weft_deferred_subject(deferred) : (weft_subject){0},
               .number = (int64_t) permits->free);
}

struct weft__permits *weft__permits_create(weft_reactor *reactor, weft_subject_kind kind,
                                           const weft_type *type, uint64_t limit)
{
    struct weft__permits *permits = weft__object_create(
        reactor, kind == WEFT_SUBJECT_LOCK ? &lock_kind : &semaphore_kind, sizeof *permits);

    if (!permits)
        return NULL;
    permits->type = type;
    permits->free = permits->limit = limit;
    weft__object_number(&permits->object);
    tell(permits, WEFT_EVENT_LOCK_CREATED, NULL);
    return permits;
}

weft_value weft__permits_value(struct weft__permits *permits)
{
    return weft_object(permits->type, permits);
}

/* DEFERRED, unfired, has got it; its chain is left to run. */
static void grant(struct weft__permits *permits, weft_deferred *deferred)
{
    tell(permits, WEFT_EVENT_LOCK_ACQUIRED, deferred);
    weft__object_retain(&permits->object);
    weft__deferred_give(deferred, weft__permits_value(permits));
}

weft_status weft__permits_acquire(struct weft__permits *permits, weft_deferred **acquired)
{
    weft_reactor *reactor = permits->object.reactor;
    bool at_once = permits->free > 0;
    weft_deferred *deferred =
        at_once ? weft__deferred_make(reactor) : weft__line_join(reactor, &permits->line);

    if (!deferred)
        return WEFT_NO_MEMORY;
    weft__deferred_announce(deferred, reactor->current);
    if (at_once) {
        permits->free--;
        grant(permits, deferred);
    } else {
        tell(permits, WEFT_EVENT_LOCK_AWAITED, deferred);
    }
    *acquired = deferred;
    return WEFT_OK;
}

bool weft__permits_all_free(const struct weft__permits *permits)
{
    return permits->free + permits->owed == permits->limit;
}

weft_deferred *weft__permits_pass_on(struct weft__permits *permits)
{
    weft_deferred *next = weft__line_take(&permits->line, &permits->object);

    if (next) {
        grant(permits, next);
    } else {
        permits->free++;
        tell(permits, WEFT_EVENT_LOCK_RELEASED, NULL);
    }
    return next;
}

static void hand_over(struct weft__permits *permits)
{
    weft_deferred *next = weft__permits_pass_on(permits);

    if (!next)
        return;
    permits->hand_overs++;
    weft__deferred_run(next);
    permits->hand_overs--;
    weft_deferred_release(next);
}

weft_status weft__permits_give_back(struct weft__permits *permits)
{
    if (weft__permits_all_free(permits))
        return weft__refuse(permits->object.reactor, weft__object_subject(&permits->object),
                            WEFT_NOT_ACQUIRED);
    if (permits->hand_overs == WEFT_HAND_OVERS_MAX) {
        permits->owed++;
        return WEFT_OK;
    }
    weft__object_retain(&permits->object);
    hand_over(permits);
    while (permits->hand_overs == 0 && permits->owed > 0) {
        permits->owed--;
        hand_over(permits);
    }
    weft__object_release(&permits->object);
    return WEFT_OK;
}
