/* timer_slots.h - what the timer queue's entries point to: a slot for each timer that is alive.
 *
 * An entry is sixteen bytes that are moved about; it names its timer by a slot, and the slot's
 * generation at the time. Where a timer leaves the queue and its entry cannot be found cheaply, the
 * slot's generation goes on, and the entry is dead: it is dropped where it is met.
 *
 * Invariants:
 *   S1  slots[timer->slot].timer == timer for each timer that is alive; the other slots below
 *       `used` are in the free list, and their timer is NULL;
 *   S2  a generation never comes back while an entry of it is in the queue.
 */
#ifndef WEFT_TIMER_SLOTS_H
#define WEFT_TIMER_SLOTS_H

#include "weft/reactor.h"

#include <assert.h>

/* Part of whatever can become due. */
struct weft__timer {
    int64_t due_ns;
    uint64_t sequence; /* given when it was queued; later ones have higher ones */
    uint32_t slot;
    bool queued;
    uint8_t state; /* theirs whose part it is */
};

struct weft__timer_entry {
    int64_t due_ns;
    uint32_t slot;
    uint32_t generation;
};

struct weft__timer_slot {
    struct weft__timer *timer; /* NULL: free */
    uint32_t generation;
    uint32_t next_free; /* 0: none; else a slot's number + 1 */
};

struct weft__timer_slots {
    struct weft__timer_slot *slots;
    size_t capacity;
    size_t used;         /* those beyond were never given out */
    size_t alive;        /* how many are not free */
    uint32_t first_free; /* as next_free */
};

/* Sees to it that there is a slot for one more. WEFT_OK or WEFT_NO_MEMORY: there is none either for
 * more than 2^32 - 1. */
weft_status weft__timer_slots_grow(struct weft__timer_slots *slots, weft_reactor *reactor);
void weft__timer_slots_free(struct weft__timer_slots *slots, weft_reactor *reactor);

static inline bool weft__timer_slots_has_room(const struct weft__timer_slots *slots)
{
    return slots->first_free != 0 || slots->used < slots->capacity;
}

/* Gives TIMER a slot; there is one. */
static inline void weft__timer_slots_take(struct weft__timer_slots *slots,
                                          struct weft__timer *timer)
{
    size_t number = slots->first_free != 0 ? slots->first_free - 1 : slots->used;
    struct weft__timer_slot *slot = &slots->slots[number];

    if (slots->first_free != 0) {
        slots->first_free = slot->next_free;
    } else {
        slots->used++;
        slot->generation = 0;
    }
    slot->timer = timer;
    slots->alive++;
    timer->slot = (uint32_t) number;
    timer->queued = false;
}

static inline void weft__timer_slots_give(struct weft__timer_slots *slots,
                                          const struct weft__timer *timer)
{
    struct weft__timer_slot *slot = &slots->slots[timer->slot];

    assert(slot->timer == timer && !timer->queued);
    slot->timer = NULL;
    slot->next_free = slots->first_free;
    slots->first_free = timer->slot + 1;
    slots->alive--;
}

static inline struct weft__timer_entry
weft__timer_slots_entry(const struct weft__timer_slots *slots, const struct weft__timer *timer)
{
    return (struct weft__timer_entry){timer->due_ns, timer->slot,
                                      slots->slots[timer->slot].generation};
}

/* Whether both are of one queuing: of one slot, and of the same generation of it. */
static inline bool weft__timer_entry_is(const struct weft__timer_entry *entry,
                                        struct weft__timer_entry other)
{
    return entry->slot == other.slot && entry->generation == other.generation;
}

static inline bool weft__timer_slots_dead(const struct weft__timer_slots *slots,
                                          const struct weft__timer_entry *entry)
{
    return slots->slots[entry->slot].generation != entry->generation;
}

#endif
