/* in_vain.c - at the end of a run, when nothing is pending any more: what waits for what can never
 * come.
 *
 * One cause is one finding. What an unfired Deferred depends on explains it: another one, an
 * unfinished task, a loop, a body that was let go. So each is followed to the end of its
 * dependences, or round the ring that they make; there is the finding. A task is a finding of its
 * own, and explains that end, unless what it waits for was let go: then that is the finding.
 *
 * First all that waits is marked, then what each depends on, then it is told.
 */
#include "world_internal.h"

#include <stdio.h>

enum { FOLLOWED_MAX = 1000, TEXT_BYTES = 320, CAUSE_BYTES = 640 };

static weft_subject deferred_of(uint64_t id)
{
    return (weft_subject){WEFT_SUBJECT_DEFERRED, id};
}

/* The Deferred if it is alive and without a result; else NULL, also for 0. */
static struct weft__known *find_waiting(const weft_world *world, uint64_t id)
{
    struct weft__known *known = id > 0 ? weft__paths_find(&world->paths, deferred_of(id)) : NULL;

    return known && known->waits_in_vain ? known : NULL;
}

/* --- Marking --- */

static void mark(weft_world *world, struct weft__known *known)
{
    if (known)
        known->waits_in_vain = true;
    world->in_vain = true;
}

static void mark_task(void *context, weft_subject subject, const void *object)
{
    weft_world *world = context;

    if (weft_task_get_state(object) < WEFT_TASK_STATE_DONE)
        mark(world, weft__paths_find(&world->paths, subject));
}

static void mark_deferred(void *context, weft_subject subject, const void *object)
{
    weft_world *world = context;
    struct weft__known *known = weft__paths_find(&world->paths, subject);
    const weft_deferred *awaited = weft_deferred_waits_for(object);

    if (!weft_deferred_called(object)) {
        mark(world, known);
    } else if (awaited && known) {
        known->waits_in_vain = true;
        known->waits_on = weft_deferred_subject(awaited).id;
    }
}

/* Each list depends on the first of its parts that has no result. */
static void mark_lists(weft_world *world)
{
    const struct weft__collected *collected = world->collected.elements;

    for (size_t i = 0; i < world->collected.count; i++) {
        struct weft__known *list = find_waiting(world, collected[i].list);

        if (list && list->waits_on == 0 && find_waiting(world, collected[i].part))
            list->waits_on = collected[i].part;
    }
}

/* --- Following --- */

/* What this Deferred depends on, of those without a result; 0: none is known. */
static uint64_t next_of(const weft_world *world, const struct weft__known *known)
{
    if (find_waiting(world, known->waits_on))
        return known->waits_on;
    return find_waiting(world, known->chained_from) ? known->chained_from : 0;
}

/* The ring that goes through START: its oldest one speaks for all. */
static void mark_ring(weft_world *world, uint64_t start)
{
    uint64_t id = start, oldest = start;

    do {
        id = next_of(world, find_waiting(world, id));
        if (id < oldest)
            oldest = id;
    } while (id != start);
    find_waiting(world, oldest)->leads_ring = true;
    world->in_vain = true;
}

/* Follows what nobody has followed yet, and so comes by each once. */
static void look_ring(void *context, weft_subject subject, const void *object)
{
    weft_world *world = context;
    struct weft__known *known = find_waiting(world, subject.id);
    uint64_t id = subject.id;

    (void) object;
    while (known && known->followed_from == 0) {
        known->followed_from = subject.id;
        id = next_of(world, known);
        known = find_waiting(world, id);
    }
    if (known && known->followed_from == subject.id)
        mark_ring(world, id);
}

/* The end of what DEFERRED depends on; 0: there is none, or it is too far away. */
static uint64_t end_of(const weft_world *world, uint64_t id)
{
    for (int followed = 0; followed < FOLLOWED_MAX; followed++) {
        const struct weft__known *known = find_waiting(world, id);
        uint64_t next = known ? next_of(world, known) : 0;

        if (next == 0)
            return known ? id : 0;
        id = next;
    }
    return 0;
}

/* --- Telling --- */

/* Why the Deferred at the end of all dependences is not fired. */
static void write_cause(weft_world *world, const struct weft__known *known, char *text)
{
    const char *line = NULL;
    uint64_t holder_id = 0;
    char holder[TEXT_BYTES];

    if (known->line.kind != WEFT_SUBJECT_NONE)
        line = weft__world_subject_text(world, known->line);
    if (known->line.kind == WEFT_SUBJECT_LOCK)
        holder_id = weft__paths_find(&world->paths, known->line)->result;
    if (holder_id > 0)
        weft__deferred_text(world, holder_id, holder, sizeof holder);
    if (known->line.kind == WEFT_SUBJECT_QUEUE)
        snprintf(text, CAUSE_BYTES,
                 "stands in line for %s, and nothing is left that could put anything there", line);
    else if (holder_id > 0)
        snprintf(text, CAUSE_BYTES,
                 "stands in line for %s, which %s got and nothing is left that could release", line,
                 holder);
    else if (line)
        snprintf(text, CAUSE_BYTES,
                 "stands in line for %s, and nothing is left that could release it", line);
    else
        snprintf(text, CAUSE_BYTES, "was never fired, and nothing is left that could fire it");
}

/* What a task waits for, and what that comes down to: this finding explains both. */
static void find_waiting_task(weft_world *world, weft_subject task, uint64_t awaited)
{
    struct weft__known *known = weft__paths_find(&world->paths, deferred_of(awaited));
    uint64_t end = end_of(world, awaited);
    struct weft__known *cause = find_waiting(world, end);
    const char *text, *first;
    char why[CAUSE_BYTES];

    if (known)
        known->awaited_in_vain = true;
    if (cause && cause->dropped)
        return; /* told of already */
    text = weft__world_subject_text(world, task);
    first = weft__world_subject_text(world, deferred_of(awaited));
    if (!cause || (end == awaited && cause->line.kind == WEFT_SUBJECT_NONE)) {
        weft__world_find(world, WEFT_FINDING_LOST, task, NULL,
                         "%s still waits for %s, and nothing is left that could fire it", text,
                         first);
        return;
    }
    cause->awaited_in_vain = true;
    write_cause(world, cause, why);
    if (end == awaited)
        weft__world_find(world, WEFT_FINDING_LOST, task, NULL, "%s still waits for %s, which %s",
                         text, first, why);
    else
        weft__world_find(world, WEFT_FINDING_LOST, task, NULL,
                         "%s still waits for %s, and that for %s, which %s", text, first,
                         weft__world_subject_text(world, deferred_of(end)), why);
}

static void find_lost(weft_world *world, weft_subject subject, const char *why)
{
    weft__world_find(world, WEFT_FINDING_LOST, subject, NULL, "%s %s",
                     weft__world_subject_text(world, subject), why);
}

/* Whether ID is the result of a body that was let go: a finding of its own. */
static bool is_of_dropped(const weft_world *world, uint64_t id)
{
    const struct weft__known *known =
        id > 0 ? weft__paths_find(&world->paths, deferred_of(id)) : NULL;

    return known && known->dropped;
}

/* What a run or a loop awaits, by the Deferred that it is to fire; 0: nothing. */
static uint64_t awaited_for(const weft_world *world, uint64_t result)
{
    const struct weft__known *known =
        result > 0 ? weft__paths_find(&world->paths, deferred_of(result)) : NULL;

    return known ? known->waits_on : 0;
}

/* A task, unfinished when nothing is pending any more. */
static void look_task(void *context, weft_subject subject, const void *object)
{
    weft_world *world = context;
    const weft_deferred *awaited = weft_task_waits_for(object);
    const struct weft__known *known = weft__paths_find(&world->paths, subject);
    weft_task_state state = weft_task_get_state(object);

    if (state >= WEFT_TASK_STATE_DONE)
        return;
    if (awaited)
        find_waiting_task(world, subject, weft_deferred_subject(awaited).id);
    else if (state == WEFT_TASK_STATE_WAITING && known && is_of_dropped(world, known->waits_on))
        return;
    else if (state == WEFT_TASK_STATE_WAITING)
        find_lost(world, subject, "still waits for what was let go, unfired");
    else if (weft_task_pauses(object) > 0)
        find_lost(world, subject, "is paused, and nothing is left that could resume it");
    else
        find_lost(world, subject, "could run, but its Cooperator was never started");
}

/* A loop that runs when nothing is pending any more waits for what its function returned. */
static void look_loop(void *context, weft_subject subject, const void *object)
{
    weft_world *world = context;
    const struct weft__known *known = weft__paths_find(&world->paths, subject);
    uint64_t awaited = known ? awaited_for(world, known->result) : 0;

    if (!weft_looping_call_running(object))
        return;
    world->in_vain = true;
    if (awaited == 0 || find_waiting(world, awaited))
        return;
    if (!is_of_dropped(world, awaited))
        find_lost(world, subject, "still waits for what its function returned, which was let go");
    weft__paths_find(&world->paths, deferred_of(known->result))->dropped = true;
}

/* Tasks that have not ended and are not alive, and bodies that were let go where they awaited:
 * whoever waits for them waits in vain, and is explained. */
static void find_vanished(weft_world *world, weft_subject_kind kind, uint64_t last, const char *by)
{
    for (uint64_t id = 1; id <= last; id++) {
        weft_subject subject = {kind, id};
        struct weft__known *known = weft__paths_find(&world->paths, subject);
        uint64_t awaited;

        if (!known || !known->unfinished || known->waits_in_vain)
            continue;
        mark(world, known);
        awaited = kind == WEFT_SUBJECT_TASK ? known->waits_on : awaited_for(world, known->result);
        if (is_of_dropped(world, awaited))
            continue;
        weft__world_find(world, WEFT_FINDING_LOST, subject, NULL,
                         "%s was let go before it had ended, by all that could have %s",
                         weft__world_subject_text(world, subject), by);
    }
}

/* Whether an unfinished task, alive or not, has made this, for its own end or in its steps; or it
 * is what a body or a loop was to fire that is told of. */
static bool belongs_to_unfinished(const weft_world *world, const struct weft__known *known)
{
    const struct weft__known *maker = weft__paths_find(&world->paths, known->maker);

    if (known->dropped)
        return true;
    return maker && known->maker.kind == WEFT_SUBJECT_TASK && maker->waits_in_vain;
}

/* Whether a task that is told of waits for this Deferred or made it, or it depends on another. */
static bool is_explained(const weft_world *world, const struct weft__known *known)
{
    const struct weft__known *source = NULL;

    if (known->awaited_in_vain || belongs_to_unfinished(world, known) || next_of(world, known) != 0)
        return true;
    if (known->chained_from != 0)
        source = weft__paths_find(&world->paths, deferred_of(known->chained_from));
    return source && belongs_to_unfinished(world, source);
}

static void look_unfired(void *context, weft_subject subject, const void *object)
{
    weft_world *world = context;
    const struct weft__known *known = find_waiting(world, subject.id);
    char text[TEXT_BYTES], why[CAUSE_BYTES];

    (void) object;
    if (!known || (!known->leads_ring && is_explained(world, known)))
        return;
    weft__deferred_text(world, subject.id, text, sizeof text);
    if (known->leads_ring) {
        weft__deferred_text(world, next_of(world, known), why, sizeof why);
        weft__world_find(world, WEFT_FINDING_UNFIRED, subject, NULL,
                         "%s waits for itself, through %s", text, why);
    } else {
        write_cause(world, known, why);
        weft__world_find(world, WEFT_FINDING_UNFIRED, subject, NULL, "%s %s", text, why);
    }
}

void weft__invariants_ended(weft_world *world)
{
    weft_reactor *reactor = world->reactor;

    if (world->cut || world->stop)
        return;
    weft_reactor_walk(reactor, WEFT_SUBJECT_TASK, mark_task, world);
    weft_reactor_walk(reactor, WEFT_SUBJECT_DEFERRED, mark_deferred, world);
    mark_lists(world);
    weft_reactor_walk(reactor, WEFT_SUBJECT_DEFERRED, look_ring, world);
    weft_reactor_walk(reactor, WEFT_SUBJECT_LOOP, look_loop, world);
    weft_reactor_walk(reactor, WEFT_SUBJECT_TASK, look_task, world);
    find_vanished(world, WEFT_SUBJECT_TASK, world->tasks_made, "resumed it");
    find_vanished(world, WEFT_SUBJECT_ITERATOR, world->runs_dropped, "fired what it awaited");
    weft_reactor_walk(reactor, WEFT_SUBJECT_DEFERRED, look_unfired, world);
}
