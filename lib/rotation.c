/* rotation.c - the cursor stands between two runs of entries; going on moves an entry from the
 * second run to the first. */
#include "rotation.h"

#include "reactor_internal.h"

#include <assert.h>

#define SPARE_ENTRIES 8

/* What R3 asks for; SIZE_MAX if that many do not fit in memory. */
static size_t capacity_for(size_t reserved)
{
    size_t most = SIZE_MAX / sizeof(struct weft__rotation_entry *);

    return reserved > (most - SPARE_ENTRIES) / 2 ? SIZE_MAX : 2 * reserved + SPARE_ENTRIES;
}

weft_status weft__rotation_reserve(struct weft__rotation *rotation, weft_reactor *reactor)
{
    struct weft__rotation_entry **entries = rotation->entries;
    size_t needed = capacity_for(rotation->reserved + 1);

    if (needed > rotation->capacity) {
        size_t capacity = capacity_for(rotation->capacity);

        if (capacity == SIZE_MAX || capacity < needed)
            capacity = needed;
        if (capacity == SIZE_MAX)
            return WEFT_NO_MEMORY;
        entries = weft__allocate(reactor, entries, rotation->capacity * sizeof *entries,
                                 capacity * sizeof *entries);
        if (!entries)
            return WEFT_NO_MEMORY;
        rotation->entries = entries;
        rotation->capacity = capacity;
    }
    rotation->reserved++;
    return WEFT_OK;
}

void weft__rotation_unreserve(struct weft__rotation *rotation)
{
    assert(rotation->reserved > rotation->listed);
    rotation->reserved--;
}

static void put(struct weft__rotation *rotation, size_t place, struct weft__rotation_entry *entry)
{
    rotation->entries[place] = entry;
    entry->place = place;
}

/* Closes the ranks of entries[from..to) at PLACE, which is not behind FROM; returns where they end.
 */
static size_t move_up(struct weft__rotation *rotation, size_t place, size_t from, size_t to)
{
    for (size_t i = from; i < to; i++) {
        struct weft__rotation_entry *entry = rotation->entries[i];

        if (entry)
            put(rotation, place++, entry);
    }
    return place;
}

static void squeeze(struct weft__rotation *rotation)
{
    size_t passed = move_up(rotation, 0, 0, rotation->passed);
    size_t tail = move_up(rotation, passed, rotation->to_come, rotation->tail);

    rotation->passed = passed;
    rotation->to_come = passed;
    rotation->tail = tail;
}

void weft__rotation_append(struct weft__rotation *rotation, struct weft__rotation_entry *entry)
{
    assert(!weft__rotation_lists(entry) && rotation->listed < rotation->reserved);
    if (rotation->tail == rotation->capacity)
        squeeze(rotation);
    put(rotation, rotation->tail++, entry);
    rotation->listed++;
    if (rotation->debt > 0) {
        rotation->debt--;
        (void) weft__rotation_pass(rotation);
    }
}

void weft__rotation_remove(struct weft__rotation *rotation, struct weft__rotation_entry *entry)
{
    size_t place = entry->place;

    assert(rotation->entries[place] == entry);
    rotation->entries[place] = NULL;
    entry->place = WEFT__NOT_LISTED;
    rotation->listed--;
    if (place < rotation->passed && !weft__rotation_pass(rotation))
        rotation->debt++;
}

/* A new pass: all that was passed is to come. */
static void begin_pass(struct weft__rotation *rotation)
{
    rotation->debt = 0;
    rotation->tail = rotation->passed;
    rotation->to_come = 0;
    rotation->passed = 0;
}

struct weft__rotation_entry *weft__rotation_begin_pass(struct weft__rotation *rotation)
{
    if (rotation->listed == 0)
        return NULL;
    begin_pass(rotation);
    return weft__rotation_pass(rotation);
}

static size_t look_ahead(const struct weft__rotation *rotation,
                         struct weft__rotation_entry **entries, size_t most)
{
    size_t count = 0;

    for (size_t i = rotation->to_come; i < rotation->tail && count < most; i++)
        if (rotation->entries[i])
            entries[count++] = rotation->entries[i];
    return count;
}

size_t weft__rotation_look(struct weft__rotation *rotation, struct weft__rotation_entry **entries,
                           size_t most)
{
    size_t count = look_ahead(rotation, entries, most);

    if (count > 0 || rotation->listed == 0)
        return count;
    begin_pass(rotation); /* as the next step would */
    return look_ahead(rotation, entries, most);
}

void weft__rotation_bring(struct weft__rotation *rotation, struct weft__rotation_entry *entry)
{
    size_t place = entry->place;

    assert(place >= rotation->to_come && rotation->entries[place] == entry);
    for (; place > rotation->to_come; place--) {
        rotation->entries[place] = rotation->entries[place - 1];
        if (rotation->entries[place])
            rotation->entries[place]->place = place;
    }
    put(rotation, place, entry);
}

void weft__rotation_rewind(struct weft__rotation *rotation)
{
    assert(rotation->listed == 0);
    rotation->passed = 0;
    rotation->to_come = 0;
    rotation->tail = 0;
    rotation->debt = 0;
}

/* Counts the entries of a run; SIZE_MAX: one of them does not know its place. */
static size_t count_run(const struct weft__rotation *rotation, size_t from, size_t to)
{
    size_t count = 0;

    for (size_t i = from; i < to; i++) {
        if (!rotation->entries[i])
            continue;
        if (rotation->entries[i]->place != i)
            return SIZE_MAX;
        count++;
    }
    return count;
}

const char *weft__rotation_check(const struct weft__rotation *rotation)
{
    size_t passed, to_come;

    if (rotation->passed > rotation->to_come || rotation->to_come > rotation->tail ||
        rotation->tail > rotation->capacity)
        return "R1: the runs overlap or leave the array";
    passed = count_run(rotation, 0, rotation->passed);
    to_come = count_run(rotation, rotation->to_come, rotation->tail);
    if (passed == SIZE_MAX || to_come == SIZE_MAX)
        return "R2: an entry does not know its place";
    if (passed + to_come != rotation->listed)
        return "R1: the count is not that of the entries";
    if (rotation->listed > rotation->reserved)
        return "R3: more entries than there is room reserved for";
    if (rotation->reserved > 0 && rotation->capacity < capacity_for(rotation->reserved))
        return "R3: too little room";
    if (rotation->debt > 0 && to_come > 0)
        return "R4: the cursor is beyond the end, yet something is to come";
    return NULL;
}

void weft__rotation_free(struct weft__rotation *rotation, weft_reactor *reactor)
{
    if (rotation->entries)
        weft__allocate(reactor, rotation->entries, rotation->capacity * sizeof *rotation->entries,
                       0);
    *rotation = (struct weft__rotation){0};
}
