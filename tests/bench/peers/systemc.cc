// systemc.cc - W1, W3, W4, W7 with the kernel of SystemC: processes that trigger themselves.
//
// As methods (functions that say when they want to be called next), or, --flavour thread, as threads with stacks.
//
// What it pays extra: a process is the only thing that it can call, so a pending call is a method that waits, and a
// burst is as many methods: W3 is the chain alone. A step of W4 is a delta cycle of zero time in which every process is
// called once. What it is spared: its processes are all made before time begins.

#include "sample.h"

#include <cstdio>
#include <cstdlib>
#include <systemc>

namespace {

struct work {
    stream numbers;
    struct window window;
    uint64_t events; // left in a chain, or of steps
};

work all = {{STREAM_SEED}, {}, 0};
constexpr int STACK_BYTES = 16384;
enum class life { sleeps, chains, steps };

uint64_t now()
{
    return sc_core::sc_time_stamp().value();
}

sc_core::sc_time delay()
{
    return sc_core::sc_time::from_value(stream_delay(&all.numbers));
}

// Counts a step; the last one halts the simulation at the end of its delta cycle.
void count_step(uint32_t number)
{
    if (all.events == 0)
        return;
    tally_add(&all.window.tally, number);
    if (--all.events == 0)
        sc_core::sc_pause();
}

struct process : sc_core::sc_module {
    SC_HAS_PROCESS(process);
    life what;
    uint32_t number;
    bool begun;

    process(sc_core::sc_module_name name, life what_, uint32_t number_, bool thread)
        : sc_core::sc_module(name), what(what_), number(number_), begun(false)
    {
        if (thread) {
            SC_THREAD(live);
            set_stack_size(STACK_BYTES);
        } else {
            SC_METHOD(live_as_method);
        }
    }

    // One step, and how long until the next.
    sc_core::sc_time step()
    {
        if (what == life::sleeps) {
            if (begun)
                window_add(&all.window, now());
            begun = true;
            return delay();
        }
        if (what == life::chains)
            count_step(static_cast<uint32_t>(all.events));
        else
            count_step(number);
        return sc_core::SC_ZERO_TIME;
    }

    void live_as_method()
    {
        next_trigger(step());
    }

    [[noreturn]] void live()
    {
        for (;;)
            wait(step());
    }
};

void run(void *context)
{
    sc_core::sc_start(*static_cast<sc_core::sc_time *>(context));
}

// sc_start ends before what is due at its end: a tick more.
void sleep(sample &asked)
{
    window_open(&all.window, asked.warm_up, asked.events, asked.size);
    sc_core::sc_time first = sc_core::sc_time::from_value(all.window.begin);
    sc_core::sc_time second = sc_core::sc_time::from_value(all.window.end - all.window.begin + 1);

    run(&first);
    sample_measure(&asked, run, &second);
    asked.events = all.window.tally.count;
}

void step(sample &asked)
{
    sc_core::sc_time moment = sc_core::sc_time::from_value(1);

    all.events = asked.warm_up;
    run(&moment);
    all.window.tally = {};
    all.events = asked.events;
    sample_measure(&asked, run, &moment);
}

} // namespace

int sc_main(int argc, char **argv)
{
    sample asked = sample_of_peer(argc, argv);
    bool thread = *asked.flavour != '\0';
    bool sleeps = sample_is(&asked, "W7") || (sample_is(&asked, "W1") && !thread);
    bool chains = sample_is(&asked, "W3") && sample_has(&asked, "chain") && !thread;
    if (!sleeps && !chains && !sample_is(&asked, "W4"))
        return sample_not_done_here();
    sc_core::sc_set_time_resolution(1, sc_core::SC_NS);
    for (uint64_t each = 0; each < (chains ? 1 : asked.size); each++)
        new process(sc_core::sc_gen_unique_name("process"),
                    sleeps ? life::sleeps : chains ? life::chains : life::steps, static_cast<uint32_t>(each), thread);
    if (sleeps)
        sleep(asked);
    else
        step(asked);
    sample_report(&asked, asked.events, &all.window.tally);
    std::fflush(stdout);
    std::_Exit(0); // the kernel looks through all processes for each one that is given back
}
