/* script_report.h - what goes wrong in a run, told to the world as findings and kept for the
 * outcome. */
#ifndef WEFT_SIM_SCRIPT_REPORT_H
#define WEFT_SIM_SCRIPT_REPORT_H

#include "script_run_internal.h"

/* The library call of STATEMENT was refused because of PROBLEM, and nobody expected that. */
void weft__script_misused(struct weft__script_run *run, const struct weft__statement *statement,
                          const struct weft__script_problem *problem);

/* OUTCOME (moved) came out of a block, and nobody takes it: a failure is a finding, anything else
 * is let go. */
void weft__script_nobody_takes(struct weft__script_run *run, weft_value outcome);

/* What was demanded of the run, and whether it held. */
struct weft__script_judgement {
    uint32_t line; /* that it stands in */
    const char *text;
    bool held;
    const char *why; /* not; or NULL */
};

/* Of an expectation of a moment, which some runs only record; of a rule. */
void weft__script_judged(struct weft__script_run *run, struct weft__script_judgement judgement);
void weft__script_rule_judged(struct weft__script_run *run,
                              struct weft__script_judgement judgement);

/* The same, only recorded. */
void weft__script_noted(struct weft__script_run *run, struct weft__script_judgement judgement);

/* What is written in LINE did not hold, and the world has been told. */
void weft__script_failed(struct weft__script_run *run, uint32_t line);

/* What is written in LINE has said nothing, because of SENTENCE. */
void weft__script_vacuous(struct weft__script_run *run, uint32_t line, const char *sentence);

/* The library has told of a failure that nothing took, or of a refused call. */
void weft__script_note_reported(struct weft__script_run *run, const weft_event *event);

/* The note that was made with the finding recorded as EVENT, or NULL. */
const struct weft__script_note *weft__script_note_find(const struct weft__script_note *notes,
                                                       uint64_t event);

/* STATEMENT's own line, without the `at` of a `vary`; its bytes are *LENGTH. */
const char *weft__script_statement_text(const struct weft__script_run *run,
                                        const struct weft__statement *statement, size_t *length);

#endif
