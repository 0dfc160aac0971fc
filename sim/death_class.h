/* death_class.h - a run that ended its process, as a class of findings. */
#ifndef WEFT_SIM_DEATH_CLASS_H
#define WEFT_SIM_DEATH_CLASS_H

#include "worker_pool.h"

#define WEFT__DEATH_CLASS_BYTES 512

/* Whether the job of OUTCOME ended its worker. */
bool weft__is_death(const struct weft__pool_outcome *outcome);

/* What the death in OUTCOME was: "crashed: signal 11", "exited: code 70", "hung: no end within the
 * time for one run"; the last line that the run told is part of it, unless that begins with the
 * number of its process. Cut to SIZE bytes. */
void weft__death_class(const struct weft__pool_outcome *outcome, char *text, size_t size);

/* Whether TEXT, a class or a verdict, is that of a death. */
bool weft__death_class_is(const char *text);

#endif
