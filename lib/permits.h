/* permits.h - what a lock and a semaphore have in common: so many may hold it, the others wait.
 *
 * Invariants, held whenever code of the user's runs:
 *   P1  somebody waits only while nothing is free;
 *   P2  free + owed <= limit; the difference is held;
 *   P3  owed is 0 unless a hand-over is under way.
 */
#ifndef WEFT_PERMITS_H
#define WEFT_PERMITS_H

#include "waiting_line.h"
#include "weft/lock.h"

struct weft__permits {
    struct weft__object object;
    struct weft__line line;
    const weft_type *type; /* of the value that acquiring fires with */
    uint64_t free;
    uint64_t limit;
    uint64_t owed;       /* given back inside too many hand-overs, and not handed on yet */
    unsigned hand_overs; /* inside one another, right now */
};

/* Makes one of KIND, with all of LIMIT free, and tells of it. NULL without memory. */
struct weft__permits *weft__permits_create(weft_reactor *reactor, weft_subject_kind kind,
                                           const weft_type *type, uint64_t limit);
weft_status weft__permits_acquire(struct weft__permits *permits, weft_deferred **acquired);
weft_status weft__permits_give_back(struct weft__permits *permits);
/* Whether all are there, so that nothing can be given back. */
bool weft__permits_all_free(const struct weft__permits *permits);
/* Gives one back and leaves it to the caller to run the Deferred that has got it, fired: that is
 * returned, with a reference; NULL: nobody waits. Somebody must hold it. */
weft_deferred *weft__permits_pass_on(struct weft__permits *permits);
weft_value weft__permits_value(struct weft__permits *permits);

/* Of holding.c. */
weft_status weft__permits_run(struct weft__permits *permits, const weft_holder *holder,
                              weft_deferred **done);

#endif
