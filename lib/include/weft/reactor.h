/* reactor.h - the owner of everything: pending calls and their order, memory, and the two hooks.
 *
 * All state of Weft hangs off a reactor; there are no globals, so two reactors run side by side
 * in two threads. One reactor is used from one thread.
 *
 * Time is a count of nanoseconds in an int64_t, from an origin that the driver chooses; it never
 * goes back. Pending calls have one total order: (due time, sequence number). The sequence
 * number is given when a call is made, and anew when it is moved, so calls due at the same time
 * run in the order in which they were asked for.
 *
 * Reference: Twisted's IReactorTime, DelayedCall, Clock (CLK-2 to CLK-6, DC-1 to DC-8).
 */
#ifndef WEFT_REACTOR_H
#define WEFT_REACTOR_H

#include "weft/allocator.h"
#include "weft/observer.h"

#ifdef __cplusplus
extern "C" {
#endif

#define WEFT_NANOSECOND  INT64_C(1)
#define WEFT_MICROSECOND (1000 * WEFT_NANOSECOND)
#define WEFT_MILLISECOND (1000 * WEFT_MICROSECOND)
#define WEFT_SECOND      (1000 * WEFT_MILLISECOND)

/* A handle to a call that was asked for later. Counted: each one handed out is released once. */
typedef struct weft_delayed_call weft_delayed_call;

/* What runs when a delayed call is due. It returns nothing: nothing can be thrown through a
 * reactor. */
typedef void (*weft_call_function)(weft_reactor *reactor, void *context);

/* Gives back a context that the library was asked to own; called once, when it is needed no more.
 */
typedef void (*weft_context_release)(weft_reactor *reactor, void *context);

/* Says what time it is, and how to be woken (driver.h). */
typedef struct weft_driver {
    int64_t (*now)(void *context); /* never goes back */
    /* A call has become due at DUE_NS, before all others. NULL: the driver asks by itself
     * (driver.h). */
    void (*wake_at)(void *context, int64_t due_ns);
    /* A call that is due at DUE_NS, later than now, runs at once: it is that time. NULL: no turn
     * takes such calls in (weft_reactor_run_turn_within). */
    void (*reach)(void *context, int64_t due_ns);
    void *context;
} weft_driver;

typedef struct weft_reactor_options {
    weft_driver driver;       /* now is needed */
    weft_allocator allocator; /* allocate NULL: a pool of its own (pool.h) */
    weft_observer observer;
    weft_chooser chooser;
} weft_reactor_options;

/* Makes a reactor; OPTIONS is copied. Returns WEFT_OK or WEFT_NO_MEMORY. */
WEFT_API WEFT_MUST_USE weft_status weft_reactor_create(const weft_reactor_options *options,
                                                       weft_reactor **reactor);

/* Ends a reactor and all that is left in it, without running any callback, canceller or closed
 * block.
 *
 * In this order: it stops telling and asking but for the reports that follow; reports what is
 * left, and each failure that nothing took, in order of creation; gives back each context and
 * user value that is still held, in order of creation; frees all memory. Handles are void
 * afterwards. Not from inside a call, step or callback (asserted).
 */
WEFT_API void weft_reactor_close(weft_reactor *reactor);

/* Now, as the driver says. */
WEFT_API int64_t weft_now(const weft_reactor *reactor);

/* The observer that it was made with. */
WEFT_API weft_observer weft_reactor_observer(const weft_reactor *reactor);

/* How many turns have begun. Within one instant of virtual time it tells one batch from the next.
 */
WEFT_API uint64_t weft_reactor_turn(const weft_reactor *reactor);

/* Who is running now: the innermost call, step or callback, else WEFT_SUBJECT_NONE. */
WEFT_API weft_subject weft_reactor_current(const weft_reactor *reactor);

/* How many objects of a kind are alive; of calls, those pending: see weft_reactor_pending. */
WEFT_API size_t weft_reactor_alive(const weft_reactor *reactor, weft_subject_kind kind);
WEFT_API size_t weft_reactor_pending(const weft_reactor *reactor);

/* Shows every live object of KIND to LOOK, in order of creation. OBJECT is a const
 * weft_delayed_call *, weft_deferred *, weft_iterator *, weft_task *, weft_cooperator *, weft_lock
 * *, weft_semaphore *, weft_queue * or weft_looping_call *, as SUBJECT says. LOOK may not change
 * anything. */
typedef void (*weft_look)(void *context, weft_subject subject, const void *object);
WEFT_API void weft_reactor_walk(const weft_reactor *reactor, weft_subject_kind kind, weft_look look,
                                void *context);

/* All pending calls, in the order in which they would run: a snapshot. Returns how many there
 * are; fills CALLS if CAPACITY is enough for them, else leaves it alone. O(n log n). Twisted:
 * getDelayedCalls, which hands out the live list (CLK-13). */
typedef struct weft_pending_call {
    weft_subject call;
    int64_t due_ns;
    uint64_t sequence; /* its place among those due then */
} weft_pending_call;
WEFT_API size_t weft_reactor_pending_calls(const weft_reactor *reactor, weft_pending_call *calls,
                                           size_t capacity);

/* Runs FUNCTION with CONTEXT when DELAY_NS have passed; never before this call has returned, not
 * even for 0.
 *
 * CALL may be NULL: then nobody can cancel or move it. Otherwise it receives a handle, to be
 * released once; the call runs whether the handle is still held or not. Returns WEFT_OK;
 * WEFT_NO_MEMORY; WEFT_BAD_TIME if DELAY_NS is negative or now + DELAY_NS does not fit. Twisted:
 * callLater (CLK-2; a negative delay is refused here, CLK-11).
 */
WEFT_API WEFT_MUST_USE weft_status weft_call_later(weft_reactor *reactor, int64_t delay_ns,
                                                   weft_call_function function, void *context,
                                                   weft_delayed_call **call);

/* The same with a context that the call owns: RELEASE gets it back once the call has run, was
 * cancelled, or could not be made. */
typedef struct weft_call_options {
    int64_t delay_ns;
    weft_call_function function;
    void *context;
    weft_context_release release; /* NULL: nothing to give back */
    const char *name; /* what it is called in traces; outlives the reactor; NULL: nothing */
} weft_call_options;
WEFT_API WEFT_MUST_USE weft_status weft_call_later_with(weft_reactor *reactor,
                                                        const weft_call_options *options,
                                                        weft_delayed_call **call);

/* Takes the call out of the queue. Never allocates. Returns WEFT_OK;
 * WEFT_CALL_ALREADY_CANCELLED; WEFT_CALL_ALREADY_CALLED, from inside the call too (DC-1, DC-2). */
WEFT_API weft_status weft_delayed_call_cancel(weft_delayed_call *call);

/* Makes it due DELAY_NS from now, behind all that is already due then (DC-4, DC-7). Never
 * allocates. Returns WEFT_OK; WEFT_CALL_ALREADY_CALLED; WEFT_CALL_ALREADY_CANCELLED;
 * WEFT_BAD_TIME. */
WEFT_API weft_status weft_delayed_call_reset(weft_delayed_call *call, int64_t delay_ns);

/* Makes it due BY_NS later than it is (earlier if negative), behind all that is already due then
 * (DC-5). Never allocates. Returns as reset does; WEFT_BAD_TIME if BY_NS is negative and that lies
 * before now: a call that is late may be put off by less than it is late. */
WEFT_API weft_status weft_delayed_call_delay(weft_delayed_call *call, int64_t by_ns);

/* Whether it is still to run: false inside its own function already (DC-1). */
WEFT_API bool weft_delayed_call_active(const weft_delayed_call *call);

/* Whether it was cancelled; with active, this tells "called" from "cancelled". */
WEFT_API bool weft_delayed_call_cancelled(const weft_delayed_call *call);

/* When it is, or was, due. */
WEFT_API int64_t weft_delayed_call_due(const weft_delayed_call *call);

/* What traces call it: its kind and number. */
WEFT_API weft_subject weft_delayed_call_subject(const weft_delayed_call *call);

/* Takes one more reference to the handle, and returns CALL. */
WEFT_API weft_delayed_call *weft_delayed_call_retain(weft_delayed_call *call);

/* Gives one reference back. A call that is pending runs all the same. */
WEFT_API void weft_delayed_call_release(weft_delayed_call *call);

#ifdef __cplusplus
}
#endif

#endif
