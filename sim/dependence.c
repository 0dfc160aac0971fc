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

void weft__dependence_note(weft_world *world, const weft_event *event)
{
    struct weft__known *subject = weft__paths_find(&world->paths, event->subject), *other = NULL;
    struct weft__known *result = NULL;

    if (event->other.kind != WEFT_SUBJECT_NONE)
        other = weft__paths_find(&world->paths, event->other);
    if (subject && subject->result != 0)
        result =
            weft__paths_find(&world->paths, (weft_subject){WEFT_SUBJECT_DEFERRED, subject->result});
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
        if (result)
            result->waits_on = event->other.id;
        break;
    case WEFT_EVENT_ITERATOR_RECEIVED:
    case WEFT_EVENT_LOOP_RECEIVED:
        if (result)
            result->waits_on = 0;
        break;
    case WEFT_EVENT_ITERATOR_DROPPED:
        if (subject)
            subject->unfinished = true;
        if (subject && event->subject.id > world->runs_dropped)
            world->runs_dropped = event->subject.id;
        if (result)
            result->dropped = true;
        break;
    case WEFT_EVENT_LOCK_AWAITED:
    case WEFT_EVENT_QUEUE_AWAITED:
        if (other)
            other->line = event->subject;
        break;
    case WEFT_EVENT_LOCK_ACQUIRED:
    case WEFT_EVENT_QUEUE_GOT:
        if (other)
            other->line = (weft_subject){0};
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
