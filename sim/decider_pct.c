/* decider_pct.c - probabilistic concurrency testing.
 *
 * What the paper calls a thread is a *strand* here (paths.h): calls each of which was made by the
 * one before. Each strand has a priority, drawn from the seed and the strand's name. Of the
 * candidates the one of the highest priority goes first. At DEPTH - 1 places, drawn among the
 * questions of a run, the strand that would go is put below all the others (the paper's priority
 * change points), which is what a bug needs that takes DEPTH orders to come out.
 *
 * Questions that are not of order draw as the random strategy does.
 *
 * Strands in place of threads: B. K. Ozkan, R. Majumdar, F. Niksic, M. T. Befrouei, G.
 * Weissenbacher, "Randomized testing of distributed systems with probabilistic guarantees" (OOPSLA
 * 2018), where they are the chains of a partition of events that is made as they come.
 */
#include "decider.h"
#include "prng.h"
#include "world_internal.h"

#include <string.h>

/* The place of the CHANGE-th change among the questions of a run. */
static uint64_t change_place(const struct weft__draw *draw, uint64_t change)
{
    uint64_t state = weft__paths_hash_more(weft__paths_hash_text("change"), draw->seed);

    state = weft__paths_hash_more(state, change);
    return weft__prng_below(&state, draw->steps > 0 ? draw->steps : 1);
}

static uint64_t priority(const struct weft__draw *draw, uint64_t strand)
{
    for (size_t i = 0; i < draw->lowered_count; i++)
        if (draw->lowered[i] == strand)
            return WEFT__LOWERED_MAX - i; /* the one that was lowered last is the lowest */
    return weft__paths_hash_more(strand, draw->seed) | (UINT64_C(1) << 32);
}

static uint64_t highest(const struct weft__draw *draw, const weft_world *world,
                        const struct weft__question *question)
{
    uint64_t best = 0, best_priority = 0;

    for (uint64_t i = 0; i < question->count; i++) {
        uint64_t strand = weft__paths_strand(&world->paths, question->candidates[i]);
        uint64_t its = priority(draw, strand);

        if (i == 0 || its > best_priority) {
            best = i;
            best_priority = its;
        }
    }
    return best;
}

static void lower(struct weft__draw *draw, uint64_t strand)
{
    size_t i = 0;

    while (i < draw->lowered_count && draw->lowered[i] != strand)
        i++;
    if (i < draw->lowered_count) {
        memmove(draw->lowered + i, draw->lowered + i + 1,
                (draw->lowered_count - i - 1) * sizeof *draw->lowered);
        draw->lowered_count--;
    }
    if (draw->lowered_count < WEFT__LOWERED_MAX)
        draw->lowered[draw->lowered_count++] = strand;
}

static uint64_t decide(void *context, weft_world *world, struct weft__question *question)
{
    struct weft__draw *draw = context;
    uint64_t place = draw->asked, best;

    if (!question->candidates)
        return weft__decider_random(draw).decide(context, world, question);
    draw->asked++;
    best = highest(draw, world, question);
    for (uint64_t change = 1; change < draw->depth; change++) {
        if (change_place(draw, change) != place)
            continue;
        lower(draw, weft__paths_strand(&world->paths, question->candidates[best]));
        best = highest(draw, world, question);
    }
    return best;
}

struct weft__decider weft__decider_pct(struct weft__draw *draw)
{
    draw->asked = 0;
    draw->lowered_count = 0;
    return (struct weft__decider){decide, draw};
}
