/* restless_allocator.c - malloc and free, and as much change as possible between them. */
#include "restless_allocator.h"

#include <stdlib.h>
#include <string.h>

enum { FRESH = 0xA5, STALE = 0x5A, EXTRA_BYTES = 48 };

static void *make(struct weft__restless *restless, size_t bytes)
{
    size_t extra = restless->requests++ % 2 == 1 ? EXTRA_BYTES : 0;
    void *block = bytes <= SIZE_MAX - EXTRA_BYTES ? malloc(bytes + extra) : NULL;

    if (block != NULL)
        memset(block, FRESH, bytes);
    return block;
}

static void *restless_allocate(void *context, void *block, size_t old_bytes, size_t new_bytes)
{
    void *fresh = new_bytes > 0 ? make(context, new_bytes) : NULL;

    if (new_bytes > 0 && fresh == NULL)
        return NULL;
    if (block != NULL) {
        if (fresh != NULL)
            memcpy(fresh, block, old_bytes < new_bytes ? old_bytes : new_bytes);
        memset(block, STALE, old_bytes);
        free(block);
    }
    return fresh;
}

weft_allocator weft__restless_allocator(struct weft__restless *restless)
{
    return (weft_allocator){.allocate = restless_allocate, .context = restless};
}
