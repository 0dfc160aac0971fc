/* script_scope.h - names: the world's and those of frames, what they hold, and when they let go.
 *
 * A frame is made with an iterator of a script's task. It is counted: one for the body until that
 * has ended, one for every block that was made in it and is left. With the last one its names let
 * go, in the order in which the task's text gives them; what they had then stays in the frame's
 * record.
 */
#ifndef WEFT_SIM_SCRIPT_SCOPE_H
#define WEFT_SIM_SCRIPT_SCOPE_H

#include "script_run_internal.h"

struct weft__script_frame {
    struct weft__script_run *run;
    const struct weft__task *task;
    struct weft__script_frame_record *record;
    struct weft__script_frame *next_free;
    uint32_t references;
    uint32_t number; /* of the frames made in this run */
    weft_value slots[];
};

/* What outlives a frame, as long as the world lives. */
struct weft__script_frame_record {
    const struct weft__task *task;
    const struct weft__script_frame *frame; /* NULL: it has gone; then: */
    struct weft__script_seen *last;         /* by slot: what its names had */
};

/* Where statements run and values are had. */
struct weft__script_scope {
    struct weft__script_run *run;
    struct weft__script_frame *frame; /* borrowed; NULL: the timeline */
    const weft_value *result;         /* what was handed to the innermost block; NULL: nothing */
    bool looking;                     /* nothing may be held, nothing made: an expectation */
};

/* A frame whose names are all none, with one reference. NULL without memory. */
struct weft__script_frame *weft__script_frame_create(struct weft__script_run *run,
                                                     const struct weft__task *task);
struct weft__script_frame *weft__script_frame_retain(struct weft__script_frame *frame);
void weft__script_frame_release(struct weft__script_frame *frame);

/* VALUE (moved) is what NAME holds from now on. Lets go of what it held, last of all. */
void weft__script_give(const struct weft__script_scope *scope, const struct weft__name *name,
                       weft_value value);

/* VALUE (moved) is what the frame's name in SLOT holds: the same for parameters. */
void weft__script_give_slot(struct weft__script_frame *frame, uint32_t slot, weft_value value);

/* What NAME holds, or, while looking, was seen to hold; the caller's. */
weft_value weft__script_fetch(const struct weft__script_scope *scope,
                              const struct weft__name *name);

/* What the frame of RECORD has in SLOT, or had last; the caller's. Outside looks, a handle is given
 * as long as somebody else holds it, else none. */
weft_value weft__script_fetch_slot(const struct weft__script_scope *scope,
                                   const struct weft__script_frame_record *record, uint32_t slot);

/* Lets go of all names of the world, in the order in which they were given: a weft_context_release.
 */
void weft__script_let_go(weft_reactor *reactor, void *context);

#endif
