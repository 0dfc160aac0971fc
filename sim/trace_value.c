/* trace_value.c - how a value looks in a trace. */
#include "trace_store.h"

#include "utf8.h"

#include <string.h>

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

uint64_t weft__trace_append_rendered(weft_trace *trace, const weft_trace_record *record,
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
    return weft__trace_append_any(trace, &with_value);
}
