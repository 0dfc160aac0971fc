/* world_memory_test.c - clocks, traces and worlds, with memory running out at each request of what
 * takes some: once, and from there on.
 *
 * A world does not refuse: what it cannot record exhausts the run, which then ends, and says so. A
 * deed calls one function often enough that it comes to ask for memory, and stops when it is told
 * that there was none: WEFT_NO_MEMORY. Not a byte may be left after it.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "support/counted_system.h"

#include <weft/sim/world.h>
#include <weft/weft.h>

#define OFTEN 600
#define LONG_LINES                                                                                 \
    5 /* each of them asks for memory of its own, since it does not fit on the stack */
#define LONG_BYTES 3000

struct world_scene {
    weft_world *world;
    weft_deferred *failed; /* with a ValueError that nothing takes */
    size_t owned, given_back;
};

struct world_deed {
    weft_status (*act)(struct world_scene *scene);
    bool exhausts; /* the world, where it fails; else it has its own way to say so */
};

static void nothing(weft_reactor *reactor, void *context)
{
    (void) reactor;
    (void) context;
}

static void listen_to_nothing(void *context, const weft_reactor *reactor, const weft_event *event)
{
    (void) context;
    (void) reactor;
    (void) event;
}

static void count_back(weft_reactor *reactor, void *context)
{
    (void) reactor;
    ((struct world_scene *) context)->given_back++;
}

static void open_scene(struct world_scene *scene)
{
    weft_world_options options = {0};

    *scene = (struct world_scene){0};
    counting_allocator_start(&memory);
    assert_int_equal(weft_world_create(&options, &scene->world), WEFT_OK);
    assert_int_equal(weft_succeed(weft_world_reactor(scene->world),
                                  weft_raise_bare(&weft_error_value), &scene->failed),
                     WEFT_OK);
    assert_int_equal(weft_call_later(weft_world_reactor(scene->world), 1, nothing, NULL, NULL),
                     WEFT_OK);
}

/* Whether the world of SCENE could do it so far. */
static weft_status told(const struct world_scene *scene)
{
    return weft_world_exhausted(scene->world) ? WEFT_NO_MEMORY : WEFT_OK;
}

/* Once, with the NTH request failing (0: none); returns whether the deed succeeded. */
static bool disturb(const struct world_deed *deed, size_t nth, bool onward)
{
    struct world_scene scene;
    weft_status status;
    size_t requests;

    open_scene(&scene);
    requests = memory.requests;
    if (nth > 0 && onward)
        counting_allocator_fail_from(&memory, nth);
    else if (nth > 0)
        counting_allocator_fail_once(&memory, nth);
    status = deed->act(&scene);
    assert_int_equal(status, memory.failures > 0 ? WEFT_NO_MEMORY : WEFT_OK);
    assert_int_equal(weft_world_exhausted(scene.world), deed->exhausts && memory.failures > 0);
    assert_true(memory.requests > requests); /* it did ask */
    counting_allocator_fail_never(&memory);
    weft_world_run(scene.world);
    assert_int_equal(weft_world_exhausted(scene.world), deed->exhausts && memory.failures > 0);
    weft_deferred_release(scene.failed);
    weft_world_close(scene.world);
    assert_int_equal(scene.given_back, scene.owned);
    assert_int_equal(memory.bytes, 0);
    return status == WEFT_OK;
}

static void sweep(const struct world_deed *deeds, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        size_t nth = 1;

        assert_true(disturb(&deeds[i], 0, false));
        while (!disturb(&deeds[i], nth, false))
            nth++;
        assert_true(nth > 1);
        while (--nth > 0)
            assert_false(disturb(&deeds[i], nth, true));
    }
}

/* Clocks, traces and worlds of the deed's own. */

/* Not in a pool, which would make do with less where it is refused a chunk. */
static weft_status create_clock(struct world_scene *scene)
{
    weft_clock *clock;
    weft_clock_options options = {.allocator = weft_allocator_system};
    weft_status status = weft_clock_create(&options, &clock);

    (void) scene;
    if (status == WEFT_OK)
        weft_clock_close(clock);
    return status;
}

static weft_status create_world(struct world_scene *scene)
{
    weft_world_options options = {.strategy = "random"};
    weft_world *world;
    weft_status status = weft_world_create(&options, &world);

    (void) scene;
    if (status == WEFT_OK)
        weft_world_close(world);
    return status;
}

static weft_status create_world_to_replay(struct world_scene *scene)
{
    weft_replay replay = {.choices = NULL};
    weft_world_options options = {.replay = &replay};
    weft_world *world;
    weft_status status = weft_world_create(&options, &world);

    (void) scene;
    if (status == WEFT_OK)
        weft_world_close(world);
    return status;
}

static weft_status end_trace(weft_trace *trace)
{
    weft_status status = weft_trace_exhausted(trace) ? WEFT_NO_MEMORY : WEFT_OK;

    weft_trace_free(trace);
    return status;
}

static weft_status append_events(struct world_scene *scene)
{
    weft_trace_record record = {.kind = WEFT_TRACE_PRINT, .text = "a text", .text_bytes = 6};
    weft_trace *trace;
    weft_status status = weft_trace_create(NULL, 0, &trace);

    (void) scene;
    if (status != WEFT_OK)
        return status;
    for (int i = 0; i < OFTEN && weft_trace_append(trace, &record) > 0; i++)
        ;
    return end_trace(trace);
}

static weft_status append_values(struct world_scene *scene)
{
    weft_trace_record record = {.kind = WEFT_EVENT_DEFERRED_FIRED};
    weft_value value = weft_integer(28);
    weft_trace *trace;
    weft_status status = weft_trace_create(NULL, 0, &trace);

    (void) scene;
    if (status != WEFT_OK)
        return status;
    for (int i = 0; i < OFTEN && weft_trace_append_value(trace, &record, &value) > 0; i++)
        ;
    return end_trace(trace);
}

static weft_status name_subjects(struct world_scene *scene)
{
    weft_trace *trace;
    weft_status status = weft_trace_create(NULL, 0, &trace);
    weft_subject subject = {WEFT_SUBJECT_TASK, 1};

    (void) scene;
    if (status != WEFT_OK)
        return status;
    while (subject.id < OFTEN && weft_trace_name(trace, subject, "name"))
        subject.id++;
    return end_trace(trace);
}

static void what_is_created(void **state)
{
    static const struct world_deed deeds[] = {
        {create_clock, false},  {create_world, false},  {create_world_to_replay, false},
        {append_events, false}, {append_values, false}, {name_subjects, false}};

    (void) state;
    sweep(deeds, sizeof deeds / sizeof *deeds);
}

/* Setting a world up. */

static weft_status ask_for_the_cooperator(struct world_scene *scene)
{
    if (!weft_world_cooperator(scene->world))
        assert_int_equal(told(scene), WEFT_NO_MEMORY);
    return told(scene);
}

static weft_status allocate(struct world_scene *scene)
{
    for (int i = 0; i < OFTEN; i++)
        if (!weft_world_allocate(scene->world, 100))
            return WEFT_NO_MEMORY;
    return WEFT_OK;
}

static weft_status own(struct world_scene *scene)
{
    for (int i = 0; i < OFTEN; i++) {
        scene->owned++;
        if (!weft_world_own(scene->world, scene, count_back))
            return WEFT_NO_MEMORY;
    }
    return WEFT_OK;
}

static weft_status ask_for_stimuli(struct world_scene *scene)
{
    for (int i = 0; i < OFTEN && told(scene) == WEFT_OK; i++)
        weft_world_at(scene->world, 5, "a stimulus", nothing, NULL);
    return told(scene);
}

static weft_status ask_for_events(struct world_scene *scene)
{
    for (int i = 0; i < OFTEN && told(scene) == WEFT_OK; i++)
        weft_world_within(scene->world, 5, 9, "an event", nothing, NULL);
    return told(scene);
}

static weft_status look(struct world_scene *scene)
{
    for (int i = 0; i < OFTEN && told(scene) == WEFT_OK; i++)
        weft_world_look(scene->world, 5, nothing, NULL);
    return told(scene);
}

static weft_status look_always(struct world_scene *scene)
{
    for (int i = 0; i < OFTEN && told(scene) == WEFT_OK; i++)
        weft_world_look_always(scene->world, nothing, NULL);
    return told(scene);
}

static weft_status look_released(struct world_scene *scene)
{
    for (int i = 0; i < OFTEN && told(scene) == WEFT_OK; i++)
        weft_world_look_released(scene->world, nothing, NULL);
    return told(scene);
}

static bool is_so(const weft_world *world, void *context)
{
    (void) world;
    (void) context;
    return true;
}

static bool is_not_so(const weft_world *world, void *context)
{
    return !is_so(world, context);
}

static weft_status always(struct world_scene *scene)
{
    for (int i = 0; i < OFTEN && told(scene) == WEFT_OK; i++)
        weft_world_always(scene->world, is_so, NULL, "true");
    return told(scene);
}

static weft_status never(struct world_scene *scene)
{
    for (int i = 0; i < OFTEN && told(scene) == WEFT_OK; i++)
        weft_world_never(scene->world, is_not_so, NULL, "false");
    return told(scene);
}

static weft_status eventually(struct world_scene *scene)
{
    for (int i = 0; i < OFTEN && told(scene) == WEFT_OK; i++)
        weft_world_eventually(scene->world, is_so, NULL, "true");
    return told(scene);
}

static weft_status listen(struct world_scene *scene)
{
    for (int i = 0; i < OFTEN && told(scene) == WEFT_OK; i++)
        weft_world_listen(scene->world, (weft_observer){listen_to_nothing, NULL});
    return told(scene);
}

static void what_is_set_up(void **state)
{
    static const struct world_deed deeds[] = {{ask_for_the_cooperator, true},
                                              {allocate, true},
                                              {own, true},
                                              {ask_for_stimuli, true},
                                              {ask_for_events, true},
                                              {look, true},
                                              {look_always, true},
                                              {look_released, true},
                                              {listen, true},
                                              {always, true},
                                              {never, true},
                                              {eventually, true}};

    (void) state;
    sweep(deeds, sizeof deeds / sizeof *deeds);
}

/* What a scenario records. */

static weft_status print(struct world_scene *scene)
{
    for (int i = 0; i < LONG_LINES && told(scene) == WEFT_OK; i++)
        weft_world_print(scene->world, "%*d", LONG_BYTES, i);
    return told(scene);
}

static weft_status print_text(struct world_scene *scene)
{
    for (int i = 0; i < OFTEN && told(scene) == WEFT_OK; i++)
        weft_world_print_text(scene->world, "a text", 6);
    return told(scene);
}

static weft_status work(struct world_scene *scene)
{
    for (int i = 0; i < OFTEN && told(scene) == WEFT_OK; i++)
        assert_int_equal(weft_world_work(scene->world, 1), WEFT_OK);
    return told(scene);
}

static weft_status name(struct world_scene *scene)
{
    for (uint64_t i = 1; i < OFTEN && told(scene) == WEFT_OK; i++)
        weft_world_name(scene->world, (weft_subject){WEFT_SUBJECT_TASK, i}, "name");
    return told(scene);
}

static weft_status expect(struct world_scene *scene)
{
    for (int i = 0; i < OFTEN && told(scene) == WEFT_OK; i++)
        assert_int_equal(weft_world_expect(scene->world, i % 2 == 0, "what", NULL), i % 2 == 0);
    return told(scene);
}

static weft_status demand_ok(struct world_scene *scene)
{
    for (int i = 0; i < OFTEN && told(scene) == WEFT_OK; i++)
        assert_false(weft_world_ok(scene->world, WEFT_NOT_PAUSED, "what"));
    return told(scene);
}

static weft_status expect_failed(struct world_scene *scene)
{
    for (int i = 0; i < OFTEN && told(scene) == WEFT_OK; i++)
        assert_true(weft_world_expect_failed(scene->world, scene->failed, NULL));
    return told(scene);
}

static weft_status want_failure(struct world_scene *scene)
{
    for (int i = 0; i < OFTEN && told(scene) == WEFT_OK; i++)
        weft_world_want_failure(scene->world, weft_deferred_subject(scene->failed), NULL);
    return told(scene);
}

static weft_status expect_finding(struct world_scene *scene)
{
    for (int i = 0; i < OFTEN && told(scene) == WEFT_OK; i++)
        weft_world_expect_finding(scene->world, WEFT_FINDING_UNHANDLED, NULL);
    return told(scene);
}

static weft_status find(struct world_scene *scene)
{
    for (int i = 0; i < OFTEN && told(scene) == WEFT_OK; i++)
        weft_world_find(scene->world, WEFT_FINDING_EXPECTATION,
                        weft_deferred_subject(scene->failed), NULL, "what");
    return told(scene);
}

static void what_is_recorded(void **state)
{
    static const struct world_deed deeds[] = {
        {print, true},          {print_text, true}, {work, true},          {name, true},
        {expect, true},         {demand_ok, true},  {expect_failed, true}, {want_failure, true},
        {expect_finding, true}, {find, true}};

    (void) state;
    sweep(deeds, sizeof deeds / sizeof *deeds);
}

/* It lists the pending calls, or says that it cannot. */
static weft_status describe(struct world_scene *scene)
{
    char text[4096] = "";
    FILE *file = fmemopen(text, sizeof text, "w");

    assert_non_null(file);
    weft_world_describe(scene->world, file);
    fclose(file);
    return strstr(text, "no memory") ? WEFT_NO_MEMORY : WEFT_OK;
}

static void what_is_described(void **state)
{
    static const struct world_deed deed = {describe, false};

    (void) state;
    sweep(&deed, 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_created),
        cmocka_unit_test(what_is_set_up),
        cmocka_unit_test(what_is_recorded),
        cmocka_unit_test(what_is_described),
    };

    return cmocka_run_group_tests_name("world_memory", tests, NULL, NULL);
}
