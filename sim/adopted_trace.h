/* adopted_trace.h - accepted traces that are held by following their choices.
 *
 * A finding that was adopted is an accepted trace like any other, but that its scenario is not held
 * against it by a plain run: the run follows the trace's choices, in a world that is as its header
 * says. The header says so: its strategy is `replay`. What it accepts may be a run that fails.
 *
 * Of a script it lies beside a script of its own. A scenario in C may have any number of them
 * beside its own accepted trace, SCENARIO@NAME.trace.
 */
#ifndef WEFT_SIM_ADOPTED_TRACE_H
#define WEFT_SIM_ADOPTED_TRACE_H

#include <stdbool.h>
#include <stddef.h>

#define WEFT__ADOPTED_STRATEGY "replay"
#define WEFT__ADOPTED_SIGN     '@' /* between a scenario in C and a name */

/* Whether there is such a trace at PATH. */
bool weft__trace_is_adopted(const char *path);

/* Whether NAME is SCENARIO@ANYTHING, of LENGTH bytes. */
bool weft__is_adopted_of(const char *name, size_t length, const char *scenario);

#endif
