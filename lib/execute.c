/* execute.c - a function's result as a Deferred that has fired (MK-2). */
#include "deferred_internal.h"

/* The Deferred is made before the function runs: so a lack of memory leaves no half-done work. */
static weft_status execute(weft_reactor *reactor, weft_callback function, void *context,
                           weft_deferred **reserved, weft_value *result)
{
    *reserved = weft__deferred_make(reactor);
    if (!*reserved)
        return WEFT_NO_MEMORY;
    *result = function(reactor, context, weft_none());
    return WEFT_OK;
}

static void fire(weft_deferred *reserved, weft_value result)
{
    weft__deferred_announce(reserved, reserved->object.reactor->current);
    weft__deferred_give(reserved, result);
}

weft_status weft_execute(weft_reactor *reactor, weft_callback function, void *context,
                         weft_deferred **deferred)
{
    weft_deferred *reserved;
    weft_value result;
    weft_status status = execute(reactor, function, context, &reserved, &result);

    if (status != WEFT_OK)
        return status;
    if (weft_value_is_deferred(&result)) {
        weft__refuse(reactor, reactor->current, WEFT_IS_DEFERRED);
        weft_deferred_release(reserved);
        weft_value_release(result);
        return WEFT_IS_DEFERRED;
    }
    fire(reserved, result);
    *deferred = reserved;
    return WEFT_OK;
}

weft_status weft_maybe_deferred(weft_reactor *reactor, weft_callback function, void *context,
                                weft_deferred **deferred)
{
    weft_deferred *reserved;
    weft_value result;
    weft_status status = execute(reactor, function, context, &reserved, &result);

    if (status != WEFT_OK)
        return status;
    if (weft_value_is_deferred(&result)) {
        weft_deferred_release(reserved);
        *deferred = weft_value_deferred(&result);
        return WEFT_OK;
    }
    fire(reserved, result);
    *deferred = reserved;
    return WEFT_OK;
}
