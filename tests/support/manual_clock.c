/* manual_clock.c - what the time is. */
#include "manual_clock.h"

static int64_t now(void *context)
{
    const struct manual_clock *clock = context;

    return clock->now_ns;
}

weft_driver manual_clock_driver(struct manual_clock *clock)
{
    return (weft_driver){.now = now, .wake_at = NULL, .context = clock};
}
