/* inline_callbacks.h - a generator that waits for Deferreds where it stands, and returns a result.
 *
 *     WEFT_AWAIT(fetch->reply, weft_deferred_value(ask));
 *     if (weft_failure_trap(&fetch->reply, &weft_error_timeout))
 *         fetch->reply = weft_integer(0);
 *     WEFT_RETURN(fetch->reply);
 *
 * It runs at once, without a Cooperator, as far as it goes without waiting. Where it awaits a
 * Deferred that has a result, it goes straight on, in a loop, not deeper on the stack; else when
 * that Deferred's chain comes to it, which then goes on with none. WEFT_AWAIT resumes with the
 * result, or with the failure, which counts as handled (generator.h). A Deferred that is only
 * yielded is waited for too; its result is dropped, and its failure ends the run: the iterator is
 * closed, and fails with that. Anything else that is yielded or awaited comes straight back.
 *
 * Cancelling the result cancels what is awaited just then, through any number of runs that await
 * one another, and nothing else: the generator is resumed with the CancelledError, and may pass it
 * on, clean up, return a value, or wait again (INL-2). Until it ends, its result stays unfired; it
 * may be cancelled again.
 *
 * A run is kept by the Deferred that it awaits. If that is freed unfired, so is the run: its
 * iterator is let go of, whose closed block runs, and its result never fires (INL-3).
 *
 * Reference: Twisted's inlineCallbacks (INL-1 to INL-3).
 */
#ifndef WEFT_INLINE_CALLBACKS_H
#define WEFT_INLINE_CALLBACKS_H

#include "weft/deferred.h"
#include "weft/generator.h"

#ifdef __cplusplus
extern "C" {
#endif

/* Runs ITERATOR, of which it keeps a reference until it has ended; *RESULT fires with what it
 * returns, or raises. A returned Deferred is waited for. Fired by hand meanwhile, *RESULT refuses
 * the real result: what is then awaited goes on with AlreadyCalledError. Returns WEFT_OK, or
 * WEFT_NO_MEMORY: then ITERATOR has not been run. */
WEFT_API WEFT_MUST_USE weft_status weft_inline_callbacks(weft_iterator *iterator,
                                                         weft_deferred **result);

#ifdef __cplusplus
}
#endif

#endif
