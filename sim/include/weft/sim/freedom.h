/* freedom.h - what may go otherwise in a run than Twisted's order has it, and what may be done to
 * it.
 *
 * Each of these is asked for as the run comes to it, and the answer stands in the trace; so a trace
 * says of both how they were set, and replays without being told.
 */
#ifndef WEFT_SIM_FREEDOM_H
#define WEFT_SIM_FREEDOM_H

#include <stdbool.h>
#include <stdint.h>

/* What is free besides the order of the calls of one turn. All zero: nothing. */
typedef struct weft_freedom {
    int64_t slack_ns; /* calls pending together and due within this are as good as due together: one
                         that is overtaken runs late, at the time reached */
    int64_t late_ns;  /* before any turn the loop may be held up, up to this long */
    bool rotation;    /* the order of a Cooperator's tasks within a pass */
    bool slices;      /* a time slice may end after any step */
} weft_freedom;

/* What may be done to a run that its program did not do: once a run, at one of the points. */
typedef struct weft_faults {
    unsigned kinds; /* WEFT_FAULT_CANCEL.. */
    unsigned
        points; /* WEFT_FAULT_AT_TURN..; an allocation fails at WEFT_FAULT_AT_ALLOCATION only */
} weft_faults;

#define WEFT_FAULT_CANCEL 1U /* a Deferred that has not fired is cancelled */
#define WEFT_FAULT_STOP   2U /* a task that has not ended is stopped */
#define WEFT_FAULT_FAIL   4U /* the step, or callback, fails with a RuntimeError in its place */
#define WEFT_FAULT_MEMORY 8U /* there is no memory for the library's request */

#define WEFT_FAULT_AT_TURN       1U
#define WEFT_FAULT_AT_STEP       2U
#define WEFT_FAULT_AT_CALLBACK   4U
#define WEFT_FAULT_AT_ALLOCATION 8U

#endif
