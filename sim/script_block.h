/* script_block.h - blocks that wait to be called: a block, the frame it was made in, the `result`
 * around it.
 *
 * A closure is the context of a callback, a delayed call or a canceller, and owned by it: it holds
 * one reference to the frame, and lets go when it has run or is dropped.
 */
#ifndef WEFT_SIM_SCRIPT_BLOCK_H
#define WEFT_SIM_SCRIPT_BLOCK_H

#include "script_scope.h"

struct weft__script_closure {
    struct weft__script_run *run;
    struct weft__script_frame *frame; /* counted; NULL: the timeline, or only a value */
    weft_value result;                /* around it; of a value that waits: the value */
    bool has_result;
    const struct weft__block *ok;         /* NULL: values pass */
    const struct weft__block *failed;     /* NULL: failures pass */
    const struct weft__error_name *traps; /* of failed; NULL: every error */
    struct weft__script_closure *next_free;
};

/* A closure made in SCOPE, its blocks to be filled in. NULL without memory. */
struct weft__script_closure *weft__script_closure_create(const struct weft__script_scope *scope);

/* VALUE (moved) is what CLOSURE will hand out, in place of the `result` around it. No block is made
 * here, so the frame is let go. */
void weft__script_closure_hold(struct weft__script_closure *closure, weft_value value);

/* Lets go: a weft_context_release. */
void weft__script_closure_release(weft_reactor *reactor, void *context);

/* A weft_callback: runs `ok`, which may be given the value. */
weft_value weft__script_run_ok(weft_reactor *reactor, void *context, weft_value result);

/* A weft_callback: runs `failed` if the failure is one of its traps; others go on unchanged. */
weft_value weft__script_run_failed(weft_reactor *reactor, void *context, weft_value failure);

/* A weft_callback: runs `ok` without handing it anything. */
weft_value weft__script_run_plain(weft_reactor *reactor, void *context, weft_value ignored);

/* A weft_callback: hands out the closure's value. */
weft_value weft__script_hand_out(weft_reactor *reactor, void *context, weft_value ignored);

/* A weft_call_function, and a canceller's: run `ok`; nobody takes a failure. */
void weft__script_run_call(weft_reactor *reactor, void *context);
void weft__script_run_canceller(weft_reactor *reactor, void *context, weft_deferred *deferred);

/* Runs BLOCK in SCOPE as a function; see weft__script_perform. */
weft_value weft__script_run_block(const struct weft__script_scope *scope,
                                  const struct weft__block *block);

#endif
