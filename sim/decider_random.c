/* decider_random.c - any answer. */
#include "decider.h"
#include "prng.h"

enum { RARELY = 8 }; /* one in so many */

/* There is one fault a run, at a place that is drawn among so many as a run has questions. */
static uint64_t decide_fault(struct weft__draw *draw, const struct weft__question *question,
                             uint64_t *state)
{
    uint64_t of_run = weft__paths_hash_more(draw->seed, question->site);
    uint64_t place = weft__prng_below(&of_run, draw->steps > 0 ? draw->steps : 1);

    if (draw->faults_asked++ != place)
        return 0;
    return 1 + weft__prng_below(state, question->count - 1);
}

static uint64_t decide(void *context, weft_world *world, struct weft__question *question)
{
    struct weft__draw *draw = context;
    uint64_t state = weft__paths_hash_more(question->key, draw->seed);

    (void) world;
    if (question->site >= WEFT__SITE_TURN)
        return decide_fault(draw, question, &state);
    if ((question->site == WEFT__SITE_SLICE || question->site == WEFT__SITE_LATE) &&
        weft__prng_below(&state, RARELY) != 0)
        return 0;
    return weft__prng_below(&state, question->count);
}

struct weft__decider weft__decider_random(struct weft__draw *draw)
{
    return (struct weft__decider){decide, draw};
}
