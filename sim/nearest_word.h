/* nearest_word.h - which of the words that exist is closest to the one that was written.
 *
 * Closeness is the number of single changes (a letter more, less, other, or two neighbours
 * swapped). A word is offered only if that number is small for its length: 1 up to four letters, 2
 * up to eight, else 3.
 */
#ifndef WEFT_SIM_NEAREST_WORD_H
#define WEFT_SIM_NEAREST_WORD_H

#include <stddef.h>

/* Longer words are not compared, and no more than this many candidates are: a hostile file cannot
 * make its own error message expensive. */
#define WEFT__NEAREST_WORD_LENGTH_MAX     40
#define WEFT__NEAREST_WORD_CANDIDATES_MAX 2000

struct weft__nearest_word {
    const char *written; /* not terminated */
    size_t length;
    size_t distance; /* of the best so far; one more than the limit while there is none */
    size_t candidates;
    const char *best; /* NULL: none is close */
};

/* Starts a search for a word like the LENGTH bytes at WRITTEN. */
struct weft__nearest_word weft__nearest_word_search(const char *written, size_t length);

/* Offers WORD, which must outlive the search. Among equally close words the first one offered wins.
 */
void weft__nearest_word_offer(struct weft__nearest_word *search, const char *word);

#endif
