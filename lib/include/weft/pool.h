/* pool.h - memory that is given out again without asking anybody: an allocator over another one.
 *
 * Blocks of up to 64 KiB are cut from chunks and, when they are freed, kept in a list of their size
 * for the next who asks; larger ones come from beneath and go back there. So a program that makes
 * and lets go of the same things over and over asks the system once, and what was let go last,
 * which is still in the processor's cache, is handed out first. What a pool has taken for chunks it
 * keeps until it is freed. The chunks grow from 16 KiB to 32 MiB; on Linux the large ones are asked
 * for as huge pages.
 *
 * A reactor that is given no allocator has a pool of its own. One that outlives reactors serves
 * one after the other: a simulation that is made anew ten thousand times then needs the system for
 * the first one only.
 *
 *     weft_pool_create(NULL, &pool);
 *     options.allocator = weft_pool_allocator(pool);
 *
 * A pool is used from one thread. Under AddressSanitizer a freed block is poisoned like any other.
 *
 * Source: segregated free lists, as in Doug Lea, "A Memory Allocator" (its exact bins).
 */
#ifndef WEFT_POOL_H
#define WEFT_POOL_H

#include "weft/allocator.h"

#ifdef __cplusplus
extern "C" {
#endif

typedef struct weft_pool weft_pool;

/* Makes a pool over BENEATH (copied; NULL: weft_allocator_system). Returns WEFT_OK or
 * WEFT_NO_MEMORY. */
WEFT_API WEFT_MUST_USE weft_status weft_pool_create(const weft_allocator *beneath,
                                                    weft_pool **pool);

/* The allocator over POOL, as long as that lives. */
WEFT_API weft_allocator weft_pool_allocator(weft_pool *pool);

/* Gives all chunks back, and with them every block of up to 64 KiB that is still out; larger
 * blocks must have been freed before. */
WEFT_API void weft_pool_free(weft_pool *pool);

#ifdef __cplusplus
}
#endif

#endif
