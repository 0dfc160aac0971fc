/* number_text.h - whole numbers in decimal, written by hand: the same everywhere, and quickly. */
#ifndef WEFT_SIM_NUMBER_TEXT_H
#define WEFT_SIM_NUMBER_TEXT_H

#include <stddef.h>
#include <stdint.h>

#define WEFT__NUMBER_TEXT_MAX 20 /* characters of the longest one, an int64_t's sign included */
#define WEFT__TIME_TEXT_MAX   21 /* of the longest time */

/* How many digits NUMBER has, without needless zeroes. */
size_t weft__number_digits(uint64_t number);

/* Puts the last DIGITS digits of NUMBER at TEXT, with zeroes before it if it has not as many. */
void weft__number_put(uint64_t number, char *text, size_t digits);

/* INTEGER without its sign; INT64_MIN has no positive twin. */
static inline uint64_t weft__number_magnitude(int64_t integer)
{
    return integer < 0 ? 0 - (uint64_t) integer : (uint64_t) integer;
}

/* Each puts a number at TEXT, which has room for the longest one, without a NUL, and returns its
 * end. A time is SECONDS.NINEDIGITS. */
char *weft__number_append(char *text, uint64_t number);
char *weft__number_append_integer(char *text, int64_t integer);
char *weft__time_append(char *text, int64_t time_ns);

#endif
