/* prng.h - numbers that look random and are the same everywhere: SplitMix64.
 *
 * Source: G. L. Steele, D. Lea, C. H. Flood, "Fast splittable pseudorandom number generators"
 * (OOPSLA 2014), section 5, with its constants.
 */
#ifndef WEFT_SIM_PRNG_H
#define WEFT_SIM_PRNG_H

#include <stdint.h>

/* The next number; *STATE is the seed at first. */
static inline uint64_t weft__prng_next(uint64_t *state)
{
    uint64_t z = *state += UINT64_C(0x9e3779b97f4a7c15);

    z = (z ^ (z >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
    z = (z ^ (z >> 27)) * UINT64_C(0x94d049bb133111eb);
    return z ^ (z >> 31);
}

/* A number below BOUND, which is not 0; each as likely (rejecting the uneven rest). */
static inline uint64_t weft__prng_below(uint64_t *state, uint64_t bound)
{
    uint64_t rest = (UINT64_MAX - bound + 1) % bound, number;

    do
        number = weft__prng_next(state);
    while (number < rest);
    return number % bound;
}

#endif
