/* doctor_inside.h - a run in a copy of this process, in which something else went before.
 *
 * For what no environment can change: how deep the stack is and what lies on it, where the
 * library's objects lie and what their memory held, and what an earlier run left in variables that
 * outlive it.
 */
#ifndef WEFT_SIM_DOCTOR_INSIDE_H
#define WEFT_SIM_DOCTOR_INSIDE_H

#include "doctor_surroundings.h"
#include "loaded_scenario.h"

/* Runs LOADED as `run --trace -` does, its trace to stdout, in surroundings of the kind
 * WEFT__SURROUNDINGS_INSIDE, and ends this process as that does. */
_Noreturn void weft__doctor_run_inside(const struct weft__loaded *loaded,
                                       enum weft__surroundings surroundings);

#endif
