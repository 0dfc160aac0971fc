/* script_types.c - times and handles as values, views, printed forms, equality. */
#include "script_types.h"

#include "script_seen.h"

#include <assert.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

/* --- The types --- */

static size_t formatted(int length)
{
    assert(length >= 0);
    return (size_t) length;
}

static size_t format_time_value(const weft_value *value, char *text, size_t size)
{
    return weft__script_format_time(value->as.integer, text, size);
}

static size_t format_handle(const weft_value *value, char *text, size_t size)
{
    return formatted(snprintf(text, size, "<%s>", value->type->name));
}

static bool equals_time(const weft_value *left, const weft_value *right)
{
    return left->as.integer == right->as.integer;
}

static void retain_call(void *payload)
{
    (void) weft_delayed_call_retain(payload);
}

static void release_call(void *payload)
{
    weft_delayed_call_release(payload);
}

static void retain_task(void *payload)
{
    (void) weft_task_retain(payload);
}

static void release_task(void *payload)
{
    weft_task_release(payload);
}

static void retain_cooperator(void *payload)
{
    (void) weft_cooperator_retain(payload);
}

static void release_cooperator(void *payload)
{
    weft_cooperator_release(payload);
}

static const weft_type time_type = {"time", NULL, NULL, format_time_value, equals_time};
static const weft_type call_type = {"call", retain_call, release_call, format_handle, NULL};
static const weft_type task_type = {"task", retain_task, release_task, format_handle, NULL};
static const weft_type cooperator_type = {"cooperator", retain_cooperator, release_cooperator,
                                          format_handle, NULL};

weft_value weft__script_time(int64_t ns)
{
    return (weft_value){.type = &time_type, .as = {.integer = ns}};
}

weft_value weft__script_call_value(weft_delayed_call *call)
{
    return weft_object(&call_type, call);
}

weft_value weft__script_task_value(weft_task *task)
{
    return weft_object(&task_type, task);
}

weft_value weft__script_cooperator_value(weft_cooperator *cooperator)
{
    return weft_object(&cooperator_type, cooperator);
}

weft_delayed_call *weft__script_call_of(const weft_value *value)
{
    assert(value->type == &call_type);
    return value->as.pointer;
}

weft_task *weft__script_task_of(const weft_value *value)
{
    assert(value->type == &task_type);
    return value->as.pointer;
}

weft_cooperator *weft__script_cooperator_of(const weft_value *value)
{
    assert(value->type == &cooperator_type);
    return value->as.pointer;
}

/* --- Views --- */

static struct weft__script_view view_of_failure(const weft_failure *failure)
{
    const char *message = weft_failure_message(failure);

    return (struct weft__script_view){.kind = WEFT__SCRIPT_KIND_FAILURE,
                                      .number = weft_failure_index(failure),
                                      .error = weft_failure_type(failure),
                                      .text = message ? message : "",
                                      .length = message ? strlen(message) : 0};
}

static struct weft__script_view view_of_handle(enum weft__script_kind kind, weft_subject subject)
{
    return (struct weft__script_view){.kind = kind, .subject = subject};
}

/* What several may hold in turn; else a value of a C program's own. */
static struct weft__script_view view_of_shared(const weft_value *value)
{
    if (value->type == &weft_type_lock)
        return view_of_handle(WEFT__SCRIPT_KIND_LOCK, weft_lock_subject(weft_value_lock(value)));
    if (value->type == &weft_type_semaphore)
        return view_of_handle(WEFT__SCRIPT_KIND_SEMAPHORE,
                              weft_semaphore_subject(weft_value_semaphore(value)));
    if (value->type == &weft_type_queue)
        return view_of_handle(WEFT__SCRIPT_KIND_QUEUE, weft_queue_subject(weft_value_queue(value)));
    if (value->type == &weft_type_looping_call)
        return view_of_handle(WEFT__SCRIPT_KIND_LOOP,
                              weft_looping_call_subject(weft_value_looping_call(value)));
    return (struct weft__script_view){.kind = WEFT__SCRIPT_KIND_OTHER};
}

struct weft__script_view weft__script_view_of(const weft_value *value)
{
    struct weft__script_view view = {.kind = WEFT__SCRIPT_KIND_NONE};
    const struct weft__script_seen *seen = weft__script_seen_in(value);

    if (seen)
        return seen->view;
    if (value->type == &weft_type_none)
        return view;
    if (value->type == &weft_type_integer || value->type == &time_type) {
        view.kind = value->type == &time_type ? WEFT__SCRIPT_KIND_TIME : WEFT__SCRIPT_KIND_INTEGER;
        view.number = value->as.integer;
        return view;
    }
    if (value->type == &weft_type_text) {
        view.kind = WEFT__SCRIPT_KIND_TEXT;
        view.text = weft_value_text(value, &view.length);
        return view;
    }
    if (value->type == &weft_type_failure)
        return view_of_failure(weft_value_failure(value));
    if (value->type == &weft_type_deferred)
        return view_of_handle(WEFT__SCRIPT_KIND_DEFERRED,
                              weft_deferred_subject(weft_value_deferred(value)));
    if (value->type == &weft_type_iterator)
        return view_of_handle(WEFT__SCRIPT_KIND_ITERATOR,
                              weft_iterator_subject(weft_value_iterator(value)));
    if (value->type == &call_type)
        return view_of_handle(WEFT__SCRIPT_KIND_CALL,
                              weft_delayed_call_subject(weft__script_call_of(value)));
    if (value->type == &task_type)
        return view_of_handle(WEFT__SCRIPT_KIND_TASK,
                              weft_task_subject(weft__script_task_of(value)));
    if (value->type == &cooperator_type)
        return view_of_handle(WEFT__SCRIPT_KIND_COOPERATOR,
                              weft_cooperator_subject(weft__script_cooperator_of(value)));
    if (value->type == &weft_type_list || value->type == &weft_type_winner) {
        view.kind = WEFT__SCRIPT_KIND_LIST;
        view.list = value;
        return view;
    }
    return view_of_shared(value);
}

static bool same_bytes(const struct weft__script_view *left, const struct weft__script_view *right)
{
    return left->length == right->length &&
           (left->length == 0 || memcmp(left->text, right->text, left->length) == 0);
}

static uint64_t digest_of(const struct weft__script_view *list)
{
    return list->list ? weft__script_list_digest(list->list) : list->digest;
}

bool weft__script_views_equal(const struct weft__script_view *left,
                              const struct weft__script_view *right)
{
    if (left->kind != right->kind)
        return false;
    switch (left->kind) {
    case WEFT__SCRIPT_KIND_NONE:
        return true;
    case WEFT__SCRIPT_KIND_INTEGER:
    case WEFT__SCRIPT_KIND_TIME:
        return left->number == right->number;
    case WEFT__SCRIPT_KIND_TEXT:
        return same_bytes(left, right);
    case WEFT__SCRIPT_KIND_FAILURE:
        return left->error == right->error && same_bytes(left, right);
    case WEFT__SCRIPT_KIND_DEFERRED:
    case WEFT__SCRIPT_KIND_CALL:
    case WEFT__SCRIPT_KIND_ITERATOR:
    case WEFT__SCRIPT_KIND_TASK:
    case WEFT__SCRIPT_KIND_COOPERATOR:
    case WEFT__SCRIPT_KIND_LOCK:
    case WEFT__SCRIPT_KIND_SEMAPHORE:
    case WEFT__SCRIPT_KIND_QUEUE:
    case WEFT__SCRIPT_KIND_LOOP:
        return left->subject.id == right->subject.id;
    case WEFT__SCRIPT_KIND_LIST:
        return digest_of(left) == digest_of(right);
    case WEFT__SCRIPT_KIND_OTHER:
        break;
    }
    return false;
}

/* --- Printed forms --- */

const char *weft__script_kind_name(enum weft__script_kind kind)
{
    static const char *const names[] = {
#define X(constant, name) name,
        WEFT__SCRIPT_KINDS(X)
#undef X
    };

    return names[kind];
}

size_t weft__script_format_time(int64_t ns, char *text, size_t size)
{
    const char *sign = ns < 0 ? "-" : "";
    uint64_t distance = ns < 0 ? 0 - (uint64_t) ns : (uint64_t) ns; /* INT64_MIN has no negative */

    return formatted(snprintf(text, size, "%s%" PRIu64 ".%09" PRIu64, sign,
                              distance / (uint64_t) WEFT_SECOND,
                              distance % (uint64_t) WEFT_SECOND));
}

static size_t format_bytes(const char *bytes, size_t length, char *text, size_t size)
{
    if (size > 0) {
        size_t fits = length < size ? length : size - 1;

        if (fits > 0)
            memcpy(text, bytes, fits);
        text[fits] = '\0';
    }
    return length;
}

static size_t format_failure(const struct weft__script_view *view, char *text, size_t size)
{
    if (view->length == 0)
        return formatted(snprintf(text, size, "%s", view->error->name));
    return formatted(
        snprintf(text, size, "%s: %.*s", view->error->name, (int) view->length, view->text));
}

size_t weft__script_format_view(const struct weft__script_view *view, char *text, size_t size)
{
    switch (view->kind) {
    case WEFT__SCRIPT_KIND_NONE:
        return formatted(snprintf(text, size, "none"));
    case WEFT__SCRIPT_KIND_INTEGER:
        return formatted(snprintf(text, size, "%" PRId64, view->number));
    case WEFT__SCRIPT_KIND_TIME:
        return weft__script_format_time(view->number, text, size);
    case WEFT__SCRIPT_KIND_FAILURE:
        return format_failure(view, text, size);
    case WEFT__SCRIPT_KIND_LIST:
        if (view->list)
            return weft_value_format(view->list, text, size);
        return format_bytes(view->text, view->length, text, size);
    case WEFT__SCRIPT_KIND_TEXT:
    case WEFT__SCRIPT_KIND_OTHER:
        return format_bytes(view->text, view->length, text, size);
    case WEFT__SCRIPT_KIND_DEFERRED:
    case WEFT__SCRIPT_KIND_CALL:
    case WEFT__SCRIPT_KIND_ITERATOR:
    case WEFT__SCRIPT_KIND_TASK:
    case WEFT__SCRIPT_KIND_COOPERATOR:
    case WEFT__SCRIPT_KIND_LOCK:
    case WEFT__SCRIPT_KIND_SEMAPHORE:
    case WEFT__SCRIPT_KIND_QUEUE:
    case WEFT__SCRIPT_KIND_LOOP:
        break;
    }
    return formatted(snprintf(text, size, "<%s>", weft__script_kind_name(view->kind)));
}
