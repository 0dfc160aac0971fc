/* strategy_random.c - runs in which each answer is as likely as any other, after one in Twisted's
 * order. */
#include "strategy_draw.h"

#include <stdio.h>

static struct weft__strategy *begin(const struct weft__strategy_options *options)
{
    return weft__strategy_draw_begin(&weft__strategy_random, options);
}

static enum weft__strategy_step next(struct weft__strategy *strategy, struct weft__plan *plan)
{
    return weft__strategy_draw_next(strategy, WEFT__PLAN_RANDOM, plan);
}

static size_t claim(const struct weft__strategy *strategy, bool complete, char *text, size_t size)
{
    (void) strategy;
    return (size_t) snprintf(text, size, "%s",
                             complete ? "nothing was free in the run" : "runs drawn at random");
}

const struct weft__strategy_type weft__strategy_random = {
    .name = "random",
    .summary = "each answer as likely, from --seed on",
    .ahead = WEFT__PLANS_AHEAD_MOST,
    .begin = begin,
    .next = next,
    .learn = weft__strategy_draw_learn,
    .claim = claim,
    .end = weft__strategy_draw_end,
};
