/* nearest_word.c - the edit distance, cut off at what is still close. */
#include "nearest_word.h"

#include <string.h>

static size_t distance_limit(size_t length)
{
    return length <= 4 ? 1 : length <= 8 ? 2 : 3;
}

struct weft__nearest_word weft__nearest_word_search(const char *written, size_t length)
{
    struct weft__nearest_word search = {.written = written, .length = length};

    search.distance = distance_limit(length) + 1;
    return search;
}

static size_t smaller(size_t a, size_t b)
{
    return a < b ? a : b;
}

/* How many insertions, deletions, substitutions and swaps of neighbours make A into B (each letter
 * changed at most once). Both are at most WEFT__NEAREST_WORD_LENGTH_MAX long. */
static size_t edit_distance(const char *a, size_t a_length, const char *b, size_t b_length)
{
    size_t rows[3][WEFT__NEAREST_WORD_LENGTH_MAX + 1]; /* the rows i, i - 1 and i - 2, in turn */

    for (size_t j = 0; j <= b_length; j++)
        rows[0][j] = j;
    for (size_t i = 1; i <= a_length; i++) {
        size_t *row = rows[i % 3];
        const size_t *above = rows[(i + 2) % 3];
        const size_t *two_above = rows[(i + 1) % 3];

        row[0] = i;
        for (size_t j = 1; j <= b_length; j++) {
            row[j] = smaller(above[j], row[j - 1]) + 1;
            row[j] = smaller(row[j], above[j - 1] + (a[i - 1] != b[j - 1]));
            if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
                row[j] = smaller(row[j], two_above[j - 2] + 1);
        }
    }
    return rows[a_length % 3][b_length];
}

void weft__nearest_word_offer(struct weft__nearest_word *search, const char *word)
{
    size_t length = strlen(word);
    size_t limit = distance_limit(search->length);
    size_t distance;

    if (search->length > WEFT__NEAREST_WORD_LENGTH_MAX || length > WEFT__NEAREST_WORD_LENGTH_MAX ||
        length + limit < search->length || search->length + limit < length ||
        search->candidates == WEFT__NEAREST_WORD_CANDIDATES_MAX)
        return;
    search->candidates++;
    distance = edit_distance(search->written, search->length, word, length);
    /* A word of which nothing is left is no likeness: 'a' is not near 'b'. */
    if (distance < search->distance && distance < search->length) {
        search->distance = distance;
        search->best = word;
    }
}
