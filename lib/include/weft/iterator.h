/* iterator.h - work cut into steps: pulled one value at a time, and closed when nobody wants the
 * rest.
 *
 *     created --next--> running --yields--> suspended --next--> running ...
 *        |                 |                    |
 *        |                 | returns, raises    | close: the closed block runs, once
 *        +--close--------> +----> finished <----+
 *
 * Closing a running iterator (from inside its own step) is remembered: the step's outcome first,
 * then the close. An iterator is counted; the last release closes a suspended one, then frees its
 * frame. A closed block that keeps a reference to its iterator keeps a finished one.
 *
 * Written by hand, an iterator is a frame and three functions; generator.h makes two of them from
 * straight-line C.
 *
 * Reference: Python's generators as Twisted's Cooperator uses them (GEN-1, GEN-2, TASK-8).
 */
#ifndef WEFT_ITERATOR_H
#define WEFT_ITERATOR_H

#include "weft/failure.h"
#include "weft/reactor.h"

#ifdef __cplusplus
extern "C" {
#endif

/* How a step ended. */
typedef enum weft_step {
    WEFT_YIELDED,  /* *out is a value; there may be more */
    WEFT_RETURNED, /* *out is the result; this was the last step */
    WEFT_RAISED,   /* *out is a failure (asserted); this was the last step */
    WEFT_AWAITED,  /* as WEFT_YIELDED, and the next step wants what *out comes to, failure or value
                    */
} weft_step;

typedef struct weft_iterator_type {
    const char *name; /* in traces */
    size_t frame_bytes;
    /* Takes one step. *OUT holds on entry, moved to the step, what the last step awaited has come
     * to (none after any other step); what it holds on return is moved to the caller.
     * Returning a failure is not raising it: the iterator has then come to its end. */
    weft_step (*next)(weft_reactor *reactor, void *frame, weft_value *out);
    /* Runs what must run when a suspended iterator is given up. May fire, cancel, print; may not
     * yield (WEFT_YIELDED is refused: WEFT_IGNORED_CLOSE). What it returns is dropped. NULL:
     * nothing must run. */
    weft_step (*close)(weft_reactor *reactor, void *frame, weft_value *out);
    /* Gives back what the frame holds, at the last release, or when the reactor is closed. NULL:
     * nothing to give back. */
    void (*release)(weft_reactor *reactor, void *frame);
} weft_iterator_type;

typedef enum weft_iterator_state {
    WEFT_ITERATOR_CREATED,
    WEFT_ITERATOR_SUSPENDED,
    WEFT_ITERATOR_RUNNING,
    WEFT_ITERATOR_FINISHED,
} weft_iterator_state;

/* Makes an iterator with a frame of TYPE's size, all zero. TYPE must outlive it. Runs nothing.
 * Returns WEFT_OK or WEFT_NO_MEMORY. */
WEFT_API WEFT_MUST_USE weft_status weft_iterator_create(weft_reactor *reactor,
                                                        const weft_iterator_type *type,
                                                        weft_iterator **iterator);

/* The frame: fill in the arguments before the first step. Valid until the last release. */
WEFT_API void *weft_iterator_frame(const weft_iterator *iterator);

/* Takes one step; *OUT is the caller's. A finished iterator returns none; one that is running
 * raises ValueError. A close that was asked for during the step is done before this returns. */
WEFT_API weft_step weft_iterator_next(weft_iterator *iterator, weft_value *out);

/* The same, handing SENT (moved) to a step that follows WEFT_AWAITED; to any other it is dropped.
 * weft_iterator_next sends none. */
WEFT_API weft_step weft_iterator_send(weft_iterator *iterator, weft_value sent, weft_value *out);

/* Gives the iterator up, by state (GEN-1): created: finished, nothing runs. Suspended: the closed
 * block runs, then finished. Running: remembered, done when the step returns. Finished: nothing.
 * Returns WEFT_OK; WEFT_IGNORED_CLOSE if the block yielded; WEFT_CLOSE_FAILED if it raised. In both
 * the iterator is finished and the observer was told; the failure itself goes to it as unhandled.
 * Never allocates. */
WEFT_API weft_status weft_iterator_close(weft_iterator *iterator);

/* In which of its four states it is; running from inside its own step and its closed block. */
WEFT_API weft_iterator_state weft_iterator_get_state(const weft_iterator *iterator);

/* Whether it was finished by close, or by the close of its last release. */
WEFT_API bool weft_iterator_closed(const weft_iterator *iterator);

/* Its type's name, borrowed from the type. */
WEFT_API const char *weft_iterator_name(const weft_iterator *iterator);

/* Its kind and number, as events name it. */
WEFT_API weft_subject weft_iterator_subject(const weft_iterator *iterator);

/* Takes one more reference, to be released once; returns ITERATOR. */
WEFT_API weft_iterator *weft_iterator_retain(weft_iterator *iterator);

/* Gives one reference back. The last one closes a suspended iterator: call it last. */
WEFT_API void weft_iterator_release(weft_iterator *iterator);

#ifdef __cplusplus
}
#endif

#endif
