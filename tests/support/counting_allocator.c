/* counting_allocator.c - each block stands between two guards; its head knows its size and its
 * neighbours. */
#include "counting_allocator.h"

#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define FRESH_BYTE  0xA5
#define FREED_BYTE  0x5A
#define GUARD_BYTE  0xFD
#define GUARD_BYTES (2 * sizeof(max_align_t))

struct counted_block {
    _Alignas(max_align_t) size_t bytes;
    struct counted_block *previous;
    struct counted_block *next;
    _Alignas(max_align_t) unsigned char guard[GUARD_BYTES]; /* the content follows */
};

static void give_up(const char *sentence)
{
    (void) fprintf(stderr, "counting_allocator: %s\n", sentence);
    abort();
}

static bool is_guard(const unsigned char *bytes)
{
    for (size_t i = 0; i < GUARD_BYTES; i++) {
        if (bytes[i] != GUARD_BYTE)
            return false;
    }
    return true;
}

static unsigned char *content_of(struct counted_block *block)
{
    return (unsigned char *) (block + 1);
}

static struct counted_block *make(struct counting_allocator *counting, size_t bytes)
{
    struct counted_block *block;

    if (bytes > SIZE_MAX - sizeof *block - GUARD_BYTES)
        return NULL;
    block = malloc(sizeof *block + bytes + GUARD_BYTES);
    if (!block)
        return NULL;
    block->bytes = bytes;
    memset(block->guard, GUARD_BYTE, GUARD_BYTES);
    memset(content_of(block), FRESH_BYTE, bytes);
    memset(content_of(block) + bytes, GUARD_BYTE, GUARD_BYTES);
    block->previous = NULL;
    block->next = counting->first;
    if (counting->first)
        counting->first->previous = block;
    counting->first = block;
    counting->bytes += bytes;
    counting->blocks++;
    return block;
}

static void drop(struct counting_allocator *counting, struct counted_block *block)
{
    if (block->previous)
        block->previous->next = block->next;
    else
        counting->first = block->next;
    if (block->next)
        block->next->previous = block->previous;
    counting->bytes -= block->bytes;
    counting->blocks--;
    memset(content_of(block), FREED_BYTE, block->bytes);
    free(block);
}

static struct counted_block *find(void *content, size_t bytes)
{
    struct counted_block *block = (struct counted_block *) content - 1;

    if (!is_guard(block->guard))
        give_up("something was written before a block, or it is none of this allocator's");
    if (block->bytes != bytes)
        give_up("a block came back with another size than it was asked for with");
    if (!is_guard(content_of(block) + bytes))
        give_up("something was written behind a block");
    return block;
}

static bool refuses(struct counting_allocator *counting)
{
    size_t request = ++counting->requests;
    bool refused = request == counting->fail_at ||
                   (counting->fails_on && counting->fail_at != 0 && request > counting->fail_at);

    if (refused)
        counting->failures++;
    return refused;
}

static void *allocate(void *context, void *content, size_t old_bytes, size_t new_bytes)
{
    struct counting_allocator *counting = context;
    struct counted_block *old = NULL;
    struct counted_block *fresh;

    if (content)
        old = find(content, old_bytes);
    else if (old_bytes != 0)
        give_up("a size was given for no block");
    if (new_bytes == 0) {
        if (old)
            drop(counting, old);
        return NULL;
    }
    if (refuses(counting))
        return NULL;
    fresh = make(counting, new_bytes);
    if (!fresh)
        return NULL;
    if (old) {
        memcpy(content_of(fresh), content, old_bytes < new_bytes ? old_bytes : new_bytes);
        drop(counting, old);
    }
    return content_of(fresh);
}

void counting_allocator_start(struct counting_allocator *counting)
{
    *counting = (struct counting_allocator){0};
}

weft_allocator counting_allocator_allocator(struct counting_allocator *counting)
{
    return (weft_allocator){.allocate = allocate, .context = counting};
}

static void fail(struct counting_allocator *counting, size_t nth, bool fails_on)
{
    counting->fail_at = counting->requests + nth;
    counting->fails_on = fails_on;
}

void counting_allocator_fail_once(struct counting_allocator *counting, size_t nth)
{
    fail(counting, nth, false);
}

void counting_allocator_fail_from(struct counting_allocator *counting, size_t nth)
{
    fail(counting, nth, true);
}

void counting_allocator_fail_never(struct counting_allocator *counting)
{
    counting->fail_at = 0;
    counting->fails_on = false;
}

void counting_allocator_end(struct counting_allocator *counting)
{
    while (counting->first)
        drop(counting, counting->first);
}
