/* death_replay.h - a run that ended its process, made again in one of its own. */
#ifndef WEFT_SIM_DEATH_REPLAY_H
#define WEFT_SIM_DEATH_REPLAY_H

#include "rerun.h"

/* Runs RERUN, whose trace says so, again in a process of its own, and tells on stderr whether it
 * ends that in the same way, after the same events. Returns WEFT__EXIT_FINDING if so,
 * WEFT__EXIT_DIVERGED if not, WEFT__EXIT_BUDGET. */
enum weft__exit weft__death_replay(const struct weft__rerun *rerun);

#endif
