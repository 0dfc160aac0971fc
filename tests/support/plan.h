/* plan.h - tasks that act upon each other, written as a line of text.
 *
 *     "a:.Sb. b:... -c:.$"      task a: a plain yield; stop b, then yield; return. b: three yields.
 *                               c is not started at first.
 *
 * The letters of a step act, one after the other; what ends the step is its outcome:
 *
 *     Sx Px Rx  stop, pause, resume task x      X0 E0 C0  fire, fail, cancel the Deferred 0 (to 9)
 *     Nx        start task x                    K G       stop, start the Cooperator
 *     . yields   0 to 9 yields that Deferred   ! raises ValueError   $ returns
 *
 * Behind the last step a task returns. A step writes a0, a1, ..., the last one aend; the end of a
 * task writes a=done, or a=TaskStopped and the like. What acts from outside, between two ticks, is
 * a line of its own: "2:Sa 5:RbNc" stops a before the third tick, and so on. Acts on tasks that
 * were not started, and on Deferreds that have fired already, are passed over.
 */
#ifndef TESTS_PLAN_H
#define TESTS_PLAN_H

#include "library_fixture.h"

#define PLAN_TICKS_MAX 1000

struct plan_row {
    const char *what;
    uint32_t slice; /* steps a tick; 0: a tick goes on until nobody can run */
    const char *tasks, *outside;
    const char *expected;
};

/* Runs each of COUNT plans to its end, in a fixture of its own. Fails the test if what was written
 * is not what is expected, or if anything is left alive. */
void check_plans(const struct plan_row *rows, size_t count);

#endif
