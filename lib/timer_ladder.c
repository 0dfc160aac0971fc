/* timer_ladder.c - buckets of chunks; the invariants stand in timer_ladder.h. */
#include "timer_ladder.h"

#include "bits.h"
#include "reactor_internal.h"

#include <assert.h>
#include <string.h>

struct weft__ladder_block {
    struct weft__ladder_block *next;
    size_t chunk_count;
    struct weft__ladder_chunk chunks[];
};

_Static_assert(sizeof(struct weft__ladder_chunk) == 256, "a chunk fills whole lines of a cache");

/* Times. */

static int64_t time_of(uint64_t key)
{
    return (int64_t) (key ^ (UINT64_C(1) << 63));
}

static unsigned level_of(const struct weft__timer_ladder *ladder, uint64_t key)
{
    uint64_t difference = key ^ ladder->base;

    return difference == 0 ? 0 : weft__highest_bit(difference) / 8;
}

static unsigned digit_of(uint64_t key, unsigned level)
{
    return (unsigned) (key >> (8 * level)) & (WEFT__LADDER_BUCKETS - 1);
}

/* Chunks. */

struct weft__timer_ladder *weft__ladder_create(weft_reactor *reactor)
{
    struct weft__timer_ladder *made = weft__allocate(reactor, NULL, 0, sizeof *made);

    if (made)
        memset(made, 0, sizeof *made);
    return made;
}

void weft__ladder_free(struct weft__timer_ladder *ladder, weft_reactor *reactor)
{
    while (ladder->blocks) {
        struct weft__ladder_block *block = ladder->blocks;

        ladder->blocks = block->next;
        weft__allocate(reactor, block, sizeof *block + block->chunk_count * sizeof *block->chunks,
                       0);
    }
    weft__allocate(reactor, ladder, sizeof *ladder, 0);
}

static void give_chunk(struct weft__timer_ladder *ladder, struct weft__ladder_chunk *chunk)
{
    chunk->next = ladder->free;
    ladder->free = chunk;
}

static WEFT__APART struct weft__ladder_chunk *take_chunk(struct weft__timer_ladder *ladder)
{
    struct weft__ladder_chunk *chunk = ladder->free;

    if (chunk) {
        ladder->free = chunk->next;
    } else {
        assert(ladder->fresh != ladder->fresh_end); /* L4 */
        chunk = ladder->fresh++;
    }
    chunk->next = NULL;
    chunk->taken = 0;
    chunk->count = 0;
    return chunk;
}

/* L4: for each bucket that can have entries one that is not full at its front and one at its end,
 * full ones for the rest, and the one that is being emptied. */
static size_t chunks_for(size_t entries)
{
    size_t buckets = WEFT__LADDER_LEVELS * WEFT__LADDER_BUCKETS;

    return 2 * (entries < buckets ? entries : buckets) + entries / WEFT__LADDER_CHUNK_ENTRIES + 1;
}

weft_status weft__ladder_reserve(struct weft__timer_ladder *ladder, weft_reactor *reactor,
                                 size_t entries)
{
    size_t needed = chunks_for(entries), count = ladder->chunks / 4;
    struct weft__ladder_block *block;

    if (needed > ladder->chunks) {
        if (count < needed - ladder->chunks)
            count = needed - ladder->chunks;
        if (count > (SIZE_MAX - sizeof *block) / sizeof *block->chunks)
            return WEFT_NO_MEMORY;
        block = weft__allocate(reactor, NULL, 0, sizeof *block + count * sizeof *block->chunks);
        if (!block)
            return WEFT_NO_MEMORY;
        block->next = ladder->blocks;
        block->chunk_count = count;
        ladder->blocks = block;
        while (ladder->fresh != ladder->fresh_end)
            give_chunk(ladder, ladder->fresh++);
        ladder->fresh = block->chunks;
        ladder->fresh_end = block->chunks + count;
        ladder->chunks += count;
    }
    ladder->entries_max = entries;
    return WEFT_OK;
}

/* Buckets. */

static void note_filled(struct weft__timer_ladder *ladder, unsigned level, unsigned bucket)
{
    ladder->levels[level].occupied[bucket / 64] |= UINT64_C(1) << bucket % 64;
    ladder->occupied |= 1U << level;
}

static void note_emptied(struct weft__timer_ladder *ladder, unsigned level, unsigned bucket)
{
    uint64_t *occupied = ladder->levels[level].occupied;

    ladder->levels[level].buckets[bucket] = (struct weft__ladder_bucket){NULL, NULL};
    occupied[bucket / 64] &= ~(UINT64_C(1) << bucket % 64);
    if ((occupied[0] | occupied[1] | occupied[2] | occupied[3]) == 0)
        ladder->occupied &= ~(1U << level);
}

/* The lowest bucket of LEVEL, which has one, at or above FROM; WEFT__LADDER_BUCKETS: none. */
static unsigned next_bucket(const struct weft__ladder_level *level, unsigned from)
{
    for (unsigned word = from / 64; word < WEFT__LADDER_BUCKETS / 64; word++) {
        uint64_t bits = level->occupied[word];

        if (word == from / 64)
            bits &= ~UINT64_C(0) << from % 64;
        if (bits != 0)
            return word * 64 + weft__lowest_bit(bits);
    }
    return WEFT__LADDER_BUCKETS;
}

/* Adds a chunk to a bucket, and returns it. */
static WEFT__APART struct weft__ladder_chunk *lengthen(struct weft__timer_ladder *ladder,
                                                       unsigned level, unsigned number)
{
    struct weft__ladder_bucket *bucket = &ladder->levels[level].buckets[number];
    struct weft__ladder_chunk *added = take_chunk(ladder);

    if (bucket->last) {
        bucket->last->next = added;
    } else {
        bucket->first = added;
        note_filled(ladder, level, number);
    }
    bucket->last = added;
    return added;
}

void weft__ladder_append(struct weft__timer_ladder *ladder, struct weft__timer_entry entry)
{
    uint64_t key = weft__ladder_key(entry.due_ns);
    unsigned level = level_of(ladder, key), digit = digit_of(key, level);
    struct weft__ladder_chunk *chunk = ladder->levels[level].buckets[digit].last;

    assert(key >= ladder->base);
    ladder->entries++;
    if (!chunk || chunk->count == WEFT__LADDER_CHUNK_ENTRIES)
        chunk = lengthen(ladder, level, digit);
    chunk->entries[chunk->count++] = entry;
}

void weft__ladder_prepend(struct weft__timer_ladder *ladder, struct weft__timer_entry entry)
{
    uint64_t key = weft__ladder_key(entry.due_ns);
    unsigned level = level_of(ladder, key), digit = digit_of(key, level);
    struct weft__ladder_bucket *bucket = &ladder->levels[level].buckets[digit];
    struct weft__ladder_chunk *chunk = bucket->first;

    assert(key >= ladder->base);
    if (!chunk || chunk->taken == 0) {
        chunk = take_chunk(ladder);
        chunk->taken = chunk->count = WEFT__LADDER_CHUNK_ENTRIES;
        chunk->next = bucket->first;
        if (!bucket->first) {
            bucket->last = chunk;
            note_filled(ladder, level, digit);
        }
        bucket->first = chunk;
    }
    ladder->entries++;
    chunk->entries[--chunk->taken] = entry;
}

/* A bucket whose only chunk is empty now goes. */
static WEFT__APART void drop_bucket(struct weft__timer_ladder *ladder, unsigned level,
                                    unsigned number)
{
    struct weft__ladder_chunk *chunk = ladder->levels[level].buckets[number].first;

    note_emptied(ladder, level, number);
    give_chunk(ladder, chunk);
}

bool weft__ladder_take_back(struct weft__timer_ladder *ladder, struct weft__timer_entry entry)
{
    uint64_t key = weft__ladder_key(entry.due_ns);
    unsigned level = level_of(ladder, key), digit = digit_of(key, level);
    const struct weft__ladder_bucket *bucket = &ladder->levels[level].buckets[digit];
    struct weft__ladder_chunk *chunk = bucket->last;
    uint32_t place = chunk ? chunk->count : 0, begin = chunk ? chunk->taken : 0;

    while (place > begin && !weft__timer_entry_is(&chunk->entries[place - 1], entry))
        place--;
    if (place == begin)
        return false;
    for (; place < chunk->count; place++)
        chunk->entries[place - 1] = chunk->entries[place];
    chunk->count--;
    ladder->entries--;
    if (chunk->count == chunk->taken && chunk == bucket->first)
        drop_bucket(ladder, level, digit);
    return true;
}

struct weft__ladder_place weft__ladder_lowest(const struct weft__timer_ladder *ladder)
{
    unsigned level = weft__lowest_bit(ladder->occupied);
    unsigned bucket = next_bucket(&ladder->levels[level], 0);
    uint64_t above = level == WEFT__LADDER_LEVELS - 1 ? 0 : ladder->base >> (8 * (level + 1));
    uint64_t width = UINT64_C(1) << (8 * level);
    uint64_t begin = level == WEFT__LADDER_LEVELS - 1 ? (uint64_t) bucket << (8 * level)
                                                      : (above << 8 | bucket) << (8 * level);
    uint64_t end = begin > UINT64_MAX - width ? UINT64_MAX : begin + width;

    return (struct weft__ladder_place){level, bucket, time_of(begin), time_of(end)};
}

bool weft__ladder_has_more_than(const struct weft__timer_ladder *ladder,
                                struct weft__ladder_place place, size_t count)
{
    const struct weft__ladder_chunk *chunk =
        ladder->levels[place.level].buckets[place.bucket].first;
    size_t seen = 0;

    for (; chunk && seen <= count; chunk = chunk->next)
        seen += chunk->count - chunk->taken;
    return seen > count;
}

size_t weft__ladder_take(struct weft__timer_ladder *ladder, struct weft__ladder_place place,
                         struct weft__timer_entry *entries, size_t count)
{
    struct weft__ladder_bucket *bucket = &ladder->levels[place.level].buckets[place.bucket];
    size_t taken = 0;

    while (bucket->first) {
        struct weft__ladder_chunk *chunk = bucket->first;
        size_t here = chunk->count - chunk->taken;

        if (here > count - taken)
            here = count - taken;
        memcpy(entries + taken, chunk->entries + chunk->taken, here * sizeof *entries);
        chunk->taken += (uint32_t) here;
        taken += here;
        if (chunk->taken < chunk->count)
            break;
        bucket->first = chunk->next;
        give_chunk(ladder, chunk);
    }
    if (!bucket->first)
        note_emptied(ladder, place.level, place.bucket);
    ladder->entries -= taken;
    return taken;
}

void weft__ladder_advance(struct weft__timer_ladder *ladder, struct weft__ladder_place place)
{
    ladder->base = weft__ladder_key(place.begin_ns);
}

/* Adds the entries of CHUNK and of those behind it anew. */
static void replant(struct weft__timer_ladder *ladder, struct weft__ladder_chunk *chunk)
{
    while (chunk) {
        struct weft__ladder_chunk *next = chunk->next;

        if (next) {
            weft__prefetch(next);
            weft__prefetch(&next->entries[WEFT__LADDER_CHUNK_ENTRIES / 2]);
        }
        ladder->entries -= chunk->count - chunk->taken;
        for (uint32_t i = chunk->taken; i < chunk->count; i++)
            weft__ladder_append(ladder, chunk->entries[i]);
        give_chunk(ladder, chunk);
        chunk = next;
    }
}

void weft__ladder_split(struct weft__timer_ladder *ladder, struct weft__ladder_place place)
{
    struct weft__ladder_chunk *first = ladder->levels[place.level].buckets[place.bucket].first;

    assert(place.level > 0);
    note_emptied(ladder, place.level, place.bucket);
    ladder->base = weft__ladder_key(place.begin_ns);
    replant(ladder, first);
}

bool weft__ladder_begins_after(const struct weft__timer_ladder *ladder, int64_t time_ns)
{
    return ladder->base > weft__ladder_key(time_ns);
}

/* With an earlier base, what stood below the level where the two differ belongs into one bucket of
 * that level: it is moved there. With a later one of an empty ladder there is nothing to move. */
void weft__ladder_rebase(struct weft__timer_ladder *ladder, int64_t time_ns)
{
    uint64_t key = weft__ladder_key(time_ns);
    unsigned level_end = level_of(ladder, key);

    assert(ladder->entries == 0 || key < ladder->base);
    ladder->base = key;
    for (unsigned level = 0; level < level_end; level++) {
        for (unsigned bucket = next_bucket(&ladder->levels[level], 0);
             bucket < WEFT__LADDER_BUCKETS;
             bucket = next_bucket(&ladder->levels[level], bucket + 1)) {
            struct weft__ladder_chunk *first = ladder->levels[level].buckets[bucket].first;

            note_emptied(ladder, level, bucket);
            replant(ladder, first);
        }
    }
}

/* Moves the living of BUCKET to its front, and gives back the chunks that this leaves empty. The
 * chunk that is written to never comes behind the one that is read from. */
static size_t sweep_bucket(struct weft__timer_ladder *ladder, struct weft__ladder_bucket *bucket,
                           const struct weft__timer_slots *slots)
{
    struct weft__ladder_chunk *to = bucket->first, *from = bucket->first, *rest;
    uint32_t next = bucket->first->taken;
    uint32_t written = next;
    size_t dead = 0;

    while (from) {
        if (next == from->count) {
            from = from->next;
            next = 0;
            continue;
        }
        if (weft__timer_slots_dead(slots, &from->entries[next])) {
            dead++;
        } else {
            if (written == WEFT__LADDER_CHUNK_ENTRIES) {
                to->count = written;
                to = to->next;
                written = 0;
            }
            to->entries[written++] = from->entries[next];
        }
        next++;
    }
    rest = to->next;
    to->next = NULL;
    to->count = written;
    bucket->last = to;
    while (rest) {
        struct weft__ladder_chunk *following = rest->next;

        give_chunk(ladder, rest);
        rest = following;
    }
    return dead;
}

size_t weft__ladder_sweep(struct weft__timer_ladder *ladder, const struct weft__timer_slots *slots)
{
    size_t dead = 0;

    for (unsigned level = 0; level < WEFT__LADDER_LEVELS; level++) {
        for (unsigned number = next_bucket(&ladder->levels[level], 0);
             number < WEFT__LADDER_BUCKETS;
             number = next_bucket(&ladder->levels[level], number + 1)) {
            struct weft__ladder_bucket *bucket = &ladder->levels[level].buckets[number];

            dead += sweep_bucket(ladder, bucket, slots);
            if (bucket->first->count == bucket->first->taken) {
                give_chunk(ladder, bucket->first);
                note_emptied(ladder, level, number);
            }
        }
    }
    ladder->entries -= dead;
    return dead;
}

/* For tests. */

struct tally {
    const struct weft__timer_slots *slots;
    int64_t bound_ns;
    size_t entries;
    size_t dead;
    size_t chunks; /* in buckets */
};

static const char *check_entry(const struct weft__timer_ladder *ladder,
                               const struct weft__timer_entry *entry, struct tally *tally)
{
    const struct weft__timer *timer = tally->slots->slots[entry->slot].timer;

    tally->entries++;
    if (weft__ladder_key(entry->due_ns) < ladder->base)
        return "L1: an entry is due before the base";
    if (entry->due_ns < tally->bound_ns)
        return "Q1: an entry of the ladder is due before the bound";
    if (weft__timer_slots_dead(tally->slots, entry))
        tally->dead++;
    else if (!timer || !timer->queued || timer->due_ns != entry->due_ns)
        return "Q2: a living entry is not its timer's";
    return NULL;
}

static const char *check_bucket(const struct weft__timer_ladder *ladder, unsigned level,
                                unsigned number, struct tally *tally)
{
    const struct weft__ladder_bucket *bucket = &ladder->levels[level].buckets[number];
    bool marked = (ladder->levels[level].occupied[number / 64] >> number % 64 & 1) != 0;
    size_t before = tally->entries;
    uint64_t sequence = 0;

    for (const struct weft__ladder_chunk *chunk = bucket->first; chunk; chunk = chunk->next) {
        tally->chunks++;
        if (chunk->taken > chunk->count || chunk->count > WEFT__LADDER_CHUNK_ENTRIES ||
            (chunk != bucket->first && chunk->taken != 0))
            return "L2: a chunk's counts are wrong";
        if (chunk->next ? chunk->count != WEFT__LADDER_CHUNK_ENTRIES : chunk != bucket->last)
            return "L2: a chunk that is not the last has room";
        for (uint32_t i = chunk->taken; i < chunk->count; i++) {
            uint64_t key = weft__ladder_key(chunk->entries[i].due_ns);
            const char *fault = check_entry(ladder, &chunk->entries[i], tally);

            if (fault)
                return fault;
            if (level == 0 && !weft__timer_slots_dead(tally->slots, &chunk->entries[i])) {
                const struct weft__timer *timer = tally->slots->slots[chunk->entries[i].slot].timer;

                if (timer->sequence < sequence)
                    return "L1: those due at one time are not in order";
                sequence = timer->sequence;
            }
            if (level_of(ladder, key) != level || digit_of(key, level) != number)
                return "L1: an entry is not where its time belongs";
        }
    }
    if (marked != (tally->entries > before) || marked != (bucket->first != NULL))
        return "L2: a bucket's bit is wrong";
    return NULL;
}

const char *weft__ladder_check(const struct weft__timer_ladder *ladder,
                               const struct weft__timer_slots *slots, int64_t bound_ns,
                               size_t *dead)
{
    struct tally tally = {slots, bound_ns, 0, 0, 0};
    size_t spare = (size_t) (ladder->fresh_end - ladder->fresh);

    for (unsigned level = 0; level < WEFT__LADDER_LEVELS; level++) {
        size_t before = tally.entries;

        for (unsigned number = 0; number < WEFT__LADDER_BUCKETS; number++) {
            const char *fault = check_bucket(ladder, level, number, &tally);

            if (fault)
                return fault;
        }
        if ((ladder->occupied >> level & 1) != (tally.entries > before))
            return "L2: a level's bit is wrong";
    }
    for (const struct weft__ladder_chunk *chunk = ladder->free; chunk; chunk = chunk->next)
        spare++;
    *dead += tally.dead;
    if (tally.entries != ladder->entries || ladder->entries > ladder->entries_max)
        return "L3: the count of entries is wrong";
    if (tally.chunks + spare != ladder->chunks || ladder->chunks < chunks_for(ladder->entries_max))
        return "L4: chunks are missing";
    return NULL;
}
