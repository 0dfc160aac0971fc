/* chooser.h - a chooser for tests of the library: writes what it is asked, answers what it was
 * told, and may do something first.
 *
 * A question is written as "?task(1 2 3)", with the ids of the candidates; of the kinds with two
 * numbered answers as "?step(1)".
 */
#ifndef TESTS_CHOOSER_H
#define TESTS_CHOOSER_H

#include "library_fixture.h"

struct chooser {
    struct library_fixture *fixture;
    const char *answers; /* a digit for each question; at its end always 0 */
    size_t asked;
    bool quiet;
    /* Called before the question of this number, from 1, is answered; NULL: nothing. */
    size_t deed_at;
    void (*deed)(struct chooser *chooser);
    void *context;
};

/* Has FIXTURE's reactor, which is new, ask CHOOSER for each of KINDS (WEFT_CHOICE_BIT) too. */
void chooser_begin(struct chooser *chooser, struct library_fixture *fixture, unsigned kinds,
                   const char *answers);

#endif
