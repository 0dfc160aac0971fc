/* chooser.c - the world's one chooser. */
#include "prng.h"
#include "world_internal.h"

#include <assert.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

bool weft__strategy_find(const char *name, enum weft__strategy *strategy)
{
    if (!name || strcmp(name, "fifo") == 0)
        *strategy = WEFT__STRATEGY_FIFO;
    else if (strcmp(name, "random") == 0)
        *strategy = WEFT__STRATEGY_RANDOM;
    else
        return false;
    return true;
}

static bool is_stimulus(const struct weft__chooser *chooser, weft_subject call)
{
    return call.id >= chooser->first_stimulus.id &&
           call.id - chooser->first_stimulus.id < chooser->stimuli;
}

/* Leaves out each stimulus but the first; fills OFFERED with the places of the others. */
static size_t offer(const struct weft__chooser *chooser, const weft_choice *choice, size_t *offered)
{
    bool stimulus_seen = false;
    size_t count = 0;

    for (size_t i = 0; i < choice->count; i++) {
        bool stimulus = is_stimulus(chooser, choice->candidates[i]);

        if (!stimulus || !stimulus_seen)
            offered[count++] = i;
        stimulus_seen = stimulus_seen || stimulus;
    }
    return count;
}

/* Writes "PATH #N -> " for the question, where N counts how often this candidate was about to go
 * first. */
static size_t name_question(weft_world *world, weft_subject first, char *text, size_t size)
{
    struct weft__known *known = weft__paths_find(&world->paths, first);
    size_t used = weft__paths_format(&world->paths, first, text, size / 2 - 32);
    uint32_t asked = known ? ++known->asked : 0;

    if (used >= size / 2 - 32)
        used = size / 2 - 33;
    used += (size_t) snprintf(text + used, size - used, " #%" PRIu32 " -> ", asked);
    return used;
}

/* The place in OFFERED that the replay's answer to QUESTION (a prefix) names; 0, and the path is
 * left, if none does. */
static size_t follow(weft_world *world, const weft_choice *choice, const size_t *offered,
                     size_t count, const char *question, size_t question_bytes)
{
    struct weft__chooser *chooser = &world->chooser;
    char path[WEFT__CHOICE_TEXT_MAX];

    for (size_t n = 0; n < chooser->replay->count; n++) {
        size_t c = (chooser->next + n) % chooser->replay->count;
        const char *text = chooser->replay->choices[c];

        if (chooser->followed[c] || strncmp(text, question, question_bytes) != 0)
            continue;
        for (size_t i = 0; i < count; i++) {
            weft__paths_format(&world->paths, choice->candidates[offered[i]], path,
                               sizeof path / 2);
            if (strcmp(path, text + question_bytes) != 0)
                continue;
            chooser->followed[c] = true;
            chooser->next = c + 1;
            chooser->followed_count++;
            return i;
        }
    }
    chooser->left = true;
    return 0;
}

size_t weft__choose(weft_world *world, const weft_choice *choice)
{
    struct weft__chooser *chooser = &world->chooser;
    size_t offered[WEFT_CHOICE_CANDIDATES_MAX], picked = 0;
    size_t count = offer(chooser, choice, offered), used;
    char text[WEFT__CHOICE_TEXT_MAX];

    if (count == 1)
        return offered[0];
    used = name_question(world, choice->candidates[offered[0]], text, sizeof text);
    if (chooser->strategy == WEFT__STRATEGY_RANDOM)
        picked = (size_t) weft__prng_below(&chooser->random_state, count);
    else if (chooser->strategy == WEFT__STRATEGY_REPLAY)
        picked = follow(world, choice, offered, count, text, used);
    assert(picked < count);
    weft__paths_format(&world->paths, choice->candidates[offered[picked]], text + used,
                       sizeof text / 2);
    weft__world_record(world, WEFT_TRACE_CHOICE, choice->candidates[offered[picked]],
                       (int64_t) count, text, strlen(text));
    return offered[picked];
}
