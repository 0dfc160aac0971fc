/* no_memory_test.c - every function of the library's core that makes something, with memory running
 * out at each of its requests: once, and from there on.
 *
 * A *deed* is one such call. It is done three ways: undisturbed; with the n-th request failing; and
 * with all requests from the n-th on failing, for every n until it succeeds. Where it fails it must
 * say WEFT_NO_MEMORY, tell the observer nothing, make and change nothing, and have given back what
 * was moved into it. Done again with memory it must then lead to the very same end as undisturbed,
 * numbers of objects included, and no byte may be left at the close.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "support/counting_allocator.h"
#include "support/journal.h"
#include "support/manual_clock.h"

#include <weft/weft.h>

struct scene {
    struct manual_clock clock;
    struct counting_allocator memory;
    struct journal journal;
    weft_reactor *reactor;
    weft_deferred *first, *second; /* for the deed: made before it, and released at the end */
    weft_deferred *made;           /* what the deed made, if so */
    weft_delayed_call *call;
};

struct deed {
    weft_status (*act)(struct scene *scene);
    const char *given_back; /* what the journal says when it fails */
    bool first_has_fired;
    int calls_before; /* pending: as many as the queue has room for, so that the deed makes it grow
                       */
};

static void observe(void *context, const weft_reactor *reactor, const weft_event *event)
{
    struct scene *scene = context;
    char text[64] = "";

    (void) reactor;
    if (event->value)
        weft_value_format(event->value, text, sizeof text);
    journal_write(&scene->journal, "%s#%d.%s(%s)", weft_subject_name(event->subject.kind),
                  (int) event->subject.id, weft_event_word(event->kind), text);
}

static size_t choose_first(void *context, const weft_reactor *reactor, const weft_choice *choice)
{
    (void) context;
    (void) reactor;
    (void) choice;
    return 0;
}

static void nothing(weft_reactor *reactor, void *context)
{
    (void) reactor;
    (void) context;
}

static void open_scene(struct scene *scene, const struct deed *deed)
{
    weft_reactor_options options;

    memset(scene, 0, sizeof *scene);
    counting_allocator_start(&scene->memory);
    options = (weft_reactor_options){
        .driver = manual_clock_driver(&scene->clock),
        .allocator = counting_allocator_allocator(&scene->memory),
        .observer = {.observe = observe, .context = scene},
        .chooser = {.choose = choose_first},
    };
    assert_int_equal(weft_reactor_create(&options, &scene->reactor), WEFT_OK);
    assert_int_equal(weft_deferred_create(scene->reactor, NULL, &scene->first), WEFT_OK);
    assert_int_equal(weft_deferred_create(scene->reactor, NULL, &scene->second), WEFT_OK);
    if (deed->first_has_fired)
        assert_int_equal(weft_deferred_callback(scene->first, weft_integer(1)), WEFT_OK);
    for (int i = 0; i < deed->calls_before; i++)
        assert_int_equal(weft_call_later(scene->reactor, 1, nothing, NULL, NULL), WEFT_OK);
    journal_clear(&scene->journal);
}

/* Runs to the end all that the deed began, and closes. */
static void play_out(struct scene *scene)
{
    int64_t due_ns;

    if (!weft_deferred_called(scene->first))
        weft_deferred_callback(scene->first, weft_integer(1));
    while (weft_reactor_next_due(scene->reactor, &due_ns)) {
        scene->clock.now_ns = due_ns;
        assert_int_equal(weft_reactor_run_turn(scene->reactor, NULL), WEFT_OK);
    }
    weft_deferred_release(scene->first);
    weft_deferred_release(scene->second);
    if (scene->made)
        weft_deferred_release(scene->made);
    if (scene->call)
        weft_delayed_call_release(scene->call);
    weft_reactor_close(scene->reactor);
    assert_int_equal(scene->memory.bytes, 0);
}

/* All that can be seen of the scene from outside, as text. */
static void describe(const struct scene *scene, char *text, size_t size)
{
    const weft_deferred *deferreds[] = {scene->first, scene->second};
    int length = snprintf(text, size, "pending %d", (int) weft_reactor_pending(scene->reactor));

    for (int kind = WEFT_SUBJECT_CALL; kind < WEFT_SUBJECT_KINDS; kind++)
        length += snprintf(text + length, size - (size_t) length, " %s %d",
                           weft_subject_name((weft_subject_kind) kind),
                           (int) weft_reactor_alive(scene->reactor, (weft_subject_kind) kind));
    for (size_t i = 0; i < 2; i++)
        length += snprintf(text + length, size - (size_t) length, " called %d result %d",
                           weft_deferred_called(deferreds[i]),
                           weft_deferred_result(deferreds[i]) != NULL);
    assert_true((size_t) length < size);
}

/* With the NTH request failing. Returns whether the deed succeeded all the same: there were fewer.
 */
static bool disturb(const struct deed *deed, size_t nth, bool onward, const char *undisturbed)
{
    struct scene scene;
    char before[256], after[256];
    weft_status status;

    open_scene(&scene, deed);
    describe(&scene, before, sizeof before);
    if (onward)
        counting_allocator_fail_from(&scene.memory, nth);
    else
        counting_allocator_fail_once(&scene.memory, nth);
    status = deed->act(&scene);
    counting_allocator_fail_never(&scene.memory);
    assert_int_equal(status == WEFT_OK, scene.memory.failures == 0);
    if (status != WEFT_OK) {
        describe(&scene, after, sizeof after);
        assert_int_equal(status, WEFT_NO_MEMORY);
        assert_string_equal(journal_text(&scene.journal), deed->given_back);
        assert_string_equal(after, before);
        journal_clear(&scene.journal);
        assert_int_equal(deed->act(&scene), WEFT_OK);
    }
    play_out(&scene);
    assert_string_equal(journal_text(&scene.journal), undisturbed);
    return status == WEFT_OK;
}

static void sweep(const struct deed *deed)
{
    struct scene scene;
    size_t nth = 1;

    open_scene(&scene, deed);
    assert_int_equal(deed->act(&scene), WEFT_OK);
    play_out(&scene);
    while (!disturb(deed, nth, false, journal_text(&scene.journal)))
        nth++;
    assert_true(nth > 1); /* it did ask for memory */
    while (--nth > 0)
        assert_false(disturb(deed, nth, true, journal_text(&scene.journal)));
}

/* What the deeds hand over: a context and a value that write when they are given back. */
static void give_back(weft_reactor *reactor, void *context)
{
    (void) reactor;
    journal_write(&((struct scene *) context)->journal, "back");
}

static void give_coin_back(void *payload)
{
    journal_write(&((struct scene *) payload)->journal, "coin");
}

static size_t format_coin(const weft_value *value, char *text, size_t size)
{
    (void) value;
    return (size_t) snprintf(text, size, "a coin");
}

static const weft_type coin_type = {"coin", NULL, give_coin_back, format_coin, NULL};

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
    weft_canceller canceller = {ask_nothing, scene, give_back};

    return weft_deferred_create(scene->reactor, &canceller, &scene->made);
}

static weft_status succeed(struct scene *scene)
{
    return weft_succeed(scene->reactor, weft_object(&coin_type, scene), &scene->made);
}

static weft_status add(struct scene *scene)
{
    weft_callbacks callbacks = {pass, pass, scene, give_back};

    return weft_deferred_add(scene->first, &callbacks);
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
    weft_later later = {5, pass, scene, give_back};

    return weft_deferred_add_timeout(scene->first, &later);
}

static weft_status defer_later(struct scene *scene)
{
    weft_later later = {5, pass, scene, give_back};

    return weft_defer_later(scene->reactor, &later, &scene->made);
}

static weft_status call_later(struct scene *scene)
{
    return weft_call_later(scene->reactor, 5, nothing, NULL, &scene->call);
}

static weft_status call_later_with(struct scene *scene)
{
    weft_call_options options = {5, nothing, scene, give_back, NULL};

    return weft_call_later_with(scene->reactor, &options, NULL);
}

/* A value that could not be made is the MemoryError. */
static weft_status made(weft_value value)
{
    const weft_error_type *memory[] = {&weft_error_memory};
    bool none = weft_failure_check(&value, memory, 1) != NULL;

    weft_value_release(value);
    return none ? WEFT_NO_MEMORY : WEFT_OK;
}

static weft_status make_text(struct scene *scene)
{
    return made(weft_text(scene->reactor, "text", 4));
}

static weft_status raise_failure(struct scene *scene)
{
    weft_failure_options options = {.type = &weft_error_value, .message = "m", .where = "w"};

    options.cause = weft_object(&coin_type, scene);
    return made(weft_raise_with(scene->reactor, &options));
}

static void calls(void **state)
{
    (void) state;
    sweep(&(struct deed){call_later, "", false, 0});
    sweep(&(struct deed){call_later_with, "back", false, 0});
}

static void calls_for_which_the_queue_grows(void **state)
{
    (void) state;
    sweep(&(struct deed){call_later, "", false, 16});
    sweep(&(struct deed){call_later_with, "back", false, 64});
}

static void creating_a_deferred(void **state)
{
    (void) state;
    sweep(&(struct deed){create_plain, "", false, 0});
    sweep(&(struct deed){create_with_canceller, "back", false, 0});
}

static void succeeding(void **state)
{
    (void) state;
    sweep(&(struct deed){succeed, "coin", false, 0});
}

static void adding_to_an_unfired_one(void **state)
{
    (void) state;
    sweep(&(struct deed){add, "back", false, 0});
    sweep(&(struct deed){add_both, "", false, 0});
}

static void adding_to_a_fired_one(void **state)
{
    (void) state;
    sweep(&(struct deed){add, "back", true, 0});
}

static void chaining(void **state)
{
    (void) state;
    sweep(&(struct deed){chain, "", false, 0});
    sweep(&(struct deed){chain, "", true, 0});
}

static void adding_a_timeout(void **state)
{
    (void) state;
    sweep(&(struct deed){add_timeout, "back", false, 0});
    sweep(&(struct deed){add_timeout, "back", true, 0});
    sweep(&(struct deed){add_timeout, "back", false, 16});
}

static void deferring(void **state)
{
    (void) state;
    sweep(&(struct deed){defer_later, "back", false, 0});
    sweep(&(struct deed){defer_later, "back", false, 16});
}

static void making_texts_and_failures(void **state)
{
    (void) state;
    sweep(&(struct deed){make_text, "", false, 0});
    sweep(&(struct deed){raise_failure, "coin", false, 0});
}

static void a_call_that_could_not_be_made_reserves_nothing(void **state)
{
    struct deed deed = {.act = call_later};
    struct scene scene;
    size_t before;

    (void) state;
    open_scene(&scene, &deed);
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
    play_out(&scene);
}

static void creating_a_reactor(void **state)
{
    struct manual_clock clock = {0};
    struct counting_allocator memory;
    weft_reactor_options options = {.driver = manual_clock_driver(&clock)};
    weft_reactor *reactor = NULL;

    (void) state;
    counting_allocator_start(&memory);
    options.allocator = counting_allocator_allocator(&memory);
    counting_allocator_fail_once(&memory, 1);
    assert_int_equal(weft_reactor_create(&options, &reactor), WEFT_NO_MEMORY);
    assert_null(reactor);
    assert_int_equal(memory.bytes, 0);
    assert_int_equal(weft_reactor_create(&options, &reactor), WEFT_OK);
    weft_reactor_close(reactor);
    assert_int_equal(memory.bytes, 0);
    assert_int_equal(memory.requests, 2);
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
    weft_canceller canceller = {ask_nothing, &scene, give_back};
    weft_later later = {5, NULL, NULL, NULL};
    size_t requests;

    (void) state;
    open_scene(&scene, &none);
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
    play_out(&scene);
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
