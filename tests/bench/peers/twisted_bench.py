#!/usr/bin/python3
"""W1 to W5 and W7 with Twisted itself, on its Clock, or with --flavour heap on a reactor of virtual time.

What it pays extra: it is Python; Clock sorts its list of calls at every insertion. The reactor is Twisted's own base of
all reactors, with its heap, which asks somebody else for the time; calls that are due together run in any order there.
W7 wakes its Cooperator at the instant, as ours does.
"""

from twisted.internet import base, defer, task

from stream import Stream, Tally, answer, ticks


class Clock(task.Clock):
    """The clock of Twisted's tests, which is moved to the next due time."""

    def next_due(self):
        return self.calls[0].getTime() if self.calls else None

    def run(self, until=None):
        due = self.next_due()
        while due is not None and (until is None or due <= until):
            self.advance(due - self.seconds())
            due = self.next_due()
        if until is not None:
            self.advance(until - self.seconds())


class Heap(base.ReactorBase):
    """The reactors' own queue of timed calls."""

    def __init__(self):
        self.now = 0
        super().__init__()

    def installWaker(self):
        pass

    def seconds(self):
        return self.now

    def run(self, until=None):
        while True:
            self._insertNewDelayedCalls()
            while self._pendingTimedCalls and self._pendingTimedCalls[0].cancelled:
                self.runUntilCurrent()
            if not self._pendingTimedCalls or (until is not None and self._pendingTimedCalls[0].time > until):
                break
            self.now = self._pendingTimedCalls[0].time
            self.runUntilCurrent()
        if until is not None:
            self.now = until


def clock_of(asked):
    return Heap() if asked.flavour == "heap" else Clock()


def hold(asked):
    clock, stream, tally = clock_of(asked), Stream(), Tally()

    def event():
        tally.add(clock.seconds())
        clock.callLater(stream.delay(), event)

    for _ in range(asked.size):
        clock.callLater(stream.delay(), event)
    measure_until(asked, clock, tally)


def measure_until(asked, clock, tally):
    begin = ticks(asked.warm_up, asked.size)
    clock.run(begin)
    tally.clear()
    asked.measure(clock.run, begin + ticks(asked.events, asked.size))
    asked.report(tally.count, tally)


def cancel(asked):
    clock, stream, tally = clock_of(asked), Stream(), Tally()

    def make():
        return clock.callLater(stream.delay(), lambda: tally.add(clock.seconds()))

    def replace(events):
        for _ in range(events):
            place = stream.next() % asked.size
            calls[place].cancel()
            calls[place] = make()

    def make_and_cancel(events):
        for _ in range(events):
            make().cancel()

    part = replace if asked.random else make_and_cancel
    calls = [make() for _ in range(asked.size)]
    part(asked.warm_up)
    asked.measure(part, asked.events)
    clock.run()
    asked.report(asked.events, tally)


def burst(asked):
    clock, tally = clock_of(asked), Tally()

    def run():
        for number in range(asked.events):
            clock.callLater(0, tally.add, number)
        clock.run()

    asked.measure(run)
    asked.report(tally.count, tally)


def chain(asked):
    clock, tally = clock_of(asked), Tally()

    def event(left):
        tally.add(left)
        if left > 1:
            clock.callLater(0, event, left - 1)

    def run():
        clock.callLater(0, event, asked.events)
        clock.run()

    asked.measure(run)
    asked.report(tally.count, tally)


STEPS_OF_A_TICK = 1000


def slice_of_steps():
    """Twisted asks after each step whether the slice is over; so many of them are one."""
    def begin():
        left = STEPS_OF_A_TICK

        def over():
            nonlocal left
            left -= 1
            return left <= 0
        return over
    return begin


def steps(asked):
    pending, tally = [], Tally()
    cooperator = task.Cooperator(slice_of_steps(), lambda tick: pending.append(tick) or Cancellable())

    def stepper(number):
        while True:
            tally.add(number)
            yield None

    def run(events):
        for _ in range(events // STEPS_OF_A_TICK):
            pending.pop()()

    for number in range(asked.size):
        cooperator.cooperate(stepper(number))
    run(asked.warm_up)
    tally.clear()
    asked.measure(run, asked.events)
    asked.report(tally.count, tally)


class Cancellable:
    def cancel(self):
        pass


def deferreds(callbacks):
    def work(asked):
        tally = Tally()

        def add_to_tally(result):
            tally.add(result)
            return result

        def run(events):
            for number in range(events):
                deferred = defer.Deferred()
                for _ in range(callbacks - 1):
                    deferred.addCallback(lambda result: result + 1)
                deferred.addCallback(add_to_tally)
                deferred.callback(number)

        run(asked.warm_up)
        tally.clear()
        asked.measure(run, asked.events)
        asked.report(asked.events, tally)
    return work


def chain_of_deferreds(asked):
    tally = Tally()

    def run():
        links = [defer.Deferred() for _ in range(asked.events + 1)]
        for number in range(asked.events):
            links[number].addCallback(lambda _, following: following, links[number + 1])
        links[0].addCallback(tally.add)
        for number, link in enumerate(links):
            link.callback(number)

    asked.measure(run)
    asked.report(asked.events, tally)


def sleepers(asked):
    clock, stream, tally = clock_of(asked), Stream(), Tally()
    cooperator = task.Cooperator(slice_of_steps(), lambda tick: clock.callLater(0, tick))

    def sleeper():
        while True:
            yield task.deferLater(clock, stream.delay(), lambda: None)
            tally.add(clock.seconds())

    for _ in range(asked.size):
        cooperator.cooperate(sleeper())
    measure_until(asked, clock, tally)


if __name__ == "__main__":
    answer({"W1": hold, "W2": cancel, "W3 burst": burst, "W3 chain": chain, "W4": steps, "W5 1cb": deferreds(1),
            "W5 4cb": deferreds(4), "W5 chain": chain_of_deferreds, "W7": sleepers})
