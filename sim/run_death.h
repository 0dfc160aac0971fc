/* run_death.h - a run that ended its process: what that was, as the class of a finding. */
#ifndef WEFT_SIM_RUN_DEATH_H
#define WEFT_SIM_RUN_DEATH_H

#include "worker_pool.h"

#define WEFT__RUN_DEATH_MAX 512

/* Writes it of OUTCOME, a death, terminated, at most SIZE bytes: "crashed: signal 6: ", with the
 * last line that the run told. */
void weft__run_death_put(const struct weft__pool_outcome *outcome, char *text, size_t size);

/* Whether TEXT, a class or a verdict, is that of a death. */
bool weft__run_death_is(const char *text);

#endif
