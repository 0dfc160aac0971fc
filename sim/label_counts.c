/* label_counts.c - a table of counters. */
#include "label_counts.h"

#include <string.h>

enum { PLACES_FIRST = 32 };

static struct weft__label_count *place_of(struct weft__label_count *table, size_t places,
                                          uint64_t key)
{
    size_t at = (size_t) key & (places - 1);

    while (table[at].key != 0 && table[at].key != key)
        at = (at + 1) & (places - 1);
    return &table[at];
}

static bool grow(struct weft__label_counts *counts)
{
    const weft_allocator *allocator = counts->allocator;
    size_t places = counts->places > 0 ? 2 * counts->places : PLACES_FIRST;
    struct weft__label_count *table =
        allocator->allocate(allocator->context, NULL, 0, places * sizeof *table);

    if (!table)
        return false;
    memset(table, 0, places * sizeof *table);
    for (size_t i = 0; i < counts->places; i++)
        if (counts->table[i].key != 0)
            *place_of(table, places, counts->table[i].key) = counts->table[i];
    if (counts->table)
        allocator->allocate(allocator->context, counts->table,
                            counts->places * sizeof *counts->table, 0);
    counts->table = table;
    counts->places = places;
    return true;
}

uint32_t weft__label_counts_add(struct weft__label_counts *counts, uint64_t key)
{
    struct weft__label_count *counted;

    if (2 * (counts->used + 1) > counts->places && !grow(counts))
        return 0;
    key |= key == 0;
    counted = place_of(counts->table, counts->places, key);
    counts->used += counted->key == 0;
    counted->key = key;
    return ++counted->count;
}

void weft__label_counts_free(struct weft__label_counts *counts)
{
    const weft_allocator *allocator = counts->allocator;

    if (counts->table)
        allocator->allocate(allocator->context, counts->table,
                            counts->places * sizeof *counts->table, 0);
    counts->table = NULL;
    counts->places = counts->used = 0;
}
