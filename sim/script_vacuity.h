/* script_vacuity.h - what a script says that this run had no use for. */
#ifndef WEFT_SIM_SCRIPT_VACUITY_H
#define WEFT_SIM_SCRIPT_VACUITY_H

#include "script_run_internal.h"

/* Has the world look, when all has been let go, for tasks that never took a step and for labels
 * whose block could never have run. */
void weft__script_vacuity_begin(struct weft__script_run *run);

#endif
