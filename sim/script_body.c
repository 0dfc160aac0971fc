/* script_body.c - bodies: made, stepped, closed, given back. */
#include "script_body.h"

#include "script_evaluate.h"
#include "script_record.h"
#include "script_walk.h"

#include <stddef.h>

struct body {
    struct weft__script_run *run;
    const struct weft__task *task;
    struct weft__script_frame *frame; /* one reference, until the body has ended */
    bool begun;
    struct weft__script_walk walk;
    struct weft__script_place places[];
};

/* The body has ended: its names let go unless a block holds the frame. */
static void end(struct body *body)
{
    struct weft__script_frame *frame = body->frame;

    body->frame = NULL;
    weft__script_walk_end(&body->walk);
    weft__script_frame_release(frame);
}

/* One place for the body itself, and one for each inline block around another. */
static uint32_t places_of(const struct weft__task *task)
{
    return task->inline_depth + 1;
}

static void begin(struct body *body)
{
    body->begun = true;
    body->walk = (struct weft__script_walk){
        .scope = {.run = body->run, .frame = body->frame},
        .places = body->places,
        .depth = 1,
        .capacity = places_of(body->task),
    };
    body->places[0] = (struct weft__script_place){.next = body->task->body->first};
}

static weft_step next(weft_reactor *reactor, void *frame, weft_value *out)
{
    struct body *body = frame;
    struct weft__script_run *run = body->run;
    struct weft__script_task_run *task = &run->tasks[body->task->index];
    enum weft__script_stop stop;
    uint32_t line = run->line;

    (void) reactor;
    if (run->depth == WEFT__SCRIPT_DEPTH_MAX) {
        weft_value_release(*out);
        end(body);
        *out = weft__script_raise_depth(run, body->task->place.line);
        return WEFT_RAISED;
    }
    if (!body->begun)
        begin(body);
    task->stepped = true;
    run->depth++;
    stop = weft__script_walk_on(&body->walk, out);
    run->depth--;
    run->line = line;
    if (stop == WEFT__SCRIPT_YIELDED || stop == WEFT__SCRIPT_AWAITED) {
        task->suspended = true;
        return stop == WEFT__SCRIPT_YIELDED ? WEFT_YIELDED : WEFT_AWAITED;
    }
    end(body);
    return stop == WEFT__SCRIPT_RAISED ? WEFT_RAISED : WEFT_RETURNED;
}

/* The closed block is a function of its own in the body's frame. */
static weft_step close_body(weft_reactor *reactor, void *frame, weft_value *out)
{
    struct body *body = frame;
    struct weft__script_scope scope = {.run = body->run, .frame = body->frame};
    bool yielded = false;

    (void) reactor;
    if (body->task->closed)
        *out = weft__script_perform(&scope, body->task->closed->first, &yielded);
    end(body);
    if (yielded)
        return WEFT_YIELDED;
    return weft_value_is_failure(out) ? WEFT_RAISED : WEFT_RETURNED;
}

static void release(weft_reactor *reactor, void *frame)
{
    (void) reactor;
    end(frame);
}

bool weft__script_bodies_begin(struct weft__script_run *run)
{
    const struct weft__script *script = run->script;

    run->tasks = weft__script_allocate(run, (script->task_count + 1) * sizeof *run->tasks);
    if (!run->tasks)
        return false;
    for (uint32_t i = 0; i < script->task_count; i++) {
        const struct weft__task *task = script->tasks[i];
        struct weft__script_task_run *made = &run->tasks[i];

        made->type = (weft_iterator_type){
            .name = task->name,
            .frame_bytes =
                offsetof(struct body, places) + places_of(task) * sizeof(struct weft__script_place),
            .next = next,
            .close = close_body,
            .release = release,
        };
        made->latest = weft__script_allocate(run, (task->name_count + 1) * sizeof *made->latest);
        if (!made->latest)
            return false;
    }
    return true;
}

/* Evaluates ARGUMENTS into the parameters of FRAME. */
static enum weft__script_answer fill_parameters(struct weft__script_attempt *attempt,
                                                struct weft__script_frame *frame,
                                                const struct weft__expression *arguments)
{
    for (uint32_t slot = 0; slot < frame->task->parameter_count; slot++) {
        enum weft__script_answer answer;
        weft_value value;

        answer = weft__script_attempt_value(attempt, arguments, &value);
        if (answer != WEFT__SCRIPT_GRANTED)
            return answer;
        weft__script_give_slot(frame, slot, value);
        arguments = arguments->next;
    }
    return WEFT__SCRIPT_GRANTED;
}

static enum weft__script_answer create_iterator(struct weft__script_attempt *attempt,
                                                struct weft__script_frame *frame,
                                                weft_iterator **iterator)
{
    struct weft__script_run *run = attempt->scope->run;
    struct weft__script_object *object;
    enum weft__script_answer answer;
    struct body *body;

    weft__script_ask(run);
    answer = weft__script_answered(
        attempt,
        weft_iterator_create(run->reactor, &run->tasks[frame->task->index].type, iterator));
    if (answer != WEFT__SCRIPT_GRANTED)
        return answer;
    body = weft_iterator_frame(*iterator);
    body->run = run;
    body->task = frame->task;
    body->frame = weft__script_frame_retain(frame);
    object = weft__script_object_make(run, weft_iterator_subject(*iterator));
    if (object)
        object->frame = frame->record;
    return WEFT__SCRIPT_GRANTED;
}

enum weft__script_answer weft__script_body_create(struct weft__script_attempt *attempt,
                                                  const struct weft__task *task,
                                                  const struct weft__expression *arguments,
                                                  weft_iterator **iterator)
{
    struct weft__script_run *run = attempt->scope->run;
    struct weft__script_frame *frame;
    enum weft__script_answer answer;

    frame = weft__script_frame_create(run, task);
    if (!frame)
        return weft__script_answered(attempt, WEFT_NO_MEMORY);
    answer = fill_parameters(attempt, frame, arguments);
    if (answer == WEFT__SCRIPT_GRANTED)
        answer = create_iterator(attempt, frame, iterator);
    weft__script_frame_release(frame);
    return answer;
}

void weft__script_body_closed(struct weft__script_run *run, weft_iterator *iterator)
{
    const struct weft__script_object *object =
        weft__script_object(run, weft_iterator_subject(iterator));

    if (object->frame && weft_iterator_get_state(iterator) == WEFT_ITERATOR_FINISHED)
        end(weft_iterator_frame(iterator));
}
