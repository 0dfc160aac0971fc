/* defer_later.c - a Deferred that fires by itself after a while (DLT-1 to DLT-3). */
#include "deferred_internal.h"

#include <assert.h>

void weft__fire_later(weft_reactor *reactor, void *context)
{
    (void) reactor;
    weft_deferred_callback(context, weft_none());
}

static void release_deferred(weft_reactor *reactor, void *context)
{
    (void) reactor;
    weft_deferred_release(context);
}

/* Only an unfired Deferred asks its canceller, so the call is pending. */
static void cancel_call(weft_reactor *reactor, void *context, weft_deferred *deferred)
{
    (void) reactor;
    (void) deferred;
    weft_delayed_call_cancel(context);
}

static void release_call(weft_reactor *reactor, void *context)
{
    (void) reactor;
    weft_delayed_call_release(context);
}

weft_status weft_defer_later(weft_reactor *reactor, const weft_later *later,
                             weft_deferred **deferred)
{
    weft_callbacks callbacks = {later->function, NULL, later->context, later->release};
    weft_deferred *made = weft__deferred_make(reactor);
    weft_delayed_call *call = NULL;
    weft_status status = WEFT_NO_MEMORY;

    if (made) {
        weft_call_options options = {later->delay_ns, weft__fire_later, weft_deferred_retain(made),
                                     release_deferred, "later"};

        status = weft_call_later_with(reactor, &options, &call);
    }
    if (status != WEFT_OK) {
        if (made)
            weft_deferred_release(made);
        if (later->release)
            later->release(reactor, later->context);
        return status;
    }
    weft__deferred_set_canceller(made, &(weft_canceller){cancel_call, call, release_call});
    status = weft__deferred_append_pair(made, &callbacks);
    assert(status == WEFT_OK); /* it has a place for one */
    weft__deferred_announce(made, reactor->current);
    *deferred = made;
    return WEFT_OK;
}
