/* trace.c - the recorder: events of fixed size in pages, texts and what else does not fit an event
 * in pieces beside them, the names of subjects.
 *
 * Nothing that was recorded ever moves, so recording costs the same for the millionth event as for
 * the first. All of it lies in one warm memory, which counts and refuses beyond the bound.
 */
#include "trace_internal.h"

#include "number_text.h"
#include "radix_array.h"
#include "utf8.h"
#include "warm_memory.h"

#include <assert.h>
#include <string.h>

enum { BYTES_MAX_DEFAULT = 1 << 30 };

/* What an event points to if it has a text. */
struct told {
    int64_t number;
    uint32_t bytes;
    char text[]; /* terminated */
};

/* How an event is held. */
enum form {
    FORM_NUMBER, /* a number, and no text */
    FORM_TOLD,   /* a number and a text */
    FORM_WHOLE   /* a whole record: something in it is too large for an event */
};

struct event {
    int64_t time_ns;
    union {
        int64_t number;
        const struct told *told;
        const weft_trace_record *whole; /* its text is the trace's */
    } as;
    uint32_t turn;
    uint32_t subject_id;
    uint32_t other_id;
    uint32_t what; /* kind, status, form, kind of subject and of other, from the lowest bit on */
};

enum { STATUS_SHIFT = 8, FORM_SHIFT = 14, SUBJECT_SHIFT = 16, OTHER_SHIFT = 24 };

#define X(name, sentence, error) +1
_Static_assert(0 WEFT_STATUSES(X) <= 1 << (FORM_SHIFT - STATUS_SHIFT), "a status fits its bits");
#undef X
_Static_assert((int) WEFT_TRACE_KINDS <= 1 << STATUS_SHIFT, "a kind fits its bits");
_Static_assert((int) WEFT_SUBJECT_KINDS <= 1 << (OTHER_SHIFT - SUBJECT_SHIFT),
               "a kind of subject fits its bits");
_Static_assert(sizeof(struct event) == 32, "nothing is lost between the fields");

enum { EVENTS_OF_PAGE = WEFT__WARM_PAGE_BYTES / sizeof(struct event) };

struct name {
    const char *text; /* NULL: none */
    uint64_t since;   /* how many events there were when it was given */
};

struct weft_trace {
    struct event *next;     /* where the next event goes */
    struct event *page_end; /* next, if it fits nowhere yet or the trace is exhausted */
    uint64_t count;
    const struct told *none; /* what is told of a value that is none; NULL: not yet told */
    bool exhausted;
    struct weft__radix_array pages;                     /* of pages of events, in order */
    struct weft__radix_array names[WEFT_SUBJECT_KINDS]; /* by id */
    struct weft__warm_memory memory;                    /* this struct is counted in */
};

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

void weft__trace_clear(weft_trace *trace)
{
    trace->next = NULL;
    trace->page_end = NULL;
    trace->count = 0;
    trace->none = NULL;
    trace->exhausted = false;
    trace->pages = WEFT__RADIX_ARRAY_EMPTY;
    for (size_t kind = 0; kind < WEFT_SUBJECT_KINDS; kind++)
        trace->names[kind] = WEFT__RADIX_ARRAY_EMPTY;
    weft__warm_forget(&trace->memory);
}

/* --- Recording --- */

/* Nothing is recorded from now on. */
static void exhaust(weft_trace *trace)
{
    trace->exhausted = true;
    trace->page_end = trace->next;
}

/* Whether there is a place for one event more. */
static bool find_place(weft_trace *trace)
{
    struct event **page;

    if (trace->next != trace->page_end)
        return true;
    page = weft__radix_array_make(&trace->pages, &trace->memory, sizeof *page,
                                  trace->count / EVENTS_OF_PAGE);
    if (page != NULL)
        *page = weft__warm_page(&trace->memory);
    if (page == NULL || *page == NULL)
        return false;
    trace->next = *page;
    trace->page_end = trace->next + EVENTS_OF_PAGE;
    return true;
}

/* Whether *RECORD has nothing that is too large for an event, but maybe a text, and the next one
 * has a place. */
static inline bool is_simple(const weft_trace *trace, const weft_trace_record *record)
{
    return trace->next != trace->page_end &&
           (record->turn | record->subject.id | record->other.id) <= UINT32_MAX;
}

/* All of *RECORD but its number and its text, as far as it fits. */
static inline struct event event_of(const weft_trace_record *record, enum form form)
{
    assert(record->kind >= 0 && record->kind < (int) WEFT_TRACE_KINDS && record->time_ns >= 0);
    return (struct event){
        .time_ns = record->time_ns,
        .turn = (uint32_t) record->turn,
        .subject_id = (uint32_t) record->subject.id,
        .other_id = (uint32_t) record->other.id,
        .what = (uint32_t) record->kind | (uint32_t) record->status << STATUS_SHIFT |
                (uint32_t) form << FORM_SHIFT | (uint32_t) record->subject.kind << SUBJECT_SHIFT |
                (uint32_t) record->other.kind << OTHER_SHIFT};
}

/* EVENT is recorded, and looked at by who debugs. There is a place for it. */
static inline uint64_t put(weft_trace *trace, struct event event)
{
    *trace->next++ = event;
    trace->count++;
    weft_trace_breakpoint(trace, trace->count);
    return trace->count;
}

/* LENGTH bytes of TEXT, and NUMBER, as what an event tells; NULL without memory. */
static const struct told *told_make(weft_trace *trace, int64_t number, const char *text,
                                    size_t length)
{
    struct told *told = NULL;

    if (length < UINT32_MAX)
        told = weft__warm_piece(&trace->memory, offsetof(struct told, text) + length + 1);
    if (told == NULL)
        return NULL;
    told->number = number;
    told->bytes = (uint32_t) length;
    memcpy(told->text, text, length);
    told->text[length] = '\0';
    return told;
}

/* *RECORD with its text, if it has one, at TOLD; NULL without memory. */
static const weft_trace_record *whole_make(weft_trace *trace, const weft_trace_record *record,
                                           const struct told *told)
{
    weft_trace_record *whole = weft__warm_piece(&trace->memory, sizeof *whole);

    if (whole == NULL)
        return NULL;
    *whole = *record;
    whole->text = told != NULL ? told->text : NULL;
    whole->text_bytes = told != NULL ? told->bytes : 0;
    return whole;
}

/* Appends any *RECORD. */
static uint64_t append_any(weft_trace *trace, const weft_trace_record *record)
{
    struct event event = event_of(record, FORM_NUMBER);
    const struct told *told = NULL;
    bool good = !trace->exhausted && find_place(trace);

    event.as.number = record->number;
    if (good && record->text != NULL) {
        told = told_make(trace, record->number, record->text, record->text_bytes);
        event = event_of(record, FORM_TOLD);
        event.as.told = told;
        good = told != NULL;
    }
    if (good && !is_simple(trace, record)) {
        event = event_of(record, FORM_WHOLE);
        event.as.whole = whole_make(trace, record, told);
        good = event.as.whole != NULL;
    }
    if (good)
        return put(trace, event);
    exhaust(trace);
    return 0;
}

uint64_t weft_trace_append(weft_trace *trace, const weft_trace_record *record)
{
    struct event event = event_of(record, FORM_NUMBER);

    if (record->text != NULL || !is_simple(trace, record))
        return append_any(trace, record);
    event.as.number = record->number;
    return put(trace, event);
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

/* What is told of none, always the same; NULL without memory. */
static const struct told *told_none(weft_trace *trace)
{
    if (trace->none == NULL)
        trace->none = told_make(trace, 0, "none", strlen("none"));
    return trace->none;
}

static const struct told *told_integer(weft_trace *trace, int64_t integer)
{
    char text[WEFT__NUMBER_TEXT_MAX];

    return told_make(trace, 0, text, weft__number_put_integer(integer, text));
}

/* Appends *RECORD with *VALUE, whatever it is. */
static uint64_t append_any_value(weft_trace *trace, const weft_trace_record *record,
                                 const weft_value *value)
{
    weft_trace_record with_value = *record;
    char formatted[WEFT_TRACE_VALUE_BYTES + 1];
    struct rendered rendered;

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
    return append_any(trace, &with_value);
}

/* Appends *RECORD, which is simple, with what is TOLD; NULL: there is no memory. */
static inline uint64_t append_told(weft_trace *trace, const weft_trace_record *record,
                                   const struct told *told)
{
    struct event event = event_of(record, FORM_TOLD);

    event.as.told = told;
    if (told != NULL)
        return put(trace, event);
    exhaust(trace);
    return 0;
}

uint64_t weft_trace_append_value(weft_trace *trace, const weft_trace_record *record,
                                 const weft_value *value)
{
    if (value == NULL)
        return weft_trace_append(trace, record);
    if (is_simple(trace, record) && value->type == &weft_type_none)
        return append_told(trace, record, told_none(trace));
    if (is_simple(trace, record) && value->type == &weft_type_integer)
        return append_told(trace, record, told_integer(trace, weft_value_integer(value)));
    return append_any_value(trace, record, value);
}

/* --- Names --- */

static const struct name *name_find(const weft_trace *trace, weft_subject subject)
{
    assert((size_t) subject.kind < WEFT_SUBJECT_KINDS);
    return weft__radix_array_find(&trace->names[subject.kind], sizeof(struct name), subject.id);
}

bool weft_trace_name(weft_trace *trace, weft_subject subject, const char *name)
{
    struct name *place = NULL;
    const struct told *copy = NULL;

    if (weft_trace_name_of(trace, subject) != NULL)
        return true;
    if (!trace->exhausted)
        place = weft__radix_array_make(&trace->names[subject.kind], &trace->memory, sizeof *place,
                                       subject.id);
    if (place != NULL)
        copy = told_make(trace, 0, name, strlen(name));
    if (copy == NULL) {
        exhaust(trace);
        return false;
    }
    *place = (struct name){.text = copy->text, .since = trace->count};
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

static enum form form_of(const struct event *event)
{
    return (enum form)(event->what >> FORM_SHIFT & 3U);
}

weft_trace_record weft_trace_get(const weft_trace *trace, uint64_t number)
{
    struct event *const *page;
    const struct event *event;
    weft_trace_record record;

    assert(number >= 1 && number <= trace->count);
    page = weft__radix_array_find(&trace->pages, sizeof *page, (number - 1) / EVENTS_OF_PAGE);
    event = *page + (number - 1) % EVENTS_OF_PAGE;
    if (form_of(event) == FORM_WHOLE)
        return *event->as.whole;
    record = (weft_trace_record){
        .time_ns = event->time_ns,
        .turn = event->turn,
        .kind = (uint8_t) event->what,
        .subject = {(weft_subject_kind) (event->what >> SUBJECT_SHIFT & 0xFFU), event->subject_id},
        .other = {(weft_subject_kind) (event->what >> OTHER_SHIFT), event->other_id},
        .status = (weft_status) (event->what >> STATUS_SHIFT & 0x3FU),
    };
    if (form_of(event) == FORM_NUMBER) {
        record.number = event->as.number;
    } else {
        record.number = event->as.told->number;
        record.text = event->as.told->text;
        record.text_bytes = event->as.told->bytes;
    }
    return record;
}
