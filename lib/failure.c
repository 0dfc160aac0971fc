/* failure.c - failures, their types, and the constant ones that need no memory. */
#include "failure_internal.h"

#include "reactor_internal.h"

#include <assert.h>
#include <stdio.h>
#include <string.h>

struct weft_failure {
    struct weft__object object;
    const weft_error_type *type;
    const char *message; /* in texts, or NULL */
    const char *where;   /* in texts, or NULL */
    weft_value cause;
    int64_t index; /* of a FirstError; else -1 */
    char texts[];
};

const weft_error_type weft_error = {"Error", NULL};

#define X(constant, name, parent) const weft_error_type constant = {name, &parent};
WEFT_ERROR_TYPES(X)
#undef X

static bool finish_failure(struct weft__object *object)
{
    weft_value_release(((weft_failure *) object)->cause);
    return true;
}

static void abandon_failure(struct weft__object *object)
{
    weft__value_abandon(((weft_failure *) object)->cause);
}

static const struct weft__kind failure_kind = {WEFT_SUBJECT_NONE, finish_failure, abandon_failure};

/* One failure of each type that says nothing more. In read-only memory: two reactors in two threads
 * share them, which is why a reference count may never be written here (object.h, O2). */
#define X(constant, name_, parent)                                                                 \
    static const weft_failure bare_##constant = {                                                  \
        .object = {.kind = &failure_kind, .references = WEFT__CONSTANT},                           \
        .type = &constant,                                                                         \
        .cause = {.type = &weft_type_none},                                                        \
        .index = -1,                                                                               \
    };
WEFT_ERROR_TYPES(X)
#undef X

static const weft_failure *const bare_failures[] = {
#define X(constant, name, parent) &bare_##constant,
    WEFT_ERROR_TYPES(X)
#undef X
};

weft_value weft_raise_bare(const weft_error_type *type)
{
    for (size_t i = 0; i < sizeof bare_failures / sizeof *bare_failures; i++)
        if (bare_failures[i]->type == type)
            return weft_failure_value((weft_failure *) (uintptr_t) bare_failures[i]);
    assert(0 && "not one of the library's own error types");
    return weft_none();
}

/* Copies TEXT, if there is one, to *END, moves *END behind it, and returns the copy. */
static const char *append_text(char **end, const char *text)
{
    char *copy = *end;
    size_t bytes;

    if (!text)
        return NULL;
    bytes = strlen(text) + 1;
    memcpy(copy, text, bytes);
    *end += bytes;
    return copy;
}

weft_value weft_raise_with(weft_reactor *reactor, const weft_failure_options *options)
{
    size_t message_bytes = options->message ? strlen(options->message) + 1 : 0;
    size_t where_bytes = options->where ? strlen(options->where) + 1 : 0;
    weft_value cause = options->cause.type ? options->cause : weft_none();
    weft_failure *failure;
    char *end;

    assert(options->type);
    failure =
        weft__object_create(reactor, &failure_kind, sizeof *failure + message_bytes + where_bytes);
    if (!failure) {
        weft_value_release(cause);
        return weft_raise_bare(&weft_error_memory);
    }
    end = failure->texts;
    failure->type = options->type;
    failure->message = append_text(&end, options->message);
    failure->where = append_text(&end, options->where);
    failure->cause = cause;
    failure->index = -1;
    return weft_failure_value(failure);
}

weft_failure *weft__failure_reserve(weft_reactor *reactor, const weft_error_type *type)
{
    weft_value made = weft_raise(reactor, type, NULL);

    if (weft_failure_type(weft_value_failure(&made)) == type)
        return weft_value_failure(&made);
    weft_value_release(made);
    return NULL;
}

void weft__failure_set_cause(weft_failure *failure, weft_value cause)
{
    assert(failure->object.references == 1 && failure->cause.type == &weft_type_none);
    failure->cause = cause;
}

weft_failure *weft__failure_reserve_first(weft_reactor *reactor)
{
    weft_failure *failure = weft__object_create(reactor, &failure_kind,
                                                sizeof *failure + WEFT_FIRST_ERROR_MESSAGE_BYTES);

    if (!failure)
        return NULL;
    failure->type = &weft_error_first;
    failure->cause = weft_none();
    failure->index = -1;
    return failure;
}

/* Ends TEXT, of SIZE bytes, which was too short for what it was to hold, in "...", between two
 * characters of UTF-8. */
static void cut(char *text, size_t size)
{
    size_t end = size - sizeof "...";

    while (end > 0 && ((unsigned char) text[end] & 0xc0) == 0x80)
        end--;
    memcpy(text + end, "...", sizeof "...");
}

void weft__failure_set_first(weft_failure *failure, size_t index, weft_value cause)
{
    size_t size = WEFT_FIRST_ERROR_MESSAGE_BYTES;
    size_t used = (size_t) snprintf(failure->texts, size, "#%zu, ", index);

    if (used + weft_value_format(&cause, failure->texts + used, size - used) >= size)
        cut(failure->texts, size);
    failure->message = failure->texts;
    failure->index = (int64_t) index;
    weft__failure_set_cause(failure, cause);
}

weft_value weft_raise(weft_reactor *reactor, const weft_error_type *type, const char *message)
{
    weft_failure_options options = {.type = type, .message = message};

    return weft_raise_with(reactor, &options);
}

const weft_error_type *weft_failure_type(const weft_failure *failure)
{
    return failure->type;
}

const char *weft_failure_message(const weft_failure *failure)
{
    return failure->message;
}

const char *weft_failure_where(const weft_failure *failure)
{
    return failure->where;
}

const weft_value *weft_failure_cause(const weft_failure *failure)
{
    return &failure->cause;
}

int64_t weft_failure_index(const weft_failure *failure)
{
    return failure->index;
}

bool weft_error_is(const weft_error_type *type, const weft_error_type *ancestor)
{
    while (type && type != ancestor)
        type = type->parent;
    return type != NULL;
}

const weft_error_type *weft_failure_check(const weft_value *result,
                                          const weft_error_type *const *types, size_t count)
{
    if (!weft_value_is_failure(result))
        return NULL;
    for (size_t i = 0; i < count; i++)
        if (weft_error_is(weft_value_failure(result)->type, types[i]))
            return types[i];
    return NULL;
}

bool weft_failure_trap(weft_value *result, const weft_error_type *type)
{
    weft_value trapped = *result;

    if (!weft_failure_check(result, &type, 1))
        return false;
    *result = weft_none();
    weft_value_release(trapped);
    return true;
}

weft_failure *weft_failure_retain(const weft_failure *failure)
{
    weft_failure *counted = (weft_failure *) (uintptr_t) failure;

    weft__object_retain(&counted->object);
    return counted;
}

void weft_failure_release(weft_failure *failure)
{
    weft__object_release(&failure->object);
}
