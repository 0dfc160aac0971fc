/* utf8.h - where a character of UTF-8 begins and ends. */
#ifndef WEFT_SIM_UTF8_H
#define WEFT_SIM_UTF8_H

#include <stdbool.h>
#include <stddef.h>

/* The bytes of the character at TEXT, of which LENGTH bytes (at least one) are there: 1 to 4, or 0
 * if there is none: cut off, too long for what it says, half of a UTF-16 pair, or beyond the last
 * character. */
size_t weft__utf8_character_bytes(const char *text, size_t length);

/* Whether BYTE can only stand inside a character. */
bool weft__utf8_continues(char byte);

/* How many bytes at the beginning of TEXT are printable ASCII. */
size_t weft__utf8_printable_bytes(const char *text, size_t length);

#endif
