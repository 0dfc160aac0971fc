/* doctor_planted.h - small scenarios, each with a bug that must be noticed.
 *
 * They show that this build of Weft notices what it is there for: a world that finds nothing, or
 * two traces that always compare equal, would let every scenario pass.
 */
#ifndef WEFT_SIM_DOCTOR_PLANTED_H
#define WEFT_SIM_DOCTOR_PLANTED_H

#include "command.h"

enum weft__planted_kind {
    WEFT__PLANTED_FINDING, /* the world must make a finding */
    WEFT__PLANTED_ALTERED, /* the run holds, but its accepted trace was altered */
    WEFT__PLANTED_FICKLE,  /* two runs are different */
    WEFT__PLANTED_NONE     /* there is no bug, and none may be found */
};

struct weft__planted {
    const char *name; /* what is wrong in it */
    enum weft__planted_kind kind;
    weft_finding_kind finding;
    const char *script;            /* NULL: */
    const weft_scenario *scenario; /* in C */
};

extern const struct weft__planted weft__planted_bugs[];
extern const size_t weft__planted_count;

/* Runs PLANTED in memory; *NOTICED is whether what is wrong in it was noticed, and nothing where
 * nothing is. Returns WEFT__EXIT_HELD, or else told on stderr why it could not be run. */
enum weft__exit weft__planted_try(const struct weft__command *command,
                                  const struct weft__planted *planted, bool *noticed);

#endif
