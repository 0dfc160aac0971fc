/* The client gives up after three seconds: one call runs the work, and cancelling its Deferred ends
 * all of it.
 *
 * The task leaves the rotation, the pause that it was in is cancelled, the generator is closed, and
 * nothing stays pending.
 */
#include "paused_sum.h"

struct client {
    weft_world *world;
    weft_deferred *job; /* counted */
};

static void start(weft_reactor *reactor, void *context)
{
    struct client *client = context;
    weft_iterator *iterator = make_paused_sum(client->world, 8, NULL);

    (void) reactor;
    if (!iterator)
        return;
    if (weft_world_ok(
            client->world,
            weft_run_iterator(weft_world_cooperator(client->world), iterator, &client->job),
            "the run"))
        weft_world_name(client->world, weft_deferred_subject(client->job), "job");
    weft_iterator_release(iterator);
}

static void give_up(weft_reactor *reactor, void *context)
{
    struct client *client = context;

    (void) reactor;
    weft_deferred_cancel(client->job);
}

static void judge(weft_reactor *reactor, void *context)
{
    struct client *client = context;

    (void) reactor;
    weft_world_expect_failed(client->world, client->job, &weft_error_cancelled);
    weft_world_expect(client->world, weft_world_timers(client->world) == 0, "no timers", NULL);
}

static void release_client(weft_reactor *reactor, void *context)
{
    struct client *client = context;

    (void) reactor;
    if (client->job)
        weft_deferred_release(client->job);
}

WEFT_SCENARIO(sum_cancelled_in_c,
              "The client gives up after three seconds: one call stops all the work.")
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
