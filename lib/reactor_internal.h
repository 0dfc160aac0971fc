/* reactor_internal.h - what a reactor is, for the files of the library. */
#ifndef WEFT_REACTOR_INTERNAL_H
#define WEFT_REACTOR_INTERNAL_H

#include "live_table.h"
#include "object.h"
#include "pool_internal.h"
#include "timer_queue.h"
#include "weft/cooperator.h"
#include "weft/driver.h"

#include <string.h>

struct weft_reactor {
    weft_allocator allocator;
    weft_pool *pool; /* the same, if it is a pool; NULL: it is another */
    weft_pool *own;  /* the pool that goes with the reactor; NULL: it was given an allocator */
    weft_driver driver;
    weft_observer observer;
    weft_chooser chooser;
    struct weft__timer_queue queue;
    uint64_t turn;
    uint64_t ids[WEFT_SUBJECT_KINDS];
    size_t alive[WEFT_SUBJECT_KINDS];
    weft_subject current;        /* whose code runs now */
    weft_cooperator *cooperator; /* the default one, counted; NULL: nobody has asked for it */
    weft_cooperator_options cooperator_options; /* what it is made with */
    struct weft__live_table live;
    weft_delayed_call *spare_calls; /* of a pool: those that have gone, with their slots */
    bool releasing;
    bool closing; /* releases are void: all memory goes at once */
    bool in_turn;
    bool interrupted; /* weft_reactor_interrupt: end turn and slice */
    /* With a chooser: the calls that were taken out of the queue for a turn and have yet to run,
     * batch[batch_next..batch_end), in order; those cancelled or moved meanwhile are holes (NULL).
     * There is room for every delayed call that is alive. */
    weft_delayed_call **batch;
    size_t batch_capacity;
    size_t batch_next;
    size_t batch_end;
};

/* Tells the observer, if there is one: WEFT__TELL(reactor, .kind = ..., .subject = ...); */
#define WEFT__TELL(reactor_, ...)                                                                  \
    do {                                                                                           \
        const weft_reactor *const told_ = (reactor_);                                              \
        if (told_->observer.observe)                                                               \
            told_->observer.observe(told_->observer.context, told_, &(weft_event){__VA_ARGS__});   \
    } while (0)

/* Whether the chooser is asked for KIND, other than WEFT_CHOICE_CALL. */
static inline bool weft__asks(const weft_reactor *reactor, weft_choice_kind kind)
{
    return (reactor->chooser.asks & WEFT_CHOICE_BIT(kind)) != 0;
}

/* Asks it, of a kind with two numbered answers, about SUBJECT. */
size_t weft__ask_about(weft_reactor *reactor, weft_choice_kind kind, weft_subject subject);

/* Asks it. */
size_t weft__ask(weft_reactor *reactor, const weft_choice *choice);

/* Tells of a call that is refused, and hands STATUS through for the caller to return. */
weft_status weft__refuse(weft_reactor *reactor, weft_subject subject, weft_status status);

/* Marks SUBJECT as the one whose code runs now; hand what it returns to weft__leave. */
static inline weft_subject weft__enter(weft_reactor *reactor, weft_subject subject)
{
    weft_subject outer = reactor->current;

    reactor->current = subject;
    return outer;
}

static inline void weft__leave(weft_reactor *reactor, weft_subject outer)
{
    reactor->current = outer;
}

/* Resizes a block through the reactor's allocator; NEW_BYTES 0 frees. */
static inline void *weft__allocate(weft_reactor *reactor, void *block, size_t old_bytes,
                                   size_t new_bytes)
{
    return reactor->allocator.allocate(reactor->allocator.context, block, old_bytes, new_bytes);
}

/* The same for one block of a size that does not change, without a call where that can be. */
static inline void *weft__take(weft_reactor *reactor, size_t bytes)
{
    if (reactor->pool && bytes <= WEFT__POOL_FINE_BYTES)
        return weft__pool_take(reactor->pool, weft__pool_fine_class(bytes), bytes);
    return weft__allocate(reactor, NULL, 0, bytes);
}

static inline void weft__give(weft_reactor *reactor, void *block, size_t bytes)
{
    if (reactor->pool && bytes <= WEFT__POOL_FINE_BYTES)
        weft__pool_give(reactor->pool, weft__pool_fine_class(bytes), block, bytes);
    else
        weft__allocate(reactor, block, bytes, 0);
}

/* memset with 0 by lines: for a constant count compilers make moves of this, where they would make
 * a string instruction of a longer memset, whose start alone takes as long as all of it. */
static inline void weft__zero(void *bytes, size_t count)
{
    char *at = bytes;

    for (size_t lines = count / 64; lines > 0; lines--) {
        memset(at, 0, 64);
        at += 64;
    }
    memset(at, 0, count % 64);
}

/* An object of BYTES, the first ZEROED of them zero but for its header, with one reference. NULL
 * without memory. */
static inline void *weft__object_make(weft_reactor *reactor, const struct weft__kind *kind,
                                      size_t bytes, size_t zeroed)
{
    struct weft__object *object;

    if (bytes > UINT32_MAX || (!weft__live_table_has_room(&reactor->live) &&
                               weft__live_table_grow(&reactor->live, reactor) != WEFT_OK))
        return NULL;
    object = weft__take(reactor, bytes);
    if (!object)
        return NULL;
    weft__zero(object, zeroed);
    object->reactor = reactor;
    object->kind = kind;
    object->bytes = (uint32_t) bytes;
    object->references = 1;
    weft__live_table_add(&reactor->live, object);
    reactor->alive[kind->subject]++;
    return object;
}

/* The same, all of it zero. */
static inline void *weft__object_create(weft_reactor *reactor, const struct weft__kind *kind,
                                        size_t bytes)
{
    return weft__object_make(reactor, kind, bytes, bytes);
}

/* Gives OBJECT its number, once: when it is first told of. What could not be made for want of
 * memory was told of by nobody, and leaves no gap. */
static inline void weft__object_number(struct weft__object *object)
{
    if (object->id == 0)
        object->id = ++object->reactor->ids[object->kind->subject];
}

/* A delayed call that is not pending yet; NAME (static text, NULL: none) is for traces.
 * Everything that arming it will need is reserved here, so arming cannot fail for want of
 * memory. NULL without memory. The caller holds the reference; CONTEXT is not owned. */
weft_delayed_call *weft__call_create(weft_reactor *reactor, weft_call_function function,
                                     void *context, const char *name);

/* What the driver says. */
static inline int64_t weft__now(const weft_reactor *reactor)
{
    return reactor->driver.now(reactor->driver.context);
}

/* Makes it pending, DELAY_NS from now, with a new sequence number; it must not be pending.
 * WEFT_OK or WEFT_BAD_TIME. */
weft_status weft__call_arm(weft_delayed_call *call, int64_t delay_ns);

/* Takes it out of the queue if it is pending; it can be armed again. */
void weft__call_disarm(weft_delayed_call *call);

#endif
