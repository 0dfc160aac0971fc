/* deferred_chain.c - the places of a Deferred's chain, and the loop that runs them.
 *
 * The loop follows Twisted's to the order of every callback (DEF-8, CHN-1 to CHN-6, CHD-1), but
 * that a pause holds up only the Deferred that is paused (CHN-9), and that explicit chains need no
 * stack (CHD-5): the stack of the loop is linked through the Deferreds themselves.
 */
#include "bits.h"
#include "deferred_internal.h"

#include <assert.h>
#include <stddef.h>

struct chain_link {
    struct weft__node node;
    weft_deferred *target; /* counted */
};

static weft_deferred *waiter_of(struct weft__node *continuation)
{
    return (weft_deferred *) (void *) ((char *) continuation -
                                       offsetof(weft_deferred, continuation));
}

/* Nodes. */

struct weft__node *weft__pair_create(weft_reactor *reactor, const weft_callbacks *callbacks)
{
    struct weft__pair *pair = weft__take(reactor, sizeof *pair);

    if (!pair) {
        if (callbacks->release)
            callbacks->release(reactor, callbacks->context);
        return NULL;
    }
    pair->node.kind = WEFT__NODE_PAIR;
    pair->node.within = false;
    pair->callbacks = *callbacks;
    return &pair->node;
}

weft_status weft__deferred_append_pair(weft_deferred *deferred, const weft_callbacks *callbacks)
{
    struct weft__node *node = &deferred->pair.node;

    if (!deferred->pair_stands) {
        deferred->pair_stands = true;
        node->kind = WEFT__NODE_PAIR;
        node->within = true;
        deferred->pair.callbacks = *callbacks;
    } else {
        node = weft__pair_create(deferred->object.reactor, callbacks);
        if (!node)
            return WEFT_NO_MEMORY;
    }
    weft__deferred_append(deferred, node);
    return WEFT_OK;
}

/* Ends a pair of DEFERRED's chain and hands out what it held. */
static inline weft_callbacks take_callbacks(weft_deferred *deferred, struct weft__node *node)
{
    struct weft__pair *pair = (struct weft__pair *) node;
    weft_callbacks callbacks = pair->callbacks;

    if (node->within)
        deferred->pair_stands = false;
    else
        weft__give(deferred->object.reactor, pair, sizeof *pair);
    return callbacks;
}

static void release_callbacks(weft_reactor *reactor, weft_callbacks callbacks)
{
    if (callbacks.release)
        callbacks.release(reactor, callbacks.context);
}

void weft__pair_free(weft_reactor *reactor, struct weft__node *node)
{
    struct weft__pair *pair = (struct weft__pair *) node;
    weft_callbacks callbacks = pair->callbacks;

    weft__give(reactor, pair, sizeof *pair);
    release_callbacks(reactor, callbacks);
}

/* Frees the link and hands its reference to the target out. */
static weft_deferred *take_target(weft_reactor *reactor, struct weft__node *node)
{
    struct chain_link *link = (struct chain_link *) node;
    weft_deferred *target = link->target;

    weft__allocate(reactor, link, sizeof *link, 0);
    return target;
}

struct weft__node *weft__chain_link_create(weft_reactor *reactor, weft_deferred *target)
{
    struct chain_link *link = weft__allocate(reactor, NULL, 0, sizeof *link);

    if (!link)
        return NULL;
    link->node.kind = WEFT__NODE_CHAIN;
    link->target = weft_deferred_retain(target);
    return &link->node;
}

static struct weft__node *take_first(weft_deferred *deferred)
{
    struct weft__node *node = deferred->first;

    deferred->first = node->next;
    if (!deferred->first)
        deferred->last = NULL;
    return node;
}

static void drop_node(weft_deferred *deferred, struct weft__node *node)
{
    weft_reactor *reactor = deferred->object.reactor;

    switch (node->kind) {
    case WEFT__NODE_PAIR:
        release_callbacks(reactor, take_callbacks(deferred, node));
        break;
    case WEFT__NODE_CHAIN:
        weft_deferred_release(take_target(reactor, node));
        break;
    case WEFT__NODE_WAIT:
        ((struct weft__wait *) node)->kind->drop((struct weft__wait *) node);
        break;
    case WEFT__NODE_CONTINUATION:
        assert(0 && "one that waits keeps the one it waits for alive (D1)");
    }
}

void weft__deferred_drop_places(weft_deferred *deferred)
{
    while (deferred->first)
        drop_node(deferred, take_first(deferred));
}

void weft__deferred_abandon_places(weft_deferred *deferred)
{
    while (deferred->first) {
        struct weft__node *node = take_first(deferred);

        if (node->kind == WEFT__NODE_PAIR)
            release_callbacks(deferred->object.reactor, take_callbacks(deferred, node));
        else if (node->kind == WEFT__NODE_CHAIN)
            take_target(deferred->object.reactor, node);
    }
}

/* The run loop. Its stack is linked through the Deferreds themselves, so its depth costs no
 * C stack. */

void weft__deferred_give(weft_deferred *deferred, weft_value result)
{
    weft_canceller canceller = {NULL, NULL, NULL};

    if (!deferred->cancelling) /* else whoever runs it gives it back */
        canceller = weft__deferred_take_canceller(deferred);
    deferred->called = true;
    deferred->result = result;
    deferred->unhandled = weft_value_is_failure(&result);
    WEFT__TELL(deferred->object.reactor, .kind = WEFT_EVENT_DEFERRED_FIRED,
               .subject = weft__deferred_subject(deferred), .value = &deferred->result);
    if (canceller.release)
        canceller.release(deferred->object.reactor, canceller.context);
}

bool weft__deferred_is_idle(const weft_deferred *deferred)
{
    return deferred->called && deferred->pauses == 0 && !deferred->waits_for &&
           !deferred->in_pair && !deferred->first;
}

weft_value weft__deferred_take_result(weft_deferred *deferred)
{
    weft_value result = deferred->result;

    deferred->result = weft_none();
    deferred->unhandled = false;
    return result;
}

/* DEFERRED's chain has come to a Deferred (moved): takes its result in place, or waits for it
 * (CHN-1, CHN-2, CHN-7). */
static WEFT__APART void go_on_with(weft_deferred *deferred, weft_deferred *inner)
{
    weft_reactor *reactor = deferred->object.reactor;

    assert(inner->object.reactor == reactor);
    if (inner == deferred) {
        deferred->result = weft_raise_bare(&weft_error_self_wait);
    } else if (inner->called && inner->pauses == 0 && !inner->waits_for) {
        deferred->result = weft__deferred_take_result(inner);
    } else {
        deferred->result = weft_none();
        deferred->waits_for = inner;
        weft__object_retain(&deferred->object);
        weft__deferred_append(inner, &deferred->continuation);
        WEFT__TELL(reactor, .kind = WEFT_EVENT_DEFERRED_WAITS,
                   .subject = weft__deferred_subject(deferred),
                   .other = weft__deferred_subject(inner));
        return;
    }
    weft_deferred_release(inner);
}

/* Whether the pair that comes next, if it is one, is to fail: the chooser has a say in that. It may
 * do anything to other Deferreds meanwhile, as from inside the pair before: so this one is in its
 * pair. */
static WEFT__APART bool next_pair_fails(weft_deferred *deferred)
{
    weft_reactor *reactor = deferred->object.reactor;
    const struct weft__node *node = deferred->first;
    const weft_callbacks *callbacks = &((const struct weft__pair *) node)->callbacks;
    size_t answer;

    if (node->kind != WEFT__NODE_PAIR ||
        !(weft_value_is_failure(&deferred->result) ? callbacks->errback : callbacks->callback))
        return false;
    deferred->in_pair = true;
    answer = weft__ask_about(reactor, WEFT_CHOICE_CALLBACK, weft__deferred_subject(deferred));
    deferred->in_pair = false;
    return answer == 1;
}

/* Runs a pair with a result that the pair owns; meanwhile a copy stays visible (DEF-12). One that
 * FAILS is not called. */
static void run_pair(weft_deferred *deferred, struct weft__node *node, bool fails)
{
    weft_reactor *reactor = deferred->object.reactor;
    weft_callbacks callbacks = take_callbacks(deferred, node);
    weft_callback function =
        weft_value_is_failure(&deferred->result) ? callbacks.errback : callbacks.callback;

    if (function) {
        weft_value input = deferred->result, seen = weft_value_retain(&input), result;
        weft_subject outer = weft__enter(reactor, weft__deferred_subject(deferred));

        deferred->in_pair = true;
        WEFT__TELL(reactor, .kind = WEFT_EVENT_DEFERRED_CALLBACK,
                   .subject = weft__deferred_subject(deferred), .value = &seen);
        if (fails) {
            result = weft_raise_bare(&weft_error_runtime);
            weft_value_release(input);
        } else {
            result = function(reactor, callbacks.context, input);
        }
        WEFT__TELL(reactor, .kind = WEFT_EVENT_DEFERRED_RETURNED,
                   .subject = weft__deferred_subject(deferred), .value = &result);
        weft__leave(reactor, outer);
        seen = deferred->result; /* none by now, if another Deferred took it */
        deferred->result = result;
        if (weft_value_is_deferred(&result))
            go_on_with(deferred, weft_value_deferred(&result));
        weft_value_release(seen); /* a closed block that this runs is still inside the pair */
        deferred->in_pair = false;
    }
    release_callbacks(reactor, callbacks);
}

/* The next one to run before DEFERRED goes on, of those that it has delivered to; NULL: it goes on,
 * with *LEFT. */
static WEFT__APART weft_deferred *follow(weft_deferred *deferred, weft_value *left)
{
    weft_deferred *other = deferred->following->kind->follow(deferred->following, left);

    if (!other)
        deferred->following = NULL;
    return other;
}

/* Hands the result to a waiting part of the library, which says what the chain goes on with, and
 * whose chain comes first: returns that one, and a copy of the result stays visible until the loop
 * is back. */
static WEFT__APART weft_deferred *run_wait(weft_deferred *deferred, struct weft__node *node)
{
    struct weft__wait *wait = (struct weft__wait *) node;
    weft_value input = deferred->result, seen = weft_value_retain(&input), result;
    weft_deferred *other;

    deferred->in_pair = true;
    result = wait->kind->deliver(wait, input);
    deferred->following = wait;
    other = follow(deferred, &result);
    if (other) {
        assert(weft_value_is_none(&result));
        deferred->unhandled = false;
        return other;
    }
    seen = deferred->result;
    deferred->result = result;
    if (weft_value_is_deferred(&result))
        go_on_with(deferred, weft_value_deferred(&result));
    weft_value_release(seen);
    deferred->in_pair = false;
    return NULL;
}

/* Ends the wait of one whose turn has come in GIVER's chain, and returns it with the reference that
 * the chain held. */
static WEFT__APART weft_deferred *end_wait(weft_deferred *giver, struct weft__node *continuation)
{
    weft_deferred *waiter = waiter_of(continuation);

    assert(waiter->waits_for == giver);
    waiter->waits_for = NULL;
    waiter->result = weft__deferred_take_result(giver);
    WEFT__TELL(giver->object.reactor, .kind = WEFT_EVENT_DEFERRED_RECEIVED,
               .subject = weft__deferred_subject(waiter), .other = weft__deferred_subject(giver),
               .value = &waiter->result);
    weft__object_release(&giver->object); /* the loop still holds one: not the last */
    return waiter;
}

/* SOURCE has handed its result on, and goes on with what it has now. */
static void tell_handed_on(const weft_deferred *source)
{
    WEFT__TELL(source->object.reactor, .kind = WEFT_EVENT_DEFERRED_RETURNED,
               .subject = weft__deferred_subject(source), .value = &source->result);
}

/* Fires the target of an explicit chain (CHD-1). Returns it, with the reference that the link held,
 * if its own chain is to run now; NULL if it could not be fired: SOURCE then has what it goes on
 * with. */
static WEFT__APART weft_deferred *fire_target(weft_deferred *source, struct weft__node *node)
{
    weft_reactor *reactor = source->object.reactor;
    weft_deferred *target = take_target(reactor, node);
    weft_value result;

    if (!target->called) {
        source->in_pair =
            true; /* until the loop is back at SOURCE: a copy of its result stays visible */
        source->unhandled = false;
        weft__deferred_give(target, weft_value_retain(&source->result));
        return target;
    }
    result = weft__deferred_take_result(source);
    if (target->swallow) {
        target->swallow = false;
        WEFT__TELL(reactor, .kind = WEFT_EVENT_DEFERRED_SWALLOWED,
                   .subject = weft__deferred_subject(target), .value = &result);
        tell_handed_on(source);
    } else {
        source->result = weft_raise_bare(&weft_error_already_called);
        WEFT__TELL(reactor, .kind = WEFT_EVENT_DEFERRED_CAME_LATE,
                   .subject = weft__deferred_subject(source),
                   .other = weft__deferred_subject(target));
    }
    weft_value_release(result);
    weft_deferred_release(target);
    return NULL;
}

/* Takes places from DEFERRED's chain until there are none, it waits, or another is to run first:
 * returns that one. A pause meanwhile is seen at the next entry only (DEF-14). */
static weft_deferred *run_places(weft_deferred *deferred)
{
    const weft_reactor *reactor = deferred->object.reactor;

    while (deferred->first && !deferred->waits_for) {
        bool fails = weft__asks(reactor, WEFT_CHOICE_CALLBACK) && next_pair_fails(deferred);
        struct weft__node *node = take_first(deferred);
        weft_deferred *other = NULL;

        if (node->next)
            weft__deferred_fetch_last(deferred);

        switch (node->kind) {
        case WEFT__NODE_PAIR:
            run_pair(deferred, node, fails);
            break;
        case WEFT__NODE_WAIT:
            other = run_wait(deferred, node);
            break;
        case WEFT__NODE_CONTINUATION:
            other = end_wait(deferred, node);
            break;
        case WEFT__NODE_CHAIN:
            other = fire_target(deferred, node);
            break;
        }
        if (other)
            return other;
    }
    return NULL;
}

/* Takes DEFERRED off the stack, whose reference ends. */
static weft_deferred *pop(weft_deferred *deferred)
{
    weft_deferred *below = deferred->below;

    deferred->below = NULL;
    deferred->on_stack = false;
    weft__object_release(&deferred->object);
    return below;
}

/* Goes on with DEFERRED, on the top of the stack. Returns who is to run first, if anybody. */
static weft_deferred *visit(weft_deferred *deferred)
{
    bool chained = !deferred->following; /* of one in its pair: by an explicit chain */
    weft_value left = weft_none(), seen;
    weft_deferred *other;
    bool taken;

    if (chained && !deferred->in_pair)
        return deferred->pauses == 0 ? run_places(deferred) : NULL;
    other = chained ? NULL : follow(deferred, &left);
    if (other)
        return other;
    seen = deferred->result; /* those that it fired have run */
    taken = weft_value_is_none(&seen) && weft_value_is_failure(&left);
    deferred->result = left;
    if (weft_value_is_deferred(&left))
        go_on_with(deferred, weft_value_deferred(&left));
    if (chained || taken) /* who took it meanwhile has told that it has none */
        tell_handed_on(deferred);
    weft_value_release(seen);
    deferred->in_pair = false;
    return run_places(deferred);
}

static void run_loop(weft_deferred *deferred)
{
    weft_deferred *top = deferred;

    while (top) {
        weft_deferred *other = visit(top);

        if (!other) {
            top->unhandled = weft_value_is_failure(&top->result) && !top->waits_for;
            top = pop(top);
        } else if (other->on_stack) { /* a loop further out has it: run it here, and leave it to
                                         that loop */
            weft__deferred_run(other);
            weft__object_release(&other->object);
        } else {
            other->on_stack = true;
            other->below = top;
            top = other;
        }
    }
}

/* A loop further out has DEFERRED, and will come to it again. */
static WEFT__APART void run_nested(weft_deferred *deferred)
{
    weft_deferred *below = deferred->below;

    weft__object_retain(&deferred->object);
    weft__object_retain(&deferred->object); /* the loop's */
    deferred->below = NULL;
    run_loop(deferred);
    deferred->below = below;
    deferred->on_stack = true;
    weft__object_release(&deferred->object);
}

void weft__deferred_run_fired(weft_deferred *deferred)
{
    if (deferred->on_stack) {
        run_nested(deferred);
        return;
    }
    weft__object_retain(&deferred->object); /* the loop's */
    deferred->on_stack = true;
    run_loop(deferred);
}
