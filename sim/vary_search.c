/* vary_search.c - orders, and what is done to a run: variations that come up as they run.
 *
 * A search of its own, in this process and one run after another, by the delay-bounded strategy: of
 * orders all, those that differ least from Twisted's first; of what is done to a run, one thing
 * each, and Twisted's run itself is none of the variations.
 */
#include "vary_internal.h"

#include "decider_guided.h"
#include "strategy.h"

#include <stdio.h>
#include <string.h>

enum { NAME_BYTES = 512 };

/* The first choice, and how many more there are. */
static void put_name(const struct weft__report *report, char *name)
{
    const char *at = report->choices, *end = at + report->choices_bytes;
    size_t count = 0;

    for (; at < end; at += strlen(at) + 1)
        count++;
    if (count == 0)
        snprintf(name, NAME_BYTES, "Twisted's order");
    else if (count == 1)
        snprintf(name, NAME_BYTES, "%s", report->choices);
    else
        snprintf(name, NAME_BYTES, "%.*s and %zu more", NAME_BYTES / 2, report->choices, count - 1);
}

/* The run that PLAN says, and what STRATEGY learns from it. TWISTED: that in Twisted's order is a
 * variation too. */
static void run_plan(struct weft__varied *varied, struct weft__strategy *strategy,
                     const struct weft__plan *plan, bool twisted)
{
    weft_world *world = weft__varied_world(varied);
    struct weft__report report = {0};
    struct weft__guide guide;
    char name[NAME_BYTES];

    if (world == NULL)
        return;
    weft__guide_begin(&guide, plan, &weft_allocator_system);
    weft__guide_take(&guide, world);
    weft_world_run(world);
    weft__guide_report(&guide, &report);
    varied->lost = guide.lost || varied->lost;
    weft__varied_ran(varied, world, (report.flags & WEFT__REPORT_DIVERGED) == 0);
    varied->crowded = varied->crowded || world->crowded;
    put_name(&report, name);
    if (twisted || plan->turning_count > 0)
        weft__varied_note(varied, world, name, report.choices, report.choices_bytes);
    varied->lost = !strategy->type->learn(strategy, &report) || varied->lost;
    weft__guide_end(&guide);
    weft_world_close(world);
}

static void search(struct weft__varied *varied, const struct weft__strategy_options *options,
                   bool twisted)
{
    struct weft__strategy *strategy = weft__strategy_delay_bounded.begin(options);
    enum weft__strategy_step step = WEFT__STRATEGY_LOST;
    struct weft__plan plan;

    while (strategy != NULL && !varied->lost && !varied->diverged &&
           varied->count < WEFT__VARY_RUNS_MAX) {
        step = strategy->type->next(strategy, &plan);
        if (step != WEFT__STRATEGY_PLANNED)
            break;
        run_plan(varied, strategy, &plan, twisted);
    }
    if (strategy != NULL && varied->count == WEFT__VARY_RUNS_MAX && !varied->lost)
        step = strategy->type->next(strategy, &plan);
    varied->complete = step == WEFT__STRATEGY_COMPLETE && !varied->crowded;
    varied->lost = varied->lost || step == WEFT__STRATEGY_LOST;
    if (strategy != NULL)
        strategy->type->end(strategy);
}

void weft__vary_orders(struct weft__varied *varied)
{
    search(varied,
           &(struct weft__strategy_options){.seed = varied->options.seed,
                                            .deviations_max = UINT64_MAX,
                                            .sites = UINT32_C(1) << WEFT__SITE_CALL,
                                            .shards = 1,
                                            .allocator = &weft_allocator_system},
           true);
}

static enum weft__site site_of(enum weft__point every)
{
    switch (every) {
    case WEFT__POINT_STEP:
        return WEFT__SITE_STEP;
    case WEFT__POINT_CALLBACK:
        return WEFT__SITE_CALLBACK;
    case WEFT__POINT_ALLOCATION:
        return WEFT__SITE_ALLOCATION;
    case WEFT__POINT_TURN:
    case WEFT__POINT_MOMENTS:
        break;
    }
    return WEFT__SITE_TURN;
}

void weft__vary_faults(struct weft__varied *varied)
{
    uint32_t sites = UINT32_C(1) << site_of(varied->vary->every);

    search(varied,
           &(struct weft__strategy_options){.seed = varied->options.seed,
                                            .deviations_max = 1,
                                            .sites = sites,
                                            .fault_sites = sites,
                                            .shards = 1,
                                            .allocator = &weft_allocator_system},
           false);
}
