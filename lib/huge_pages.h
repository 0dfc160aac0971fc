/* huge_pages.h - memory by two megabytes, each of which the processor finds with one entry of its
 * page table. */
#ifndef WEFT_HUGE_PAGES_H
#define WEFT_HUGE_PAGES_H

#include <stddef.h>

#define WEFT__HUGE_PAGE_BYTES ((size_t) 2 * 1024 * 1024)

/* A block of the system's of at least BYTES, aligned to a huge page and made of such where there
 * are any. NULL without memory. */
void *weft__huge_pages_take(size_t bytes);
void weft__huge_pages_give(void *block);

#endif
