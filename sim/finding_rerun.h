/* finding_rerun.h - the finding that a trace was kept for. */
#ifndef WEFT_SIM_FINDING_RERUN_H
#define WEFT_SIM_FINDING_RERUN_H

#include "shrinking.h"

/* Begins shrinking the finding in RERUN's trace, which has been opened. Returns WEFT__EXIT_HELD, or
 * with what is wrong told on stderr: WEFT__EXIT_INPUT if there is none in the trace,
 * WEFT__EXIT_DIVERGED if the run does not show it again, WEFT__EXIT_BUDGET. SHRINKING is to be
 * ended in every case. */
enum weft__exit weft__finding_rerun(struct weft__shrinking *shrinking,
                                    const struct weft__rerun *rerun);

#endif
