"""Where Weft deliberately differs from Twisted: each class or function here changes one row.

The numbers are those of the table of differences (README.md lists what each does). What is not
reproduced is reported by `Rows.reach`, so that a comparer judges the script only up to there.
"""

import inspect
import sys
import textwrap
import weakref

from twisted.internet import defer, task
from twisted.python.failure import Failure

import lists
from values import CooperatorRecord, TaskRecord, living, record_of

real_add = defer.Deferred.addCallbacks
real_chain = defer.Deferred.chainDeferred
real_cancel = defer.Deferred.cancel
real_list_cancel = defer.DeferredList.cancel
real_start = defer.Deferred._startRunCallbacks
real_continuation = defer.Deferred._continuation
real_task = task.CooperativeTask
real_mark = defer.DebugInfo

# inlineCallbacks fails its Deferred with this for a moment while it is being cancelled.
INTERNAL_ERRORS = (defer._InternalInlineCallbacksCancelledError,)


class Rows:
    """The run that the patched classes report to, and what it reached."""

    def __init__(self):
        self.world, self.reached = None, {}
        self.reported = None  # the record of the Deferred whose failure is reported just now

    def begin(self, world):
        self.world, self.reached = world, {}

    def reach(self, rule):
        """Something that only Weft defines, and that is not reproduced here, has been reached."""
        self.reached.setdefault(rule, len(self.world.prints))

    def is_over(self):
        """Whether the run need not go on."""
        return not self.reached.keys().isdisjoint(("CLK-7", "findings", "depth"))


rows = Rows()


# Watching (no row: this changes nothing)


def get_result(deferred):
    try:
        return deferred.__dict__["result"]
    except KeyError:
        raise AttributeError("result") from None


def watch_result(deferred, value):
    """Every result that a Deferred takes is remembered, with its moment."""
    deferred.__dict__["result"] = value
    record, world = record_of(deferred), rows.world
    if world is None:
        return
    if isinstance(value, Failure) and value.type in INTERNAL_ERRORS:
        return
    now = world.clock.rightNow
    record.waiting = isinstance(value, defer.Deferred)
    if record.waiting:
        if not has_result(value):  # else it is taken at once: nothing changes by way of it
            record.changed_ns = now
        return
    if isinstance(value, Failure):
        forget_frames(value)
    seen = world.values.seen(value)
    fires = not record.fired
    if fires:
        record.fired, record.first, record.fired_ns = True, seen, now
    if record.changed_ns is None or type(seen) is not type(record.result) or seen != record.result:
        record.changed_ns = now
    record.result = seen
    if fires:  # the canceller goes, and with it what its block holds; that may take the result at once
        deferred._canceller = None
        if isinstance(deferred, defer.DeferredList):
            let_go_of_elements(deferred)


def has_result(deferred):
    """As the run loop asks of one that was returned to it."""
    found = deferred.__dict__.get("result", deferred)
    return not isinstance(found, defer.Deferred) and not deferred.paused


def forget_frames(failure):
    """Nothing lives longer because something was raised in it, or while that was raised."""
    failure.cleanFailure()
    error = failure.value
    while error is not None:
        error.__traceback__, error.__context__, error = None, None, error.__context__


# CHN-7: who returns the Deferred that it stands on fails; a ring of several is left alone


def add_callbacks(deferred, callback, errback=None, *arguments, **keywords):
    known = weakref.ref(deferred)
    halves = [half and guarded(lists.collecting(half), known) for half in (callback, errback)]
    lose = deferred.__dict__.pop("script_lose", None)
    if lose:
        halves[0].script_lose = lose
    return real_add(deferred, *halves, *arguments, **keywords)


def guarded(half, known):
    def call(result, *arguments, **keywords):
        found = half(result, *arguments, **keywords)
        if isinstance(found, defer.Deferred) and found is known():
            return Failure(rows.world.errors.make("SelfWaitError", ""))
        return found

    return call


# UNH-3: a target does not keep its source (Twisted does, to show it in its text form)


def chain_deferred(deferred, target):
    real_chain(deferred, target)
    target._chainedTo = None
    return deferred


# CAN-5: no effect while the canceller runs (CHN-7: nor on a ring)


def cancel(deferred):
    if deferred.__dict__.get("script_gone"):
        return
    if deferred.called:
        if not waits_in_ring(deferred):
            real_cancel(deferred)
        return
    if deferred.__dict__.get("script_cancelling"):
        return
    record_of(deferred).cancels(rows.world)
    status = deferred.__dict__.get("script_status")
    deferred.script_cancelling = True
    try:
        if status is None or status.is_gone:
            real_cancel(deferred)
        else:
            status.cancel()
    finally:
        deferred.script_cancelling = False


def waits_in_ring(deferred):
    seen = set()
    while isinstance(deferred, defer.Deferred):
        if id(deferred) in seen:
            return True
        seen.add(id(deferred))
        deferred = deferred.__dict__.get("result")
    return False


# LIST-9: a list that has fired is cancelled like any other; CAN-5: not while its cancel is under way


def cancel_list(deferred):
    if deferred.called or deferred.__dict__.get("script_gone"):
        cancel(deferred)
    elif not deferred.__dict__.get("script_cancelling"):
        record_of(deferred).cancels(rows.world)
        deferred.script_cancelling = True
        deferred._deferredList = Elements(deferred._deferredList)
        try:
            real_list_cancel(deferred)
        finally:
            deferred.script_cancelling = False


# UNH-7: a list that has fired, by hand too, lets go of its elements, and they of it


class Elements(list):
    def __del__(self):
        in_order(self)


def let_go_of_elements(deferred):
    """A cancel that walks them keeps them until it is over."""
    elements, deferred._deferredList = Elements(deferred._deferredList), []
    lists.let_go(deferred)
    del elements


# UNH-3: who has waited, and has taken what there was, is held no more (Twisted: until the loop ends, by a variable)


def forgetful(function):
    """The loop as it is, but for that it forgets each outer that it has come to."""
    line = "chain.append(chainee)\n"
    source = textwrap.dedent(inspect.getsource(function))
    if source.count(line) != 1:
        raise ImportError("this is not the Twisted that is known here")
    names = {}
    exec(source.replace(line, "chain.append(chainee); del chainee, item, args\n"), defer.__dict__, names)
    return names[function.__name__]


real_run_callbacks = forgetful(defer.Deferred._runCallbacks)


# INL-2, INL-3: a cancel goes to what is awaited and fires nothing; what is awaited is not held


class ScriptStatus:
    """What inlineCallbacks keeps of a run. What is awaited keeps the result of the run, and nothing else does."""

    def __init__(self, deferred):
        self.result, self.awaited, self.is_gone = weakref.ref(deferred), no_deferred, False
        self.pair = no_deferred
        deferred.script_status, deferred._canceller = self, None

    @property
    def deferred(self):
        """Asked for once, when the run has ended."""
        found = self.result()
        self.let_go()
        return found

    @property
    def waitingOn(self):
        return living(self.awaited)

    @waitingOn.setter
    def waitingOn(self, awaited):
        found = self.result()
        self.let_go()
        self.awaited = weakref.ref(awaited)
        half = awaited.callbacks[-1][0][0]
        half.script_result, self.pair = found, weakref.ref(half)

    def let_go(self):
        half = self.pair()
        if half is not None:
            half.script_result = None

    def cancel(self):
        awaited = living(self.awaited)
        if awaited is not None:
            awaited.cancel()


# UNH-2: what a Deferred or a line holds is let go from the first to the last (Python's lists: from the last)


def loses(deferred, lose):
    """The pair that it is given next waits: `lose` is called when that goes without having run."""
    deferred.script_lose = lose


def fall(deferred):
    """The last reference has gone. Until it is its turn it can still be found by who waits for it."""
    deferred.script_falling = True
    if rows.world is None:
        Falling(deferred).close()
    else:
        rows.world.release(Falling(deferred))


class Falling:
    def __init__(self, deferred):
        self.deferred = deferred

    def close(self):
        deferred, self.deferred = self.deferred, None
        deferred.script_gone = True  # nothing reaches it any more, not even who waited for it
        if isinstance(deferred, defer.DeferredList):
            deferred._deferredList = Elements(deferred._deferredList)
        Fallen(deferred.__dict__, ("_canceller", "_deferredList", "result"), deferred.callbacks).close()


class Fallen:
    """What one that has gone held, see `World.release`: the pairs, then what stood under these names."""

    def __init__(self, held, names, pairs=()):
        self.pairs, self.held = pairs, [held.pop(name, None) for name in names]

    def close(self):
        pairs = self.pairs
        while pairs:
            lose = getattr(pairs[0][0][0], "script_lose", None)
            if lose:
                lose()
            del lose, pairs[0]
        in_order(self.held)


def in_order(held):
    while held:
        del held[0]


class WatchedMark(real_mark):
    """The mark of an unhandled failure; the world knows those that live, and whose they are."""

    def __init__(self):
        self.record = None
        if rows.world is not None:
            rows.world.marks.add(self)

    def __del__(self):
        rows.reported = self.record
        real_mark.__del__(self)


def get_mark(deferred):
    return deferred.__dict__.get("script_mark")


def set_mark(deferred, mark):
    deferred.script_mark, mark.record = mark, record_of(deferred)


# DEF-16: a failure delivered while paused counts as unhandled until something consumes it


def start_callbacks(deferred, result):
    fired_before = deferred.called
    real_start(deferred, result)
    if not fired_before and deferred.paused and isinstance(deferred.result, Failure):
        mark_unhandled(deferred)


def mark_unhandled(deferred):
    if deferred._debugInfo is None:
        deferred._debugInfo = defer.DebugInfo()
    deferred._debugInfo.failResult = deferred.result


# DEF-15, CHN-8, CHN-9: a user's pauses are counted apart from waits


def pause(deferred):
    record = record_of(deferred)
    for chain in active_chains():
        if deferred in chain[1:]:
            below = chain[: chain.index(deferred)]
            chain[0].__dict__.setdefault("script_left", []).append((deferred, below))
    record.pauses += 1
    deferred.pause()
    if record.pauses == 1 and isinstance(deferred.__dict__.get("result"), defer.Deferred):
        swap(deferred, real_continuation(deferred), hand_over_pair(deferred))


def unpause(deferred):
    record = record_of(deferred)
    if record.pauses == 0:
        raise task.NotPaused()
    record.pauses -= 1
    if record.pauses == 0 and isinstance(deferred.__dict__.get("result"), defer.Deferred):
        swap(deferred, hand_over_pair(deferred), real_continuation(deferred))
    deferred.unpause()


def run_callbacks(deferred):
    """The real loop leaves everything when it comes to one that its user has paused meanwhile."""
    real_run_callbacks(deferred)
    if deferred._runningCallbacks:
        return
    for paused, below in deferred.__dict__.pop("script_left", ()):
        if paused.paused and isinstance(paused.__dict__.get("result"), Failure):
            mark_unhandled(paused)
        for left in reversed(below):
            left._runCallbacks()


def active_chains():
    """The stacks of the run loops that are now active, outermost last."""
    frame, code = sys._getframe(), real_run_callbacks.__code__
    while frame is not None:
        if frame.f_code is code:
            names = frame.f_locals
            yield names.get("chain", [])
            names.clear()  # a copy that stays with the frame, and would keep the pair that is running
        frame = frame.f_back


def swap(waiter, old, new):
    """Puts another pair in the place where `waiter` waits among the pairs of its inner."""
    pairs = waiter.result.callbacks
    for at, pair in enumerate(pairs):
        if same_pair(pair, old):
            pairs[at] = new
            return


def same_pair(pair, other):
    return pair[0][0] == other[0][0] and pair[0][1] == other[0][1]


class HandOver:
    """Waits in an inner's chain in the place of an outer that its user has paused: that gets the result, and the inner
    goes on at once, if it is not paused itself by now."""

    _runningCallbacks, _debugInfo, callbacks, called = False, None, (), True

    def __init__(self, waiter):
        self.waiter, self.paused = waiter, 1

    def __eq__(self, other):
        return isinstance(other, HandOver) and other.waiter is self.waiter

    @property
    def result(self):
        """It has none of its own."""

    @result.setter
    def result(self, result):
        self.waiter.result = result
        self.waiter.paused -= 1
        if isinstance(result, Failure):
            mark_unhandled(self.waiter)


def hand_over_pair(waiter):
    return real_continuation(HandOver(waiter))


def continuation(deferred):
    if record_of(deferred).pauses:
        return hand_over_pair(deferred)
    return real_continuation(deferred)


# Tasks: TASK-8, TASK-12, TASK-13, TASK-14, TASK-16, TASK-18


class ScriptTask(task.CooperativeTask):
    is_new = True
    run = None  # what `run` adds to a task, see handles.Run

    def __init__(self, iterator, cooperator):
        self.world, self.script_record = rows.world, TaskRecord(iterator.frame_record)
        self.awaited, self.stepping, self.asked = no_deferred, False, False
        self.world.tasks.add(self)
        self.number = cooperator.adopt(self)
        real_task.__init__(self, iterator, cooperator)
        self.is_new = False

    def whenDone(self):
        self.asked = True
        return real_task.whenDone(self)

    # TASK-12: a user's pauses and the wait are counted apart.

    def user_pause(self):
        self.pause()
        self.script_record.pauses += 1

    def user_resume(self):
        if self.script_record.pauses == 0:
            raise task.NotPaused()
        self.script_record.pauses -= 1
        real_task.resume(self)

    def wait(self, deferred):
        """The step yields a Deferred: it keeps the task, the task does not keep it."""
        if self._completionState is not None:
            return
        self.script_record.waiting = True
        self.awaited = weakref.ref(deferred)
        if self.run:
            loses(deferred, self.run.lose)

    def resume(self):
        """The wait is over."""
        self.script_record.waiting, self.awaited = False, no_deferred
        real_task.resume(self)

    # TASK-18: after a step whose task is complete the outcome is ignored.
    # GEN-1: a close that was asked for during the step follows its outcome.

    def _oneWorkUnit(self):
        self.world.count_step()
        iterator, before = self._iterator, self.world.stepping
        self.stepping, self.world.stepping = True, self
        try:
            real_task._oneWorkUnit(self)
        except task.SchedulerError:
            if self._completionState is None:
                raise
            self._completionState.__traceback__ = None  # it would keep the iterator
        finally:
            self.stepping, self.world.stepping = False, before
        if iterator.close_asked:
            iterator.close()
        del iterator  # before the task, which lets go of it before it does of its when-dones

    def _completeWith(self, state, result):
        if isinstance(result, Failure):
            result.cleanFailure()
        if self._completionState is not None or (self.run and self.run.cancelling):
            self.told_again(result)
        else:
            self.complete(state, result)

    def told_again(self, result):
        """TASK-13: what a finished task waited for ends; a failure stays where it is."""
        self.awaited = no_deferred
        if self.stepping or not isinstance(result, Failure):
            return
        if self.run and self.run.takes(result):
            return
        result.raiseException()

    def complete(self, state, result):
        record = self.script_record
        self._cooperator.forget(self)
        record.waiting = False
        record.ended, record.ended_ns = ENDS.get(type(state), "failed"), self.world.clock.rightNow
        if record.ended == "failed":
            record.failure = self.world.values.seen_failure(result)
        told = self._deferreds
        self._deferreds = self.not_fired_by_hand(told)
        real_task._completeWith(self, state, result)
        if self.run:
            self.run.ended(self, result)
        self._iterator = None  # TASK-8: the last release closes it
        self._deferreds = []
        in_order(told)

    def not_fired_by_hand(self, deferreds):
        """TASK-16: a when-done that someone fired is passed over."""
        for deferred in deferreds:
            if deferred.called and not deferred._suppressAlreadyCalled:
                self.world.passed_over()
            else:
                yield deferred

    # TASK-14: the failure of a task that nobody asked about is reported; that of a stop is not.

    def failed_unasked(self):
        return isinstance(self._completionState, task.TaskFailed) and not self.asked

    def __del__(self):
        if self.failed_unasked() and rows.world is not None and not self.world.closing:
            self.world.report(self.script_record, self._completionResult)
        self.script_gone = True
        self._cooperator.forget(self)
        self._deferreds = Elements(self._deferreds)
        self.world.release(Fallen(self.__dict__, ("_iterator", "_deferreds", "run")))


ENDS = {task.TaskDone: "done", task.TaskStopped: "stopped"}


def no_deferred():
    """The dead weak reference of a task that waits for nothing."""


# Cooperators: COOP-14, COOP-15, COOP-17, COOP-18


class ScriptCooperator(task.Cooperator):
    def __init__(self, *arguments, **keywords):
        self.unfinished, self.adopted, self.resumed, self.stopping = {}, 0, [], False
        task.Cooperator.__init__(self, *arguments, **keywords)
        self.script_record = CooperatorRecord(self.running)

    def _addTask(self, added):
        if self.stopping and not added.is_new:
            self.resumed.append(added)  # it stays out until its turn to end comes
            return
        task.Cooperator._addTask(self, added)

    def _removeTask(self, removed):
        if removed in self._tasks:
            task.Cooperator._removeTask(self, removed)

    def _tasksWhileNotStopped(self):
        """TASK-8: as the real one, but who takes the steps keeps no task beyond its step."""
        over = self._terminationPredicateFactory()
        while self._tasks:
            for turn in map(Turn, self._metarator):
                yield turn
                if over():
                    return
            self._metarator = iter(self._tasks)

    def start(self):
        if self.stopping:
            raise task.SchedulerStopped()
        task.Cooperator.start(self)
        self.script_record.running, self.script_record.stopped = True, False

    def stop(self):
        """Every unfinished task ends with SchedulerStopped, in the order of creation, each once."""
        if self._stopped:
            return
        self._stopped, self.stopping = True, True
        self.script_record.running, self.script_record.stopped = False, True
        oldest = self.oldest_unfinished()
        while oldest is not None:
            oldest.complete(task.SchedulerStopped(), Failure(task.SchedulerStopped()))
            oldest = self.oldest_unfinished()
        self.stopping, self.resumed = False, []
        task.Cooperator.stop(self)

    def adopt(self, made):
        self.adopted += 1
        self.unfinished[self.adopted] = weakref.ref(made)
        return self.adopted

    def oldest_unfinished(self):
        for number, known in list(self.unfinished.items()):
            found = known()
            if found is not None:
                return found
            del self.unfinished[number]
        return None

    def forget(self, ended):
        self.unfinished.pop(ended.number, None)


class Turn:
    """A task, until it has taken its step."""

    def __init__(self, picked):
        self.picked = [picked]

    def _oneWorkUnit(self):
        self.picked.pop()._oneWorkUnit()


def install():
    """Puts the changed methods in their places, once a process."""
    defer.DebugInfo = WatchedMark
    defer.Deferred._debugInfo = property(get_mark, set_mark)
    defer.Deferred.__del__ = fall
    defer.Deferred.result = property(get_result, watch_result)
    defer.Deferred.addCallbacks = add_callbacks
    defer.Deferred.chainDeferred = chain_deferred
    defer.Deferred.cancel = cancel
    defer.DeferredList.cancel = cancel_list
    defer._CancellationStatus = ScriptStatus
    defer.Deferred._startRunCallbacks = start_callbacks
    defer.Deferred._runCallbacks = run_callbacks
    defer.Deferred._continuation = continuation
    task.CooperativeTask = ScriptTask
