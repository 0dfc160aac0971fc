/* step.c - W4: SIZE tasks on one Cooperator, each a generator that yields none for ever.
 *
 * A tick takes 1,000 steps, so that what is measured is steps, not ticks.
 */
#include "ensure.h"
#include "recorder.h"
#include "weft/sim/clock.h"

#define STEPS_OF_A_TICK 1000
#define TICK_NS         10

struct rotation {
    struct tally tally;
    weft_clock *clock;
    int64_t until_ns;
};

struct stepper {
    weft_generator generator;
    struct tally *tally;
    uint32_t number;
};

static weft_step stepper_next(weft_reactor *reactor, void *frame, weft_value *out)
{
    struct stepper *stepper = frame;

    (void) reactor;
    WEFT_BEGIN(stepper, out);
    for (;;) {
        tally_add(stepper->tally, stepper->number);
        WEFT_YIELD(weft_none());
    }
    WEFT_END;
}
WEFT_GENERATOR(stepper, struct stepper, stepper_next, NULL);

static void start(weft_cooperator *cooperator, weft_reactor *reactor, struct tally *tally,
                  uint32_t number)
{
    weft_iterator *iterator;
    struct stepper *stepper;

    ensure(weft_iterator_create(reactor, &weft_generator_stepper, &iterator));
    stepper = weft_iterator_frame(iterator);
    stepper->tally = tally;
    stepper->number = number;
    ensure(weft_cooperate(cooperator, iterator, NULL));
    weft_iterator_release(iterator);
}

static void run(void *context)
{
    struct rotation *rotation = context;

    ensure(weft_clock_run_until(rotation->clock, rotation->until_ns));
}

int main(int argc, char **argv)
{
    sample asked = sample_of_program(argc, argv);
    weft_cooperator_options slices = {.slice_steps = STEPS_OF_A_TICK, .delay_ns = TICK_NS};
    struct recorder recorder = {.trace = NULL};
    weft_clock_options options = {.observer = recorder_begin(&recorder, asked.recorded)};
    struct rotation rotation = {.until_ns = 0};
    weft_cooperator *cooperator;
    weft_reactor *reactor;

    if (asked.size == 0)
        sample_fail("step: how many tasks, such as 100");
    ensure(weft_clock_create(&options, &rotation.clock));
    reactor = weft_clock_reactor(rotation.clock);
    ensure(weft_cooperator_create(reactor, &slices, &cooperator));
    for (uint64_t each = 0; each < asked.size; each++)
        start(cooperator, reactor, &rotation.tally, (uint32_t) each);
    rotation.until_ns = (int64_t) (asked.warm_up / STEPS_OF_A_TICK) * TICK_NS;
    run(&rotation);
    rotation.tally = (struct tally){0};
    rotation.until_ns += (int64_t) (asked.events / STEPS_OF_A_TICK) * TICK_NS;
    sample_measure(&asked, run, &rotation);
    sample_report(&asked, rotation.tally.count, &rotation.tally);
    weft_cooperator_release(cooperator);
    weft_clock_close(rotation.clock);
    recorder_end(&recorder);
    return 0;
}
