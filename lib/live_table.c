/* live_table.c - growing, and closing the ranks; the invariants stand in live_table.h. */
#include "live_table.h"

#include "bits.h"
#include "reactor_internal.h"

#include <assert.h>
#include <string.h>

#define PLACES_FIRST 64
#define AHEAD        8 /* objects fetched while others are told their new place */

void weft__live_table_squeeze(struct weft__live_table *table)
{
    size_t tail = 0;

    for (size_t i = 0; i < table->tail; i++) {
        struct weft__object *object = table->places[i];

        if (i + AHEAD < table->tail)
            weft__prefetch(table->places[i + AHEAD]);
        if (!object)
            continue;
        object->place = (uint32_t) tail;
        table->places[tail++] = object;
    }
    table->tail = tail;
}

weft_status weft__live_table_grow(struct weft__live_table *table, weft_reactor *reactor)
{
    size_t old = table->capacity, capacity = old > 0 ? old * 2 : PLACES_FIRST;
    struct weft__object **places;

    /* A reactor that closes is walking along it: nobody moves. */
    if (!reactor->closing && table->tail > table->count &&
        (table->count + table->waiting + 4) * 3 <= old) {
        weft__live_table_squeeze(table);
        return WEFT_OK;
    }
    if (old > WEFT__WAITING / 2 || capacity > SIZE_MAX / sizeof *places)
        return WEFT_NO_MEMORY;
    places =
        weft__allocate(reactor, table->places, old * sizeof *places, capacity * sizeof *places);
    if (!places)
        return WEFT_NO_MEMORY;
    memmove(places + capacity - table->waiting, places + old - table->waiting,
            table->waiting * sizeof *places);
    table->places = places;
    table->capacity = capacity;
    return WEFT_OK;
}

void weft__live_table_return(struct weft__live_table *table, struct weft__object *object)
{
    if (table->tail + table->count + table->waiting + 2 > table->capacity)
        weft__live_table_squeeze(table);
    weft__live_table_add(table, object);
    assert(table->tail + table->count + table->waiting <= table->capacity);
}

void weft__live_table_reverse(struct weft__live_table *table, size_t count)
{
    struct weft__object **low = table->places + table->capacity - table->waiting;
    struct weft__object **high = low + count;

    while (high - low > 1) {
        struct weft__object *object = *low;

        *low++ = *--high;
        *high = object;
    }
}

const char *weft__live_table_check(const struct weft__live_table *table)
{
    size_t count = 0;

    for (size_t i = 0; i < table->tail; i++)
        if (table->places[i]) {
            if (table->places[i]->place != i)
                return "V2: an object does not know its place";
            count++;
        }
    for (size_t i = 1; i <= table->waiting; i++)
        if (table->places[table->capacity - i]->place != WEFT__WAITING)
            return "V2: one that waits does not say so";
    if (count != table->count)
        return "V1: the count is wrong";
    if (table->tail + count + table->waiting > table->capacity ||
        2 * (count + table->waiting) > table->capacity)
        return "V4: there is no room to wait";
    return NULL;
}
