/* check_adopted.h - how `check` holds a finding that was adopted. */
#ifndef WEFT_SIM_CHECK_ADOPTED_H
#define WEFT_SIM_CHECK_ADOPTED_H

#include "check_report.h"
#include "selection.h"

/* Judges SELECTED, whose accepted trace is adopted (adopted_trace.h), into CHECKED; what there is
 * to tell goes to DETAILS. */
void weft__check_adopted(const struct weft__command *command, const struct weft__selected *selected,
                         struct weft__checked *checked, FILE *details);

#endif
