/* rotation.h - whose turn it is: Twisted's index into a live list, at a constant price.
 *
 * What it stands for (COOP-7): a list of entries and an index into it, the cursor. next gives the
 * entry under the cursor and moves the cursor on; past the end it begins anew at 0, with the list
 * as it is then. Appending and removing leave the cursor as it is. So removing an entry behind the
 * cursor makes the one at the cursor lose its turn (COOP-9), and what is appended while the cursor
 * stands beyond the end lands behind it (COOP-7a).
 *
 * How it is kept: the list's entries stand in two runs of one array, those that the cursor has
 * passed and those to come. An entry that leaves, leaves a hole; holes are squeezed out when the
 * array is full. Every operation is O(1), amortised, and none but reserve allocates.
 *
 * Invariants, held between any two calls of these functions:
 *   R1  passed <= to_come <= tail <= capacity; the list is entries[0..passed), then
 *       entries[to_come..tail), both without the holes (NULL), and has `listed` entries;
 *   R2  a listed entry knows its place: entries[i]->place == i; one that is not listed has
 *       WEFT__NOT_LISTED;
 *   R3  listed <= reserved, and capacity >= 2 * reserved + 8: squeezing makes room for at least as
 *       many appends;
 *   R4  debt is how far the cursor stands beyond the list's end; if at all, nothing is to come.
 */
#ifndef WEFT_ROTATION_H
#define WEFT_ROTATION_H

#include "weft/reactor.h"

#define WEFT__NOT_LISTED SIZE_MAX

/* Part of whatever is to be in a rotation; place is WEFT__NOT_LISTED until it is appended. */
struct weft__rotation_entry {
    size_t place;
};

/* All zero is an empty one. */
struct weft__rotation {
    struct weft__rotation_entry **entries;
    size_t capacity;
    size_t reserved;
    size_t passed;
    size_t to_come;
    size_t tail;
    size_t listed;
    size_t debt;
};

/* Reserves room for one more entry, listed or not. WEFT_OK or WEFT_NO_MEMORY. */
weft_status weft__rotation_reserve(struct weft__rotation *rotation, weft_reactor *reactor);
/* Gives the room of one entry, which is not listed, back. */
void weft__rotation_unreserve(struct weft__rotation *rotation);

static inline bool weft__rotation_lists(const struct weft__rotation_entry *entry)
{
    return entry->place != WEFT__NOT_LISTED;
}

/* Appends ENTRY, for which room is reserved and which is not listed. */
void weft__rotation_append(struct weft__rotation *rotation, struct weft__rotation_entry *entry);
/* Takes ENTRY, which is listed, out. */
void weft__rotation_remove(struct weft__rotation *rotation, struct weft__rotation_entry *entry);
/* Moves the cursor over the first entry to come, and returns it; NULL: none is. */
static inline struct weft__rotation_entry *weft__rotation_pass(struct weft__rotation *rotation)
{
    size_t place = rotation->passed, next = rotation->to_come, tail = rotation->tail;

    while (next < tail) {
        struct weft__rotation_entry *entry = rotation->entries[next++];

        if (!entry)
            continue;
        rotation->entries[place] = entry;
        entry->place = place;
        rotation->passed = place + 1;
        rotation->to_come = next;
        return entry;
    }
    rotation->to_come = next;
    return NULL;
}

/* A new pass: all that was passed is to come. Returns the first; NULL: none is listed. */
struct weft__rotation_entry *weft__rotation_begin_pass(struct weft__rotation *rotation);

/* The entry under the cursor, which moves on; NULL: none is listed. */
static inline struct weft__rotation_entry *weft__rotation_next(struct weft__rotation *rotation)
{
    struct weft__rotation_entry *entry = weft__rotation_pass(rotation);

    return entry ? entry : weft__rotation_begin_pass(rotation);
}
/* Fills ENTRIES with the first of those that are to come in this pass, at most MOST; how many. */
size_t weft__rotation_look(struct weft__rotation *rotation, struct weft__rotation_entry **entries,
                           size_t most);
/* Moves ENTRY, which is to come in this pass, to the cursor; the others keep their order. */
void weft__rotation_bring(struct weft__rotation *rotation, struct weft__rotation_entry *entry);
/* Sets the cursor of an empty rotation to 0. Being emptied alone does not (COOP-7a). */
void weft__rotation_rewind(struct weft__rotation *rotation);

/* The first invariant that does not hold, or NULL. O(n): for tests. */
const char *weft__rotation_check(const struct weft__rotation *rotation);
void weft__rotation_free(struct weft__rotation *rotation, weft_reactor *reactor);

#endif
