/* warm_memory.h - memory that is filled up, forgotten in one motion, and filled up again without
 * being given back: for what is done thousands of times.
 *
 * It is held in pages of one size, which are given out whole or cut into pieces; forgotten pages
 * serve for either. What is held never exceeds the bound, and what was held before never makes the
 * bound narrower: from the same requests after weft__warm_forget follow the same answers, as long
 * as the allocator has memory.
 */
#ifndef WEFT_SIM_WARM_MEMORY_H
#define WEFT_SIM_WARM_MEMORY_H

#include "weft/allocator.h"

#include <stdint.h>

#define WEFT__WARM_PAGE_BYTES ((size_t) 16 * 1024)
#define WEFT__WARM_PIECE_UNIT sizeof(uint64_t) /* what pieces are aligned to */

struct weft__warm_block;

struct weft__warm_memory {
    weft_allocator allocator;
    size_t bytes; /* held now; whoever holds the struct may count in what it is part of */
    size_t bytes_max;
    struct weft__warm_block *pages;  /* given out */
    struct weft__warm_block *spare;  /* pages that are not */
    struct weft__warm_block *larger; /* pieces for which a page is too small */
    char *piece;                     /* where the next piece begins */
    size_t piece_room;               /* how many bytes there are from there on; whole units */
};

/* A page of WEFT__WARM_PAGE_BYTES, aligned for anything, with anything in it. NULL without memory,
 * or beyond the bound. */
void *weft__warm_page(struct weft__warm_memory *memory);

/* A piece of a new page, or one that has a block of its own: what weft__warm_piece does if the page
 * in use has no room. */
void *weft__warm_piece_elsewhere(struct weft__warm_memory *memory, size_t bytes);

/* The same for BYTES bytes, at least one, aligned to WEFT__WARM_PIECE_UNIT. */
static inline void *weft__warm_piece(struct weft__warm_memory *memory, size_t bytes)
{
    const size_t unit = WEFT__WARM_PIECE_UNIT;
    char *piece = memory->piece;

    if (bytes > memory->piece_room)
        return weft__warm_piece_elsewhere(memory, bytes);
    bytes = (bytes + unit - 1) / unit * unit; /* there is room: it is made of whole units */
    memory->piece += bytes;
    memory->piece_room -= bytes;
    return piece;
}

/* Takes back all that was given out. Pages are kept; larger pieces are not. */
void weft__warm_forget(struct weft__warm_memory *memory);

/* Gives everything back to the allocator. */
void weft__warm_free(struct weft__warm_memory *memory);

#endif
