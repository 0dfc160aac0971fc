/* explore_report.h - what a search tells: while it goes on, and of one scenario at its end. */
#ifndef WEFT_SIM_EXPLORE_REPORT_H
#define WEFT_SIM_EXPLORE_REPORT_H

#include "command.h"
#include "summary_report.h"

struct weft__explore_report {
    const struct weft__command *command;
    struct weft__summary_report summaries;
    const char *name;  /* of the scenario that is searched */
    int64_t began_us;  /* the search of it, on the wall clock */
    int64_t told_us;   /* when progress was told last */
    bool on_terminal;  /* stderr is one: progress is one line, written again and again */
    bool line_is_open; /* that line stands there */
};

void weft__explore_report_begin(struct weft__explore_report *report,
                                const struct weft__command *command,
                                const struct weft__selection *selection);

/* The search of NAME begins; its progress is told by weft__explore_report_look. */
void weft__explore_report_scenario(struct weft__explore_report *report, const char *name);
void weft__explore_report_look(void *context, const struct weft__search *search);

/* The search of it could not begin; why has been told. */
void weft__explore_report_error(struct weft__explore_report *report);

/* Tells of a search that is over. */
void weft__explore_report_tell(struct weft__explore_report *report,
                               const struct weft__summary *summary);

/* Returns WEFT__EXIT_HELD, or what became of a file that was asked for; to be called in every case.
 */
enum weft__exit weft__explore_report_end(struct weft__explore_report *report);

#endif
