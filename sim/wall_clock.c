/* wall_clock.c - the machine's time. */
#include "wall_clock.h"

#include <time.h>

int64_t weft__wall_clock_us(void)
{
    struct timespec now;

    clock_gettime(CLOCK_MONOTONIC, &now); /* cannot fail: the clock exists, the place is ours */
    return (int64_t) now.tv_sec * 1000000 + now.tv_nsec / 1000;
}
