/* decider_random.c - any answer. */
#include "decider.h"
#include "prng.h"

enum { RARELY = 8 }; /* one in so many */

static uint64_t decide(void *context, weft_world *world, struct weft__question *question)
{
    const struct weft__draw *draw = context;
    uint64_t state = weft__paths_hash_more(question->key, draw->seed);

    (void) world;
    if ((question->site == WEFT__SITE_SLICE || question->site == WEFT__SITE_LATE) &&
        weft__prng_below(&state, RARELY) != 0)
        return 0;
    return weft__prng_below(&state, question->count);
}

struct weft__decider weft__decider_random(struct weft__draw *draw)
{
    return (struct weft__decider){decide, draw};
}
