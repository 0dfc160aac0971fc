/* radix_array.c - nodes of 32 pointers, and at the bottom nodes of 32 elements. */
#include "radix_array.h"

#include <stdbool.h>
#include <string.h>

enum { BITS = WEFT__RADIX_ARRAY_BITS, WIDTH = 1 << BITS };

static void *zeroed(struct weft__warm_memory *memory, size_t bytes)
{
    void *piece = weft__warm_piece(memory, bytes);

    return piece != NULL ? memset(piece, 0, bytes) : NULL;
}

/* Whether INDEX lies below the top. */
static bool reaches(const struct weft__radix_array *array, uint64_t index)
{
    return index >> (array->levels * BITS) < WIDTH;
}

/* Puts nodes above the top until INDEX lies below it. */
static bool grow(struct weft__radix_array *array, struct weft__warm_memory *memory, uint64_t index)
{
    while (!reaches(array, index)) {
        if (array->top != NULL) {
            void **above = zeroed(memory, WIDTH * sizeof *above);

            if (above == NULL)
                return false;
            above[0] = array->top;
            array->top = above;
        }
        array->levels++;
    }
    return true;
}

void *weft__radix_array_make(struct weft__radix_array *array, struct weft__warm_memory *memory,
                             size_t element_bytes, uint64_t index)
{
    void **place = &array->top;

    if (index >= WEFT__RADIX_ARRAY_MAX || !grow(array, memory, index))
        return NULL;
    for (unsigned level = array->levels; level > 0; level--) {
        if (*place == NULL)
            *place = zeroed(memory, WIDTH * sizeof *place);
        if (*place == NULL)
            return NULL;
        place = (void **) *place + (index >> (level * BITS)) % WIDTH;
    }
    if (*place == NULL)
        *place = zeroed(memory, WIDTH * element_bytes);
    return *place != NULL ? (char *) *place + index % WIDTH * element_bytes : NULL;
}

const void *weft__radix_array_find(const struct weft__radix_array *array, size_t element_bytes,
                                   uint64_t index)
{
    const void *node = array->top;

    if (!reaches(array, index))
        return NULL;
    for (unsigned level = array->levels; level > 0 && node != NULL; level--)
        node = ((void *const *) node)[(index >> (level * BITS)) % WIDTH];
    return node != NULL ? (const char *) node + index % WIDTH * element_bytes : NULL;
}
