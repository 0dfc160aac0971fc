#!/usr/bin/env python3
"""W4 with Python's generators alone, in turn.

What it is spared: there is no Cooperator: no task, no slice, nobody who waits.
"""

from collections import deque

from stream import Tally, answer


def steps(asked):
    tally = Tally()

    def stepper(number):
        while True:
            tally.add(number)
            yield None

    def run(events):
        for _ in range(events // 1000 * 1000):
            generator = rotation.popleft()
            next(generator)
            rotation.append(generator)

    rotation = deque(stepper(number) for number in range(asked.size))
    run(asked.warm_up)
    tally.clear()
    asked.measure(run, asked.events)
    asked.report(tally.count, tally)


if __name__ == "__main__":
    answer({"W4": steps})
