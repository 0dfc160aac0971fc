/* utf8.c - the shape of a character, from its first two bytes. */
#include "utf8.h"

#include <assert.h>
#include <stdint.h>
#include <string.h>

bool weft__utf8_continues(char byte)
{
    return ((unsigned char) byte & 0xC0U) == 0x80U;
}

static size_t bytes_announced(unsigned char first)
{
    if (first < 0x80U)
        return 1;
    if (first < 0xC2U || first > 0xF4U)
        return 0;
    return first < 0xE0U ? 2 : first < 0xF0U ? 3 : 4;
}

size_t weft__utf8_character_bytes(const char *text, size_t length)
{
    unsigned char first;
    unsigned char second;
    size_t bytes;

    assert(length > 0);
    first = (unsigned char) text[0];
    bytes = bytes_announced(first);
    if (bytes < 2)
        return bytes;
    if (bytes > length)
        return 0;
    for (size_t i = 1; i < bytes; i++)
        if (!weft__utf8_continues(text[i]))
            return 0;
    second = (unsigned char) text[1];
    if ((first == 0xE0U && second < 0xA0U) || (first == 0xEDU && second >= 0xA0U) ||
        (first == 0xF0U && second < 0x90U) || (first == 0xF4U && second >= 0x90U))
        return 0;
    return bytes;
}

/* Whether the 8 bytes at TEXT are from 20 to 7E, each by itself: with none above 7F, no sum reaches
 * into the next byte. */
static bool are_printable(const char *text)
{
    const uint64_t every = UINT64_C(0x0101010101010101);
    const uint64_t tops = every * 0x80U;
    uint64_t bytes;

    memcpy(&bytes, text, sizeof bytes);
    return (bytes & tops) == 0 && ((bytes + every * 0x60U) & tops) == tops &&
           ((bytes + every) & tops) == 0;
}

size_t weft__utf8_printable_bytes(const char *text, size_t length)
{
    size_t at = 0;

    while (length - at >= 8 && are_printable(text + at))
        at += 8;
    while (at < length && text[at] >= ' ' && text[at] < 0x7F)
        at++;
    return at;
}
