/* cut_text.h - text put together in a buffer: what does not fit is counted and cut off, as by
 * snprintf. Numbers are made by hand.
 */
#ifndef WEFT_SIM_CUT_TEXT_H
#define WEFT_SIM_CUT_TEXT_H

#include <stddef.h>
#include <stdint.h>

struct weft__cut_text {
    char *text;
    size_t size; /* of the buffer */
    size_t used; /* by the whole, whether it fitted or not */
};

void weft__cut_text_put(struct weft__cut_text *cut, const char *text);
void weft__cut_text_put_bytes(struct weft__cut_text *cut, const char *bytes, size_t length);
void weft__cut_text_put_number(struct weft__cut_text *cut, uint64_t number);

/* Ends the text, which can go on behind that all the same. Returns how long the whole is. */
size_t weft__cut_text_end(const struct weft__cut_text *cut);

#endif
