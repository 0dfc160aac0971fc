/* holding.c - running a function while a lock or a semaphore is held (SYNC-4, SYNC-5).
 *
 * The Deferred that acquires is the one that the caller gets: a place in its chain runs the
 * function, and makes it wait for what that returns. Giving back comes before what is behind that
 * place, and whoever gets it then runs first, without stack: the chain is told whom to follow.
 */
#include "permits.h"

#include <assert.h>
#include <stddef.h>

struct holding {
    struct weft__object object;
    struct weft__permits *permits; /* counted */
    weft_holder holder;
    weft_deferred *done;      /* borrowed: its chain keeps this */
    struct weft__wait turn;   /* in the chain of done: it has been acquired */
    struct weft__wait result; /* in the chain of what the function returned */
    weft_deferred *next;      /* whose chain comes first: who has got it, or what was returned */
    weft_deferred *inner;     /* counted: done goes on with it; NULL: with what is left */
    weft_value left;          /* what the chain goes on with afterwards */
    bool returned_itself;     /* the function returned done: what comes of that is of done too */
};

static void release_context(struct holding *holding)
{
    weft_context_release release = holding->holder.release;

    holding->holder.release = NULL;
    if (release)
        release(holding->object.reactor, holding->holder.context);
}

static bool finish_holding(struct weft__object *object)
{
    struct holding *holding = (struct holding *) object;

    release_context(holding);
    weft__object_release(&holding->permits->object);
    return true;
}

static void abandon_holding(struct weft__object *object)
{
    struct holding *holding = (struct holding *) object;

    release_context(holding);
    weft__value_abandon(holding->left);
}

static const struct weft__kind holding_kind = {WEFT_SUBJECT_NONE, finish_holding, abandon_holding};

/* The function has come to RESULT (moved). If somebody has given back already what it held, that is
 * an error, as giving back what nobody holds always is; here it goes down the chain: false. */
static bool give_back(struct holding *holding, weft_value result)
{
    if (weft__permits_all_free(holding->permits)) {
        holding->left = weft_raise_bare(&weft_error_assertion);
        weft_value_release(result);
        return false;
    }
    holding->left = result;
    holding->next = weft__permits_pass_on(holding->permits);
    return true;
}

static void tell_returned(const weft_deferred *deferred, const weft_value *result)
{
    WEFT__TELL(deferred->object.reactor, .kind = WEFT_EVENT_DEFERRED_RETURNED,
               .subject = weft_deferred_subject(deferred), .value = result);
}

/* The same where it is the chain of DEFERRED that goes on: what came of the function has been told,
 * what it is left with instead has not. */
static void give_back_and_tell(struct holding *holding, const weft_deferred *deferred,
                               weft_value result)
{
    if (!give_back(holding, result))
        tell_returned(deferred, &holding->left);
}

static weft_deferred *follow(struct holding *holding, weft_value *left)
{
    weft_deferred *next = holding->next;

    holding->next = NULL;
    if (next)
        return next;
    *left = holding->left;
    holding->left = weft_none();
    weft__object_release(&holding->object); /* the chain's */
    return NULL;
}

/* What the function returned a Deferred for. */

static struct holding *holding_of_result(struct weft__wait *wait)
{
    return (struct holding *) (void *) ((char *) wait - offsetof(struct holding, result));
}

static weft_value deliver_result(struct weft__wait *wait, weft_value result)
{
    struct holding *holding = holding_of_result(wait);

    if (holding->returned_itself)
        give_back_and_tell(holding, holding->done, result);
    else if (holding->inner)
        give_back_and_tell(holding, holding->inner, result);
    else
        (void) give_back(holding, result);
    return weft_none();
}

static weft_deferred *follow_result(struct weft__wait *wait, weft_value *left)
{
    return follow(holding_of_result(wait), left);
}

static void drop_result(struct weft__wait *wait)
{
    weft__object_release(&holding_of_result(wait)->object);
}

/* Its turn. */

static struct holding *holding_of_turn(struct weft__wait *wait)
{
    return (struct holding *) (void *) ((char *) wait - offsetof(struct holding, turn));
}

static weft_value call(struct holding *holding, const weft_value *lock)
{
    weft_reactor *reactor = holding->object.reactor;
    weft_subject subject = weft_deferred_subject(holding->done);
    weft_subject outer = weft__enter(reactor, subject);
    weft_value result;

    WEFT__TELL(reactor, .kind = WEFT_EVENT_DEFERRED_CALLBACK, .subject = subject, .value = lock);
    result = holding->holder.function(reactor, holding->holder.context, weft_none());
    weft__leave(reactor, outer);
    release_context(holding);
    return result;
}

/* DONE will take what INNER has, or wait for it, when the place in INNER's chain that gives back
 * has had its turn. If that can be at once, INNER comes first on the stack of the chain (follow):
 * then who waits for the lock needs none of C's, however many have such results. */
static void await_result(struct holding *holding, weft_value result)
{
    weft_deferred *inner = weft_value_deferred(&result);
    bool comes_first = inner != holding->done && weft__deferred_is_idle(inner);

    if (!comes_first) /* else when it goes on with that: only then does it take what there is */
        tell_returned(holding->done, &result);
    if (inner == holding->done) { /* as CHN-7; it is given back at the end of its own chain */
        holding->returned_itself = true;
        weft__object_retain(&holding->object);
        weft__deferred_await(inner, &holding->result);
        holding->left = weft_raise_bare(&weft_error_self_wait);
        weft_deferred_release(inner);
    } else if (comes_first) {
        weft__object_retain(&holding->object);
        holding->result.node.kind = WEFT__NODE_WAIT;
        weft__deferred_append(inner, &holding->result.node);
        holding->next = weft_deferred_retain(inner);
        holding->inner = inner;
    } else {
        weft__object_retain(&holding->object);
        weft__deferred_await(inner, &holding->result);
        holding->left = result;
    }
}

static weft_value deliver_turn(struct weft__wait *wait, weft_value acquired)
{
    struct holding *holding = holding_of_turn(wait);
    weft_value result;

    if (weft_value_is_failure(&acquired)) { /* cancelled in the line */
        holding->left = acquired;
        return weft_none();
    }
    result = call(holding, &acquired);
    if (weft_value_is_deferred(&result)) {
        await_result(holding, result);
    } else {
        tell_returned(holding->done, &result);
        give_back_and_tell(holding, holding->done, result);
    }
    weft_value_release(acquired);
    return weft_none();
}

static weft_deferred *follow_turn(struct weft__wait *wait, weft_value *left)
{
    struct holding *holding = holding_of_turn(wait);
    weft_value returned;

    if (holding->next || !holding->inner)
        return follow(holding, left);
    returned = weft_deferred_value(holding->inner);
    holding->inner = NULL;
    tell_returned(holding->done, &returned);
    (void) follow(holding, left);
    *left = returned;
    return NULL;
}

static void drop_turn(struct weft__wait *wait)
{
    weft__object_release(&holding_of_turn(wait)->object);
}

static const struct weft__wait_kind turn_kind = {deliver_turn, follow_turn, drop_turn, 0};
static const struct weft__wait_kind result_kind = {deliver_result, follow_result, drop_result, 0};

weft_status weft__permits_run(struct weft__permits *permits, const weft_holder *holder,
                              weft_deferred **done)
{
    weft_reactor *reactor = permits->object.reactor;
    struct holding *holding = weft__object_create(reactor, &holding_kind, sizeof *holding);
    weft_deferred *acquired = NULL;

    if (!holding) {
        if (holder->release)
            holder->release(reactor, holder->context);
        return WEFT_NO_MEMORY;
    }
    weft__object_retain(&permits->object);
    holding->permits = permits;
    holding->holder = *holder;
    holding->left = weft_none();
    holding->turn.kind = &turn_kind;
    holding->result.kind = &result_kind;
    if (weft__permits_acquire(permits, &acquired) != WEFT_OK) {
        weft__object_release(&holding->object);
        return WEFT_NO_MEMORY;
    }
    holding->done = acquired;
    weft__deferred_await(acquired, &holding->turn);
    *done = acquired;
    return WEFT_OK;
}
