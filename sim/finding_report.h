/* finding_report.h - the first screen of a failure: what, when, what went before, and how to see it
 * again. */
#ifndef WEFT_SIM_FINDING_REPORT_H
#define WEFT_SIM_FINDING_REPORT_H

#include "finished_run.h"

#define WEFT__FINDINGS_IN_FULL 5 /* the others are told in one line each */
#define WEFT__FINDINGS_TOLD    20

/* Writes the findings of RUN that count against it to FILE, each with the events before it. AGAIN
 * is the verb that shows them again, and SUBJECT what it is to be given. Nothing if there are none.
 */
void weft__findings_report(const struct weft__run *run, const char *again, const char *subject,
                           FILE *file);

/* Writes WORD as a shell takes it for one word. */
void weft__shell_word_put(const char *word, FILE *file);

#endif
