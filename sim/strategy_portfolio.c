/* strategy_portfolio.c - a run of each of the others in turn: no strategy finds every kind of bug
 * first. */
#include "strategy.h"

#include <stdio.h>
#include <string.h>

static const struct weft__strategy_type *const members[] = {
    &weft__strategy_delay_bounded,
    &weft__strategy_pct,
    &weft__strategy_depth_first,
    &weft__strategy_random,
};

enum { MEMBERS = sizeof members / sizeof *members, ALL = MEMBERS };

struct portfolio {
    struct weft__strategy strategy;
    struct weft__strategy *members[MEMBERS];
    struct weft__byte_buffer planned; /* whose each run is that has not been reported, a
                                         byte each; ALL: the first run is everybody's */
    bool begun;
    size_t turn;
    size_t complete; /* 1 + the member that has seen all there is; 0: none has */
};

static void end(struct weft__strategy *strategy)
{
    struct portfolio *portfolio = (struct portfolio *) strategy;
    const weft_allocator *allocator = strategy->options.allocator;

    for (size_t i = 0; i < MEMBERS; i++)
        if (portfolio->members[i] != NULL)
            members[i]->end(portfolio->members[i]);
    weft__byte_buffer_free(&portfolio->planned);
    allocator->allocate(allocator->context, portfolio, sizeof *portfolio, 0);
}

static struct weft__strategy *begin(const struct weft__strategy_options *options)
{
    struct portfolio *portfolio =
        options->allocator->allocate(options->allocator->context, NULL, 0, sizeof *portfolio);

    if (portfolio == NULL)
        return NULL;
    *portfolio = (struct portfolio){
        .strategy = {&weft__strategy_portfolio, *options},
        .planned = {.allocator = options->allocator},
    };
    for (size_t i = 0; i < MEMBERS; i++) {
        portfolio->members[i] = members[i]->begin(options);
        if (portfolio->members[i] != NULL)
            continue;
        end(&portfolio->strategy);
        return NULL;
    }
    return &portfolio->strategy;
}

/* The first run of each member is the one in Twisted's order: it is made once, as the member wants
 * it that wants to know most, and all learn from it. */
static enum weft__strategy_step plan_first(struct portfolio *portfolio, struct weft__plan *plan)
{
    const char byte = ALL;

    for (size_t i = 0; i < MEMBERS; i++) {
        struct weft__plan own;
        enum weft__strategy_step step = members[i]->next(portfolio->members[i], &own);

        if (step != WEFT__STRATEGY_PLANNED)
            return step;
        if (i == 0 || own.sleeps)
            *plan = own;
    }
    portfolio->begun = true;
    return weft__byte_buffer_append(&portfolio->planned, &byte, 1) ? WEFT__STRATEGY_PLANNED
                                                                   : WEFT__STRATEGY_LOST;
}

static bool learn_first(struct portfolio *portfolio, const struct weft__report *report)
{
    for (size_t i = 0; i < MEMBERS; i++)
        if (!members[i]->learn(portfolio->members[i], report))
            return false;
    return true;
}

static enum weft__strategy_step next(struct weft__strategy *strategy, struct weft__plan *plan)
{
    struct portfolio *portfolio = (struct portfolio *) strategy;

    if (!portfolio->begun)
        return plan_first(portfolio, plan);
    for (size_t tried = 0; tried < MEMBERS && portfolio->complete == 0; tried++) {
        size_t turn = portfolio->turn;
        char byte = (char) turn;
        enum weft__strategy_step step = members[turn]->next(portfolio->members[turn], plan);

        portfolio->turn = (turn + 1) % MEMBERS;
        if (step == WEFT__STRATEGY_COMPLETE)
            portfolio->complete = turn + 1;
        if (step == WEFT__STRATEGY_PLANNED &&
            !weft__byte_buffer_append(&portfolio->planned, &byte, 1))
            return WEFT__STRATEGY_LOST;
        if (step == WEFT__STRATEGY_PLANNED || step == WEFT__STRATEGY_LOST)
            return step;
    }
    if (portfolio->complete > 0 && portfolio->planned.length == 0)
        return WEFT__STRATEGY_COMPLETE;
    return WEFT__STRATEGY_WAITS;
}

static bool learn(struct weft__strategy *strategy, const struct weft__report *report)
{
    struct portfolio *portfolio = (struct portfolio *) strategy;
    size_t whose = (size_t) portfolio->planned.bytes[0];

    weft__byte_buffer_drop(&portfolio->planned, 1);
    if (whose == ALL)
        return learn_first(portfolio, report);
    return members[whose]->learn(portfolio->members[whose], report);
}

static size_t claim(const struct weft__strategy *strategy, bool complete, char *text, size_t size)
{
    const struct portfolio *portfolio = (const struct portfolio *) strategy;
    size_t whose = complete && portfolio->complete > 0 ? portfolio->complete - 1 : 0;

    return members[whose]->claim(portfolio->members[whose], complete, text, size);
}

const struct weft__strategy_type weft__strategy_portfolio = {
    .name = "portfolio",
    .summary = "a run of each of delay-bounded, pct, depth-first and random in turn",
    .ahead = WEFT__PLANS_AHEAD,
    .begin = begin,
    .next = next,
    .learn = learn,
    .claim = claim,
    .end = end,
};
