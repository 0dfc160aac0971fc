/* Removed while walking: a listener takes itself off the list that is being walked, and the one
 * behind it is left out.
 *
 * Who wants only one event removes itself when it has come. Stood it last, nobody notices; stood it
 * before another, all behind it move up by one, and the walk steps over the next. So it depends on
 * who subscribed first, which is the order of two callbacks. With a linked list it is a use after
 * free. The EventEmitter of Node.js walks a copy of its list for this reason.
 *
 * Mended: while the list is walked, removing only marks; what is marked is swept out afterwards.
 */
#include "weft/sim/scenario.h"

#define LISTENERS_MAX 4

struct emitter;
typedef void (*listener)(struct emitter *emitter);

struct emitter {
    weft_world *world;
    listener listeners[LISTENERS_MAX]; /* NULL: removed, to be swept out */
    size_t count;
    size_t logged;
    bool mended;
};

static void subscribe(struct emitter *emitter, listener added)
{
    emitter->listeners[emitter->count++] = added;
}

static void remove_at(struct emitter *emitter, size_t place)
{
    emitter->count--;
    for (size_t i = place; i < emitter->count; i++)
        emitter->listeners[i] = emitter->listeners[i + 1];
}

static void unsubscribe(struct emitter *emitter, listener removed)
{
    for (size_t i = 0; i < emitter->count; i++) {
        if (emitter->listeners[i] != removed)
            continue;
        if (emitter->mended)
            emitter->listeners[i] = NULL;
        else
            remove_at(emitter, i);
        return;
    }
}

static void emit(weft_reactor *reactor, void *context)
{
    struct emitter *emitter = context;

    (void) reactor;
    for (size_t i = 0; i < emitter->count; i++)
        if (emitter->listeners[i])
            emitter->listeners[i](emitter);
    for (size_t i = emitter->count; i-- > 0;)
        if (!emitter->listeners[i])
            remove_at(emitter, i);
}

static void log_event(struct emitter *emitter)
{
    emitter->logged++;
    weft_world_print(emitter->world, "logged");
}

static void take_one_event(struct emitter *emitter)
{
    weft_world_print(emitter->world, "the first event is enough");
    unsubscribe(emitter, take_one_event);
}

static void subscribe_log(weft_reactor *reactor, void *context)
{
    (void) reactor;
    subscribe(context, log_event);
}

static void subscribe_once(weft_reactor *reactor, void *context)
{
    (void) reactor;
    subscribe(context, take_one_event);
}

static void begin(weft_reactor *reactor, void *context)
{
    struct emitter *emitter = context;
    weft_call_options log = {WEFT_MILLISECOND, subscribe_log, emitter, NULL, "log"};
    weft_call_options once = {WEFT_MILLISECOND, subscribe_once, emitter, NULL, "once"};

    weft_world_ok(emitter->world, weft_call_later_with(reactor, &log, NULL), "a call");
    weft_world_ok(emitter->world, weft_call_later_with(reactor, &once, NULL), "a call");
}

static bool both_are_logged(const weft_world *world, void *context)
{
    (void) world;
    return ((const struct emitter *) context)->logged == 2;
}

static bool only_the_log_is_left(const weft_world *world, void *context)
{
    (void) world;
    return ((const struct emitter *) context)->count == 1;
}

static void set_up(weft_world *world, bool mended)
{
    struct emitter *emitter = weft_world_allocate(world, sizeof *emitter);

    if (!emitter)
        return;
    emitter->world = world;
    emitter->mended = mended;
    weft_world_at(world, 0, "begin", begin, emitter);
    weft_world_at(world, WEFT_SECOND, "first event", emit, emitter);
    weft_world_at(world, 2 * WEFT_SECOND, "second event", emit, emitter);
    weft_world_eventually(world, both_are_logged, emitter, "both events in the log");
    weft_world_eventually(world, only_the_log_is_left, emitter, "only the log left");
}

WEFT_SCENARIO(removed_while_walking, "A listener takes itself off the list that is being walked.")
{
    set_up(world, false);
}

WEFT_SCENARIO(removed_while_walking_mended, "Mended: a walk that goes on removes nothing.")
{
    set_up(world, true);
}
