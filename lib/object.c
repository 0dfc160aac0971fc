/* object.c - counted objects: made, let go without recursion, shown. */
#include "reactor_internal.h"

#include <assert.h>
#include <string.h>

/* OBJECT is among the living no more. */
static void leave(weft_reactor *reactor, struct weft__object *object)
{
    weft__live_table_remove(&reactor->live, object);
    reactor->alive[object->kind->subject]--;
}

/* OBJECT lives on, among the youngest, if somebody found it while it waited, or does so now. */
static inline void finish(weft_reactor *reactor, struct weft__object *object)
{
    const struct weft__kind *kind = object->kind;

    if (object->references > 0 || (kind->finish && !kind->finish(object))) {
        weft__live_table_return(&reactor->live, object);
        reactor->alive[kind->subject]++;
    } else {
        weft__give(reactor, object, object->bytes);
    }
}

/* Finishes those that have fallen to zero meanwhile: what one of them lets go of comes before what
 * was already waiting, so that the order is that of a recursive release (children before siblings)
 * without its stack. */
static WEFT__APART void finish_waiting(weft_reactor *reactor)
{
    struct weft__live_table *live = &reactor->live;

    weft__live_table_reverse(live, live->waiting);
    while (live->waiting > 0) {
        struct weft__object *object = weft__live_table_next(live);
        size_t before = live->waiting;

        finish(reactor, object);
        weft__live_table_reverse(live, live->waiting - before);
    }
}

void weft__object_let_go(struct weft__object *object)
{
    weft_reactor *reactor = object->reactor;

    if (reactor->closing || object->place >= WEFT__WAITING)
        return;
    leave(reactor, object);
    if (reactor->releasing) {
        weft__live_table_wait(&reactor->live, object);
        return;
    }
    reactor->releasing = true;
    finish(reactor, object);
    if (reactor->live.waiting > 0)
        finish_waiting(reactor);
    reactor->releasing = false;
}

void weft__object_retain_payload(void *object)
{
    weft__object_retain(object);
}

void weft__object_release_payload(void *object)
{
    weft__object_release(object);
}

void weft__objects_abandon(weft_reactor *reactor)
{
    struct weft__live_table *live = &reactor->live;

    for (size_t i = 0; i < live->tail; i++)
        if (live->places[i] && live->places[i]->kind->abandon)
            live->places[i]->kind->abandon(live->places[i]);
    for (size_t i = 0; i < live->tail; i++)
        if (live->places[i])
            weft__give(reactor, live->places[i], live->places[i]->bytes);
    if (live->places)
        weft__allocate(reactor, live->places, live->capacity * sizeof *live->places, 0);
    *live = (struct weft__live_table){0};
}

void weft_reactor_walk(const weft_reactor *reactor, weft_subject_kind kind, weft_look look,
                       void *context)
{
    const struct weft__live_table *live = &reactor->live;
    size_t left = kind != WEFT_SUBJECT_NONE ? reactor->alive[kind] : 0;

    for (size_t i = 0; left > 0; i++) {
        const struct weft__object *object = live->places[i];

        if (!object || object->kind->subject != kind)
            continue;
        look(context, weft__object_subject(object), object);
        left--;
    }
}
