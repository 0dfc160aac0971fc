/* sharing_memory_test.c - lists, locks, semaphores and queues, with memory running out at each of
 * their requests. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "support/memory_sweep.h"

struct shared {
    weft_lock *lock, *made_lock;
    weft_semaphore *semaphore, *made_semaphore;
    weft_queue *queue, *made_queue;
    weft_value made_value;
};

static void assemble(struct scene *scene)
{
    struct shared *shared = calloc(1, sizeof *shared);

    assert_non_null(shared);
    scene->own = shared;
    shared->made_value = weft_none();
    assert_int_equal(weft_lock_create(scene->reactor, &shared->lock), WEFT_OK);
    assert_int_equal(weft_semaphore_create(scene->reactor, 1, &shared->semaphore), WEFT_OK);
    assert_int_equal(weft_queue_create(scene->reactor, NULL, &shared->queue), WEFT_OK);
}

/* The same with all of it taken, so that who comes must wait. */
static void assemble_taken(struct scene *scene)
{
    struct shared *shared;
    weft_deferred *taken;

    assemble(scene);
    shared = scene->own;
    assert_int_equal(weft_lock_acquire(shared->lock, &taken), WEFT_OK);
    weft_deferred_release(taken);
    assert_int_equal(weft_semaphore_acquire(shared->semaphore, &taken), WEFT_OK);
    weft_deferred_release(taken);
}

static void disband(struct scene *scene)
{
    struct shared *shared = scene->own;

    weft_value_release(shared->made_value);
    if (shared->made_lock)
        weft_lock_release_reference(shared->made_lock);
    if (shared->made_semaphore)
        weft_semaphore_release_reference(shared->made_semaphore);
    if (shared->made_queue)
        weft_queue_release(shared->made_queue);
    weft_lock_release_reference(shared->lock);
    weft_semaphore_release_reference(shared->semaphore);
    weft_queue_release(shared->queue);
    free(shared);
}

static struct shared *of(struct scene *scene)
{
    return scene->own;
}

static weft_status create_lock(struct scene *scene)
{
    return weft_lock_create(scene->reactor, &of(scene)->made_lock);
}

static weft_status acquire_lock(struct scene *scene)
{
    return weft_lock_acquire(of(scene)->lock, &scene->made);
}

static weft_value hold(weft_reactor *reactor, void *context, weft_value ignored)
{
    struct scene *scene = context;

    (void) reactor;
    weft_value_release(ignored);
    journal_write(&scene->journal, "held");
    return weft_none();
}

static weft_status run_with_lock(struct scene *scene)
{
    return weft_lock_run(of(scene)->lock, &(weft_holder){hold, scene, scene_give_back},
                         &scene->made);
}

static weft_status create_semaphore(struct scene *scene)
{
    return weft_semaphore_create(scene->reactor, 2, &of(scene)->made_semaphore);
}

static weft_status acquire_semaphore(struct scene *scene)
{
    return weft_semaphore_acquire(of(scene)->semaphore, &scene->made);
}

static weft_status run_with_semaphore(struct scene *scene)
{
    return weft_semaphore_run(of(scene)->semaphore, &(weft_holder){hold, scene, scene_give_back},
                              &scene->made);
}

static weft_status create_queue(struct scene *scene)
{
    return weft_queue_create(scene->reactor, NULL, &of(scene)->made_queue);
}

static weft_status put(struct scene *scene)
{
    return weft_queue_put(of(scene)->queue, scene_coin(scene));
}

static weft_status get(struct scene *scene)
{
    return weft_queue_get(of(scene)->queue, &scene->made);
}

static weft_status list(struct scene *scene)
{
    weft_deferred *parts[] = {scene->first, scene->second};
    weft_deferred_list_options options = {
        .first_ok = true, .first_failed = true, .consume = true, .cancel_rest = true};

    return weft_deferred_list(scene->reactor, parts, 2, &options, &scene->made);
}

static weft_status gather(struct scene *scene)
{
    weft_deferred *parts[] = {scene->first, scene->second};

    return weft_gather_results(scene->reactor, parts, 2, NULL, &scene->made);
}

static weft_status race(struct scene *scene)
{
    weft_deferred *parts[] = {scene->first, scene->second};

    return weft_race(scene->reactor, parts, 2, &scene->made);
}

static weft_status make_list(struct scene *scene)
{
    weft_value values[] = {scene_coin(scene)};
    weft_value made = weft_list(scene->reactor, values, 1, false);

    if (!weft_value_is_failure(&made))
        of(scene)->made_value = weft_value_retain(&made);
    return scene_status_of(made);
}

static weft_status make_winner(struct scene *scene)
{
    weft_value made = weft_winner(scene->reactor, 1, scene_coin(scene));

    if (!weft_value_is_failure(&made))
        of(scene)->made_value = weft_value_retain(&made);
    return scene_status_of(made);
}

static void each_request_may_fail_and_nothing_has_happened(void **state)
{
    static const struct {
        weft_status (*act)(struct scene *scene);
        const char *given_back;
    } deeds[] = {
        {create_lock, NULL},
        {acquire_lock, NULL},
        {run_with_lock, "back"},
        {create_semaphore, NULL},
        {acquire_semaphore, NULL},
        {run_with_semaphore, "back"},
        {create_queue, NULL},
        {put, "coin"},
        {get, NULL},
        {list, NULL},
        {gather, NULL},
        {race, NULL},
        {make_list, "coin"},
        {make_winner, "coin"},
    };

    (void) state;
    for (size_t i = 0; i < sizeof deeds / sizeof *deeds; i++) {
        struct deed deed = {.act = deeds[i].act,
                            .given_back = deeds[i].given_back,
                            .prepare = assemble,
                            .clean_up = disband};

        memory_sweep(&deed);
        deed.prepare = assemble_taken;
        memory_sweep(&deed);
        deed.first_has_fired = true;
        memory_sweep(&deed);
    }
}

#define WHOLES 5
#define TAKERS 6

/* Each whole of two parts, and those who stand in the three lines. */
struct way_out {
    struct scene scene;
    weft_deferred *parts[WHOLES][2], *wholes[WHOLES], *takers[TAKERS];
};

static void open_way_out(struct way_out *way, const struct deed *deed)
{
    static const weft_deferred_list_options first = {.first_ok = true, .cancel_rest = true};
    weft_reactor *reactor;

    scene_open(&way->scene, deed);
    reactor = way->scene.reactor;
    for (size_t i = 0; i < WHOLES; i++)
        for (size_t k = 0; k < 2; k++)
            assert_int_equal(weft_deferred_create(reactor, NULL, &way->parts[i][k]), WEFT_OK);
    assert_int_equal(weft_deferred_list(reactor, way->parts[0], 2, NULL, &way->wholes[0]), WEFT_OK);
    assert_int_equal(weft_deferred_list(reactor, way->parts[1], 2, &first, &way->wholes[1]),
                     WEFT_OK);
    assert_int_equal(weft_deferred_list(reactor, way->parts[2], 2, NULL, &way->wholes[2]), WEFT_OK);
    assert_int_equal(weft_gather_results(reactor, way->parts[3], 2, NULL, &way->wholes[3]),
                     WEFT_OK);
    assert_int_equal(weft_race(reactor, way->parts[4], 2, &way->wholes[4]), WEFT_OK);
    for (size_t i = 0; i < TAKERS; i += 3) {
        struct shared *shared = of(&way->scene);
        weft_holder holder = {hold, &way->scene, scene_give_back};

        assert_int_equal(weft_lock_run(shared->lock, &holder, &way->takers[i]), WEFT_OK);
        assert_int_equal(weft_semaphore_acquire(shared->semaphore, &way->takers[i + 1]), WEFT_OK);
        assert_int_equal(weft_queue_get(shared->queue, &way->takers[i + 2]), WEFT_OK);
    }
}

static void fire_and_cancel(struct way_out *way)
{
    weft_deferred_callback(way->parts[0][1], weft_integer(1));
    weft_deferred_errback(way->parts[0][0], weft_raise_bare(&weft_error_value));
    weft_deferred_callback(way->parts[1][1], weft_integer(1));
    weft_deferred_cancel(way->wholes[2]);
    weft_deferred_errback(way->parts[3][1], weft_raise_bare(&weft_error_value));
    weft_deferred_cancel(way->wholes[4]);
    for (size_t i = 0; i < WHOLES; i++)
        assert_true(weft_deferred_called(way->wholes[i]));
}

static void hand_over(struct way_out *way)
{
    struct shared *shared = of(&way->scene);

    weft_deferred_cancel(way->takers[1]);
    assert_int_equal(weft_lock_release(shared->lock), WEFT_OK);
    assert_int_equal(weft_semaphore_release(shared->semaphore), WEFT_OK);
    assert_int_equal(weft_semaphore_release(shared->semaphore), WEFT_OK);
    weft_deferred_cancel(way->takers[2]);
    assert_int_equal(weft_queue_put(shared->queue, weft_integer(1)), WEFT_OK); /* to who waits */
    for (size_t i = 0; i < TAKERS; i++)
        assert_true(weft_deferred_called(way->takers[i]));
}

static void the_way_out_needs_no_memory(void **state)
{
    struct deed none = {.act = list, .prepare = assemble_taken, .clean_up = disband};
    struct way_out way;
    size_t requests;

    (void) state;
    open_way_out(&way, &none);
    requests = way.scene.memory.requests;
    counting_allocator_fail_from(&way.scene.memory, 1);
    fire_and_cancel(&way);
    hand_over(&way);
    for (size_t i = 0; i < WHOLES; i++) {
        weft_deferred_release(way.wholes[i]);
        weft_deferred_release(way.parts[i][0]);
        weft_deferred_release(way.parts[i][1]);
    }
    for (size_t i = 0; i < TAKERS; i++)
        weft_deferred_release(way.takers[i]);
    assert_int_equal(way.scene.memory.requests, requests);
    scene_play_out(&way.scene);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_request_may_fail_and_nothing_has_happened),
        cmocka_unit_test(the_way_out_needs_no_memory),
    };

    return cmocka_run_group_tests_name("sharing_memory", tests, NULL, NULL);
}
