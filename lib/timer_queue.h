/* timer_queue.h - the pending calls, in order of (due_ns, sequence).
 *
 * The earliest are in the *run*, a short sorted array; those due later are in a ladder of buckets
 * (timer_ladder.h), of which the lowest is sorted into the run when that is empty. Few timers are
 * all in the run, and there is no ladder: a small world touches a few lines of memory.
 *
 * Why this and not a heap: a 4-ary heap, with the same calls around it, takes 89, 330 and 770 ns to
 * run the earliest call and to insert another, of 1,000, 100,000 and 1,000,000 pending; see
 * tests/bench for what this takes. Why there is no ring for what is due now: the run is one, and
 * where a great many are due at one time their bucket is.
 *
 * Invariants, held between any two calls of these functions:
 *   Q1  run[first..last) is sorted, and each of its entries comes before each of the ladder's; the
 *       ladder's are due at or after `bound`;
 *   Q2  a timer that is queued has exactly one living entry; `count` is how many those are, `dead`
 *       how many dead ones there are;
 *   Q3  there is a slot for every timer that is alive and, unless the run has room for all of them,
 *       a ladder with room for half as many entries again, so that queuing one, or moving it,
 *       cannot fail.
 *
 * Inserting and taking the first: O(1), amortised, each entry being moved at most eight times.
 * Removing: the same; what is not found at once dies where it is, and is swept out before the dead
 * are half as many as the living and 64.
 *
 * A known limit: who asks for the earliest of all while that is far off (BY_NS beyond the present)
 * has its bucket split before its time, and 64 nearer timers after that gather it again; over and
 * over, that is a visit to each entry of that bucket for every 64 timers.
 */
#ifndef WEFT_TIMER_QUEUE_H
#define WEFT_TIMER_QUEUE_H

#include "timer_ladder.h"

#define WEFT__RUN_FEW 64 /* so many timers are all in the run; so many are sorted into it later */

struct weft__timer_queue {
    struct weft__timer_entry *run; /* `few` or, with a ladder, its places */
    uint32_t places;
    uint32_t first;
    uint32_t last;
    uint32_t sorted_in; /* since it was filled */
    int64_t bound;
    struct weft__timer_ladder *ladder; /* NULL: the run has room for every timer */
    struct weft__timer_slots slots;
    size_t room; /* for so many timers that are alive */
    size_t count;
    size_t dead;
    uint64_t next_sequence;
    struct weft__timer_entry few[WEFT__RUN_FEW * 3 / 2]; /* an insert moves the shorter side */
};

/* Sees to it that one more timer can be admitted. WEFT_OK or WEFT_NO_MEMORY. */
weft_status weft__timer_queue_grow(struct weft__timer_queue *queue, weft_reactor *reactor);

static inline bool weft__timer_queue_has_room(const struct weft__timer_queue *queue)
{
    return queue->slots.alive < queue->room && weft__timer_slots_has_room(&queue->slots);
}

/* Gives TIMER, for which there is room, a slot. */
static inline void weft__timer_queue_admit(struct weft__timer_queue *queue,
                                           struct weft__timer *timer)
{
    weft__timer_slots_take(&queue->slots, timer);
}

/* TIMER, which is not queued, needs none any more. */
static inline void weft__timer_queue_dismiss(struct weft__timer_queue *queue,
                                             const struct weft__timer *timer)
{
    weft__timer_slots_give(&queue->slots, timer);
}

/* Queues TIMER for DUE_NS, behind all that are due then. NOW_NS: nothing will ever be queued for
 * before. */
void weft__timer_queue_insert(struct weft__timer_queue *queue, struct weft__timer *timer,
                              int64_t due_ns, int64_t now_ns);
/* Takes TIMER, which is queued, out. */
void weft__timer_queue_remove(struct weft__timer_queue *queue, struct weft__timer *timer);
/* Sees to it that the earliest entry stands in front, if it is due by BY_NS; false: there is none
 * that may be. */
bool weft__timer_queue_bring(struct weft__timer_queue *queue, int64_t by_ns);

/* The earliest entry, if it is due by BY_NS; it may be told as well if it is not. NULL: none is.
 * Borrowed until the queue changes. */
static inline const struct weft__timer_entry *
weft__timer_queue_first(struct weft__timer_queue *queue, int64_t by_ns)
{
    if ((queue->dead > 0 || queue->first == queue->last) && !weft__timer_queue_bring(queue, by_ns))
        return NULL;
    return &queue->run[queue->first];
}

static inline struct weft__timer *weft__timer_queue_timer(const struct weft__timer_queue *queue,
                                                          const struct weft__timer_entry *entry)
{
    return queue->slots.slots[entry->slot].timer;
}

/* Takes the one that was told of out; nothing has happened since. */
struct weft__timer *weft__timer_queue_take_first(struct weft__timer_queue *queue);

/* The timer that comes after AHEAD others, whose memory has been fetched; NULL: there is none. It
 * may be another, if that one has gone. */
static inline const struct weft__timer *
weft__timer_queue_ahead(const struct weft__timer_queue *queue, uint32_t ahead)
{
    uint32_t place = queue->first + ahead;

    return place < queue->last ? weft__timer_queue_timer(queue, &queue->run[place]) : NULL;
}

/* The first invariant that does not hold, or NULL. O(n): for tests. */
const char *weft__timer_queue_check(const struct weft__timer_queue *queue);
void weft__timer_queue_free(struct weft__timer_queue *queue, weft_reactor *reactor);

#endif
