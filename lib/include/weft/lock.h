/* lock.h - taking turns: a lock, and a semaphore that as many may hold as it has tokens.
 *
 * Those who wait get it in the order in which they asked. A release hands it straight to the first
 * of them, whose callbacks run before the release returns and find it taken (SYNC-2). Where
 * callbacks release in turn, this nests, as in Twisted, to WEFT_HAND_OVERS_MAX hand-overs inside
 * one another; those beyond are made by the outermost release when the others have returned. So any
 * number may wait, on a small stack (SYNC-6; Twisted's own stack ends near the hundredth). What is
 * run with it (weft_lock_run) needs no stack at all.
 *
 * Acquiring allocates; releasing and cancelling do not. Cancelling a Deferred that waits takes it
 * out of the line, in constant time; one that has got it keeps it (SYNC-3).
 *
 * Reference: Twisted's DeferredLock and DeferredSemaphore (SYNC-1 to SYNC-7).
 */
#ifndef WEFT_LOCK_H
#define WEFT_LOCK_H

#include "weft/deferred.h"

#ifdef __cplusplus
extern "C" {
#endif

typedef struct weft_lock weft_lock;
typedef struct weft_semaphore weft_semaphore;

#define WEFT_HAND_OVERS_MAX 64

/* What runs while it is held; called with none. A returned Deferred is waited for. */
typedef struct weft_holder {
    weft_callback function;
    void *context;
    weft_context_release release; /* gets CONTEXT back, also if it never runs; NULL: not owned */
} weft_holder;

WEFT_API extern const weft_type weft_type_lock;
WEFT_API extern const weft_type weft_type_semaphore;

/* Makes a free lock. Returns WEFT_OK or WEFT_NO_MEMORY. */
WEFT_API WEFT_MUST_USE weft_status weft_lock_create(weft_reactor *reactor, weft_lock **lock);

/* *ACQUIRED fires with the lock (weft_type_lock) when it is the caller's: at once if it is free.
 * Returns WEFT_OK or WEFT_NO_MEMORY. */
WEFT_API WEFT_MUST_USE weft_status weft_lock_acquire(weft_lock *lock, weft_deferred **acquired);

/* Gives it back: to the first who waits, if any. Returns WEFT_OK, or WEFT_NOT_ACQUIRED if nobody
 * holds it. */
WEFT_API weft_status weft_lock_release(weft_lock *lock);

/* Acquires, runs HOLDER, releases when its result is there, and then fires *DONE with that, failure
 * or value (SYNC-4, SYNC-5). Cancelling *DONE while it waits for its turn: HOLDER never runs; while
 * it runs: the Deferred that it waits for is cancelled, then the lock released. Returns WEFT_OK or
 * WEFT_NO_MEMORY: then HOLDER has not run and its context was given back. */
WEFT_API WEFT_MUST_USE weft_status weft_lock_run(weft_lock *lock, const weft_holder *holder,
                                                 weft_deferred **done);

/* Whether somebody holds it; how many wait. */
WEFT_API bool weft_lock_locked(const weft_lock *lock);
WEFT_API size_t weft_lock_waiting(const weft_lock *lock);

/* Its kind and number, as events name it. */
WEFT_API weft_subject weft_lock_subject(const weft_lock *lock);

/* References. A Deferred that fired with it holds one, and so does what is run with it; those who
 * only wait do not: they go, unfired, with the last reference. The value takes the caller's over;
 * weft_value_lock looks into one (asserted). */
WEFT_API weft_lock *weft_lock_retain(weft_lock *lock);
WEFT_API void weft_lock_release_reference(weft_lock *lock);
WEFT_API weft_value weft_lock_value(weft_lock *lock);
WEFT_API weft_lock *weft_value_lock(const weft_value *value);

/* The same for a semaphore of TOKENS. Returns WEFT_OK; WEFT_NO_MEMORY; WEFT_BAD_ARGUMENT if TOKENS
 * is 0 (SYNC-7). */
WEFT_API WEFT_MUST_USE weft_status weft_semaphore_create(weft_reactor *reactor, uint64_t tokens,
                                                         weft_semaphore **semaphore);
/* As weft_lock_acquire; WEFT_NO_MEMORY too. */
WEFT_API WEFT_MUST_USE weft_status weft_semaphore_acquire(weft_semaphore *semaphore,
                                                          weft_deferred **acquired);
/* WEFT_NOT_ACQUIRED if all tokens are there already. */
WEFT_API weft_status weft_semaphore_release(weft_semaphore *semaphore);
/* As weft_lock_run; WEFT_NO_MEMORY too. */
WEFT_API WEFT_MUST_USE weft_status weft_semaphore_run(weft_semaphore *semaphore,
                                                      const weft_holder *holder,
                                                      weft_deferred **done);
/* How many tokens nobody holds; how many there are; how many wait for one. */
WEFT_API uint64_t weft_semaphore_tokens(const weft_semaphore *semaphore);
WEFT_API uint64_t weft_semaphore_limit(const weft_semaphore *semaphore);
WEFT_API size_t weft_semaphore_waiting(const weft_semaphore *semaphore);
WEFT_API weft_subject weft_semaphore_subject(const weft_semaphore *semaphore);
WEFT_API weft_semaphore *weft_semaphore_retain(weft_semaphore *semaphore);
WEFT_API void weft_semaphore_release_reference(weft_semaphore *semaphore);
WEFT_API weft_value weft_semaphore_value(weft_semaphore *semaphore);
WEFT_API weft_semaphore *weft_value_semaphore(const weft_value *value);

#ifdef __cplusplus
}
#endif

#endif
