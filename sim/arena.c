/* arena.c - blocks in a list; pieces are cut from the newest. */
#include "arena.h"

#include <stdint.h>
#include <string.h>

enum { BLOCK_BYTES = 16 * 1024 };

struct weft__arena_block {
    struct weft__arena_block *next;
    size_t bytes; /* of the whole block, this header included */
    size_t used;  /* likewise */
};

static size_t aligned(size_t bytes)
{
    size_t unit = _Alignof(max_align_t);

    return (bytes + unit - 1) / unit * unit;
}

static struct weft__arena_block *block_create(struct weft__arena *arena, size_t payload_bytes)
{
    size_t header_bytes = aligned(sizeof(struct weft__arena_block));
    size_t bytes = header_bytes + payload_bytes;
    struct weft__arena_block *block;

    if (bytes < BLOCK_BYTES)
        bytes = BLOCK_BYTES;
    block = arena->allocator->allocate(arena->allocator->context, NULL, 0, bytes);
    if (block == NULL)
        return NULL;
    block->next = arena->blocks;
    block->bytes = bytes;
    block->used = header_bytes;
    arena->blocks = block;
    return block;
}

void *weft__arena_take(struct weft__arena *arena, size_t bytes)
{
    struct weft__arena_block *block = arena->blocks;
    char *piece;

    if (bytes > SIZE_MAX / 2)
        return NULL;
    bytes = aligned(bytes);
    if (block == NULL || block->bytes - block->used < bytes) {
        block = block_create(arena, bytes);
        if (block == NULL)
            return NULL;
    }
    piece = (char *) block + block->used;
    block->used += bytes;
    return piece;
}

void *weft__arena_allocate(struct weft__arena *arena, size_t bytes)
{
    void *piece = weft__arena_take(arena, bytes);

    if (piece != NULL)
        memset(piece, 0, bytes);
    return piece;
}

char *weft__arena_copy(struct weft__arena *arena, const char *text, size_t length)
{
    char *copy = weft__arena_take(arena, length + 1);

    if (copy == NULL)
        return NULL;
    if (length > 0)
        memcpy(copy, text, length);
    copy[length] = '\0';
    return copy;
}

void weft__arena_free(struct weft__arena *arena)
{
    while (arena->blocks != NULL) {
        struct weft__arena_block *block = arena->blocks;

        arena->blocks = block->next;
        arena->allocator->allocate(arena->allocator->context, block, block->bytes, 0);
    }
}
