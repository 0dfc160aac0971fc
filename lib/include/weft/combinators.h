/* combinators.h - one Deferred of many.
 *
 * Each takes COUNT Deferreds (an array that is only looked at; the combinator keeps a reference to
 * each until it has fired) and makes one that fires when enough of them have. It stands in the
 * chain of each of them as one more pair would: what was added before transforms what it sees, what
 * is added later sees what it leaves. Elements that have fired already count while it is made, in
 * order; one may stand in the list twice.
 *
 * Cancelling one of these cancels each of its elements that has not fired, in order, and nothing
 * else: it then fires through them (LIST-8), or not, if one of them waits again; it may be
 * cancelled again. Once it has fired and its own chain waits, what it waits for is cancelled
 * (CAN-7). Neither firing nor cancelling allocates, or needs more stack for a tower of them than
 * for one.
 *
 * Reference: Twisted's DeferredList, gatherResults, race (LIST, GAT, FE, RACE).
 */
#ifndef WEFT_COMBINATORS_H
#define WEFT_COMBINATORS_H

#include "weft/deferred.h"
#include "weft/list.h"

#ifdef __cplusplus
extern "C" {
#endif

typedef struct weft_deferred_list_options {
    bool first_ok;     /* fire with the first success, a winner (fireOnOneCallback) */
    bool first_failed; /* fail with a FirstError of the first failure (fireOnOneErrback) */
    bool consume;      /* an element's failure goes no further: its chain goes on with none */
    bool cancel_rest;  /* once it has fired early, cancel the elements that have not (ISS-21) */
} weft_deferred_list_options;

/* Fires, when all are in, with a list of outcomes in the order of the elements; never fails but by
 * first_failed. Empty: fires at once with an empty list, with first_ok never (LIST-3). With
 * first_ok and no success at all: with the list of failures (LIST-4). OPTIONS NULL: none of them.
 * Returns WEFT_OK or WEFT_NO_MEMORY: then nothing has happened to the elements. */
WEFT_API WEFT_MUST_USE weft_status weft_deferred_list(weft_reactor *reactor,
                                                      weft_deferred *const *elements, size_t count,
                                                      const weft_deferred_list_options *options,
                                                      weft_deferred **list);

/* Fires with the list of values in the order of the elements, or fails with a FirstError of the
 * first failure (GAT-1). Of OPTIONS, consume and cancel_rest count. Returns as weft_deferred_list.
 */
WEFT_API WEFT_MUST_USE weft_status weft_gather_results(weft_reactor *reactor,
                                                       weft_deferred *const *elements, size_t count,
                                                       const weft_deferred_list_options *options,
                                                       weft_deferred **gathered);

/* Fires with the first success, a winner, after it has cancelled all others in order; fails, when
 * all have, with a FailureGroup of the failures in the order of the elements (RACE-1, RACE-2). The
 * elements go on with none. Empty: never fires. If a cancel of it leaves all of them unfired, it
 * fails with CancelledError, and an element that comes later goes on with AlreadyCalledError.
 * Returns as weft_deferred_list. */
WEFT_API WEFT_MUST_USE weft_status weft_race(weft_reactor *reactor, weft_deferred *const *elements,
                                             size_t count, weft_deferred **winner);

#ifdef __cplusplus
}
#endif

#endif
