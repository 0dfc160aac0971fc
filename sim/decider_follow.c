/* decider_follow.c - again as a trace says.
 *
 * A question is answered by the choice that names it; where none does, or none of its answers fits
 * that choice, Twisted's answer goes and the run has left the path. In a sparse replay, and of
 * quiet sites, a question without a choice has Twisted's answer by right.
 */
#include "decider.h"
#include "world_internal.h"

#include <stdio.h>
#include <string.h>

/* NAME, of BYTES, ends with an arrow. */
static void leave(struct weft__follower *follower, const char *name, size_t bytes)
{
    if (!follower->left)
        snprintf(follower->departure, WEFT__CHOICE_TEXT_MAX, "%.*s",
                 (int) (bytes - strlen(WEFT__CHOICE_ARROW)), name);
    follower->left = true;
}

static uint64_t decide(void *context, weft_world *world, struct weft__question *question)
{
    struct weft__follower *follower = context;
    const weft_replay *replay = follower->replay;
    char name[WEFT__CHOICE_TEXT_MAX];
    size_t bytes = weft__question_put_name(world, question, name, sizeof name);
    bool misfit = false;

    for (size_t n = 0; n < replay->count; n++) {
        size_t c = (follower->next + n) % replay->count;
        uint64_t answer;

        if (follower->followed[c] || strncmp(replay->choices[c], name, bytes) != 0)
            continue;
        answer = weft__question_find_answer(world, question, replay->choices[c] + bytes);
        misfit = misfit || answer == UINT64_MAX;
        if (answer == UINT64_MAX)
            continue;
        follower->followed[c] = true;
        follower->next = c + 1;
        follower->followed_count++;
        return answer;
    }
    if (misfit || (!replay->sparse && weft__site_tells_all(question->site)))
        leave(follower, name, bytes);
    return 0;
}

struct weft__decider weft__decider_follow(struct weft__follower *follower)
{
    return (struct weft__decider){decide, follower};
}
