/* summary_report.h - what `explore` and `merge` say of many searches, in whatever format was asked
 * for. */
#ifndef WEFT_SIM_SUMMARY_REPORT_H
#define WEFT_SIM_SUMMARY_REPORT_H

#include "annotations.h"
#include "junit.h"
#include "search_summary.h"

struct weft__summary_report {
    const struct weft__command *command;
    size_t name_width;
    size_t planned; /* how many searches there will be */
    size_t told;
    struct weft__annotations annotations;
    struct weft__junit junit;
};

/* Begins REPORT, whose command, name_width and planned are set. */
void weft__summary_report_begin(struct weft__summary_report *report);

void weft__summary_report_add(struct weft__summary_report *report,
                              const struct weft__summary *summary);

/* The scenario NAME could not be searched; why has been told. */
void weft__summary_report_add_error(struct weft__summary_report *report, const char *name);

/* Returns WEFT__EXIT_HELD, or what became of the file that was asked for, which is told. To be
 * called in every case. */
enum weft__exit weft__summary_report_end(struct weft__summary_report *report);

#endif
