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

#include "stories.h"

/* What a pass over a trace has come to; all zero is the beginning. Each object's events are in its
 * story. */
struct weft__ordering {
    struct weft__story *actor; /* whose code runs: a call's, or a task's step; NULL: nobody's */
    struct weft__story *tick;  /* that runs; NULL: none. Its story is that of its steps. */
    uint64_t other_steps;      /* the story of those that no tick takes */
    uint64_t prints;
};

/* The next event is RECORD, whose subject has the story SUBJECT. */
void weft__ordering_note(struct weft__ordering *ordering, struct weft__stories *stories,
                         const weft_trace_record *record, struct weft__story *subject);

/* After the last: the number, which is never 0. */
uint64_t weft__ordering_sum(const struct weft__ordering *ordering,
                            const struct weft__stories *stories);

/* The number of WORLD, which has run. 0 without memory. */
uint64_t weft__ordering(const weft_world *world);

#endif
