/* trace.c - the recorder: events of fixed size in pages, their texts in an arena, the names of
 * subjects.
 *
 * Nothing that was recorded ever moves, so recording costs the same for the millionth event as for
 * the first. All of it goes through one allocator that counts and refuses beyond the bound.
 */
#include "trace_internal.h"

#include "arena.h"
#include "stable_array.h"
#include "utf8.h"

#include <assert.h>
#include <string.h>

enum { BYTES_MAX_DEFAULT = 1 << 30 };

struct event {
    int64_t time_ns;
    uint64_t turn;
    uint64_t subject_id;
    uint64_t other_id;
    int64_t number;
    const char *text;
    uint32_t text_bytes;
    uint8_t kind;
    uint8_t subject_kind;
    uint8_t other_kind;
    uint8_t status;
};

_Static_assert((int) WEFT_TRACE_KINDS <= UINT8_MAX, "a kind fits its field");

struct name {
    const char *text; /* NULL: none */
    uint64_t since;   /* how many events there were when it was given */
};

struct weft_trace {
    weft_allocator inner;
    weft_allocator bounded; /* its context is this trace */
    size_t bytes;           /* held now, this struct included */
    size_t bytes_max;
    uint64_t count;
    bool exhausted;
    struct weft__arena texts;
    struct weft__stable_array events;                    /* event N at N - 1 */
    struct weft__stable_array names[WEFT_SUBJECT_KINDS]; /* by id */
};

/* --- Life --- */

static void *allocate_bounded(void *context, void *block, size_t old_bytes, size_t new_bytes)
{
    weft_trace *trace = context;
    void *made;

    assert(trace->bytes >= old_bytes);
    if (new_bytes > trace->bytes_max - (trace->bytes - old_bytes))
        return NULL;
    made = trace->inner.allocate(trace->inner.context, block, old_bytes, new_bytes);
    if (made != NULL || new_bytes == 0)
        trace->bytes = trace->bytes - old_bytes + new_bytes;
    return made;
}

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
    *made = (weft_trace){.inner = inner, .bytes = sizeof *made, .bytes_max = bytes_max};
    made->bounded = (weft_allocator){.allocate = allocate_bounded, .context = made};
    made->texts.allocator = &made->bounded;
    made->events.allocator = &made->bounded;
    made->events.element_bytes = sizeof(struct event);
    for (size_t kind = 0; kind < WEFT_SUBJECT_KINDS; kind++) {
        made->names[kind].allocator = &made->bounded;
        made->names[kind].element_bytes = sizeof(struct name);
    }
    return WEFT_OK;
}

void weft_trace_free(weft_trace *trace)
{
    if (trace == NULL)
        return;
    weft__arena_free(&trace->texts);
    weft__stable_array_free(&trace->events);
    for (size_t kind = 0; kind < WEFT_SUBJECT_KINDS; kind++)
        weft__stable_array_free(&trace->names[kind]);
    assert(trace->bytes == sizeof *trace);
    trace->inner.allocate(trace->inner.context, trace, sizeof *trace, 0);
}

/* --- Recording --- */

/* Whether *RECORD's text, if it has one, was copied to EVENT. */
static bool copy_text(weft_trace *trace, const weft_trace_record *record, struct event *event)
{
    if (record->text == NULL)
        return true;
    if (record->text_bytes >= UINT32_MAX)
        return false;
    event->text = weft__arena_copy(&trace->texts, record->text, record->text_bytes);
    event->text_bytes = (uint32_t) record->text_bytes;
    return event->text != NULL;
}

uint64_t weft_trace_append(weft_trace *trace, const weft_trace_record *record)
{
    struct event event = {.time_ns = record->time_ns,
                          .turn = record->turn,
                          .subject_id = record->subject.id,
                          .other_id = record->other.id,
                          .number = record->number,
                          .kind = (uint8_t) record->kind,
                          .subject_kind = (uint8_t) record->subject.kind,
                          .other_kind = (uint8_t) record->other.kind,
                          .status = (uint8_t) record->status};
    struct event *place;

    assert(record->kind >= 0 && record->kind < (int) WEFT_TRACE_KINDS && record->time_ns >= 0);
    if (trace->exhausted)
        return 0;
    place = weft__stable_array_make(&trace->events, trace->count);
    if (place == NULL || !copy_text(trace, record, &event)) {
        trace->exhausted = true;
        return 0;
    }
    *place = event;
    trace->count++;
    weft_trace_breakpoint(trace, trace->count);
    return trace->count;
}

/* --- Rendering values --- */

struct rendered {
    char text[WEFT_TRACE_VALUE_BYTES + 1];
    size_t length;
};

/* The most bytes of TEXT, up to LIMIT, that do not end inside a character. TEXT goes on beyond
 * LIMIT. */
static size_t cut_before(const char *text, size_t limit)
{
    size_t cut = limit;

    while (cut > 0 && limit - cut < 3 && weft__utf8_continues(text[cut]))
        cut--;
    return weft__utf8_continues(text[cut]) ? limit : cut;
}

static void append_part(struct rendered *rendered, const char *bytes, size_t length)
{
    memcpy(rendered->text + rendered->length, bytes, length);
    rendered->length += length;
}

/* FORMATTED is what there is of a text of LENGTH bytes, at least WEFT_TRACE_VALUE_BYTES of it. */
static struct rendered rendered_within(const char *formatted, size_t length, const char *quote)
{
    struct rendered rendered = {.length = 0};
    const char *end = "";
    size_t quotes = 2 * strlen(quote);

    if (length > WEFT_TRACE_VALUE_BYTES - quotes) {
        end = "...";
        length = cut_before(formatted, WEFT_TRACE_VALUE_BYTES - quotes - strlen(end));
    }
    append_part(&rendered, quote, strlen(quote));
    append_part(&rendered, formatted, length);
    append_part(&rendered, quote, strlen(quote));
    append_part(&rendered, end, strlen(end));
    return rendered;
}

uint64_t weft_trace_append_value(weft_trace *trace, const weft_trace_record *record,
                                 const weft_value *value)
{
    weft_trace_record with_value = *record;
    char formatted[WEFT_TRACE_VALUE_BYTES + 1];
    struct rendered rendered;

    if (value == NULL)
        return weft_trace_append(trace, record);
    with_value.number = weft_value_is_failure(value);
    with_value.text = NULL;
    if (value->type == &weft_type_deferred) {
        with_value.other = weft_deferred_subject(weft_value_deferred(value));
    } else if (value->type == &weft_type_iterator) {
        with_value.other = weft_iterator_subject(weft_value_iterator(value));
    } else {
        size_t length = weft_value_format(value, formatted, sizeof formatted);

        rendered = rendered_within(formatted, length, value->type == &weft_type_text ? "\"" : "");
        with_value.text = rendered.text;
        with_value.text_bytes = rendered.length;
    }
    return weft_trace_append(trace, &with_value);
}

/* --- Names --- */

static const struct name *name_find(const weft_trace *trace, weft_subject subject)
{
    assert((size_t) subject.kind < WEFT_SUBJECT_KINDS);
    return weft__stable_array_find(&trace->names[subject.kind], subject.id);
}

bool weft_trace_name(weft_trace *trace, weft_subject subject, const char *name)
{
    struct name *place = NULL;
    const char *copy = NULL;

    if (weft_trace_name_of(trace, subject) != NULL)
        return true;
    if (!trace->exhausted)
        place = weft__stable_array_make(&trace->names[subject.kind], subject.id);
    if (place != NULL)
        copy = weft__arena_copy(&trace->texts, name, strlen(name));
    if (copy == NULL) {
        trace->exhausted = true;
        return false;
    }
    *place = (struct name){.text = copy, .since = trace->count};
    return true;
}

const char *weft__trace_name_at(const weft_trace *trace, weft_subject subject, uint64_t event)
{
    const struct name *name = name_find(trace, subject);

    return name != NULL && name->since < event ? name->text : NULL;
}

const char *weft_trace_name_of(const weft_trace *trace, weft_subject subject)
{
    return weft__trace_name_at(trace, subject, UINT64_MAX);
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

weft_trace_record weft_trace_get(const weft_trace *trace, uint64_t number)
{
    const struct event *event;

    assert(number >= 1 && number <= trace->count);
    event = weft__stable_array_find(&trace->events, number - 1);
    return (weft_trace_record){
        .time_ns = event->time_ns,
        .turn = event->turn,
        .kind = event->kind,
        .subject = {(weft_subject_kind) event->subject_kind, event->subject_id},
        .other = {(weft_subject_kind) event->other_kind, event->other_id},
        .number = event->number,
        .status = (weft_status) event->status,
        .text = event->text,
        .text_bytes = event->text_bytes,
    };
}
