/* queue.h - values handed from those who put to those who get, in order.
 *
 * Never both: while somebody waits, nothing is stored. A put hands its value straight to the first
 * who waits, whose callbacks run before the put returns; they may put and get in turn.
 *
 * Reference: Twisted's DeferredQueue (SYNC-3, SYNC-8).
 */
#ifndef WEFT_QUEUE_H
#define WEFT_QUEUE_H

#include "weft/deferred.h"

#ifdef __cplusplus
extern "C" {
#endif

typedef struct weft_queue weft_queue;

#define WEFT_QUEUE_UNLIMITED SIZE_MAX

typedef struct weft_queue_options {
    size_t size;    /* how many values may be stored; 0: values are handed over only */
    size_t backlog; /* how many may wait; 0: nobody waits */
} weft_queue_options;

WEFT_API extern const weft_type weft_type_queue;

/* Makes an empty queue; OPTIONS is copied, NULL: no limits. Returns WEFT_OK or WEFT_NO_MEMORY. */
WEFT_API WEFT_MUST_USE weft_status weft_queue_create(weft_reactor *reactor,
                                                     const weft_queue_options *options,
                                                     weft_queue **queue);

/* Hands VALUE (moved) to the first who waits, else stores it. A failure fails whoever gets it.
 * Returns WEFT_OK; WEFT_QUEUE_OVERFLOW if as many are stored as may be; WEFT_IS_DEFERRED;
 * WEFT_NO_MEMORY. Nothing has changed then. */
WEFT_API WEFT_MUST_USE weft_status weft_queue_put(weft_queue *queue, weft_value value);

/* *ITEM fires with the oldest value, at once if one is stored. Cancelling one that waits takes it
 * out of the line. Returns WEFT_OK; WEFT_QUEUE_UNDERFLOW if as many wait as may; WEFT_NO_MEMORY. */
WEFT_API WEFT_MUST_USE weft_status weft_queue_get(weft_queue *queue, weft_deferred **item);

/* How many values are stored; how many wait. */
WEFT_API size_t weft_queue_length(const weft_queue *queue);
WEFT_API size_t weft_queue_waiting(const weft_queue *queue);

/* Its kind and number, as events name it. */
WEFT_API weft_subject weft_queue_subject(const weft_queue *queue);

/* References. Those who wait hold none: they go, unfired, with the last one. The value takes the
 * caller's over; weft_value_queue looks into one (asserted). */
WEFT_API weft_queue *weft_queue_retain(weft_queue *queue);
WEFT_API void weft_queue_release(weft_queue *queue);
WEFT_API weft_value weft_queue_value(weft_queue *queue);
WEFT_API weft_queue *weft_value_queue(const weft_value *value);

#ifdef __cplusplus
}
#endif

#endif
