/* pool.c - chunks, and the lists of free blocks by size; its invariants stand in pool_internal.h.
 */
#include "pool_internal.h"

#include "huge_pages.h"

#include <assert.h>
#include <stdalign.h>
#include <stdint.h>
#include <string.h>

#define LINE_BYTES        64 /* of a cache: a block that fits in one line does not straddle */
#define CHUNK_BYTES_FIRST ((size_t) 16 * 1024)
#define CHUNK_BYTES_MOST  (16 * WEFT__HUGE_PAGE_BYTES)
#define RUN_BYTES         ((size_t) 1024) /* cut for a class at once */

struct weft__pool_chunk {
    alignas(max_align_t) struct weft__pool_chunk *next;
    size_t bytes; /* this header included */
};

/* Classes. */

static size_t class_of(size_t bytes)
{
    size_t number = WEFT__POOL_FINE_BYTES / WEFT__POOL_UNIT + 1;

    if (bytes <= WEFT__POOL_FINE_BYTES)
        return weft__pool_fine_class(bytes);
    for (size_t most = (size_t) WEFT__POOL_FINE_BYTES * 2; bytes > most; most *= 2)
        number++;
    return number;
}

static size_t bytes_of_class(size_t number)
{
    size_t fine = WEFT__POOL_FINE_BYTES / WEFT__POOL_UNIT;

    return number <= fine ? number * WEFT__POOL_UNIT
                          : (size_t) WEFT__POOL_FINE_BYTES << (number - fine);
}

/* Chunks. */

/* What is large comes from beneath, from the system as huge pages. */

static bool is_huge(const weft_pool *pool, size_t bytes)
{
    return bytes >= WEFT__HUGE_PAGE_BYTES &&
           pool->beneath.allocate == weft_allocator_system.allocate;
}

static void *take_beneath(weft_pool *pool, size_t bytes)
{
    if (is_huge(pool, bytes))
        return weft__huge_pages_take(bytes);
    return pool->beneath.allocate(pool->beneath.context, NULL, 0, bytes);
}

static void give_beneath(weft_pool *pool, void *block, size_t bytes)
{
    if (is_huge(pool, bytes))
        weft__huge_pages_give(block);
    else
        pool->beneath.allocate(pool->beneath.context, block, bytes, 0);
}

static struct weft__pool_chunk *make_chunk(weft_pool *pool, size_t bytes)
{
    struct weft__pool_chunk *chunk = take_beneath(pool, bytes);

    if (!chunk)
        return NULL;
    chunk->next = pool->chunks;
    chunk->bytes = bytes;
    pool->chunks = chunk;
    return chunk;
}

/* The tail of the newest chunk, from now on in the lists. */
static void keep_tail(weft_pool *pool)
{
    size_t left = (size_t) (pool->end - pool->cursor) / WEFT__POOL_UNIT * WEFT__POOL_UNIT;

    while (left > 0) {
        size_t number = class_of(left);

        if (bytes_of_class(number) > left)
            number--;
        WEFT__UNPOISON(pool->cursor, bytes_of_class(number));
        weft__pool_give(pool, number, pool->cursor, bytes_of_class(number));
        pool->cursor += bytes_of_class(number);
        left -= bytes_of_class(number);
    }
}

/* Where a block begins for which the newest chunk has room, behind what it has given out; NULL: it
 * has none. */
static char *place_in_chunk(const weft_pool *pool, size_t bytes)
{
    size_t gap = (size_t) (-(uintptr_t) pool->cursor % LINE_BYTES);

    if (!pool->cursor || (size_t) (pool->end - pool->cursor) < gap + bytes)
        return NULL;
    return pool->cursor + gap;
}

static bool add_chunk(weft_pool *pool, size_t bytes)
{
    size_t least = bytes + sizeof(struct weft__pool_chunk) + LINE_BYTES;
    size_t wanted = pool->chunk_bytes > least ? pool->chunk_bytes : least;
    struct weft__pool_chunk *chunk = make_chunk(pool, wanted);

    if (!chunk && wanted > least) {
        wanted = least; /* memory is short: what is needed, and no more */
        chunk = make_chunk(pool, wanted);
    }
    if (!chunk)
        return false;
    if (pool->chunk_bytes < CHUNK_BYTES_MOST)
        pool->chunk_bytes *= 2;
    if (pool->cursor)
        keep_tail(pool);
    pool->cursor = (char *) chunk + sizeof *chunk;
    pool->end = (char *) chunk + wanted;
    WEFT__POISON(pool->cursor, (size_t) (pool->end - pool->cursor));
    return true;
}

/* BYTES, a multiple of the unit, from the newest chunk or a new one. */
static char *take_run(weft_pool *pool, size_t bytes)
{
    char *place = place_in_chunk(pool, bytes);

    if (!place && add_chunk(pool, bytes))
        place = place_in_chunk(pool, bytes);
    if (place)
        pool->cursor = place + bytes;
    return place;
}

/* Blocks. */

void *weft__pool_cut(weft_pool *pool, size_t number, size_t bytes)
{
    struct weft__pool_class *list = &pool->classes[number];
    size_t each = bytes_of_class(number);
    char *block;

    if (list->cursor == list->end) {
        size_t run = each < RUN_BYTES ? RUN_BYTES / each * each : each;

        list->cursor = take_run(pool, run);
        list->end = list->cursor ? list->cursor + run : NULL;
    }
    block = list->cursor;
    if (block) {
        list->cursor += each;
        WEFT__UNPOISON(block, bytes);
    }
    return block;
}

static void *take(weft_pool *pool, size_t bytes)
{
    if (bytes > WEFT__POOL_MOST_BYTES)
        return take_beneath(pool, bytes);
    return weft__pool_take(pool, class_of(bytes), bytes);
}

static void give(weft_pool *pool, void *block, size_t bytes)
{
    if (bytes > WEFT__POOL_MOST_BYTES)
        give_beneath(pool, block, bytes);
    else
        weft__pool_give(pool, class_of(bytes), block, bytes);
}

static void *resize(weft_pool *pool, void *block, size_t old_bytes, size_t new_bytes)
{
    void *moved;

    if (old_bytes > WEFT__POOL_MOST_BYTES && new_bytes > WEFT__POOL_MOST_BYTES &&
        !is_huge(pool, old_bytes) && !is_huge(pool, new_bytes))
        return pool->beneath.allocate(pool->beneath.context, block, old_bytes, new_bytes);
    if (new_bytes <= WEFT__POOL_MOST_BYTES && class_of(old_bytes) == class_of(new_bytes)) {
        WEFT__POISON(block, old_bytes);
        WEFT__UNPOISON(block, new_bytes);
        return block;
    }
    moved = take(pool, new_bytes);
    if (!moved)
        return NULL;
    memcpy(moved, block, old_bytes < new_bytes ? old_bytes : new_bytes);
    give(pool, block, old_bytes);
    return moved;
}

void *weft__pool_allocate(void *context, void *block, size_t old_bytes, size_t new_bytes)
{
    weft_pool *pool = context;

    if (!block)
        return take(pool, new_bytes);
    if (new_bytes > 0)
        return resize(pool, block, old_bytes, new_bytes);
    give(pool, block, old_bytes);
    return NULL;
}

/* Life. */

weft_status weft_pool_create(const weft_allocator *beneath, weft_pool **pool)
{
    weft_allocator chosen = beneath ? *beneath : weft_allocator_system;
    weft_pool *made = chosen.allocate(chosen.context, NULL, 0, sizeof *made);

    if (!made)
        return WEFT_NO_MEMORY;
    *made = (weft_pool){.beneath = chosen, .chunk_bytes = CHUNK_BYTES_FIRST};
    *pool = made;
    return WEFT_OK;
}

weft_allocator weft_pool_allocator(weft_pool *pool)
{
    return (weft_allocator){.allocate = weft__pool_allocate, .context = pool};
}

void weft_pool_free(weft_pool *pool)
{
    weft_allocator beneath = pool->beneath;

    while (pool->chunks) {
        struct weft__pool_chunk *chunk = pool->chunks;
        size_t bytes = chunk->bytes;

        pool->chunks = chunk->next;
        WEFT__UNPOISON(chunk, bytes);
        give_beneath(pool, chunk, bytes);
    }
    beneath.allocate(beneath.context, pool, sizeof *pool, 0);
}
