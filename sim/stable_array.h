/* stable_array.h - an array that grows page by page: elements never move, and growing never copies
 * one.
 *
 * The first few elements have a small page of their own, for most arrays need no other. Two levels
 * of pages of pointers lead to the pages of the others. Pages are made where they are needed, so an
 * index may be anything below WEFT__STABLE_ARRAY_MAX. An array that is all zeroes but for its
 * allocator and its element_bytes is an empty one.
 */
#ifndef WEFT_SIM_STABLE_ARRAY_H
#define WEFT_SIM_STABLE_ARRAY_H

#include "weft/allocator.h"

#include <stdint.h>

#define WEFT__STABLE_ARRAY_FEW  32  /* elements of the first page */
#define WEFT__STABLE_ARRAY_PAGE 512 /* elements, and pointers */
#define WEFT__STABLE_ARRAY_MAX                                                                     \
    ((uint64_t) WEFT__STABLE_ARRAY_PAGE * WEFT__STABLE_ARRAY_PAGE * WEFT__STABLE_ARRAY_PAGE)

struct weft__stable_array {
    const weft_allocator *allocator;
    size_t element_bytes;
    void *few;   /* the page of the first; NULL while there is none */
    void **root; /* to pages of pointers to pages of elements; NULL while there is none */
};

/* The element at INDEX, zeroed if nobody asked for it before. NULL without memory, or if INDEX is
 * too large. */
void *weft__stable_array_make(struct weft__stable_array *array, uint64_t index);

/* The element at INDEX, or NULL if its page was never made. */
const void *weft__stable_array_find(const struct weft__stable_array *array, uint64_t index);

/* Gives all pages back; the array is empty then. */
void weft__stable_array_free(struct weft__stable_array *array);

#endif
