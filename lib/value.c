/* value.c - values: the library's own types, copying, letting go, writing, comparing. */
#include "weft/value.h"

#include "reactor_internal.h"
#include "weft/failure.h"

#include <assert.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

struct text {
    struct weft__object object;
    size_t length;
    char bytes[]; /* NUL-ended */
};

static const struct weft__kind text_kind = {WEFT_SUBJECT_NONE, NULL, NULL};

/* Hands out what snprintf returned for a text that is known to be well-formed. */
static size_t formatted(int length)
{
    assert(length >= 0);
    return (size_t) length;
}

static size_t format_bytes(const char *bytes, size_t length, char *text, size_t size)
{
    if (size > 0) {
        size_t fits = length < size ? length : size - 1;

        memcpy(text, bytes, fits);
        text[fits] = '\0';
    }
    return length;
}

size_t weft__name_format(const weft_value *value, char *text, size_t size)
{
    return formatted(snprintf(text, size, "<%s>", value->type->name));
}

static size_t format_none(const weft_value *value, char *text, size_t size)
{
    return format_bytes(value->type->name, strlen(value->type->name), text, size);
}

static size_t format_integer(const weft_value *value, char *text, size_t size)
{
    return formatted(snprintf(text, size, "%" PRId64, value->as.integer));
}

static size_t format_text(const weft_value *value, char *text, size_t size)
{
    const struct text *source = value->as.pointer;

    return format_bytes(source->bytes, source->length, text, size);
}

static bool equals_text(const weft_value *left, const weft_value *right)
{
    const struct text *a = left->as.pointer, *b = right->as.pointer;

    return a->length == b->length && memcmp(a->bytes, b->bytes, a->length) == 0;
}

static size_t format_failure(const weft_value *value, char *text, size_t size)
{
    const weft_failure *failure = value->as.pointer;
    const char *message = weft_failure_message(failure);

    return formatted(message
                         ? snprintf(text, size, "%s: %s", weft_failure_type(failure)->name, message)
                         : snprintf(text, size, "%s", weft_failure_type(failure)->name));
}

static bool equals_none(const weft_value *left, const weft_value *right)
{
    (void) left;
    (void) right;
    return true;
}

const weft_type weft_type_none = {"none", NULL, NULL, format_none, equals_none};
const weft_type weft_type_integer = {"integer", NULL, NULL, format_integer, NULL};
const weft_type weft_type_text = {"text", weft__object_retain_payload, weft__object_release_payload,
                                  format_text, equals_text};
const weft_type weft_type_failure = {"failure", weft__object_retain_payload,
                                     weft__object_release_payload, format_failure, NULL};
const weft_type weft_type_deferred = {"deferred", weft__object_retain_payload,
                                      weft__object_release_payload, weft__name_format, NULL};
const weft_type weft_type_iterator = {"iterator", weft__object_retain_payload,
                                      weft__object_release_payload, weft__name_format, NULL};

/* The functions that value.h defines, for who calls them by their address or from elsewhere. */
extern inline weft_value weft_none(void);
extern inline weft_value weft_integer(int64_t integer);
extern inline weft_value weft_value_retain(const weft_value *value);
extern inline void weft_value_release(weft_value value);
extern inline bool weft_value_is_none(const weft_value *value);
extern inline bool weft_value_is_failure(const weft_value *value);
extern inline bool weft_value_is_deferred(const weft_value *value);

weft_value weft_object(const weft_type *type, void *payload)
{
    assert(type && type->name && type->format);
    return (weft_value){.type = type, .as = {.pointer = payload}};
}

weft_value weft_text(weft_reactor *reactor, const char *bytes, size_t length)
{
    struct text *text = NULL;

    if (length < SIZE_MAX - sizeof *text)
        text = weft__object_create(reactor, &text_kind, sizeof *text + length + 1);
    if (!text)
        return weft_raise_bare(&weft_error_memory);
    text->length = length;
    if (length > 0)
        memcpy(text->bytes, bytes, length);
    text->bytes[length] = '\0';
    return weft_object(&weft_type_text, text);
}

weft_value weft_failure_value(weft_failure *failure)
{
    return weft_object(&weft_type_failure, failure);
}

weft_value weft_deferred_value(weft_deferred *deferred)
{
    return weft_object(&weft_type_deferred, deferred);
}

weft_value weft_iterator_value(weft_iterator *iterator)
{
    return weft_object(&weft_type_iterator, iterator);
}

void weft__value_abandon(weft_value value)
{
    if (value.type && value.type->release && value.type->release != weft__object_release_payload)
        value.type->release(value.as.pointer);
}

size_t weft_value_format(const weft_value *value, char *text, size_t size)
{
    return value->type->format(value, text, size);
}

bool weft__value_is_same(const weft_value *left, const weft_value *right)
{
    if (left->type != right->type)
        return false;
    return left->type == &weft_type_integer ? left->as.integer == right->as.integer
                                            : left->as.pointer == right->as.pointer;
}

bool weft_value_equals(const weft_value *left, const weft_value *right)
{
    if (left->type == right->type && left->type->equals)
        return left->type->equals(left, right);
    return weft__value_is_same(left, right);
}

int64_t weft_value_integer(const weft_value *value)
{
    assert(value->type == &weft_type_integer);
    return value->as.integer;
}

const char *weft_value_text(const weft_value *value, size_t *length)
{
    const struct text *text = value->as.pointer;

    assert(value->type == &weft_type_text);
    if (length)
        *length = text->length;
    return text->bytes;
}

weft_failure *weft_value_failure(const weft_value *value)
{
    assert(value->type == &weft_type_failure);
    return value->as.pointer;
}

weft_deferred *weft_value_deferred(const weft_value *value)
{
    assert(value->type == &weft_type_deferred);
    return value->as.pointer;
}

weft_iterator *weft_value_iterator(const weft_value *value)
{
    assert(value->type == &weft_type_iterator);
    return value->as.pointer;
}
