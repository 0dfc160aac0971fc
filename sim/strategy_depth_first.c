/* strategy_depth_first.c - every run, but for those that would come to the same as another.
 *
 * A *point* is a question of a run that was made, with the answers that are still to be given
 * there. Each run plans the points behind the one that it was made for; the latest point goes
 * first. With the answers go sleep sets: an order is not tried again where it differs from one that
 * was tried only in calls that have nothing in common.
 *
 * Source: P. Godefroid, "Partial-Order Methods for the Verification of Concurrent Systems" (LNCS
 * 1032, 1996), chapter 5: sleep sets; without persistent sets they make no run fewer, but cut those
 * short that are not needed.
 */
#include "strategy.h"

#include "question.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

struct point {
    struct point *below;
    struct weft__turning *turnings; /* that lead to it; the last one is its own, with the answer */
    size_t turning_count;           /* that is being tried */
    uint32_t count;                 /* of answers */
    uint32_t next;                  /* answer to try */
    bool in_flight;                 /* a run for it has not reported yet */
    uint64_t *calls;                /* what the answers are, as hashes; NULL: no calls */
    struct weft__sleeper *sleepers; /* at it, and what was tried at it */
    size_t sleeper_count, sleeper_room;
    uint64_t run; /* the one in flight */
};

struct search {
    struct weft__strategy strategy;
    struct point *top;
    uint64_t planned, learned;
    uint64_t orders; /* runs that were not cut short */
    bool crowded;
};

static void *allocate(const struct search *search, size_t bytes)
{
    const weft_allocator *allocator = search->strategy.options.allocator;

    return allocator->allocate(allocator->context, NULL, 0, bytes);
}

static void give_back(const struct search *search, void *block, size_t bytes)
{
    const weft_allocator *allocator = search->strategy.options.allocator;

    if (block != NULL)
        allocator->allocate(allocator->context, block, bytes, 0);
}

static void free_point(const struct search *search, struct point *point)
{
    give_back(search, point->turnings, point->turning_count * sizeof *point->turnings);
    give_back(search, point->calls, point->count * sizeof *point->calls);
    give_back(search, point->sleepers, point->sleeper_room * sizeof *point->sleepers);
    give_back(search, point, sizeof *point);
}

static struct weft__strategy *begin(const struct weft__strategy_options *options)
{
    struct search *search =
        options->allocator->allocate(options->allocator->context, NULL, 0, sizeof *search);

    if (search == NULL)
        return NULL;
    *search = (struct search){.strategy = {&weft__strategy_depth_first, *options}};
    return &search->strategy;
}

static void end(struct weft__strategy *strategy)
{
    struct search *search = (struct search *) strategy;

    while (search->top != NULL) {
        struct point *point = search->top;

        search->top = point->below;
        free_point(search, point);
    }
    give_back(search, search, sizeof *search);
}

/* --- Planning --- */

static bool sleeps(const struct point *point, uint32_t answer)
{
    if (point->calls == NULL)
        return false;
    for (size_t i = 0; i < point->sleeper_count; i++)
        if (point->sleepers[i].call == point->calls[answer])
            return true;
    return false;
}

/* Whether POINT has an answer left to try; its `next` is then one. */
static bool has_next(struct point *point)
{
    while (point->next < point->count && sleeps(point, point->next))
        point->next++;
    return point->next < point->count;
}

/* The latest point that something can be tried at; those that nothing is left of go. */
static struct point *find_point(struct search *search)
{
    struct point **link = &search->top;

    while (*link != NULL) {
        struct point *point = *link;

        if (point->in_flight) {
            link = &point->below;
        } else if (has_next(point)) {
            return point;
        } else {
            *link = point->below;
            free_point(search, point);
        }
    }
    return NULL;
}

static enum weft__strategy_step next(struct weft__strategy *strategy, struct weft__plan *plan)
{
    struct search *search = (struct search *) strategy;
    struct point *point;

    *plan = (struct weft__plan){.kind = WEFT__PLAN_GUIDED,
                                .sites = strategy->options.sites,
                                .seed = strategy->options.seed,
                                .sleeps = true};
    if (search->planned == 0) {
        search->planned++;
        return WEFT__STRATEGY_PLANNED;
    }
    point = find_point(search);
    if (point == NULL)
        return search->learned == search->planned ? WEFT__STRATEGY_COMPLETE : WEFT__STRATEGY_WAITS;
    point->turnings[point->turning_count - 1].answer = point->next++;
    point->in_flight = true;
    point->run = search->planned++;
    plan->turnings = point->turnings;
    plan->turning_count = point->turning_count;
    plan->sleepers = point->sleepers;
    plan->sleeper_count = point->sleeper_count;
    return WEFT__STRATEGY_PLANNED;
}

/* --- Learning --- */

/* CALL was tried at POINT, and touched that. There is room. */
static void put_to_sleep(struct point *point, uint64_t call, const struct weft__touched *touched)
{
    struct weft__sleeper *sleeper;

    if (point->sleeper_count == WEFT__SLEEPERS_MAX)
        return;
    sleeper = &point->sleepers[point->sleeper_count++];
    sleeper->call = call;
    sleeper->touched = *touched;
}

static bool asleep(const struct weft__branch *branch, size_t sleeper)
{
    return (branch->asleep[sleeper / 64] >> sleeper % 64 & 1U) != 0;
}

/* Of SLEEPERS those that still sleep at BRANCH. */
static void inherit(struct point *point, const struct weft__branch *branch,
                    const struct point *from)
{
    for (size_t i = 0; from != NULL && i < from->sleeper_count; i++)
        if (asleep(branch, i))
            point->sleepers[point->sleeper_count++] = from->sleepers[i];
}

/* How many answers that are not Twisted's lead from FIRST to the question at PLACE. */
static size_t count_turns(const struct weft__report *report, size_t first, size_t place)
{
    size_t count = 0;

    for (size_t i = first; i < place; i++)
        count += report->asked[i].answer != 0;
    return count;
}

static bool fill_turnings(const struct search *search, struct point *point,
                          const struct point *from, const struct weft__report *report, size_t place)
{
    size_t before = from != NULL ? from->turning_count : 0;
    size_t first = from != NULL ? from->turnings[before - 1].place + 1 : 0;
    size_t count = before;

    point->turning_count = before + count_turns(report, first, place) + 1;
    point->turnings = allocate(search, point->turning_count * sizeof *point->turnings);
    if (point->turnings == NULL)
        return false;
    if (before > 0)
        memcpy(point->turnings, from->turnings, before * sizeof *point->turnings);
    for (size_t i = first; i < place; i++)
        if (report->asked[i].answer != 0)
            point->turnings[count++] =
                (struct weft__turning){report->asked[i].key, (uint32_t) i, report->asked[i].answer};
    point->turnings[count] = (struct weft__turning){report->asked[place].key, (uint32_t) place, 0};
    return true;
}

static bool fill_point(const struct search *search, struct point *point, const struct point *from,
                       const struct weft__report *report, size_t place)
{
    const struct weft__asked *asked = &report->asked[place];
    const struct weft__branch *branch = &report->branches[place];
    size_t sleepers = (from != NULL ? from->sleeper_count : 0) + asked->count + 1;

    point->count = asked->count;
    if (!fill_turnings(search, point, from, report, place))
        return false;
    point->sleeper_room = sleepers < WEFT__SLEEPERS_MAX ? sleepers : WEFT__SLEEPERS_MAX;
    point->sleepers = allocate(search, point->sleeper_room * sizeof *point->sleepers);
    if (point->sleepers == NULL)
        return false;
    inherit(point, branch, from);
    if (asked->site != WEFT__SITE_CALL) {
        point->next = 1; /* the run itself took the first */
        return true;
    }
    point->calls = allocate(search, point->count * sizeof *point->calls);
    if (point->calls == NULL)
        return false;
    memcpy(point->calls, report->calls + asked->first_call, point->count * sizeof *point->calls);
    put_to_sleep(point, point->calls[asked->answer], &branch->touched);
    return true;
}

/* A point for the question at PLACE of a run that was made for FROM (NULL: the first). */
static bool add_point(struct search *search, const struct point *from,
                      const struct weft__report *report, size_t place)
{
    struct point *point = allocate(search, sizeof *point);

    if (point == NULL)
        return false;
    *point = (struct point){.below = search->top};
    search->top = point;
    return fill_point(search, point, from, report, place);
}

static struct point *point_of_run(const struct search *search, uint64_t run)
{
    struct point *point = search->top;

    while (point != NULL && !(point->in_flight && point->run == run))
        point = point->below;
    return point;
}

static bool learn(struct weft__strategy *strategy, const struct weft__report *report)
{
    struct search *search = (struct search *) strategy;
    uint64_t run = search->learned++;
    struct point *from = run > 0 ? point_of_run(search, run) : NULL;
    size_t first = from != NULL ? from->turnings[from->turning_count - 1].place + 1 : 0;
    size_t count = report->asked_count;

    search->crowded = search->crowded || (report->flags & WEFT__REPORT_CROWDED) != 0;
    search->orders += (report->flags & WEFT__REPORT_CUT) == 0;
    if ((report->flags & WEFT__REPORT_DIVERGED) != 0)
        count = 0;
    for (size_t place = first; place < count; place++)
        if ((from != NULL || place % strategy->options.shards == strategy->options.shard) &&
            !add_point(search, from, report, place))
            return false;
    if (from == NULL)
        return true;
    from->in_flight = false;
    if (from->calls != NULL && first <= report->asked_count && report->branches != NULL)
        put_to_sleep(from, from->calls[from->next - 1], &report->branches[first - 1].touched);
    return true;
}

static size_t claim(const struct weft__strategy *strategy, bool complete, char *text, size_t size)
{
    const struct search *search = (const struct search *) strategy;

    if (complete)
        return (size_t) snprintf(text, size, "every run that differs was made");
    return (size_t) snprintf(text, size, "%" PRIu64 " runs that differ were made", search->orders);
}

const struct weft__strategy_type weft__strategy_depth_first = {
    .name = "depth-first",
    .summary = "all, but for orders that only swap what has nothing in common",
    .ahead = WEFT__PLANS_AHEAD,
    .begin = begin,
    .next = next,
    .learn = learn,
    .claim = claim,
    .end = end,
};
