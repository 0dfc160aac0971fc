/* strategy_fifo.c - the one run in Twisted's order. */
#include "strategy_draw.h"

#include <stdio.h>

static struct weft__strategy *begin(const struct weft__strategy_options *options)
{
    return weft__strategy_draw_begin(&weft__strategy_fifo, options);
}

static enum weft__strategy_step next(struct weft__strategy *strategy, struct weft__plan *plan)
{
    struct weft__strategy_draw *draw = (struct weft__strategy_draw *) strategy;

    if (draw->planned > 0)
        return draw->learned > 0 ? WEFT__STRATEGY_COMPLETE : WEFT__STRATEGY_WAITS;
    *plan = weft__strategy_draw_plan(strategy, WEFT__PLAN_FIFO, draw->planned++);
    return WEFT__STRATEGY_PLANNED;
}

static size_t claim(const struct weft__strategy *strategy, bool complete, char *text, size_t size)
{
    (void) strategy;
    (void) complete;
    return (size_t) snprintf(text, size, "only Twisted's order was run");
}

const struct weft__strategy_type weft__strategy_fifo = {
    .name = "fifo",
    .summary = "Twisted's order, once",
    .ahead = WEFT__PLANS_AHEAD,
    .begin = begin,
    .next = next,
    .learn = weft__strategy_draw_learn,
    .claim = claim,
    .end = weft__strategy_draw_end,
};
