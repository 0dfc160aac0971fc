/* worker_death.h - which workers hang, and which job is to blame when one has died. */
#ifndef WEFT_SIM_WORKER_DEATH_H
#define WEFT_SIM_WORKER_DEATH_H

#include "worker_crew.h"

#define WEFT__CREW_DEATHS_MAX 3 /* in a row and in no job: nobody is put into that place again */

/* Whether it is time to look at the workers: then *ELAPSED_US is what counts as passed since the
 * last look. If all processes were stopped meanwhile, that is not the whole time. */
bool weft__crew_look_due(struct weft__crew *crew, int64_t *elapsed_us);

/* Looks at worker INDEX: notes for how long it has been in its job, and kills it if that is too
 * long. Whether it has ended: a process that the job forked may hold the socket still, so that its
 * end would never be read. */
bool weft__crew_look(struct weft__crew *crew, size_t index, int64_t elapsed_us);

/* Buries the worker INDEX, of which all that came was taken. The job it was in is finished, the
 * others that it was given are queued again. */
void weft__crew_bury(struct weft__crew *crew, size_t index);

#endif
