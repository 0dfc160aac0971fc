/* deferred.c - one result, and the chain of those who wait for it.
 *
 * Its invariants stand with its structure, in deferred_internal.h.
 */
#include "deferred_internal.h"

#include <assert.h>
#include <stddef.h>

/* Making and ending. */

static void release_canceller(weft_reactor *reactor, weft_canceller canceller)
{
    if (canceller.release)
        canceller.release(reactor, canceller.context);
}

static bool finish_deferred(struct weft__object *object)
{
    weft_deferred *deferred = (weft_deferred *) object;
    weft_reactor *reactor = object->reactor;

    assert(!deferred->waits_for && !deferred->on_stack && !deferred->in_pair);
    if (deferred->unhandled)
        WEFT__TELL(reactor, .kind = WEFT_EVENT_UNHANDLED, .subject = weft__object_subject(object),
                   .value = &deferred->result);
    if (deferred->first)
        weft__deferred_drop_places(deferred);
    if (deferred->canceller.release)
        release_canceller(reactor, weft__deferred_take_canceller(deferred));
    weft_value_release(deferred->result);
    return true;
}

static void abandon_deferred(struct weft__object *object)
{
    weft_deferred *deferred = (weft_deferred *) object;
    weft_reactor *reactor = object->reactor;

    weft__deferred_abandon_places(deferred);
    release_canceller(reactor, weft__deferred_take_canceller(deferred));
    weft__value_abandon(deferred->result);
}

static const struct weft__kind deferred_kind = {WEFT_SUBJECT_DEFERRED, finish_deferred,
                                                abandon_deferred};

weft_deferred *weft__deferred_make(weft_reactor *reactor)
{
    weft_deferred *deferred =
        weft__object_make(reactor, &deferred_kind, sizeof *deferred, offsetof(weft_deferred, pair));

    if (!deferred)
        return NULL;
    deferred->result = weft_none();
    deferred->continuation.kind = WEFT__NODE_CONTINUATION;
    return deferred;
}

void weft__deferred_announce(weft_deferred *deferred, weft_subject maker)
{
    weft_reactor *reactor = deferred->object.reactor;

    weft__object_number(&deferred->object);
    WEFT__TELL(reactor, .kind = WEFT_EVENT_DEFERRED_CREATED,
               .subject = weft__deferred_subject(deferred), .other = maker);
}

void weft__deferred_set_canceller(weft_deferred *deferred, const weft_canceller *canceller)
{
    assert(!deferred->canceller.cancel);
    deferred->canceller = *canceller;
}

weft_status weft_deferred_create(weft_reactor *reactor, const weft_canceller *canceller,
                                 weft_deferred **deferred)
{
    weft_deferred *made = weft__deferred_make(reactor);

    if (!made) {
        if (canceller)
            release_canceller(reactor, *canceller);
        return WEFT_NO_MEMORY;
    }
    if (canceller)
        made->canceller = *canceller;
    weft__deferred_announce(made, reactor->current);
    *deferred = made;
    return WEFT_OK;
}

/* Firing. */

/* A fire that comes too late: swallowed once after a cancel without canceller (CAN-2), else
 * refused. */
static weft_status refuse_result(weft_deferred *deferred, weft_value result, weft_status status)
{
    weft_reactor *reactor = deferred->object.reactor;

    if (status == WEFT_ALREADY_CALLED && deferred->swallow) {
        deferred->swallow = false;
        WEFT__TELL(reactor, .kind = WEFT_EVENT_DEFERRED_SWALLOWED,
                   .subject = weft__deferred_subject(deferred), .value = &result);
        status = WEFT_OK;
    } else {
        weft__refuse(reactor, weft__deferred_subject(deferred), status);
    }
    weft_value_release(result);
    return status;
}

weft_status weft_deferred_callback(weft_deferred *deferred, weft_value result)
{
    if (weft_value_is_deferred(&result))
        return refuse_result(deferred, result, WEFT_IS_DEFERRED);
    if (deferred->called)
        return refuse_result(deferred, result, WEFT_ALREADY_CALLED);
    if (!deferred->canceller.release) {
        weft__deferred_give(deferred, result);
        weft__deferred_run(deferred);
        return WEFT_OK;
    }
    weft__object_retain(&deferred->object); /* its canceller's context may keep it, and goes */
    weft__deferred_give(deferred, result);
    weft__deferred_run(deferred);
    weft__object_release(&deferred->object);
    return WEFT_OK;
}

weft_status weft_deferred_errback(weft_deferred *deferred, weft_value failure)
{
    if (!weft_value_is_failure(&failure))
        return refuse_result(deferred, failure, WEFT_BAD_ARGUMENT);
    return weft_deferred_callback(deferred, failure);
}

weft_status weft_succeed(weft_reactor *reactor, weft_value result, weft_deferred **deferred)
{
    weft_deferred *made;

    if (weft_value_is_deferred(&result)) {
        weft__refuse(reactor, reactor->current, WEFT_IS_DEFERRED);
        weft_value_release(result);
        return WEFT_IS_DEFERRED;
    }
    made = weft__deferred_make(reactor);
    if (!made) {
        weft_value_release(result);
        return WEFT_NO_MEMORY;
    }
    weft__deferred_announce(made, reactor->current);
    weft__deferred_give(made, result);
    *deferred = made;
    return WEFT_OK;
}

/* Adding to the chain. */

weft_status weft_deferred_add(weft_deferred *deferred, const weft_callbacks *callbacks)
{
    if (weft__deferred_append_pair(deferred, callbacks) != WEFT_OK)
        return WEFT_NO_MEMORY;
    weft__deferred_run(deferred);
    return WEFT_OK;
}

weft_status weft_deferred_add_callbacks(weft_deferred *deferred, weft_callback callback,
                                        weft_callback errback, void *context)
{
    weft_callbacks callbacks = {callback, errback, context, NULL};

    return weft_deferred_add(deferred, &callbacks);
}

weft_status weft_deferred_add_callback(weft_deferred *deferred, weft_callback callback,
                                       void *context)
{
    return weft_deferred_add_callbacks(deferred, callback, NULL, context);
}

weft_status weft_deferred_add_errback(weft_deferred *deferred, weft_callback errback, void *context)
{
    return weft_deferred_add_callbacks(deferred, NULL, errback, context);
}

weft_status weft_deferred_add_both(weft_deferred *deferred, weft_callback both, void *context)
{
    return weft_deferred_add_callbacks(deferred, both, both, context);
}

weft_status weft_deferred_chain(weft_deferred *source, weft_deferred *target)
{
    weft_reactor *reactor = source->object.reactor;
    struct weft__node *link;

    assert(target->object.reactor == reactor);
    link = weft__chain_link_create(reactor, target);
    if (!link)
        return WEFT_NO_MEMORY;
    WEFT__TELL(reactor, .kind = WEFT_EVENT_DEFERRED_CHAINED,
               .subject = weft_deferred_subject(source), .other = weft_deferred_subject(target));
    weft__deferred_append(source, link);
    weft__deferred_run(source);
    return WEFT_OK;
}

void weft__deferred_await(weft_deferred *deferred, struct weft__wait *wait)
{
    wait->node.kind = WEFT__NODE_WAIT;
    weft__deferred_append(deferred, &wait->node);
    weft__deferred_run(deferred);
}

/* Cancelling. */

static void cancel_unfired(weft_deferred *deferred)
{
    weft_reactor *reactor = deferred->object.reactor;
    weft_canceller canceller = deferred->canceller;

    if (!canceller.cancel) {
        deferred->swallow = true;
    } else {
        weft_subject outer = weft__enter(reactor, weft__deferred_subject(deferred));

        deferred->cancelling = true;
        canceller.cancel(reactor, canceller.context, deferred);
        deferred->cancelling = false;
        weft__leave(reactor, outer);
        weft__deferred_take_canceller(deferred);
    }
    if (!deferred->called)
        weft_deferred_callback(deferred, weft_raise_bare(&weft_error_cancelled));
    release_canceller(reactor, canceller);
}

/* The one that cancelling DEFERRED reaches: itself, or the last of those waiting for one another;
 * NULL: they wait in a ring (Brent's cycle detection). */
static weft_deferred *cancel_reaches(weft_deferred *deferred)
{
    weft_deferred *checkpoint = deferred;
    size_t steps = 0, limit = 1;

    while (deferred->waits_for) {
        WEFT__TELL(deferred->object.reactor, .kind = WEFT_EVENT_DEFERRED_CANCELLED,
                   .subject = weft__deferred_subject(deferred));
        deferred = deferred->waits_for;
        if (deferred == checkpoint)
            return NULL;
        if (++steps == limit) {
            checkpoint = deferred;
            limit *= 2;
            steps = 0;
        }
    }
    return deferred;
}

static struct weft__cancels *begin_round(weft_deferred *deferred)
{
    struct weft__cancels *round = deferred->cancels;

    weft__object_retain(round->keeper);
    round->owner = weft_deferred_retain(deferred);
    round->outer = NULL;
    deferred->cancelling = true;
    return round;
}

/* Returns the round that it was part of. */
static struct weft__cancels *end_round(struct weft__cancels *round)
{
    struct weft__cancels *outer = round->outer;
    struct weft__object *keeper = round->keeper;
    weft_deferred *deferred = round->owner;

    round->owner = NULL;
    deferred->cancelling = false;
    if (deferred->called)
        release_canceller(deferred->object.reactor, weft__deferred_take_canceller(deferred));
    else if (round->fails)
        weft_deferred_callback(deferred, weft_raise_bare(&weft_error_cancelled));
    weft_deferred_release(deferred);
    weft__object_release(keeper);
    return outer;
}

/* Cancels the one that a cancel of DEFERRED reaches, or begins its round of others: returns that.
 */
static struct weft__cancels *cancel_one(weft_deferred *deferred)
{
    weft_deferred *reached = cancel_reaches(deferred);

    if (!reached || reached->called || reached->cancelling)
        return NULL;
    WEFT__TELL(reached->object.reactor, .kind = WEFT_EVENT_DEFERRED_CANCELLED,
               .subject = weft_deferred_subject(reached));
    if (reached->cancels)
        return begin_round(reached);
    weft__object_retain(&reached->object);
    cancel_unfired(reached);
    weft__object_release(&reached->object);
    return NULL;
}

void weft_deferred_cancel(weft_deferred *deferred)
{
    struct weft__cancels *round = cancel_one(deferred);

    while (round) {
        weft_deferred *next = round->next(round);

        if (next) {
            struct weft__cancels *inner = cancel_one(next);

            if (inner) {
                inner->outer = round;
                round = inner;
            }
            weft_deferred_release(next);
        } else {
            round = end_round(round);
        }
    }
}

/* Pausing. */

void weft_deferred_pause(weft_deferred *deferred)
{
    deferred->pauses++;
    WEFT__TELL(deferred->object.reactor, .kind = WEFT_EVENT_DEFERRED_PAUSED,
               .subject = weft__deferred_subject(deferred), .number = deferred->pauses);
}

weft_status weft_deferred_unpause(weft_deferred *deferred)
{
    if (deferred->pauses == 0)
        return weft__refuse(deferred->object.reactor, weft__deferred_subject(deferred),
                            WEFT_NOT_PAUSED);
    deferred->pauses--;
    WEFT__TELL(deferred->object.reactor, .kind = WEFT_EVENT_DEFERRED_UNPAUSED,
               .subject = weft__deferred_subject(deferred), .number = deferred->pauses);
    if (deferred->pauses == 0)
        weft__deferred_run(deferred);
    return WEFT_OK;
}

/* Looking. */

bool weft_deferred_called(const weft_deferred *deferred)
{
    return deferred->called;
}

uint32_t weft_deferred_pauses(const weft_deferred *deferred)
{
    return deferred->pauses;
}

weft_deferred *weft_deferred_waits_for(const weft_deferred *deferred)
{
    return deferred->waits_for;
}

const weft_value *weft_deferred_result(const weft_deferred *deferred)
{
    return deferred->called && !deferred->waits_for ? &deferred->result : NULL;
}

bool weft_deferred_unhandled(const weft_deferred *deferred)
{
    return deferred->unhandled;
}

weft_reactor *weft_deferred_reactor(const weft_deferred *deferred)
{
    return deferred->object.reactor;
}

weft_subject weft_deferred_subject(const weft_deferred *deferred)
{
    return weft__object_subject(&deferred->object);
}

weft_deferred *weft_deferred_retain(weft_deferred *deferred)
{
    weft__object_retain(&deferred->object);
    return deferred;
}

void weft_deferred_release(weft_deferred *deferred)
{
    weft__object_release(&deferred->object);
}
