/* timer_queue.h - the pending calls, earliest first: a 4-ary min-heap on (due_ns, sequence).
 *
 * Invariants, held between any two calls of these functions:
 *   Q1  no entry comes before its parent, entries[(i - 1) / 4];
 *   Q2  a pending call knows its place: entries[i].call->place == i; one that is not pending has
 *       WEFT__NOT_PENDING;
 *   Q3  count <= reserved <= capacity: there is a slot for every delayed call that is alive,
 *       pending or not, so that making
 *       one pending, or moving it, cannot fail.
 * Sequence numbers are unique, so the order is total and does not depend on the heap's shape.
 *
 * Insert, pop, remove: O(log n). A heap of four children keeps a node's children in one or two
 * cache lines.
 */
#ifndef WEFT_TIMER_QUEUE_H
#define WEFT_TIMER_QUEUE_H

#include "weft/reactor.h"

#define WEFT__NOT_PENDING SIZE_MAX

struct weft__timer_entry {
    int64_t due_ns;
    uint64_t sequence;
    weft_delayed_call *call;
};

struct weft__timer_queue {
    struct weft__timer_entry *entries;
    size_t count;
    size_t capacity;
    size_t reserved;
    uint64_t next_sequence;
};

/* Reserves a slot for one more call that is alive. WEFT_OK or WEFT_NO_MEMORY. */
weft_status weft__timer_queue_reserve(struct weft__timer_queue *queue, weft_reactor *reactor);
/* Gives one such slot back. */
void weft__timer_queue_unreserve(struct weft__timer_queue *queue);

/* Makes CALL pending at DUE_NS, behind all that are due then. Its slot must be reserved. */
void weft__timer_queue_insert(struct weft__timer_queue *queue, weft_delayed_call *call,
                              int64_t due_ns);
/* Puts back an entry that was taken out, with the sequence number that it had. */
void weft__timer_queue_reinsert(struct weft__timer_queue *queue, struct weft__timer_entry entry);
/* Takes CALL, which must be pending, out. */
void weft__timer_queue_remove(struct weft__timer_queue *queue, weft_delayed_call *call);
/* The earliest entry, borrowed until the queue changes; NULL: none is pending. */
const struct weft__timer_entry *weft__timer_queue_first(const struct weft__timer_queue *queue);
/* The first invariant that does not hold, or NULL. O(n): for tests. */
const char *weft__timer_queue_check(const struct weft__timer_queue *queue);
void weft__timer_queue_free(struct weft__timer_queue *queue, weft_reactor *reactor);

/* Where CALL stands in the queue; kept in the call, for the queue alone. */
size_t *weft__call_place(weft_delayed_call *call);

#endif
