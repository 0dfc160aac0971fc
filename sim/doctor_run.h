/* doctor_run.h - one run of a scenario in a process of its own, in surroundings of its own. */
#ifndef WEFT_SIM_DOCTOR_RUN_H
#define WEFT_SIM_DOCTOR_RUN_H

#include "child_process.h"
#include "doctor_examination.h"
#include "loaded_scenario.h"

#define WEFT__DOCTOR_NOT_STARTED 127 /* exit code: the program could not be run at all */

/* Runs LOADED; its trace is what REMAINS say it wrote to stdout. Returns WEFT__EXIT_HELD, or, told
 * on stderr, why there was no process. REMAINS are to be freed in either case. */
enum weft__exit weft__doctor_run(const struct weft__doctor *doctor,
                                 const struct weft__loaded *loaded,
                                 enum weft__surroundings surroundings,
                                 struct weft__remains *remains);

#endif
