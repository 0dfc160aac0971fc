/* shrink_numbers.c - shorter times and smaller counts in a script: nothing, one, half, and so on to
 * one less.
 *
 * A number that stands in several places is first made smaller in all of them, then in each alone:
 * what is due together mostly has to stay so.
 */
#include "shrinking.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

enum { FIRST_LINE_BYTES = 6, NUMBER_BYTES = 24 };

/* Digits, perhaps a fraction; a unit may stand behind it. */
struct number {
    size_t begin, digits, length; /* LENGTH with the fraction, without the unit */
    size_t unit;                  /* its length */
    uint64_t value;               /* of the digits; UINT64_MAX: too large */
};

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static bool is_letter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
}

static uint64_t value_of(const char *text, size_t digits)
{
    uint64_t value = 0;

    for (size_t i = 0; i < digits; i++) {
        uint64_t digit = (uint64_t) (text[i] - '0');

        if (value > (UINT64_MAX - digit) / 10)
            return UINT64_MAX;
        value = value * 10 + digit;
    }
    return value;
}

static void measure(const char *text, size_t length, struct number *number)
{
    size_t end = number->begin;

    while (end < length && is_digit(text[end]))
        end++;
    number->digits = end - number->begin;
    number->value = value_of(text + number->begin, number->digits);
    if (end + 1 < length && text[end] == '.' && is_digit(text[end + 1]))
        for (end++; end < length && is_digit(text[end]);)
            end++;
    number->length = end - number->begin;
    while (end < length && is_letter(text[end]))
        end++;
    number->unit = end - number->begin - number->length;
}

/* The next number from *AT on, which moves behind it; not in texts, comments or names. */
static bool next_number(const struct weft__byte_buffer *script, size_t *at, struct number *number)
{
    const char *text = script->bytes;
    bool in_text = false;

    while (*at < script->length) {
        char c = text[*at];

        if (in_text) {
            *at += c == '\\' ? 2 : 1;
            in_text = c != '"';
        } else if (c == '#') {
            while (*at < script->length && text[*at] != '\n')
                ++*at;
        } else if (is_letter(c)) {
            while (*at < script->length && (is_letter(text[*at]) || is_digit(text[*at])))
                ++*at;
        } else if (is_digit(c)) {
            number->begin = *at;
            measure(text, script->length, number);
            *at += number->length + number->unit;
            return true;
        } else {
            in_text = c == '"';
            ++*at;
        }
    }
    return false;
}

static bool is_same(const char *text, const struct number *a, const struct number *b)
{
    return a->length == b->length && a->unit == b->unit &&
           memcmp(text + a->begin, text + b->begin, a->length + a->unit) == 0;
}

/* Tries VALUE in the place of NUMBER: EVERYWHERE, or there alone. */
static bool try_value(struct weft__shrinking *shrinking, const struct number *number,
                      uint64_t value, bool everywhere)
{
    const struct weft__byte_buffer *script = &shrinking->best.script;
    struct weft__byte_buffer text = {.allocator = script->allocator};
    char digits[NUMBER_BYTES];
    size_t length = (size_t) snprintf(digits, sizeof digits, "%" PRIu64, value);
    size_t at = FIRST_LINE_BYTES, copied = 0;
    struct number other;
    bool good = true, taken = false;

    while (good && next_number(script, &at, &other)) {
        if (other.begin != number->begin &&
            (!everywhere || !is_same(script->bytes, &other, number)))
            continue;
        good = weft__byte_buffer_append(&text, script->bytes + copied, other.begin - copied) &&
               weft__byte_buffer_append(&text, digits, length);
        copied = other.begin + other.length;
    }
    good = good && weft__byte_buffer_append(&text, script->bytes + copied, script->length - copied);
    if (good)
        taken = weft__shrinking_try_script(shrinking, text.bytes, text.length);
    else
        shrinking->lost = true;
    weft__byte_buffer_free(&text);
    return taken;
}

/* Whether the number stands elsewhere too. */
static bool has_twin(const struct weft__byte_buffer *script, const struct number *number)
{
    size_t at = FIRST_LINE_BYTES;
    struct number other;

    while (next_number(script, &at, &other))
        if (other.begin != number->begin && is_same(script->bytes, &other, number))
            return true;
    return false;
}

/* Whether NUMBER could be made smaller; the script is another then. Of a fraction
 * what stands behind the full stop goes too. */
static bool reduce(struct weft__shrinking *shrinking, const struct number *number, bool everywhere)
{
    bool whole = number->length == number->digits;

    if (number->value == UINT64_MAX || (whole && number->value == 0))
        return false;
    if (try_value(shrinking, number, 0, everywhere) ||
        ((number->value > 1 || (number->value == 1 && !whole)) &&
         try_value(shrinking, number, 1, everywhere)))
        return true;
    for (uint64_t less = number->value / 2; less > 0; less /= 2)
        if (number->value - less > 1 &&
            try_value(shrinking, number, number->value - less, everywhere))
            return true;
    return !whole && number->value > 1 && try_value(shrinking, number, number->value, everywhere);
}

static bool reduce_all(struct weft__shrinking *shrinking, bool everywhere)
{
    size_t at = FIRST_LINE_BYTES;
    struct number number;
    bool smaller = false;

    while (!weft__shrinking_over(shrinking) && next_number(&shrinking->best.script, &at, &number)) {
        if (everywhere && !has_twin(&shrinking->best.script, &number))
            continue;
        if (!reduce(shrinking, &number, everywhere))
            continue;
        smaller = true;
        at = everywhere ? FIRST_LINE_BYTES : number.begin; /* that one again */
    }
    return smaller;
}

bool weft__shrink_numbers(struct weft__shrinking *shrinking)
{
    bool ever = false, smaller = true;

    while (smaller && !weft__shrinking_over(shrinking)) {
        smaller = reduce_all(shrinking, true);
        smaller = reduce_all(shrinking, false) || smaller;
        ever = ever || smaller;
    }
    return ever;
}
