/* looping_call.h - a function called again and again, on a grid of times.
 *
 *     stopped --start--> running --stop, or the function fails--> stopped
 *
 * Calls come at start + k * interval. When one is late, or what the function returned takes longer
 * than an interval, the times that have passed are skipped, never made up for; a time that is just
 * now counts as passed (LOOP-3). A function that returns a Deferred is not called again before that
 * has its result.
 *
 * What belongs to one start ends with it: its grid, its count, its Deferred. So a function may stop
 * the loop and start it anew, and that start is as fresh as the first (LOOP-10, LOOP-13). After
 * start, nothing allocates.
 *
 * Reference: Twisted's LoopingCall (LOOP-1 to LOOP-13).
 */
#ifndef WEFT_LOOPING_CALL_H
#define WEFT_LOOPING_CALL_H

#include "weft/deferred.h"

#ifdef __cplusplus
extern "C" {
#endif

typedef struct weft_looping_call weft_looping_call;

typedef struct weft_looping_call_options {
    /* Called with none, or, if COUNTED, with how many times of the grid have come since it was last
     * called: 1, or more if some were skipped; with 0 it is not called (LOOP-12: withCount). What
     * it returns is dropped, but a failure ends the loop, and a Deferred is waited for. */
    weft_callback function;
    void *context;
    weft_context_release release; /* gets CONTEXT back with the last reference; NULL: not owned */
    bool counted;
} weft_looping_call_options;

typedef struct weft_loop_start {
    int64_t interval_ns; /* not negative */
    bool not_now;        /* the first call comes after one interval, not before start returns */
    /* Cancelling the Deferred stops the loop, cancels what its function waits for, and fails with
     * CancelledError, whatever comes of that: another failure stays there. If this is not set, it
     * stops nothing (LOOP-9). */
    bool cancellable;
} weft_loop_start;

WEFT_API extern const weft_type weft_type_looping_call;

/* Makes one that is stopped; OPTIONS is copied. Returns WEFT_OK, or WEFT_NO_MEMORY: then the
 * context was given back. */
WEFT_API WEFT_MUST_USE weft_status weft_looping_call_create(
    weft_reactor *reactor, const weft_looping_call_options *options, weft_looping_call **loop);

/* Starts it, and calls its function before this returns, unless START says otherwise. *OVER (may be
 * NULL) fires with the looping call (weft_type_looping_call) when it has been stopped, or with what
 * its function failed with; possibly before this returns. A running loop keeps itself.
 * Returns WEFT_OK; WEFT_LOOP_RUNNING; WEFT_BAD_TIME if the interval is negative or its first time
 * lies beyond the end of time; WEFT_NO_MEMORY. */
WEFT_API WEFT_MUST_USE weft_status weft_looping_call_start(weft_looping_call *loop,
                                                           const weft_loop_start *start,
                                                           weft_deferred **over);

/* Stops it. Its Deferred fires before this returns; from inside the function, or while what that
 * returned is waited for, when that has ended, with its failure if it fails (LOOP-6).
 * Returns WEFT_OK, or WEFT_LOOP_NOT_RUNNING. */
WEFT_API weft_status weft_looping_call_stop(weft_looping_call *loop);

/* Begins the grid anew, now: the next call is one whole interval away. From inside the function and
 * while it is waited for this does nothing (LOOP-8). Returns WEFT_OK, or WEFT_LOOP_NOT_RUNNING. */
WEFT_API weft_status weft_looping_call_reset(weft_looping_call *loop);

/* Whether it is started and neither stopped nor failed; the interval of the start that runs or ran
 * last. */
WEFT_API bool weft_looping_call_running(const weft_looping_call *loop);
WEFT_API int64_t weft_looping_call_interval(const weft_looping_call *loop);

/* Another interval, from the next scheduling on, on the old grid's origin (LOOP-11). Returns
 * WEFT_OK; WEFT_LOOP_NOT_RUNNING; WEFT_BAD_TIME if it is negative. */
WEFT_API weft_status weft_looping_call_set_interval(weft_looping_call *loop, int64_t interval_ns);

/* Its kind and number, as events name it. */
WEFT_API weft_subject weft_looping_call_subject(const weft_looping_call *loop);

/* References. The value takes the caller's over; weft_value_looping_call looks into one (asserted).
 */
WEFT_API weft_looping_call *weft_looping_call_retain(weft_looping_call *loop);
WEFT_API void weft_looping_call_release(weft_looping_call *loop);
WEFT_API weft_value weft_looping_call_value(weft_looping_call *loop);
WEFT_API weft_looping_call *weft_value_looping_call(const weft_value *value);

#ifdef __cplusplus
}
#endif

#endif
