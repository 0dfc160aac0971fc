/* ordering_coverage.h - how much of the space of orderings the runs of a search have seen.
 *
 * The estimate of what is left is Good and Turing's: the chance that the next run shows an ordering
 * that none did is about the share of runs whose ordering was seen once. It is meant for runs that
 * are drawn; a search that goes on in order finds new ones longer.
 *
 * Source: I. J. Good, "The population frequencies of species and the estimation of population
 * parameters" (Biometrika 40, 1953), section 2.
 */
#ifndef WEFT_SIM_ORDERING_COVERAGE_H
#define WEFT_SIM_ORDERING_COVERAGE_H

#include "byte_buffer.h"

#include <stdint.h>

struct weft__seen_ordering {
    uint64_t hash; /* 0: none */
    uint64_t runs;
    uint64_t first; /* the run that showed it first, from 0 */
};

struct weft__ordering_coverage {
    const weft_allocator *allocator;
    struct weft__seen_ordering *table; /* open addressing; a power of two of places */
    size_t places;
    uint64_t distinct;
    uint64_t once; /* orderings that one run showed */
    uint64_t runs;
    struct weft__byte_buffer firsts; /* uint64_t: the runs that showed a new one */
};

void weft__ordering_coverage_begin(struct weft__ordering_coverage *coverage,
                                   const weft_allocator *allocator);
void weft__ordering_coverage_end(struct weft__ordering_coverage *coverage);

/* RUNS more runs showed the ordering HASH. False without memory. */
bool weft__ordering_coverage_add(struct weft__ordering_coverage *coverage, uint64_t hash,
                                 uint64_t runs);

/* The N-th that was seen, from 0; N is below DISTINCT. */
const struct weft__seen_ordering *
weft__ordering_coverage_get(const struct weft__ordering_coverage *coverage, uint64_t n);

/* How many orderings the last tenth of the runs brought. */
uint64_t weft__ordering_coverage_late(const struct weft__ordering_coverage *coverage);

/* The estimate, in thousandths. */
uint64_t weft__ordering_coverage_left(const struct weft__ordering_coverage *coverage);

#endif
