/* stopwatch.c - the one place of the benchmarks that looks at the machine's clock.
 *
 * By timespec_get, because the event loops among the peers are given a clock_gettime that tells
 * virtual time (peers/virtual_clock.c): the C library's own calls do not go through that name.
 */
#include "stopwatch.h"

#include <time.h>

uint64_t stopwatch_now_ns(void)
{
    struct timespec now;

    (void) timespec_get(&now, TIME_UTC);
    return (uint64_t) now.tv_sec * 1000000000 + (uint64_t) now.tv_nsec;
}
