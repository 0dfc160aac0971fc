/* ordering_test.c - which runs are of one ordering, and how many orderings there are of calls that
 * race.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "fingerprint.h"
#include "ordering.h"
#include "support/counted_system.h"

#include <weft/sim/world.h>

/* Not an assertion: that would jump out of the run. */
static void demand(bool held)
{
    if (!held)
        abort();
}

static weft_world *make_world(uint64_t seed)
{
    weft_world_options options = {.strategy = seed > 0 ? "random" : "fifo", .seed = seed};
    weft_world *world;

    assert_int_equal(weft_world_create(&options, &world), WEFT_OK);
    return world;
}

static void release_deferred(weft_reactor *reactor, void *context)
{
    (void) reactor;
    weft_deferred_release(context);
}

/* A Deferred that is fired with NUMBER and goes with the world. */
static weft_deferred *fire(weft_world *world, int64_t number)
{
    weft_deferred *deferred;

    demand(weft_deferred_create(weft_world_reactor(world), NULL, &deferred) == WEFT_OK);
    weft_world_own(world, deferred, release_deferred);
    demand(weft_deferred_callback(deferred, weft_integer(number)) == WEFT_OK);
    return deferred;
}

/* Races. */

#define RACERS 3

struct field;

struct racer {
    struct field *field;
    void (*act)(struct racer *racer);
    weft_cooperator *cooperator;
    int64_t number;
};

/* RACERS calls of one instant, each of which acts. */
struct field {
    weft_world *world;
    weft_queue *queue;
    bool flagged;
    struct racer racers[RACERS];
};

static void print_number(struct racer *racer)
{
    weft_world_print(racer->field->world, "%d", (int) racer->number);
}

static void fire_own(struct racer *racer)
{
    fire(racer->field->world, racer->number);
}

static void put_number(struct racer *racer)
{
    demand(weft_queue_put(racer->field->queue, weft_integer(racer->number)) == WEFT_OK);
}

static void put_or_fire(struct racer *racer)
{
    if (racer->number == 1)
        fire_own(racer);
    else
        put_number(racer);
}

/* A failure that nothing takes, told of when the world lets go. */
static void fail_own(struct racer *racer)
{
    weft_deferred *deferred;

    demand(weft_deferred_create(weft_world_reactor(racer->field->world), NULL, &deferred) ==
           WEFT_OK);
    weft_world_own(racer->field->world, deferred, release_deferred);
    demand(weft_deferred_errback(deferred, weft_raise_bare(&weft_error_value)) == WEFT_OK);
}

static weft_value swallow(weft_reactor *reactor, void *context, weft_value input)
{
    (void) reactor;
    (void) context;
    weft_value_release(input);
    return weft_none();
}

/* The last one's is a failure if the first has gone before: they share what no event tells of. */
static void fail_or_fire(struct racer *racer)
{
    bool fails = racer->number == RACERS - 1 && racer->field->flagged;
    weft_deferred *deferred;

    demand(weft_deferred_create(weft_world_reactor(racer->field->world), NULL, &deferred) ==
           WEFT_OK);
    weft_world_own(racer->field->world, deferred, release_deferred);
    demand(weft_deferred_add_both(deferred, swallow, NULL) == WEFT_OK);
    if (fails)
        demand(weft_deferred_errback(deferred, weft_raise_bare(&weft_error_value)) == WEFT_OK);
    else
        demand(weft_deferred_callback(deferred, weft_integer(1)) == WEFT_OK);
    racer->field->flagged = racer->field->flagged || racer->number == 0;
}

static weft_step step_once(weft_reactor *reactor, void *frame, weft_value *out)
{
    bool *stepped = frame, before = *stepped;

    (void) reactor;
    *stepped = true;
    *out = weft_none();
    return before ? WEFT_RETURNED : WEFT_YIELDED;
}

static weft_task *cooperate(struct racer *racer, weft_cooperator *cooperator)
{
    static const weft_iterator_type type = {"twice", sizeof(bool), step_once, NULL, NULL};
    weft_iterator *iterator;
    weft_task *task;

    demand(weft_iterator_create(weft_world_reactor(racer->field->world), &type, &iterator) ==
           WEFT_OK);
    demand(weft_cooperate(cooperator, iterator, &task) == WEFT_OK);
    weft_iterator_release(iterator);
    return task;
}

static weft_step put_once(weft_reactor *reactor, void *frame, weft_value *out)
{
    (void) reactor;
    put_number(*(struct racer **) frame);
    *out = weft_none();
    return WEFT_RETURNED;
}

static void fire_again(weft_reactor *reactor, void *context)
{
    (void) reactor;
    fire_own(context);
}

/* The call comes after a tick that it may have been the one to make. */
static void call_again(struct racer *racer)
{
    demand(weft_call_later(weft_world_reactor(racer->field->world), 5, fire_again, racer, NULL) ==
           WEFT_OK);
}

static void run_task(struct racer *racer)
{
    weft_task_release(cooperate(racer, weft_world_cooperator(racer->field->world)));
    call_again(racer);
}

static void run_task_to_be_stopped(struct racer *racer)
{
    weft_task *task = cooperate(racer, weft_world_cooperator(racer->field->world));

    demand(weft_task_stop(task) == WEFT_OK);
    weft_task_release(task);
    call_again(racer);
}

static void release_cooperator(weft_reactor *reactor, void *context)
{
    (void) reactor;
    weft_cooperator_release(context);
}

static void run_task_of_ones_own(struct racer *racer)
{
    weft_cooperator_options options = {.slice_steps = 1, .delay_ns = 10};

    demand(weft_cooperator_create(weft_world_reactor(racer->field->world), &options,
                                  &racer->cooperator) == WEFT_OK);
    weft_world_own(racer->field->world, racer->cooperator, release_cooperator);
    weft_task_release(cooperate(racer, racer->cooperator));
    call_again(racer);
}

/* Steps of different Cooperators have no order but by what they do. */
static void put_in_task_of_ones_own(struct racer *racer)
{
    static const weft_iterator_type type = {"putter", sizeof(struct racer *), put_once, NULL, NULL};
    weft_iterator *iterator;
    weft_task *task;

    run_task_of_ones_own(racer);
    demand(weft_iterator_create(weft_world_reactor(racer->field->world), &type, &iterator) ==
           WEFT_OK);
    *(struct racer **) weft_iterator_frame(iterator) = racer;
    demand(weft_cooperate(racer->cooperator, iterator, &task) == WEFT_OK);
    weft_iterator_release(iterator);
    weft_task_release(task);
}

static void act(weft_reactor *reactor, void *context)
{
    struct racer *racer = context;

    (void) reactor;
    racer->act(racer);
}

static void start(weft_reactor *reactor, void *context)
{
    struct field *field = context;

    for (size_t i = 0; i < RACERS; i++)
        demand(weft_call_later(reactor, 10, act, &field->racers[i], NULL) == WEFT_OK);
}

static void release_queue(weft_reactor *reactor, void *context)
{
    (void) reactor;
    weft_queue_release(context);
}

static uint64_t ordering_of(void (*racer_acts)(struct racer *racer), uint64_t seed)
{
    struct field field = {.world = make_world(seed)};
    size_t bytes;
    uint64_t ordering;

    demand(weft_queue_create(weft_world_reactor(field.world), NULL, &field.queue) == WEFT_OK);
    weft_world_own(field.world, field.queue, release_queue);
    for (size_t i = 0; i < RACERS; i++)
        field.racers[i] = (struct racer){&field, racer_acts, NULL, (int64_t) i};
    weft_world_at(field.world, 0, "start", start, &field);
    weft_world_run(field.world);
    bytes = memory.bytes;
    ordering = weft__ordering(field.world);
    assert_true(ordering != 0);
    assert_int_equal(memory.bytes, bytes);
    weft_world_close(field.world);
    return ordering;
}

/* How many orderings there are in many random runs. */
static size_t count_orderings(void (*racer_acts)(struct racer *racer))
{
    uint64_t seen[64];
    size_t count = 0;

    for (uint64_t seed = 0; seed < 100; seed++) {
        uint64_t ordering = ordering_of(racer_acts, seed);
        size_t i = 0;

        while (i < count && seen[i] != ordering)
            i++;
        assert_true(i < 64);
        seen[i] = ordering;
        count += i == count;
    }
    return count;
}

static void orderings_are_as_many_as_can_be_told_apart(void **state)
{
    static const struct {
        void (*act)(struct racer *racer);
        size_t orderings;
    } rows[] = {
        {fire_own, 1},
        {print_number, 6},
        {put_number, 6},
        {put_or_fire, 2},
        {run_task, 6},
        {run_task_to_be_stopped, 1},
        {run_task_of_ones_own, 1},
        {put_in_task_of_ones_own, 6},
        {fail_own, 1},
        {fail_or_fire, 2},
    };

    (void) state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        assert_int_equal(count_orderings(rows[i].act), rows[i].orderings);
}

/* Two tasks that each pause once. */

struct napper {
    int64_t nap_ns;
    int steps;
};

static weft_step nap_once(weft_reactor *reactor, void *frame, weft_value *out)
{
    struct napper *napper = *(struct napper **) frame;
    weft_later later = {.delay_ns = napper->nap_ns};
    weft_deferred *nap;

    *out = weft_none();
    if (napper->steps++ > 0)
        return WEFT_RETURNED;
    demand(weft_defer_later(reactor, &later, &nap) == WEFT_OK);
    *out = weft_deferred_value(nap);
    return WEFT_YIELDED;
}

/* The naps of two tasks end, and 10 ns after the first comes a tick. B_NS is how much later than
 * the first's the second's nap ends. Ticks take at most STEPS. */
static uint64_t ordering_of_naps(uint32_t steps, int64_t b_ns)
{
    static const weft_iterator_type type = {"napper", sizeof(struct napper *), nap_once, NULL,
                                            NULL};
    weft_world *world = make_world(0);
    struct napper nappers[] = {{WEFT_SECOND, 0}, {WEFT_SECOND + b_ns - (steps == 1 ? 10 : 0), 0}};
    uint64_t ordering;

    weft_world_set_slice(world, 0, steps);
    for (size_t i = 0; i < 2; i++) {
        weft_iterator *iterator;
        weft_task *task;

        demand(weft_iterator_create(weft_world_reactor(world), &type, &iterator) == WEFT_OK);
        *(struct napper **) weft_iterator_frame(iterator) = &nappers[i];
        demand(weft_cooperate(weft_world_cooperator(world), iterator, &task) == WEFT_OK);
        weft_iterator_release(iterator);
        weft_task_release(task);
    }
    weft_world_run(world);
    assert_int_equal(weft_world_failures(world), 0);
    ordering = weft__ordering(world);
    weft_world_close(world);
    return ordering;
}

static void a_tick_between_two_naps_is_no_other_ordering(void **state)
{
    uint64_t a_b_tick = ordering_of_naps(10, 5), a_tick_b = ordering_of_naps(10, 15);
    uint64_t b_a_tick = ordering_of_naps(10, -5), b_tick_a = ordering_of_naps(10, -15);

    (void) state;
    assert_true(a_b_tick == a_tick_b);
    assert_true(b_a_tick == b_tick_a);
    assert_true(a_b_tick != b_a_tick);
}

/* With a step a tick the rotation's cursor is behind both when they come back, and then passes one
 * over (COOP-7): of two that wait for the tick, the one that came last steps first. */
static void
a_tick_between_two_naps_is_another_ordering_where_the_cursor_is_behind_both(void **state)
{
    uint64_t a_b_tick = ordering_of_naps(1, 5), a_tick_b = ordering_of_naps(1, 15);
    uint64_t b_a_tick = ordering_of_naps(1, -5), b_tick_a = ordering_of_naps(1, -15);

    (void) state;
    assert_true(a_b_tick == b_tick_a);
    assert_true(b_a_tick == a_tick_b);
    assert_true(a_b_tick != b_a_tick);
}

static void without_memory_there_is_no_number(void **state)
{
    weft_world *world = make_world(0);

    (void) state;
    weft_world_print(world, "a line");
    weft_world_run(world);
    counting_allocator_fail_from(&memory, 1);
    assert_true(weft__ordering(world) == 0);
    counting_allocator_fail_never(&memory);
    assert_true(weft__ordering(world) != 0);
    weft_world_close(world);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, counted_system_begin, counted_system_end)
    const struct CMUnitTest tests[] = {
        TEST(orderings_are_as_many_as_can_be_told_apart),
        TEST(a_tick_between_two_naps_is_no_other_ordering),
        TEST(a_tick_between_two_naps_is_another_ordering_where_the_cursor_is_behind_both),
        TEST(without_memory_there_is_no_number),
    };
#undef TEST

    return cmocka_run_group_tests_name("ordering", tests, NULL, NULL);
}
