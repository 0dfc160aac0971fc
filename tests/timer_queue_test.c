/* timer_queue_test.c - the queue of pending calls against a sorted list that is too simple to be
 * wrong. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "bits.h"
#include "reactor_internal.h"
#include "support/library_fixture.h"
#include "timer_queue.h"

#define TIMERS 4000

/* A queue of the test's own, and beside it what should be in it, in order. */
struct twins {
    struct library_fixture *fixture;
    struct weft__timer_queue queue;
    struct weft__timer timers[TIMERS];
    size_t admitted;
    struct weft__timer *sorted[TIMERS]; /* by due time, those of one time as they came */
    size_t count;
    int64_t now_ns;
    uint64_t random;
};

static uint64_t draw(struct twins *twins, uint64_t below)
{
    twins->random ^= twins->random << 13;
    twins->random ^= twins->random >> 7;
    twins->random ^= twins->random << 17;
    return twins->random % below;
}

static void admit(struct twins *twins)
{
    struct weft__timer *timer = &twins->timers[twins->admitted++];

    if (!weft__timer_queue_has_room(&twins->queue))
        assert_int_equal(weft__timer_queue_grow(&twins->queue, twins->fixture->reactor), WEFT_OK);
    weft__timer_queue_admit(&twins->queue, timer);
}

static struct twins *start(struct library_fixture *fixture, size_t timers, uint64_t seed)
{
    struct twins *twins = calloc(1, sizeof *twins);

    assert_non_null(twins);
    twins->fixture = fixture;
    twins->random = seed * 0x9E3779B97F4A7C15 + 1;
    while (twins->admitted < timers)
        admit(twins);
    return twins;
}

/* Where the first stands that is due after DUE_NS. */
static size_t place_after(const struct twins *twins, int64_t due_ns)
{
    size_t low = 0, high = twins->count;

    while (low < high) {
        size_t middle = low + (high - low) / 2;

        if (twins->sorted[middle]->due_ns <= due_ns)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

static void insert(struct twins *twins, struct weft__timer *timer, int64_t due_ns)
{
    size_t place = place_after(twins, due_ns);

    weft__timer_queue_insert(&twins->queue, timer, due_ns, twins->now_ns);
    memmove(twins->sorted + place + 1, twins->sorted + place,
            (twins->count++ - place) * sizeof *twins->sorted);
    twins->sorted[place] = timer;
}

static void forget(struct twins *twins, struct weft__timer *timer, int64_t due_ns)
{
    size_t place = place_after(twins, due_ns) - 1;

    while (twins->sorted[place] != timer)
        place--;
    memmove(twins->sorted + place, twins->sorted + place + 1,
            (--twins->count - place) * sizeof *twins->sorted);
}

static void take_out(struct twins *twins, struct weft__timer *timer)
{
    weft__timer_queue_remove(&twins->queue, timer);
    forget(twins, timer, timer->due_ns);
}

static void assert_same_first(struct twins *twins, int64_t by_ns)
{
    const struct weft__timer_entry *first = weft__timer_queue_first(&twins->queue, by_ns);

    assert_int_equal(twins->queue.count, twins->count);
    if (twins->count == 0 || (!first && twins->sorted[0]->due_ns > by_ns)) {
        assert_null(first);
        return;
    }
    assert_non_null(first);
    assert_ptr_equal(weft__timer_queue_timer(&twins->queue, first), twins->sorted[0]);
    assert_int_equal(first->due_ns, twins->sorted[0]->due_ns);
}

/* Time goes on to what is due next, and that is taken. */
static void take_first(struct twins *twins)
{
    if (twins->count == 0)
        return;
    if (twins->sorted[0]->due_ns > twins->now_ns)
        twins->now_ns = twins->sorted[0]->due_ns;
    assert_same_first(twins, twins->now_ns);
    assert_ptr_equal(weft__timer_queue_take_first(&twins->queue), twins->sorted[0]);
    assert_false(twins->sorted[0]->queued);
    memmove(twins->sorted, twins->sorted + 1, --twins->count * sizeof *twins->sorted);
}

static void end(struct twins *twins)
{
    assert_null(weft__timer_queue_check(&twins->queue));
    while (twins->count > 0)
        take_first(twins);
    assert_same_first(twins, INT64_MAX);
    while (twins->admitted > 0)
        weft__timer_queue_dismiss(&twins->queue, &twins->timers[--twins->admitted]);
    weft__timer_queue_free(&twins->queue, twins->fixture->reactor);
    free(twins);
}

/* A way to behave for a while. Of a hundred operations so many take the first, remove one that
 * stands anywhere, move one, or look how far it is to the first; the others insert. */
struct phase {
    size_t timers;      /* so many of them take part */
    unsigned spread;    /* times lie within 2^spread of now */
    bool mixed_spreads; /* any smaller one, too */
    unsigned taken, removed, moved, peeked;
    unsigned grid; /* of two times one is a multiple of 2^grid */
};

static const struct phase phases[] = {
    {40, 20, false, 30, 10, 10, 5, 0},      /* few: all in the run */
    {TIMERS, 21, false, 45, 3, 3, 1, 0},    /* many, spread evenly */
    {TIMERS, 11, false, 40, 5, 5, 0, 0},    /* a bucket is larger than what is sorted at once */
    {TIMERS, 1, false, 40, 5, 10, 0, 0},    /* many are due at one time */
    {TIMERS, 62, true, 40, 5, 5, 2, 0},     /* near and far */
    {TIMERS, 33, true, 10, 45, 10, 0, 0},   /* most are removed before they are due */
    {TIMERS, 40, true, 10, 5, 60, 2, 0},    /* moved and moved again */
    {600, 30, true, 30, 5, 5, 30, 0},       /* time is far behind what was looked at */
    {TIMERS, 30, true, 3, 25, 10, 25, 0},   /* the more so where much is removed */
    {TIMERS, 16, false, 5, 5, 5, 0, 0},     /* the queue fills */
    {TIMERS, 16, false, 80, 15, 5, 0, 0},   /* and is emptied */
    {200, 7, false, 20, 20, 30, 5, 0},      /* the run overflows */
    {TIMERS, 14, false, 20, 5, 10, 10, 12}, /* many are due at the same few times ahead */
    {TIMERS, 14, false, 3, 20, 5, 15, 13},  /* the more so where they are looked at */
};

static int64_t draw_due(struct twins *twins, const struct phase *phase)
{
    unsigned spread =
        phase->mixed_spreads ? (unsigned) draw(twins, phase->spread) + 1 : phase->spread;
    uint64_t delay = draw(twins, UINT64_C(1) << spread);
    uint64_t left = (uint64_t) INT64_MAX - (uint64_t) twins->now_ns;
    uint64_t due = (uint64_t) twins->now_ns + (delay < left ? delay : left);
    uint64_t ahead = (UINT64_C(1) << (draw(twins, 2) == 0 ? phase->grid : 0)) - 1;

    return left - delay > ahead && delay < left ? (int64_t) ((due + ahead) & ~ahead)
                                                : (int64_t) due;
}

static void operate(struct twins *twins, const struct phase *phase)
{
    struct weft__timer *timer = &twins->timers[draw(twins, phase->timers)];
    unsigned what = (unsigned) draw(twins, 100);

    if (what < phase->taken) {
        take_first(twins);
    } else if ((what -= phase->taken) < phase->removed) {
        if (timer->queued)
            take_out(twins, timer);
    } else if ((what -= phase->removed) < phase->moved) {
        if (timer->queued) {
            take_out(twins, timer);
            insert(twins, timer, draw_due(twins, phase));
        }
    } else if (what - phase->moved < phase->peeked) {
        assert_same_first(twins, INT64_MAX);
    } else if (!timer->queued) {
        insert(twins, timer, draw_due(twins, phase));
    }
}

/* A timer goes and another comes, into the same slot. */
static void replace(struct twins *twins)
{
    struct weft__timer *timer = &twins->timers[draw(twins, TIMERS)];

    if (timer->queued)
        take_out(twins, timer);
    weft__timer_queue_dismiss(&twins->queue, timer);
    weft__timer_queue_admit(&twins->queue, timer);
}

static void run_operations(struct library_fixture *fixture, uint64_t seed, size_t operations)
{
    struct twins *twins = start(fixture, TIMERS, seed);
    const struct phase *phase = phases;

    twins->now_ns = seed % 2 == 0 ? INT64_MIN / 2 : 0;
    for (size_t i = 0; i < operations; i++) {
        if (i % 5000 == 0)
            phase = &phases[draw(twins, sizeof phases / sizeof *phases)];
        operate(twins, phase);
        assert_same_first(twins, twins->now_ns);
        if (i % 64 == 0)
            replace(twins);
        if (i % 1009 == 0)
            assert_null(weft__timer_queue_check(&twins->queue));
    }
    end(twins);
}

static void a_million_random_operations_agree_with_a_sorted_list(void **state)
{
    for (uint64_t seed = 1; seed <= 3; seed++)
        run_operations(*state, seed, 1000000);
}

static void forty_thousand_random_operations_agree_with_a_sorted_list(void **state)
{
    run_operations(*state, 11, 40000);
}

/* The highest times there are, and those around zero. */
static void the_edges_of_time_are_in_order(void **state)
{
    static const int64_t edges[] = {INT64_MAX, INT64_MAX - 1, 1, 0, -1, INT64_MIN, INT64_MAX - 255};
    struct twins *twins = start(*state, 700, 1);

    twins->now_ns = INT64_MIN;
    for (size_t i = 0; i < 700; i++)
        insert(twins, &twins->timers[i], edges[i % 7]);
    assert_null(weft__timer_queue_check(&twins->queue));
    end(twins);
}

/* An exact look far ahead takes buckets apart; then time, which has not moved, brings much that is
 * due before. */
static void what_comes_before_what_was_looked_at_is_still_first(void **state)
{
    struct twins *twins = start(*state, TIMERS, 2);

    for (size_t i = 0; i < 2000; i++)
        insert(twins, &twins->timers[i], 1000000000 + (int64_t) draw(twins, 100000));
    for (int i = 0; i < 200; i++) { /* the first of them go, so that the run is filled again */
        take_out(twins, twins->sorted[0]);
        assert_same_first(twins, 0);
        assert_same_first(twins, INT64_MAX);
    }
    assert_true(weft__ladder_begins_after(twins->queue.ladder, twins->now_ns));
    for (size_t i = 2000; i < TIMERS; i++) {
        insert(twins, &twins->timers[i], (int64_t) draw(twins, 100000000));
        if (i % 100 == 0) {
            assert_same_first(twins, INT64_MAX);
            assert_null(weft__timer_queue_check(&twins->queue));
        }
    }
    assert_false(weft__ladder_begins_after(twins->queue.ladder, twins->now_ns));
    end(twins);
}

/* Of many that are due at one time only some are in the run; then more is sorted into that than it
 * is to have, and they go back. */
static void those_that_go_back_come_before_the_younger_ones_of_their_time(void **state)
{
    struct twins *twins = start(*state, TIMERS, 9);

    for (size_t i = 0; i < 2000; i++)
        insert(twins, &twins->timers[i], 1000);
    for (size_t i = 0; i < 40; i++) /* the run is filled from their bucket */
        take_out(twins, &twins->timers[i]);
    assert_same_first(twins, INT64_MAX);
    for (size_t i = 2000; i < 2200; i++) {
        insert(twins, &twins->timers[i], 500);
        assert_null(weft__timer_queue_check(&twins->queue));
    }
    end(twins);
}

/* Timers that are set and removed again and again leave their dead in a bucket, which are swept out
 * before there is no room for them. */
static void the_dead_are_swept_out(void **state)
{
    struct twins *twins = start(*state, 1000, 3);

    for (size_t i = 0; i < 1000; i++)
        insert(twins, &twins->timers[i], 1000000 + (int64_t) i);
    for (int round = 0; round < 50; round++) {
        int64_t far_ns = INT64_C(1000000) << 8 * (round % 4); /* whole buckets die */

        for (size_t i = 0; i < 1000; i++) {
            take_out(twins, &twins->timers[i]);
            insert(twins, &twins->timers[i], far_ns + (int64_t) draw(twins, 100000));
            assert_true(twins->queue.dead <= 1000);
        }
        assert_null(weft__timer_queue_check(&twins->queue));
    }
    end(twins);
}

/* S2: after 2^32 deaths of one slot's entries an old one must not come to life. */
static void a_generation_that_comes_back_meets_no_dead_entry_of_it(void **state)
{
    struct twins *twins = start(*state, 300, 4);

    for (size_t i = 0; i < 300; i++) {
        twins->queue.slots.slots[twins->timers[i].slot].generation = UINT32_MAX;
        insert(twins, &twins->timers[i], 1000000 + (int64_t) i);
    }
    for (size_t i = 0; i < 100; i++) {
        take_out(twins, &twins->timers[i]);
        insert(twins, &twins->timers[i], 5000000);
        assert_null(weft__timer_queue_check(&twins->queue));
    }
    end(twins);
}

/* Each invariant has a state that breaks it: the check finds it. */

static void assert_finds(struct twins *twins, const char *invariant)
{
    const char *fault = weft__timer_queue_check(&twins->queue);

    assert_non_null(fault);
    assert_memory_equal(fault, invariant, 2);
}

static struct weft__ladder_bucket *lowest_bucket(struct twins *twins)
{
    struct weft__ladder_place place = weft__ladder_lowest(twins->queue.ladder);

    return &twins->queue.ladder->levels[place.level].buckets[place.bucket];
}

static void the_check_finds_what_is_wrong_with_the_run(void **state)
{
    struct twins *twins = start(*state, 100, 5);
    struct weft__timer_queue *queue = &twins->queue;
    struct weft__timer_entry *run;

    for (size_t i = 0; i < 100; i++)
        insert(twins, &twins->timers[i], 10 + (int64_t) i / 2 * 2);
    assert_null(weft__timer_queue_check(queue));
    run = queue->run + queue->first;
    run[2].due_ns = 9;
    assert_finds(twins, "Q1");
    run[2].due_ns = 13;
    assert_finds(twins, "Q2");
    run[2].due_ns = 12;
    twins->timers[3].sequence = 1;
    assert_finds(twins, "Q1");
    twins->timers[3].sequence = 3;
    queue->bound = 11;
    assert_finds(twins, "Q1");
    queue->bound = lowest_bucket(twins)->first->entries[0].due_ns;
    queue->count++;
    assert_finds(twins, "Q2");
    queue->count--;
    queue->slots.alive += queue->room;
    assert_finds(twins, "Q3");
    queue->slots.alive -= queue->room;
    end(twins);
}

static void the_check_finds_what_is_wrong_with_the_ladder(void **state)
{
    struct twins *twins = start(*state, 200, 6);
    struct weft__timer_ladder *ladder = twins->queue.ladder;
    struct weft__ladder_chunk *chunk;
    int64_t due_ns;

    for (size_t i = 0; i < 200; i++)
        insert(twins, &twins->timers[i], 1000 + (int64_t) i / 100 * 1000000);
    assert_null(weft__timer_queue_check(&twins->queue));
    chunk = lowest_bucket(twins)->first;
    due_ns = chunk->entries[0].due_ns;
    chunk->entries[0].due_ns = 999;
    assert_finds(twins, "Q1");
    chunk->entries[0].due_ns = -1; /* before the base, which was set at 0 */
    assert_finds(twins, "L1");
    chunk->entries[0].due_ns = due_ns + 4096;
    assert_finds(twins, "Q2");
    twins->queue.slots.slots[chunk->entries[0].slot].timer->due_ns = due_ns + 4096;
    assert_finds(twins, "L1");
    chunk->entries[0].due_ns = due_ns;
    twins->queue.slots.slots[chunk->entries[0].slot].timer->due_ns = due_ns;
    chunk->next->taken = 1;
    assert_finds(twins, "L2");
    chunk->next->taken = 0;
    chunk->count--;
    assert_finds(twins, "L2");
    chunk->count++;
    ladder->levels[5].occupied[2] = 4;
    assert_finds(twins, "L2");
    ladder->levels[5].occupied[2] = 0;
    ladder->occupied ^= 1U << 6;
    assert_finds(twins, "L2");
    ladder->occupied ^= 1U << 6;
    ladder->entries++;
    assert_finds(twins, "L3");
    ladder->entries--;
    ladder->chunks++;
    assert_finds(twins, "L4");
    ladder->chunks--;
    end(twins);
}

/* Room, with memory running out at each request for it. */
static void growing_without_memory_changes_nothing(void **state)
{
    struct library_fixture *fixture = *state;
    size_t before = library_fixture_bytes(fixture);

    for (size_t allowed = 1; allowed < 12; allowed++) {
        struct twins *twins = start(fixture, 0, 7);

        counting_allocator_fail_from(&fixture->memory, allowed);
        while (twins->admitted < TIMERS &&
               weft__timer_queue_grow(&twins->queue, fixture->reactor) == WEFT_OK)
            admit(twins);
        assert_true(twins->admitted > 0 || allowed == 1);
        for (size_t i = 0; i < twins->admitted; i++)
            insert(twins, &twins->timers[i], (int64_t) draw(twins, 1000000));
        assert_null(weft__timer_queue_check(&twins->queue));
        counting_allocator_fail_never(&fixture->memory);
        assert_int_equal(weft__timer_queue_grow(&twins->queue, fixture->reactor), WEFT_OK);
        end(twins);
        assert_int_equal(library_fixture_bytes(fixture), before);
    }
}

/* More than can be counted. */
static void room_beyond_all_bounds_is_refused(void **state)
{
    struct library_fixture *fixture = *state;
    struct twins *twins = start(fixture, 100, 8);
    struct weft__timer_slots slots = {.capacity = UINT32_MAX, .used = UINT32_MAX};

    assert_int_equal(weft__timer_slots_grow(&slots, fixture->reactor), WEFT_NO_MEMORY);
    assert_int_equal(weft__ladder_reserve(twins->queue.ladder, fixture->reactor, SIZE_MAX / 2),
                     WEFT_NO_MEMORY);
    assert_null(weft__timer_queue_check(&twins->queue));
    end(twins);
}

static void the_bits_of_a_word_are_found_the_same_by_steps(void **state)
{
    (void) state;
    for (unsigned bit = 0; bit < 64; bit++)
        for (unsigned other = 0; other < 64; other++) {
            uint64_t word = UINT64_C(1) << bit | UINT64_C(1) << other;

            assert_int_equal(weft__highest_bit(word), bit > other ? bit : other);
            assert_int_equal(weft__highest_bit_by_steps(word), weft__highest_bit(word));
            assert_int_equal(weft__lowest_bit(word), bit < other ? bit : other);
            assert_int_equal(weft__lowest_bit_by_steps(word), weft__lowest_bit(word));
        }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        library_test(a_million_random_operations_agree_with_a_sorted_list),
        library_test(forty_thousand_random_operations_agree_with_a_sorted_list),
        library_test(the_edges_of_time_are_in_order),
        library_test(what_comes_before_what_was_looked_at_is_still_first),
        library_test(those_that_go_back_come_before_the_younger_ones_of_their_time),
        library_test(the_dead_are_swept_out),
        library_test(a_generation_that_comes_back_meets_no_dead_entry_of_it),
        library_test(the_check_finds_what_is_wrong_with_the_run),
        library_test(the_check_finds_what_is_wrong_with_the_ladder),
        library_test(growing_without_memory_changes_nothing),
        library_test(room_beyond_all_bounds_is_refused),
        cmocka_unit_test(the_bits_of_a_word_are_found_the_same_by_steps),
    };

    return cmocka_run_group_tests_name("timer_queue", tests, NULL, NULL);
}
