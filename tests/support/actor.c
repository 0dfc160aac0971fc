/* actor.c - iterators written by hand, and what a test does with them. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "actor.h"

#include <inttypes.h>

static weft_step next_of_actor(weft_reactor *reactor, void *frame, weft_value *out)
{
    struct actor *actor = frame;

    (void) reactor;
    return actor->act(actor, actor->steps++, out);
}

static weft_step close_actor(weft_reactor *reactor, void *frame, weft_value *out)
{
    struct actor *actor = frame;

    (void) reactor;
    if (actor->clean_up)
        return actor->clean_up(actor, out);
    journal_write(&actor->fixture->journal, "%s-closed", actor->name);
    return WEFT_RETURNED;
}

static void release_actor(weft_reactor *reactor, void *frame)
{
    struct actor *actor = frame;

    (void) reactor;
    if (actor->held)
        weft_deferred_release(actor->held);
}

static const weft_iterator_type actor_type = {
    .name = "actor",
    .frame_bytes = sizeof(struct actor),
    .next = next_of_actor,
    .close = close_actor,
    .release = release_actor,
};

weft_iterator *make_actor(struct library_fixture *fixture, const char *name,
                          weft_step (*act)(struct actor *actor, int64_t step, weft_value *out))
{
    weft_iterator *iterator;

    assert_int_equal(weft_iterator_create(fixture->reactor, &actor_type, &iterator), WEFT_OK);
    *actor_of(iterator) = (struct actor){.fixture = fixture, .name = name, .act = act};
    return iterator;
}

struct actor *actor_of(weft_iterator *iterator)
{
    return weft_iterator_frame(iterator);
}

weft_step count(struct actor *actor, int64_t step, weft_value *out)
{
    if (step < actor->yields) {
        journal_write(&actor->fixture->journal, "%s%" PRId64, actor->name, step);
        return WEFT_YIELDED;
    }
    journal_write(&actor->fixture->journal, "%send", actor->name);
    *out = weft_integer(actor->yields);
    return WEFT_RETURNED;
}

weft_iterator *make_counter(struct library_fixture *fixture, const char *name, int64_t yields)
{
    weft_iterator *iterator = make_actor(fixture, name, count);

    actor_of(iterator)->yields = yields;
    return iterator;
}

weft_step await_held(struct actor *actor, int64_t step, weft_value *out)
{
    journal_write(&actor->fixture->journal, "%s%" PRId64, actor->name, step);
    if (step > 0)
        return WEFT_RETURNED;
    *out = weft_deferred_value(weft_deferred_retain(actor->held));
    return WEFT_YIELDED;
}

weft_cooperator *make_cooperator(struct library_fixture *fixture, uint32_t slice_steps)
{
    weft_cooperator_options options = WEFT_COOPERATOR_DEFAULTS;
    weft_cooperator *cooperator;

    options.slice_steps = slice_steps;
    assert_int_equal(weft_cooperator_create(fixture->reactor, &options, &cooperator), WEFT_OK);
    return cooperator;
}

weft_task *start_task(weft_cooperator *cooperator, weft_iterator *iterator)
{
    weft_task *task;

    assert_int_equal(weft_cooperate(cooperator, iterator, &task), WEFT_OK);
    weft_iterator_release(iterator);
    return task;
}

void start(weft_cooperator *cooperator, weft_iterator *iterator)
{
    weft_task_release(start_task(cooperator, iterator));
}

void note_end(struct library_fixture *fixture, weft_task *task, const char *name)
{
    weft_deferred *done;

    assert_int_equal(weft_task_when_done(task, &done), WEFT_OK);
    take(fixture, done, name);
    weft_deferred_release(done);
}
