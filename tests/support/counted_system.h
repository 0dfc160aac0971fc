/* counted_system.h - all memory of a test program, a world's too, counted: weft_allocator_system is
 * a counting one here.
 *
 * For a test's own source to include: it defines the allocator, so that the linker has no need of
 * the library's.
 */
#ifndef TESTS_COUNTED_SYSTEM_H
#define TESTS_COUNTED_SYSTEM_H

#include "support/counting_allocator.h"

static struct counting_allocator memory;

static void *allocate_counted(void *context, void *block, size_t old_bytes, size_t new_bytes)
{
    weft_allocator counted = counting_allocator_allocator(&memory);

    (void) context;
    return counted.allocate(counted.context, block, old_bytes, new_bytes);
}

const weft_allocator weft_allocator_system = {.allocate = allocate_counted, .context = NULL};

/* Set-up and tear-down of a test, or of all of them: nothing is out before, and nothing after. */
static inline int counted_system_begin(void **state)
{
    (void) state;
    counting_allocator_start(&memory);
    return 0;
}

static inline int counted_system_end(void **state)
{
    (void) state;
    return memory.bytes == 0 ? 0 : -1;
}

#endif
