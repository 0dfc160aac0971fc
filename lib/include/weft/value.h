/* value.h - what travels through callbacks: two machine words, a type and a payload.
 *
 * The type descriptor is the tag. A type of the user's own stands on equal terms with the
 * library's: give it a name, a way to write itself, and, where the payload is counted, retain
 * and release.
 *
 * Ownership: a value handed to a function or returned by one is *moved*, also when the call
 * fails. `const weft_value *` is a look. To keep what you only look at, take a copy with
 * weft_value_retain; each copy is released once or moved on.
 *
 *     BAD:  weft_deferred_callback(deferred, value);
 *           weft_value_release(value);             the first line has moved it: this is a double
 *           release
 */
#ifndef WEFT_VALUE_H
#define WEFT_VALUE_H

#include "weft/status.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef struct weft_reactor weft_reactor;
typedef struct weft_type weft_type;
typedef struct weft_failure weft_failure;
typedef struct weft_deferred weft_deferred;
typedef struct weft_iterator weft_iterator;

typedef struct weft_value {
    const weft_type *type; /* never NULL */
    union {
        int64_t integer;
        void *pointer;
    } as;
} weft_value;

/* What the library knows of a type. Constant, and alive as long as any value of it. */
struct weft_type {
    const char *name;
    /* Takes one more reference to the payload; NULL: payloads are copied as they are. */
    void (*retain)(void *payload);
    /* Gives one reference back; NULL as above. May not call the library. */
    void (*release)(void *payload);
    /* Writes VALUE as text, like snprintf: at most SIZE bytes with the final NUL, returns the
     * length that the whole text has. It must depend on the value alone: no address, no locale. */
    size_t (*format)(const weft_value *value, char *text, size_t size);
    /* Whether two values of this type are equal; NULL: they are if their payload is the same word.
     */
    bool (*equals)(const weft_value *left, const weft_value *right);
};

WEFT_API extern const weft_type weft_type_none;
WEFT_API extern const weft_type weft_type_integer;
WEFT_API extern const weft_type weft_type_text;
WEFT_API extern const weft_type weft_type_failure;
WEFT_API extern const weft_type weft_type_deferred;
WEFT_API extern const weft_type weft_type_iterator;

/* The null result: what a callback that has nothing to say returns. */
WEFT_API inline weft_value weft_none(void)
{
    weft_value value;

    value.type = &weft_type_none;
    value.as.integer = 0;
    return value;
}

/* An integer. */
WEFT_API inline weft_value weft_integer(int64_t integer)
{
    weft_value value;

    value.type = &weft_type_integer;
    value.as.integer = integer;
    return value;
}

/* A text that holds a copy of LENGTH bytes (a NUL among them is kept).
 * Without memory: the NoMemory failure, so that returning it from a callback raises it. */
WEFT_API weft_value weft_text(weft_reactor *reactor, const char *bytes, size_t length);

/* A value of the caller's own TYPE. The reference that PAYLOAD stands for is moved into it. */
WEFT_API weft_value weft_object(const weft_type *type, void *payload);

/* These three move the caller's reference into a value. */
WEFT_API weft_value weft_failure_value(weft_failure *failure);
WEFT_API weft_value weft_deferred_value(weft_deferred *deferred);
WEFT_API weft_value weft_iterator_value(weft_iterator *iterator);

/* A copy of *VALUE with a reference of its own. */
WEFT_API inline weft_value weft_value_retain(const weft_value *value)
{
    if (value->type->retain)
        value->type->retain(value->as.pointer);
    return *value;
}

/* Gives VALUE back. The last release of a suspended iterator runs its closed block, and that of a
 * Deferred with an unhandled failure reports it: call it last, when your own state is consistent.
 */
WEFT_API inline void weft_value_release(weft_value value)
{
    if (value.type->release)
        value.type->release(value.as.pointer);
}

/* Writes *VALUE as text, like snprintf: at most SIZE bytes with the NUL; returns the whole length.
 * Integers are decimal, none is "none", failures are "Type: message", handles "<deferred>". */
WEFT_API size_t weft_value_format(const weft_value *value, char *text, size_t size);

/* Same type and same content; texts by their bytes, handles by identity. */
WEFT_API bool weft_value_equals(const weft_value *left, const weft_value *right);

/* What kind of value it is. */
WEFT_API inline bool weft_value_is_none(const weft_value *value)
{
    return value->type == &weft_type_none;
}
WEFT_API inline bool weft_value_is_failure(const weft_value *value)
{
    return value->type == &weft_type_failure;
}
WEFT_API inline bool weft_value_is_deferred(const weft_value *value)
{
    return value->type == &weft_type_deferred;
}

/* What is inside, borrowed from the value. The type must fit (asserted). */
WEFT_API int64_t weft_value_integer(const weft_value *value);
WEFT_API const char *weft_value_text(const weft_value *value,
                                     size_t *length); /* LENGTH may be NULL; NUL-ended */
WEFT_API weft_failure *weft_value_failure(const weft_value *value);
WEFT_API weft_deferred *weft_value_deferred(const weft_value *value);
WEFT_API weft_iterator *weft_value_iterator(const weft_value *value);

#ifdef __cplusplus
}
#endif

#endif
