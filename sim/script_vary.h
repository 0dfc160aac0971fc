/* script_vary.h - what a run that is a variation leaves open, and what is known of it afterwards.
 */
#ifndef WEFT_SIM_SCRIPT_VARY_H
#define WEFT_SIM_SCRIPT_VARY_H

#include "script_run_internal.h"

/* The slice of the default Cooperator: the script's own; in a variation of it, that which is
 * chosen.
 */
const struct weft__slice *weft__script_varied_slice(struct weft__script_run *run);

/* How traces call the choice of SLICE; like snprintf. */
size_t weft__script_slice_text(const struct weft__slice *slice, char *text, size_t size);

/* Whether all names that the statement of RUN's `vary` uses have been given something by now. */
bool weft__script_vary_names_exist(const struct weft__script_run *run);

#endif
