/* libuv.c - W1, W2, W3 with the timers of libuv, on a virtual clock.
 *
 * What it pays extra: a round of its loop for each time at which timers are due, with the calls of
 * clock_gettime and epoll_pwait in it, both answered at once (virtual_clock.c). What it is spared:
 * its timers are part of the caller's memory, so none is allocated; a timer of no delay that is
 * started by a timer runs in the same pass over them, so that a chain of those is no round each.
 */
#include "sample.h"
#include "virtual_clock.h"

#include <stdlib.h>
#include <uv.h>

struct work {
    struct stream numbers;
    struct window window;
    uint64_t until; /* the loop is stopped beyond */
    uv_loop_t loop;
    uv_timer_t *timers;
    uint64_t size;
    uint64_t events;
};

static void run(void *context)
{
    struct work *work = context;

    uv_run(&work->loop, UV_RUN_DEFAULT);
}

static void hold_event(uv_timer_t *timer)
{
    struct work *work = timer->data;

    window_add(&work->window, virtual_clock_now());
    uv_timer_start(timer, hold_event, stream_delay(&work->numbers), 0);
    if (virtual_clock_now() > work->until)
        uv_stop(&work->loop);
}

static void hold(struct work *work, sample *asked)
{
    window_open(&work->window, asked->warm_up, asked->events, asked->size);
    for (uint64_t each = 0; each < work->size; each++)
        uv_timer_start(&work->timers[each], hold_event, stream_delay(&work->numbers), 0);
    work->until = work->window.begin;
    run(work);
    work->until = work->window.end;
    sample_measure(asked, run, work);
    asked->events = work->window.tally.count;
}

static void cancel_event(uv_timer_t *timer)
{
    struct work *work = timer->data;

    tally_add(&work->window.tally, virtual_clock_now());
}

static void replace(void *context)
{
    struct work *work = context;

    for (uint64_t each = 0; each < work->events; each++) {
        uv_timer_t *timer = &work->timers[stream_next(&work->numbers) % work->size];

        uv_timer_stop(timer);
        uv_timer_start(timer, cancel_event, stream_delay(&work->numbers), 0);
    }
}

static void make_and_cancel(void *context)
{
    struct work *work = context;
    uv_timer_t *timer = &work->timers[work->size];

    for (uint64_t each = 0; each < work->events; each++) {
        uv_timer_start(timer, cancel_event, stream_delay(&work->numbers), 0);
        uv_timer_stop(timer);
    }
}

static void cancel(struct work *work, sample *asked)
{
    void (*part)(void *context) = asked->random ? replace : make_and_cancel;

    for (uint64_t each = 0; each < work->size; each++)
        uv_timer_start(&work->timers[each], cancel_event, stream_delay(&work->numbers), 0);
    work->events = asked->warm_up;
    part(work);
    work->events = asked->events;
    sample_measure(asked, part, work);
    run(work);
}

static void burst_event(uv_timer_t *timer)
{
    struct work *work = timer->data;

    tally_add(&work->window.tally, (uint64_t) (timer - work->timers));
}

static void burst(void *context)
{
    struct work *work = context;

    for (uint64_t each = 0; each < work->events; each++)
        uv_timer_start(&work->timers[each], burst_event, 0, 0);
    uv_run(&work->loop, UV_RUN_DEFAULT);
}

static void chain_event(uv_timer_t *timer)
{
    struct work *work = timer->data;

    tally_add(&work->window.tally, work->events);
    work->events--;
    if (work->events > 0)
        uv_timer_start(timer, chain_event, 0, 0);
}

static void chain(void *context)
{
    struct work *work = context;

    uv_timer_start(&work->timers[0], chain_event, 0, 0);
    uv_run(&work->loop, UV_RUN_DEFAULT);
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
    if (!work.timers || uv_loop_init(&work.loop) != 0)
        sample_fail("libuv: no memory");
    for (uint64_t each = 0; each <= work.size; each++) {
        uv_timer_init(&work.loop, &work.timers[each]);
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
