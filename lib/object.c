/* object.c - counted objects: the list of the live ones, and release without recursion. */
#include "reactor_internal.h"

#include <assert.h>
#include <string.h>

static void link_last(weft_reactor *reactor, struct weft__object *object)
{
    object->previous = reactor->last;
    object->next = NULL;
    if (reactor->last)
        reactor->last->next = object;
    else
        reactor->first = object;
    reactor->last = object;
    reactor->alive[object->kind->subject]++;
}

static void unlink_live(weft_reactor *reactor, struct weft__object *object)
{
    if (object->previous)
        object->previous->next = object->next;
    else
        reactor->first = object->next;
    if (object->next)
        object->next->previous = object->previous;
    else
        reactor->last = object->previous;
    reactor->alive[object->kind->subject]--;
}

void *weft__object_create(weft_reactor *reactor, const struct weft__kind *kind, size_t bytes)
{
    struct weft__object *object;

    if (bytes > UINT32_MAX)
        return NULL;
    object = weft__allocate(reactor, NULL, 0, bytes);
    if (!object)
        return NULL;
    memset(object, 0, bytes);
    object->reactor = reactor;
    object->kind = kind;
    object->bytes = (uint32_t) bytes;
    object->references = 1;
    link_last(reactor, object);
    return object;
}

void weft__object_number(struct weft__object *object)
{
    if (object->id == 0)
        object->id = ++object->reactor->ids[object->kind->subject];
}

void weft__object_retain(struct weft__object *object)
{
    if (object->references == WEFT__CONSTANT)
        return;
    assert(object->references < WEFT__CONSTANT - 1);
    object->references++;
}

/* OBJECT lives on, among the youngest, if somebody found it while it waited, or does so now. */
static void finish(weft_reactor *reactor, struct weft__object *object)
{
    if (object->references > 0 || (object->kind->finish && !object->kind->finish(object)))
        link_last(reactor, object);
    else
        weft__allocate(reactor, object, object->bytes, 0);
}

/* Finishes OBJECT and all that falls to zero because of it: what one of them lets go of comes
 * before what was already waiting, so that the order is that of a recursive release (children
 * before siblings) without its stack. */
static void finish_all(weft_reactor *reactor, struct weft__object *object)
{
    struct weft__object *waiting = object;

    reactor->releasing = true;
    while (waiting) {
        object = waiting;
        waiting = object->next;
        object->next = NULL;
        object->previous = NULL;
        finish(reactor, object);
        if (reactor->released_first) {
            reactor->released_last->next = waiting;
            waiting = reactor->released_first;
            reactor->released_first = NULL;
            reactor->released_last = NULL;
        }
    }
    reactor->releasing = false;
}

void weft__object_release(struct weft__object *object)
{
    weft_reactor *reactor;

    if (object->references == WEFT__CONSTANT || object->reactor->closing)
        return;
    assert(object->references > 0);
    if (--object->references > 0 || object->previous == object)
        return;
    reactor = object->reactor;
    unlink_live(reactor, object);
    object->previous = NULL;
    object->next = NULL;
    if (!reactor->releasing) {
        finish_all(reactor, object);
        return;
    }
    object->previous = object;
    if (reactor->released_last)
        reactor->released_last->next = object;
    else
        reactor->released_first = object;
    reactor->released_last = object;
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
    for (struct weft__object *object = reactor->first; object; object = object->next)
        if (object->kind->abandon)
            object->kind->abandon(object);
    while (reactor->first) {
        struct weft__object *object = reactor->first;

        unlink_live(reactor, object);
        weft__allocate(reactor, object, object->bytes, 0);
    }
}

void weft_reactor_walk(const weft_reactor *reactor, weft_subject_kind kind, weft_look look,
                       void *context)
{
    for (struct weft__object *object = reactor->first; object; object = object->next)
        if (object->kind->subject == kind && kind != WEFT_SUBJECT_NONE)
            look(context, weft__object_subject(object), object);
}
