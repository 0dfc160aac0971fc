/* cut_text.c - what still fits is copied. */
#include "cut_text.h"

#include "number_text.h"

#include <string.h>

void weft__cut_text_put_bytes(struct weft__cut_text *cut, const char *bytes, size_t length)
{
    size_t room = cut->size > cut->used + 1 ? cut->size - cut->used - 1 : 0;
    size_t fitting = length < room ? length : room;

    if (fitting > 0)
        memcpy(cut->text + cut->used, bytes, fitting);
    cut->used += length;
}

void weft__cut_text_put(struct weft__cut_text *cut, const char *text)
{
    weft__cut_text_put_bytes(cut, text, strlen(text));
}

void weft__cut_text_put_number(struct weft__cut_text *cut, uint64_t number)
{
    char text[WEFT__NUMBER_TEXT_MAX];
    size_t digits = weft__number_digits(number);

    weft__number_put(number, text, digits);
    weft__cut_text_put_bytes(cut, text, digits);
}

size_t weft__cut_text_end(const struct weft__cut_text *cut)
{
    if (cut->size > 0)
        cut->text[cut->used < cut->size ? cut->used : cut->size - 1] = '\0';
    return cut->used;
}
