/* timer_queue.c - the heap of pending calls; its invariants stand in timer_queue.h. */
#include "timer_queue.h"

#include "reactor_internal.h"

#include <assert.h>

#define CHILDREN 4

static bool entry_before(const struct weft__timer_entry *a, const struct weft__timer_entry *b)
{
    if (a->due_ns != b->due_ns)
        return a->due_ns < b->due_ns;
    return a->sequence < b->sequence;
}

static void put(struct weft__timer_queue *queue, size_t place, struct weft__timer_entry entry)
{
    queue->entries[place] = entry;
    *weft__call_place(entry.call) = place;
}

/* Moves the hole at PLACE towards the root until ENTRY may stand in it. */
static void sift_up(struct weft__timer_queue *queue, size_t place, struct weft__timer_entry entry)
{
    while (place > 0) {
        size_t parent = (place - 1) / CHILDREN;

        if (!entry_before(&entry, &queue->entries[parent]))
            break;
        put(queue, place, queue->entries[parent]);
        place = parent;
    }
    put(queue, place, entry);
}

/* Moves the hole at PLACE towards the leaves until ENTRY may stand in it. */
static void sift_down(struct weft__timer_queue *queue, size_t place, struct weft__timer_entry entry)
{
    for (;;) {
        size_t first = place * CHILDREN + 1, least = first;
        size_t end = first + CHILDREN < queue->count ? first + CHILDREN : queue->count;

        if (first >= queue->count)
            break;
        for (size_t child = first + 1; child < end; child++)
            if (entry_before(&queue->entries[child], &queue->entries[least]))
                least = child;
        if (!entry_before(&queue->entries[least], &entry))
            break;
        put(queue, place, queue->entries[least]);
        place = least;
    }
    put(queue, place, entry);
}

weft_status weft__timer_queue_reserve(struct weft__timer_queue *queue, weft_reactor *reactor)
{
    if (queue->reserved == queue->capacity) {
        size_t capacity = queue->capacity > 0 ? queue->capacity * 2 : 16;
        struct weft__timer_entry *entries;

        if (capacity > SIZE_MAX / sizeof *entries)
            return WEFT_NO_MEMORY;
        entries = weft__allocate(reactor, queue->entries, queue->capacity * sizeof *entries,
                                 capacity * sizeof *entries);
        if (!entries)
            return WEFT_NO_MEMORY;
        queue->entries = entries;
        queue->capacity = capacity;
    }
    queue->reserved++;
    return WEFT_OK;
}

void weft__timer_queue_unreserve(struct weft__timer_queue *queue)
{
    assert(queue->reserved > queue->count);
    queue->reserved--;
}

void weft__timer_queue_insert(struct weft__timer_queue *queue, weft_delayed_call *call,
                              int64_t due_ns)
{
    struct weft__timer_entry entry = {due_ns, queue->next_sequence++, call};

    assert(queue->count < queue->reserved);
    assert(*weft__call_place(call) == WEFT__NOT_PENDING);
    sift_up(queue, queue->count++, entry);
}

void weft__timer_queue_reinsert(struct weft__timer_queue *queue, struct weft__timer_entry entry)
{
    assert(queue->count < queue->reserved);
    assert(entry.sequence < queue->next_sequence);
    sift_up(queue, queue->count++, entry);
}

void weft__timer_queue_remove(struct weft__timer_queue *queue, weft_delayed_call *call)
{
    size_t place = *weft__call_place(call);
    struct weft__timer_entry last;

    assert(place < queue->count && queue->entries[place].call == call);
    *weft__call_place(call) = WEFT__NOT_PENDING;
    last = queue->entries[--queue->count];
    if (place == queue->count)
        return;
    if (place > 0 && entry_before(&last, &queue->entries[(place - 1) / CHILDREN]))
        sift_up(queue, place, last);
    else
        sift_down(queue, place, last);
}

const struct weft__timer_entry *weft__timer_queue_first(const struct weft__timer_queue *queue)
{
    return queue->count > 0 ? &queue->entries[0] : NULL;
}

const char *weft__timer_queue_check(const struct weft__timer_queue *queue)
{
    for (size_t i = 0; i < queue->count; i++) {
        if (i > 0 && entry_before(&queue->entries[i], &queue->entries[(i - 1) / CHILDREN]))
            return "Q1: an entry comes before its parent";
        if (*weft__call_place(queue->entries[i].call) != i)
            return "Q2: a pending call does not know its place";
    }
    if (queue->count > queue->reserved || queue->reserved > queue->capacity)
        return "Q3: a call has no slot";
    return NULL;
}

void weft__timer_queue_free(struct weft__timer_queue *queue, weft_reactor *reactor)
{
    if (queue->entries)
        weft__allocate(reactor, queue->entries, queue->capacity * sizeof *queue->entries, 0);
    queue->entries = NULL;
    queue->count = queue->capacity = queue->reserved = 0;
}
