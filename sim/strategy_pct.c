/* strategy_pct.c - runs with random priorities and a few points at which they change.
 *
 * How many questions a run has is taken from the first, which is in Twisted's order.
 *
 * Source: S. Burckhardt, P. Kothari, M. Musuvathi, S. Nagarakatte, "A randomized scheduler with
 * probabilistic guarantees of finding bugs" (ASPLOS 2010), section 3; with n strands and k
 * questions, a bug of depth d is found by a run with a chance of at least 1 / (n k^(d-1)).
 */
#include "strategy_draw.h"

#include <inttypes.h>
#include <stdio.h>

static struct weft__strategy *begin(const struct weft__strategy_options *options)
{
    return weft__strategy_draw_begin(&weft__strategy_pct, options);
}

static enum weft__strategy_step next(struct weft__strategy *strategy, struct weft__plan *plan)
{
    return weft__strategy_draw_next(strategy, WEFT__PLAN_PCT, plan);
}

static size_t claim(const struct weft__strategy *strategy, bool complete, char *text, size_t size)
{
    if (complete)
        return (size_t) snprintf(text, size, "nothing was free in the run");
    return (size_t) snprintf(text, size,
                             "runs drawn by priorities, for bugs of up to %" PRIu64 " orders",
                             strategy->options.depth);
}

const struct weft__strategy_type weft__strategy_pct = {
    .name = "pct",
    .summary = "random priorities that change --depth - 1 times a run",
    .ahead = WEFT__PLANS_AHEAD_MOST,
    .begin = begin,
    .next = next,
    .learn = weft__strategy_draw_learn,
    .claim = claim,
    .end = weft__strategy_draw_end,
};
