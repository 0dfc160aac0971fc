/* memory_sweep.c - one deed after the other, in a fresh scene each time. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "memory_sweep.h"

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

void scene_open(struct scene *scene, const struct deed *deed)
{
    weft_reactor_options options;

    memset(scene, 0, sizeof *scene);
    scene->deed = deed;
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
    if (deed->prepare)
        deed->prepare(scene);
    journal_clear(&scene->journal);
}

void scene_play_out(struct scene *scene)
{
    int64_t due_ns;

    if (!weft_deferred_called(scene->first))
        weft_deferred_callback(scene->first, weft_integer(1));
    while (weft_reactor_next_due(scene->reactor, &due_ns)) {
        scene->clock.now_ns = due_ns;
        assert_int_equal(weft_reactor_run_turn(scene->reactor, NULL), WEFT_OK);
    }
    if (scene->deed->clean_up)
        scene->deed->clean_up(scene);
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

    scene_open(&scene, deed);
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
        assert_string_equal(journal_text(&scene.journal), deed->given_back ? deed->given_back : "");
        assert_string_equal(after, before);
        assert_null(scene.made);
        assert_null(scene.call);
        journal_clear(&scene.journal);
        assert_int_equal(deed->act(&scene), WEFT_OK);
    }
    scene_play_out(&scene);
    assert_string_equal(journal_text(&scene.journal), undisturbed);
    return status == WEFT_OK;
}

void memory_sweep(const struct deed *deed)
{
    struct scene scene;
    size_t nth = 1;

    scene_open(&scene, deed);
    assert_int_equal(deed->act(&scene), WEFT_OK);
    scene_play_out(&scene);
    while (!disturb(deed, nth, false, journal_text(&scene.journal)))
        nth++;
    assert_true(nth > 1); /* it did ask for memory */
    while (--nth > 0)
        assert_false(disturb(deed, nth, true, journal_text(&scene.journal)));
}

void scene_give_back(weft_reactor *reactor, void *context)
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

weft_value scene_coin(struct scene *scene)
{
    return weft_object(&coin_type, scene);
}

weft_status scene_status_of(weft_value value)
{
    const weft_error_type *memory[] = {&weft_error_memory};
    bool none = weft_failure_check(&value, memory, 1) != NULL;

    weft_value_release(value);
    return none ? WEFT_NO_MEMORY : WEFT_OK;
}
