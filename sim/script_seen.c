/* script_seen.c - values remembered without being held. */
#include "script_seen.h"

#include "script_budget.h"

#include <string.h>

enum { FIRST_CAPACITY = 32 };

static size_t format_seen(const weft_value *value, char *text, size_t size)
{
    return weft__script_format_view(&weft__script_seen_in(value)->view, text, size);
}

static const weft_type seen_type = {"seen", NULL, NULL, format_seen, NULL};

/* Makes room for LENGTH bytes and a NUL. False, and SEEN is none, if there is none. */
static bool make_room(struct weft__script_run *run, struct weft__script_seen *seen, size_t length)
{
    size_t capacity = seen->capacity ? seen->capacity : FIRST_CAPACITY;
    char *bytes;

    seen->view = (struct weft__script_view){.kind = WEFT__SCRIPT_KIND_NONE};
    if (length > WEFT__SCRIPT_TEXT_BYTES_MAX)
        return false;
    if (seen->capacity > length)
        return true;
    while (capacity <= length)
        capacity *= 2;
    bytes = weft__script_allocate(run, capacity);
    if (!bytes)
        return false;
    seen->bytes = bytes;
    seen->capacity = capacity;
    return true;
}

static void keep_bytes(struct weft__script_run *run, struct weft__script_seen *seen,
                       const struct weft__script_view *view)
{
    if (!make_room(run, seen, view->length))
        return;
    memcpy(seen->bytes, view->text, view->length);
    seen->bytes[view->length] = '\0';
    seen->view = *view;
    seen->view.text = seen->bytes;
}

/* A list, or a value of a C program's own type: what it prints, no longer than a script's texts may
 * be. */
static void keep_printed_form(struct weft__script_run *run, struct weft__script_seen *seen,
                              const weft_value *value)
{
    size_t length = weft_value_format(value, NULL, 0);

    if (!make_room(run, seen, length))
        return;
    weft_value_format(value, seen->bytes, length + 1);
    seen->view.kind = weft__script_view_of(value).kind;
    seen->view.text = seen->bytes;
    seen->view.length = length;
    if (seen->view.kind == WEFT__SCRIPT_KIND_LIST)
        seen->view.digest = weft__script_list_digest(value);
}

/* The failure that FAILURE, a FirstError, is about; of that no more is remembered. */
static void see_first(struct weft__script_run *run, struct weft__script_seen *seen,
                      const weft_value *failure)
{
    const weft_value *cause = weft_failure_cause(weft_value_failure(failure));
    struct weft__script_view view = weft__script_view_of(cause);

    if (!seen->first)
        seen->first = weft__script_allocate(run, sizeof *seen->first);
    if (seen->first && view.kind == WEFT__SCRIPT_KIND_FAILURE)
        keep_bytes(run, seen->first, &view);
}

void weft__script_see(struct weft__script_run *run, struct weft__script_seen *seen,
                      const weft_value *value)
{
    struct weft__script_view view = weft__script_view_of(value);

    if (value->type == &weft_type_failure && view.number >= 0)
        see_first(run, seen, value);
    if (!weft__script_seen_in(value) &&
        (view.kind == WEFT__SCRIPT_KIND_OTHER || view.kind == WEFT__SCRIPT_KIND_LIST))
        keep_printed_form(run, seen, value);
    else if (view.text)
        keep_bytes(run, seen, &view);
    else
        seen->view = view;
}

void weft__script_see_text(struct weft__script_run *run, struct weft__script_seen *seen,
                           const char *bytes, size_t length)
{
    struct weft__script_view view = {
        .kind = WEFT__SCRIPT_KIND_TEXT, .text = bytes, .length = length};

    keep_bytes(run, seen, &view);
}

weft_value weft__script_seen_value(const struct weft__script_seen *seen)
{
    switch (seen->view.kind) {
    case WEFT__SCRIPT_KIND_NONE:
        return weft_none();
    case WEFT__SCRIPT_KIND_INTEGER:
        return weft_integer(seen->view.number);
    case WEFT__SCRIPT_KIND_TIME:
        return weft__script_time(seen->view.number);
    default:
        /* The type is known to this file alone, and nothing is written through it. */
        return weft_object(&seen_type, (void *) (uintptr_t) seen);
    }
}

const struct weft__script_seen *weft__script_seen_in(const weft_value *value)
{
    return value->type == &seen_type ? value->as.pointer : NULL;
}
