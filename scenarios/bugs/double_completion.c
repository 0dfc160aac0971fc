/* Double completion: a request is completed by its answer and once more by the hang-up, or the
 * other way round.
 *
 * The answer takes the request off the connection, so a hang-up behind it finds nothing to fail.
 * A hang-up that comes first fails the request, and the answer, which has been parsed already and
 * knows its request, completes it again. "Called back twice" is a family of its own in Node.js
 * programs; in C a second completion frees the request a second time. Here the Deferred refuses it.
 *
 * Mended: whoever completes the request takes it off the connection first, and only who got it
 * there completes it.
 */
#include "weft/sim/scenario.h"

struct connection {
    weft_world *world;
    weft_deferred *request; /* counted */
    weft_deferred *waiting; /* the same while it waits for its answer; not counted */
    size_t completions;
    bool mended;
};

static weft_value completed(weft_reactor *reactor, void *context, weft_value result)
{
    struct connection *connection = context;

    (void) reactor;
    connection->completions++;
    weft_failure_trap(&result, &weft_error_cancelled);
    weft_world_print(connection->world, "completed");
    return result;
}

static weft_deferred *take_waiting(struct connection *connection)
{
    weft_deferred *waiting = connection->waiting;

    connection->waiting = NULL;
    return waiting;
}

static void answer(weft_reactor *reactor, void *context)
{
    struct connection *connection = context;
    weft_deferred *waiting = take_waiting(connection);
    weft_deferred *request = connection->mended ? waiting : connection->request;

    (void) reactor;
    if (request)
        weft_world_ok(connection->world, weft_deferred_callback(request, weft_integer(200)),
                      "the answer");
}

static void hang_up(weft_reactor *reactor, void *context)
{
    struct connection *connection = context;
    weft_deferred *waiting = take_waiting(connection);

    (void) reactor;
    if (waiting)
        weft_world_ok(connection->world,
                      weft_deferred_errback(waiting, weft_raise_bare(&weft_error_cancelled)),
                      "the hang-up");
}

static void ask(weft_reactor *reactor, void *context)
{
    struct connection *connection = context;
    weft_world *world = connection->world;
    weft_call_options parsed = {5 * WEFT_MILLISECOND, answer, connection, NULL, "answer"};
    weft_call_options end = {5 * WEFT_MILLISECOND, hang_up, connection, NULL, "hang up"};

    if (!weft_world_ok(world, weft_deferred_create(reactor, NULL, &connection->request),
                       "a Deferred"))
        return;
    weft_world_name(world, weft_deferred_subject(connection->request), "request");
    connection->waiting = connection->request;
    weft_world_ok(world, weft_deferred_add_both(connection->request, completed, connection),
                  "a callback");
    weft_world_ok(world, weft_call_later_with(reactor, &parsed, NULL), "a call");
    weft_world_ok(world, weft_call_later_with(reactor, &end, NULL), "a call");
}

static bool is_completed_once(const weft_world *world, void *context)
{
    (void) world;
    return ((const struct connection *) context)->completions == 1;
}

static void release_connection(weft_reactor *reactor, void *context)
{
    struct connection *connection = context;

    (void) reactor;
    if (connection->request)
        weft_deferred_release(connection->request);
}

static void set_up(weft_world *world, bool mended)
{
    struct connection *connection = weft_world_allocate(world, sizeof *connection);

    if (!connection)
        return;
    connection->world = world;
    connection->mended = mended;
    weft_world_own(world, connection, release_connection);
    weft_world_at(world, 0, "ask", ask, connection);
    weft_world_eventually(world, is_completed_once, connection, "one completion");
}

WEFT_SCENARIO(double_completion, "A request is completed by its answer and by the hang-up.")
{
    set_up(world, false);
}

WEFT_SCENARIO(double_completion_mended, "Mended: only who took the request off completes it.")
{
    set_up(world, true);
}
