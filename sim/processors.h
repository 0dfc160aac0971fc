/* processors.h - how many processes are worth running at a time. */
#ifndef WEFT_SIM_PROCESSORS_H
#define WEFT_SIM_PROCESSORS_H

#include <stddef.h>

/* WANTED, or if that is 0 as many as there are processors; at most WEFT__POOL_WORKERS_MAX. */
size_t weft__processors(size_t wanted);

#endif
