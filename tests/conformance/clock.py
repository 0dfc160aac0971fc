"""Twisted's Clock counted in whole nanoseconds, with one total order (due, sequence)."""

from twisted.internet import base, task

from tokens import INT64_MAX
from values import CallRecord


class BadTime(Exception):
    """A time before now, or past the last nanosecond."""


class Call(base.DelayedCall):
    """A delayed call whose reset and delay take a new sequence number (rows CLK-13, DC-7)."""

    is_line = False  # a line of the script, which `timers` does not count

    def __init__(self, clock, due, function, arguments, keywords):
        base.DelayedCall.__init__(
            self, due, function, arguments, keywords, clock.calls.remove, lambda call: None,
            clock.seconds,
        )
        self.clock, self.delayed_time = clock, 0
        self.sequence = clock.new_sequence()
        self.script_record = CallRecord()

    def cancel(self):
        base.DelayedCall.cancel(self)
        self.script_record.cancelled = True

    def reset(self, delay):
        if self.active():
            self.clock.check_due(self.clock.seconds() + delay)
        base.DelayedCall.reset(self, delay)
        self.requeue()

    def delay(self, extra):
        if self.active() and (extra < 0 or self.getTime() + extra > INT64_MAX):
            self.clock.check_due(self.getTime() + extra)  # an overdue call may be put off a little
        base.DelayedCall.delay(self, extra)
        self.requeue()

    def requeue(self):
        self.delayed_time = self.delayed_time or 0  # Twisted writes 0.0: time stays whole
        self.clock.calls.remove(self)
        self.clock.calls.append(self)
        self.sequence = self.clock.new_sequence()
        self.clock._sortCalls()

class NanosecondClock(task.Clock):
    rightNow = 0

    def __init__(self):
        task.Clock.__init__(self)
        self.sequences = 0

    def new_sequence(self):
        self.sequences += 1
        return self.sequences

    def check_due(self, due):
        if not self.rightNow <= due <= INT64_MAX:
            raise BadTime()

    def callLater(self, delay, function, *arguments, **keywords):
        self.check_due(self.rightNow + delay)
        call = Call(self, self.rightNow + delay, function, arguments, keywords)
        self.calls.append(call)
        self._sortCalls()
        return call

    def work(self, ns):
        if ns < 0 or self.rightNow + ns > INT64_MAX:
            raise BadTime()
        self.rightNow += ns

    def next_due(self):
        return self.calls[0].getTime() if self.calls else None

    def begin_turn(self):
        """The calls due now, as (call, sequence): the turn that begins."""
        return [
            (call, call.sequence) for call in self.calls if call.getTime() <= self.rightNow
        ]

    def run(self, call):
        """Like one round of Clock.advance; what the call holds goes with it."""
        self.calls.remove(call)
        call.called = 1
        call.script_record.called = True
        function, arguments, keywords = call.func, call.args, call.kw
        call.func, call.args, call.kw = None, (), {}
        function(*arguments, **keywords)
