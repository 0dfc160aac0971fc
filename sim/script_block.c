/* script_block.c - closures: made, run, given back. */
#include "script_block.h"

#include "script_report.h"
#include "script_walk.h"

/* --- Making and letting go --- */

struct weft__script_closure *weft__script_closure_create(const struct weft__script_scope *scope)
{
    struct weft__script_run *run = scope->run;
    struct weft__script_closure *closure = run->free_closures;

    if (closure)
        run->free_closures = closure->next_free;
    else
        closure = weft__script_allocate(run, sizeof *closure);
    if (!closure)
        return NULL;
    *closure = (struct weft__script_closure){
        .run = run,
        .frame = weft__script_frame_retain(scope->frame),
        .result = scope->result ? weft_value_retain(scope->result) : weft_none(),
        .has_result = scope->result != NULL,
    };
    return closure;
}

void weft__script_closure_hold(struct weft__script_closure *closure, weft_value value)
{
    weft_value before = closure->result;
    struct weft__script_frame *frame = closure->frame;

    closure->result = value;
    closure->has_result = true;
    closure->frame = NULL;
    weft_value_release(before);
    weft__script_frame_release(frame); /* not the last: the body that says `later` holds one */
}

void weft__script_closure_release(weft_reactor *reactor, void *context)
{
    struct weft__script_closure *closure = context;
    struct weft__script_run *run = closure->run;
    struct weft__script_frame *frame = closure->frame;
    weft_value result = closure->result;

    (void) reactor;
    closure->next_free = run->free_closures;
    run->free_closures = closure;
    weft_value_release(result);
    weft__script_frame_release(frame);
}

/* --- Running --- */

weft_value weft__script_run_block(const struct weft__script_scope *scope,
                                  const struct weft__block *block)
{
    bool yielded;

    return weft__script_perform(scope, block->first, &yielded);
}

/* Runs BLOCK with RESULT (a look) as what was handed to it, or NULL for that of the place it was
 * made in. */
static weft_value run(const struct weft__script_closure *closure, const struct weft__block *block,
                      const weft_value *result)
{
    struct weft__script_scope scope = {
        .run = closure->run,
        .frame = closure->frame,
        .result = result                ? result
                  : closure->has_result ? &closure->result
                                        : NULL,
    };

    return weft__script_run_block(&scope, block);
}

weft_value weft__script_run_ok(weft_reactor *reactor, void *context, weft_value result)
{
    const struct weft__script_closure *closure = context;
    weft_value found;

    (void) reactor;
    found = run(closure, closure->ok, &result);
    weft_value_release(result);
    return found;
}

static bool is_trapped(const struct weft__script_closure *closure, const weft_value *failure)
{
    const weft_error_type *type = weft_failure_type(weft_value_failure(failure));

    for (const struct weft__error_name *trap = closure->traps; trap; trap = trap->next)
        if (weft_error_is(type, closure->run->script->errors[trap->error].type))
            return true;
    return closure->traps == NULL;
}

weft_value weft__script_run_failed(weft_reactor *reactor, void *context, weft_value failure)
{
    const struct weft__script_closure *closure = context;
    weft_value found;

    (void) reactor;
    if (!is_trapped(closure, &failure))
        return failure;
    found = run(closure, closure->failed, &failure);
    weft_value_release(failure);
    return found;
}

weft_value weft__script_run_plain(weft_reactor *reactor, void *context, weft_value ignored)
{
    const struct weft__script_closure *closure = context;

    (void) reactor;
    weft_value_release(ignored);
    return run(closure, closure->ok, NULL);
}

weft_value weft__script_hand_out(weft_reactor *reactor, void *context, weft_value ignored)
{
    struct weft__script_closure *closure = context;
    weft_value value = closure->result;

    (void) reactor;
    closure->result = weft_none();
    weft_value_release(ignored);
    return value;
}

void weft__script_run_call(weft_reactor *reactor, void *context)
{
    const struct weft__script_closure *closure = context;

    (void) reactor;
    weft__script_nobody_takes(closure->run, run(closure, closure->ok, NULL));
}

void weft__script_run_canceller(weft_reactor *reactor, void *context, weft_deferred *deferred)
{
    (void) deferred;
    weft__script_run_call(reactor, context);
}
