/* deferred.h - a result that is not here yet, and the callbacks that wait for it.
 *
 * A Deferred is fired once, with a value or a failure, and hands it down its chain of
 * callback/errback pairs: what one pair returns is what the next receives. A callback that
 * returns a failure moves the chain to the errback side; an errback that returns anything else
 * moves it back; one that returns a Deferred makes the chain wait until that one has a result.
 *
 *     unfired --callback, errback, cancel--> running --no pairs left--> done
 *                                             |   ^                      |
 *                       a pair returned a     |   |  that one has its    | add_callbacks:
 *                       Deferred, or paused   v   |  result; unpaused    | runs at once
 *                                            waiting <-------------------+
 *
 * Waiting and pausing are two counts: unpausing never breaks a wait.
 *
 * Firing, cancelling, pausing and releasing never allocate and need a small, constant stack,
 * however long the chain. A failure that no errback has taken is reported to the observer at the
 * last release.
 *
 * Reference: Twisted's Deferred (DEF, CHN, CAN, CHD, UNH).
 */
#ifndef WEFT_DEFERRED_H
#define WEFT_DEFERRED_H

#include "weft/failure.h"
#include "weft/reactor.h"

#ifdef __cplusplus
extern "C" {
#endif

/* A callback or an errback: takes a moved value, returns a moved value; returning a failure is
 * raising. */
typedef weft_value (*weft_callback)(weft_reactor *reactor, void *context, weft_value result);

/* One place in the chain. Where a half is NULL its input passes through unchanged. */
typedef struct weft_callbacks {
    weft_callback callback;
    weft_callback errback;
    void *context; /* handed to both */
    weft_context_release
        release; /* gets CONTEXT back once the pair has run or is dropped; NULL: not owned */
} weft_callbacks;

/* What cancelling an unfired Deferred asks first. It may fire DEFERRED; it cannot raise. */
typedef struct weft_canceller {
    void (*cancel)(weft_reactor *reactor, void *context, weft_deferred *deferred);
    void *context;
    weft_context_release
        release; /* gets CONTEXT back once the Deferred has fired or is freed; NULL: not owned */
} weft_canceller;

/* Makes an unfired Deferred. CANCELLER is copied; NULL: none. Returns WEFT_OK or WEFT_NO_MEMORY
 * (the canceller's context is then given back). */
WEFT_API WEFT_MUST_USE weft_status weft_deferred_create(weft_reactor *reactor,
                                                        const weft_canceller *canceller,
                                                        weft_deferred **deferred);

/* Makes one that has fired with RESULT (moved), a failure too: then it acts failed (MK-1).
 * Returns WEFT_OK; WEFT_NO_MEMORY; WEFT_IS_DEFERRED. */
WEFT_API WEFT_MUST_USE weft_status weft_succeed(weft_reactor *reactor, weft_value result,
                                                weft_deferred **deferred);

/* Calls FUNCTION with none, now, and makes one that has fired with what it returned: a failure too.
 * A returned Deferred: with weft_execute WEFT_IS_DEFERRED (DEF-4), with weft_maybe_deferred it is
 * handed on as it is (MK-2). Returns as weft_succeed does; without memory FUNCTION has not run. */
WEFT_API WEFT_MUST_USE weft_status weft_execute(weft_reactor *reactor, weft_callback function,
                                                void *context, weft_deferred **deferred);
WEFT_API WEFT_MUST_USE weft_status weft_maybe_deferred(weft_reactor *reactor,
                                                       weft_callback function, void *context,
                                                       weft_deferred **deferred);

/* Makes one that fires when DELAY_NS have passed, with what FUNCTION then returns (called with
 * none; FUNCTION NULL: fires with none). A returned Deferred is waited for. Cancelling it
 * cancels the delayed call. Returns WEFT_OK; WEFT_NO_MEMORY; WEFT_BAD_TIME. In each case but
 * WEFT_OK, CONTEXT has been given back to RELEASE (NULL: not owned). Twisted: deferLater (DLT-1,
 * DLT-2). */
typedef struct weft_later {
    int64_t delay_ns;
    weft_callback function;
    void *context;
    weft_context_release release;
} weft_later;
WEFT_API WEFT_MUST_USE weft_status weft_defer_later(weft_reactor *reactor, const weft_later *later,
                                                    weft_deferred **deferred);

/* Appends a pair; if DEFERRED has a result and nothing holds it up, the pair runs before this
 * returns (DEF-2, DEF-3). From inside one of its own pairs: the chain that is running goes on
 * with it (DEF-11). Returns WEFT_OK, or WEFT_NO_MEMORY: then CALLBACKS' context is given back
 * and nothing else happens. */
WEFT_API WEFT_MUST_USE weft_status weft_deferred_add(weft_deferred *deferred,
                                                     const weft_callbacks *callbacks);

/* The same in Twisted's words, with a context that is not owned. */
WEFT_API WEFT_MUST_USE weft_status weft_deferred_add_callbacks(weft_deferred *deferred,
                                                               weft_callback callback,
                                                               weft_callback errback,
                                                               void *context);
WEFT_API WEFT_MUST_USE weft_status weft_deferred_add_callback(weft_deferred *deferred,
                                                              weft_callback callback,
                                                              void *context);
WEFT_API WEFT_MUST_USE weft_status weft_deferred_add_errback(weft_deferred *deferred,
                                                             weft_callback errback, void *context);
WEFT_API WEFT_MUST_USE weft_status weft_deferred_add_both(weft_deferred *deferred,
                                                          weft_callback both, void *context);

/* Fires TARGET with what SOURCE has at this place of its chain; SOURCE goes on with none (CHD-1
 * to CHD-4). SOURCE does not wait for what TARGET does, and cancelling TARGET does not touch
 * SOURCE. If TARGET has been fired otherwise by then, SOURCE goes on with an AlreadyCalledError.
 * SOURCE keeps TARGET alive until then. Returns WEFT_OK or WEFT_NO_MEMORY. Twisted:
 * chainDeferred; a chain of any length needs no stack (CHD-5). */
WEFT_API WEFT_MUST_USE weft_status weft_deferred_chain(weft_deferred *source,
                                                       weft_deferred *target);

/* Fires DEFERRED with RESULT (moved) and runs its chain as far as it goes. A failure as RESULT:
 * the same as errback (DEF-4). Returns WEFT_OK; WEFT_ALREADY_CALLED, once swallowed after a
 * cancel without canceller (CAN-2: then WEFT_OK); WEFT_IS_DEFERRED. On an error nothing has
 * happened but that the observer was told. */
WEFT_API weft_status weft_deferred_callback(weft_deferred *deferred, weft_value result);

/* Fires DEFERRED with a failure (moved; WEFT_BAD_ARGUMENT if it is none). Otherwise as callback. */
WEFT_API weft_status weft_deferred_errback(weft_deferred *deferred, weft_value failure);

/* Asks the operation behind DEFERRED to give up.
 *
 * Unfired: the canceller runs, and if it leaves DEFERRED unfired, or there is none, DEFERRED
 * fails with CancelledError; without a canceller the producer's next attempt to fire is
 * swallowed, once (CAN-1 to CAN-3). Waiting for another: that one is cancelled instead (CAN-7).
 * Otherwise, and while its canceller runs: nothing (CAN-5, CAN-6). May be called from anywhere. */
WEFT_API void weft_deferred_cancel(weft_deferred *deferred);

/* Holds the chain up until it is unpaused as often as it was paused. A pair that is running goes
 * on, and so do the pairs behind it that are already there (DEF-13, DEF-14). */
WEFT_API void weft_deferred_pause(weft_deferred *deferred);

/* Returns WEFT_OK, or WEFT_NOT_PAUSED, nothing changed (DEF-15). Runs the chain when the count
 * reaches 0. */
WEFT_API weft_status weft_deferred_unpause(weft_deferred *deferred);

/* Bounds the time until DEFERRED has a result: when DELAY_NS have passed it is cancelled, and
 * the result is then converted: by TIMEOUT's callback if it has one (given the result, failure
 * or value), else CancelledError becomes TimeoutError and all else stays. Only pairs added
 * before are covered (TMO-1 to TMO-6). Returns WEFT_OK; WEFT_NO_MEMORY; WEFT_BAD_TIME. On an
 * error TIMEOUT's context has been given back. */
WEFT_API WEFT_MUST_USE weft_status weft_deferred_add_timeout(weft_deferred *deferred,
                                                             const weft_later *timeout);

/* Whether it has fired; from inside its canceller too. */
WEFT_API bool weft_deferred_called(const weft_deferred *deferred);

/* How often it is paused. */
WEFT_API uint32_t weft_deferred_pauses(const weft_deferred *deferred);

/* The Deferred that its chain waits for, borrowed; NULL: none. */
WEFT_API weft_deferred *weft_deferred_waits_for(const weft_deferred *deferred);

/* What its chain has come to, a look; NULL while it is unfired or waits. Inside a pair: that
 * pair's input (DEF-12). */
WEFT_API const weft_value *weft_deferred_result(const weft_deferred *deferred);

/* Whether it holds a failure that nothing has taken: what its last release would report (UNH-1). */
WEFT_API bool weft_deferred_unhandled(const weft_deferred *deferred);

/* The reactor that it was made on. */
WEFT_API weft_reactor *weft_deferred_reactor(const weft_deferred *deferred);

/* What traces call it: its kind and number. */
WEFT_API weft_subject weft_deferred_subject(const weft_deferred *deferred);

/* Takes one more reference, and returns DEFERRED. */
WEFT_API weft_deferred *weft_deferred_retain(weft_deferred *deferred);

/* The last release reports an unhandled failure, drops the pairs that are left, then frees. */
WEFT_API void weft_deferred_release(weft_deferred *deferred);

#ifdef __cplusplus
}
#endif

#endif
