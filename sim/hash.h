/* hash.h - a rolling 64-bit hash over words and texts: the same on every machine.
 *
 * Arithmetic on uint64_t alone; bytes are taken in the order in which they stand. Each word goes
 * through the whole finalizer of splitmix64 (Steele, Lea, Flood: Fast splittable pseudorandom
 * number generators, 2014), so that hashes may also be summed where order is not to count. It
 * keeps apart what differs by accident, not what someone makes collide.
 */
#ifndef WEFT_SIM_HASH_H
#define WEFT_SIM_HASH_H

#include <stddef.h>
#include <stdint.h>

/* HASH, and behind it WORD. For each HASH, other words give other hashes; and the reverse. */
static inline uint64_t weft__hash_word(uint64_t hash, uint64_t word)
{
    uint64_t z = hash * UINT64_C(0x9e3779b97f4a7c15) + UINT64_C(0x9e3779b97f4a7c15);

    z ^= word;
    z = (z ^ (z >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
    z = (z ^ (z >> 27)) * UINT64_C(0x94d049bb133111eb);
    return z ^ (z >> 31);
}

/* The COUNT bytes (at most 8) at BYTES as a word, the first the lowest. */
static inline uint64_t weft__hash_bytes(const char *bytes, size_t count)
{
    uint64_t word = 0;

    for (size_t i = 0; i < count; i++)
        word |= (uint64_t) (unsigned char) bytes[i] << 8 * i;
    return word;
}

/* HASH, and behind it a text; where one ends and the next begins counts. */
static inline uint64_t weft__hash_text(uint64_t hash, const char *text, size_t length)
{
    hash = weft__hash_word(hash, length);
    for (; length >= 8; text += 8, length -= 8)
        hash = weft__hash_word(hash, weft__hash_bytes(text, 8));
    return length > 0 ? weft__hash_word(hash, weft__hash_bytes(text, length)) : hash;
}

#endif
