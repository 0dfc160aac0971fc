/* free_sites.h - which questions of a world have more than one answer. */
#ifndef WEFT_SIM_FREE_SITES_H
#define WEFT_SIM_FREE_SITES_H

#include "question.h"

/* A bit for each enum weft__site at which something is done to a run in a world of OPTIONS. */
uint32_t weft__fault_sites(const weft_world_options *options);

/* Those, and the others at which something is free. */
uint32_t weft__free_sites(const weft_world_options *options);

#endif
