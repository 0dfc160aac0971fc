/* strategy_random.c - runs in which each answer is as likely as any other, after one in Twisted's
 * order. */
#include "strategy_draw.h"

#include <stdio.h>

static struct weft__strategy *begin(const struct weft__strategy_options *options)
{
    return weft__strategy_draw_begin(&weft__strategy_random, options);
}

/* A run that asks nothing will never ask anything. */
static enum weft__strategy_step next(struct weft__strategy *strategy, struct weft__plan *plan)
{
    struct weft__strategy_draw *draw = (struct weft__strategy_draw *) strategy;

    if (draw->learned > 0 && draw->steps == 0)
        return draw->learned == draw->planned ? WEFT__STRATEGY_COMPLETE : WEFT__STRATEGY_WAITS;
    if (draw->planned > 0 && draw->learned == 0)
        return WEFT__STRATEGY_WAITS;
    *plan = weft__strategy_draw_plan(
        strategy, draw->planned == 0 ? WEFT__PLAN_FIFO : WEFT__PLAN_RANDOM, draw->planned);
    plan->steps = draw->steps;
    draw->planned++;
    return WEFT__STRATEGY_PLANNED;
}

static bool learn(struct weft__strategy *strategy, const struct weft__report *report)
{
    struct weft__strategy_draw *draw = (struct weft__strategy_draw *) strategy;

    if (draw->learned++ == 0)
        draw->steps = report->asked_count;
    return true;
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
    .begin = begin,
    .next = next,
    .learn = learn,
    .claim = claim,
    .end = weft__strategy_draw_end,
};
