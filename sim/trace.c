/* trace.c - a trace's life, its names, and looking at what it holds.
 *
 * Nothing that was recorded ever moves, so recording costs the same for the millionth event as for
 * the first. All of it lies in one warm memory, which counts and refuses beyond the bound.
 */
#include "trace_store.h"

#include <assert.h>
#include <string.h>

enum { BYTES_MAX_DEFAULT = 1 << 30 };

/* --- Life --- */

weft_status weft_trace_create(const weft_allocator *allocator, size_t bytes_max, weft_trace **trace)
{
    weft_allocator inner = allocator != NULL ? *allocator : weft_allocator_system;
    weft_trace *made = NULL;

    if (bytes_max == 0)
        bytes_max = BYTES_MAX_DEFAULT;
    if (bytes_max >= sizeof *made)
        made = inner.allocate(inner.context, NULL, 0, sizeof *made);
    *trace = made;
    if (made == NULL)
        return WEFT_NO_MEMORY;
    *made =
        (weft_trace){.memory = {.allocator = inner, .bytes = sizeof *made, .bytes_max = bytes_max}};
    return WEFT_OK;
}

void weft_trace_free(weft_trace *trace)
{
    if (trace == NULL)
        return;
    weft__warm_free(&trace->memory);
    assert(trace->memory.bytes == sizeof *trace);
    trace->memory.allocator.allocate(trace->memory.allocator.context, trace, sizeof *trace, 0);
}

void weft_trace_clear(weft_trace *trace)
{
    trace->next = NULL;
    trace->page_end = NULL;
    trace->count = 0;
    trace->exhausted = false;
    trace->first = NULL;
    trace->others = WEFT__RADIX_ARRAY_EMPTY;
    for (size_t kind = 0; kind < WEFT_SUBJECT_KINDS; kind++)
        trace->names[kind] = WEFT__RADIX_ARRAY_EMPTY;
    for (size_t usual = 0; usual < WEFT__USUAL_VALUES; usual++)
        trace->usual[usual] = NULL;
    weft__warm_forget(&trace->memory);
}

/* --- Names --- */

static const struct weft__trace_name *name_find(const weft_trace *trace, weft_subject subject)
{
    assert((size_t) subject.kind < WEFT_SUBJECT_KINDS);
    return weft__radix_array_find(&trace->names[subject.kind], sizeof(struct weft__trace_name),
                                  subject.id);
}

static bool stands_unquoted(char character)
{
    return (character >= 'a' && character <= 'z') || (character >= 'A' && character <= 'Z') ||
           (character >= '0' && character <= '9') || character == '_' || character == '-' ||
           character == '.';
}

static struct weft__trace_name name_of(const char *text, uint64_t since)
{
    size_t plain = 0;

    while (stands_unquoted(text[plain]))
        plain++;
    return (struct weft__trace_name){
        .text = text, .since = since, .plain_bytes = text[plain] == '\0' ? plain : 0};
}

bool weft_trace_name(weft_trace *trace, weft_subject subject, const char *name)
{
    const size_t bytes = strlen(name) + 1;
    struct weft__trace_name *place = NULL;
    char *copy = NULL;

    if (weft_trace_name_of(trace, subject) != NULL)
        return true;
    if (!trace->exhausted)
        place = weft__radix_array_make(&trace->names[subject.kind], &trace->memory, sizeof *place,
                                       subject.id);
    if (place != NULL)
        copy = weft__warm_piece(&trace->memory, bytes);
    if (copy == NULL) {
        weft__trace_exhaust(trace);
        return false;
    }
    memcpy(copy, name, bytes);
    *place = name_of(copy, trace->count);
    return true;
}

const struct weft__trace_name *weft__trace_name_at(const weft_trace *trace, weft_subject subject,
                                                   uint64_t event)
{
    const struct weft__trace_name *name = name_find(trace, subject);

    return name != NULL && name->text != NULL && name->since < event ? name : NULL;
}

const char *weft_trace_name_of(const weft_trace *trace, weft_subject subject)
{
    const struct weft__trace_name *name = weft__trace_name_at(trace, subject, UINT64_MAX);

    return name != NULL ? name->text : NULL;
}

/* --- Looking --- */

bool weft_trace_exhausted(const weft_trace *trace)
{
    return trace->exhausted;
}

uint64_t weft_trace_count(const weft_trace *trace)
{
    return trace->count;
}

const struct weft__event *weft__trace_event_at(const weft_trace *trace, uint64_t index)
{
    struct weft__event *const *page = &trace->first;

    if (index >= WEFT__EVENTS_OF_PAGE)
        page =
            weft__radix_array_find(&trace->others, sizeof *page, index / WEFT__EVENTS_OF_PAGE - 1);
    return *page + index % WEFT__EVENTS_OF_PAGE;
}

weft_trace_record weft_trace_get(const weft_trace *trace, uint64_t number)
{
    weft_trace_record record;

    assert(number >= 1 && number <= trace->count);
    weft__event_tell(weft__trace_event_at(trace, number - 1), &record);
    return record;
}
