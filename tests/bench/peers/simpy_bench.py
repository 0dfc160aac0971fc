#!/usr/bin/python3
"""W1, W4, W7 with SimPy, the simulator of Python: processes are generators, which yield events.

What it pays extra: it is Python; a process that waits makes a Timeout, an object that goes through the heap of all
events. A call is a Timeout with a callback. A step of W4 is a Timeout of no time.
"""

import simpy

from stream import Stream, Tally, answer, ticks


def hold(asked):
    world, stream, tally = simpy.Environment(), Stream(), Tally()

    def event(_):
        tally.add(world.now)
        world.timeout(stream.delay()).callbacks.append(event)

    for _ in range(asked.size):
        world.timeout(stream.delay()).callbacks.append(event)
    measure_until(asked, world, tally)


def measure_until(asked, world, tally):
    """What is due at the end itself belongs to the run: SimPy stops before it."""
    begin = ticks(asked.warm_up, asked.size)
    world.run(begin + 0.5)
    tally.clear()
    asked.measure(world.run, begin + ticks(asked.events, asked.size) + 0.5)
    asked.report(tally.count, tally)


def sleepers(asked):
    world, stream, tally = simpy.Environment(), Stream(), Tally()

    def sleeper():
        while True:
            yield world.timeout(stream.delay())
            tally.add(world.now)

    for _ in range(asked.size):
        world.process(sleeper())
    measure_until(asked, world, tally)


def steps(asked):
    world, tally = simpy.Environment(), Tally()

    def stepper(number):
        while True:
            tally.add(number)
            yield world.timeout(0)

    def run(events):
        while tally.count < events:
            world.step()

    for number in range(asked.size):
        world.process(stepper(number))
    run(asked.warm_up // 1000 * 1000)
    tally.clear()
    asked.measure(run, asked.events // 1000 * 1000)
    asked.report(tally.count, tally)


if __name__ == "__main__":
    answer({"W1": hold, "W4": steps, "W7": sleepers})
