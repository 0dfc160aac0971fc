/* keeping_allocator.c - a list of kept blocks, searched from the one that came back last. */
#include "keeping_allocator.h"

#include <stdlib.h>

static void *take(struct keeping_allocator *keeper, size_t bytes)
{
    for (size_t place = keeper->count; place > 0; place--) {
        struct kept_block found = keeper->kept[place - 1];

        if (found.bytes == bytes) {
            keeper->kept[place - 1] = keeper->kept[--keeper->count];
            return found.block;
        }
    }
    return NULL;
}

static void *allocate(void *context, void *block, size_t old_bytes, size_t new_bytes)
{
    struct keeping_allocator *keeper = context;
    void *kept;

    if (new_bytes == 0 && block && old_bytes >= KEPT_BYTES_MIN && keeper->count < KEPT_BLOCKS_MAX) {
        keeper->kept[keeper->count++] = (struct kept_block){block, old_bytes};
        return NULL;
    }
    if (!block && new_bytes >= KEPT_BYTES_MIN) {
        kept = take(keeper, new_bytes);
        if (kept)
            return kept;
    }
    return weft_allocator_system.allocate(weft_allocator_system.context, block, old_bytes,
                                          new_bytes);
}

weft_allocator keeping_allocator(struct keeping_allocator *keeper)
{
    return (weft_allocator){allocate, keeper};
}

void keeping_allocator_empty(struct keeping_allocator *keeper)
{
    while (keeper->count > 0)
        free(keeper->kept[--keeper->count].block);
}
