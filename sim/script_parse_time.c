/* script_parse_time.c - moments and slices: times that are known when they are read. */
#include "script_reader.h"

bool weft__add_ns(int64_t a, int64_t b, int64_t *sum)
{
    if ((b > 0 && a > INT64_MAX - b) || (b < 0 && a < INT64_MIN - b))
        return false;
    *sum = a + b;
    return true;
}

/* Whether `+TIME` or `-TIME` follows without a blank. */
static bool at_shift(struct weft__reader *reader)
{
    const struct weft__token *next;

    if (!reader->token.glued ||
        (!weft__reader_is(reader, WEFT__TOKEN_PLUS) && !weft__reader_is(reader, WEFT__TOKEN_MINUS)))
        return false;
    next = weft__reader_peek(reader);
    return next->glued && next->kind == WEFT__TOKEN_TIME;
}

bool weft__parse_moment(struct weft__reader *reader, int64_t *at_ns)
{
    struct weft__place place = reader->token.place;
    const char *wrong = NULL;

    *at_ns = reader->token.number;
    if (!weft__reader_expect(reader, WEFT__TOKEN_TIME, "a time"))
        return false;
    while (at_shift(reader)) {
        bool back = weft__reader_is(reader, WEFT__TOKEN_MINUS);
        int64_t by_ns;

        weft__reader_advance(reader);
        by_ns = back ? -reader->token.number : reader->token.number;
        if (!weft__add_ns(*at_ns, by_ns, at_ns))
            wrong = "the moment does not fit 64 bits of nanoseconds";
        weft__reader_advance(reader);
    }
    if (wrong == NULL && *at_ns < 0)
        wrong = "the moment lies before 0s";
    if (wrong == NULL)
        return true;
    weft__diagnostics_add(reader->diagnostics, weft__reader_place_since(reader, place), NULL, "%s",
                          wrong);
    return false;
}

bool weft__parse_slice(struct weft__reader *reader, struct weft__slice *slice)
{
    struct weft__place place = reader->token.place;

    slice->amount = reader->token.number;
    if (weft__reader_accept(reader, WEFT__TOKEN_TIME)) {
        slice->kind = WEFT__SLICE_TIME;
        return true;
    }
    slice->kind = WEFT__SLICE_STEPS;
    if (!weft__reader_expect(reader, WEFT__TOKEN_INTEGER, "a time or a number of steps"))
        return false;
    if (!weft__reader_accept_word(reader, WEFT__WORD_STEPS) &&
        !weft__reader_accept_word(reader, WEFT__WORD_STEP))
        return weft__reader_expected(reader, "'step' or 'steps'", NULL);
    if (slice->amount > 0)
        return true;
    weft__diagnostics_add(reader->diagnostics, place, NULL, "a slice has at least one step");
    return false;
}
