/* ordering_coverage.c - a multiset of hashes. */
#include "ordering_coverage.h"

#include <string.h>

enum { PLACES_FIRST = 256 };

void weft__ordering_coverage_begin(struct weft__ordering_coverage *coverage,
                                   const weft_allocator *allocator)
{
    *coverage = (struct weft__ordering_coverage){.allocator = allocator,
                                                 .firsts = {.allocator = allocator}};
}

void weft__ordering_coverage_end(struct weft__ordering_coverage *coverage)
{
    if (coverage->table != NULL)
        coverage->allocator->allocate(coverage->allocator->context, coverage->table,
                                      coverage->places * sizeof *coverage->table, 0);
    weft__byte_buffer_free(&coverage->firsts);
}

/* Where HASH is, or would be. */
static struct weft__seen_ordering *place_of(struct weft__seen_ordering *table, size_t places,
                                            uint64_t hash)
{
    size_t at = (size_t) hash & (places - 1);

    while (table[at].hash != 0 && table[at].hash != hash)
        at = (at + 1) & (places - 1);
    return &table[at];
}

static bool grow(struct weft__ordering_coverage *coverage)
{
    size_t places = coverage->places > 0 ? coverage->places * 2 : PLACES_FIRST;
    struct weft__seen_ordering *table = coverage->allocator->allocate(
        coverage->allocator->context, NULL, 0, places * sizeof *table);

    if (table == NULL)
        return false;
    memset(table, 0, places * sizeof *table);
    for (size_t i = 0; i < coverage->places; i++)
        if (coverage->table[i].hash != 0)
            *place_of(table, places, coverage->table[i].hash) = coverage->table[i];
    if (coverage->table != NULL)
        coverage->allocator->allocate(coverage->allocator->context, coverage->table,
                                      coverage->places * sizeof *coverage->table, 0);
    coverage->table = table;
    coverage->places = places;
    return true;
}

bool weft__ordering_coverage_add(struct weft__ordering_coverage *coverage, uint64_t hash,
                                 uint64_t runs)
{
    struct weft__seen_ordering *seen;

    if (2 * (coverage->distinct + 1) > coverage->places && !grow(coverage))
        return false;
    seen = place_of(coverage->table, coverage->places, hash);
    if (seen->hash == 0) {
        if (!weft__byte_buffer_append(&coverage->firsts, &coverage->runs, sizeof coverage->runs))
            return false;
        seen->hash = hash;
        seen->first = coverage->runs;
        coverage->distinct++;
        coverage->once += runs == 1;
    } else if (seen->runs == 1) {
        coverage->once--;
    }
    seen->runs += runs;
    coverage->runs += runs;
    return true;
}

const struct weft__seen_ordering *
weft__ordering_coverage_get(const struct weft__ordering_coverage *coverage, uint64_t n)
{
    uint64_t first = ((const uint64_t *) (const void *) coverage->firsts.bytes)[n];
    size_t at = 0;

    while (coverage->table[at].hash == 0 || coverage->table[at].first != first)
        at++;
    return &coverage->table[at];
}

uint64_t weft__ordering_coverage_late(const struct weft__ordering_coverage *coverage)
{
    const uint64_t *firsts = (const void *) coverage->firsts.bytes;
    uint64_t late_from = coverage->runs - coverage->runs / 10, count = 0;

    for (size_t i = coverage->firsts.length / sizeof *firsts; i-- > 0 && firsts[i] >= late_from;)
        count++;
    return count;
}

uint64_t weft__ordering_coverage_left(const struct weft__ordering_coverage *coverage)
{
    return coverage->runs > 0 ? (coverage->once * 1000 + coverage->runs - 1) / coverage->runs
                              : 1000;
}
