/* explanation.h - why a run fails, told in the words of its scenario. */
#ifndef WEFT_SIM_EXPLANATION_H
#define WEFT_SIM_EXPLANATION_H

#include "shrinking.h"

/* Explains the best of SHRINKING, whose scenario is LOADED, on the command's stdout: which of its
 * choices bring the finding about, the run beside the nearest one that is another, and what led to
 * the finding. Returns WEFT__EXIT_HELD, or WEFT__EXIT_BUDGET: told. */
enum weft__exit weft__explain(struct weft__shrinking *shrinking, const struct weft__loaded *loaded);

#endif
