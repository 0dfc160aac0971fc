/* bits.h - what C11 has no word for: the highest and the lowest bit of a word, as the processor
 * finds them, and hints to it and to the compiler. */
#ifndef WEFT_BITS_H
#define WEFT_BITS_H

#include <stdint.h>

/* The same in C11; for compilers that have nothing better, and to hold the others against. */
static inline unsigned weft__highest_bit_by_steps(uint64_t word)
{
    unsigned bit = 0;

    for (unsigned step = 32; step > 0; step /= 2)
        if (word >> step != 0) {
            word >>= step;
            bit += step;
        }
    return bit;
}

static inline unsigned weft__lowest_bit_by_steps(uint64_t word)
{
    return weft__highest_bit_by_steps(word & (~word + 1));
}

/* The number, from 0, of the highest bit that is set in WORD, which is not 0. */
static inline unsigned weft__highest_bit(uint64_t word)
{
#if defined(__GNUC__)
    return 63U - (unsigned) __builtin_clzll(word);
#else
    return weft__highest_bit_by_steps(word);
#endif
}

/* The same for the lowest. */
static inline unsigned weft__lowest_bit(uint64_t word)
{
#if defined(__GNUC__)
    return (unsigned) __builtin_ctzll(word);
#else
    return weft__lowest_bit_by_steps(word);
#endif
}

/* For a function that is inlined wherever it is called: one on a path that is taken a million times
 * a second; or one that only prefetches, for where such a one is not inlined, a compiler finds out
 * that it has no effect, and leaves out the call. */
#if defined(__GNUC__)
#define WEFT__INLINED inline __attribute__((always_inline))
#else
#define WEFT__INLINED inline
#endif

/* For one that is not, though it is called in one place only: what is seldom, so that the path
 * beside it does not save the registers that it would need. */
#if defined(__GNUC__)
#define WEFT__APART __attribute__((noinline))
#else
#define WEFT__APART
#endif

/* BYTES will be looked at soon: it may be fetched meanwhile. They need not be anything. */
static WEFT__INLINED void weft__prefetch(const void *bytes)
{
#if defined(__GNUC__)
    __builtin_prefetch(bytes);
#else
    (void) bytes;
#endif
}

#endif
