/* sleepers.c - W7: SIZE tasks on one Cooperator; each waits a random time, steps, and waits again.
 *
 * The Cooperator's tick comes at the instant at which a task can run, not 10 ns later: then the
 * tasks wake when those of the peers do.
 */
#include "ensure.h"
#include "recorder.h"
#include "weft/sim/clock.h"

#define STEPS_OF_A_TICK 1000

struct crowd {
    struct stream delays;
    struct tally tally;
    weft_clock *clock;
    int64_t until_ns;
};

struct sleeper {
    weft_generator generator;
    struct crowd *crowd;
};

static weft_value sleep_on(struct crowd *crowd, weft_reactor *reactor)
{
    weft_later later = {.delay_ns = stream_delay(&crowd->delays)};
    weft_deferred *nap;

    ensure(weft_defer_later(reactor, &later, &nap));
    return weft_deferred_value(nap);
}

static weft_step sleeper_next(weft_reactor *reactor, void *frame, weft_value *out)
{
    struct sleeper *sleeper = frame;

    WEFT_BEGIN(sleeper, out);
    for (;;) {
        WEFT_YIELD(sleep_on(sleeper->crowd, reactor));
        tally_add(&sleeper->crowd->tally, (uint64_t) weft_now(reactor));
    }
    WEFT_END;
}
WEFT_GENERATOR(sleeper, struct sleeper, sleeper_next, NULL);

static void start(weft_cooperator *cooperator, weft_reactor *reactor, struct crowd *crowd)
{
    weft_iterator *iterator;

    ensure(weft_iterator_create(reactor, &weft_generator_sleeper, &iterator));
    ((struct sleeper *) weft_iterator_frame(iterator))->crowd = crowd;
    ensure(weft_cooperate(cooperator, iterator, NULL));
    weft_iterator_release(iterator);
}

static void run(void *context)
{
    struct crowd *crowd = context;

    ensure(weft_clock_run_until(crowd->clock, crowd->until_ns));
}

int main(int argc, char **argv)
{
    sample asked = sample_of_program(argc, argv);
    weft_cooperator_options slices = {.slice_steps = STEPS_OF_A_TICK, .delay_ns = 0};
    struct recorder recorder = {.trace = NULL};
    weft_clock_options options = {.observer = recorder_begin(&recorder, asked.recorded)};
    struct crowd crowd = {.delays = {STREAM_SEED}};
    weft_cooperator *cooperator;
    weft_reactor *reactor;

    if (asked.size == 0)
        sample_fail("sleepers: how many tasks, such as 1e5");
    ensure(weft_clock_create(&options, &crowd.clock));
    reactor = weft_clock_reactor(crowd.clock);
    ensure(weft_cooperator_create(reactor, &slices, &cooperator));
    for (uint64_t each = 0; each < asked.size; each++)
        start(cooperator, reactor, &crowd);
    crowd.until_ns = (int64_t) stream_ticks(asked.warm_up, asked.size);
    run(&crowd);
    crowd.tally = (struct tally){0};
    crowd.until_ns += (int64_t) stream_ticks(asked.events, asked.size);
    sample_measure(&asked, run, &crowd);
    sample_report(&asked, crowd.tally.count, &crowd.tally);
    weft_cooperator_release(cooperator);
    weft_clock_close(crowd.clock);
    recorder_end(&recorder);
    return 0;
}
