/* trace_append.c - recording what most events are: nothing is looked for and no memory asked for.
 *
 * What is done for the others stands in other files, so that its needs (registers, a stack) are no
 * part of these functions.
 */
#include "trace_store.h"

uint64_t weft_trace_append(weft_trace *trace, const weft_trace_record *record)
{
    struct weft__event event = weft__event_of(record, WEFT__FORM_NUMBER);

    if (record->text != NULL || !weft__trace_is_simple(trace, record))
        return weft__trace_append_any(trace, record);
    event.as.number = record->number;
    return weft__trace_put(trace, event);
}

uint64_t weft_trace_append_value(weft_trace *trace, const weft_trace_record *record,
                                 const weft_value *value)
{
    struct weft__event event;
    size_t usual;

    if (value == NULL)
        return weft_trace_append(trace, record);
    if (!weft__trace_is_simple(trace, record))
        return weft__trace_append_rendered(trace, record, value);
    usual = weft__usual_of(value);
    if (usual == WEFT__USUAL_VALUES || trace->usual[usual] == NULL)
        return weft__trace_append_unusual(trace, record, value);
    event = weft__event_of(record, WEFT__FORM_TOLD);
    event.as.told = trace->usual[usual];
    return weft__trace_put(trace, event);
}
