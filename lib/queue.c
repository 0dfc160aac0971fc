/* queue.c - values that wait for takers, or takers that wait for values (SYNC-8). */
#include "waiting_line.h"
#include "weft/queue.h"

#include <assert.h>

struct item {
    struct item *next;
    weft_value value;
};

/* Invariant: nothing is stored while an unfired Deferred waits. */
struct weft_queue {
    struct weft__object object;
    weft_queue_options limits;
    struct weft__line line;
    struct item *oldest;
    struct item *youngest;
    size_t length;
};

const weft_type weft_type_queue = {"queue", weft__object_retain_payload,
                                   weft__object_release_payload, weft__name_format, NULL};

static weft_value take_oldest(weft_queue *queue)
{
    struct item *item = queue->oldest;
    weft_value value = item->value;

    queue->oldest = item->next;
    if (!queue->oldest)
        queue->youngest = NULL;
    queue->length--;
    weft__allocate(queue->object.reactor, item, sizeof *item, 0);
    return value;
}

static bool finish_queue(struct weft__object *object)
{
    weft_queue *queue = (weft_queue *) object;

    weft__line_end(&queue->line);
    while (queue->oldest)
        weft_value_release(take_oldest(queue));
    return true;
}

static void abandon_queue(struct weft__object *object)
{
    weft_queue *queue = (weft_queue *) object;

    while (queue->oldest)
        weft__value_abandon(take_oldest(queue));
}

static const struct weft__kind queue_kind = {WEFT_SUBJECT_QUEUE, finish_queue, abandon_queue};

weft_status weft_queue_create(weft_reactor *reactor, const weft_queue_options *options,
                              weft_queue **queue)
{
    weft_queue *made = weft__object_create(reactor, &queue_kind, sizeof *made);

    if (!made)
        return WEFT_NO_MEMORY;
    made->limits =
        options ? *options : (weft_queue_options){WEFT_QUEUE_UNLIMITED, WEFT_QUEUE_UNLIMITED};
    weft__object_number(&made->object);
    WEFT__TELL(reactor, .kind = WEFT_EVENT_QUEUE_CREATED, .subject = weft_queue_subject(made));
    *queue = made;
    return WEFT_OK;
}

static weft_status refuse_value(weft_queue *queue, weft_value value, weft_status status)
{
    if (status != WEFT_NO_MEMORY)
        weft__refuse(queue->object.reactor, weft_queue_subject(queue), status);
    weft_value_release(value);
    return status;
}

static void tell_got(const weft_queue *queue, const weft_deferred *taker)
{
    WEFT__TELL(queue->object.reactor, .kind = WEFT_EVENT_QUEUE_GOT,
               .subject = weft_queue_subject(queue), .other = weft_deferred_subject(taker),
               .number = (int64_t) queue->length);
}

static void tell_put(const weft_queue *queue, const weft_value *value)
{
    WEFT__TELL(queue->object.reactor, .kind = WEFT_EVENT_QUEUE_PUT,
               .subject = weft_queue_subject(queue), .value = value);
}

static weft_status store(weft_queue *queue, weft_value value)
{
    struct item *item;

    if (queue->length >= queue->limits.size)
        return refuse_value(queue, value, WEFT_QUEUE_OVERFLOW);
    item = weft__allocate(queue->object.reactor, NULL, 0, sizeof *item);
    if (!item)
        return refuse_value(queue, value, WEFT_NO_MEMORY);
    *item = (struct item){NULL, value};
    if (queue->youngest)
        queue->youngest->next = item;
    else
        queue->oldest = item;
    queue->youngest = item;
    queue->length++;
    tell_put(queue, &item->value);
    return WEFT_OK;
}

weft_status weft_queue_put(weft_queue *queue, weft_value value)
{
    weft_deferred *taker;

    if (weft_value_is_deferred(&value))
        return refuse_value(queue, value, WEFT_IS_DEFERRED);
    if (!weft__line_waits(&queue->line))
        return store(queue, value);
    taker = weft__line_take(&queue->line, &queue->object);
    tell_put(queue, &value);
    tell_got(queue, taker);
    weft_deferred_callback(taker, value);
    weft_deferred_release(taker);
    return WEFT_OK;
}

weft_status weft_queue_get(weft_queue *queue, weft_deferred **item)
{
    weft_reactor *reactor = queue->object.reactor;
    bool stored = queue->length > 0;
    weft_deferred *deferred;

    if (!stored && queue->line.count >= queue->limits.backlog)
        return weft__refuse(reactor, weft_queue_subject(queue), WEFT_QUEUE_UNDERFLOW);
    deferred = stored ? weft__deferred_make(reactor) : weft__line_join(reactor, &queue->line);
    if (!deferred)
        return WEFT_NO_MEMORY;
    weft__deferred_announce(deferred, reactor->current);
    if (stored) {
        weft_value value = take_oldest(queue);

        tell_got(queue, deferred);
        weft__deferred_give(deferred, value);
    } else {
        WEFT__TELL(reactor, .kind = WEFT_EVENT_QUEUE_AWAITED, .subject = weft_queue_subject(queue),
                   .other = weft_deferred_subject(deferred));
    }
    *item = deferred;
    return WEFT_OK;
}

size_t weft_queue_length(const weft_queue *queue)
{
    return queue->length;
}

size_t weft_queue_waiting(const weft_queue *queue)
{
    return queue->line.count;
}

weft_subject weft_queue_subject(const weft_queue *queue)
{
    return weft__object_subject(&queue->object);
}

weft_queue *weft_queue_retain(weft_queue *queue)
{
    weft__object_retain(&queue->object);
    return queue;
}

void weft_queue_release(weft_queue *queue)
{
    weft__object_release(&queue->object);
}

weft_value weft_queue_value(weft_queue *queue)
{
    return weft_object(&weft_type_queue, queue);
}

weft_queue *weft_value_queue(const weft_value *value)
{
    assert(value->type == &weft_type_queue);
    return value->as.pointer;
}
