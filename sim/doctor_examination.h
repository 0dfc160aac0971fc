/* doctor_examination.h - one scenario in all surroundings: the same bytes, or where they part. */
#ifndef WEFT_SIM_DOCTOR_EXAMINATION_H
#define WEFT_SIM_DOCTOR_EXAMINATION_H

#include "check_report.h"
#include "doctor_surroundings.h"
#include "selection.h"

#define WEFT__DOCTOR_SECONDS_MAX 60 /* of real time, for one run */

struct weft__doctor {
    const struct weft__command *command;
    struct weft__elsewhere elsewhere;
    const char *here;    /* the working directory */
    const char *program; /* what fresh processes are made of; absolute */
    const char *other;   /* the other build; absolute; NULL: none */
};

/* PATH as it is from another folder, in ARENA; NULL without memory. */
const char *weft__doctor_path(const struct weft__doctor *doctor, struct weft__arena *arena,
                              const char *path);

/* Whether DOCTOR can have a run in SURROUNDINGS. */
bool weft__doctor_has(const struct weft__doctor *doctor, enum weft__surroundings surroundings);

/* Runs SELECTED in all surroundings and makes CHECKED of what came of it: its verdict and how it is
 * called; what there is to tell goes to DETAILS, and CHECKED's own are left alone. Returns
 * WEFT__EXIT_HELD, or, told on stderr, why no verdict could be had at all. */
enum weft__exit weft__doctor_examine(const struct weft__doctor *doctor,
                                     const struct weft__selected *selected,
                                     struct weft__checked *checked, FILE *details);

#endif
