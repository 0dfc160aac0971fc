/* script_make_internal.h - what the makers of things have in common, and each group's own. */
#ifndef WEFT_SIM_SCRIPT_MAKE_INTERNAL_H
#define WEFT_SIM_SCRIPT_MAKE_INTERNAL_H

#include "script_attempt.h"

static inline struct weft__script_run *
weft__script_run_of(const struct weft__script_attempt *attempt)
{
    return attempt->scope->run;
}

enum weft__script_answer weft__script_no_memory(const struct weft__script_attempt *attempt);

/* DEFERRED, if STATUS says that it was made, is the outcome. */
enum weft__script_answer weft__script_made_deferred(struct weft__script_attempt *attempt,
                                                    weft_status status, weft_deferred *deferred);

/* Evaluates EXPRESSION, which is to be a time. */
enum weft__script_answer weft__script_make_time(struct weft__script_attempt *attempt,
                                                const struct weft__expression *expression,
                                                int64_t *ns);

/* The iterator that SOURCE says; the caller's. */
enum weft__script_answer weft__script_take_source(struct weft__script_attempt *attempt,
                                                  const struct weft__task_source *source,
                                                  weft_iterator **iterator);

/* DEFERRED's work is ITERATOR: for `DEFERRED.name`. */
void weft__script_note_work(struct weft__script_run *run, const weft_deferred *deferred,
                            const weft_iterator *iterator);

/* Of script_make_list.c: list, gather, race. */
enum weft__script_answer weft__script_make_list(struct weft__script_attempt *attempt,
                                                const struct weft__make *make);

/* Of script_make_lock.c: lock, semaphore, queue, acquire, get, hold. */
enum weft__script_answer weft__script_make_lock(struct weft__script_attempt *attempt,
                                                const struct weft__make *make);

/* Of script_make_loop.c: loop, start ... every, start of a task that awaits. */
enum weft__script_answer weft__script_make_loop(struct weft__script_attempt *attempt,
                                                const struct weft__make *make);

#endif
