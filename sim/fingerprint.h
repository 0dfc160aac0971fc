/* fingerprint.h - a run as one number: equal numbers, equal runs, in what was asked for.
 *
 * Of runs that are over (weft_world_run has returned). Choices, expectations, names and findings
 * are not events here, nor is a Cooperator's tick: it is how the Cooperator gets to its steps, and
 * those are. What a program does without an event of the library, a print or work is not in the
 * number. It is the same for every compiler and machine, and not 0.
 */
#ifndef WEFT_SIM_FINGERPRINT_H
#define WEFT_SIM_FINGERPRINT_H

#include "weft/sim/world.h"

/* X(constant, letter, what it adds)
 *
 * TIME      of each event: when and in which turn; when a scheduled or moved call is due.
 * ORDER     all events as one sequence. Without it each subject's own events keep their order, and
 *           how those of several subjects come between one another does not count.
 * SUBJECTS  whom it happens to and who else is in it, by path (stories.h).
 * VALUES    of each event: value, number, status; the text of a print.
 * RESULTS   of the end alone, whatever else is asked for: what it came to (results.h). */
#define WEFT__FINGERPRINT_LETTERS(X)                                                               \
    X(TIME, 't', "time")                                                                           \
    X(ORDER, 'o', "order")                                                                         \
    X(SUBJECTS, 's', "subjects")                                                                   \
    X(VALUES, 'v', "values")                                                                       \
    X(RESULTS, 'r', "results")

enum weft__fingerprint_place {
#define X(constant, letter, what) WEFT__FINGERPRINT_PLACE_##constant,
    WEFT__FINGERPRINT_LETTERS(X)
#undef X
        WEFT__FINGERPRINT_PLACES
};

enum weft__fingerprint_ingredient {
#define X(constant, letter, what)                                                                  \
    WEFT__FINGERPRINT_##constant = 1 << WEFT__FINGERPRINT_PLACE_##constant,
    WEFT__FINGERPRINT_LETTERS(X)
#undef X
};

/* Reads letters such as "tosvr", in any order, as *INGREDIENTS. Returns NULL, or where the first
 * character stands that is none of them. No letter at all is no error here, and no ingredient. */
const char *weft__fingerprint_read(const char *text, unsigned *ingredients);

/* Writes the letters of INGREDIENTS, in the order of the table. */
void weft__fingerprint_letters(unsigned ingredients, char letters[WEFT__FINGERPRINT_PLACES + 1]);

/* The hash of WORLD's run over INGREDIENTS. Without any but RESULTS, and without those, the kinds
 * of events are not hashed. 0 without memory. */
uint64_t weft__fingerprint(const weft_world *world, unsigned ingredients);

/* The same of what was hashed already: SEQUENCE with ORDER, else the sum EVENTS, and RESULTS
 * (results.h); each 0 where it was not asked for. */
uint64_t weft__fingerprint_put_together(unsigned ingredients, uint64_t sequence, uint64_t events,
                                        uint64_t results);

#endif
