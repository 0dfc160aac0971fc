/* deferred.c - W5: 1cb, 4cb: a Deferred is made, so many callbacks are added, it is fired and
 * freed; chain: Deferreds each with a callback that returns the next one, all of them fired in
 * turn, so that the first has its result when the last one has. */
#include "ensure.h"
#include "recorder.h"
#include "weft/sim/clock.h"

#include <stdlib.h>

struct work {
    struct tally tally;
    weft_reactor *reactor;
    uint64_t events;
    int callbacks;
    weft_deferred **links; /* of a chain */
};

static weft_value one_more(weft_reactor *reactor, void *context, weft_value result)
{
    (void) reactor;
    (void) context;
    return weft_integer(weft_value_integer(&result) + 1);
}

static weft_value add_to_tally(weft_reactor *reactor, void *context, weft_value result)
{
    (void) reactor;
    tally_add(context, (uint64_t) weft_value_integer(&result));
    return result;
}

static void fire_one(struct work *work, int64_t value)
{
    weft_deferred *deferred;

    ensure(weft_deferred_create(work->reactor, NULL, &deferred));
    for (int each = 1; each < work->callbacks; each++)
        ensure(weft_deferred_add_callback(deferred, one_more, NULL));
    ensure(weft_deferred_add_callback(deferred, add_to_tally, &work->tally));
    ensure(weft_deferred_callback(deferred, weft_integer(value)));
    weft_deferred_release(deferred);
}

static void fire(void *context)
{
    struct work *work = context;

    for (uint64_t each = 0; each < work->events; each++)
        fire_one(work, (int64_t) each);
}

/* CONTEXT is the place of the next link, which keeps its own reference for whoever fires it. */
static weft_value return_next(weft_reactor *reactor, void *context, weft_value result)
{
    weft_deferred **next = context;

    (void) reactor;
    weft_value_release(result);
    return weft_deferred_value(weft_deferred_retain(*next));
}

static void chain(void *context)
{
    struct work *work = context;
    weft_deferred **links = work->links;
    uint64_t last = work->events;

    for (uint64_t each = 0; each <= last; each++)
        ensure(weft_deferred_create(work->reactor, NULL, &links[each]));
    for (uint64_t each = 0; each < last; each++)
        ensure(weft_deferred_add_callback(links[each], return_next, &links[each + 1]));
    ensure(weft_deferred_add_callback(links[0], add_to_tally, &work->tally));
    for (uint64_t each = 0; each <= last; each++)
        ensure(weft_deferred_callback(links[each], weft_integer((int64_t) each)));
    for (uint64_t each = 0; each <= last; each++)
        weft_deferred_release(links[each]);
}

int main(int argc, char **argv)
{
    sample asked = sample_of_program(argc, argv);
    struct recorder recorder = {.trace = NULL};
    weft_clock_options options = {.observer = recorder_begin(&recorder, asked.recorded)};
    struct work work = {.events = asked.warm_up};
    void (*part)(void *context) = sample_has(&asked, "chain") ? chain : fire;
    weft_clock *clock;

    work.callbacks = sample_has(&asked, "1cb") ? 1 : sample_has(&asked, "4cb") ? 4 : 0;
    if (part == fire && work.callbacks == 0)
        sample_fail("deferred: 1cb, 4cb or chain");
    if (part == chain) {
        work.events = asked.events;
        work.links = malloc((asked.events + 1) * sizeof(*work.links));
        if (!work.links)
            sample_fail("deferred: no memory");
    }
    ensure(weft_clock_create(&options, &clock));
    work.reactor = weft_clock_reactor(clock);
    part(&work);
    work.tally = (struct tally){0};
    work.events = asked.events;
    sample_measure(&asked, part, &work);
    sample_report(&asked, asked.events, &work.tally);
    weft_clock_close(clock);
    recorder_end(&recorder);
    free(work.links);
    return 0;
}
