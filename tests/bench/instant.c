/* instant.c - W3: zero delays. burst: so many calls are made at one instant, and then run; chain:
 * each call makes the next. */
#include "ensure.h"
#include "weft/sim/clock.h"

#include <stdlib.h>

struct instant {
    struct tally tally;
    weft_clock *clock;
    uint64_t events; /* in a chain: still to be made */
    struct burst_call {
        struct instant *instant;
        uint32_t number;
    } * calls;
};

static void burst_event(weft_reactor *reactor, void *context)
{
    struct burst_call *call = context;

    (void) reactor;
    tally_add(&call->instant->tally, call->number);
}

static void burst(void *context)
{
    struct instant *instant = context;
    weft_reactor *reactor = weft_clock_reactor(instant->clock);

    for (uint64_t each = 0; each < instant->events; each++)
        ensure(weft_call_later(reactor, 0, burst_event, &instant->calls[each], NULL));
    ensure(weft_clock_run(instant->clock));
}

static void chain_event(weft_reactor *reactor, void *context)
{
    struct instant *instant = context;

    tally_add(&instant->tally, instant->events);
    instant->events--;
    if (instant->events > 0)
        ensure(weft_call_later(reactor, 0, chain_event, instant, NULL));
}

static void chain(void *context)
{
    struct instant *instant = context;
    weft_reactor *reactor = weft_clock_reactor(instant->clock);

    ensure(weft_call_later(reactor, 0, chain_event, instant, NULL));
    ensure(weft_clock_run(instant->clock));
}

/* The context that each call of a burst has. */
static void make_calls(struct instant *instant, uint64_t count)
{
    instant->calls = malloc(count * sizeof(*instant->calls));
    if (!instant->calls)
        sample_fail("instant: no memory");
    for (uint64_t each = 0; each < count; each++)
        instant->calls[each] = (struct burst_call){instant, (uint32_t) each};
}

int main(int argc, char **argv)
{
    sample asked = sample_of_program(argc, argv);
    weft_clock_options options = {.instant_calls_max = UINT64_MAX};
    struct instant instant = {.events = asked.events};
    void (*run)(void *context) = sample_has(&asked, "burst") ? burst : chain;

    if (run == chain && !sample_has(&asked, "chain"))
        sample_fail("instant: burst or chain");
    if (run == burst)
        make_calls(&instant, asked.events);
    ensure(weft_clock_create(&options, &instant.clock));
    run(&instant);
    instant.tally = (struct tally){0};
    instant.events = asked.events;
    sample_measure(&asked, run, &instant);
    sample_report(&asked, instant.tally.count, &instant.tally);
    weft_clock_close(instant.clock);
    free(instant.calls);
    return 0;
}
