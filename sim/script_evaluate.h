/* script_evaluate.h - the values of expressions. */
#ifndef WEFT_SIM_SCRIPT_EVALUATE_H
#define WEFT_SIM_SCRIPT_EVALUATE_H

#include "script_errors.h"
#include "script_scope.h"

/* Puts EXPRESSION's value, the caller's, into *VALUE. False: it has none, *VALUE is none, and the
 * run's problem says why. EXPRESSION NULL: none. */
bool weft__script_evaluate(const struct weft__script_scope *scope,
                           const struct weft__expression *expression, weft_value *value);

/* What *VALUE prints, with a final NUL, valid until the next such call; its length goes to *LENGTH.
 * NULL: it is longer than a text may be, or there is no memory; the run's problem says which. */
const char *weft__script_printed(struct weft__script_run *run, const weft_value *value,
                                 size_t *length);

#endif
