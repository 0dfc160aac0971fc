/* plan.h - what one run of a search is to do. As bytes it is a job for another process. */
#ifndef WEFT_SIM_PLAN_H
#define WEFT_SIM_PLAN_H

#include "byte_buffer.h"

#include <stdint.h>

/* Who answers the questions. */
enum weft__plan_kind {
    WEFT__PLAN_FIFO,
    WEFT__PLAN_RANDOM,
    WEFT__PLAN_PCT,
    WEFT__PLAN_GUIDED, /* the turnings at their places, Twisted's answer everywhere else */
};

/* At the PLACE-th question, from 0, of those that the search is about: ANSWER. */
struct weft__turning {
    uint64_t key; /* the question's: if another is asked there, the program is not deterministic */
    uint32_t place;
    uint32_t answer;
};

#define WEFT__TOUCHED_MAX  32
#define WEFT__SLEEPERS_MAX 256 /* of a plan; more are not kept: some runs are then made twice */

/* What one call of a turn had to do with, as hashes of names. Two calls that have nothing in common
 * come to the same in either order. */
struct weft__touched {
    int64_t due_ns; /* of the call: calls of different times never come to the same */
    uint32_t all;   /* 1: with everything; 0 */
    uint32_t count;
    uint64_t keys[WEFT__TOUCHED_MAX];
};

/* A call that need not go next: what would come of it has been seen, as long as nothing goes before
 * that it has anything to do with. */
struct weft__sleeper {
    uint64_t call; /* the hash of its path */
    struct weft__touched touched;
};

/* Arrays are borrowed. */
struct weft__plan {
    enum weft__plan_kind kind;
    uint32_t sites; /* a bit for each enum weft__site whose questions the search is about; Twisted's
                       answer to all others */
    uint64_t seed, depth, steps;          /* as in struct weft__draw */
    const struct weft__turning *turnings; /* by place */
    size_t turning_count;
    bool sleeps;                          /* sleep sets are kept, and what is touched is reported */
    const struct weft__sleeper *sleepers; /* from behind the last turning on */
    size_t sleeper_count;
};

/* False without memory. */
bool weft__plan_put(struct weft__byte_buffer *buffer, const struct weft__plan *plan);

/* Reads what weft__plan_put wrote; the arrays lie in BYTES, which is aligned as malloc aligns. */
void weft__plan_get(const void *bytes, struct weft__plan *plan);

/* Whether A and B have nothing in common. */
bool weft__touched_apart(const struct weft__touched *a, const struct weft__touched *b);

/* Notes KEY; too many of them are everything. */
void weft__touched_add(struct weft__touched *touched, uint64_t key);

#endif
