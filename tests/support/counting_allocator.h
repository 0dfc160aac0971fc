/* counting_allocator.h - memory for tests: counted to the byte, hostile, and able to run out
 * anywhere.
 *
 * A resized block always moves. Fresh bytes hold 0xA5, those given back 0x5A. A guard stands at
 * both ends of each block; a damaged guard, or a size given back that is not the one asked for,
 * ends the program with a sentence on stderr.
 */
#ifndef TESTS_COUNTING_ALLOCATOR_H
#define TESTS_COUNTING_ALLOCATOR_H

#include <weft/allocator.h>

#include <stdbool.h>

struct counting_allocator {
    size_t bytes;                /* alive, as they were asked for */
    size_t blocks;               /* alive */
    size_t requests;             /* to make or resize a block, those that failed too */
    size_t failures;             /* requests that failed */
    size_t fail_at;              /* the request that fails, counted as requests are; 0: none */
    bool fails_on;               /* every later one as well */
    struct counted_block *first; /* the live blocks */
};

void counting_allocator_start(struct counting_allocator *counting);

/* COUNTING must outlive what is allocated through it. */
weft_allocator counting_allocator_allocator(struct counting_allocator *counting);

/* The NTH request from now on fails (1: the next one), and only that. */
void counting_allocator_fail_once(struct counting_allocator *counting, size_t nth);

/* The NTH request from now on fails, and all later ones. */
void counting_allocator_fail_from(struct counting_allocator *counting, size_t nth);

void counting_allocator_fail_never(struct counting_allocator *counting);

/* Frees what is still alive, so that a test that failed halfway leaks nothing. */
void counting_allocator_end(struct counting_allocator *counting);

#endif
