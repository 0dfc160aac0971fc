/* Use after close: an idle connection is closed in the very turn in which its last bytes come, and
 * they are put into a buffer that is gone.
 *
 * Closing says "nothing more will come", but what is already due still runs. If the bytes are
 * handled first, as nearly always, all is well. Order violations of this kind (use after free or
 * after close in a callback) stand in every study of event-driven programs (Wang et al., ASE 2017;
 * Node.fz, Davis et al., EuroSys 2017). libuv lets memory go in the close callback only. It is
 * memory that belongs to somebody else by then.
 *
 * Mended: who closes takes away what is still to come.
 */
#include "weft/sim/scenario.h"

struct connection {
    weft_world *world;
    weft_delayed_call *arrival; /* counted */
    bool closed;                /* stands for: the buffer has been freed */
    bool used_after_close;
    bool mended;
};

static void receive(weft_reactor *reactor, void *context)
{
    struct connection *connection = context;

    (void) reactor;
    connection->used_after_close = connection->closed;
    weft_world_print(connection->world, "received");
}

static void close_idle(weft_reactor *reactor, void *context)
{
    struct connection *connection = context;

    (void) reactor;
    if (connection->mended && weft_delayed_call_active(connection->arrival))
        weft_world_ok(connection->world, weft_delayed_call_cancel(connection->arrival),
                      "no longer listening");
    connection->closed = true;
    weft_world_print(connection->world, "closed");
}

static void open_connection(weft_reactor *reactor, void *context)
{
    struct connection *connection = context;
    weft_world *world = connection->world;
    weft_call_options bytes = {5 * WEFT_MILLISECOND, receive, connection, NULL, "bytes"};
    weft_call_options idle = {5 * WEFT_MILLISECOND, close_idle, connection, NULL, "idle"};

    weft_world_ok(world, weft_call_later_with(reactor, &bytes, &connection->arrival), "a call");
    weft_world_ok(world, weft_call_later_with(reactor, &idle, NULL), "a call");
}

static bool is_used_after_close(const weft_world *world, void *context)
{
    (void) world;
    return ((const struct connection *) context)->used_after_close;
}

static bool is_closed(const weft_world *world, void *context)
{
    (void) world;
    return ((const struct connection *) context)->closed;
}

static void release_connection(weft_reactor *reactor, void *context)
{
    struct connection *connection = context;

    (void) reactor;
    if (connection->arrival)
        weft_delayed_call_release(connection->arrival);
}

static void set_up(weft_world *world, bool mended)
{
    struct connection *connection = weft_world_allocate(world, sizeof *connection);

    if (!connection)
        return;
    connection->world = world;
    connection->mended = mended;
    weft_world_own(world, connection, release_connection);
    weft_world_at(world, 0, "open", open_connection, connection);
    weft_world_never(world, is_used_after_close, connection, "a use after close");
    weft_world_eventually(world, is_closed, connection, "the connection closed");
}

WEFT_SCENARIO(use_after_close, "Bytes come in the turn in which their connection is closed.")
{
    set_up(world, false);
}

WEFT_SCENARIO(use_after_close_mended, "Mended: who closes takes away what is still to come.")
{
    set_up(world, true);
}
