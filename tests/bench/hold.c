/* hold.c - W1: SIZE calls are pending; the earliest runs, and inside it one is made with a random
 * delay. */
#include "ensure.h"
#include "weft/sim/clock.h"

struct hold {
    struct stream delays;
    struct tally tally;
    weft_clock *clock;
    int64_t until_ns;
};

static void event(weft_reactor *reactor, void *context)
{
    struct hold *hold = context;

    tally_add(&hold->tally, (uint64_t) weft_now(reactor));
    ensure(weft_call_later(reactor, stream_delay(&hold->delays), event, hold, NULL));
}

static void run(void *context)
{
    struct hold *hold = context;

    ensure(weft_clock_run_until(hold->clock, hold->until_ns));
}

int main(int argc, char **argv)
{
    sample asked = sample_of_program(argc, argv);
    struct hold hold = {.delays = {STREAM_SEED}};

    if (asked.size == 0)
        sample_fail("hold: how many calls are pending, such as 1e5");
    ensure(weft_clock_create(NULL, &hold.clock));
    for (uint64_t each = 0; each < asked.size; each++)
        ensure(weft_call_later(weft_clock_reactor(hold.clock), stream_delay(&hold.delays), event,
                               &hold, NULL));
    hold.until_ns = (int64_t) stream_ticks(asked.warm_up, asked.size);
    run(&hold);
    hold.tally = (struct tally){0};
    hold.until_ns += (int64_t) stream_ticks(asked.events, asked.size);
    sample_measure(&asked, run, &hold);
    sample_report(&asked, hold.tally.count, &hold.tally);
    weft_clock_close(hold.clock);
    return 0;
}
