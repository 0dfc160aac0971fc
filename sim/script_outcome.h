/* script_outcome.h - what a run came to: the names at its end, what was never written for anything.
 */
#ifndef WEFT_SIM_SCRIPT_OUTCOME_H
#define WEFT_SIM_SCRIPT_OUTCOME_H

#include "script_run_internal.h"

/* Has the world look at what the names hold when the run ends. After the expectations have begun.
 */
void weft__script_outcome_begin(struct weft__script_run *run);

#endif
