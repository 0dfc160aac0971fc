/* list.h - several values in an order, and one of several, as values.
 *
 * Both are counted and never change once they are handed out. They are what the combinators fire
 * with (combinators.h); programs make and take them apart with the functions below.
 *
 * A list written as text is "[a, b]"; one of outcomes says of each whether it is a failure:
 * "[ok 1, failed ValueError: lost]". A winner is "(1, b)": its index and its value. A value with
 * which the text would grow beyond WEFT_LIST_TEXT_BYTES bytes, and a list or winner inside
 * WEFT_LIST_LEVELS others, is written as "...", and there the text ends.
 *
 * Two lists are equal if their values are, in order; two winners if their indexes and values are.
 * Below so many levels, and once WEFT_LIST_COMPARISONS values have been compared, only what is the
 * very same counts as equal. So neither takes long, whatever contains what how often.
 */
#ifndef WEFT_LIST_H
#define WEFT_LIST_H

#include "weft/failure.h"

#ifdef __cplusplus
extern "C" {
#endif

#define WEFT_LIST_TEXT_BYTES  (64 * 1024)
#define WEFT_LIST_LEVELS      32
#define WEFT_LIST_COMPARISONS 1000000

WEFT_API extern const weft_type weft_type_list;
WEFT_API extern const weft_type weft_type_winner;

/* A list of COUNT VALUES, each moved, also when this fails. OUTCOMES: whether each is a failure or
 * not is shown in its text. Without memory: the constant MemoryError failure, so that returning it
 * from a callback raises it. */
WEFT_API weft_value weft_list(weft_reactor *reactor, weft_value *values, size_t count,
                              bool outcomes);

/* The INDEXth of several: VALUE (moved). Without memory as weft_list. */
WEFT_API weft_value weft_winner(weft_reactor *reactor, size_t index, weft_value value);

/* What is inside, borrowed. The type must fit, and INDEX be below the count (asserted). */
WEFT_API bool weft_value_is_list(const weft_value *value);
WEFT_API bool weft_value_is_winner(const weft_value *value);
WEFT_API size_t weft_list_count(const weft_value *list);
WEFT_API const weft_value *weft_list_at(const weft_value *list, size_t index);
WEFT_API bool weft_list_of_outcomes(const weft_value *list);
WEFT_API size_t weft_winner_index(const weft_value *winner);
WEFT_API const weft_value *weft_winner_value(const weft_value *winner);

#ifdef __cplusplus
}
#endif

#endif
