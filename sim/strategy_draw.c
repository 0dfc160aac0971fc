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
