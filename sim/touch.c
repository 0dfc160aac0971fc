/* touch.c - what the calls of a turn have in common, gathered for whoever watches them. */
#include "touch.h"

#include "world_internal.h"

#include <assert.h>

/* Others may have it too, and close it. */
static void touch_iterator(weft_world *world, weft_subject task)
{
    const struct weft__known *known = weft__paths_find(&world->paths, task);

    if (known && known->iterator > 0)
        weft__world_touch(world, (weft_subject){WEFT_SUBJECT_ITERATOR, known->iterator});
}

/* Notes what the call that runs has to do with: objects, and what stands for whatever else two
 * calls can have in common. A C scenario can do anything. */
void weft__world_note_touched(weft_world *world, const weft_event *event)
{
    struct weft__touched *touched = world->watch.touched;

    if (event->kind == WEFT_EVENT_CALL_RUN && world->in_turn) {
        const struct weft__known *known = weft__paths_find(&world->paths, event->subject);

        world->watch.begin(world->watch.context, world,
                           weft__paths_hash(&world->paths, event->subject),
                           known ? known->due_ns : 0);
        touched->all = !world->script;
    }
    weft__world_touch(world, event->subject);
    weft__world_touch(world, event->other);
    if (event->kind == WEFT_EVENT_TASK_STEP)
        touch_iterator(world, event->subject);
    if (event->value && weft_value_is_deferred(event->value)) /* its result may be taken */
        weft__world_touch(world, weft_deferred_subject(weft_value_deferred(event->value)));
    if (event->subject.kind == WEFT_SUBJECT_TASK || event->subject.kind == WEFT_SUBJECT_COOPERATOR)
        weft__touched_add(touched, WEFT__TOUCHED_ROTATION);
}

void weft__world_touch(weft_world *world, weft_subject subject)
{
    if (world->watch.begin && subject.kind != WEFT_SUBJECT_NONE)
        weft__touched_add(world->watch.touched, weft__paths_hash(&world->paths, subject));
}

bool weft__world_watched(const weft_world *world)
{
    return world->watch.begin != NULL;
}

void weft__world_touch_other(weft_world *world, uint64_t what)
{
    if (!world->watch.begin)
        return;
    if (what == WEFT__TOUCHED_ALL)
        world->watch.touched->all = 1;
    else
        weft__touched_add(world->watch.touched, what);
}

void weft__world_watch_calls(weft_world *world, struct weft__call_watch watch)
{
    assert(!world->running);
    world->watch = watch;
}
