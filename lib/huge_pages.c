/* huge_pages.c - aligned memory of the system, and the advice to make huge pages of it. */
#if defined(__linux__)
#define _DEFAULT_SOURCE /* madvise */
#include <sys/mman.h>
#endif

#include "huge_pages.h"

#include <stdint.h>
#include <stdlib.h>

void *weft__huge_pages_take(size_t bytes)
{
    size_t whole =
        (bytes + WEFT__HUGE_PAGE_BYTES - 1) / WEFT__HUGE_PAGE_BYTES * WEFT__HUGE_PAGE_BYTES;
    void *block;

    if (bytes > SIZE_MAX - WEFT__HUGE_PAGE_BYTES)
        return NULL;
    block = aligned_alloc(WEFT__HUGE_PAGE_BYTES, whole);
#if defined(MADV_HUGEPAGE)
    if (block)
        (void) madvise(block, whole, MADV_HUGEPAGE); /* refused: pages as usual */
#endif
    return block;
}

void weft__huge_pages_give(void *block)
{
    free(block);
}
