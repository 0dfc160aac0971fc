/* number_text.c - two digits at a time. */
#include "number_text.h"

#include <string.h>

size_t weft__number_digits(uint64_t number)
{
    static const uint64_t powers[] = {
        UINT64_C(10),
        UINT64_C(100),
        UINT64_C(1000),
        UINT64_C(10000),
        UINT64_C(100000),
        UINT64_C(1000000),
        UINT64_C(10000000),
        UINT64_C(100000000),
        UINT64_C(1000000000),
        UINT64_C(10000000000),
        UINT64_C(100000000000),
        UINT64_C(1000000000000),
        UINT64_C(10000000000000),
        UINT64_C(100000000000000),
        UINT64_C(1000000000000000),
        UINT64_C(10000000000000000),
        UINT64_C(100000000000000000),
        UINT64_C(1000000000000000000),
        UINT64_C(10000000000000000000),
    };
    size_t digits = 1;

    while (digits <= sizeof powers / sizeof *powers && number >= powers[digits - 1])
        digits++;
    return digits;
}

void weft__number_put(uint64_t number, char *text, size_t digits)
{
    static const char pairs[] = "00010203040506070809101112131415161718192021222324"
                                "25262728293031323334353637383940414243444546474849"
                                "50515253545556575859606162636465666768697071727374"
                                "75767778798081828384858687888990919293949596979899";

    while (digits >= 2) {
        digits -= 2;
        memcpy(text + digits, pairs + number % 100 * 2, 2);
        number /= 100;
    }
    if (digits == 1)
        text[0] = (char) ('0' + number % 10);
}

uint64_t weft__number_magnitude(int64_t integer)
{
    return integer < 0 ? 0 - (uint64_t) integer : (uint64_t) integer;
}

size_t weft__number_put_integer(int64_t integer, char *text)
{
    uint64_t number = weft__number_magnitude(integer);
    size_t digits = weft__number_digits(number);
    size_t sign = integer < 0;

    text[0] = '-';
    weft__number_put(number, text + sign, digits);
    return sign + digits;
}
