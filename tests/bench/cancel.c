/* cancel.c - W2: SIZE calls are pending; one more is made with a random delay, and cancelled. With
 * +random one of them, whichever, is cancelled, and one is made in its place. Time stands still
 * meanwhile; at the end all that are left run, so that the tally tells whether those that were
 * cancelled are gone. */
#include "ensure.h"
#include "weft/sim/clock.h"

#include <stdlib.h>

struct cancel {
    struct stream numbers;
    struct tally tally;
    weft_reactor *reactor;
    weft_delayed_call **calls;
    uint64_t size;
    uint64_t events;
};

static void event(weft_reactor *reactor, void *context)
{
    tally_add(context, (uint64_t) weft_now(reactor));
}

static void make(struct cancel *cancel, uint64_t place)
{
    ensure(weft_call_later(cancel->reactor, stream_delay(&cancel->numbers), event, &cancel->tally,
                           &cancel->calls[place]));
}

static void unmake(struct cancel *cancel, uint64_t place)
{
    ensure(weft_delayed_call_cancel(cancel->calls[place]));
    weft_delayed_call_release(cancel->calls[place]);
}

static void make_and_cancel(void *context)
{
    struct cancel *cancel = context;

    for (uint64_t each = 0; each < cancel->events; each++) {
        make(cancel, cancel->size);
        unmake(cancel, cancel->size);
    }
}

static void replace(void *context)
{
    struct cancel *cancel = context;

    for (uint64_t each = 0; each < cancel->events; each++) {
        uint64_t place = stream_next(&cancel->numbers) % cancel->size;

        unmake(cancel, place);
        make(cancel, place);
    }
}

int main(int argc, char **argv)
{
    sample asked = sample_of_program(argc, argv);
    struct cancel cancel = {.numbers = {STREAM_SEED}, .size = asked.size};
    void (*part)(void *context) = asked.random ? replace : make_and_cancel;
    weft_clock *clock;

    cancel.calls = malloc((asked.size + 1) * sizeof(*cancel.calls));
    if (!cancel.calls || asked.size == 0)
        sample_fail("cancel: how many calls are pending, such as 1e5");
    ensure(weft_clock_create(NULL, &clock));
    cancel.reactor = weft_clock_reactor(clock);
    for (uint64_t place = 0; place < asked.size; place++)
        make(&cancel, place);
    cancel.events = asked.warm_up;
    part(&cancel);
    cancel.events = asked.events;
    sample_measure(&asked, part, &cancel);
    ensure(weft_clock_run(clock));
    for (uint64_t place = 0; place < asked.size; place++)
        weft_delayed_call_release(cancel.calls[place]);
    sample_report(&asked, cancel.events, &cancel.tally);
    weft_clock_close(clock);
    free(cancel.calls);
    return 0;
}
