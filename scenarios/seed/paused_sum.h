/* paused_sum.h - the sum that pauses a second after each step: the work of three scenarios of
 * this folder. */
#ifndef SCENARIOS_SEED_PAUSED_SUM_H
#define SCENARIOS_SEED_PAUSED_SUM_H

#include "weft/sim/scenario.h"

/* Makes an iterator that sums the integers below N, a step a second. It returns the sum, and
 * leaves it in *TOTAL (NULL: nowhere). Closed while it pauses, it prints "Early termination..."
 * and cancels the pause. NULL without memory: then that is a finding already. */
weft_iterator *make_paused_sum(weft_world *world, int64_t n, int64_t *total);

#endif
