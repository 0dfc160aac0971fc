/* timer_queue_test.c - the heap of pending calls against a sorted list that is too simple to be
 * wrong. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "reactor_internal.h"
#include "support/library_fixture.h"
#include "timer_queue.h"

#define CALLS 512

static void nothing(weft_reactor *reactor, void *context)
{
    (void) reactor;
    (void) context;
}

/* A queue of the test's own, and beside it what should be in it, in order. */
struct twins {
    struct library_fixture *fixture;
    struct weft__timer_queue queue;
    weft_delayed_call *calls[CALLS];
    struct entry {
        int64_t due_ns;
        size_t call;
    } sorted[CALLS];
    size_t count;
    uint32_t random;
};

static uint32_t draw(struct twins *twins, uint32_t below)
{
    twins->random = twins->random * 1664525 + 1013904223;
    return (uint32_t) (((uint64_t) twins->random * below) >> 32);
}

static void start(struct twins *twins, struct library_fixture *fixture)
{
    memset(twins, 0, sizeof *twins);
    twins->fixture = fixture;
    for (size_t i = 0; i < CALLS; i++) {
        twins->calls[i] = weft__call_create(fixture->reactor, nothing, NULL, NULL);
        assert_non_null(twins->calls[i]);
        assert_int_equal(weft__timer_queue_reserve(&twins->queue, fixture->reactor), WEFT_OK);
    }
}

static void end(struct twins *twins)
{
    while (twins->count > 0) {
        weft__timer_queue_remove(&twins->queue, twins->calls[twins->sorted[0].call]);
        memmove(twins->sorted, twins->sorted + 1, --twins->count * sizeof *twins->sorted);
    }
    for (size_t i = 0; i < CALLS; i++) {
        weft_delayed_call_release(twins->calls[i]);
        weft__timer_queue_unreserve(&twins->queue);
    }
    weft__timer_queue_free(&twins->queue, twins->fixture->reactor);
}

/* Where CALL stands in the list; the count if it does not. */
static size_t find(const struct twins *twins, size_t call)
{
    size_t place = 0;

    while (place < twins->count && twins->sorted[place].call != call)
        place++;
    return place;
}

static void insert(struct twins *twins, size_t call, int64_t due_ns)
{
    size_t place = twins->count;

    weft__timer_queue_insert(&twins->queue, twins->calls[call], due_ns);
    for (; place > 0 && twins->sorted[place - 1].due_ns > due_ns; place--)
        twins->sorted[place] = twins->sorted[place - 1];
    twins->sorted[place] = (struct entry){due_ns, call};
    twins->count++;
}

static void take_out(struct twins *twins, size_t place)
{
    weft__timer_queue_remove(&twins->queue, twins->calls[twins->sorted[place].call]);
    memmove(twins->sorted + place, twins->sorted + place + 1,
            (--twins->count - place) * sizeof *twins->sorted);
}

static void assert_same_first(const struct twins *twins)
{
    const struct weft__timer_entry *first = weft__timer_queue_first(&twins->queue);

    if (twins->count == 0) {
        assert_null(first);
        return;
    }
    assert_non_null(first);
    assert_ptr_equal(first->call, twins->calls[twins->sorted[0].call]);
    assert_int_equal(first->due_ns, twins->sorted[0].due_ns);
}

/* One operation: of ten, four insert, three pop, two remove, one moves. With FEW due times there
 * are many ties. */
static void operate(struct twins *twins, uint32_t few)
{
    size_t call = draw(twins, CALLS), place = find(twins, call);
    int64_t due_ns = (int64_t) draw(twins, few) - few / 2;
    uint32_t what = draw(twins, 10);

    if (what < 4) {
        if (place == twins->count)
            insert(twins, call, due_ns);
    } else if (what < 7) {
        if (twins->count > 0)
            take_out(twins, 0);
    } else if (place < twins->count) {
        take_out(twins, place);
        if (what == 9)
            insert(twins, call, due_ns);
    }
}

static void run_operations(struct library_fixture *fixture, uint32_t seed, uint32_t few,
                           size_t operations)
{
    struct twins *twins = calloc(1, sizeof *twins);

    assert_non_null(twins);
    start(twins, fixture);
    twins->random = seed;
    for (size_t i = 0; i < operations; i++) {
        operate(twins, few);
        assert_same_first(twins);
        if (i % 16 == 0)
            assert_null(weft__timer_queue_check(&twins->queue));
    }
    end(twins);
    free(twins);
}

static void random_operations_agree_with_a_sorted_list(void **state)
{
    run_operations(*state, 1, 1000000, 150000);
}

static void random_operations_with_many_ties_agree_with_a_sorted_list(void **state)
{
    run_operations(*state, 2, 3, 150000);
    run_operations(*state, 3, 40, 150000);
}

/* The queue grows under load and shrinks to nothing, over and over. */
static void filling_and_draining_agrees_with_a_sorted_list(void **state)
{
    struct library_fixture *fixture = *state;
    struct twins *twins = calloc(1, sizeof *twins);

    assert_non_null(twins);
    start(twins, fixture);
    twins->random = 4;
    for (int round = 0; round < 40; round++) {
        uint32_t few = round % 2 == 0 ? 7 : 100000;

        for (size_t call = 0; call < CALLS; call++)
            insert(twins, call, draw(twins, few));
        assert_null(weft__timer_queue_check(&twins->queue));
        while (twins->count > 0) {
            assert_same_first(twins);
            take_out(twins, twins->count % 3 == 0 ? draw(twins, (uint32_t) twins->count) : 0);
        }
        assert_same_first(twins);
    }
    end(twins);
    free(twins);
}

static void an_entry_that_is_put_back_keeps_its_sequence(void **state)
{
    struct library_fixture *fixture = *state;
    struct twins *twins = calloc(1, sizeof *twins);
    struct weft__timer_entry first;

    assert_non_null(twins);
    start(twins, fixture);
    insert(twins, 0, 5);
    insert(twins, 1, 5);
    first = *weft__timer_queue_first(&twins->queue);
    weft__timer_queue_remove(&twins->queue, first.call);
    weft__timer_queue_reinsert(&twins->queue, first);
    assert_same_first(twins);
    end(twins);
    free(twins);
}

/* Each invariant has a state that breaks it: the check finds it. */
static void the_check_finds_each_broken_invariant(void **state)
{
    struct library_fixture *fixture = *state;
    struct twins *twins = calloc(1, sizeof *twins);

    assert_non_null(twins);
    start(twins, fixture);
    insert(twins, 0, 1);
    insert(twins, 1, 2);
    assert_null(weft__timer_queue_check(&twins->queue));
    twins->queue.entries[1].due_ns = 0;
    assert_memory_equal(weft__timer_queue_check(&twins->queue), "Q1", 2);
    twins->queue.entries[1].due_ns = 2;
    *weft__call_place(twins->calls[1]) = 7;
    assert_memory_equal(weft__timer_queue_check(&twins->queue), "Q2", 2);
    *weft__call_place(twins->calls[1]) = 1;
    twins->queue.reserved = 1;
    assert_memory_equal(weft__timer_queue_check(&twins->queue), "Q3", 2);
    twins->queue.reserved = CALLS;
    end(twins);
    free(twins);
}

static void a_reserve_without_memory_changes_nothing(void **state)
{
    struct library_fixture *fixture = *state;
    struct weft__timer_queue queue = {0};
    size_t before = library_fixture_bytes(fixture), made = 0;

    counting_allocator_fail_from(&fixture->memory, 3);
    while (weft__timer_queue_reserve(&queue, fixture->reactor) == WEFT_OK)
        made++;
    assert_true(made > 0);
    assert_int_equal(queue.reserved, made);
    assert_int_equal(queue.capacity, made);
    counting_allocator_fail_never(&fixture->memory);
    assert_int_equal(weft__timer_queue_reserve(&queue, fixture->reactor), WEFT_OK);
    weft__timer_queue_free(&queue, fixture->reactor);
    assert_int_equal(library_fixture_bytes(fixture), before);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        library_test(random_operations_agree_with_a_sorted_list),
        library_test(random_operations_with_many_ties_agree_with_a_sorted_list),
        library_test(filling_and_draining_agrees_with_a_sorted_list),
        library_test(an_entry_that_is_put_back_keeps_its_sequence),
        library_test(the_check_finds_each_broken_invariant),
        library_test(a_reserve_without_memory_changes_nothing),
    };

    return cmocka_run_group_tests_name("timer_queue", tests, NULL, NULL);
}
