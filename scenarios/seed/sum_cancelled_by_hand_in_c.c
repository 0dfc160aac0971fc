/* The same, wired by hand: an outer Deferred whose canceller closes the iterator, and coiterate's
 * Deferred chained to it.
 *
 * It works when it is cancelled while the sum pauses, as here. Cancelled before the first step, or
 * between a pause's end and the next tick, it leaves a failure that nobody handles: the one call of
 * sum_cancelled_in_c does not.
 */
#include "paused_sum.h"

#include <inttypes.h>

struct client {
    weft_world *world;
    weft_iterator *steps; /* counted */
    weft_deferred *outer; /* counted */
    int64_t total;
};

static void close_steps(weft_reactor *reactor, void *context, weft_deferred *outer)
{
    struct client *client = context;

    (void) reactor;
    (void) outer;
    weft_iterator_close(client->steps);
}

static weft_value extract_result(weft_reactor *reactor, void *context, weft_value consumed)
{
    const struct client *client = context;

    (void) reactor;
    weft_value_release(consumed);
    return weft_integer(client->total);
}

static weft_value suppress_cancelled(weft_reactor *reactor, void *context, weft_value failure)
{
    (void) reactor;
    (void) context;
    weft_failure_trap(&failure, &weft_error_cancelled);
    return failure;
}

static weft_value print_result(weft_reactor *reactor, void *context, weft_value result)
{
    const struct client *client = context;

    (void) reactor;
    if (!weft_value_is_none(&result))
        weft_world_print(client->world, "Got result = %" PRId64, weft_value_integer(&result));
    return result;
}

static void wire(struct client *client, weft_deferred *done)
{
    weft_world *world = client->world;
    weft_canceller canceller = {close_steps, client, NULL};

    if (!weft_world_ok(world,
                       weft_deferred_create(weft_world_reactor(world), &canceller, &client->outer),
                       "a Deferred"))
        return;
    weft_world_name(world, weft_deferred_subject(client->outer), "outer");
    weft_world_ok(world, weft_deferred_chain(done, client->outer), "a chain");
    weft_world_ok(world, weft_deferred_add_callback(client->outer, extract_result, client),
                  "a callback");
    weft_world_ok(world, weft_deferred_add_errback(client->outer, suppress_cancelled, client),
                  "an errback");
    weft_world_ok(world, weft_deferred_add_callback(client->outer, print_result, client),
                  "a callback");
}

static void start(weft_reactor *reactor, void *context)
{
    struct client *client = context;
    weft_world *world = client->world;
    weft_deferred *done;

    (void) reactor;
    client->steps = make_paused_sum(world, 8, &client->total);
    if (!client->steps)
        return;
    if (!weft_world_ok(world, weft_coiterate(weft_world_cooperator(world), client->steps, &done),
                       "coiterate"))
        return;
    wire(client, done);
    weft_deferred_release(done);
}

static void give_up(weft_reactor *reactor, void *context)
{
    struct client *client = context;

    (void) reactor;
    weft_deferred_cancel(client->outer);
}

static void judge(weft_reactor *reactor, void *context)
{
    struct client *client = context;
    const weft_value *result = weft_deferred_result(client->outer);

    (void) reactor;
    weft_world_expect(client->world, result && weft_value_is_none(result),
                      "the CancelledError to be trapped", NULL);
    weft_world_expect(client->world, weft_world_timers(client->world) == 0, "no timers", NULL);
}

static void release_client(weft_reactor *reactor, void *context)
{
    struct client *client = context;

    (void) reactor;
    if (client->outer)
        weft_deferred_release(client->outer);
    if (client->steps)
        weft_iterator_release(client->steps);
}

WEFT_SCENARIO(sum_cancelled_by_hand_in_c, "Cancelled from outside at three seconds, wired by hand.")
{
    struct client *client = weft_world_allocate(world, sizeof *client);

    if (!client)
        return;
    client->world = world;
    weft_world_own(world, client, release_client);
    weft_world_at(world, 0, "start", start, client);
    weft_world_at(world, 3 * WEFT_SECOND, "give up", give_up, client);
    weft_world_look(world, 3 * WEFT_SECOND, judge, client);
}
