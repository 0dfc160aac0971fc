/* world_choose.c - what the library asks, as questions of the world. */
#include "world_internal.h"

#include <assert.h>
#include <stdio.h>

static bool is_in(const uint32_t *groups, size_t count, uint32_t group)
{
    for (size_t i = 0; i < count; i++)
        if (groups[i] == group)
            return true;
    return false;
}

/* Of several of the scenario's own stimuli that keep their order only the first is offered. Fills
 * OFFERED with the places of those that are. */
static size_t offer(const weft_world *world, const weft_choice *choice, size_t *offered)
{
    uint32_t groups[WEFT_CHOICE_CANDIDATES_MAX];
    size_t count = 0, seen = 0;

    for (size_t i = 0; i < choice->count; i++) {
        const struct weft__known *known = weft__paths_find(&world->paths, choice->candidates[i]);
        uint32_t group = known ? known->group : 0;

        if (group > 0 && is_in(groups, seen, group))
            continue;
        if (group > 0)
            groups[seen++] = group;
        offered[count++] = i;
    }
    return count;
}

static size_t choose_call(weft_world *world, const weft_choice *choice)
{
    weft_subject candidates[WEFT_CHOICE_CANDIDATES_MAX];
    size_t offered[WEFT_CHOICE_CANDIDATES_MAX];
    size_t count = offer(world, choice, offered), answer;
    const struct weft__known *chosen;
    struct weft__question question = {
        .site = WEFT__SITE_CALL, .count = count, .candidates = candidates};

    if (count == 1)
        return offered[0];
    for (size_t i = 0; i < count; i++)
        candidates[i] = choice->candidates[offered[i]];
    question.subject = candidates[0];
    answer = (size_t) weft__world_ask(world, &question);
    chosen = weft__paths_find(&world->paths, candidates[answer]);
    if (chosen && chosen->due_ns > weft__world_now(world))
        world->displaced_ns = chosen->due_ns;
    return offered[answer];
}

static size_t choose_task(weft_world *world, const weft_choice *choice)
{
    struct weft__question question = {.site = WEFT__SITE_TASK,
                                      .subject = choice->candidates[0],
                                      .count = choice->count,
                                      .candidates = choice->candidates};

    return (size_t) weft__world_ask(world, &question);
}

static size_t put_slice(const weft_world *world, const struct weft__question *question,
                        uint64_t answer, char *text, size_t size)
{
    (void) world;
    (void) question;
    return (size_t) snprintf(text, size, "%s", answer == 0 ? "goes on" : "ends");
}

static size_t choose_slice(weft_world *world, const weft_choice *choice)
{
    struct weft__question question = {.site = WEFT__SITE_SLICE,
                                      .subject = choice->candidates[0],
                                      .count = choice->count,
                                      .put = put_slice};

    return (size_t) weft__world_ask(world, &question);
}

size_t weft__world_choose(weft_world *world, const weft_choice *choice)
{
    world->crowded = world->crowded || choice->count == WEFT_CHOICE_CANDIDATES_MAX;
    switch (choice->kind) {
    case WEFT_CHOICE_CALL:
        return choose_call(world, choice);
    case WEFT_CHOICE_TASK:
        return choose_task(world, choice);
    case WEFT_CHOICE_SLICE:
        return choose_slice(world, choice);
    case WEFT_CHOICE_STEP:
        return weft__fault_ask(world, WEFT__SITE_STEP, choice->candidates[0]);
    case WEFT_CHOICE_CALLBACK:
        return weft__fault_ask(world, WEFT__SITE_CALLBACK, choice->candidates[0]);
    case WEFT_CHOICE_KINDS:
        break;
    }
    assert(0 && "a kind of choice that nobody knows");
    return 0;
}
