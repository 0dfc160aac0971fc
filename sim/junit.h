/* junit.h - verdicts as a JUnit file, as CI engines read it: a test case for each scenario.
 *
 * Times are left out: what a dashboard takes for seconds would be virtual ones.
 */
#ifndef WEFT_SIM_JUNIT_H
#define WEFT_SIM_JUNIT_H

#include "whole_file.h"

#include <stdint.h>

enum weft__junit_verdict {
    WEFT__JUNIT_PASSED,
    WEFT__JUNIT_FAILED,
    WEFT__JUNIT_ERROR, /* it could not be judged */
};

struct weft__junit_case {
    const char *name;   /* of the scenario */
    const char *source; /* the file it is written in */
    uint32_t line;      /* in that; 0: none */
    enum weft__junit_verdict verdict;
    const char *message; /* of one that has not passed: the verdict in words */
    const char *details; /* lines that tell more */
};

struct weft__junit {
    FILE *cases; /* their text, gathered in memory */
    char *text;
    size_t length;
    size_t tests, failures, errors;
};

/* False without memory. To be ended in every case. */
bool weft__junit_begin(struct weft__junit *junit);

void weft__junit_add(struct weft__junit *junit, const struct weft__junit_case *one);

/* Writes what was added as the file PATH, as the suite NAME. False: DIAGNOSTICS say why. */
bool weft__junit_write(struct weft__junit *junit, const char *name, const char *path,
                       struct weft__diagnostics *diagnostics);

void weft__junit_end(struct weft__junit *junit);

#endif
