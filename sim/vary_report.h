/* vary_report.h - what came of variations, for people. */
#ifndef WEFT_SIM_VARY_REPORT_H
#define WEFT_SIM_VARY_REPORT_H

#include "vary.h"

/* "9 of 18 fail, 1 class, as the file says" */
void weft__varied_put_sum(const struct weft__varied *varied, FILE *file);

/* Writes what there is to tell of VARIED: with VERBOSITY above 0, each variation with its verdict;
 * else of one that holds only what is known to fail, or was not looked at. */
void weft__varied_report(const struct weft__varied *varied, int verbosity, FILE *file);

/* Writes what was found in the variations of a class, a line each, the first behind
 * PREFIX and the others below it. */
void weft__varied_put_class(const struct weft__varied_class *of, const char *prefix, FILE *file);

/* Writes those `sometimes` that no variation came to, each as a line behind PREFIX. */
void weft__varied_put_unseen(const struct weft__varied *varied, const char *prefix, FILE *file);

#endif
