/* strategy_draw.c - runs by number. */
#include "strategy_draw.h"

struct weft__strategy *weft__strategy_draw_begin(const struct weft__strategy_type *type,
                                                 const struct weft__strategy_options *options)
{
    struct weft__strategy_draw *draw =
        options->allocator->allocate(options->allocator->context, NULL, 0, sizeof *draw);

    if (draw == NULL)
        return NULL;
    *draw = (struct weft__strategy_draw){.strategy = {type, *options}};
    return &draw->strategy;
}

void weft__strategy_draw_end(struct weft__strategy *strategy)
{
    const weft_allocator *allocator = strategy->options.allocator;

    allocator->allocate(allocator->context, strategy, sizeof(struct weft__strategy_draw), 0);
}

struct weft__plan weft__strategy_draw_plan(const struct weft__strategy *strategy,
                                           enum weft__plan_kind kind, uint64_t number)
{
    const struct weft__strategy_options *options = &strategy->options;
    uint64_t drawn = number > 0 ? (number - 1) * options->shards + options->shard + 1 : 0;

    return (struct weft__plan){
        .kind = kind,
        .sites = options->sites,
        .seed = options->seed + drawn,
        .depth = options->depth,
    };
}

/* A run that asks nothing will never ask anything. */
enum weft__strategy_step weft__strategy_draw_next(struct weft__strategy *strategy,
                                                  enum weft__plan_kind kind,
                                                  struct weft__plan *plan)
{
    struct weft__strategy_draw *draw = (struct weft__strategy_draw *) strategy;

    if (draw->learned > 0 && draw->steps == 0)
        return draw->learned == draw->planned ? WEFT__STRATEGY_COMPLETE : WEFT__STRATEGY_WAITS;
    if (draw->planned > 0 && draw->learned == 0)
        return WEFT__STRATEGY_WAITS;
    *plan = weft__strategy_draw_plan(strategy, draw->planned == 0 ? WEFT__PLAN_FIFO : kind,
                                     draw->planned);
    plan->steps = draw->steps;
    draw->planned++;
    return WEFT__STRATEGY_PLANNED;
}

bool weft__strategy_draw_learn(struct weft__strategy *strategy, const struct weft__report *report)
{
    struct weft__strategy_draw *draw = (struct weft__strategy_draw *) strategy;

    if (draw->learned++ == 0)
        draw->steps = report->asked_count;
    return true;
}
