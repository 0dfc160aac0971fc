/* object.h - what every counted thing of the library begins with, and how it is made and let go.
 *
 * Invariants:
 *   O1  an object with references > 0 is in its reactor's table of live objects, in order of
 *       creation;
 *   O2  a constant object (WEFT__CONSTANT) is in no table, has no reactor, and is never written to;
 *   O3  the release of one object never recurses into that of another: what falls to zero
 *       meanwhile waits, children before siblings, and is finished before the outermost release
 *       returns;
 *   O4  what waits there can still be found by those who know it without holding it (a Cooperator
 *       its tasks, a task what it waits for): with a new reference it lives on.
 */
#ifndef WEFT_OBJECT_H
#define WEFT_OBJECT_H

#include "weft/reactor.h"

#include <assert.h>

#define WEFT__CONSTANT UINT32_MAX

struct weft__object;

struct weft__kind {
    weft_subject_kind subject; /* WEFT_SUBJECT_NONE: not numbered (texts, failures) */
    /* The last reference has gone: reports, lets go of what it holds. False: the object came
     * back to life (somebody took a reference meanwhile) and stays. NULL: holds nothing. */
    bool (*finish)(struct weft__object *object);
    /* The reactor is closing: gives back contexts and user values, runs nothing, touches no
     * other object of the library. NULL: holds none. */
    void (*abandon)(struct weft__object *object);
};

struct weft__object {
    weft_reactor *reactor;
    const struct weft__kind *kind;
    uint64_t id;
    uint32_t references;
    uint32_t place; /* in the table of live objects (live_table.h) */
    uint32_t bytes;
    uint32_t own; /* the kind's */
};

static inline void weft__object_retain(struct weft__object *object)
{
    if (object->references == WEFT__CONSTANT)
        return;
    assert(object->references < WEFT__CONSTANT - 1);
    object->references++;
}

/* OBJECT has fallen to zero. */
void weft__object_let_go(struct weft__object *object);

static inline void weft__object_release(struct weft__object *object)
{
    if (object->references == WEFT__CONSTANT)
        return;
    assert(object->references > 0);
    if (--object->references == 0)
        weft__object_let_go(object);
}

static inline weft_subject weft__object_subject(const struct weft__object *object)
{
    return (weft_subject){object->kind->subject, object->id};
}

/* For a reactor that closes. */
void weft__objects_abandon(weft_reactor *reactor);

/* The same as functions of a weft_type whose payload is an object. */
void weft__object_retain_payload(void *object);
void weft__object_release_payload(void *object);

/* Writes the name of the value's type, as "<lock>", like snprintf. */
size_t weft__name_format(const weft_value *value, char *text, size_t size);

/* Whether both are the very same: of one type, and with the same word in it. */
bool weft__value_is_same(const weft_value *left, const weft_value *right);

/* Gives back a value of a user's own type; leaves the library's own counted values alone, which
 * are in the list of live objects themselves. For abandon. */
void weft__value_abandon(weft_value value);

#endif
