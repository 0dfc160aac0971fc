/* delayed_call.c - one call that was asked for later: armed, moved, cancelled, run. */
#include "delayed_call_internal.h"

#include "bits.h"

#include <assert.h>

static weft_delayed_call *call_of(struct weft__object *object)
{
    return (weft_delayed_call *) object;
}

static void abandon_call(struct weft__object *object)
{
    weft_delayed_call *call = call_of(object);
    weft_context_release release = call->release;

    call->release = NULL; /* what it runs may cancel this call */
    if (release)
        release(object->reactor, call->context);
}

static const struct weft__kind call_kind = {WEFT_SUBJECT_CALL, NULL, abandon_call};

/* Spare calls. Where the reactor's memory is a pool, which keeps what is freed anyhow, a call that
 * has gone keeps its slot too and is the next one that is made. Not where a freed one is poisoned.
 */

static inline bool keeps_spares(const weft_reactor *reactor)
{
    return reactor->pool != NULL && !WEFT__POISONS;
}

void weft__calls_free_spares(weft_reactor *reactor)
{
    while (reactor->spare_calls) {
        weft_delayed_call *call = reactor->spare_calls;

        reactor->spare_calls = call->context;
        weft__timer_queue_dismiss(&reactor->queue, &call->timer);
        weft__give(reactor, call, sizeof *call);
    }
}

/* Gives a reference to CALL back. A call lets go of nothing when it goes, and nobody is told, so it
 * goes at once, also from inside another's release. */
static inline void let_go(weft_delayed_call *call)
{
    weft_reactor *reactor = call->object.reactor;

    assert(call->object.references > 0);
    if (--call->object.references > 0 || reactor->closing)
        return;
    assert(call->timer.state != WEFT__CALL_PENDING);
    weft__live_table_remove(&reactor->live, &call->object);
    reactor->alive[WEFT_SUBJECT_CALL]--;
    if (keeps_spares(reactor)) {
        call->context = reactor->spare_calls;
        reactor->spare_calls = call;
        return;
    }
    weft__timer_queue_dismiss(&reactor->queue, &call->timer);
    weft__give(reactor, call, sizeof *call);
}

/* Makes room in the batch of a turn for one more call than there are. */
static WEFT__APART weft_status grow_batch(weft_reactor *reactor)
{
    size_t capacity = reactor->batch_capacity > 0 ? reactor->batch_capacity * 2 : 16;
    weft_delayed_call **batch = weft__allocate(
        reactor, reactor->batch, reactor->batch_capacity * sizeof *batch, capacity * sizeof *batch);

    if (!batch)
        return WEFT_NO_MEMORY;
    reactor->batch = batch;
    reactor->batch_capacity = capacity;
    return WEFT_OK;
}

static inline weft_status reserve_batch(weft_reactor *reactor)
{
    if (!reactor->chooser.choose || reactor->batch_capacity > reactor->queue.slots.alive)
        return WEFT_OK;
    return grow_batch(reactor);
}

/* One in memory of its own. */
static WEFT__APART weft_delayed_call *make(weft_reactor *reactor)
{
    weft_delayed_call *call;

    if ((!weft__timer_queue_has_room(&reactor->queue) &&
         weft__timer_queue_grow(&reactor->queue, reactor) != WEFT_OK) ||
        reserve_batch(reactor) != WEFT_OK)
        return NULL;
    call = weft__object_create(reactor, &call_kind, sizeof *call);
    if (!call)
        return NULL;
    weft__timer_queue_admit(&reactor->queue, &call->timer);
    call->object.own = WEFT__NOT_IN_BATCH;
    return call;
}

/* One that has gone, again. */
static inline weft_delayed_call *take_spare(weft_reactor *reactor)
{
    weft_delayed_call *call = reactor->spare_calls;

    if (!weft__live_table_has_room(&reactor->live) &&
        weft__live_table_grow(&reactor->live, reactor) != WEFT_OK)
        return NULL;
    reactor->spare_calls = call->context;
    if (reactor->spare_calls) {
        weft__prefetch(reactor->spare_calls);
        weft__prefetch((const char *) reactor->spare_calls + 64);
    }
    weft__live_table_add(&reactor->live, &call->object);
    reactor->alive[WEFT_SUBJECT_CALL]++;
    call->object.references = 1;
    call->timer.state = WEFT__CALL_IDLE;
    call->release = NULL;
    return call;
}

static WEFT__INLINED weft_delayed_call *create(weft_reactor *reactor, weft_call_function function,
                                               void *context, const char *name)
{
    weft_delayed_call *call = reactor->spare_calls ? take_spare(reactor) : make(reactor);

    if (!call)
        return NULL;
    call->object.id = ++reactor->ids[WEFT_SUBJECT_CALL];
    call->function = function;
    call->context = context;
    call->name = name;
    return call;
}

weft_delayed_call *weft__call_create(weft_reactor *reactor, weft_call_function function,
                                     void *context, const char *name)
{
    return create(reactor, function, context, name);
}

/* NOW_NS + DELAY_NS: WEFT_OK, or WEFT_BAD_TIME if that lies before now or does not fit. */
static inline weft_status due_after(int64_t now_ns, int64_t delay_ns, int64_t *due_ns)
{
    if (delay_ns < 0 || now_ns > INT64_MAX - delay_ns)
        return WEFT_BAD_TIME;
    *due_ns = now_ns + delay_ns;
    return WEFT_OK;
}

/* Whether CALL, which is in the queue, runs before all that are pending. */
static bool first_is(weft_reactor *reactor, const weft_delayed_call *call)
{
    const struct weft__timer_entry *first =
        weft__timer_queue_first(&reactor->queue, call->timer.due_ns);

    for (size_t i = reactor->batch_next; i < reactor->batch_end; i++)
        if (reactor->batch[i])
            return first && first->slot == call->timer.slot &&
                   weft__call_before(call, reactor->batch[i]);
    return first && first->slot == call->timer.slot;
}

static WEFT__INLINED void insert(weft_delayed_call *call, int64_t due_ns, int64_t now_ns)
{
    weft_reactor *reactor = call->object.reactor;

    weft__timer_queue_insert(&reactor->queue, &call->timer, due_ns, now_ns);
    if (reactor->driver.wake_at && first_is(reactor, call))
        reactor->driver.wake_at(reactor->driver.context, due_ns);
}

/* Takes a pending call out of wherever it stands. */
static void take_out(weft_delayed_call *call)
{
    weft_reactor *reactor = call->object.reactor;

    if (call->object.own == WEFT__NOT_IN_BATCH) {
        weft__timer_queue_remove(&reactor->queue, &call->timer);
        return;
    }
    assert(reactor->batch[call->object.own] == call);
    reactor->batch[call->object.own] = NULL;
    call->object.own = WEFT__NOT_IN_BATCH;
    while (reactor->batch_next < reactor->batch_end && !reactor->batch[reactor->batch_next])
        reactor->batch_next++;
}

/* Makes CALL pending; the reference that it has then is the caller's until now. */
static WEFT__INLINED void arm(weft_delayed_call *call, int64_t due_ns, int64_t now_ns)
{
    weft_reactor *reactor = call->object.reactor;

    assert(call->timer.state != WEFT__CALL_PENDING);
    call->timer.state = WEFT__CALL_PENDING;
    insert(call, due_ns, now_ns);
    WEFT__TELL(reactor, .kind = WEFT_EVENT_CALL_SCHEDULED, .subject = weft__call_subject(call),
               .other = reactor->current, .number = due_ns, .name = call->name);
}

weft_status weft__call_arm(weft_delayed_call *call, int64_t delay_ns)
{
    int64_t now_ns = weft__now(call->object.reactor), due_ns;

    if (due_after(now_ns, delay_ns, &due_ns) != WEFT_OK)
        return WEFT_BAD_TIME;
    weft__object_retain(&call->object);
    arm(call, due_ns, now_ns);
    return WEFT_OK;
}

void weft__call_disarm(weft_delayed_call *call)
{
    if (call->timer.state != WEFT__CALL_PENDING)
        return;
    take_out(call);
    call->timer.state = WEFT__CALL_IDLE;
    WEFT__TELL(call->object.reactor, .kind = WEFT_EVENT_CALL_CANCELLED,
               .subject = weft__call_subject(call));
    let_go(call);
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
    weft_subject outer = weft__enter(reactor, weft__call_subject(call));

    call->timer.state = WEFT__CALL_CALLED;
    WEFT__TELL(reactor, .kind = WEFT_EVENT_CALL_RUN, .subject = weft__call_subject(call));
    call->function(reactor, call->context);
    release_context(call);
    weft__leave(reactor, outer);
    let_go(call);
}

static WEFT__INLINED weft_status call_later(weft_reactor *reactor, int64_t delay_ns,
                                            weft_call_function function, void *context,
                                            const char *name, weft_delayed_call **call)
{
    int64_t now_ns = weft__now(reactor), due_ns;
    weft_delayed_call *made;

    assert(function);
    if (due_after(now_ns, delay_ns, &due_ns) != WEFT_OK) {
        weft__refuse(reactor, reactor->current, WEFT_BAD_TIME);
        return WEFT_BAD_TIME;
    }
    made = create(reactor, function, context, name);
    if (!made)
        return WEFT_NO_MEMORY;
    arm(made, due_ns, now_ns);
    *call = made;
    return WEFT_OK;
}

weft_status weft_call_later_with(weft_reactor *reactor, const weft_call_options *options,
                                 weft_delayed_call **call)
{
    weft_delayed_call *made;
    weft_status status = call_later(reactor, options->delay_ns, options->function, options->context,
                                    options->name, &made);

    if (status != WEFT_OK) {
        if (options->release)
            options->release(reactor, options->context);
        return status;
    }
    made->release = options->release;
    if (call)
        *call = weft_delayed_call_retain(made);
    return WEFT_OK;
}

weft_status weft_call_later(weft_reactor *reactor, int64_t delay_ns, weft_call_function function,
                            void *context, weft_delayed_call **call)
{
    weft_delayed_call *made;
    weft_status status = call_later(reactor, delay_ns, function, context, NULL, &made);

    if (status != WEFT_OK)
        return status;
    if (call)
        *call = weft_delayed_call_retain(made);
    return WEFT_OK;
}

/* Why CALL cannot be cancelled or moved; WEFT_OK if it can. The cancelled test comes first (DC-2).
 */
static weft_status refusal(weft_delayed_call *call)
{
    if (call->timer.state == WEFT__CALL_CANCELLED)
        return weft__refuse(call->object.reactor, weft__call_subject(call),
                            WEFT_CALL_ALREADY_CANCELLED);
    if (call->timer.state == WEFT__CALL_CALLED)
        return weft__refuse(call->object.reactor, weft__call_subject(call),
                            WEFT_CALL_ALREADY_CALLED);
    return WEFT_OK;
}

weft_status weft_delayed_call_cancel(weft_delayed_call *call)
{
    weft_status status = refusal(call);

    if (status != WEFT_OK)
        return status;
    take_out(call);
    call->timer.state = WEFT__CALL_CANCELLED;
    WEFT__TELL(call->object.reactor, .kind = WEFT_EVENT_CALL_CANCELLED,
               .subject = weft__call_subject(call));
    release_context(call);
    let_go(call);
    return WEFT_OK;
}

static void move_to(weft_delayed_call *call, int64_t due_ns)
{
    take_out(call);
    insert(call, due_ns, weft__now(call->object.reactor));
    WEFT__TELL(call->object.reactor, .kind = WEFT_EVENT_CALL_MOVED,
               .subject = weft__call_subject(call), .number = due_ns);
}

weft_status weft_delayed_call_reset(weft_delayed_call *call, int64_t delay_ns)
{
    weft_reactor *reactor = call->object.reactor;
    weft_status status = refusal(call);
    int64_t due_ns;

    if (status != WEFT_OK)
        return status;
    if (due_after(weft__now(reactor), delay_ns, &due_ns) != WEFT_OK)
        return weft__refuse(reactor, weft__call_subject(call), WEFT_BAD_TIME);
    move_to(call, due_ns);
    return WEFT_OK;
}

weft_status weft_delayed_call_delay(weft_delayed_call *call, int64_t by_ns)
{
    weft_reactor *reactor = call->object.reactor;
    weft_status status = refusal(call);

    if (status != WEFT_OK)
        return status;
    if ((by_ns > 0 && call->timer.due_ns > INT64_MAX - by_ns) ||
        (by_ns < 0 && (call->timer.due_ns < INT64_MIN - by_ns ||
                       call->timer.due_ns + by_ns < weft__now(reactor))))
        return weft__refuse(reactor, weft__call_subject(call), WEFT_BAD_TIME);
    move_to(call, call->timer.due_ns + by_ns);
    return WEFT_OK;
}

bool weft_delayed_call_active(const weft_delayed_call *call)
{
    return call->timer.state == WEFT__CALL_PENDING;
}

bool weft_delayed_call_cancelled(const weft_delayed_call *call)
{
    return call->timer.state == WEFT__CALL_CANCELLED;
}

int64_t weft_delayed_call_due(const weft_delayed_call *call)
{
    return call->timer.due_ns;
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
    let_go(call);
}
