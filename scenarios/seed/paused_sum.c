/* paused_sum.c - a generator that yields Deferreds, and cleans up when it is closed while it waits.
 */
#include "paused_sum.h"

#include <inttypes.h>

struct paused_sum {
    weft_generator generator;
    weft_deferred *pause; /* the latest, counted */
    int64_t *result;
    int64_t n, i, total;
};

static weft_value say_paused(weft_reactor *reactor, void *context, weft_value result)
{
    static const char text[] = "I was paused 1.00 seconds";

    (void) context;
    weft_value_release(result);
    return weft_text(reactor, text, sizeof text - 1);
}

static weft_value print_pause(weft_reactor *reactor, void *context, weft_value result)
{
    size_t bytes;
    const char *text = weft_value_text(&result, &bytes);

    (void) context;
    weft_world_print_text(weft_world_of(reactor), text, bytes);
    weft_value_release(result);
    return weft_none();
}

/* A Deferred that fires in a second and prints that it did; a copy stays in the frame. None if it
 * could not be made. */
static weft_value pause_a_second(weft_reactor *reactor, struct paused_sum *sum)
{
    weft_world *world = weft_world_of(reactor);
    weft_later later = {.delay_ns = 1 * WEFT_SECOND, .function = say_paused};
    weft_deferred *previous = sum->pause, *pause;

    if (!weft_world_ok(world, weft_defer_later(reactor, &later, &pause), "a pause"))
        return weft_none();
    weft_world_name(world, weft_deferred_subject(pause), "pause");
    weft_world_ok(world, weft_deferred_add_callback(pause, print_pause, NULL), "a callback");
    sum->pause = weft_deferred_retain(pause);
    if (previous)
        weft_deferred_release(previous);
    return weft_deferred_value(pause);
}

static weft_step paused_sum_next(weft_reactor *reactor, void *frame, weft_value *out)
{
    weft_world *world = weft_world_of(reactor);
    struct paused_sum *sum = frame;

    WEFT_BEGIN(sum, out);
    for (sum->i = 0; sum->i < sum->n; sum->i++) {
        sum->total += sum->i;
        weft_world_print(world, "Adding %" PRId64 " to result", sum->i);
        WEFT_YIELD(pause_a_second(reactor, sum));
    }
    if (sum->result)
        *sum->result = sum->total;
    WEFT_RETURN(weft_integer(sum->total));
    WEFT_ON_CLOSE;
    weft_world_print(world, "---");
    weft_world_print(world, "Early termination...");
    if (!weft_deferred_called(sum->pause))
        weft_deferred_cancel(sum->pause);
    WEFT_END;
}

static void paused_sum_release(weft_reactor *reactor, void *frame)
{
    struct paused_sum *sum = frame;

    (void) reactor;
    if (sum->pause)
        weft_deferred_release(sum->pause);
}
WEFT_GENERATOR(paused_sum, struct paused_sum, paused_sum_next, paused_sum_release);

weft_iterator *make_paused_sum(weft_world *world, int64_t n, int64_t *total)
{
    weft_iterator *iterator;
    struct paused_sum *sum;

    if (!weft_world_ok(
            world,
            weft_iterator_create(weft_world_reactor(world), &weft_generator_paused_sum, &iterator),
            "an iterator"))
        return NULL;
    sum = weft_iterator_frame(iterator);
    sum->n = n;
    sum->result = total;
    return iterator;
}
