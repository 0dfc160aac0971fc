/* trace_store.h - how a trace lies in memory: what is quick to record, and what is not.
 *
 * An event takes 32 bytes of a page. Only what most events have stands in it; a text stands beside
 * it, and an event with a larger number than fits is a whole record beside it.
 */
#ifndef WEFT_SIM_TRACE_STORE_H
#define WEFT_SIM_TRACE_STORE_H

#include "radix_array.h"
#include "trace_internal.h"
#include "warm_memory.h"

#include <assert.h>

/* What an event points to if it has a text. */
struct weft__told {
    int64_t number;
    uint32_t bytes;
    char text[]; /* terminated */
};

/* How an event is held. */
enum weft__form {
    WEFT__FORM_NUMBER, /* a number, and no text */
    WEFT__FORM_TOLD,   /* a number and a text */
    WEFT__FORM_WHOLE   /* a whole record: something in it is too large for an event */
};

struct weft__event {
    int64_t time_ns;
    union {
        int64_t number;
        const struct weft__told *told;
        const weft_trace_record *whole; /* its text is the trace's */
    } as;
    uint32_t turn;
    uint32_t subject_id;
    uint32_t other_id;
    uint32_t what; /* kind, status, form, kind of subject and of other, from the lowest bit on */
};

enum {
    WEFT__STATUS_SHIFT = 8,
    WEFT__FORM_SHIFT = 14,
    WEFT__SUBJECT_SHIFT = 16,
    WEFT__OTHER_SHIFT = 24
};

#define X(name, sentence, error) +1
_Static_assert(0 WEFT_STATUSES(X) <= 1 << (WEFT__FORM_SHIFT - WEFT__STATUS_SHIFT),
               "a status fits its bits");
#undef X
_Static_assert((int) WEFT_TRACE_KINDS <= 1 << WEFT__STATUS_SHIFT, "a kind fits its bits");
_Static_assert((int) WEFT_SUBJECT_KINDS <= 1 << (WEFT__OTHER_SHIFT - WEFT__SUBJECT_SHIFT),
               "a kind of subject fits its bits");
_Static_assert(sizeof(struct weft__event) == 32, "nothing is lost between the fields");

enum { WEFT__EVENTS_OF_PAGE = WEFT__WARM_PAGE_BYTES / sizeof(struct weft__event) };

/* Values that are told over and over again, once in memory: none, and the integers from 0 on. */
enum { WEFT__USUAL_NONE, WEFT__USUAL_INTEGER, WEFT__USUAL_VALUES = 64 };

struct weft__trace_name {
    const char *text;   /* NULL: none */
    uint64_t since;     /* how many events there were when it was given */
    size_t plain_bytes; /* of text, if it stands in lines as it is; 0: it is quoted */
};

/* The name that SUBJECT had when EVENT was recorded; NULL: none. UINT64_MAX: now. */
const struct weft__trace_name *weft__trace_name_at(const weft_trace *trace, weft_subject subject,
                                                   uint64_t event);

struct weft_trace {
    struct weft__event *next;     /* where the next event goes */
    struct weft__event *page_end; /* next, if it fits nowhere yet or the trace is exhausted */
    uint64_t count;
    const struct weft__told *usual[WEFT__USUAL_VALUES]; /* what is told of them; NULL: not yet */
    bool exhausted;
    struct weft__event *first;                          /* the first page of events */
    struct weft__radix_array others;                    /* of the pages behind it, in order */
    struct weft__radix_array names[WEFT_SUBJECT_KINDS]; /* by id */
    struct weft__warm_memory memory;                    /* this struct is counted in */
};

/* The event before which INDEX others were recorded; the rest of its page stands behind it. */
const struct weft__event *weft__trace_event_at(const weft_trace *trace, uint64_t index);

/* Nothing is recorded from now on. */
static inline void weft__trace_exhaust(weft_trace *trace)
{
    trace->exhausted = true;
    trace->page_end = trace->next;
}

/* Whether *RECORD has nothing that is too large for an event, but maybe a text, and the next one
 * has a place. */
static inline bool weft__trace_is_simple(const weft_trace *trace, const weft_trace_record *record)
{
    return trace->next != trace->page_end &&
           (record->turn | record->subject.id | record->other.id) <= UINT32_MAX;
}

/* All of *RECORD but its number and its text, as far as it fits. */
static inline struct weft__event weft__event_of(const weft_trace_record *record,
                                                enum weft__form form)
{
    assert(record->kind >= 0 && record->kind < (int) WEFT_TRACE_KINDS && record->time_ns >= 0);
    return (struct weft__event){.time_ns = record->time_ns,
                                .turn = (uint32_t) record->turn,
                                .subject_id = (uint32_t) record->subject.id,
                                .other_id = (uint32_t) record->other.id,
                                .what = (uint32_t) record->kind |
                                        (uint32_t) record->status << WEFT__STATUS_SHIFT |
                                        (uint32_t) form << WEFT__FORM_SHIFT |
                                        (uint32_t) record->subject.kind << WEFT__SUBJECT_SHIFT |
                                        (uint32_t) record->other.kind << WEFT__OTHER_SHIFT};
}

/* EVENT is recorded, and looked at by who debugs. There is a place for it. */
static inline uint64_t weft__trace_put(weft_trace *trace, struct weft__event event)
{
    *trace->next++ = event;
    return weft_trace_breakpoint(trace, ++trace->count);
}

static inline enum weft__form weft__form_of(const struct weft__event *event)
{
    return (enum weft__form)(event->what >> WEFT__FORM_SHIFT & 3U);
}

/* What EVENT tells, as *RECORD: field by field, so that who reads a field finds it as it was
 * written. */
static inline void weft__event_tell(const struct weft__event *event, weft_trace_record *record)
{
    if (weft__form_of(event) == WEFT__FORM_WHOLE) {
        *record = *event->as.whole;
        return;
    }
    record->time_ns = event->time_ns;
    record->turn = event->turn;
    record->kind = (uint8_t) event->what;
    record->subject.kind = (weft_subject_kind) (event->what >> WEFT__SUBJECT_SHIFT & 0xFFU);
    record->subject.id = event->subject_id;
    record->other.kind = (weft_subject_kind) (event->what >> WEFT__OTHER_SHIFT);
    record->other.id = event->other_id;
    record->status = (weft_status) (event->what >> WEFT__STATUS_SHIFT & 0x3FU);
    record->number = event->as.number;
    record->text = NULL;
    record->text_bytes = 0;
    if (weft__form_of(event) == WEFT__FORM_NUMBER)
        return;
    record->number = event->as.told->number;
    record->text = event->as.told->text;
    record->text_bytes = event->as.told->bytes;
}

/* Which usual value *VALUE is; WEFT__USUAL_VALUES: none of them. */
static inline size_t weft__usual_of(const weft_value *value)
{
    const uint64_t integers = WEFT__USUAL_VALUES - WEFT__USUAL_INTEGER;

    if (value->type == &weft_type_none)
        return WEFT__USUAL_NONE;
    if (value->type == &weft_type_integer && (uint64_t) value->as.integer < integers)
        return WEFT__USUAL_INTEGER + (size_t) value->as.integer;
    return WEFT__USUAL_VALUES;
}

/* What an event tells: NUMBER and a copy of LENGTH bytes of TEXT; the USUAL value; INTEGER. NULL
 * without memory. */
const struct weft__told *weft__told_copy(weft_trace *trace, int64_t number, const char *text,
                                         size_t length);
const struct weft__told *weft__told_usual(weft_trace *trace, size_t usual);
const struct weft__told *weft__told_integer(weft_trace *trace, int64_t integer);

/* Appends any *RECORD. */
uint64_t weft__trace_append_any(weft_trace *trace, const weft_trace_record *record);

/* Appends *RECORD, which is simple, with *VALUE, whatever it is. */
uint64_t weft__trace_append_unusual(weft_trace *trace, const weft_trace_record *record,
                                    const weft_value *value);

/* Appends *RECORD with *VALUE, whatever it is. */
uint64_t weft__trace_append_rendered(weft_trace *trace, const weft_trace_record *record,
                                     const weft_value *value);

#endif
