/* explore_report.h - what a search tells: while it goes on, and of one scenario at its end. */
#ifndef WEFT_SIM_EXPLORE_REPORT_H
#define WEFT_SIM_EXPLORE_REPORT_H

#include "command.h"
#include "search_summary.h"

struct weft__explore_report {
    const struct weft__command *command;
    const char *name; /* of the scenario that is searched */
    size_t name_width;
    int64_t began_us;  /* the search of it, on the wall clock */
    int64_t told_us;   /* when progress was told last */
    bool on_terminal;  /* stderr is one: progress is one line, written again and again */
    bool line_is_open; /* that line stands there */
};

void weft__explore_report_begin(struct weft__explore_report *report,
                                const struct weft__command *command, size_t name_width);

/* The search of NAME begins; its progress is told by weft__explore_report_look. */
void weft__explore_report_scenario(struct weft__explore_report *report, const char *name);
void weft__explore_report_look(void *context, const struct weft__search *search);

/* Tells of a search that is over. */
void weft__explore_report_tell(struct weft__explore_report *report,
                               const struct weft__summary *summary);

#endif
