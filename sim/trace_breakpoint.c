/* trace_breakpoint.c - where a debugger can stop at an event.
 *
 * It stands in a file of its own, and looks at its argument, so that no compiler sees at the place
 * of the call that nothing happens here and leaves the call out. It returns what it is asked with,
 * so that recording can end with it: a jump, not a call.
 */
#include "weft/sim/trace.h"

#if defined(__GNUC__)
#define NEVER_INLINED __attribute__((noinline))
#else
#define NEVER_INLINED
#endif

NEVER_INLINED uint64_t weft_trace_breakpoint(const weft_trace *trace, uint64_t event)
{
    volatile uint64_t looked_at = event;

    (void) trace;
    (void) looked_at;
    return event;
}
