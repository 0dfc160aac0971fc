/* class_memo.h - the classes (ordering.h) of runs that were made before, by what they were.
 *
 * A run is determined by its answers; so one that asked and was answered what another was, and came
 * as far, is that other again, and its class need not be found anew. In a small world nearly all
 * runs of a search are such. The table is small, and a new run takes the place of an old one.
 */
#ifndef WEFT_SIM_CLASS_MEMO_H
#define WEFT_SIM_CLASS_MEMO_H

#include "report.h"
#include "weft/sim/world.h"

#define WEFT__CLASS_MEMO_PLACES 1024

/* All zero is an empty one. */
struct weft__class_memo {
    struct weft__class_noted {
        uint64_t run; /* a hash of what it was */
        uint64_t run_class;
    } places[WEFT__CLASS_MEMO_PLACES];
};

/* The class of WORLD's run, which was asked and answered what REPORT says: from MEMO, where it is
 * noted otherwise; NULL: found anew. 0 without memory. */
uint64_t weft__class_memo_of(struct weft__class_memo *memo, const weft_world *world,
                             const struct weft__report *report);

#endif
