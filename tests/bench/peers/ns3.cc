// ns3.cc - W1, W2, W3 with the simulator core of ns-3.
//
// What it pays extra: an event is an object on the heap, with a count of references and a virtual call, and knows the
// context (the node) that it belongs to. Of its five schedulers each workload has the one that was fastest at it: the
// priority queue, and in W2 the map. There the event is removed (Remove): only marked (Cancel), it would stay until its
// time comes.

#include "sample.h"

#include <ns3/core-module.h>
#include <vector>

namespace {

struct work {
    stream numbers;
    struct window window;
    uint64_t events;
    std::vector<ns3::EventId> calls;
};

work all = {{STREAM_SEED}, {}, 0, {}};

ns3::Time ticks(uint64_t count)
{
    return ns3::NanoSeconds(count);
}

uint64_t now()
{
    return static_cast<uint64_t>(ns3::Simulator::Now().GetNanoSeconds());
}

void run(void *)
{
    ns3::Simulator::Run();
}

void hold_event()
{
    window_add(&all.window, now());
    ns3::Simulator::Schedule(ticks(stream_delay(&all.numbers)), hold_event);
}

// What comes in the tick in which it is stopped may come before or after: the window knows by the time.
void hold(sample &asked)
{
    window_open(&all.window, asked.warm_up, asked.events, asked.size);
    for (uint64_t each = 0; each < asked.size; each++)
        ns3::Simulator::Schedule(ticks(stream_delay(&all.numbers)), hold_event);
    ns3::Simulator::Stop(ticks(all.window.begin + 1));
    run(nullptr);
    ns3::Simulator::Stop(ticks(all.window.end - all.window.begin));
    sample_measure(&asked, run, nullptr);
    asked.events = all.window.tally.count;
}

void cancel_event()
{
    tally_add(&all.window.tally, now());
}

void replace(void *)
{
    for (uint64_t each = 0; each < all.events; each++) {
        ns3::EventId &call = all.calls[stream_next(&all.numbers) % all.calls.size()];

        ns3::Simulator::Remove(call);
        call = ns3::Simulator::Schedule(ticks(stream_delay(&all.numbers)), cancel_event);
    }
}

void make_and_cancel(void *)
{
    for (uint64_t each = 0; each < all.events; each++)
        ns3::Simulator::Remove(ns3::Simulator::Schedule(ticks(stream_delay(&all.numbers)), cancel_event));
}

void cancel(sample &asked)
{
    void (*part)(void *context) = asked.random ? replace : make_and_cancel;

    for (uint64_t each = 0; each < asked.size; each++)
        all.calls.push_back(ns3::Simulator::Schedule(ticks(stream_delay(&all.numbers)), cancel_event));
    all.events = asked.warm_up;
    part(nullptr);
    all.events = asked.events;
    sample_measure(&asked, part, nullptr);
    run(nullptr);
}

void burst_event(uint32_t number)
{
    tally_add(&all.window.tally, number);
}

void burst(void *)
{
    for (uint64_t each = 0; each < all.events; each++)
        ns3::Simulator::ScheduleNow(burst_event, static_cast<uint32_t>(each));
    run(nullptr);
}

void chain_event(uint64_t left)
{
    tally_add(&all.window.tally, left);
    if (left > 1)
        ns3::Simulator::ScheduleNow(chain_event, left - 1);
}

void chain(void *)
{
    ns3::Simulator::ScheduleNow(chain_event, all.events);
    run(nullptr);
}

void instant(sample &asked)
{
    void (*part)(void *context) = sample_has(&asked, "burst") ? burst : chain;

    all.events = asked.events;
    part(nullptr);
    all.window.tally = {};
    sample_measure(&asked, part, nullptr);
}

} // namespace

int main(int argc, char **argv)
{
    sample asked = sample_of_peer(argc, argv);
    bool removes = sample_is(&asked, "W2");

    ns3::Simulator::SetScheduler(
        ns3::ObjectFactory(removes ? "ns3::MapScheduler" : "ns3::PriorityQueueScheduler"));
    if (sample_is(&asked, "W1"))
        hold(asked);
    else if (removes)
        cancel(asked);
    else if (sample_is(&asked, "W3"))
        instant(asked);
    else
        return sample_not_done_here();
    sample_report(&asked, asked.events, &all.window.tally);
    return 0;
}
