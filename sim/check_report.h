/* check_report.h - what `check` says: a line for each scenario, what stands behind it, and a sum.
 */
#ifndef WEFT_SIM_CHECK_REPORT_H
#define WEFT_SIM_CHECK_REPORT_H

#include "annotations.h"
#include "command.h"
#include "junit.h"

/* X(constant, in the line, in the sum, colour, exit code) */
#define WEFT__CHECK_VERDICTS(X)                                                                    \
    X(HELD, "held", "held", GOOD, HELD)                                                            \
    X(VACUOUS, "proves nothing", "proving nothing", CHANGED, HELD)                                 \
    X(KNOWN, "fails as known", "failing as known", CHANGED, HELD)                                  \
    X(FINDINGS, "findings", "with findings", BAD, FINDING)                                         \
    X(DIFFERS, "differs", "differing", CHANGED, DIFFERS)                                           \
    X(PASSES, "passes now", "passing now", CHANGED, DIFFERS)                                       \
    X(NEW, "not accepted yet", "not accepted yet", CHANGED, DIFFERS)                               \
    X(DIVERGED, "not deterministic", "not deterministic", BAD, DIVERGED)                           \
    X(BUDGET, "a budget ran out", "out of a budget", BAD, BUDGET)                                  \
    X(ERROR, "error", "with errors", BAD, INPUT)                                                   \
    X(ORPHAN, "no scenario goes with this trace", "orphaned", BAD, INPUT)

enum weft__check_verdict {
#define X(constant, line, sum, color, exit_code) WEFT__CHECK_##constant,
    WEFT__CHECK_VERDICTS(X)
#undef X
        WEFT__CHECK_VERDICT_COUNT
};

/* What became of one scenario. */
struct weft__checked {
    const char *name;
    const char *trace_path;
    const char *source; /* the file it is written in */
    enum weft__check_verdict verdict;
    char verdict_text[40]; /* instead of the verdict's own words; empty: those */
    bool ran;              /* the two below mean something */
    uint64_t events;
    int64_t ended_ns;
    const char *details; /* lines that tell more; "": none */
};

struct weft__check_report {
    const struct weft__command *command;
    size_t name_width;
    size_t planned; /* how many there will be */
    size_t told;
    size_t counts[WEFT__CHECK_VERDICT_COUNT];
    enum weft__exit exit_code; /* of all so far */
    struct weft__annotations annotations;
    struct weft__junit junit;
};

/* Begins REPORT, whose command, name_width and planned are set. */
void weft__check_report_begin(struct weft__check_report *report);

void weft__check_report_add(struct weft__check_report *report, const struct weft__checked *checked);

/* Writes the sum, and what to do next. */
void weft__check_report_end(struct weft__check_report *report);

#endif
