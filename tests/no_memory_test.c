/* no_memory_test.c - calls, Deferreds and values, with memory running out at each request of what
 * makes one (support/memory_sweep.h). */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "support/memory_sweep.h"

static void nothing(weft_reactor *reactor, void *context)
{
    (void) reactor;
    (void) context;
}

static weft_value pass(weft_reactor *reactor, void *context, weft_value result)
{
    (void) reactor;
    (void) context;
    return result;
}

static void ask_nothing(weft_reactor *reactor, void *context, weft_deferred *deferred)
{
    (void) reactor;
    (void) context;
    (void) deferred;
}

static weft_status create_plain(struct scene *scene)
{
    return weft_deferred_create(scene->reactor, NULL, &scene->made);
}

static weft_status create_with_canceller(struct scene *scene)
{
    weft_canceller canceller = {ask_nothing, scene, scene_give_back};

    return weft_deferred_create(scene->reactor, &canceller, &scene->made);
}

static weft_status succeed(struct scene *scene)
{
    return weft_succeed(scene->reactor, scene_coin(scene), &scene->made);
}

/* The one place for a pair that `first` has itself is taken. */
static void take_the_place_within(struct scene *scene)
{
    assert_int_equal(weft_deferred_add_both(scene->first, pass, NULL), WEFT_OK);
}

/* The same of one that has fired. */
static void pause_and_take_the_place_within(struct scene *scene)
{
    weft_deferred_pause(scene->first);
    take_the_place_within(scene);
}

static void unpause(struct scene *scene)
{
    assert_int_equal(weft_deferred_unpause(scene->first), WEFT_OK);
}

static weft_status add(struct scene *scene)
{
    weft_callbacks callbacks = {pass, pass, scene, scene_give_back};

    return weft_deferred_add(scene->first, &callbacks);
}

static weft_status add_callbacks(struct scene *scene)
{
    return weft_deferred_add_callbacks(scene->first, pass, pass, NULL);
}

static weft_status add_callback(struct scene *scene)
{
    return weft_deferred_add_callback(scene->first, pass, NULL);
}

static weft_status add_errback(struct scene *scene)
{
    return weft_deferred_add_errback(scene->first, pass, NULL);
}

static weft_status add_both(struct scene *scene)
{
    return weft_deferred_add_both(scene->first, pass, NULL);
}

static weft_status chain(struct scene *scene)
{
    return weft_deferred_chain(scene->first, scene->second);
}

static weft_status add_timeout(struct scene *scene)
{
    weft_later later = {5, pass, scene, scene_give_back};

    return weft_deferred_add_timeout(scene->first, &later);
}

static weft_status defer_later(struct scene *scene)
{
    weft_later later = {5, pass, scene, scene_give_back};

    return weft_defer_later(scene->reactor, &later, &scene->made);
}

static weft_status call_later(struct scene *scene)
{
    return weft_call_later(scene->reactor, 5, nothing, NULL, &scene->call);
}

static weft_status call_later_with(struct scene *scene)
{
    weft_call_options options = {5, nothing, scene, scene_give_back, NULL};

    return weft_call_later_with(scene->reactor, &options, NULL);
}

static weft_status enter(struct scene *scene)
{
    return weft_reactor_enter(scene->reactor, nothing, NULL, "event");
}

/* A second one, in the same memory. */
static weft_status create_reactor(struct scene *scene)
{
    weft_reactor_options options = {.driver = manual_clock_driver(&scene->clock),
                                    .allocator = counting_allocator_allocator(&scene->memory)};
    weft_reactor *reactor;
    weft_status status = weft_reactor_create(&options, &reactor);

    if (status == WEFT_OK)
        weft_reactor_close(reactor);
    return status;
}

static weft_status create_pool(struct scene *scene)
{
    weft_allocator beneath = counting_allocator_allocator(&scene->memory);
    weft_pool *pool;
    weft_status status = weft_pool_create(&beneath, &pool);

    if (status == WEFT_OK)
        weft_pool_free(pool);
    return status;
}

static weft_status make_text(struct scene *scene)
{
    return scene_status_of(weft_text(scene->reactor, "text", 4));
}

static weft_status raise_failure(struct scene *scene)
{
    return scene_status_of(weft_raise(scene->reactor, &weft_error_value, "m"));
}

static weft_status raise_with_a_cause(struct scene *scene)
{
    weft_failure_options options = {.type = &weft_error_value, .message = "m", .where = "w"};

    options.cause = scene_coin(scene);
    return scene_status_of(weft_raise_with(scene->reactor, &options));
}

static void calls(void **state)
{
    (void) state;
    memory_sweep(&(struct deed){.act = call_later});
    memory_sweep(&(struct deed){.act = enter});
    memory_sweep(&(struct deed){.act = call_later_with, .given_back = "back"});
}

static void calls_for_which_the_queue_grows(void **state)
{
    (void) state;
    memory_sweep(&(struct deed){.act = call_later, .calls_before = 16});
    memory_sweep(&(struct deed){.act = call_later_with, .given_back = "back", .calls_before = 64});
    memory_sweep(&(struct deed){.act = enter, .calls_before = 64});
}

static void creating_a_deferred(void **state)
{
    (void) state;
    memory_sweep(&(struct deed){.act = create_plain});
    memory_sweep(&(struct deed){.act = create_with_canceller, .given_back = "back"});
}

static void succeeding(void **state)
{
    (void) state;
    memory_sweep(&(struct deed){.act = succeed, .given_back = "coin"});
}

static void adding_to_an_unfired_one(void **state)
{
    (void) state;
    memory_sweep(
        &(struct deed){.act = add, .given_back = "back", .prepare = take_the_place_within});
    memory_sweep(&(struct deed){.act = add_callbacks, .prepare = take_the_place_within});
    memory_sweep(&(struct deed){.act = add_callback, .prepare = take_the_place_within});
    memory_sweep(&(struct deed){.act = add_errback, .prepare = take_the_place_within});
    memory_sweep(&(struct deed){.act = add_both, .prepare = take_the_place_within});
}

static void adding_to_a_fired_one(void **state)
{
    (void) state;
    memory_sweep(&(struct deed){.act = add,
                                .given_back = "back",
                                .first_has_fired = true,
                                .prepare = pause_and_take_the_place_within,
                                .clean_up = unpause});
}

static void chaining(void **state)
{
    (void) state;
    memory_sweep(&(struct deed){.act = chain});
    memory_sweep(&(struct deed){.act = chain, .first_has_fired = true});
}

static void adding_a_timeout(void **state)
{
    (void) state;
    memory_sweep(&(struct deed){.act = add_timeout, .given_back = "back"});
    memory_sweep(&(struct deed){.act = add_timeout, .given_back = "back", .first_has_fired = true});
    memory_sweep(&(struct deed){.act = add_timeout, .given_back = "back", .calls_before = 16});
}

static void deferring(void **state)
{
    (void) state;
    memory_sweep(&(struct deed){.act = defer_later, .given_back = "back"});
    memory_sweep(&(struct deed){.act = defer_later, .given_back = "back", .calls_before = 16});
}

static void making_texts_and_failures(void **state)
{
    (void) state;
    memory_sweep(&(struct deed){.act = make_text});
    memory_sweep(&(struct deed){.act = raise_failure});
    memory_sweep(&(struct deed){.act = raise_with_a_cause, .given_back = "coin"});
}

static void a_call_that_could_not_be_made_reserves_nothing(void **state)
{
    struct deed deed = {.act = call_later};
    struct scene scene;
    size_t before;

    (void) state;
    scene_open(&scene, &deed);
    assert_int_equal(call_later(&scene), WEFT_OK);
    before = scene.memory.bytes;
    weft_delayed_call_cancel(scene.call);
    weft_delayed_call_release(scene.call);
    for (int i = 0; i < 1000; i++) {
        counting_allocator_fail_once(&scene.memory, 1);
        assert_int_equal(call_later(&scene), WEFT_NO_MEMORY);
    }
    assert_int_equal(call_later(&scene), WEFT_OK); /* in the room of the first */
    assert_int_equal(scene.memory.bytes, before);
    scene_play_out(&scene);
}

static void creating_a_reactor(void **state)
{
    (void) state;
    memory_sweep(&(struct deed){.act = create_reactor});
    memory_sweep(&(struct deed){.act = create_pool});
}

/* The promise of weft.h: what is not in the list above never asks for memory. Deferreds of all
 * sorts are made; then, without memory, they are fired, cancelled, paused, unpaused and released,
 * and calls are moved, cancelled and run. */
static void the_way_out_needs_no_memory(void **state)
{
    struct deed none = {.act = create_plain};
    struct scene scene;
    weft_deferred *deferreds[6];
    weft_delayed_call *delayed[3];
    weft_canceller canceller = {ask_nothing, &scene, scene_give_back};
    weft_later later = {5, NULL, NULL, NULL};
    size_t requests;

    (void) state;
    scene_open(&scene, &none);
    for (size_t i = 0; i < 6; i++)
        assert_int_equal(weft_deferred_create(scene.reactor, &canceller, &deferreds[i]), WEFT_OK);
    for (size_t i = 0; i < 3; i++)
        assert_int_equal(weft_call_later(scene.reactor, 1, nothing, NULL, &delayed[i]), WEFT_OK);
    assert_int_equal(weft_deferred_chain(deferreds[0], deferreds[1]), WEFT_OK);
    assert_int_equal(weft_deferred_add_timeout(deferreds[2], &later), WEFT_OK);
    assert_int_equal(weft_deferred_add_both(deferreds[3], pass, NULL), WEFT_OK);
    assert_int_equal(weft_defer_later(scene.reactor, &later, &scene.made), WEFT_OK);
    requests = scene.memory.requests;
    counting_allocator_fail_from(&scene.memory, 1);
    weft_deferred_callback(deferreds[0], weft_integer(1));
    weft_deferred_pause(deferreds[3]);
    weft_deferred_errback(deferreds[3], weft_raise_bare(&weft_error_value));
    weft_deferred_unpause(deferreds[3]);
    weft_deferred_cancel(deferreds[4]);
    weft_deferred_cancel(scene.made);
    weft_delayed_call_reset(delayed[0], 2);
    weft_delayed_call_delay(delayed[1], 2);
    weft_delayed_call_cancel(delayed[2]);
    scene.clock.now_ns = 5; /* the timeout comes to its end as well */
    assert_int_equal(weft_reactor_run_turn(scene.reactor, NULL), WEFT_OK);
    for (size_t i = 0; i < 6; i++)
        weft_deferred_release(deferreds[i]);
    for (size_t i = 0; i < 3; i++)
        weft_delayed_call_release(delayed[i]);
    assert_int_equal(scene.memory.requests, requests);
    scene_play_out(&scene);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(calls),
        cmocka_unit_test(calls_for_which_the_queue_grows),
        cmocka_unit_test(a_call_that_could_not_be_made_reserves_nothing),
        cmocka_unit_test(creating_a_deferred),
        cmocka_unit_test(succeeding),
        cmocka_unit_test(adding_to_an_unfired_one),
        cmocka_unit_test(adding_to_a_fired_one),
        cmocka_unit_test(chaining),
        cmocka_unit_test(adding_a_timeout),
        cmocka_unit_test(deferring),
        cmocka_unit_test(making_texts_and_failures),
        cmocka_unit_test(creating_a_reactor),
        cmocka_unit_test(the_way_out_needs_no_memory),
    };

    return cmocka_run_group_tests_name("no_memory", tests, NULL, NULL);
}
