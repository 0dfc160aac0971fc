/* script_predicate.h - whether a condition holds now. */
#ifndef WEFT_SIM_SCRIPT_PREDICATE_H
#define WEFT_SIM_SCRIPT_PREDICATE_H

#include "script_scope.h"

/* Puts into *HELD whether PREDICATE holds. False: it cannot be judged, and the run's problem says
 * why. */
bool weft__script_holds(const struct weft__script_scope *scope,
                        const struct weft__predicate *predicate, bool *held);

/* The same for who looks; the window of EXPECTATION (NULL: none) speaks of the moment since which
 * PREDICATE holds. If it does not, the run's `why` says what is instead. */
bool weft__script_holds_or_why(const struct weft__script_scope *scope,
                               const struct weft__predicate *predicate,
                               const struct weft__expectation *expectation, bool *held);

#endif
