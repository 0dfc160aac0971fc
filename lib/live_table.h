/* live_table.h - the objects that are alive, in order of creation, and those that wait to be
 * finished.
 *
 * A table of pointers rather than a list: who leaves touches its own place in it, and not two
 * neighbours that may be anywhere in memory. It leaves a hole; holes are squeezed out when the
 * table is full, which costs at most one visit to a living object for each that is made.
 *
 * Invariants, held between any two calls of these functions:
 *   V1  places[0..tail) are the living, in order of creation, and holes (NULL); `count` is how many
 *       live;
 *   V2  who is in it knows its place; who waits has WEFT__WAITING, who is neither, WEFT__UNLISTED;
 *   V3  those that wait stand at the end, the next one lowest:
 *       places[capacity - waiting..capacity);
 *   V4  tail + count + waiting <= capacity: all that live may come to wait; and twice as many as
 *       live and wait fit: all that wait may live on. Neither needs memory.
 */
#ifndef WEFT_LIVE_TABLE_H
#define WEFT_LIVE_TABLE_H

#include "object.h"

#define WEFT__UNLISTED UINT32_MAX
#define WEFT__WAITING  (UINT32_MAX - 1)

struct weft__live_table {
    struct weft__object **places;
    size_t capacity;
    size_t tail;
    size_t count;
    size_t waiting;
};

/* Makes room for one more. WEFT_OK or WEFT_NO_MEMORY: there is none either for more than 2^32 - 2
 * at once. */
weft_status weft__live_table_grow(struct weft__live_table *table, weft_reactor *reactor);

/* Closes the ranks. */
void weft__live_table_squeeze(struct weft__live_table *table);

static inline bool weft__live_table_has_room(const struct weft__live_table *table)
{
    return table->tail + table->count + 2 * table->waiting + 2 <= table->capacity;
}

/* Adds OBJECT, which is in no place, as the youngest. There is room. */
static inline void weft__live_table_add(struct weft__live_table *table, struct weft__object *object)
{
    object->place = (uint32_t) table->tail;
    table->places[table->tail++] = object;
    table->count++;
}

/* Takes OBJECT, which lives, out. */
static inline void weft__live_table_remove(struct weft__live_table *table,
                                           struct weft__object *object)
{
    table->places[object->place] = NULL;
    table->tail -= object->place + 1 == table->tail;
    table->count--;
    object->place = WEFT__UNLISTED;
}

/* OBJECT, which is in no place, comes before all that wait. */
static inline void weft__live_table_wait(struct weft__live_table *table,
                                         struct weft__object *object)
{
    object->place = WEFT__WAITING;
    table->places[table->capacity - ++table->waiting] = object;
}

/* The next one that waits, which does so no more. There is one. */
static inline struct weft__object *weft__live_table_next(struct weft__live_table *table)
{
    struct weft__object *object = table->places[table->capacity - table->waiting--];

    object->place = WEFT__UNLISTED;
    return object;
}

/* OBJECT, which has waited, is the youngest of the living. */
void weft__live_table_return(struct weft__live_table *table, struct weft__object *object);

/* Of those that wait, the COUNT that came last: now the first of them is next. */
void weft__live_table_reverse(struct weft__live_table *table, size_t count);

/* The first invariant that does not hold, or NULL. O(n): for tests. */
const char *weft__live_table_check(const struct weft__live_table *table);

#endif
