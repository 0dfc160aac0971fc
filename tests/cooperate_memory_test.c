/* cooperate_memory_test.c - memory is asked for on the way in, and any request may fail. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "support/actor.h"
#include "support/memory_sweep.h"

/* What a deed works with, and what it makes. */
struct crew {
    weft_cooperator *cooperator;
    weft_iterator *iterator;
    weft_task *task; /* there before the deed */
    weft_cooperator *made_cooperator;
    weft_iterator *made_iterator;
    weft_task *made_task;
};

/* Yields once. */
static weft_step step_twice(weft_reactor *reactor, void *frame, weft_value *out)
{
    int *steps = frame;

    (void) reactor;
    (void) out;
    return ++*steps == 1 ? WEFT_YIELDED : WEFT_RETURNED;
}

static const weft_iterator_type two_steps = {
    .name = "two steps", .frame_bytes = sizeof(int), .next = step_twice};

static void assemble(struct scene *scene)
{
    struct crew *crew = calloc(1, sizeof *crew);
    weft_iterator *before;

    assert_non_null(crew);
    scene->own = crew;
    assert_int_equal(weft_cooperator_create(scene->reactor, NULL, &crew->cooperator), WEFT_OK);
    assert_int_equal(weft_iterator_create(scene->reactor, &two_steps, &crew->iterator), WEFT_OK);
    assert_int_equal(weft_iterator_create(scene->reactor, &two_steps, &before), WEFT_OK);
    assert_int_equal(weft_cooperate(crew->cooperator, before, &crew->task), WEFT_OK);
    weft_iterator_release(before);
}

static void assemble_and_end(struct scene *scene)
{
    assemble(scene);
    assert_int_equal(weft_task_stop(((struct crew *) scene->own)->task), WEFT_OK);
}

static void disband(struct scene *scene)
{
    struct crew *crew = scene->own;

    if (crew->made_task)
        weft_task_release(crew->made_task);
    if (crew->made_iterator)
        weft_iterator_release(crew->made_iterator);
    if (crew->made_cooperator)
        weft_cooperator_release(crew->made_cooperator);
    weft_task_release(crew->task);
    weft_iterator_release(crew->iterator);
    weft_cooperator_release(crew->cooperator);
    free(crew);
}

static weft_status create_cooperator(struct scene *scene)
{
    struct crew *crew = scene->own;

    return weft_cooperator_create(scene->reactor, NULL, &crew->made_cooperator);
}

static weft_status create_iterator(struct scene *scene)
{
    struct crew *crew = scene->own;

    return weft_iterator_create(scene->reactor, &two_steps, &crew->made_iterator);
}

static weft_status cooperate(struct scene *scene)
{
    struct crew *crew = scene->own;

    return weft_cooperate(crew->cooperator, crew->iterator, &crew->made_task);
}

static weft_status coiterate(struct scene *scene)
{
    struct crew *crew = scene->own;

    return weft_coiterate(crew->cooperator, crew->iterator, &scene->made);
}

static weft_status coiterate_into(struct scene *scene)
{
    struct crew *crew = scene->own;

    return weft_coiterate_into(crew->cooperator, crew->iterator, scene->second);
}

static weft_status run_iterator(struct scene *scene)
{
    struct crew *crew = scene->own;

    return weft_run_iterator(crew->cooperator, crew->iterator, &scene->made);
}

static weft_status when_done(struct scene *scene)
{
    return weft_task_when_done(((struct crew *) scene->own)->task, &scene->made);
}

static void each_request_may_fail_and_nothing_has_happened(void **state)
{
    weft_status (*const acts[])(struct scene *) = {create_cooperator, create_iterator, cooperate,
                                                   coiterate,         coiterate_into,  run_iterator,
                                                   when_done};

    (void) state;
    for (size_t i = 0; i < sizeof acts / sizeof *acts; i++)
        memory_sweep(&(struct deed){.act = acts[i], .prepare = assemble, .clean_up = disband});
    memory_sweep(
        &(struct deed){.act = when_done, .prepare = assemble_and_end, .clean_up = disband});
}

/* Two waiting (one of them run with one call, its awaited Deferred failing when it is cancelled),
 * one to be paused, one that sees it all through. */
static void from_then_on_nothing_asks_for_memory(void **state)
{
    struct library_fixture *fixture = *state;
    weft_cooperator *cooperator = make_cooperator(fixture, 1);
    weft_deferred *first = make_deferred(fixture), *second = make_deferred(fixture), *result;
    weft_iterator *waiting = make_actor(fixture, "w", await_held);
    weft_iterator *running = make_actor(fixture, "r", await_held);
    weft_task *paused;
    size_t requests;

    actor_of(waiting)->held = first;
    actor_of(running)->held = second;
    recover(fixture, second, "e", make_failure(fixture, &weft_error_value, "cause"));
    start(cooperator, waiting);
    assert_int_equal(weft_run_iterator(cooperator, running, &result), WEFT_OK);
    weft_iterator_release(running);
    take(fixture, result, "result");
    paused = start_task(cooperator, make_counter(fixture, "p", 9));
    note_end(fixture, paused, "p");
    start(cooperator, make_counter(fixture, "c", 9));
    requests = fixture->memory.requests;
    counting_allocator_fail_from(&fixture->memory, 1);
    for (int ticks = 0; ticks < 5; ticks++)
        advance(fixture, 10);
    assert_int_equal(weft_task_pause(paused), WEFT_OK);
    weft_deferred_callback(first, weft_integer(1));
    weft_deferred_cancel(result);
    advance(fixture, 10);
    assert_int_equal(weft_task_resume(paused), WEFT_OK);
    advance(fixture, 10);
    assert_int_equal(weft_task_stop(paused), WEFT_OK);
    weft_cooperator_stop(cooperator);
    assert_int_equal(weft_cooperator_start(cooperator), WEFT_OK);
    weft_deferred_release(result);
    weft_task_release(paused);
    weft_cooperator_release(cooperator);
    assert_int_equal(fixture->memory.requests, requests);
    assert_non_null(strstr(journal_text(&fixture->journal), "result=CancelledError"));
    assert_non_null(strstr(journal_text(&fixture->journal), "p=TaskStopped"));
    counting_allocator_fail_never(&fixture->memory);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_request_may_fail_and_nothing_has_happened),
        library_test(from_then_on_nothing_asks_for_memory),
    };

    return cmocka_run_group_tests_name("cooperate_memory", tests, NULL, NULL);
}
