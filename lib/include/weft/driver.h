/* driver.h - for those who give a reactor its time: a virtual clock, a real event loop.
 *
 * The reactor owns the pending calls and their order. A driver says what time it is, is told
 * when the earliest due time changes, and runs turns. There is so one queue and one order,
 * whatever drives it.
 *
 * A *turn* is the batch of live calls that are due when it begins. Calls made during a turn, at
 * whatever delay, belong to a later one: no reactor can run them before what was already due.
 * Without a chooser the turn ends at a call that was late and has been put off, during it, by less
 * than it is late (weft_delayed_call_delay): what comes behind that runs in the next turn, at the
 * same time.
 */
#ifndef WEFT_DRIVER_H
#define WEFT_DRIVER_H

#include "weft/reactor.h"

#ifdef __cplusplus
extern "C" {
#endif

/* Runs one turn: every live call that is due now, in order of (due, sequence), or as the chooser
 * says.
 *
 * *RAN (may be NULL) receives how many calls ran; 0 means that none is due.
 * Returns WEFT_OK, or WEFT_REENTRANT from inside a call, step or callback: nothing is changed then.
 */
WEFT_API WEFT_MUST_USE weft_status weft_reactor_run_turn(weft_reactor *reactor, size_t *ran);

/* The same where timers within SLACK_NS of one another are as good as due together: the chooser is
 * offered the calls too that are due by now + SLACK_NS. One that goes first brings its time with it
 * (driver.reach), and whom it has overtaken runs late. Those that were not chosen stay pending.
 * Without a chooser, or with 0: as weft_reactor_run_turn. */
WEFT_API WEFT_MUST_USE weft_status weft_reactor_run_turn_within(weft_reactor *reactor,
                                                                int64_t slack_ns, size_t *ran);

/* The same for a driver whose time moves when nothing is left to do: if no call is due, and the
 * earliest is due by LIMIT_NS, it is that time first (driver.reach, which is needed). */
WEFT_API WEFT_MUST_USE weft_status weft_reactor_run_next(weft_reactor *reactor, int64_t limit_ns,
                                                         int64_t slack_ns, size_t *ran);

/* Turn after turn of weft_reactor_run_next, without slack, until nothing is due by LIMIT_NS.
 * Returns WEFT_OK; WEFT_LIVELOCK once more than CALLS_MAX calls have run at one instant, after the
 * turn that did it: the rest is still pending; WEFT_REENTRANT as above. */
WEFT_API WEFT_MUST_USE weft_status weft_reactor_run_by(weft_reactor *reactor, int64_t limit_ns,
                                                       uint64_t calls_max);

/* Runs FUNCTION with CONTEXT now, as a turn of its own before all that is pending: an event from
 * outside. NAME (outlives the reactor) is what traces call it; NULL: nothing. Returns WEFT_OK;
 * WEFT_NO_MEMORY; WEFT_REENTRANT from inside a call, step or callback. */
WEFT_API WEFT_MUST_USE weft_status weft_reactor_enter(weft_reactor *reactor,
                                                      weft_call_function function, void *context,
                                                      const char *name);

/* The due time of the earliest pending call: true and *DUE_NS; false if none is pending. */
WEFT_API bool weft_reactor_next_due(const weft_reactor *reactor, int64_t *due_ns);

/* The earliest pending call, as weft_reactor_pending_calls tells it; false if none is pending. */
WEFT_API bool weft_reactor_next_call(const weft_reactor *reactor, weft_pending_call *call);

/* Makes the rest of the turn that is running, and of a Cooperator's slice, come in a later turn.
 * For an observer that has seen enough: it is the one call that changes anything which an
 * observer may make. No effect between turns. */
WEFT_API void weft_reactor_interrupt(weft_reactor *reactor);

#ifdef __cplusplus
}
#endif

#endif
