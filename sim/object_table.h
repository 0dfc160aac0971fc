/* object_table.h - what is known of each object of a kind, by its number.
 *
 * Numbers count from 1 with hardly a gap, so elements lie in pages, one behind the other; behind
 * the first, which most tables have no need to go beyond, a directory leads to the others. Elements
 * never move. One is zeroed when it, or one behind it, is first asked for, not before: a small run
 * pays for the few objects that it has. A table that is all zeroes but for its allocator and its
 * element_bytes is an empty one.
 */
#ifndef WEFT_SIM_OBJECT_TABLE_H
#define WEFT_SIM_OBJECT_TABLE_H

#include "weft/allocator.h"

#include <stdint.h>

#define WEFT__OBJECT_TABLE_PAGE 16 /* elements */
#define WEFT__OBJECT_TABLE_MAX  (UINT64_C(1) << 27)

struct weft__object_table {
    const weft_allocator *allocator;
    size_t element_bytes;
    char *first;  /* the page of the lowest numbers; NULL while there is none */
    char **pages; /* those behind it */
    size_t page_count, page_capacity;
    uint64_t count; /* elements that there are: those of lower numbers */
};

/* The element NUMBER, or NULL if there is none. */
static inline void *weft__object_table_find(const struct weft__object_table *table, uint64_t number)
{
    if (number >= table->count)
        return NULL;
    if (number < WEFT__OBJECT_TABLE_PAGE)
        return table->first + number * table->element_bytes;
    return table->pages[number / WEFT__OBJECT_TABLE_PAGE - 1] +
           number % WEFT__OBJECT_TABLE_PAGE * table->element_bytes;
}

/* Makes all elements up to and with NUMBER, zeroed, and returns that one. NULL without memory, or
 * if NUMBER is too large. */
void *weft__object_table_extend(struct weft__object_table *table, uint64_t number);

/* The element NUMBER, made if there is none. NULL without memory, or if NUMBER is too large. */
static inline void *weft__object_table_make(struct weft__object_table *table, uint64_t number)
{
    return number < table->count ? weft__object_table_find(table, number)
                                 : weft__object_table_extend(table, number);
}

/* Gives everything back; the table is empty then. */
void weft__object_table_free(struct weft__object_table *table);

#endif
