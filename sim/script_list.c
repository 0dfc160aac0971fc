/* script_list.c - a digest of what is in a list, so that lists can be compared when they are gone.
 *
 * Two lists with one digest count as equal. It is FNV-1a, 64 bits, over kinds and contents, in
 * order; like their text it looks no deeper and no further than list.h says.
 */
#include "script_types.h"

struct digest {
    uint64_t hash;
    size_t values_left;
    unsigned levels;
};

static void add_bytes(struct digest *digest, const void *bytes, size_t length)
{
    const unsigned char *byte = bytes;

    for (size_t i = 0; i < length; i++)
        digest->hash = (digest->hash ^ byte[i]) * UINT64_C(1099511628211);
}

static void add_number(struct digest *digest, uint64_t number)
{
    for (unsigned shift = 0; shift < 64; shift += 8) {
        unsigned char byte = (unsigned char) (number >> shift);

        add_bytes(digest, &byte, 1);
    }
}

static void add_view(struct digest *digest, const struct weft__script_view *view)
{
    add_number(digest, (uint64_t) view->kind);
    add_number(digest, (uint64_t) view->number);
    add_number(digest, view->subject.id);
    add_number(digest, view->length);
    if (view->length > 0)
        add_bytes(digest, view->text, view->length);
    if (view->error) {
        const char *name = view->error->name;

        while (*name)
            add_bytes(digest, name++, 1);
    }
}

static void add_value(struct digest *digest, const weft_value *value);

static void add_list(struct digest *digest, const weft_value *list)
{
    bool winner = weft_value_is_winner(list);
    size_t count = winner ? 1 : weft_list_count(list);

    add_number(digest, winner ? weft_winner_index(list) : weft_list_of_outcomes(list));
    add_number(digest, count);
    for (size_t i = 0; i < count && digest->values_left > 0; i++)
        add_value(digest, winner ? weft_winner_value(list) : weft_list_at(list, i));
}

static void add_value(struct digest *digest, const weft_value *value)
{
    struct weft__script_view view = weft__script_view_of(value);

    if (digest->values_left == 0 || digest->levels == WEFT_LIST_LEVELS)
        return;
    digest->values_left--;
    add_view(digest, &view);
    if (!view.list)
        return;
    digest->levels++;
    add_list(digest, view.list);
    digest->levels--;
}

uint64_t weft__script_list_digest(const weft_value *list)
{
    struct digest digest = {UINT64_C(14695981039346656037), WEFT_LIST_COMPARISONS, 0};

    add_value(&digest, list);
    return digest.hash;
}
