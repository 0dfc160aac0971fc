"""What a script holds and Twisted has no class for: frames, blocks, iterators; and `run`."""

import weakref

from twisted.internet import defer
from twisted.internet.task import TaskStopped
from twisted.python.failure import Failure

import rows
from errors import FailureGroup
from values import FrameRecord, RacePair, Remembered, living, record_of

NO_RESULT = object()


class ScriptRaise(Exception):
    """A failure on its way out of a body or block."""

    def __init__(self, failure):
        super().__init__()
        self.failure = failure


class Frame:
    """The names of one run of a body; lives while the body or a block made in it does."""

    def __init__(self, world, task):
        self.world, self.task, self.names = world, task, dict.fromkeys(task.names)
        self.record = FrameRecord(task)
        self.result = lambda: None  # of the run of a body that awaits, once there is one
        self.outside = 0  # the line that is running when such a body goes on; None in its closed block

    def goes_on(self):
        """What its body awaited has come to something."""
        self.outside = self.world.line

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

    yielded_at = None

    def __init__(self, world, statements, context):
        self.world, self.statements = world, statements
        self.frame, self.result = context.frame, context.result

    def __call__(self, result=NO_RESULT):
        """What the block returns; a Failure if it raises."""
        if self.world.is_too_deep():
            return Failure(self.world.errors.make("ScriptError", ""))
        context = Context(self.frame, self.result if result is NO_RESULT else result)
        steps = self.world.interpreter.statements(self.statements, context)
        line = self.world.line
        self.world.depth += 1
        try:
            next(steps)
        except StopIteration as stop:
            return None if stop.value is None else stop.value.value
        except ScriptRaise as raised:
            return raised.failure
        else:
            self.yielded_at = self.world.line  # GEN-1: only a closed block comes here
        finally:
            self.world.line = line
            self.world.depth -= 1
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
        self.close_asked = self.close_refused = False

    def __iter__(self):
        return self

    def __next__(self):
        record = self.script_record
        if record.state == "finished":
            raise StopIteration
        record.state = "running"
        error, line = StopIteration(), self.world.line
        try:
            found = next(self.steps)
        except StopIteration as stop:
            if self.world.stepping is not None and self.world.stepping.run:
                self.world.stepping.run.outcome = stop.value
        except ScriptRaise as raised:
            error = raised.failure.value
        else:
            record.state = "suspended"
            if self.world.stepping is not None and isinstance(found, defer.Deferred):
                self.world.stepping.wait(found)
            return found
        finally:
            self.world.line = line
        self.end()
        error.__context__ = None
        try:
            raise error
        finally:
            del error  # its traceback has this frame: a ring, which would keep the task

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
            self.run_closed(block)
            self.end()

    def run_closed(self, block):
        """GEN-1: a closed block's failure is reported, a yield in it refused."""
        if block is None or self.world.closing:
            return
        self.world.nobody_takes(block())
        if block.yielded_at is not None:
            self.world.misuse.append((block.yielded_at, "RuntimeError"))
            self.close_refused = True

    def __del__(self):
        if self.script_record.state == "suspended" and not self.world.closing:
            self.world.release(self)


class Run:
    """One call for cooperate, result and cancel (rows GEN-3, GEN-4)."""

    def __init__(self, deferred):
        self.deferred, self.outcome = deferred, None
        self.cancelling = self.was_cancelled = False

    def take(self):
        """The Deferred that is to be fired; whoever takes it sees to that, once."""
        taken, self.deferred = self.deferred, None
        return taken

    def lose(self):
        """What the task waits for has gone unfired: nothing can set it going again."""
        self.take()

    def ended(self, task, outcome):
        found, self.outcome = self.outcome, None
        if self.deferred is None:
            return
        found = outcome if isinstance(outcome, Failure) else found
        if found is self.deferred:  # as CHN-7
            found = Failure(task.world.errors.make("SelfWaitError", ""))
        if isinstance(found, defer.Deferred):
            task.awaited = weakref.ref(found)
            rows.loses(found, self.lose)
            found.addBoth(self.late, task)
        else:
            self.fire(task.world, found)

    def fire(self, world, found):
        """COOP-14: nothing escapes a step, not even that someone fired it by hand."""
        try:
            self.take().callback(found)
        except defer.AlreadyCalledError:
            world.passed_over()

    def late(self, found, task):
        """The Deferred that the body returned has a result."""
        if self.deferred is not None:
            self.fire(task.world, found)
        elif isinstance(found, Failure) and not self.takes(found):
            return found
        return None

    def takes(self, failure):
        """Whether a failure is what the cancel made, and so is nobody's business."""
        if self.cancelling:
            return True
        return self.was_cancelled and failure.check(defer.CancelledError) is not None

    def cancel(self, task):
        awaited = living(task.awaited)
        if task._completionState is not None:
            if awaited is not None:
                awaited.cancel()
            self.was_cancelled = True
            self.take()
            return
        task.pause()  # out of the rotation
        self.cancelling = self.was_cancelled = True
        kept = self.take()
        iterator = task._iterator
        if awaited is not None:
            awaited.cancel()
        iterator.close()
        self.cancelling = False
        if task._completionState is None:
            task.complete(TaskStopped(), Failure(TaskStopped()))
        del kept


def run(world, iterator, cooperator):
    """Twisted's own cooperate; the Deferred keeps the task until it has fired, and the task it."""
    deferred = defer.Deferred(lambda _: made.run.cancel(made))
    record_of(deferred).frame = iterator.frame_record
    made = cooperator.cooperate(iterator)
    made.asked = True
    made.run = Run(deferred)
    if made._completionState is not None:
        made.run.ended(made, made._completionResult)
    return deferred


class Body:
    """What a body that awaits keeps until it has ended."""

    def __init__(self, world, task, frame):
        self.world, self.frame, self.status, self.is_gone = world, frame, None, False
        self.closing = Block(world, task.closed, Context(frame)) if task.closed else None
        frame.outside = world.line

    def went_on(self):
        self.world.line = self.frame.outside

    def ended(self, found):
        """It returns that; whether it is its own result."""
        self.went_on()
        own = isinstance(found, defer.Deferred) and found is self.frame.result()
        self.frame = self.closing = None
        return own

    def tell(self):
        """What inlineCallbacks keeps of it learns whether it can still go on."""
        if self.status is not None:
            self.status.is_gone = self.is_gone

    def close(self):
        """The last release of one that is suspended; see `World.release`."""
        self.is_gone = True
        self.tell()
        block, frame, self.closing, self.frame = self.closing, self.frame, None, None
        if block is None or self.world.closing:
            return
        frame.outside = None
        self.world.nobody_takes(block())
        if block.yielded_at is not None:
            self.world.misuse.append((block.yielded_at, "RuntimeError"))


def start(world, task, frame):
    """Runs a body with `await` at once, by the real inlineCallbacks."""
    steps, body = world.interpreter.body(task, frame), Body(world, task, frame)

    @defer.inlineCallbacks
    def drive():
        error = None
        try:
            found = yield from steps
            if body.ended(found):  # as CHN-7
                raise world.errors.make("SelfWaitError", "")
            if isinstance(found, defer.Deferred):  # INL-1: a returned one is waited for
                returned = [found]
                found = None  # INL-3: what is awaited is not held
                found = yield returned.pop()
            return found
        except ScriptRaise as raised:
            error = raised.failure.value
            body.went_on()
        except GeneratorExit:
            world.release(body)
            raise
        error.__context__ = None
        raise error

    if world.is_too_deep():
        return defer.fail(world.errors.make("ScriptError", ""))
    world.depth += 1
    try:
        deferred = drive()
    finally:
        world.depth -= 1
    record_of(deferred).frame = frame.record
    frame.result, body.status = weakref.ref(deferred), deferred.script_status
    body.tell()
    return deferred


class Gathered(defer.DeferredList):
    """gatherResults, with no pair of its own: it fires with the values, and by hand with what is given."""

    def callback(self, result):
        super().callback([value for _, value in result] if result is self.resultList else result)


def gather(parts, consume):
    return Gathered(parts, fireOnOneErrback=True, consumeErrors=consume)


def race(parts):
    """Twisted's later `race`, which 22.4 does not have: the first success cancels the others."""
    failures, won = [None] * len(parts), []
    deferred = defer.Deferred(lambda _: [part.cancel() for part in list(parts)] and None)
    undecided = [deferred]  # who takes it sees to that; then the parts keep it no more

    def succeeded(value, index):
        if won:
            return None
        won.append(index)
        for other, part in enumerate(parts):
            if other != index:
                part.cancel()
        parts.clear()  # UNH-7
        undecided.pop().callback(RacePair(index, value))
        return None

    def failed(failure, index):
        failures[index] = failure
        if not won and all(found is not None for found in failures):
            parts.clear()
            undecided.pop().errback(Failure(FailureGroup(failures)))
        return None

    for index, part in enumerate(list(parts)):
        part.addCallbacks(succeeded, failed, callbackArgs=(index,), errbackArgs=(index,))
    return deferred
