/* timeout.c - a bound on how long a Deferred may take (TMO-1 to TMO-6). */
#include "deferred_internal.h"

/* Shared by the call and the two pairs, each of which holds a reference. */
struct timeout {
    struct weft__object object;
    weft_delayed_call *call;
    weft_later later; /* what converts, with its context */
    bool expired;
};

static void release_converter(struct timeout *timeout)
{
    weft_context_release release = timeout->later.release;

    timeout->later.release = NULL;
    if (release)
        release(timeout->object.reactor, timeout->later.context);
}

static bool finish_timeout(struct weft__object *object)
{
    struct timeout *timeout = (struct timeout *) object;

    if (timeout->call)
        weft_delayed_call_release(timeout->call);
    release_converter(timeout);
    return true;
}

static void abandon_timeout(struct weft__object *object)
{
    release_converter((struct timeout *) object);
}

static const struct weft__kind timeout_kind = {WEFT_SUBJECT_NONE, finish_timeout, abandon_timeout};

static void release_timeout(weft_reactor *reactor, void *context)
{
    (void) reactor;
    weft__object_release(context);
}

/* The first pair goes, and with it who converts: what it made may outlast it for long, and holds up
 * the second. */
static void release_conversion(weft_reactor *reactor, void *context)
{
    release_converter(context);
    release_timeout(reactor, context);
}

/* What the call needs besides: it keeps the Deferred alive until it has run or was cancelled. */
struct expiry {
    struct weft__object object;
    struct timeout *timeout;
    weft_deferred *deferred;
};

static bool finish_expiry(struct weft__object *object)
{
    struct expiry *expiry = (struct expiry *) object;

    weft__object_release(&expiry->timeout->object);
    weft_deferred_release(expiry->deferred);
    return true;
}

static const struct weft__kind expiry_kind = {WEFT_SUBJECT_NONE, finish_expiry, NULL};

static void expire(weft_reactor *reactor, void *context)
{
    struct expiry *expiry = context;

    (void) reactor;
    expiry->timeout->expired = true;
    weft_deferred_cancel(expiry->deferred);
}

/* The first pair: if the time ran out, the result becomes what the timeout says. */
static weft_value convert(weft_reactor *reactor, void *context, weft_value result)
{
    struct timeout *timeout = context;

    if (!timeout->expired)
        return result;
    if (timeout->later.function)
        return timeout->later.function(reactor, timeout->later.context, result);
    if (weft_failure_trap(&result, &weft_error_cancelled))
        return weft_raise_bare(&weft_error_timeout);
    return result;
}

/* The second: there is a result, so nothing is to be bounded any more. */
static weft_value disarm(weft_reactor *reactor, void *context, weft_value result)
{
    struct timeout *timeout = context;

    (void) reactor;
    if (weft_delayed_call_active(timeout->call))
        weft_delayed_call_cancel(timeout->call);
    return result;
}

static struct weft__node *pair_on(struct timeout *timeout, weft_callback both,
                                  weft_context_release release)
{
    weft_callbacks callbacks = {both, both, timeout, release};

    weft__object_retain(&timeout->object);
    return weft__pair_create(timeout->object.reactor, &callbacks);
}

static weft_status schedule(struct timeout *timeout, weft_deferred *deferred)
{
    weft_reactor *reactor = timeout->object.reactor;
    struct expiry *expiry = weft__object_create(reactor, &expiry_kind, sizeof *expiry);
    weft_call_options options = {timeout->later.delay_ns, expire, expiry, release_timeout,
                                 "timeout"};

    if (!expiry)
        return WEFT_NO_MEMORY;
    weft__object_retain(&timeout->object);
    expiry->timeout = timeout;
    expiry->deferred = weft_deferred_retain(deferred);
    return weft_call_later_with(reactor, &options, &timeout->call);
}

weft_status weft_deferred_add_timeout(weft_deferred *deferred, const weft_later *timeout)
{
    weft_reactor *reactor = deferred->object.reactor;
    struct timeout *made = weft__object_create(reactor, &timeout_kind, sizeof *made);
    struct weft__node *converting, *disarming;
    weft_status status = WEFT_NO_MEMORY;

    if (!made) {
        if (timeout->release)
            timeout->release(reactor, timeout->context);
        return WEFT_NO_MEMORY;
    }
    made->later = *timeout;
    converting = pair_on(made, convert, release_conversion);
    disarming = converting ? pair_on(made, disarm, release_timeout) : NULL;
    if (disarming)
        status = schedule(made, deferred);
    if (status == WEFT_OK) {
        weft__deferred_append(deferred, converting);
        weft__deferred_append(deferred, disarming);
    } else {
        if (converting)
            weft__pair_free(reactor, converting);
        if (disarming)
            weft__pair_free(reactor, disarming);
    }
    weft__object_release(&made->object);
    if (status == WEFT_OK)
        weft__deferred_run(deferred);
    return status;
}
