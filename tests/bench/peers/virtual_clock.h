/* virtual_clock.h - virtual time for an event loop that is made for real time.
 *
 * clock_gettime tells it, in milliseconds, and a wait of the loop is over at once, at the time at
 * which it was to end. Both are functions of the program, which the loop's library calls in place
 * of the C library's.
 */
#ifndef BENCH_VIRTUAL_CLOCK_H
#define BENCH_VIRTUAL_CLOCK_H

#include <stdint.h>

/* Milliseconds since 0: the tick of this peer. */
uint64_t virtual_clock_now(void);

#endif
