/* warm_memory.c - three lists of blocks: given out, spare, and too large to be pages. */
#include "warm_memory.h"

#include <assert.h>

/* Stands before what is given out, which is thereby aligned for anything. */
struct weft__warm_block {
    _Alignas(max_align_t) struct weft__warm_block *next;
    size_t bytes; /* this header included */
};

static void push(struct weft__warm_block **list, struct weft__warm_block *block)
{
    block->next = *list;
    *list = block;
}

static struct weft__warm_block *pop(struct weft__warm_block **list)
{
    struct weft__warm_block *block = *list;

    if (block != NULL)
        *list = block->next;
    return block;
}

static void free_all(struct weft__warm_memory *memory, struct weft__warm_block **list)
{
    struct weft__warm_block *block;

    while ((block = pop(list)) != NULL) {
        assert(memory->bytes >= block->bytes);
        memory->bytes -= block->bytes;
        memory->allocator.allocate(memory->allocator.context, block, block->bytes, 0);
    }
}

/* A new block in LIST for PAYLOAD_BYTES. Spare pages make room for it if they must: without them it
 * would have been had. */
static struct weft__warm_block *make(struct weft__warm_memory *memory,
                                     struct weft__warm_block **list, size_t payload_bytes)
{
    struct weft__warm_block *block;
    size_t bytes = payload_bytes + sizeof *block;

    if (payload_bytes > SIZE_MAX / 2)
        return NULL;
    if (bytes > memory->bytes_max - memory->bytes)
        free_all(memory, &memory->spare);
    if (bytes > memory->bytes_max - memory->bytes)
        return NULL;
    block = memory->allocator.allocate(memory->allocator.context, NULL, 0, bytes);
    if (block == NULL)
        return NULL;
    memory->bytes += bytes;
    block->bytes = bytes;
    push(list, block);
    return block;
}

void *weft__warm_page(struct weft__warm_memory *memory)
{
    struct weft__warm_block *page = pop(&memory->spare);

    if (page != NULL)
        push(&memory->pages, page);
    else
        page = make(memory, &memory->pages, WEFT__WARM_PAGE_BYTES);
    return page != NULL ? page + 1 : NULL;
}

void *weft__warm_piece_elsewhere(struct weft__warm_memory *memory, size_t bytes)
{
    struct weft__warm_block *block;
    char *page;

    if (bytes > WEFT__WARM_PAGE_BYTES) {
        block = make(memory, &memory->larger, bytes);
        return block != NULL ? block + 1 : NULL;
    }
    page = weft__warm_page(memory);
    if (page == NULL)
        return NULL;
    memory->piece = page;
    memory->piece_room = WEFT__WARM_PAGE_BYTES;
    return weft__warm_piece(memory, bytes);
}

void weft__warm_forget(struct weft__warm_memory *memory)
{
    struct weft__warm_block *page;

    while ((page = pop(&memory->pages)) != NULL)
        push(&memory->spare, page);
    free_all(memory, &memory->larger);
    memory->piece_room = 0;
}

void weft__warm_free(struct weft__warm_memory *memory)
{
    weft__warm_forget(memory);
    free_all(memory, &memory->spare);
}
