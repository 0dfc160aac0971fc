/* running_memory_test.c - looping calls, generators that await, execute and the default Cooperator,
 * with memory running out at each of their requests. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "support/memory_sweep.h"

struct running {
    weft_looping_call *loop, *made_loop;
    weft_iterator *iterator;
};

static weft_value note_run(weft_reactor *reactor, void *context, weft_value ignored)
{
    struct scene *scene = context;

    (void) reactor;
    weft_value_release(ignored);
    journal_write(&scene->journal, "run");
    return weft_none();
}

static weft_step await_none(weft_reactor *reactor, void *frame, weft_value *out)
{
    int *steps = frame;

    (void) reactor;
    (void) out;
    return ++*steps == 1 ? WEFT_AWAITED : WEFT_RETURNED;
}

static const weft_iterator_type awaiting = {
    .name = "awaiting", .frame_bytes = sizeof(int), .next = await_none};

/* Awaits, once, the Deferred that its frame names. */
static weft_step await_held(weft_reactor *reactor, void *frame, weft_value *out)
{
    weft_deferred **held = frame;
    weft_deferred *awaited = *held;

    (void) reactor;
    weft_value_release(*out);
    *out = weft_none();
    if (!awaited)
        return WEFT_RETURNED;
    *held = NULL;
    *out = weft_deferred_value(weft_deferred_retain(awaited));
    return WEFT_AWAITED;
}

static const weft_iterator_type holding = {
    .name = "holding", .frame_bytes = sizeof(weft_deferred *), .next = await_held};

static void assemble(struct scene *scene)
{
    struct running *running = calloc(1, sizeof *running);
    weft_looping_call_options options = {.function = note_run, .context = scene};

    assert_non_null(running);
    scene->own = running;
    assert_int_equal(weft_looping_call_create(scene->reactor, &options, &running->loop), WEFT_OK);
    assert_int_equal(weft_iterator_create(scene->reactor, &awaiting, &running->iterator), WEFT_OK);
}

static void disband(struct scene *scene)
{
    struct running *running = scene->own;

    if (running->made_loop)
        weft_looping_call_release(running->made_loop);
    weft_looping_call_release(running->loop);
    weft_iterator_release(running->iterator);
    free(running);
}

static struct running *of(struct scene *scene)
{
    return scene->own;
}

static weft_status create_loop(struct scene *scene)
{
    weft_looping_call_options options = {
        .function = note_run, .context = scene, .release = scene_give_back};

    return weft_looping_call_create(scene->reactor, &options, &of(scene)->made_loop);
}

/* It is stopped at once: scenes run all that is pending. */
static weft_status start_loop(struct scene *scene)
{
    weft_loop_start start = {.interval_ns = 10, .cancellable = true};
    weft_status status = weft_looping_call_start(of(scene)->loop, &start, &scene->made);

    if (status == WEFT_OK)
        assert_int_equal(weft_looping_call_stop(of(scene)->loop), WEFT_OK);
    return status;
}

static weft_status run_inline(struct scene *scene)
{
    return weft_inline_callbacks(of(scene)->iterator, &scene->made);
}

static weft_status execute(struct scene *scene)
{
    return weft_execute(scene->reactor, note_run, scene, &scene->made);
}

static weft_status maybe(struct scene *scene)
{
    return weft_maybe_deferred(scene->reactor, note_run, scene, &scene->made);
}

static weft_status default_cooperator(struct scene *scene)
{
    weft_cooperator *cooperator;

    return weft_default_cooperator(scene->reactor, &cooperator);
}

static void happen(weft_reactor *reactor, void *context)
{
    (void) reactor;
    (void) context;
}

static weft_status enter(struct scene *scene)
{
    return weft_reactor_enter(scene->reactor, happen, NULL, "an event");
}

static void each_request_may_fail_and_nothing_has_happened(void **state)
{
    static const struct {
        weft_status (*act)(struct scene *scene);
        const char *given_back;
    } deeds[] = {
        {create_loop, "back"}, {start_loop, NULL},         {run_inline, NULL}, {execute, NULL},
        {maybe, NULL},         {default_cooperator, NULL}, {enter, NULL},
    };

    (void) state;
    for (size_t i = 0; i < sizeof deeds / sizeof *deeds; i++)
        memory_sweep(&(struct deed){.act = deeds[i].act,
                                    .given_back = deeds[i].given_back,
                                    .prepare = assemble,
                                    .clean_up = disband});
}

/* A generator that awaits is resumed, and cancelled, without memory. */
static void the_way_out_needs_no_memory(void **state)
{
    struct deed none = {.act = run_inline, .prepare = assemble, .clean_up = disband};
    struct scene scene;
    weft_deferred *results[2];
    size_t requests;

    (void) state;
    scene_open(&scene, &none);
    for (size_t i = 0; i < 2; i++) {
        weft_iterator *iterator;

        assert_int_equal(weft_iterator_create(scene.reactor, &holding, &iterator), WEFT_OK);
        *(weft_deferred **) weft_iterator_frame(iterator) = i == 0 ? scene.first : scene.second;
        assert_int_equal(weft_inline_callbacks(iterator, &results[i]), WEFT_OK);
        weft_iterator_release(iterator);
    }
    requests = scene.memory.requests;
    counting_allocator_fail_from(&scene.memory, 1);
    weft_deferred_callback(scene.first, weft_integer(1));
    weft_deferred_cancel(results[1]);
    for (size_t i = 0; i < 2; i++) {
        assert_true(weft_deferred_called(results[i]));
        weft_deferred_release(results[i]);
    }
    assert_int_equal(scene.memory.requests, requests);
    scene_play_out(&scene);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_request_may_fail_and_nothing_has_happened),
        cmocka_unit_test(the_way_out_needs_no_memory),
    };

    return cmocka_run_group_tests_name("running_memory", tests, NULL, NULL);
}
