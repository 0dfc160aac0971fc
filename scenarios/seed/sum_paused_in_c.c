/* A pause of one second after each step, by yielding a Deferred; the result comes from the one call
 * that gives it.
 */
#include "paused_sum.h"

#include <inttypes.h>

static weft_value print_result(weft_reactor *reactor, void *context, weft_value result)
{
    (void) reactor;
    weft_world_print(context, "Got result = %" PRId64, weft_value_integer(&result));
    return result;
}

static void start(weft_reactor *reactor, void *context)
{
    weft_world *world = context;
    weft_iterator *iterator = make_paused_sum(world, 8, NULL);
    weft_deferred *job;

    (void) reactor;
    if (!iterator)
        return;
    if (weft_world_ok(world, weft_run_iterator(weft_world_cooperator(world), iterator, &job),
                      "the run")) {
        weft_world_ok(world, weft_deferred_add_callback(job, print_result, world), "a callback");
        weft_deferred_release(job);
    }
    weft_iterator_release(iterator);
}

WEFT_SCENARIO(sum_paused_in_c, "The sum pauses a second after each step, by yielding a Deferred.")
{
    weft_world_at(world, 0, "start", start, world);
}
