/* huge_pages.h - two megabytes that the processor finds with one entry of its page table. */
#ifndef WEFT_HUGE_PAGES_H
#define WEFT_HUGE_PAGES_H

#include <stddef.h>

#define WEFT__HUGE_PAGE_BYTES ((size_t) 2 * 1024 * 1024)

/* A block of that size from the system, aligned to it, as one page where the system has such. NULL
 * without memory. */
void *weft__huge_pages_take(void);
void weft__huge_pages_give(void *block);

#endif
