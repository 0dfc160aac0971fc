/* followed_run.h - a run along named choices: what it found, and which of its answers were not
 * Twisted's.
 *
 * These are told as entries: the text of the choice, then the texts of the same choice with the
 * earlier answers that are not Twisted's either, from the first, and an empty text. Each text is
 * ended by a zero.
 */
#ifndef WEFT_SIM_FOLLOWED_RUN_H
#define WEFT_SIM_FOLLOWED_RUN_H

#include "explored_run.h"

#define WEFT__EARLIER_MAX 16 /* earlier answers that are told of one choice */

/* The result of a job; CLASSES and ENTRIES are borrowed from it. */
struct weft__followed {
    size_t choices;      /* of those given, so many were asked for */
    uint64_t events;     /* of the run */
    const char *classes; /* of its findings, each ended by a zero */
    size_t classes_bytes;
    const char *entries;
    size_t entries_bytes;
};

/* Does JOB, whose choices are CHOICES: texts of BYTES in all. If the run ends its process, the log
 * holds its entries until then. False without memory. */
bool weft__followed_run(const struct weft__explored *explored, const char *choices, size_t bytes,
                        const struct weft__job *job);

/* Reads the result of such a job. */
void weft__followed_get(const void *bytes, struct weft__followed *followed);

#endif
