/* The same sum, its result handed on through a Deferred.
 *
 * coiterate's Deferred fires with the iterator that was consumed, so the callback finds the total
 * in its frame.
 */
#include "weft/sim/scenario.h"

#include <inttypes.h>

struct sum {
    weft_generator generator;
    int64_t n, i, total;
};

static weft_step sum_next(weft_reactor *reactor, void *frame, weft_value *out)
{
    struct sum *sum = frame;

    WEFT_BEGIN(sum, out);
    for (sum->i = 0; sum->i < sum->n; sum->i++) {
        sum->total += sum->i;
        weft_world_print(weft_world_of(reactor), "Adding %" PRId64 " to result", sum->i);
        WEFT_YIELD(weft_none());
    }
    WEFT_END;
}
WEFT_GENERATOR(sum_result, struct sum, sum_next, NULL);

static weft_value extract_result(weft_reactor *reactor, void *context, weft_value consumed)
{
    const struct sum *sum = weft_iterator_frame(weft_value_iterator(&consumed));
    int64_t total = sum->total;

    (void) reactor;
    weft_world_print(context, "Got result = %" PRId64, total);
    weft_value_release(consumed);
    return weft_integer(total);
}

static void start(weft_reactor *reactor, void *context)
{
    weft_world *world = context;
    weft_deferred *done;
    weft_iterator *iterator;

    if (!weft_world_ok(world, weft_iterator_create(reactor, &weft_generator_sum_result, &iterator),
                       "an iterator"))
        return;
    ((struct sum *) weft_iterator_frame(iterator))->n = 8;
    if (weft_world_ok(world, weft_coiterate(weft_world_cooperator(world), iterator, &done),
                      "coiterate")) {
        weft_world_ok(world, weft_deferred_add_callback(done, extract_result, world), "a callback");
        weft_deferred_release(done);
    }
    weft_iterator_release(iterator);
}

WEFT_SCENARIO(sum_result_in_c, "The sum's result comes through a Deferred.")
{
    weft_world_at(world, 0, "start", start, world);
}
