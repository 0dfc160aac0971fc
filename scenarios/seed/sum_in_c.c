/* Sum eight integers, one addition a step: long work that leaves the event loop free between its
 * steps.
 *
 * The sum is a generator: straight-line C that gives the loop back at each yield. A Cooperator
 * takes its steps, one a tick.
 */
#include "weft/sim/scenario.h"

#include <inttypes.h>

struct sum {
    weft_generator generator;
    int64_t n, i, total;
};

static weft_step sum_next(weft_reactor *reactor, void *frame, weft_value *out)
{
    weft_world *world = weft_world_of(reactor);
    struct sum *sum = frame;

    WEFT_BEGIN(sum, out);
    for (sum->i = 0; sum->i < sum->n; sum->i++) {
        sum->total += sum->i;
        weft_world_print(world, "Adding %" PRId64 " to result", sum->i);
        WEFT_YIELD(weft_none());
    }
    weft_world_print(world, "result is %" PRId64, sum->total);
    WEFT_END;
}
WEFT_GENERATOR(sum, struct sum, sum_next, NULL);

static void start(weft_reactor *reactor, void *context)
{
    weft_world *world = context;
    weft_iterator *iterator;

    if (!weft_world_ok(world, weft_iterator_create(reactor, &weft_generator_sum, &iterator),
                       "an iterator"))
        return;
    ((struct sum *) weft_iterator_frame(iterator))->n = 8;
    weft_world_ok(world, weft_cooperate(weft_world_cooperator(world), iterator, NULL), "a task");
    weft_iterator_release(iterator);
}

WEFT_SCENARIO(sum_in_c, "Sum eight integers, one addition a step.")
{
    weft_world_at(world, 0, "start", start, world);
}
