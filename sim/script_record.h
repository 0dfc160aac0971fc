/* script_record.h - what became of every object of the library, as the library told it.
 *
 * Conditions are judged by these records, so that looking at a thing is the same whether anybody
 * still holds it or not. Records are never given back while the world lives.
 */
#ifndef WEFT_SIM_SCRIPT_RECORD_H
#define WEFT_SIM_SCRIPT_RECORD_H

#include "script_run_internal.h"

struct weft__script_object {
    weft_subject iterator;  /* what a task, or the Deferred of run or coiterate, works on */
    weft_subject waits_for; /* while waiting */
    struct weft__script_frame_record *frame; /* of an iterator that a script's task is */
    struct weft__script_seen first;          /* what a Deferred first fired with */
    struct weft__script_seen present;        /* a Deferred's result now; what ended a task */
    int64_t fired_ns;
    int64_t changed_ns; /* the result, or of others the state, is what it is since then */
    int64_t cancelled_ns;
    int64_t paused_ns;
    uint32_t pauses; /* the user's */
    bool fired;
    bool changed; /* changed_ns says something */
    bool waiting;
    bool cancelled;    /* while pending */
    bool closed;       /* an iterator that was finished by close */
    bool called;       /* a call that ran */
    bool running;      /* a Cooperator */
    bool stopped;      /* a Cooperator; a task */
    bool done, failed; /* a task */
};

/* Begins to listen. */
void weft__script_record_begin(struct weft__script_run *run);

/* The record of SUBJECT; an empty one if nothing was ever told of it. */
const struct weft__script_object *weft__script_object(const struct weft__script_run *run,
                                                      weft_subject subject);

/* The same to be filled in; NULL without memory. */
struct weft__script_object *weft__script_object_make(struct weft__script_run *run,
                                                     weft_subject subject);

/* The frame of the task's body that a handle's work runs in: an iterator, a task, the Deferred of
 * run or coiterate; NULL: there is none. */
struct weft__script_frame_record *weft__script_frame_behind(const struct weft__script_run *run,
                                                            weft_subject subject);

/* A value of the object itself, if it is still alive; none otherwise. Takes time in proportion to
 * how many objects of its kind are alive. */
weft_value weft__script_alive(const struct weft__script_run *run, enum weft__script_kind kind,
                              weft_subject subject);

/* VALUE itself, retained; if it is a handle that was seen, the object behind it, none if that is no
 * longer alive. */
weft_value weft__script_at_hand(const struct weft__script_run *run, const weft_value *value);

/* How many lines of output say exactly these LENGTH bytes at a time from FROM_NS to UNTIL_NS. */
int64_t weft__script_printed_times(struct weft__script_run *run,
                                   const struct weft__script_view *text, int64_t from_ns,
                                   int64_t until_ns);

#endif
