/* clock.c - virtual time: a driver whose now is a number. */
#include "clock_internal.h"

#include <assert.h>

#define INSTANT_CALLS_MAX UINT64_C(100000)

static int64_t clock_now(void *context)
{
    return ((const weft_clock *) context)->now_ns;
}

static void clock_reach(void *context, int64_t due_ns)
{
    ((weft_clock *) context)->now_ns = due_ns;
}

weft_status weft_clock_create(const weft_clock_options *options, weft_clock **clock)
{
    static const weft_clock_options defaults = {0};
    const weft_clock_options *chosen = options ? options : &defaults;
    weft_allocator allocator =
        chosen->allocator.allocate ? chosen->allocator : weft_allocator_system;
    weft_clock *made = allocator.allocate(allocator.context, NULL, 0, sizeof *made);
    weft_reactor_options reactor_options = {
        .driver = {.now = clock_now, .reach = clock_reach, .context = made},
        .allocator = chosen->allocator,
        .observer = chosen->observer,
        .chooser = chosen->chooser,
    };

    if (!made)
        return WEFT_NO_MEMORY;
    *made = (weft_clock){
        .allocator = allocator,
        .instant_calls_max =
            chosen->instant_calls_max ? chosen->instant_calls_max : INSTANT_CALLS_MAX,
    };
    if (weft_reactor_create(&reactor_options, &made->reactor) != WEFT_OK) {
        allocator.allocate(allocator.context, made, sizeof *made, 0);
        return WEFT_NO_MEMORY;
    }
    *clock = made;
    return WEFT_OK;
}

void weft_clock_close(weft_clock *clock)
{
    weft_allocator allocator = clock->allocator;

    weft_reactor_close(clock->reactor);
    allocator.allocate(allocator.context, clock, sizeof *clock, 0);
}

weft_reactor *weft_clock_reactor(const weft_clock *clock)
{
    return clock->reactor;
}

int64_t weft_clock_now(const weft_clock *clock)
{
    return clock->now_ns;
}

/* Counts what has run against the budget of this instant. */
static weft_status count_calls(weft_clock *clock, size_t ran)
{
    if (clock->instant_ns != clock->now_ns) {
        clock->instant_ns = clock->now_ns;
        clock->instant_calls = 0;
    }
    clock->instant_calls += ran;
    return clock->instant_calls > clock->instant_calls_max ? WEFT_LIVELOCK : WEFT_OK;
}

/* A new attempt to move time starts with a new budget: the caller has been told, and may go on. */
static weft_status begin(weft_clock *clock)
{
    if (weft_reactor_current(clock->reactor).kind != WEFT_SUBJECT_NONE)
        return weft_reactor_run_turn(clock->reactor, NULL); /* refused there, and told as misuse */
    clock->instant_calls = 0;
    return WEFT_OK;
}

weft_status weft_clock_advance(weft_clock *clock, int64_t by_ns)
{
    weft_status status = begin(clock);
    size_t ran = 1;

    if (status != WEFT_OK)
        return status;
    if (by_ns < 0 || clock->now_ns > INT64_MAX - by_ns)
        return WEFT_BAD_TIME;
    clock->now_ns += by_ns;
    while (status == WEFT_OK && ran > 0) {
        status = weft_reactor_run_turn(clock->reactor, &ran);
        if (status == WEFT_OK)
            status = count_calls(clock, ran);
    }
    return status;
}

weft_status weft_clock_pump(weft_clock *clock, const int64_t *amounts_ns, size_t count)
{
    weft_status status = WEFT_OK;

    for (size_t i = 0; i < count && status == WEFT_OK; i++)
        status = weft_clock_advance(clock, amounts_ns[i]);
    return status;
}

weft_status weft_clock_turn(weft_clock *clock, int64_t limit_ns, size_t *ran)
{
    return weft_clock_turn_within(clock, limit_ns, 0, ran);
}

weft_status weft_clock_turn_within(weft_clock *clock, int64_t limit_ns, int64_t slack_ns,
                                   size_t *ran)
{
    size_t count;
    weft_status status = weft_reactor_run_next(clock->reactor, limit_ns, slack_ns, &count);

    if (ran)
        *ran = count;
    return status == WEFT_OK ? count_calls(clock, count) : status;
}

weft_status weft_clock_run_until(weft_clock *clock, int64_t until_ns)
{
    weft_status status;

    if (until_ns < clock->now_ns)
        return WEFT_BAD_TIME;
    status = weft_reactor_run_by(clock->reactor, until_ns, clock->instant_calls_max);
    if (status == WEFT_OK && clock->now_ns < until_ns)
        clock->now_ns = until_ns;
    return status;
}

weft_status weft_clock_run(weft_clock *clock)
{
    return weft_reactor_run_by(clock->reactor, INT64_MAX, clock->instant_calls_max);
}

weft_status weft_clock_work(weft_clock *clock, int64_t cost_ns)
{
    if (cost_ns < 0 || clock->now_ns > INT64_MAX - cost_ns)
        return WEFT_BAD_TIME;
    clock->now_ns += cost_ns;
    return WEFT_OK;
}
