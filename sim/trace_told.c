/* trace_told.c - the texts of events. */
#include "trace_store.h"

#include "number_text.h"

#include <string.h>

/* What an event tells: NUMBER, and a text of LENGTH bytes, still to be filled in. NULL without
 * memory. */
static inline struct weft__told *told_make(weft_trace *trace, int64_t number, size_t length)
{
    struct weft__told *told = NULL;

    if (length < UINT32_MAX)
        told = weft__warm_piece(&trace->memory, offsetof(struct weft__told, text) + length + 1);
    if (told == NULL)
        return NULL;
    told->number = number;
    told->bytes = (uint32_t) length;
    told->text[length] = '\0';
    return told;
}

const struct weft__told *weft__told_copy(weft_trace *trace, int64_t number, const char *text,
                                         size_t length)
{
    struct weft__told *told = told_make(trace, number, length);

    if (told != NULL)
        memcpy(told->text, text, length);
    return told;
}

const struct weft__told *weft__told_integer(weft_trace *trace, int64_t integer)
{
    uint64_t number = weft__number_magnitude(integer);
    size_t digits = weft__number_digits(number);
    size_t sign = integer < 0;
    struct weft__told *told = told_make(trace, 0, sign + digits);

    if (told == NULL)
        return NULL;
    told->text[0] = '-';
    weft__number_put(number, told->text + sign, digits);
    return told;
}

const struct weft__told *weft__told_usual(weft_trace *trace, size_t usual)
{
    const struct weft__told **told = &trace->usual[usual];

    if (*told == NULL)
        *told = usual == WEFT__USUAL_NONE
                    ? weft__told_copy(trace, 0, "none", strlen("none"))
                    : weft__told_integer(trace, (int64_t) (usual - WEFT__USUAL_INTEGER));
    return *told;
}
