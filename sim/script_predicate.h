/* script_predicate.h - whether a condition holds now. */
#ifndef WEFT_SIM_SCRIPT_PREDICATE_H
#define WEFT_SIM_SCRIPT_PREDICATE_H

#include "script_scope.h"

/* Puts into *HELD whether PREDICATE holds; the window of EXPECTATION (NULL: none) speaks of the
 * moment since which it does. If it does not, the run's `why` says what is instead. False: it
 * cannot be judged, and the run's problem says why. */
bool weft__script_holds(const struct weft__script_scope *scope,
                        const struct weft__predicate *predicate,
                        const struct weft__expectation *expectation, bool *held);

/* The world's kind of finding that COUNTED, from WEFT__COUNTED_UNHANDLED on, or leaks, counts. */
weft_finding_kind weft__script_finding_kind(enum weft__counted counted);

/* The error that a condition on findings names, or NULL. */
const weft_error_type *weft__script_finding_error(const struct weft__script_run *run,
                                                  const struct weft__predicate *predicate);

#endif
