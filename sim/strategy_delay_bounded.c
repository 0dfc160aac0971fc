/* strategy_delay_bounded.c - every run with one answer that is not Twisted's, then every one with
 * two, and so on.
 *
 * What differs from Twisted's order is few and stands first, so the first failing run is one that
 * needs the fewest deviations. A run with k of them is planned as one with k - 1 and a further one
 * behind its last; so each is planned once.
 *
 * Source: M. Emmi, S. Qadeer, Z. Rakamaric, "Delay-bounded scheduling" (POPL 2011), section 3, with
 * Twisted's order for the deterministic scheduler; a deviation is here any other answer, not just
 * the next.
 */
#include "strategy.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

/* A run, and what it was asked behind its last deviation. */
struct node {
    size_t parent;            /* the run with one deviation fewer; of the first: itself */
    struct weft__turning own; /* its last deviation */
    uint32_t depth;           /* how many it has */
    bool learned;
    uint32_t asked_count;
    uint32_t asked_from; /* the place of the first of them */
    struct question {
        uint64_t key;
        uint32_t count;
        bool fault;
    } * asked;
    bool faulted; /* one of its deviations was a fault: there is no second */
};

struct search {
    struct weft__strategy strategy;
    struct weft__byte_buffer nodes;    /* struct node, in the order of planning */
    struct weft__byte_buffer turnings; /* of the plan that was made last */
    size_t learned;                    /* so many nodes are */
    size_t from;                       /* the node whose children are being planned */
    uint32_t place;                    /* which of its questions */
    uint32_t answer;                   /* the next answer to that */
    bool diverged;
    bool crowded;
};

static struct node *node_at(const struct search *search, size_t index)
{
    return (struct node *) (void *) search->nodes.bytes + index;
}

static size_t node_count(const struct search *search)
{
    return search->nodes.length / sizeof(struct node);
}

static struct weft__strategy *begin(const struct weft__strategy_options *options)
{
    struct search *search =
        options->allocator->allocate(options->allocator->context, NULL, 0, sizeof *search);

    if (search == NULL)
        return NULL;
    *search = (struct search){
        .strategy = {&weft__strategy_delay_bounded, *options},
        .nodes = {.allocator = options->allocator},
        .turnings = {.allocator = options->allocator},
        .answer = 1,
    };
    return &search->strategy;
}

static void free_asked(const struct search *search, struct node *node)
{
    const weft_allocator *allocator = search->strategy.options.allocator;

    if (node->asked != NULL)
        allocator->allocate(allocator->context, node->asked,
                            node->asked_count * sizeof *node->asked, 0);
    node->asked = NULL;
}

static void end(struct weft__strategy *strategy)
{
    struct search *search = (struct search *) strategy;
    const weft_allocator *allocator = strategy->options.allocator;

    for (size_t i = 0; i < node_count(search); i++)
        free_asked(search, node_at(search, i));
    weft__byte_buffer_free(&search->nodes);
    weft__byte_buffer_free(&search->turnings);
    allocator->allocate(allocator->context, search, sizeof *search, 0);
}

/* Parts of the search differ in the place of the first deviation. */
static bool is_ours(const struct search *search, const struct node *node)
{
    const struct weft__strategy_options *options = &search->strategy.options;

    return node->depth > 0 || search->place % options->shards == options->shard;
}

/* Goes on to the next child that there may be; false: there is none, as far as is known. */
static bool find_child(struct search *search)
{
    while (search->from < node_count(search)) {
        struct node *node = node_at(search, search->from);

        if (!node->learned)
            return false;
        if (node->depth < search->strategy.options.deviations_max) {
            for (; search->place < node->asked_count; search->place++, search->answer = 1) {
                const struct question *question = &node->asked[search->place];

                if (search->answer < question->count && !(node->faulted && question->fault) &&
                    is_ours(search, node))
                    return true;
            }
        }
        free_asked(search, node);
        search->from++;
        search->place = 0;
        search->answer = 1;
    }
    return false;
}

/* The deviations of the node at INDEX, from the first. */
static bool put_turnings(struct search *search, size_t index)
{
    uint32_t depth = node_at(search, index)->depth;
    struct weft__turning *turnings;

    weft__byte_buffer_clear(&search->turnings, SIZE_MAX);
    if (!weft__byte_buffer_reserve(&search->turnings, (depth + 1) * sizeof *turnings))
        return false;
    search->turnings.length = depth * sizeof *turnings;
    turnings = (void *) search->turnings.bytes;
    for (; depth > 0; index = node_at(search, index)->parent)
        turnings[--depth] = node_at(search, index)->own;
    return true;
}

static enum weft__strategy_step plan_node(struct search *search, struct node node,
                                          struct weft__plan *plan)
{
    if (!weft__byte_buffer_append(&search->nodes, &node, sizeof node) ||
        !put_turnings(search, node_count(search) - 1))
        return WEFT__STRATEGY_LOST;
    *plan = (struct weft__plan){
        .kind = WEFT__PLAN_GUIDED,
        .sites = search->strategy.options.sites,
        .seed = search->strategy.options.seed,
        .turnings = (const void *) search->turnings.bytes,
        .turning_count = node.depth,
    };
    return WEFT__STRATEGY_PLANNED;
}

static enum weft__strategy_step next(struct weft__strategy *strategy, struct weft__plan *plan)
{
    struct search *search = (struct search *) strategy;
    const struct node *parent;
    struct node child;

    if (node_count(search) == 0)
        return plan_node(search, (struct node){.depth = 0}, plan);
    if (!find_child(search))
        return search->learned == node_count(search) ? WEFT__STRATEGY_COMPLETE
                                                     : WEFT__STRATEGY_WAITS;
    parent = node_at(search, search->from);
    child = (struct node){
        .parent = search->from,
        .own = {parent->asked[search->place].key, parent->asked_from + search->place,
                search->answer++},
        .depth = parent->depth + 1,
        .faulted = parent->faulted || parent->asked[search->place].fault,
    };
    return plan_node(search, child, plan);
}

static bool learn(struct weft__strategy *strategy, const struct weft__report *report)
{
    struct search *search = (struct search *) strategy;
    const weft_allocator *allocator = strategy->options.allocator;
    struct node *node = node_at(search, search->learned++);
    size_t from = node->depth > 0 ? node->own.place + 1 : 0;

    node->learned = true;
    search->diverged = search->diverged || (report->flags & WEFT__REPORT_DIVERGED) != 0;
    search->crowded = search->crowded || (report->flags & WEFT__REPORT_CROWDED) != 0;
    if (report->asked_count <= from || node->depth >= strategy->options.deviations_max)
        return true;
    node->asked_from = (uint32_t) from;
    node->asked_count = (uint32_t) (report->asked_count - from);
    node->asked =
        allocator->allocate(allocator->context, NULL, 0, node->asked_count * sizeof *node->asked);
    if (node->asked == NULL)
        return false;
    for (uint32_t i = 0; i < node->asked_count; i++) {
        const struct weft__asked *asked = &report->asked[from + i];

        node->asked[i] = (struct question){
            asked->key, asked->count, (strategy->options.fault_sites >> asked->site & 1U) != 0};
    }
    return true;
}

static size_t claim(const struct weft__strategy *strategy, bool complete, char *text, size_t size)
{
    const struct search *search = (const struct search *) strategy;
    uint32_t depth = search->from < node_count(search) ? node_at(search, search->from)->depth : 0;

    if (complete && strategy->options.sites == strategy->options.fault_sites)
        return (size_t) snprintf(text, size, "each of %zu faults was done once",
                                 node_count(search) - 1);
    if (complete && strategy->options.deviations_max == UINT64_MAX)
        return (size_t) snprintf(text, size, "every run that there is was made");
    if (complete)
        return (size_t) snprintf(
            text, size,
            "every run with up to %" PRIu64 " deviation%s from Twisted's order was made",
            strategy->options.deviations_max, strategy->options.deviations_max == 1 ? "" : "s");
    return (size_t) snprintf(
        text, size, "every run with up to %" PRIu32 " deviation%s from Twisted's order was made",
        depth, depth == 1 ? "" : "s");
}

const struct weft__strategy_type weft__strategy_delay_bounded = {
    .name = "delay-bounded",
    .summary = "all with one deviation from Twisted's order, then all with two, ...",
    .ahead = WEFT__PLANS_AHEAD,
    .begin = begin,
    .next = next,
    .learn = learn,
    .claim = claim,
    .end = end,
};
