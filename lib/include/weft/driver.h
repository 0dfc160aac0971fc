/* driver.h - for those who give a reactor its time: a virtual clock, a real event loop.
 *
 * The reactor owns the pending calls and their order. A driver says what time it is, is told
 * when the earliest due time changes, and runs turns. There is so one queue and one order,
 * whatever drives it.
 *
 * A *turn* is the batch of live calls that are due when it begins. Calls made during a turn, at
 * whatever delay, belong to a later one: no reactor can run them before what was already due.
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

/* The due time of the earliest pending call: true and *DUE_NS; false if none is pending. */
WEFT_API bool weft_reactor_next_due(const weft_reactor *reactor, int64_t *due_ns);

/* Makes the rest of the turn that is running, and of a Cooperator's slice, come in a later turn.
 * For an observer that has seen enough: it is the one call that changes anything which an
 * observer may make. No effect between turns. */
WEFT_API void weft_reactor_interrupt(weft_reactor *reactor);

#ifdef __cplusplus
}
#endif

#endif
