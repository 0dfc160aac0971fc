/* number_text.c - two digits at a time. */
#include "number_text.h"

#include <string.h>

size_t weft__number_digits(uint64_t number)
{
    size_t digits = 1;

    for (; number >= 10000; number /= 10000)
        digits += 4;
    return digits + (number >= 10) + (number >= 100) + (number >= 1000);
}

static const char pairs[] = "00010203040506070809101112131415161718192021222324"
                            "25262728293031323334353637383940414243444546474849"
                            "50515253545556575859606162636465666768697071727374"
                            "75767778798081828384858687888990919293949596979899";

static void put_pair(char *text, uint32_t number)
{
    memcpy(text, pairs + 2 * number, 2);
}

/* Puts the nine digits of NUMBER, which is below 10^9, without a wait of one for the other. */
static void put_nine(char *text, uint32_t number)
{
    uint32_t upper = number / 10000; /* five digits */
    uint32_t lower = number % 10000;

    text[0] = (char) ('0' + upper / 10000);
    put_pair(text + 1, upper / 100 % 100);
    put_pair(text + 3, upper % 100);
    put_pair(text + 5, lower / 100);
    put_pair(text + 7, lower % 100);
}

void weft__number_put(uint64_t number, char *text, size_t digits)
{
    uint32_t rest;

    for (; number > UINT32_MAX && digits >= 2; number /= 100)
        put_pair(text + (digits -= 2), (uint32_t) (number % 100));
    rest = (uint32_t) number; /* its divisions cost less */
    for (; digits >= 2; rest /= 100)
        put_pair(text + (digits -= 2), rest % 100);
    if (digits == 1)
        text[0] = (char) ('0' + rest % 10);
}

char *weft__number_append(char *text, uint64_t number)
{
    size_t digits;

    if (number < 10) { /* as most seconds and turns are */
        *text = (char) ('0' + number);
        return text + 1;
    }
    digits = weft__number_digits(number);
    weft__number_put(number, text, digits);
    return text + digits;
}

/* Puts the sign of INTEGER at TEXT, if it has one. */
static char *append_sign(char *text, int64_t integer)
{
    *text = '-';
    return text + (integer < 0);
}

char *weft__number_append_integer(char *text, int64_t integer)
{
    return weft__number_append(append_sign(text, integer), weft__number_magnitude(integer));
}

char *weft__time_append(char *text, int64_t time_ns)
{
    const uint64_t second = 1000000000;
    uint64_t magnitude = weft__number_magnitude(time_ns);

    text = weft__number_append(append_sign(text, time_ns), magnitude / second);
    *text++ = '.';
    put_nine(text, (uint32_t) (magnitude % second));
    return text + 9;
}
