/* keeping_allocator.h - an allocator that keeps what it gets back, for the next that asks for as
 * much.
 *
 * What a program does that makes one trace after another: the pages have been touched once, and
 * stay. Only large blocks are kept; the others are malloc's.
 */
#ifndef BENCH_KEEPING_ALLOCATOR_H
#define BENCH_KEEPING_ALLOCATOR_H

#include "weft/allocator.h"

#define KEPT_BYTES_MIN  4096
#define KEPT_BLOCKS_MAX 1024

struct keeping_allocator {
    struct kept_block {
        void *block;
        size_t bytes;
    } kept[KEPT_BLOCKS_MAX];
    size_t count;
};

/* The allocator over KEEPER, all zero at first, which lives as long as any block does. */
weft_allocator keeping_allocator(struct keeping_allocator *keeper);

/* Frees what is kept. */
void keeping_allocator_empty(struct keeping_allocator *keeper);

#endif
