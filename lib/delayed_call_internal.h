/* delayed_call_internal.h - what a delayed call is, for the reactor that runs it. */
#ifndef WEFT_DELAYED_CALL_INTERNAL_H
#define WEFT_DELAYED_CALL_INTERNAL_H

#include "reactor_internal.h"

enum weft__call_state {
    WEFT__CALL_IDLE, /* made, not armed */
    WEFT__CALL_PENDING,
    WEFT__CALL_CALLED,
    WEFT__CALL_CANCELLED,
};

/* A pending call holds a reference to itself, dropped when it has run, or was cancelled or
 * disarmed. */
struct weft_delayed_call {
    struct weft__object object;
    weft_call_function function;
    void *context;
    const char *name;
    weft_context_release release;
    int64_t due_ns;
    size_t place;       /* in the queue; WEFT__NOT_PENDING: not there */
    size_t batch_place; /* in the batch of the turn that runs; WEFT__NOT_PENDING: not there */
    enum weft__call_state state;
};

/* Runs CALL, which is pending but stands in queue and batch no more. */
void weft__call_run(weft_delayed_call *call);

#endif
