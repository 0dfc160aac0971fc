/* script_demand.h - findings that a script demands, and what is left of the others when all has
 * been let go.
 *
 * The world takes a demanded finding away only at its very end. What is judged before, such as
 * `finally no unhandled`, is judged as if it had.
 */
#ifndef WEFT_SIM_SCRIPT_DEMAND_H
#define WEFT_SIM_SCRIPT_DEMAND_H

#include "script_run_internal.h"
#include "world_internal.h"

/* A finding must come, or has come, and is taken away: DEMANDED.line says so. */
void weft__script_demand(struct weft__script_run *run, struct weft__demanded demanded);

/* A failure of ERROR (NULL: any) on SUBJECT is wanted. */
void weft__script_want(struct weft__script_run *run, weft_subject subject,
                       const weft_error_type *error);

/* Whether PREDICATE, a count of findings or of what was left behind, or one finding, holds now that
 * all has been let go; if not, *WHY says so. */
bool weft__script_left_holds(struct weft__script_run *run, const struct weft__predicate *predicate,
                             const char **why);

/* The world's kind of finding that COUNTED, from WEFT__COUNTED_UNHANDLED on, or leaks, counts. */
weft_finding_kind weft__script_finding_kind(enum weft__counted counted);

/* The error that a condition on findings names, or NULL. */
const weft_error_type *weft__script_finding_error(const struct weft__script_run *run,
                                                  const struct weft__predicate *predicate);

#endif
