/* pool_internal.h - the way through a pool that is taken a million times a second, inline.
 *
 * Invariants:
 *   P1  each block that was cut is either out, or in the list of its class, its first word being
 *       the link;
 *   P2  of a class, what lies in [cursor, end) was never given out; it is a multiple of the class's
 *       size;
 *   P3  bytes that are not out are poisoned.
 */
#ifndef WEFT_POOL_INTERNAL_H
#define WEFT_POOL_INTERNAL_H

#include "bits.h"
#include "poison.h"
#include "weft/pool.h"

#include <assert.h>
#include <stdbool.h>

#define WEFT__POOL_UNIT       16   /* sizes up to the next are multiples of it */
#define WEFT__POOL_FINE_BYTES 1024 /* above, sizes double */
#define WEFT__POOL_MOST_BYTES (64 * 1024)
#define WEFT__POOL_CLASSES    (WEFT__POOL_FINE_BYTES / WEFT__POOL_UNIT + 1 + 6)

struct weft__pool_link {
    struct weft__pool_link *next;
};

struct weft__pool_class {
    struct weft__pool_link *first; /* freed blocks, the last one first */
    char *cursor;
    char *end;
};

struct weft__pool_chunk;

struct weft_pool {
    struct weft__pool_class classes[WEFT__POOL_CLASSES];
    weft_allocator beneath;
    struct weft__pool_chunk *chunks;
    char *cursor; /* of the newest chunk: what belongs to no class yet */
    char *end;
    size_t chunk_bytes; /* of the next one */
};

/* What a pool's allocator calls, by which it is known. */
void *weft__pool_allocate(void *context, void *block, size_t old_bytes, size_t new_bytes);

/* A block for BYTES of the class NUMBER, which has none left. NULL without memory. */
void *weft__pool_cut(weft_pool *pool, size_t number, size_t bytes);

/* The class of BYTES, 1 to WEFT__POOL_FINE_BYTES. */
static inline size_t weft__pool_fine_class(size_t bytes)
{
    return (bytes + WEFT__POOL_UNIT - 1) / WEFT__POOL_UNIT;
}

static inline void *weft__pool_take(weft_pool *pool, size_t number, size_t bytes)
{
    struct weft__pool_class *list = &pool->classes[number];
    struct weft__pool_link *block = list->first;

    if (!block)
        return weft__pool_cut(pool, number, bytes);
    WEFT__UNPOISON(block, bytes > sizeof *block ? bytes : sizeof *block);
    list->first = block->next;
    weft__prefetch(list->first);
    return block;
}

static inline void weft__pool_give(weft_pool *pool, size_t number, void *freed, size_t bytes)
{
    struct weft__pool_class *list = &pool->classes[number];
    struct weft__pool_link *block = freed;

    assert(!WEFT__IS_POISONED(block)); /* given back twice */
    WEFT__UNPOISON(block, sizeof *block);
    block->next = list->first;
    list->first = block;
    WEFT__POISON(block, bytes > sizeof *block ? bytes : sizeof *block);
}

#endif
