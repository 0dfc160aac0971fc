/* choice_words.h - a choice in the words of its scenario.
 *
 *     start dial.2/dial.1/later.1   `later` of `dial` of `start dial` (line 24)
 *     start dial.2/dial.1/later.2   `later.2` of `dial` of `start dial` (line 24)
 *     call in 1ms as x:.1/call.1    `call in 1ms as x:` (line 22)
 */
#ifndef WEFT_SIM_CHOICE_WORDS_H
#define WEFT_SIM_CHOICE_WORDS_H

#include "loaded_scenario.h"
#include "question.h"
#include "text_output.h"
#include "trace_read.h"

/* A choice taken apart; texts are borrowed from it. */
struct weft__choice_parts {
    enum weft__site site;
    const char *about; /* whom: a path or a label */
    size_t about_length;
    uint64_t nth;
    const char *words; /* the answer */
};

/* Takes TEXT apart; false: it is no choice. */
bool weft__choice_take_apart(const char *text, struct weft__choice_parts *parts);

/* Writes LENGTH bytes of a path as above; of LOADED the lines are told. */
void weft__path_put_words(struct weft__text_output *out, const struct weft__loaded *loaded,
                          const char *path, size_t length);

/* Writes A, BETWEEN, and B, likewise; if one maker made both, that one is told of once. */
void weft__path_put_two(struct weft__text_output *out, const struct weft__loaded *loaded,
                        struct weft__trace_slice a, const char *between,
                        struct weft__trace_slice b);

#endif
