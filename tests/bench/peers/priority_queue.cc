// priority_queue.cc - W1, W3 with std::priority_queue, the queue that comes with the language.
//
// What it is spared: it is a queue and nothing else: no handles, no cancelling, so no W2; no clock but a number. Of
// calls that are due together the one that was made first runs first, by a number in each entry.

#include "sample.h"

#include <queue>
#include <vector>

namespace {

struct work;
using function = void (*)(work &all, uint32_t context);

struct entry {
    uint64_t due;
    uint64_t sequence;
    function call;
    uint32_t context;
    bool operator<(const entry &other) const
    {
        return due != other.due ? due > other.due : sequence > other.sequence;
    }
};

struct work {
    stream numbers;
    struct tally tally;
    std::priority_queue<entry> queue;
    uint64_t now;
    uint64_t sequence;
    uint64_t until;
    uint64_t events;
};

void call_later(work &all, uint64_t delay, function call, uint32_t context)
{
    all.queue.push({all.now + delay, all.sequence++, call, context});
}

void run(void *context)
{
    work &all = *static_cast<work *>(context);

    while (!all.queue.empty() && all.queue.top().due <= all.until) {
        entry next = all.queue.top();

        all.queue.pop();
        all.now = next.due;
        next.call(all, next.context);
    }
    all.now = all.until;
}

void hold_event(work &all, uint32_t context)
{
    tally_add(&all.tally, all.now);
    call_later(all, stream_delay(&all.numbers), hold_event, context);
}

void hold(work &all, sample &asked)
{
    for (uint64_t each = 0; each < asked.size; each++)
        call_later(all, stream_delay(&all.numbers), hold_event, 0);
    all.until = stream_ticks(asked.warm_up, asked.size);
    run(&all);
    all.tally = {};
    all.until += stream_ticks(asked.events, asked.size);
    sample_measure(&asked, run, &all);
}

void burst_event(work &all, uint32_t context)
{
    tally_add(&all.tally, context);
}

void burst(void *context)
{
    work &all = *static_cast<work *>(context);

    for (uint64_t each = 0; each < all.events; each++)
        call_later(all, 0, burst_event, static_cast<uint32_t>(each));
    run(&all);
}

void chain_event(work &all, uint32_t context)
{
    tally_add(&all.tally, context);
    if (context > 1)
        call_later(all, 0, chain_event, context - 1);
}

void chain(void *context)
{
    work &all = *static_cast<work *>(context);

    call_later(all, 0, chain_event, static_cast<uint32_t>(all.events));
    run(&all);
}

void instant(work &all, sample &asked)
{
    void (*part)(void *context) = sample_has(&asked, "burst") ? burst : chain;

    all.events = asked.events;
    part(&all);
    all.tally = {};
    sample_measure(&asked, part, &all);
}

} // namespace

int main(int argc, char **argv)
{
    sample asked = sample_of_peer(argc, argv);
    work all = {{STREAM_SEED}, {}, {}, 0, 0, 0, 0};

    if (sample_is(&asked, "W1"))
        hold(all, asked);
    else if (sample_is(&asked, "W3"))
        instant(all, asked);
    else
        return sample_not_done_here();
    sample_report(&asked, all.tally.count, &all.tally);
    return 0;
}
