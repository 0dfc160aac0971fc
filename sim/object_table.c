/* object_table.c - pages of elements, and the directory that leads to them. */
#include "object_table.h"

#include <stdbool.h>
#include <string.h>

enum { PAGE = WEFT__OBJECT_TABLE_PAGE, FIRST_CAPACITY = 4 };

/* Room for one page more in the directory. False without memory. */
static bool make_room(struct weft__object_table *table)
{
    const weft_allocator *allocator = table->allocator;
    size_t capacity = table->page_capacity > 0 ? 2 * table->page_capacity : FIRST_CAPACITY;
    char **pages;

    if (table->page_count < table->page_capacity)
        return true;
    pages = allocator->allocate(allocator->context, table->pages,
                                table->page_capacity * sizeof *pages, capacity * sizeof *pages);
    if (pages == NULL)
        return false;
    table->pages = pages;
    table->page_capacity = capacity;
    return true;
}

/* The page that element `count` is the first of. False without memory. */
static bool add_page(struct weft__object_table *table)
{
    const weft_allocator *allocator = table->allocator;
    char *page;

    if (table->count > 0 && !make_room(table))
        return false;
    page = allocator->allocate(allocator->context, NULL, 0, PAGE * table->element_bytes);
    if (page == NULL)
        return false;
    if (table->count == 0)
        table->first = page;
    else
        table->pages[table->page_count++] = page;
    return true;
}

void *weft__object_table_extend(struct weft__object_table *table, uint64_t number)
{
    void *element = NULL;

    if (number >= WEFT__OBJECT_TABLE_MAX)
        return NULL;
    while (table->count <= number) {
        if (table->count % PAGE == 0 && !add_page(table))
            return NULL;
        table->count++;
        element = weft__object_table_find(table, table->count - 1);
        memset(element, 0, table->element_bytes);
    }
    return element;
}

void weft__object_table_free(struct weft__object_table *table)
{
    const weft_allocator *allocator = table->allocator;

    if (table->first == NULL)
        return;
    allocator->allocate(allocator->context, table->first, PAGE * table->element_bytes, 0);
    for (size_t i = 0; i < table->page_count; i++)
        allocator->allocate(allocator->context, table->pages[i], PAGE * table->element_bytes, 0);
    if (table->pages != NULL)
        allocator->allocate(allocator->context, table->pages,
                            table->page_capacity * sizeof *table->pages, 0);
    *table = (struct weft__object_table){.allocator = table->allocator,
                                         .element_bytes = table->element_bytes};
}
