/* label_counts.h - how many things of one label somebody has made. */
#ifndef WEFT_SIM_LABEL_COUNTS_H
#define WEFT_SIM_LABEL_COUNTS_H

#include "weft/allocator.h"

#include <stdbool.h>
#include <stdint.h>

struct weft__label_count {
    uint64_t key; /* a hash of who made them and what they are called; 0: none */
    uint32_t count;
};

/* All zero but for its allocator is an empty one. */
struct weft__label_counts {
    const weft_allocator *allocator;
    struct weft__label_count *table; /* open addressing; a power of two of places */
    size_t places;
    size_t used;
};

/* Counts one more of KEY, and returns how many there are now; 0 without memory. */
uint32_t weft__label_counts_add(struct weft__label_counts *counts, uint64_t key);

void weft__label_counts_free(struct weft__label_counts *counts);

#endif
