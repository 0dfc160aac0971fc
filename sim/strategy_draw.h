/* strategy_draw.h - strategies whose runs differ by their number alone. */
#ifndef WEFT_SIM_STRATEGY_DRAW_H
#define WEFT_SIM_STRATEGY_DRAW_H

#include "strategy.h"

struct weft__strategy_draw {
    struct weft__strategy strategy;
    uint64_t planned, learned;
    uint64_t steps; /* questions of order in the first run */
};

struct weft__strategy *weft__strategy_draw_begin(const struct weft__strategy_type *type,
                                                 const struct weft__strategy_options *options);
void weft__strategy_draw_end(struct weft__strategy *strategy);

/* The plan of run NUMBER, which draws from a seed of its own. Run 0, in Twisted's order, is every
 * part's; of the others, all parts together have each seed from the first on once. */
struct weft__plan weft__strategy_draw_plan(const struct weft__strategy *strategy,
                                           enum weft__plan_kind kind, uint64_t number);

/* As of a strategy: the first run is in Twisted's order, and tells how many questions a run has;
 * all others are of KIND. */
enum weft__strategy_step weft__strategy_draw_next(struct weft__strategy *strategy,
                                                  enum weft__plan_kind kind,
                                                  struct weft__plan *plan);
bool weft__strategy_draw_learn(struct weft__strategy *strategy, const struct weft__report *report);

#endif
