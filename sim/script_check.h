/* script_check.h - what the checks of names share. */
#ifndef WEFT_SIM_SCRIPT_CHECK_H
#define WEFT_SIM_SCRIPT_CHECK_H

#include "script_reader.h"

/* Whether SYMBOL is one of those that could have been meant by USE. */
typedef bool weft__check_filter(const struct weft__symbol *symbol, const struct weft__use *use);

/* Tells that USE's symbol is unknown: WHAT is a format for its text; the nearest among the
 * candidates is the hint. */
void weft__check_unknown(struct weft__reader *reader, const struct weft__use *use, const char *what,
                         weft__check_filter *is_candidate);

/* Whether what was declared at DECLARED stands above the time that USE stands in, if any; told if
 * not. */
bool weft__check_declared_above(struct weft__reader *reader, const struct weft__use *use,
                                struct weft__place declared);

/* Resolves the name of a value that USE mentions into NAME; false, and told, if there is none. */
bool weft__check_name(struct weft__reader *reader, const struct weft__use *use,
                      struct weft__name *name);

/* What is run, or started (script_check_task.c). */
void weft__check_source(struct weft__reader *reader, const struct weft__use *use);

/* An action registered in C, likewise. */
void weft__check_action(struct weft__reader *reader, const struct weft__use *use);

#endif
