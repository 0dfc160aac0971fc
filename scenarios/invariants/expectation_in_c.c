/* What a scenario demands and does not get is a finding like any other, with what was expected
 * and why it did not hold. */
#include "weft/sim/scenario.h"

static void judge(weft_reactor *reactor, void *context)
{
    weft_world *world = context;

    weft_world_expect(world, weft_now(reactor) == WEFT_SECOND, "the time to be one second",
                      "it is two");
}

WEFT_SCENARIO(expectation_in_c, "An expectation that does not hold is a finding.")
{
    weft_world_at(world, 2 * WEFT_SECOND, "judge", judge, world);
    weft_world_expect_finding(world, WEFT_FINDING_EXPECTATION, NULL);
}
