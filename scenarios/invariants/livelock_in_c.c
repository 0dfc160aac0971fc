/* A call that asks for itself again, at once, each time it runs: time cannot go on, and whatever
 * is due later never comes (CLK-7). The world sees that turns of one instant do not end, and
 * names the call.
 *
 * Ten thousand turns are allowed at one instant; a scenario may say another number, as here.
 */
#include "weft/sim/scenario.h"

static void ask_again(weft_reactor *reactor, void *context)
{
    weft_world *world = context;

    weft_world_ok(world, weft_call_later(reactor, 0, ask_again, world, NULL), "a call");
}

static void never(weft_reactor *reactor, void *context)
{
    (void) reactor;
    weft_world_print(context, "never reached");
}

WEFT_SCENARIO(livelock_in_c, "A call that renews itself at once keeps time from going on.")
{
    weft_world_set_instant_turns(world, 20);
    weft_world_at(world, WEFT_SECOND, "ask again", ask_again, world);
    weft_world_at(world, 2 * WEFT_SECOND, "never", never, world);
    weft_world_expect_finding(world, WEFT_FINDING_LIVELOCK, NULL);
}
