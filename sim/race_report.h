/* race_report.h - what `races` says: a line for each pair, the worst first, and a sum. */
#ifndef WEFT_SIM_RACE_REPORT_H
#define WEFT_SIM_RACE_REPORT_H

#include "command.h"
#include "race_search.h"

struct weft__race_report {
    const struct weft__command *command;
    size_t pairs;
    size_t counts[WEFT__RACE_VERDICT_COUNT];
};

/* Tells of SEARCH, of the scenario called NAME. FILES, by pair, are where those that fail lie; NULL
 * for others, and for one that could not be written. */
void weft__race_report_tell(struct weft__race_report *report, const char *name,
                            const struct weft__race_search *search, const char *const *files);

/* Writes the sum, and what was a tie. */
void weft__race_report_end(const struct weft__race_report *report, int64_t slack_ns);

#endif
