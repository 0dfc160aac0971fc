/* huge_pages.c - aligned memory of the system, and the advice to make one page of it. */
#if defined(__linux__)
#define _DEFAULT_SOURCE /* madvise */
#include <sys/mman.h>
#endif

#include "huge_pages.h"

#include <stdlib.h>

void *weft__huge_pages_take(void)
{
    void *block = aligned_alloc(WEFT__HUGE_PAGE_BYTES, WEFT__HUGE_PAGE_BYTES);

#if defined(MADV_HUGEPAGE)
    if (block)
        (void) madvise(block, WEFT__HUGE_PAGE_BYTES, MADV_HUGEPAGE); /* refused: pages as usual */
#endif
    return block;
}

void weft__huge_pages_give(void *block)
{
    free(block);
}
