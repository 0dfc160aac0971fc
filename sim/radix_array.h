/* radix_array.h - an array whose elements never move, as deep a tree as its largest index asks for.
 *
 * Its nodes are small pieces of a warm memory and go with what else is in it: after
 * weft__warm_forget the array is made empty by WEFT__RADIX_ARRAY_EMPTY. It costs little when it is
 * made anew for a few elements, over and over again.
 */
#ifndef WEFT_SIM_RADIX_ARRAY_H
#define WEFT_SIM_RADIX_ARRAY_H

#include "warm_memory.h"

#include <stdint.h>

#define WEFT__RADIX_ARRAY_BITS 5 /* of an index that one level looks at */
#define WEFT__RADIX_ARRAY_MAX  (UINT64_C(1) << 30)

struct weft__radix_array {
    void *top;       /* NULL: no element was ever made */
    unsigned levels; /* of nodes above those that hold elements */
};

#define WEFT__RADIX_ARRAY_EMPTY ((struct weft__radix_array){.top = NULL})

/* The element at INDEX, zeroed if nobody asked for it before. All elements have ELEMENT_BYTES.
 * NULL without memory, or if INDEX is not below WEFT__RADIX_ARRAY_MAX. */
void *weft__radix_array_make(struct weft__radix_array *array, struct weft__warm_memory *memory,
                             size_t element_bytes, uint64_t index);

/* The element at INDEX, or NULL if no neighbour of it was ever made. */
const void *weft__radix_array_find(const struct weft__radix_array *array, size_t element_bytes,
                                   uint64_t index);

#endif
