/* run_class.h - what a search takes for the same run: its ordering, and what came of it. State that
 * no event tells of is noticed in the latter at the latest.
 */
#ifndef WEFT_SIM_RUN_CLASS_H
#define WEFT_SIM_RUN_CLASS_H

#include "weft/sim/world.h"

/* The hash of both, of WORLD, which has run; in one pass over its trace. */
uint64_t weft__run_class(const weft_world *world);

#endif
