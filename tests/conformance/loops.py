"""Looping calls: Twisted's, one for each start.

Rows: LOOP-4 (no floats), LOOP-6 (who was fired by hand is passed over), LOOP-10 and LOOP-13 (state belongs to one
start).
"""

from twisted.internet import defer, task

import rows


class Loop:
    """What a script holds."""

    handle_kind = "loop"

    def __init__(self, world, block, counted):
        self.world, self.block, self.counted, self.current = world, block, counted, None

    def running(self):
        return self.current is not None and self.current.running

    def start(self, every, now):
        assert not self.running()
        started = OneStart.withCount(self.block) if self.counted else OneStart(self.block)
        before, self.current = self.current, started
        started.belong(self)
        try:
            over = started.start(every, now)
        except ValueError:
            self.current = before
            raise
        if before is not None:
            before.f = None  # it has been stopped, and keeps itself by this
        return over

    def stop(self):
        assert self.running()
        self.current.stop()

    def reset(self):
        assert self.running()
        self.current.reset()

    def __del__(self):
        if self.current is not None:
            self.current.f = None  # a counted one keeps itself by this


class OneStart(task.LoopingCall):
    """While it can still come to something it keeps its loop; that keeps its last start until that has ended."""

    over = script_loop = None

    def belong(self, loop):
        self.clock, self.script_loop, function = loop.world.clock, loop, self.f

        def watched():
            found = function()
            if isinstance(found, defer.Deferred):
                rows.loses(found, self.lost)
            return found

        self.f = watched

    @property
    def _deferred(self):
        over = self.over
        return PassedOver if over and over.called and not over._suppressAlreadyCalled else over

    @_deferred.setter
    def _deferred(self, over):
        self.over = over
        if over is None:
            self.ended()

    def ended(self):
        self.f = None
        if self.script_loop and self.script_loop.current is self:
            self.script_loop.current = None

    def lost(self):
        """What it waits for has gone."""
        self.script_loop = None

    def _intervalOf(self, moment):
        elapsed = moment - self.starttime
        whole = abs(elapsed) // self.interval
        return whole if elapsed >= 0 else -whole


class PassedOver:
    """Stands for a Deferred that was fired by hand."""

    @staticmethod
    def callback(_):
        rows.rows.world.passed_over()

    errback = callback
