/* allocator.c - the allocator that is used when none is given. */
#include "weft/allocator.h"

#include <stdlib.h>

static void *system_allocate(void *context, void *block, size_t old_bytes, size_t new_bytes)
{
    (void) context;
    (void) old_bytes;
    if (new_bytes == 0) {
        free(block);
        return NULL;
    }
    return realloc(block, new_bytes);
}

const weft_allocator weft_allocator_system = {.allocate = system_allocate, .context = NULL};
