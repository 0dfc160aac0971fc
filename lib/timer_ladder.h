/* timer_ladder.h - the timers that are not due soon: a radix ladder over their due times.
 *
 * Level L has 256 buckets. A time differs from the ladder's base, which no later time lies before,
 * in some highest byte: that byte's place is the level, its value the bucket. So all of one level
 * comes before all of the next, and a bucket before those above it. The lowest bucket is emptied
 * into the levels below it, its beginning being the new base, until few are left in it or they are
 * all due at once. An entry so moves at most seven times, always as part of a stream, and a heap's
 * comparisons and leaps through memory are not made.
 *
 * Entries are appended in the order of their sequence numbers and every move keeps the order of a
 * bucket, so that those due at one time come out in it, without a comparison.
 *
 * Invariants:
 *   L1  every entry is due at or after base, and stands in the level and bucket of its time, with
 *       those of the same time before and behind it in order;
 *   L2  a bucket is a list of chunks, of which only the last may have room behind its entries, and
 *       only the first before them; its bit is set iff it has any;
 *   L3  `entries` counts those in the buckets, dead ones too; it is at most `entries_max`;
 *   L4  there are chunks for as many, however they are spread over the buckets, and one more.
 *
 * Source: Cherkassky, Goldberg, Silverstein, "Buckets, heaps, lists, and monotone priority queues"
 * (radix buckets); Tang, Goh, Thng, "Ladder queue" (a bucket that is sorted when its turn comes).
 */
#ifndef WEFT_TIMER_LADDER_H
#define WEFT_TIMER_LADDER_H

#include "timer_slots.h"

#define WEFT__LADDER_LEVELS        8
#define WEFT__LADDER_BUCKETS       256
#define WEFT__LADDER_CHUNK_ENTRIES 15 /* a chunk is 256 bytes */

struct weft__ladder_chunk {
    struct weft__ladder_chunk *next;
    uint32_t taken; /* entries[taken..count) are in it */
    uint32_t count;
    struct weft__timer_entry entries[WEFT__LADDER_CHUNK_ENTRIES];
};

struct weft__ladder_bucket {
    struct weft__ladder_chunk *first;
    struct weft__ladder_chunk *last;
};

struct weft__ladder_level {
    uint64_t occupied[WEFT__LADDER_BUCKETS / 64];
    struct weft__ladder_bucket buckets[WEFT__LADDER_BUCKETS];
};

struct weft__ladder_block;

#define WEFT__RUN_LOAD 512 /* a bucket with more is split before it is sorted */

struct weft__timer_ladder {
    uint64_t base;
    unsigned occupied; /* a bit for each level */
    size_t entries;
    size_t entries_max;
    struct weft__ladder_chunk *free;
    struct weft__ladder_chunk *fresh; /* of the newest block: never used yet */
    struct weft__ladder_chunk *fresh_end;
    size_t chunks; /* in all */
    struct weft__ladder_block *blocks;
    struct weft__ladder_level levels[WEFT__LADDER_LEVELS];
    struct weft__timer_entry places[WEFT__RUN_LOAD * 3 / 2]; /* of the queue's run */
    struct weft__timer_entry unsorted[WEFT__RUN_LOAD];       /* on the way there */
};

/* The lowest bucket. */
struct weft__ladder_place {
    unsigned level;
    unsigned bucket;
    int64_t begin_ns;
    int64_t end_ns; /* where the next one begins; INT64_MAX: time ends before */
};

/* An empty one, with no chunks; NULL without memory. */
struct weft__timer_ladder *weft__ladder_create(weft_reactor *reactor);
void weft__ladder_free(struct weft__timer_ladder *ladder, weft_reactor *reactor);

/* Sees to it that there is room for ENTRIES. WEFT_OK or WEFT_NO_MEMORY. */
weft_status weft__ladder_reserve(struct weft__timer_ladder *ladder, weft_reactor *reactor,
                                 size_t entries);

/* Adds ENTRY, due at or after the base, behind those due at its time. There is room. */
void weft__ladder_append(struct weft__timer_ladder *ladder, struct weft__timer_entry entry);

/* Adds ENTRY, due at or after the base, before those due at its time. There is room. */
void weft__ladder_prepend(struct weft__timer_ladder *ladder, struct weft__timer_entry entry);

/* Takes ENTRY, which is in it, out if it is in the last chunk of its bucket: it was added not long
 * ago. False: it stays. */
bool weft__ladder_take_back(struct weft__timer_ladder *ladder, struct weft__timer_entry entry);

/* Times, as unsigned numbers in the same order. */
static inline uint64_t weft__ladder_key(int64_t time_ns)
{
    return (uint64_t) time_ns ^ (UINT64_C(1) << 63);
}

/* Which bucket of LEVEL the time of ENTRY belongs into. */
static inline unsigned weft__ladder_digit(const struct weft__timer_entry *entry, unsigned level)
{
    return (unsigned) (weft__ladder_key(entry->due_ns) >> (8 * level)) & (WEFT__LADDER_BUCKETS - 1);
}

/* Where the earliest entries are; there are some. */
struct weft__ladder_place weft__ladder_lowest(const struct weft__timer_ladder *ladder);

/* Whether the bucket at PLACE has more than COUNT entries. */
bool weft__ladder_has_more_than(const struct weft__timer_ladder *ladder,
                                struct weft__ladder_place place, size_t count);

/* Sets the base to where the bucket at PLACE, the lowest, begins. */
void weft__ladder_advance(struct weft__timer_ladder *ladder, struct weft__ladder_place place);

/* Takes at most COUNT entries from the front of the bucket at PLACE into ENTRIES; returns how many.
 */
size_t weft__ladder_take(struct weft__timer_ladder *ladder, struct weft__ladder_place place,
                         struct weft__timer_entry *entries, size_t count);

/* Empties the bucket at PLACE, the lowest and not of level 0, into lower levels. */
void weft__ladder_split(struct weft__timer_ladder *ladder, struct weft__ladder_place place);

/* Whether the base is after TIME_NS: no entry may be added that is due then. */
bool weft__ladder_begins_after(const struct weft__timer_ladder *ladder, int64_t time_ns);

/* Sets the base to TIME_NS, which no entry is due before: an earlier one, or any of an empty
 * ladder.
 */
void weft__ladder_rebase(struct weft__timer_ladder *ladder, int64_t time_ns);

/* Drops the dead. Returns how many there were. O(n). */
size_t weft__ladder_sweep(struct weft__timer_ladder *ladder, const struct weft__timer_slots *slots);

/* The first invariant that does not hold, or that an entry is due before BOUND_NS; or NULL. Adds
 * to *DEAD how many are dead. O(n): for tests. */
const char *weft__ladder_check(const struct weft__timer_ladder *ladder,
                               const struct weft__timer_slots *slots, int64_t bound_ns,
                               size_t *dead);

#endif
