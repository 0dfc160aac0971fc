/* stream.h - the work that is the same for everybody: the random numbers, and the tally.
 *
 * Both are of 32 bits, so that they come out the same, and cheap, in JavaScript and Python too
 * (peers/stream.js, peers/stream.py).
 *
 * What a workload draws, it draws from one stream, one number an event: which of two events goes
 * first that are due together makes no difference then, and the times that are tallied are the same
 * in every queue that is right.
 */
#ifndef BENCH_STREAM_H
#define BENCH_STREAM_H

#include <stdint.h>

#define STREAM_SEED       2463534242U
#define STREAM_MEAN_DELAY 1000000U

struct stream {
    uint32_t state;
};

/* Marsaglia's xorshift with 13, 17, 5. */
static inline uint32_t stream_next(struct stream *stream)
{
    uint32_t next = stream->state;

    next ^= next << 13;
    next ^= next >> 17;
    next ^= next << 5;
    stream->state = next;
    return next;
}

/* A delay of 1 to 1,999,999 ticks: a million in the mean. */
static inline uint32_t stream_delay(struct stream *stream)
{
    return stream_next(stream) % (2 * STREAM_MEAN_DELAY - 1) + 1;
}

/* How many ticks pass while about EVENTS of SIZE pending calls come up. */
static inline uint64_t stream_ticks(uint64_t events, uint64_t size)
{
    return events * STREAM_MEAN_DELAY / size;
}

struct tally {
    uint32_t in_order; /* depends on the order of what was added */
    uint32_t sum;      /* does not */
    uint64_t count;
};

/* FNV-1a, a word at a time, and one more: zeros count too. */
static inline void tally_add(struct tally *tally, uint64_t what)
{
    tally->in_order = (tally->in_order ^ (uint32_t) what) * 16777619U + 1;
    tally->sum += (uint32_t) what;
    tally->count++;
}

/* Which events are tallied, by their time: of those who can only be stopped when they have gone
 * past the end of the warm-up, or of what is measured. */
struct window {
    uint64_t begin;
    uint64_t end;
    struct tally tally;
};

static inline void window_open(struct window *window, uint64_t warm_up, uint64_t events,
                               uint64_t size)
{
    window->begin = stream_ticks(warm_up, size);
    window->end = window->begin + stream_ticks(events, size);
}

static inline void window_add(struct window *window, uint64_t now)
{
    if (now > window->begin && now <= window->end)
        tally_add(&window->tally, now);
}

#endif
