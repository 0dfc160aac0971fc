/* world_stimuli.c - what a scenario has put into its run goes to its time, before time begins. */
#include "world_internal.h"

#include <stdlib.h>

static void run_stimulus(weft_reactor *reactor, void *context)
{
    struct weft__stimulus *stimulus = context;

    stimulus->world->stimuli_pending--;
    stimulus->function(reactor, stimulus->context);
}

/* STIMULUS is a delayed call. */
static void schedule_stimulus(weft_world *world, struct weft__stimulus *stimulus, int64_t time_ns)
{
    weft_call_options options = {
        .delay_ns = time_ns,
        .function = run_stimulus,
        .context = stimulus,
        .name = stimulus->label,
    };
    struct weft__known *known;
    weft_delayed_call *call;

    if (weft_call_later_with(world->reactor, &options, &call) != WEFT_OK) {
        weft__world_exhaust(world);
        return;
    }
    known = weft__paths_find(&world->paths, weft_delayed_call_subject(call));
    if (known)
        known->group = stimulus->group;
    world->stimuli_pending++;
    weft_delayed_call_release(call);
}

/* Every stimulus is one delayed call, made before time begins, in the order in which they were
 * asked for; but for those that were placed after a turn. */
void weft__stimuli_schedule(weft_world *world)
{
    struct weft__stimulus *const *stimuli = world->stimuli.elements;

    for (size_t i = 0; i < world->stimuli.count && !world->stop; i++) {
        struct weft__stimulus *stimulus = stimuli[i];

        stimulus->group = 1;
        stimulus->position = (struct weft__position){stimulus->time_ns, 0};
        if (stimulus->with) {
            stimulus->group = stimulus->with->group;
            stimulus->position = stimulus->with->position;
        } else if (stimulus->free) {
            stimulus->group = (uint32_t) i + 2;
            stimulus->position = weft__moment_ask(world, stimulus);
        }
        if (stimulus->position.turn > 0)
            weft__moment_place(world, stimulus);
        else if (stimulus->position.time_ns < INT64_MAX)
            schedule_stimulus(world, stimulus, stimulus->position.time_ns);
    }
}

static int compare_looks(const void *left, const void *right)
{
    const struct weft__look *a = left, *b = right;

    if (a->time_ns != b->time_ns)
        return a->time_ns < b->time_ns ? -1 : 1;
    return a->order < b->order ? -1 : a->order > b->order;
}

/* What is looked at with an event is looked at when that comes; if it never does, never. */
static void time_looks(struct weft__list *list)
{
    struct weft__look *looks = list->elements;
    size_t kept = 0;

    for (size_t i = 0; i < list->count; i++) {
        if (looks[i].with)
            looks[i].time_ns = looks[i].with->position.time_ns;
        if (!looks[i].with || looks[i].time_ns < INT64_MAX)
            looks[kept++] = looks[i];
    }
    list->count = kept;
}

void weft__looks_order(weft_world *world)
{
    time_looks(&world->looks);
    if (world->looks.count > 1)
        qsort(world->looks.elements, world->looks.count, sizeof(struct weft__look), compare_looks);
}
