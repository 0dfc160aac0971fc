/* byte_buffer.h - bytes put together at the end, taken from the front.
 *
 * A buffer that is all zeroes but for its allocator is an empty one.
 */
#ifndef WEFT_SIM_BYTE_BUFFER_H
#define WEFT_SIM_BYTE_BUFFER_H

#include "weft/allocator.h"

#include <stdbool.h>

struct weft__byte_buffer {
    const weft_allocator *allocator;
    char *bytes; /* NULL while it never held any */
    size_t length;
    size_t capacity;
    bool lost; /* an append found no memory: what is here is not all */
};

/* Makes room for MORE bytes at bytes + length. False without memory; nothing has changed then. */
bool weft__byte_buffer_reserve(struct weft__byte_buffer *buffer, size_t more);

/* Puts LENGTH bytes at the end. False without memory: nothing is put, and the buffer is lost. */
bool weft__byte_buffer_append(struct weft__byte_buffer *buffer, const void *bytes, size_t length);

/* Takes LENGTH bytes from the front. */
void weft__byte_buffer_drop(struct weft__byte_buffer *buffer, size_t length);

/* Empties it, no longer lost. It keeps its memory, unless that is more than KEPT_MAX bytes. */
void weft__byte_buffer_clear(struct weft__byte_buffer *buffer, size_t kept_max);

/* Gives its memory back; it is empty then and can be used again. */
void weft__byte_buffer_free(struct weft__byte_buffer *buffer);

#endif
