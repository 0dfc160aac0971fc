/* byte_buffer.c - bytes put together at the end, taken from the front. */
#include "byte_buffer.h"

#include <assert.h>
#include <stdint.h>
#include <string.h>

enum { FIRST_CAPACITY = 64 };

bool weft__byte_buffer_reserve(struct weft__byte_buffer *buffer, size_t more)
{
    size_t capacity = buffer->capacity == 0 ? FIRST_CAPACITY : buffer->capacity;
    char *bytes;

    if (more <= buffer->capacity - buffer->length)
        return true;
    if (more > SIZE_MAX / 4 || buffer->length > SIZE_MAX / 4)
        return false;
    while (capacity < buffer->length + more)
        capacity *= 2;
    bytes = buffer->allocator->allocate(buffer->allocator->context, buffer->bytes, buffer->capacity,
                                        capacity);
    if (bytes == NULL)
        return false;
    buffer->bytes = bytes;
    buffer->capacity = capacity;
    return true;
}

bool weft__byte_buffer_append(struct weft__byte_buffer *buffer, const void *bytes, size_t length)
{
    if (!weft__byte_buffer_reserve(buffer, length)) {
        buffer->lost = true;
        return false;
    }
    if (length > 0)
        memcpy(buffer->bytes + buffer->length, bytes, length);
    buffer->length += length;
    return true;
}

void weft__byte_buffer_drop(struct weft__byte_buffer *buffer, size_t length)
{
    assert(length <= buffer->length);
    buffer->length -= length;
    if (length > 0 && buffer->length > 0)
        memmove(buffer->bytes, buffer->bytes + length, buffer->length);
}

void weft__byte_buffer_clear(struct weft__byte_buffer *buffer, size_t kept_max)
{
    if (buffer->capacity > kept_max)
        weft__byte_buffer_free(buffer);
    buffer->length = 0;
    buffer->lost = false;
}

void weft__byte_buffer_free(struct weft__byte_buffer *buffer)
{
    if (buffer->bytes != NULL)
        buffer->allocator->allocate(buffer->allocator->context, buffer->bytes, buffer->capacity, 0);
    *buffer = (struct weft__byte_buffer){.allocator = buffer->allocator};
}
