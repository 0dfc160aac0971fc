/* clock_internal.h - what a clock is, for those who ask it the time with every event. */
#ifndef WEFT_SIM_CLOCK_INTERNAL_H
#define WEFT_SIM_CLOCK_INTERNAL_H

#include "weft/sim/clock.h"

struct weft_clock {
    weft_reactor *reactor;
    weft_allocator allocator;
    int64_t now_ns;
    uint64_t instant_calls_max;
    int64_t instant_ns;     /* the instant that is being counted */
    uint64_t instant_calls; /* how many calls have run at it */
};

#endif
