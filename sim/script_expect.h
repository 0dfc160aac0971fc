/* script_expect.h - expectations and rules: when they are judged, what they demand, what was never
 * judged. */
#ifndef WEFT_SIM_SCRIPT_EXPECT_H
#define WEFT_SIM_SCRIPT_EXPECT_H

#include "script_run_internal.h"

/* Has the world look for every expectation and rule of the script. Before the run, once. False
 * without memory. */
bool weft__script_expect_begin(struct weft__script_run *run);

/* Of a `sometimes` of the run that PREDICATE stands in: whether it held at least once. */
bool weft__script_saw(const struct weft__script_run *run, const struct weft__predicate *predicate);

/* Which of the demanded findings did not come: notes their lines as failed. After the run, once. */
void weft__script_settle_demands(struct weft__script_run *run);

#endif
