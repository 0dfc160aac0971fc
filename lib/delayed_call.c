/* delayed_call.c - one call that was asked for later: armed, moved, cancelled, run. */
#include "delayed_call_internal.h"

#include <assert.h>

static weft_delayed_call *call_of(struct weft__object *object)
{
    return (weft_delayed_call *) object;
}

static bool finish_call(struct weft__object *object)
{
    assert(call_of(object)->state != WEFT__CALL_PENDING);
    weft__timer_queue_unreserve(&object->reactor->queue);
    return true;
}

static void abandon_call(struct weft__object *object)
{
    weft_delayed_call *call = call_of(object);

    if (call->release)
        call->release(object->reactor, call->context);
}

static const struct weft__kind call_kind = {WEFT_SUBJECT_CALL, finish_call, abandon_call};

size_t *weft__call_place(weft_delayed_call *call)
{
    return &call->place;
}

/* Sees to it that the batch of a turn has room for every call that is alive. */
static weft_status reserve_batch(weft_reactor *reactor)
{
    size_t capacity = reactor->queue.capacity;
    struct weft__timer_entry *batch;

    if (!reactor->chooser.choose || reactor->batch_capacity >= capacity)
        return WEFT_OK;
    batch = weft__allocate(reactor, reactor->batch, reactor->batch_capacity * sizeof *batch,
                           capacity * sizeof *batch);
    if (!batch)
        return WEFT_NO_MEMORY;
    reactor->batch = batch;
    reactor->batch_capacity = capacity;
    return WEFT_OK;
}

weft_delayed_call *weft__call_create(weft_reactor *reactor, weft_call_function function,
                                     void *context, const char *name)
{
    weft_delayed_call *call;

    if (weft__timer_queue_reserve(&reactor->queue, reactor) != WEFT_OK)
        return NULL;
    call = reserve_batch(reactor) == WEFT_OK
               ? weft__object_create(reactor, &call_kind, sizeof *call)
               : NULL;
    if (!call) {
        weft__timer_queue_unreserve(&reactor->queue);
        return NULL;
    }
    weft__object_number(&call->object);
    call->function = function;
    call->context = context;
    call->name = name;
    call->place = WEFT__NOT_PENDING;
    call->batch_place = WEFT__NOT_PENDING;
    return call;
}

/* Now + DELAY_NS: WEFT_OK, or WEFT_BAD_TIME if that lies before now or does not fit. */
static weft_status due_after(const weft_reactor *reactor, int64_t delay_ns, int64_t *due_ns)
{
    int64_t now_ns = weft_now(reactor);

    if (delay_ns < 0 || now_ns > INT64_MAX - delay_ns)
        return WEFT_BAD_TIME;
    *due_ns = now_ns + delay_ns;
    return WEFT_OK;
}

static void insert(weft_delayed_call *call, int64_t due_ns)
{
    weft_reactor *reactor = call->object.reactor;

    call->due_ns = due_ns;
    weft__timer_queue_insert(&reactor->queue, call, due_ns);
    if (call->place == 0 && reactor->driver.wake_at)
        reactor->driver.wake_at(reactor->driver.context, due_ns);
}

/* Takes a pending call out of wherever it stands. */
static void take_out(weft_delayed_call *call)
{
    weft_reactor *reactor = call->object.reactor;

    if (call->batch_place == WEFT__NOT_PENDING) {
        weft__timer_queue_remove(&reactor->queue, call);
        return;
    }
    assert(reactor->batch[call->batch_place].call == call);
    reactor->batch[call->batch_place].call = NULL;
    call->batch_place = WEFT__NOT_PENDING;
}

weft_status weft__call_arm(weft_delayed_call *call, int64_t delay_ns)
{
    weft_reactor *reactor = call->object.reactor;
    weft_status status;
    int64_t due_ns;

    assert(call->state != WEFT__CALL_PENDING);
    status = due_after(reactor, delay_ns, &due_ns);
    if (status != WEFT_OK)
        return status;
    weft__object_retain(&call->object);
    call->state = WEFT__CALL_PENDING;
    insert(call, due_ns);
    WEFT__TELL(reactor, .kind = WEFT_EVENT_CALL_SCHEDULED,
               .subject = weft_delayed_call_subject(call), .other = reactor->current,
               .number = due_ns, .name = call->name);
    return WEFT_OK;
}

void weft__call_disarm(weft_delayed_call *call)
{
    if (call->state != WEFT__CALL_PENDING)
        return;
    take_out(call);
    call->state = WEFT__CALL_IDLE;
    WEFT__TELL(call->object.reactor, .kind = WEFT_EVENT_CALL_CANCELLED,
               .subject = weft_delayed_call_subject(call));
    weft_delayed_call_release(call);
}

/* Gives the context back, once: after the call has run, or was cancelled (DC-2). */
static void release_context(weft_delayed_call *call)
{
    weft_context_release release = call->release;

    call->release = NULL;
    if (release)
        release(call->object.reactor, call->context);
}

void weft__call_run(weft_delayed_call *call)
{
    weft_reactor *reactor = call->object.reactor;
    weft_subject outer = weft__enter(reactor, weft_delayed_call_subject(call));

    call->state = WEFT__CALL_CALLED;
    WEFT__TELL(reactor, .kind = WEFT_EVENT_CALL_RUN, .subject = weft_delayed_call_subject(call));
    call->function(reactor, call->context);
    release_context(call);
    weft__leave(reactor, outer);
    weft_delayed_call_release(call);
}

weft_status weft_call_later_with(weft_reactor *reactor, const weft_call_options *options,
                                 weft_delayed_call **call)
{
    weft_delayed_call *made = NULL;
    int64_t due_ns;
    weft_status status = due_after(reactor, options->delay_ns, &due_ns);

    assert(options->function);
    if (status == WEFT_BAD_TIME)
        weft__refuse(reactor, reactor->current, status);
    if (status == WEFT_OK) {
        made = weft__call_create(reactor, options->function, options->context, options->name);
        status = made ? weft__call_arm(made, options->delay_ns) : WEFT_NO_MEMORY;
    }
    if (status != WEFT_OK) {
        if (made)
            weft_delayed_call_release(made);
        if (options->release)
            options->release(reactor, options->context);
        return status;
    }
    made->release = options->release;
    if (call)
        *call = made;
    else
        weft_delayed_call_release(made);
    return WEFT_OK;
}

weft_status weft_call_later(weft_reactor *reactor, int64_t delay_ns, weft_call_function function,
                            void *context, weft_delayed_call **call)
{
    weft_call_options options = {delay_ns, function, context, NULL, NULL};

    return weft_call_later_with(reactor, &options, call);
}

/* Why CALL cannot be cancelled or moved; WEFT_OK if it can. The cancelled test comes first (DC-2).
 */
static weft_status refusal(weft_delayed_call *call)
{
    if (call->state == WEFT__CALL_CANCELLED)
        return weft__refuse(call->object.reactor, weft_delayed_call_subject(call),
                            WEFT_CALL_ALREADY_CANCELLED);
    if (call->state == WEFT__CALL_CALLED)
        return weft__refuse(call->object.reactor, weft_delayed_call_subject(call),
                            WEFT_CALL_ALREADY_CALLED);
    return WEFT_OK;
}

weft_status weft_delayed_call_cancel(weft_delayed_call *call)
{
    weft_status status = refusal(call);

    if (status != WEFT_OK)
        return status;
    take_out(call);
    call->state = WEFT__CALL_CANCELLED;
    WEFT__TELL(call->object.reactor, .kind = WEFT_EVENT_CALL_CANCELLED,
               .subject = weft_delayed_call_subject(call));
    release_context(call);
    weft_delayed_call_release(call);
    return WEFT_OK;
}

static void move_to(weft_delayed_call *call, int64_t due_ns)
{
    take_out(call);
    insert(call, due_ns);
    WEFT__TELL(call->object.reactor, .kind = WEFT_EVENT_CALL_MOVED,
               .subject = weft_delayed_call_subject(call), .number = due_ns);
}

weft_status weft_delayed_call_reset(weft_delayed_call *call, int64_t delay_ns)
{
    weft_reactor *reactor = call->object.reactor;
    weft_status status = refusal(call);
    int64_t due_ns;

    if (status != WEFT_OK)
        return status;
    if (due_after(reactor, delay_ns, &due_ns) != WEFT_OK)
        return weft__refuse(reactor, weft_delayed_call_subject(call), WEFT_BAD_TIME);
    move_to(call, due_ns);
    return WEFT_OK;
}

weft_status weft_delayed_call_delay(weft_delayed_call *call, int64_t by_ns)
{
    weft_reactor *reactor = call->object.reactor;
    weft_status status = refusal(call);

    if (status != WEFT_OK)
        return status;
    if ((by_ns > 0 && call->due_ns > INT64_MAX - by_ns) ||
        (by_ns < 0 &&
         (call->due_ns < INT64_MIN - by_ns || call->due_ns + by_ns < weft_now(reactor))))
        return weft__refuse(reactor, weft_delayed_call_subject(call), WEFT_BAD_TIME);
    move_to(call, call->due_ns + by_ns);
    return WEFT_OK;
}

bool weft_delayed_call_active(const weft_delayed_call *call)
{
    return call->state == WEFT__CALL_PENDING;
}

bool weft_delayed_call_cancelled(const weft_delayed_call *call)
{
    return call->state == WEFT__CALL_CANCELLED;
}

int64_t weft_delayed_call_due(const weft_delayed_call *call)
{
    return call->due_ns;
}

weft_subject weft_delayed_call_subject(const weft_delayed_call *call)
{
    return weft__object_subject(&call->object);
}

weft_delayed_call *weft_delayed_call_retain(weft_delayed_call *call)
{
    weft__object_retain(&call->object);
    return call;
}

void weft_delayed_call_release(weft_delayed_call *call)
{
    weft__object_release(&call->object);
}
