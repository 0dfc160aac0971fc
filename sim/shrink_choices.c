/* shrink_choices.c - fewer choices that are not Twisted's, and earlier answers.
 *
 * Source: A. Zeller, R. Hildebrandt, "Simplifying and isolating failure-inducing input" (IEEE TSE
 * 2002), section 3: ever smaller chunks are left out. Then a search looks for fewer choices of
 * another kind.
 */
#include "shrinking.h"

#include <string.h>

/* Tries the best choices without COUNT of them from FIRST on. */
static bool try_without(struct weft__shrinking *shrinking, size_t first, size_t count)
{
    const struct weft__byte_buffer *choices = &shrinking->best.choices;
    struct weft__byte_buffer rest = {.allocator = choices->allocator};
    const char *begin = weft__specimen_choice(&shrinking->best, first);
    const char *end = weft__specimen_choice(&shrinking->best, first + count);
    bool smaller = false;

    shrinking->lost =
        !weft__byte_buffer_append(&rest, choices->bytes, (size_t) (begin - choices->bytes)) ||
        !weft__byte_buffer_append(&rest, end, (size_t) (choices->bytes + choices->length - end));
    if (!shrinking->lost)
        smaller = weft__shrinking_try_choices(shrinking, rest.bytes, rest.length);
    weft__byte_buffer_free(&rest);
    return smaller;
}

static bool leave_out_chunks(struct weft__shrinking *shrinking)
{
    size_t count = shrinking->best.choice_count;
    bool smaller = false;

    for (size_t chunk = count; chunk > 0; chunk /= 2) {
        size_t first = 0;

        while (first < shrinking->best.choice_count && !weft__shrinking_over(shrinking)) {
            size_t left = shrinking->best.choice_count - first;

            if (try_without(shrinking, first, left < chunk ? left : chunk))
                smaller = true;
            else
                first += chunk;
        }
    }
    return smaller;
}

/* Tries the best choices with TEXT, which is copied, in place of the one at INDEX. */
static bool try_instead(struct weft__shrinking *shrinking, size_t index, const char *text)
{
    struct weft__byte_buffer other = {.allocator = shrinking->best.choices.allocator};
    bool smaller = false;

    for (size_t i = 0; i < shrinking->best.choice_count; i++) {
        const char *choice = i == index ? text : weft__specimen_choice(&shrinking->best, i);

        if (!weft__byte_buffer_append(&other, choice, strlen(choice) + 1))
            shrinking->lost = true;
    }
    if (!shrinking->lost)
        smaller = weft__shrinking_try_choices(shrinking, other.bytes, other.length);
    weft__byte_buffer_free(&other);
    return smaller;
}

static bool answer_earlier(struct weft__shrinking *shrinking)
{
    bool smaller = false;

    for (size_t i = 0; i < shrinking->best.choice_count; i++) {
        const char *earlier = weft__specimen_earlier(&shrinking->best, i);
        bool taken = false;

        while (*earlier != '\0' && !taken && !weft__shrinking_over(shrinking)) {
            taken = try_instead(shrinking, i, earlier);
            if (!taken) /* else the texts are others */
                earlier += strlen(earlier) + 1;
        }
        smaller = smaller || taken;
    }
    return smaller;
}

bool weft__shrink_choices(struct weft__shrinking *shrinking)
{
    bool ever = false, smaller = true;

    while (smaller && !weft__shrinking_over(shrinking)) {
        smaller = leave_out_chunks(shrinking);
        smaller = weft__shrinking_search_fewer(shrinking) || smaller;
        smaller = answer_earlier(shrinking) || smaller;
        ever = ever || smaller;
    }
    return ever;
}
