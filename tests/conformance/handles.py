"""What a script holds and Twisted has no class for: frames, blocks, iterators, loops; and `run`."""

from twisted.internet import defer
from twisted.python.failure import Failure

from errors import FailureGroup
from rows import OneStart, rows
from values import FrameRecord, RacePair, Remembered, record_of

NO_RESULT = object()


class ScriptRaise(Exception):
    """A failure on its way out of a body or block."""

    def __init__(self, failure):
        super().__init__()
        self.failure = failure


class Frame:
    """The names of one run of a body; lives while the body or a block made in it does."""

    def __init__(self, world, task):
        self.world, self.task, self.names = world, task, {}
        self.record = FrameRecord(task)

    def give(self, name, value):
        remembered = Remembered(value, self.world.values.seen(value))
        self.record.names[name] = remembered
        self.world.latest[self.task.name, name] = remembered
        self.names[name] = value


class Context:
    """Where statements run: the frame (or none in the timeline) and the `result` around them."""

    __slots__ = ("frame", "result")

    def __init__(self, frame, result=NO_RESULT):
        self.frame, self.result = frame, result


class Block:
    """A block that waits to be called; it shares its frame and knows the `result` around it."""

    def __init__(self, world, statements, context):
        self.world, self.statements = world, statements
        self.frame, self.result = context.frame, context.result

    def __call__(self, result=NO_RESULT):
        """What the block returns; a Failure if it raises."""
        context = Context(self.frame, self.result if result is NO_RESULT else result)
        steps = self.world.interpreter.statements(self.statements, context)
        try:
            next(steps)
        except StopIteration as stop:
            return None if stop.value is None else stop.value.value
        except ScriptRaise as raised:
            return raised.failure
        rows.reach("GEN-1")  # a closed block that yields
        return None


class IteratorRecord:
    kind = "iterator"

    def __init__(self, frame):
        self.frame, self.state, self.closed = frame, "created", False


class ScriptIterator:
    """A body as an iterator with `next` and `close`; the last release closes a suspended one."""

    handle_kind = "iterator"

    def __init__(self, world, task, frame):
        self.world, self.frame_record = world, frame.record
        self.script_record = IteratorRecord(frame.record)
        self.steps = world.interpreter.body(task, frame)
        self.closing = Block(world, task.closed, Context(frame)) if task.closed else None
        self.result, self.close_asked = None, False

    def __iter__(self):
        return self

    def __next__(self):
        record = self.script_record
        if record.state == "finished":
            raise StopIteration
        record.state = "running"
        error = StopIteration()
        try:
            found = next(self.steps)
        except StopIteration as stop:
            self.result = stop.value
        except ScriptRaise as raised:
            error = raised.failure.value
        else:
            record.state = "suspended"
            if self.world.stepping is not None and isinstance(found, defer.Deferred):
                self.world.stepping.awaited = found
            return found
        self.end()
        error.__context__ = None
        raise error

    def end(self):
        self.script_record.state, self.steps, self.closing = "finished", None, None

    def close(self):
        """GEN-1: closing the one that is running takes effect when its step returns."""
        record = self.script_record
        if record.state == "running":
            self.close_asked = True
        elif record.state != "finished":
            block = self.closing if record.state == "suspended" else None
            record.state, record.closed = "running", True
            if block is not None and not self.world.closing:
                self.world.nobody_takes(block())
            self.end()

    def __del__(self):
        if self.script_record.state == "suspended" and not self.world.closing:
            self.world.release(self)


class Loop:
    """A looping call; the state belongs to one start (rows LOOP-10, LOOP-13)."""

    handle_kind = kind = "loop"

    def __init__(self, world, block, counted):
        self.world, self.block, self.counted, self.current = world, block, counted, None

    def running(self):
        return self.current is not None and self.current.running

    def start(self, every, now):
        assert not self.running()
        started = OneStart.withCount(self.block) if self.counted else OneStart(self.block)
        started.clock, started.script_loop = self.world.clock, self
        before, self.current = self.current, started
        try:
            return started.start(every, now)
        except ValueError:
            self.current = before
            raise

    def stop(self):
        assert self.running()
        self.current.stop()

    def reset(self):
        assert self.running()
        self.current.reset()


def run(world, iterator, cooperator):
    """One call for cooperate + result + cancel (rows GEN-3, GEN-4)."""
    made = cooperator.cooperate(iterator)
    deferred = defer.Deferred(lambda _: made.cancel_run())
    record_of(deferred).frame = iterator.frame_record

    def finished(found):
        if made.run_was_cancelled:
            return None
        if isinstance(found, Failure):
            deferred.errback(found)
        elif isinstance(found.result, defer.Deferred):
            found.result.chainDeferred(deferred)
        else:
            deferred.callback(found.result)
        return None

    made.whenDone().addBoth(finished)
    return deferred


def start(world, task, frame):
    """Runs a body with `await` at once, by the real inlineCallbacks."""
    steps = world.interpreter.body(task, frame)
    closing = Block(world, task.closed, Context(frame)) if task.closed else None

    @defer.inlineCallbacks
    def drive():
        error = None
        try:
            return (yield from steps)
        except ScriptRaise as raised:
            error = raised.failure.value
        except GeneratorExit:
            if closing is not None and not world.closing:
                world.nobody_takes(closing())
            raise
        error.__context__ = None
        raise error

    deferred = drive()
    record_of(deferred).frame = frame.record
    return deferred


def race(parts):
    """Twisted's later `race`, which 22.4 does not have: the first success cancels the others."""
    failures, won = [None] * len(parts), []
    deferred = defer.Deferred(lambda _: [part.cancel() for part in parts] and None)

    def succeeded(value, index):
        if won:
            return None
        won.append(index)
        for other, part in enumerate(parts):
            if other != index:
                part.cancel()
        deferred.callback(RacePair(index, value))
        return None

    def failed(failure, index):
        failures[index] = failure
        if not won and all(found is not None for found in failures):
            deferred.errback(Failure(FailureGroup(failures)))
        return None

    for index, part in enumerate(parts):
        part.addCallbacks(succeeded, failed, callbackArgs=(index,), errbackArgs=(index,))
    return deferred
