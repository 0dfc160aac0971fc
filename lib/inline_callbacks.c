/* inline_callbacks.c - a generator that runs at once and waits where it stands (INL).
 *
 * Who keeps whom: the chain of what is awaited the run; the run its iterator and, until it fires
 * it, the Deferred of its result. That one knows the run (cancels) without keeping it.
 */
#include "deferred_internal.h"

#include "iterator_internal.h"
#include "weft/inline_callbacks.h"

#include <stddef.h>

struct inline_run {
    struct weft__object object;
    weft_iterator *iterator; /* counted */
    weft_deferred *result;   /* counted; NULL: it has been seen to */
    weft_deferred *ready;    /* the same, fired and yet to run */
    weft_deferred *awaited;  /* borrowed; NULL: nothing is */
    weft_deferred *giver;    /* borrowed; whose chain has come to this run; NULL: none has */
    struct weft__wait wait;
    struct weft__cancels cancels;
    weft_value left; /* what the chain of what was awaited goes on with */
    weft_value came; /* what is awaited has come to while it began to await it */
    bool has_come;
    bool going_on; /* it takes steps */
    bool wants;    /* the iterator takes what is awaited, failure or value */
    bool returned; /* the iterator has come to its end, and returned what is awaited */
    bool asked;    /* a round of cancels has been told of what is awaited */
};

static struct inline_run *run_of(struct weft__wait *wait)
{
    return (struct inline_run *) (void *) ((char *) wait - offsetof(struct inline_run, wait));
}

static weft_subject subject_of(const struct inline_run *run)
{
    return weft_iterator_subject(run->iterator);
}

/* Nothing can set it going any more. */
static void let_go(struct inline_run *run)
{
    weft_deferred *result = run->result;
    weft_iterator *iterator = run->iterator;

    run->result = NULL;
    run->iterator = NULL;
    if (result) {
        result->cancels = NULL;
        weft_deferred_release(result);
    }
    if (iterator)
        weft_iterator_release(iterator);
}

static bool finish_run(struct weft__object *object)
{
    let_go((struct inline_run *) object);
    return true;
}

/* A round of cancels keeps the run until it is over. That is nobody's business but its own: the
 * closed block of a run that awaits nothing any more must not wait for it (INL-3). */
static void let_go_in_round(struct inline_run *run)
{
    if (run->cancels.owner && !run->awaited && !run->going_on)
        let_go(run);
}

static void abandon_run(struct weft__object *object)
{
    struct inline_run *run = (struct inline_run *) object;

    weft__value_abandon(run->left);
    weft__value_abandon(run->came);
}

static const struct weft__kind run_kind = {WEFT_SUBJECT_NONE, finish_run, abandon_run};

/* Fires the result with OUTCOME (moved), which is no Deferred. Its chain is left to run (ready). */
static void end(struct inline_run *run, weft_value outcome)
{
    weft_deferred *result = run->result;

    WEFT__TELL(run->object.reactor, .kind = WEFT_EVENT_ITERATOR_ENDED, .subject = subject_of(run),
               .value = &outcome);
    run->result = NULL;
    result->cancels = NULL;
    if (!weft_deferred_called(result)) {
        weft__deferred_give(result, outcome);
        run->ready = result;
        return;
    }
    weft_value_release(outcome); /* it was fired by hand: as an explicit chain that came late */
    run->left = weft_raise_bare(&weft_error_already_called);
    WEFT__TELL(run->object.reactor, .kind = WEFT_EVENT_DEFERRED_CAME_LATE,
               .subject = weft_deferred_subject(run->giver),
               .other = weft_deferred_subject(result));
    weft_deferred_release(result);
}

/* The iterator could not take FAILURE (moved), as it only yielded. */
static void give_up(struct inline_run *run, weft_value failure)
{
    (void) weft_iterator_close(run->iterator);
    end(run, failure);
}

/* Waiting. */

/* Waits for DEFERRED. If its chain comes to this place at once, what that has is in *RESULT: true.
 * The iterator goes on outside that chain: what it adds to it runs at once. */
static bool wait_for(struct inline_run *run, weft_deferred *deferred, weft_value *result)
{
    run->awaited = deferred;
    weft__object_retain(&run->object);
    weft__deferred_await(deferred, &run->wait);
    if (!run->has_come)
        return false;
    *result = run->came;
    run->came = weft_none();
    run->has_come = false;
    return true;
}

/* Takes what AWAITED (moved) has, if it has a result, into *RESULT; else waits for it: false. */
static bool await(struct inline_run *run, weft_value awaited, weft_value *result)
{
    weft_deferred *deferred = weft_value_deferred(&awaited);

    WEFT__TELL(run->object.reactor, .kind = WEFT_EVENT_ITERATOR_AWAITS, .subject = subject_of(run),
               .other = weft_deferred_subject(deferred));
    if (deferred == run->result) { /* as CHN-7 */
        *result = weft_raise_bare(&weft_error_self_wait);
    } else if (weft__deferred_is_idle(deferred)) {
        *result = weft__deferred_take_result(deferred);
    } else if (!wait_for(run, deferred, result)) {
        weft_value_release(awaited);
        return false;
    }
    weft_value_release(awaited);
    WEFT__TELL(run->object.reactor, .kind = WEFT_EVENT_ITERATOR_RECEIVED,
               .subject = subject_of(run), .value = result);
    return true;
}

/* Takes one step with SENT (moved); what came of it is in *OUT. */
static weft_step step(struct inline_run *run, weft_value sent, weft_value *out)
{
    weft_reactor *reactor = run->object.reactor;
    weft_subject outer = weft__enter(reactor, subject_of(run));
    weft_step taken;

    *out = sent;
    taken = weft__iterator_step_with(run->iterator, out);
    weft__leave(reactor, outer);
    run->wants = taken == WEFT_AWAITED;
    run->returned = taken == WEFT_RETURNED || taken == WEFT_RAISED;
    return taken;
}

/* Takes steps, the first with RESULT (moved), until the iterator has ended or something is to be
 * waited for. */
static void take_steps(struct inline_run *run, weft_value result)
{
    weft_value out;

    while (!run->returned) {
        if (weft_value_is_failure(&result) && !run->wants) {
            give_up(run, result);
            return;
        }
        (void) step(run, result, &out);
        if (!weft_value_is_deferred(&out)) {
            result = out;
            if (!run->returned && !run->wants) {
                weft_value_release(result);
                result = weft_none();
            }
        } else if (!await(run, out, &result)) {
            weft__iterator_settle(run->iterator);
            return;
        }
    }
    end(run, result);
}

static void go_on(struct inline_run *run, weft_value result)
{
    run->going_on = true;
    take_steps(run, result);
    run->going_on = false;
}

static weft_value deliver(struct weft__wait *wait, weft_value result)
{
    struct inline_run *run = run_of(wait);

    if (run->going_on) {
        run->awaited = NULL;
        run->came = result;
        run->has_come = true;
        return weft_none();
    }
    run->giver = run->awaited;
    run->awaited = NULL;
    WEFT__TELL(run->object.reactor, .kind = WEFT_EVENT_ITERATOR_RECEIVED,
               .subject = subject_of(run), .value = &result);
    go_on(run, result);
    return weft_none();
}

static weft_deferred *follow(struct weft__wait *wait, weft_value *left)
{
    struct inline_run *run = run_of(wait);
    weft_deferred *ready = run->ready;

    if (run->has_come) {
        weft__object_release(&run->object); /* the chain's, not the last: it is going on */
        return NULL;
    }
    run->ready = NULL;
    if (ready)
        return ready;
    *left = run->left;
    run->left = weft_none();
    let_go_in_round(run);
    weft__object_release(&run->object); /* the chain's */
    return NULL;
}

static void drop(struct weft__wait *wait)
{
    struct inline_run *run = run_of(wait);

    run->awaited = NULL;
    WEFT__TELL(run->object.reactor, .kind = WEFT_EVENT_ITERATOR_DROPPED,
               .subject = subject_of(run));
    let_go_in_round(run);
    weft__object_release(&run->object);
}

/* A cancel of the result goes to what is awaited just then, once (INL-2). */
static weft_deferred *next_to_cancel(struct weft__cancels *cancels)
{
    struct inline_run *run = (struct inline_run *) cancels->keeper;

    run->asked = !run->asked && run->awaited;
    return run->asked ? weft_deferred_retain(run->awaited) : NULL;
}

static const struct weft__wait_kind wait_kind = {deliver, follow, drop, 0};

weft_status weft_inline_callbacks(weft_iterator *iterator, weft_deferred **result)
{
    weft_reactor *reactor = weft__iterator_reactor(iterator);
    struct inline_run *run = weft__object_create(reactor, &run_kind, sizeof *run);
    weft_deferred *made = run ? weft__deferred_make(reactor) : NULL;

    if (run)
        run->iterator = weft_iterator_retain(iterator);
    if (!made) {
        if (run)
            weft__object_release(&run->object);
        return WEFT_NO_MEMORY;
    }
    run->wait.kind = &wait_kind;
    run->cancels = (struct weft__cancels){.next = next_to_cancel, .keeper = &run->object};
    run->left = weft_none();
    run->came = weft_none();
    run->result = weft_deferred_retain(made);
    made->cancels = &run->cancels;
    weft__deferred_announce(made, reactor->current);
    WEFT__TELL(reactor, .kind = WEFT_EVENT_ITERATOR_STARTED, .subject = subject_of(run),
               .other = weft_deferred_subject(made));
    go_on(run, weft_none());
    if (run->ready)
        weft_deferred_release(run->ready); /* it has no chain yet */
    run->ready = NULL;
    weft__object_release(&run->object);
    *result = made;
    return WEFT_OK;
}
