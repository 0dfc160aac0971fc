/* processors.c - asking the machine. */
#include "processors.h"

#include "worker_pool.h"

#include <unistd.h>

size_t weft__processors(size_t wanted)
{
    long online = wanted > 0 ? (long) wanted : sysconf(_SC_NPROCESSORS_ONLN);

    return online < 1                        ? 1
           : online > WEFT__POOL_WORKERS_MAX ? WEFT__POOL_WORKERS_MAX
                                             : (size_t) online;
}
