/* script_errors.h - the error types that a script knows, and the failures that it raises. */
#ifndef WEFT_SIM_SCRIPT_ERRORS_H
#define WEFT_SIM_SCRIPT_ERRORS_H

#include "script_error_types.h"
#include "script_run_internal.h"

/* Notes why something has no value, or was refused. Always false. */
bool weft__script_problem(struct weft__script_run *run, const weft_error_type *error,
                          const char *sentence);

/* The run's problem as the failure that it raises in LINE. */
weft_value weft__script_raise_problem(struct weft__script_run *run, uint32_t line);

/* A failure of ERROR, raised in LINE, with what *MESSAGE (a look; NULL: nothing) prints. */
weft_value weft__script_raise(struct weft__script_run *run, const weft_error_type *error,
                              const weft_value *message, uint32_t line);

#endif
