/* script_scope.c - frames, slots, and the order in which names let go. */
#include "script_scope.h"

#include "paths.h"
#include "script_record.h"
#include "touch.h"

#include <assert.h>

/* --- Frames --- */

static struct weft__script_frame *take_frame(struct weft__script_run *run,
                                             const struct weft__task *task)
{
    struct weft__script_task_run *task_run = &run->tasks[task->index];
    struct weft__script_frame *frame = task_run->free_frames;

    if (frame) {
        task_run->free_frames = frame->next_free;
        return frame;
    }
    return weft__script_allocate(run, sizeof *frame + task->name_count * sizeof frame->slots[0]);
}

struct weft__script_frame *weft__script_frame_create(struct weft__script_run *run,
                                                     const struct weft__task *task)
{
    struct weft__script_frame_record *record = weft__script_allocate(run, sizeof *record);
    struct weft__script_seen *last =
        weft__script_allocate(run, (task->name_count + 1) * sizeof *last);
    struct weft__script_frame *frame = take_frame(run, task);

    if (!record || !last || !frame)
        return NULL;
    *record = (struct weft__script_frame_record){task, frame, last};
    frame->run = run;
    frame->task = task;
    frame->record = record;
    frame->references = 1;
    frame->number = ++run->frames_made;
    for (uint32_t i = 0; i < task->name_count; i++)
        frame->slots[i] = weft_none();
    return frame;
}

struct weft__script_frame *weft__script_frame_retain(struct weft__script_frame *frame)
{
    if (frame)
        frame->references++;
    return frame;
}

/* All is remembered before anything is let go, since that can run code which reads it. */
void weft__script_frame_release(struct weft__script_frame *frame)
{
    struct weft__script_frame_record *record;
    struct weft__script_task_run *task_run;

    if (!frame || --frame->references > 0)
        return;
    record = frame->record;
    for (uint32_t i = 0; i < frame->task->name_count; i++)
        weft__script_see(frame->run, &record->last[i], &frame->slots[i]);
    record->frame = NULL;
    for (uint32_t i = 0; i < frame->task->name_count; i++)
        weft_value_release(frame->slots[i]);
    task_run = &frame->run->tasks[frame->task->index];
    frame->next_free = task_run->free_frames;
    task_run->free_frames = frame;
}

/* --- What calls have in common --- */

/* Whoever reads or gives NAME has to do with it, and with what it holds. */
static void touch(const struct weft__script_scope *scope, const struct weft__name *name,
                  const weft_value *value)
{
    weft_world *world = scope->run->world;
    struct weft__script_view view;

    if (scope->looking || !weft__world_watched(world))
        return;
    if (name->scope == WEFT__SCOPE_WORLD)
        weft__world_touch_other(world, weft__paths_hash_more(WEFT__TOUCHED_NAME, name->slot));
    else
        weft__world_touch_other(world,
                                weft__paths_hash_more(WEFT__TOUCHED_FRAME, scope->frame->number));
    view = weft__script_view_of(value);
    if (view.subject.id != 0)
        weft__world_touch(world, view.subject);
}

/* --- Giving --- */

/* A handle is called by the first name that it is given. */
static void name_handle(struct weft__script_run *run, const weft_value *value, const char *name)
{
    struct weft__script_view view;

    if (value->type == &weft_type_none || value->type == &weft_type_integer)
        return;
    view = weft__script_view_of(value);
    if (view.subject.id != 0)
        weft_world_name(run->world, view.subject, name);
}

void weft__script_give_slot(struct weft__script_frame *frame, uint32_t slot, weft_value value)
{
    struct weft__script_run *run = frame->run;
    weft_value before = frame->slots[slot];

    assert(slot < frame->task->name_count);
    frame->slots[slot] = value;
    run->tasks[frame->task->index].latest[slot] = frame->record;
    name_handle(run, &value, frame->task->names[slot].text);
    weft_value_release(before);
}

static void unlink_slot(struct weft__script_run *run, struct weft__script_world_slot *slot)
{
    if (!slot->holds)
        return;
    if (slot->before)
        slot->before->after = slot->after;
    else
        run->first_given = slot->after;
    if (slot->after)
        slot->after->before = slot->before;
    else
        run->last_given = slot->before;
    slot->holds = false;
}

static void link_slot(struct weft__script_run *run, struct weft__script_world_slot *slot)
{
    slot->before = run->last_given;
    slot->after = NULL;
    if (run->last_given)
        run->last_given->after = slot;
    else
        run->first_given = slot;
    run->last_given = slot;
    slot->holds = true;
}

static void give_world(struct weft__script_run *run, const struct weft__name *name,
                       weft_value value)
{
    struct weft__script_world_slot *slot = &run->names[name->slot];
    weft_value before = slot->value;

    unlink_slot(run, slot);
    slot->value = value;
    if (!weft_value_is_none(&value))
        link_slot(run, slot);
    name_handle(run, &value, name->text);
    weft_value_release(before);
}

void weft__script_give(const struct weft__script_scope *scope, const struct weft__name *name,
                       weft_value value)
{
    assert(!scope->looking && name->scope != WEFT__SCOPE_LATEST);
    touch(scope, name, &value);
    if (name->scope == WEFT__SCOPE_WORLD)
        give_world(scope->run, name, value);
    else
        weft__script_give_slot(scope->frame, name->slot, value);
}

/* What is let go can run a closed block, and that can give names: so the list is read anew each
 * time. */
void weft__script_let_go(weft_reactor *reactor, void *context)
{
    struct weft__script_run *run = context;

    (void) reactor;
    while (run->first_given) {
        struct weft__script_world_slot *slot = run->first_given;
        weft_value value = slot->value;

        unlink_slot(run, slot);
        slot->value = weft_none();
        weft_value_release(value);
    }
}

/* --- Reading --- */

/* A value like the one that was seen. */
static weft_value value_again(const struct weft__script_scope *scope,
                              const struct weft__script_seen *seen)
{
    struct weft__script_run *run = scope->run;

    if (scope->looking)
        return weft__script_seen_value(seen);
    weft__script_charge(run, seen->view.length);
    switch (seen->view.kind) {
    case WEFT__SCRIPT_KIND_TEXT:
        return weft_text(run->reactor, seen->view.text, seen->view.length);
    case WEFT__SCRIPT_KIND_FAILURE:
        return weft_raise(run->reactor, seen->view.error,
                          seen->view.length > 0 ? seen->view.text : NULL);
    case WEFT__SCRIPT_KIND_NONE:
    case WEFT__SCRIPT_KIND_INTEGER:
    case WEFT__SCRIPT_KIND_TIME:
        return weft__script_seen_value(seen);
    case WEFT__SCRIPT_KIND_OTHER:
    case WEFT__SCRIPT_KIND_LIST:
        return weft_none();
    case WEFT__SCRIPT_KIND_DEFERRED:
    case WEFT__SCRIPT_KIND_CALL:
    case WEFT__SCRIPT_KIND_ITERATOR:
    case WEFT__SCRIPT_KIND_TASK:
    case WEFT__SCRIPT_KIND_COOPERATOR:
    case WEFT__SCRIPT_KIND_LOCK:
    case WEFT__SCRIPT_KIND_SEMAPHORE:
    case WEFT__SCRIPT_KIND_QUEUE:
    case WEFT__SCRIPT_KIND_LOOP:
        break;
    }
    return weft__script_alive(run, seen->view.kind, seen->view.subject);
}

weft_value weft__script_fetch_slot(const struct weft__script_scope *scope,
                                   const struct weft__script_frame_record *record, uint32_t slot)
{
    if (!record)
        return weft_none();
    assert(slot < record->task->name_count);
    if (record->frame)
        return weft_value_retain(&record->frame->slots[slot]);
    return value_again(scope, &record->last[slot]);
}

weft_value weft__script_fetch(const struct weft__script_scope *scope, const struct weft__name *name)
{
    struct weft__script_run *run = scope->run;

    switch (name->scope) {
    case WEFT__SCOPE_WORLD:
        touch(scope, name, &run->names[name->slot].value);
        return weft_value_retain(&run->names[name->slot].value);
    case WEFT__SCOPE_FRAME:
        touch(scope, name, &scope->frame->slots[name->slot]);
        return weft_value_retain(&scope->frame->slots[name->slot]);
    case WEFT__SCOPE_LATEST:
        break;
    }
    return weft__script_fetch_slot(scope, run->tasks[name->task].latest[name->slot], name->slot);
}
