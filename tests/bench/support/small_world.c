/* small_world.c - what a user writes: a generator, two tasks of it, a look at the end. */
#include "small_world.h"

#define NAPS 5

struct worker {
    weft_generator generator;
    weft_world *world;
    int naps;
};

static weft_value nap(weft_world *world, weft_reactor *reactor)
{
    weft_later later = {.delay_ns = WEFT_MILLISECOND};
    weft_deferred *nap = NULL;

    if (!weft_world_ok(world, weft_defer_later(reactor, &later, &nap), "a nap"))
        return weft_raise_bare(&weft_error_memory);
    return weft_deferred_value(nap);
}

static weft_step worker_next(weft_reactor *reactor, void *frame, weft_value *out)
{
    struct worker *worker = frame;

    WEFT_BEGIN(worker, out);
    while (worker->naps < NAPS) {
        worker->naps++;
        WEFT_YIELD(nap(worker->world, reactor));
    }
    WEFT_END;
}
WEFT_GENERATOR(worker, struct worker, worker_next, NULL);

static void start(weft_reactor *reactor, void *context)
{
    weft_world *world = context;
    weft_iterator *iterator = NULL;

    if (!weft_world_ok(world, weft_iterator_create(reactor, &weft_generator_worker, &iterator),
                       "a worker"))
        return;
    ((struct worker *) weft_iterator_frame(iterator))->world = world;
    weft_world_ok(world, weft_cooperate(weft_world_cooperator(world), iterator, NULL), "its task");
    weft_iterator_release(iterator);
}

static void look(weft_reactor *reactor, void *context)
{
    (void) reactor;
    weft_world_expect(context, weft_world_tasks(context) == 0, "both have ended", NULL);
}

WEFT_SCENARIO(small_world, "Two tasks that sleep five times each, as long as one another.")
{
    weft_world_at(world, 0, "left", start, world);
    weft_world_at(world, 0, "right", start, world);
    weft_world_look(world, INT64_MAX, look, world);
}
