/* ordering.h - who came before whom where that could be noticed, as a number.
 *
 * Two runs have the same ordering if each object lived through the same events in the same order;
 * how events come between one another that share no object does not count (the traces of
 * Mazurkiewicz: Trace theory, 1987). Objects of an event are its subject, the other one that it
 * names, and whoever was acting: the call that is run, or the task that takes a step. Besides,
 * all prints share one object, and so do all steps of the tasks of one Cooperator. (Those of
 * Cooperators with a scheduler of their own share one together.)
 *
 * An event is the same if its kind, all of its subjects, by path, and its status are, and whether
 * its value is a failure; times, numbers, values and texts do not count. That a call is scheduled
 * or moved, that a Cooperator is made, and work are not events here.
 */
#ifndef WEFT_SIM_ORDERING_H
#define WEFT_SIM_ORDERING_H

#include "weft/sim/world.h"

/* The number of WORLD, which has run. 0 without memory. */
uint64_t weft__ordering(const weft_world *world);

/* What a search takes for the same run: its ordering, and what it came to (results.h). State that
 * no event tells of is noticed in the latter at the latest. The hash of both, of WORLD, which has
 * run; in one pass over its trace. 0 without memory. */
uint64_t weft__run_class(const weft_world *world);

#endif
