/* doctor_evidence.h - whether a scenario can prove anything. */
#ifndef WEFT_SIM_DOCTOR_EVIDENCE_H
#define WEFT_SIM_DOCTOR_EVIDENCE_H

#include "trace_read.h"

/* What makes the run of TRACE prove less than it seems to, a line each in TEXT: nothing ran in it;
 * nothing was expected, and there is no ACCEPTED trace to hold it against either; or something that
 * is written in the scenario was never judged. Returns how many lines; 0: nothing. */
size_t weft__evidence_missing(const struct weft__trace_file *trace, bool accepted, FILE *text);

#endif
