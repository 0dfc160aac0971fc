/* Stale read after a pause: a pointer into a table is taken before a pause and used after it, when
 * the slot has gone to somebody else.
 *
 * Alice's rights are looked up, which takes a millisecond; meanwhile her session ends and Bob's
 * begins in the same slot. The pointer is as good as before, and Bob is an administrator. The
 * compiler of a threaded program has a lock to remind one; here nothing in the text of the
 * generator shows that the world is another below the pause (atomicity violation: Lu et al.,
 * ASPLOS 2008; two thirds of the bugs of Wang et al., ASE 2017).
 *
 * Mended: what is kept across the pause is the slot's number and generation, and both are looked
 * at again.
 */
#include "weft/sim/scenario.h"

struct session {
    const char *user; /* NULL: free */
    uint32_t generation;
    bool administrator;
};

struct server {
    weft_world *world;
    struct session sessions[1];
    bool mended;
};

struct grant {
    weft_generator generator;
    struct server *server;
    struct session *session; /* across the pause */
    uint32_t begun_in;
    weft_value rights;
};

/* A Deferred that fires in a millisecond; none if it could not be made. */
static weft_value look_up_rights(weft_reactor *reactor, weft_world *world)
{
    weft_later later = {.delay_ns = WEFT_MILLISECOND};
    weft_deferred *rights;

    if (!weft_world_ok(world, weft_defer_later(reactor, &later, &rights), "a look-up"))
        return weft_none();
    return weft_deferred_value(rights);
}

static weft_step grant_next(weft_reactor *reactor, void *frame, weft_value *out)
{
    struct grant *grant = frame;
    struct server *server = grant->server;

    WEFT_BEGIN(grant, out);
    grant->session = &server->sessions[0];
    grant->begun_in = grant->session->generation;
    WEFT_AWAIT(grant->rights, look_up_rights(reactor, server->world));
    weft_value_release(grant->rights);
    if (server->mended && grant->session->generation != grant->begun_in)
        WEFT_RETURN(weft_none());
    grant->session->administrator = true;
    weft_world_print(server->world, "%s is an administrator", grant->session->user);
    WEFT_END;
}
WEFT_GENERATOR(grant, struct grant, grant_next, NULL);

static void begin_session(struct session *session, const char *user)
{
    session->user = user;
    session->generation++;
    session->administrator = false;
}

static void bob_comes(weft_reactor *reactor, void *context)
{
    struct server *server = context;

    (void) reactor;
    weft_world_print(server->world, "%s goes, bob comes", server->sessions[0].user);
    begin_session(&server->sessions[0], "bob");
}

static void alice_asks(weft_reactor *reactor, void *context)
{
    struct server *server = context;
    weft_world *world = server->world;
    weft_call_options next = {WEFT_MILLISECOND, bob_comes, server, NULL, "bob comes"};
    weft_iterator *iterator;
    weft_deferred *granted;

    begin_session(&server->sessions[0], "alice");
    if (!weft_world_ok(world, weft_iterator_create(reactor, &weft_generator_grant, &iterator),
                       "an iterator"))
        return;
    ((struct grant *) weft_iterator_frame(iterator))->server = server;
    if (weft_world_ok(world, weft_inline_callbacks(iterator, &granted), "the grant"))
        weft_deferred_release(granted);
    weft_iterator_release(iterator);
    weft_world_ok(world, weft_call_later_with(reactor, &next, NULL), "a call");
}

static bool bob_is_no_administrator(const weft_world *world, void *context)
{
    (void) world;
    return !((const struct server *) context)->sessions[0].administrator;
}

static void set_up(weft_world *world, bool mended)
{
    struct server *server = weft_world_allocate(world, sizeof *server);

    if (!server)
        return;
    server->world = world;
    server->mended = mended;
    weft_world_at(world, 0, "alice asks", alice_asks, server);
    weft_world_eventually(world, bob_is_no_administrator, server, "bob no administrator");
}

WEFT_SCENARIO(stale_slot, "A pointer into a table is kept across a pause.")
{
    set_up(world, false);
}

WEFT_SCENARIO(stale_slot_mended, "Mended: slot and generation are looked at again.")
{
    set_up(world, true);
}
