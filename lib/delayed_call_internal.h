/* delayed_call_internal.h - what a delayed call is, for the reactor that runs it. */
#ifndef WEFT_DELAYED_CALL_INTERNAL_H
#define WEFT_DELAYED_CALL_INTERNAL_H

#include "reactor_internal.h"

#include <stddef.h>

enum weft__call_state {
    WEFT__CALL_IDLE, /* made, not armed */
    WEFT__CALL_PENDING,
    WEFT__CALL_CALLED,
    WEFT__CALL_CANCELLED,
};

/* A pending call holds a reference to itself, dropped when it has run, or was cancelled or
 * disarmed. */
struct weft_delayed_call {
    struct weft__object object; /* its own number: the place in the batch */
    weft_call_function function;
    void *context;
    struct weft__timer timer; /* its state: an enum weft__call_state */
    const char *name;
    weft_context_release release;
};

#define WEFT__NOT_IN_BATCH UINT32_MAX

static inline weft_delayed_call *weft__call_of(const struct weft__timer *timer)
{
    return (weft_delayed_call *) (void *) ((char *) (uintptr_t) timer -
                                           offsetof(weft_delayed_call, timer));
}

static inline weft_subject weft__call_subject(const weft_delayed_call *call)
{
    return (weft_subject){WEFT_SUBJECT_CALL, call->object.id};
}

/* Whether A runs before B, both pending. */
static inline bool weft__call_before(const weft_delayed_call *a, const weft_delayed_call *b)
{
    if (a->timer.due_ns != b->timer.due_ns)
        return a->timer.due_ns < b->timer.due_ns;
    return a->timer.sequence < b->timer.sequence;
}

/* Gives back what is kept for calls to come: for a reactor that closes. */
void weft__calls_free_spares(weft_reactor *reactor);

/* Runs CALL, which is pending but stands in queue and batch no more. */
void weft__call_run(weft_delayed_call *call);

#endif
