/* wall_clock.h - the machine's time, for what is about the machine: how long a process has been at
 * it. The only look at it in the house; nothing of a run, a trace or a finding may depend on it.
 */
#ifndef WEFT_SIM_WALL_CLOCK_H
#define WEFT_SIM_WALL_CLOCK_H

#include <stdint.h>

/* Microseconds since some moment in the past; it never goes back. */
int64_t weft__wall_clock_us(void);

#endif
