/* allocator.h - the one function through which every byte of Weft is had and given back.
 *
 * Sizes travel both ways, so an allocator can count exactly without a header before each block,
 * and a test can make any single request fail. The library never asks on the way out: firing,
 * cancelling, stopping, closing and releasing only give back.
 */
#ifndef WEFT_ALLOCATOR_H
#define WEFT_ALLOCATOR_H

#include "weft/status.h"

#include <stddef.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef struct weft_allocator {
    /* Makes, resizes or frees a block.
     *
     * BLOCK NULL: makes one of NEW_BYTES (OLD_BYTES is 0). NEW_BYTES 0: frees BLOCK and returns
     * NULL; this never fails. Otherwise resizes BLOCK, keeping the smaller of both sizes of
     * content. Alignment is that of max_align_t. Returns NULL when there is no memory; BLOCK is
     * then untouched.
     */
    void *(*allocate)(void *context, void *block, size_t old_bytes, size_t new_bytes);
    void *context; /* handed to allocate; owned by whoever made this allocator */
} weft_allocator;

/* The allocator over malloc, realloc and free. Its context is unused. */
WEFT_API extern const weft_allocator weft_allocator_system;

#ifdef __cplusplus
}
#endif

#endif
