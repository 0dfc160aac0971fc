/* trace_any.c - recording an event whatever it is: with a text, with a large number, on a new page.
 */
#include "trace_store.h"

/* Where the next page is to be noted; NULL without memory. */
static struct weft__event **next_page(weft_trace *trace)
{
    uint64_t number = trace->count / WEFT__EVENTS_OF_PAGE;

    return number == 0 ? &trace->first
                       : weft__radix_array_make(&trace->others, &trace->memory,
                                                sizeof(struct weft__event *), number - 1);
}

/* Whether there is a place for one event more. */
static bool find_place(weft_trace *trace)
{
    struct weft__event **page;

    if (trace->next != trace->page_end)
        return true;
    page = next_page(trace);
    if (page != NULL)
        *page = weft__warm_page(&trace->memory);
    if (page == NULL || *page == NULL)
        return false;
    trace->next = *page;
    trace->page_end = trace->next + WEFT__EVENTS_OF_PAGE;
    return true;
}

/* *RECORD with its text, if it has one, at TOLD; NULL without memory. */
static const weft_trace_record *whole_make(weft_trace *trace, const weft_trace_record *record,
                                           const struct weft__told *told)
{
    weft_trace_record *whole = weft__warm_piece(&trace->memory, sizeof *whole);

    if (whole == NULL)
        return NULL;
    *whole = *record;
    whole->text = told != NULL ? told->text : NULL;
    whole->text_bytes = told != NULL ? told->bytes : 0;
    return whole;
}

/* Appends *RECORD, which is simple, with what is TOLD; NULL: there is no memory. */
static uint64_t append_told(weft_trace *trace, const weft_trace_record *record,
                            const struct weft__told *told)
{
    struct weft__event event = weft__event_of(record, WEFT__FORM_TOLD);

    event.as.told = told;
    if (told != NULL)
        return weft__trace_put(trace, event);
    weft__trace_exhaust(trace);
    return 0;
}

/* Appends *RECORD, of which something is too large for an event; its text, if it has one, is TOLD.
 */
static uint64_t append_whole(weft_trace *trace, const weft_trace_record *record,
                             const struct weft__told *told)
{
    struct weft__event event = weft__event_of(record, WEFT__FORM_WHOLE);

    event.as.whole = whole_make(trace, record, told);
    if (event.as.whole != NULL)
        return weft__trace_put(trace, event);
    weft__trace_exhaust(trace);
    return 0;
}

uint64_t weft__trace_append_any(weft_trace *trace, const weft_trace_record *record)
{
    const struct weft__told *told = NULL;

    if (trace->exhausted || !find_place(trace)) {
        weft__trace_exhaust(trace);
        return 0;
    }
    if (record->text != NULL) {
        told = weft__told_copy(trace, record->number, record->text, record->text_bytes);
        if (told == NULL || weft__trace_is_simple(trace, record))
            return append_told(trace, record, told);
    } else if (weft__trace_is_simple(trace, record)) {
        return weft_trace_append(trace, record);
    }
    return append_whole(trace, record, told);
}

uint64_t weft__trace_append_unusual(weft_trace *trace, const weft_trace_record *record,
                                    const weft_value *value)
{
    size_t usual = weft__usual_of(value);

    if (usual < WEFT__USUAL_VALUES)
        return append_told(trace, record, weft__told_usual(trace, usual));
    if (value->type == &weft_type_integer)
        return append_told(trace, record, weft__told_integer(trace, value->as.integer));
    return weft__trace_append_rendered(trace, record, value);
}
