/* restless_allocator.h - memory that is never where it was, and never what it was.
 *
 * For running a scenario a second time: fresh memory is filled with 0xA5, memory given back with
 * 0x5A, every resize moves the block, and every second block is a little larger than asked for. A
 * run that depends on an address, on what memory held before, or on what it holds after it was
 * given back comes out differently.
 */
#ifndef WEFT_SIM_RESTLESS_ALLOCATOR_H
#define WEFT_SIM_RESTLESS_ALLOCATOR_H

#include "weft/allocator.h"

#include <stdint.h>

struct weft__restless {
    uint64_t requests; /* so far; begins as 0 */
};

/* An allocator over RESTLESS, which must outlive it. */
weft_allocator weft__restless_allocator(struct weft__restless *restless);

#endif
