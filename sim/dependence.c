/* dependence.c - what the Deferred of a list, of an inline run or of a loop's start depends on, and
 * in whose line one stands: so that one cause is one finding.
 */
#include "world_internal.h"

#include <stdio.h>

static void note_collected(weft_world *world, uint64_t list, uint64_t part)
{
    struct weft__collected *collected =
        weft__world_append(world, &world->collected, sizeof *collected);

    if (collected)
        *collected = (struct weft__collected){list, part};
}

/* The Deferred that SUBJECT, an inline run's iterator or a loop, will fire; NULL: none is known. */
static struct weft__known *result_of(const weft_world *world, const struct weft__known *subject)
{
    return subject && subject->result != 0
               ? weft__paths_find(&world->paths,
                                  (weft_subject){WEFT_SUBJECT_DEFERRED, subject->result})
               : NULL;
}

static void note_dropped(weft_world *world, weft_subject iterator, struct weft__known *subject)
{
    struct weft__known *result = result_of(world, subject);

    if (subject)
        subject->unfinished = true;
    if (subject && iterator.id > world->runs_dropped)
        world->runs_dropped = iterator.id;
    if (result)
        result->dropped = true;
}

/* The Deferred OTHER stands in the line of LINE; WEFT_SUBJECT_NONE: in none any more. */
static void note_line(const weft_world *world, weft_subject other, weft_subject line)
{
    struct weft__known *known = weft__paths_find(&world->paths, other);

    if (known)
        known->line = line;
}

/* What SUBJECT's Deferred waits for from now on; 0: nothing. */
static void note_wait(const weft_world *world, const struct weft__known *subject, uint64_t other)
{
    struct weft__known *result = result_of(world, subject);

    if (result)
        result->waits_on = other;
}

void weft__dependence_note(weft_world *world, const weft_event *event, struct weft__known *subject)
{
    switch (event->kind) {
    case WEFT_EVENT_ITERATOR_STARTED:
    case WEFT_EVENT_LOOP_STARTED:
        if (subject)
            subject->result = event->other.id;
        break;
    case WEFT_EVENT_TASK_WAITS:
        if (subject)
            subject->waits_on = event->other.id;
        break;
    case WEFT_EVENT_ITERATOR_AWAITS:
    case WEFT_EVENT_LOOP_WAITS:
        note_wait(world, subject, event->other.id);
        break;
    case WEFT_EVENT_ITERATOR_RECEIVED:
    case WEFT_EVENT_LOOP_RECEIVED:
        note_wait(world, subject, 0);
        break;
    case WEFT_EVENT_ITERATOR_DROPPED:
        note_dropped(world, event->subject, subject);
        break;
    case WEFT_EVENT_LOCK_AWAITED:
    case WEFT_EVENT_QUEUE_AWAITED:
        note_line(world, event->other, event->subject);
        break;
    case WEFT_EVENT_LOCK_ACQUIRED:
    case WEFT_EVENT_QUEUE_GOT:
        note_line(world, event->other, (weft_subject){0});
        if (subject && event->subject.kind == WEFT_SUBJECT_LOCK)
            subject->result = event->other.id;
        break;
    case WEFT_EVENT_LOCK_RELEASED:
        if (subject)
            subject->result = 0;
        break;
    case WEFT_EVENT_DEFERRED_COLLECTS:
        note_collected(world, event->subject.id, event->other.id);
        break;
    default:
        break;
    }
}

void weft__deferred_text(const weft_world *world, uint64_t deferred, char *text, size_t size)
{
    weft_subject subject = {WEFT_SUBJECT_DEFERRED, deferred};
    const struct weft__known *known = weft__paths_find(&world->paths, subject);
    size_t used = weft_trace_format_subject(world->trace, subject, text, size);
    char maker[256];

    if (!known || used >= size ||
        (known->maker.kind != WEFT_SUBJECT_ITERATOR && known->maker.kind != WEFT_SUBJECT_TASK))
        return;
    weft_trace_format_subject(world->trace, known->maker, maker, sizeof maker);
    snprintf(text + used, size - used, " of %s", maker);
}
