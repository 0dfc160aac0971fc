/* libev.c - W1, W2, W3 with the timers of libev, on a virtual clock.
 *
 * What it pays extra: a round of its loop for each time at which timers are due, with the calls of
 * clock_gettime and epoll_wait in it, both answered at once (virtual_clock.c); its time is a
 * double. What it is spared: its timers are part of the caller's memory, so none is allocated;
 * calls that are due together may run in any order.
 */
#include "sample.h"
#include "virtual_clock.h"

#include <ev.h>
#include <stdlib.h>

struct work {
    struct stream numbers;
    struct window window;
    uint64_t until; /* the loop is stopped beyond */
    struct ev_loop *loop;
    ev_timer *timers;
    uint64_t size;
    uint64_t events;
};

/* A microsecond early: rounded up by a hair, the timer would miss the millisecond that it is due
 * at.
 */
static void start(struct work *work, ev_timer *timer,
                  void (*event)(struct ev_loop *loop, ev_timer *timer, int happened),
                  uint32_t delay_ms)
{
    ev_set_cb(timer, event);
    ev_timer_set(timer, delay_ms / 1e3 - 1e-6, 0.0);
    ev_timer_start(work->loop, timer);
}

static void run(void *context)
{
    struct work *work = context;

    ev_run(work->loop, 0);
}

static void hold_event(struct ev_loop *loop, ev_timer *timer, int happened)
{
    struct work *work = timer->data;

    (void) loop;
    (void) happened;
    window_add(&work->window, virtual_clock_now());
    start(work, timer, hold_event, stream_delay(&work->numbers));
    if (virtual_clock_now() > work->until)
        ev_break(work->loop, EVBREAK_ALL);
}

static void hold(struct work *work, sample *asked)
{
    window_open(&work->window, asked->warm_up, asked->events, asked->size);
    for (uint64_t each = 0; each < work->size; each++)
        start(work, &work->timers[each], hold_event, stream_delay(&work->numbers));
    work->until = work->window.begin;
    run(work);
    work->until = work->window.end;
    sample_measure(asked, run, work);
    asked->events = work->window.tally.count;
}

static void cancel_event(struct ev_loop *loop, ev_timer *timer, int happened)
{
    struct work *work = timer->data;

    (void) loop;
    (void) happened;
    tally_add(&work->window.tally, virtual_clock_now());
}

static void replace(void *context)
{
    struct work *work = context;

    for (uint64_t each = 0; each < work->events; each++) {
        ev_timer *timer = &work->timers[stream_next(&work->numbers) % work->size];

        ev_timer_stop(work->loop, timer);
        start(work, timer, cancel_event, stream_delay(&work->numbers));
    }
}

static void make_and_cancel(void *context)
{
    struct work *work = context;
    ev_timer *timer = &work->timers[work->size];

    for (uint64_t each = 0; each < work->events; each++) {
        start(work, timer, cancel_event, stream_delay(&work->numbers));
        ev_timer_stop(work->loop, timer);
    }
}

static void cancel(struct work *work, sample *asked)
{
    void (*part)(void *context) = asked->random ? replace : make_and_cancel;

    for (uint64_t each = 0; each < work->size; each++)
        start(work, &work->timers[each], cancel_event, stream_delay(&work->numbers));
    work->events = asked->warm_up;
    part(work);
    work->events = asked->events;
    sample_measure(asked, part, work);
    run(work);
}

static void burst_event(struct ev_loop *loop, ev_timer *timer, int happened)
{
    struct work *work = timer->data;

    (void) loop;
    (void) happened;
    tally_add(&work->window.tally, (uint64_t) (timer - work->timers));
}

static void burst(void *context)
{
    struct work *work = context;

    for (uint64_t each = 0; each < work->events; each++)
        start(work, &work->timers[each], burst_event, 0);
    ev_run(work->loop, 0);
}

static void chain_event(struct ev_loop *loop, ev_timer *timer, int happened)
{
    struct work *work = timer->data;

    (void) loop;
    (void) happened;
    tally_add(&work->window.tally, work->events);
    work->events--;
    if (work->events > 0)
        start(work, timer, chain_event, 0);
}

static void chain(void *context)
{
    struct work *work = context;

    start(work, &work->timers[0], chain_event, 0);
    ev_run(work->loop, 0);
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

int main(int argc, char **argv)
{
    sample asked = sample_of_peer(argc, argv);
    struct work work = {.numbers = {STREAM_SEED}};

    if (!sample_is(&asked, "W1") && !sample_is(&asked, "W2") && !sample_is(&asked, "W3"))
        return sample_not_done_here();
    work.size = sample_is(&asked, "W3") ? asked.events : asked.size;
    work.timers = malloc((work.size + 1) * sizeof(*work.timers));
    work.loop = ev_loop_new(EVBACKEND_EPOLL | EVFLAG_NOENV);
    if (!work.timers || !work.loop)
        sample_fail("libev: no memory");
    for (uint64_t each = 0; each <= work.size; each++) {
        ev_init(&work.timers[each], hold_event);
        work.timers[each].data = &work;
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
