/* shrink_report.h - what shrinking tells: while it goes on, and at its end. */
#ifndef WEFT_SIM_SHRINK_REPORT_H
#define WEFT_SIM_SHRINK_REPORT_H

#include "shrinking.h"

struct weft__shrink_report {
    const struct weft__command *command;
    size_t choices_before, lines_before;
    int64_t told_us;   /* when progress was told last, on the wall clock */
    bool on_terminal;  /* stderr is one: progress is one line, written again and again */
    bool line_is_open; /* that line stands there */
};

/* SHRINKING has begun. */
void weft__shrink_report_begin(struct weft__shrink_report *report,
                               const struct weft__command *command,
                               const struct weft__shrinking *shrinking);

/* Progress; CONTEXT is the report. */
void weft__shrink_report_look(void *context, const struct weft__shrinking *shrinking);

/* Tells of a shrinking that is over, whose result is in the file PATH. */
void weft__shrink_report_tell(struct weft__shrink_report *report,
                              const struct weft__shrinking *shrinking, const char *path);

#endif
