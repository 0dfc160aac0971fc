/* libevent.c - W1, W2, W3 with the timers of libevent, on a virtual clock.
 *
 * What it pays extra: a round of its loop for each time at which timers are due, with the calls of
 * clock_gettime and epoll_wait in it, both answered at once (virtual_clock.c); each due timer goes
 * through the queue of active events of its priority. What it is spared: timers are made once, and
 * only added again; calls that are due together may run in any order.
 */
#include "sample.h"
#include "virtual_clock.h"

#include <event2/event.h>
#include <event2/event_struct.h>
#include <stdlib.h>

struct work {
    struct stream numbers;
    struct window window;
    uint64_t until; /* the loop is stopped beyond */
    struct event_base *loop;
    struct timer {
        struct event event;
        struct work *work;
    } * timers;
    uint64_t size;
    uint64_t events;
};

static void start(struct timer *timer, uint32_t delay_ms)
{
    struct timeval delay = {(time_t) (delay_ms / 1000), (suseconds_t) (delay_ms % 1000) * 1000};

    event_add(&timer->event, &delay);
}

static void run(void *context)
{
    struct work *work = context;

    event_base_dispatch(work->loop);
}

static void hold_event(evutil_socket_t none, short happened, void *context)
{
    struct timer *timer = context;
    struct work *work = timer->work;

    (void) none;
    (void) happened;
    window_add(&work->window, virtual_clock_now());
    start(timer, stream_delay(&work->numbers));
    if (virtual_clock_now() > work->until)
        event_base_loopbreak(work->loop);
}

static void hold(struct work *work, sample *asked)
{
    window_open(&work->window, asked->warm_up, asked->events, asked->size);
    for (uint64_t each = 0; each < work->size; each++)
        start(&work->timers[each], stream_delay(&work->numbers));
    work->until = work->window.begin;
    run(work);
    work->until = work->window.end;
    sample_measure(asked, run, work);
    asked->events = work->window.tally.count;
}

static void cancel_event(evutil_socket_t none, short happened, void *context)
{
    struct timer *timer = context;
    struct work *work = timer->work;

    (void) none;
    (void) happened;
    tally_add(&work->window.tally, virtual_clock_now());
}

static void replace(void *context)
{
    struct work *work = context;

    for (uint64_t each = 0; each < work->events; each++) {
        struct timer *timer = &work->timers[stream_next(&work->numbers) % work->size];

        event_del(&timer->event);
        start(timer, stream_delay(&work->numbers));
    }
}

static void make_and_cancel(void *context)
{
    struct work *work = context;
    struct timer *timer = &work->timers[work->size];

    for (uint64_t each = 0; each < work->events; each++) {
        start(timer, stream_delay(&work->numbers));
        event_del(&timer->event);
    }
}

static void cancel(struct work *work, sample *asked)
{
    void (*part)(void *context) = asked->random ? replace : make_and_cancel;

    for (uint64_t each = 0; each < work->size; each++)
        start(&work->timers[each], stream_delay(&work->numbers));
    work->events = asked->warm_up;
    part(work);
    work->events = asked->events;
    sample_measure(asked, part, work);
    run(work);
}

static void burst_event(evutil_socket_t none, short happened, void *context)
{
    struct timer *timer = context;
    struct work *work = timer->work;

    (void) none;
    (void) happened;
    tally_add(&work->window.tally, (uint64_t) (timer - work->timers));
}

static void burst(void *context)
{
    struct work *work = context;

    for (uint64_t each = 0; each < work->events; each++)
        start(&work->timers[each], 0);
    event_base_dispatch(work->loop);
}

static void chain_event(evutil_socket_t none, short happened, void *context)
{
    struct timer *timer = context;
    struct work *work = timer->work;

    (void) none;
    (void) happened;
    tally_add(&work->window.tally, work->events);
    work->events--;
    if (work->events > 0)
        start(timer, 0);
}

static void chain(void *context)
{
    struct work *work = context;

    start(&work->timers[0], 0);
    event_base_dispatch(work->loop);
}

static void instant(struct work *work, sample *asked)
{
    void (*part)(void *context) = sample_has(asked, "burst") ? burst : chain;

    work->events = asked->events;
    part(work);
    work->events = asked->events;
    work->window.tally = (struct tally){0};
    sample_measure(asked, part, work);
}

static event_callback_fn event_of(const sample *asked)
{
    if (sample_is(asked, "W1"))
        return hold_event;
    if (sample_is(asked, "W2"))
        return cancel_event;
    return sample_has(asked, "burst") ? burst_event : chain_event;
}

int main(int argc, char **argv)
{
    sample asked = sample_of_peer(argc, argv);
    struct work work = {.numbers = {STREAM_SEED}};

    if (!sample_is(&asked, "W1") && !sample_is(&asked, "W2") && !sample_is(&asked, "W3"))
        return sample_not_done_here();
    work.size = sample_is(&asked, "W3") ? asked.events : asked.size;
    work.timers = malloc((work.size + 1) * sizeof(*work.timers));
    work.loop = event_base_new();
    if (!work.timers || !work.loop)
        sample_fail("libevent: no memory");
    for (uint64_t each = 0; each <= work.size; each++) {
        work.timers[each].work = &work;
        evtimer_assign(&work.timers[each].event, work.loop, event_of(&asked), &work.timers[each]);
    }
    if (sample_is(&asked, "W1"))
        hold(&work, &asked);
    else if (sample_is(&asked, "W2"))
        cancel(&work, &asked);
    else
        instant(&work, &asked);
    sample_report(&asked, asked.events, &work.window.tally);
    return 0;
}
