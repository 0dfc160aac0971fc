/* run_output.h - what a run says while it happens, and in a line when it is over. */
#ifndef WEFT_SIM_RUN_OUTPUT_H
#define WEFT_SIM_RUN_OUTPUT_H

#include "finished_run.h"

/* An on_print of worlds, whose CONTEXT is a struct weft__output: `SECONDS.NINEDIGITS TEXT`. */
void weft__run_put_print(void *context, int64_t time_ns, const char *text, size_t bytes);

/* Writes "NAME: VERDICT, N events, ended at TIME" to stderr. */
void weft__run_put_summary(const struct weft__run *run);

#endif
