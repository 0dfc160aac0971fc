/* deferred_internal.h - the chain of a Deferred as the library's other files see it.
 *
 * A chain is one FIFO of nodes of four kinds. Only a chain node and, where the Deferred has no
 * place left for it, a pair are blocks of their own; a continuation is embedded in the Deferred
 * that waits, a wait in the task that waits: so waiting never allocates.
 */
#ifndef WEFT_DEFERRED_INTERNAL_H
#define WEFT_DEFERRED_INTERNAL_H

#include "bits.h"
#include "reactor_internal.h"
#include "weft/deferred.h"

#include <stddef.h>

enum weft__node_kind {
    WEFT__NODE_PAIR,         /* a callback and an errback */
    WEFT__NODE_CONTINUATION, /* a Deferred whose chain waits for this one (CHN-2) */
    WEFT__NODE_CHAIN,        /* a Deferred that is fired from this place (CHD-1) */
    WEFT__NODE_WAIT,         /* a task, or what else of the library waits */
};

struct weft__node {
    struct weft__node *next;
    enum weft__node_kind kind;
    bool within; /* of a pair: it is part of its Deferred, and not a block of its own */
};

struct weft__pair {
    struct weft__node node;
    weft_callbacks callbacks;
};

#define WEFT__PAIRS_WITHIN 1 /* most Deferreds have no more at a time */

struct weft__wait;

struct weft__wait_kind {
    /* The Deferred has come to this place of its chain with RESULT (moved). Returns what the
     * chain goes on with, unless follow says otherwise. */
    weft_value (*deliver)(struct weft__wait *wait, weft_value result);
    /* Asked after deliver until it returns NULL: the next Deferred, fired and not yet run, whose
     * chain comes before the rest of this one; its reference is the caller's. So an end that ends
     * others needs no stack. When it returns NULL, *LEFT is what the chain goes on with: at the
     * first time what deliver returned, later none, for it to change. If it names any, deliver must
     * have returned none. */
    weft_deferred *(*follow)(struct weft__wait *wait, weft_value *left);
    /* The Deferred is freed with the wait still in its chain. */
    void (*drop)(struct weft__wait *wait);
    /* How far behind the wait a pointer stands to what deliver's consequences touch first, so that
     * it can be fetched before; 0: there is none. */
    ptrdiff_t touched;
};

struct weft__wait {
    struct weft__node node; /* the first member */
    const struct weft__wait_kind *kind;
};

/* Where a cancel of an unfired Deferred goes instead of failing it: to others, one after the other,
 * in a round. Rounds nest by their links, not on the stack (CAN-7, LIST-8, INL-2). */
struct weft__cancels {
    /* The next to be cancelled; its reference is the caller's. NULL: the round is over. */
    weft_deferred *(*next)(struct weft__cancels *cancels);
    struct weft__object *keeper; /* what this is part of: kept while a round is under way */
    bool fails;           /* who is unfired after the round fails with CancelledError (CAN-3) */
    weft_deferred *owner; /* whose round is under way, counted; NULL: none is */
    struct weft__cancels *outer; /* the round that has come to this one */
};

/* Invariants, held whenever code of the user's runs:
 *   D1  waits_for is set iff continuation stands in that Deferred's chain; each holds a
 *       reference to the other, a ring that firing, or closing the reactor, cuts;
 *   D2  an unfired Deferred has no result (none) and waits for nothing;
 *   D3  on_stack is set iff some run loop will visit the Deferred again; it then holds a reference;
 *   D4  in_pair is set iff a place of this Deferred's chain has begun and not ended;
 *   D5  while a round of cancels is under way, cancelling is set, and cancels->owner is the
 *       Deferred.
 */
struct weft_deferred {
    struct weft__object object;
    weft_value result; /* none: unfired, or given to one that waited */
    struct weft__node *first;
    struct weft__node *last;
    uint32_t pauses;
    bool called;
    bool in_pair;
    bool on_stack;
    bool cancelling;  /* its canceller, or a round of its cancels, runs */
    bool swallow;     /* cancelled without a canceller: the next fire is ignored */
    bool unhandled;   /* its result is a failure that nothing has taken (UNH-1) */
    bool pair_stands; /* `pair` stands in the chain */
    weft_deferred *waits_for;
    weft_deferred *below;         /* on the stack of the run loop */
    struct weft__wait *following; /* what it delivered to, while that names others to run first */
    weft_canceller canceller;
    struct weft__cancels *cancels;  /* of one that is unfired; NULL: a cancel fails it */
    struct weft__node continuation; /* its place in the chain of the one it waits for */
    struct weft__pair
        pair; /* most have one at a time; room for two would cost a chain of Deferreds,
                 which goes through memory, more than it spares the others */
};

static inline weft_subject weft__deferred_subject(const weft_deferred *deferred)
{
    return (weft_subject){WEFT_SUBJECT_DEFERRED, deferred->object.id};
}

/* Appends WAIT, whose kind is set, to DEFERRED's chain and runs the chain if it can run.
 * The waiter sees to it that WAIT stays in place until deliver or drop is called; one of them is
 * called once, possibly before this returns. Never allocates. */
void weft__deferred_await(weft_deferred *deferred, struct weft__wait *wait);

/* What a delayed call of weft_defer_later runs; its context is the Deferred. */
void weft__fire_later(weft_reactor *reactor, void *context);

/* Fetches the last place of the chain, which is that of who waits for it, if anybody does. */
static WEFT__INLINED void weft__deferred_fetch_last(const weft_deferred *deferred)
{
    if (!deferred->last)
        return;
    weft__prefetch(deferred->last);
    weft__prefetch((const char *) deferred->last - 64);
}

/* Fetches what will be touched when that one has its result. */
static WEFT__INLINED void weft__deferred_fetch_touched(const weft_deferred *deferred)
{
    const struct weft__wait *wait = (const struct weft__wait *) deferred->last;
    const char *touched;

    if (!wait || wait->node.kind != WEFT__NODE_WAIT || wait->kind->touched == 0)
        return;
    touched = *(const char *const *) ((const char *) wait + wait->kind->touched);
    if (touched) {
        weft__prefetch(touched);
        weft__prefetch(touched + 64);
    }
}

/* A place in a chain, made before it is needed. NULL without memory: then the context has been
 * given back. */
struct weft__node *weft__pair_create(weft_reactor *reactor, const weft_callbacks *callbacks);
/* Gives one that was never appended back, with its context. */
void weft__pair_free(weft_reactor *reactor, struct weft__node *pair);
/* Appends a pair. WEFT_OK, or WEFT_NO_MEMORY: then the context has been given back. */
weft_status weft__deferred_append_pair(weft_deferred *deferred, const weft_callbacks *callbacks);
/* Appends NODE, without running anything. */
static inline void weft__deferred_append(weft_deferred *deferred, struct weft__node *node)
{
    node->next = NULL;
    if (deferred->last)
        deferred->last->next = node;
    else
        deferred->first = node;
    deferred->last = node;
}
/* Runs the chain of one that has been fired and is not in a pair. */
void weft__deferred_run_fired(weft_deferred *deferred);
/* Runs the chain as far as it goes, if it has been fired. */
static inline void weft__deferred_run(weft_deferred *deferred)
{
    if (deferred->called && !deferred->in_pair)
        weft__deferred_run_fired(deferred);
}
/* Gives an unfired DEFERRED its first result (moved) and lets go of its canceller; its chain is
 * left to run. The caller holds a reference. */
void weft__deferred_give(weft_deferred *deferred, weft_value result);
/* Whether another could take its result in place, and nothing is left in its chain. */
bool weft__deferred_is_idle(const weft_deferred *deferred);
/* What it has is taken over: it goes on with none, and counts as handled. */
weft_value weft__deferred_take_result(weft_deferred *deferred);
/* Takes the canceller out, for the caller to release. */
static inline weft_canceller weft__deferred_take_canceller(weft_deferred *deferred)
{
    weft_canceller canceller = deferred->canceller;

    deferred->canceller.cancel = NULL;
    deferred->canceller.context = NULL;
    deferred->canceller.release = NULL;
    return canceller;
}
/* Drops every place that is left in the chain: for the last release. */
void weft__deferred_drop_places(weft_deferred *deferred);
/* The same for a reactor that closes: gives back contexts, touches nothing else. */
void weft__deferred_abandon_places(weft_deferred *deferred);
/* A place that fires TARGET (counted from now on). NULL without memory. */
struct weft__node *weft__chain_link_create(weft_reactor *reactor, weft_deferred *target);

/* An unfired Deferred of which nothing has been told yet: for those who may still fail to make
 * something that belongs to it. NULL without memory. */
weft_deferred *weft__deferred_make(weft_reactor *reactor);
/* Tells of it, as made by MAKER: who runs now, or the task that it belongs to. */
void weft__deferred_announce(weft_deferred *deferred, weft_subject maker);
/* Gives it a canceller; it must have none yet. */
void weft__deferred_set_canceller(weft_deferred *deferred, const weft_canceller *canceller);

#endif
