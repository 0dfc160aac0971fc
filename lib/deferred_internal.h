/* deferred_internal.h - the chain of a Deferred as the library's other files see it.
 *
 * A chain is one FIFO of nodes of four kinds. Only a pair and a chain node are blocks of their own; a continuation is
 * embedded in the Deferred that waits, a wait in the task that waits: so waiting never allocates.
 */
#ifndef WEFT_DEFERRED_INTERNAL_H
#define WEFT_DEFERRED_INTERNAL_H

#include "reactor_internal.h"
#include "weft/deferred.h"

enum weft__node_kind {
    WEFT__NODE_PAIR,         /* a callback and an errback */
    WEFT__NODE_CONTINUATION, /* a Deferred whose chain waits for this one (CHN-2) */
    WEFT__NODE_CHAIN,        /* a Deferred that is fired from this place (CHD-1) */
    WEFT__NODE_WAIT,         /* a task, or what else of the library waits */
};

struct weft__node {
    struct weft__node *next;
    enum weft__node_kind kind;
};

struct weft__wait {
    struct weft__node node; /* the first member */
    /* The Deferred has come to this place of its chain with RESULT (moved). Returns what the chain goes on with. */
    weft_value (*deliver)(struct weft__wait *wait, weft_value result);
    /* The Deferred is freed with the wait still in its chain. */
    void (*drop)(struct weft__wait *wait);
    /* The reactor closes: give back nothing, run nothing. Never called otherwise. There is nothing to do then. */
};

/* Appends WAIT, whose functions are set, to DEFERRED's chain and runs the chain if it can run. The waiter sees to it
 * that WAIT stays in place until deliver or drop is called; one of them is called once, possibly before this
 * returns. Never allocates. */
void weft__deferred_await(weft_deferred *deferred, struct weft__wait *wait);

#endif
