/* clock.h - a reactor whose time moves only when it is told to, or when nothing is left to do.
 *
 * *Autojump*: when no call is due, time goes straight to the next due time, so that a call
 * always sees its own due time (run_until, run). Twisted's Clock.advance, which jumps first and
 * runs afterwards, is offered under its own name, as is pump.
 *
 * Reference: Twisted's Clock (CLK-1 to CLK-12; the differences CLK-5, 7, 8, 9, 10, 11).
 */
#ifndef WEFT_SIM_CLOCK_H
#define WEFT_SIM_CLOCK_H

#include "weft/weft.h"

#ifdef __cplusplus
extern "C" {
#endif

typedef struct weft_clock weft_clock;

typedef struct weft_clock_options {
    weft_allocator allocator; /* allocate NULL: a pool of the reactor's own (weft/pool.h) */
    weft_observer observer;
    weft_chooser chooser;
    uint64_t instant_calls_max; /* calls at one instant before WEFT_LIVELOCK; 0: 100,000 */
} weft_clock_options;

/* Makes a clock that reads 0, and its reactor. OPTIONS NULL: the defaults. WEFT_OK or
 * WEFT_NO_MEMORY. */
WEFT_API WEFT_MUST_USE weft_status weft_clock_create(const weft_clock_options *options,
                                                     weft_clock **clock);

/* Closes the reactor (weft_reactor_close) and frees the clock. */
WEFT_API void weft_clock_close(weft_clock *clock);

/* The reactor that this clock drives; it lives as long as the clock. */
WEFT_API weft_reactor *weft_clock_reactor(const weft_clock *clock);

/* The present time, in nanoseconds since 0. */
WEFT_API int64_t weft_clock_now(const weft_clock *clock);

/* Twisted's: now += BY_NS at once, then runs every call due by then, in order; all of them see
 * the final time. Returns WEFT_OK; WEFT_BAD_TIME if BY_NS is negative or the sum does not fit;
 * WEFT_REENTRANT from inside a call, step or callback (nothing changed in both); WEFT_LIVELOCK
 * when the budget of this instant is used up: the rest is still pending. */
WEFT_API WEFT_MUST_USE weft_status weft_clock_advance(weft_clock *clock, int64_t by_ns);

/* Advances by each of COUNT amounts in turn; ends at the first that does not return WEFT_OK, and
 * returns that. */
WEFT_API WEFT_MUST_USE weft_status weft_clock_pump(weft_clock *clock, const int64_t *amounts_ns,
                                                   size_t count);

/* Runs, with autojump, every call due at or before UNTIL_NS, each at its own due time; then now
 * is UNTIL_NS. A time before now runs nothing and changes nothing: WEFT_BAD_TIME. Otherwise
 * returns as advance does. */
WEFT_API WEFT_MUST_USE weft_status weft_clock_run_until(weft_clock *clock, int64_t until_ns);

/* Runs, with autojump, until no call is pending. Returns as advance does. A call that renews
 * itself for ever, each time later, keeps it running for ever: use run_until. */
WEFT_API WEFT_MUST_USE weft_status weft_clock_run(weft_clock *clock);

/* Takes one turn: jumps to the next due time if nothing is due now, and runs that batch. *RAN
 * (may be NULL): how many calls ran; 0: nothing was pending at or before LIMIT_NS, and time is
 * as it was. */
WEFT_API WEFT_MUST_USE weft_status weft_clock_turn(weft_clock *clock, int64_t limit_ns,
                                                   size_t *ran);

/* The same, where the chooser is offered calls too that are due up to SLACK_NS later
 * (weft_reactor_run_turn_within): time goes on to the due time of one that goes first. */
WEFT_API WEFT_MUST_USE weft_status weft_clock_turn_within(weft_clock *clock, int64_t limit_ns,
                                                          int64_t slack_ns, size_t *ran);

/* Spends virtual CPU time here and now, from inside a call, step or callback or outside: now +=
 * COST_NS, and nothing runs meanwhile. What falls due runs late. WEFT_OK, or WEFT_BAD_TIME as
 * for advance. */
WEFT_API weft_status weft_clock_work(weft_clock *clock, int64_t cost_ns);

#ifdef __cplusplus
}
#endif

#endif
