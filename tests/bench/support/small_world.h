/* small_world.h - the scenario of W8: two tasks that sleep five times each, about 20 turns, with
 * ties between them. The same in C as small.weft. */
#ifndef BENCH_SMALL_WORLD_H
#define BENCH_SMALL_WORLD_H

#include "weft/sim/scenario.h"

WEFT_SCENARIO_DECLARE(small_world);

#endif
