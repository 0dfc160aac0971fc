/* arena.h - memory that is given out piece by piece and taken back in one motion.
 *
 * Pieces come from blocks of the allocator; none is freed before the arena is. An arena that is all
 * zeroes but for its allocator is an empty one.
 */
#ifndef WEFT_SIM_ARENA_H
#define WEFT_SIM_ARENA_H

#include "weft/allocator.h"

struct weft__arena_block;

struct weft__arena {
    const weft_allocator *allocator;
    struct weft__arena_block *blocks; /* the newest first */
};

/* BYTES zeroed bytes, aligned for anything, or NULL if there is no memory. */
void *weft__arena_allocate(struct weft__arena *arena, size_t bytes);

/* The same for bytes that may be anything. */
void *weft__arena_take(struct weft__arena *arena, size_t bytes);

/* LENGTH bytes at TEXT as a terminated copy, or NULL if there is no memory. */
char *weft__arena_copy(struct weft__arena *arena, const char *text, size_t length);

/* Gives everything back; the arena is empty then and can be used again. */
void weft__arena_free(struct weft__arena *arena);

#endif
