"""Each library statement of a script as the call of Twisted that it stands for.

A call that Twisted refuses with an exception (or Weft with a status) changes nothing: it becomes a
`misuse` unless its line says `refused`, and the name that it would have given becomes none.
"""

from twisted.internet import defer, task
from twisted.internet.error import AlreadyCalled, AlreadyCancelled

import handles
import locks
import loops
import rows
from clock import BadTime
from errors import WrongType
from values import Time, handle_kind, same_handle

REFUSALS = (
    AlreadyCalled,
    AlreadyCancelled,
    AssertionError,
    BadTime,
    RuntimeError,
    ValueError,
    WrongType,
    defer.AlreadyCalledError,
    defer.QueueOverflow,
    defer.QueueUnderflow,
    task.SchedulerError,
)
# `none` where a handle is expected does nothing for these.
IGNORES_NONE = frozenset(["cancel", "close", "stop"])


class Actions:
    def __init__(self, world, interpreter):
        self.world, self.interpreter = world, interpreter

    # Refusals

    def attempt(self, node, function):
        """(answer) of one library call, or None when it was refused."""
        error = None
        try:
            answer = function()
        except REFUSALS as refusal:
            error = "ValueError" if isinstance(refusal, BadTime) else None
            error = error or self.world.errors.name(refusal)
            refusal.__traceback__ = None  # it would keep what the call was given
        self.judge_refusal(node, error)
        return None if error is not None else answer

    def judge_refusal(self, node, error):
        wanted = getattr(node, "refused", None)
        if error is None:
            if wanted is not None:
                self.world.not_refused(node.line)
        elif wanted is None or not self.world.errors.is_a(error, wanted):
            self.world.misuse.append((node.line, error))

    def handle(self, value, *kinds):
        value = same_handle(value)
        if handle_kind(value) not in kinds:
            raise WrongType()
        return value

    def nanoseconds(self, value):
        if not isinstance(value, Time):
            raise WrongType()
        return value.ns

    # Acts

    def act(self, node, context):
        """Any act: its values first, then the call."""
        evaluate = self.interpreter.value
        target = evaluate(getattr(node, "target", None), context)
        if node.kind == "fail":
            value = self.interpreter.failure(node.error, node.value, context)
        else:
            value = evaluate(getattr(node, "value", None), context)
        if target is None and node.kind in IGNORES_NONE:
            self.judge_refusal(node, None)
            return
        act = getattr(self, "act_" + node.kind)
        self.attempt(node, lambda: act(target, value, node, context))

    def act_work(self, target, value, node, context):
        self.world.clock.work(self.nanoseconds(value))

    def act_on(self, target, value, node, context):
        deferred = self.handle(target, "deferred")
        block = self.interpreter.block(node.block, context)
        if node.way == "either":
            deferred.addBoth(block)
        elif node.way == "failed":
            deferred.addErrback(self.half(block, node.traps))
        elif node.failed is None:
            deferred.addCallback(block)
        else:
            failed = self.interpreter.block(node.failed, context)
            deferred.addCallbacks(block, self.half(failed, node.traps))

    def half(self, block, traps=()):
        """One half of a pair; with types it lets others go on unchanged."""
        if not traps:
            return block
        trapped = self.interpreter.trapped
        return lambda result: block(result) if trapped(result, traps) else result

    def act_fire(self, target, value, node, context):
        self.handle(target, "deferred").callback(value)

    def act_fail(self, target, value, node, context):
        self.handle(target, "deferred").errback(value)

    def act_chain(self, target, value, node, context):
        self.handle(target, "deferred").chainDeferred(self.handle(value, "deferred"))

    def act_timeout(self, target, value, node, context):
        deferred, delay = self.handle(target, "deferred"), self.nanoseconds(value)
        if node.expired is None:
            deferred.addTimeout(delay, self.world.clock)
            return
        block = self.interpreter.block(node.expired, context)
        deferred.addTimeout(delay, self.world.clock, lambda result, _: block(result))

    def act_cancel(self, target, value, node, context):
        self.handle(target, "deferred", "call").cancel()

    def act_pause(self, target, value, node, context):
        target = self.handle(target, "deferred", "task")
        if handle_kind(target) == "task":
            target.user_pause()
        else:
            rows.pause(target)

    def act_resume(self, target, value, node, context):
        target = self.handle(target, "deferred", "task")
        if handle_kind(target) == "task":
            target.user_resume()
        else:
            rows.unpause(target)

    def act_stop(self, target, value, node, context):
        self.handle(target, "task", "loop", "cooperator").stop()

    def act_close(self, target, value, node, context):
        iterator = self.handle(target, "iterator")
        refused_before = iterator.close_refused
        iterator.close()
        if iterator.close_refused and not refused_before:
            if node.refused is not None and self.world.errors.is_a("RuntimeError", node.refused):
                self.world.misuse.pop()
                raise RuntimeError()

    def act_start(self, target, value, node, context):
        self.handle(target, "cooperator").start()

    def act_reset(self, target, value, node, context):
        target = self.handle(target, "call", "loop")
        if handle_kind(target) == "call":
            target.reset(self.nanoseconds(value))
        else:
            target.reset()

    def act_delay(self, target, value, node, context):
        self.handle(target, "call").delay(self.nanoseconds(value))

    def act_put(self, target, value, node, context):
        self.handle(target, "queue").put(value)

    def act_release(self, target, value, node, context):
        self.handle(target, "lock", "semaphore").release()

    # Makes

    def make(self, node, made, context):
        """What the make makes; None when it is refused."""
        make = getattr(self, "make_" + made.kind)
        prepared = self.prepare(made, context)
        return self.attempt(node, lambda: make(made, prepared, context))

    def prepare(self, made, context):
        """The make's values, evaluated before the call."""
        evaluate, found = self.interpreter.value, {}
        for part in ("value", "delay", "cooperator", "every", "size", "backlog"):
            if getattr(made, part, None) is not None:
                found[part] = evaluate(getattr(made, part), context)
        for part in ("arguments", "parts"):
            if getattr(made, part, None) is not None:
                found[part] = [evaluate(one, context) for one in getattr(made, part)]
        return found

    def block(self, made, context):
        return self.interpreter.block(made.block, context)

    def make_deferred(self, made, prepared, context):
        canceller = None
        if made.cancelled is not None:
            block = self.interpreter.block(made.cancelled, context)
            nobody_takes = self.world.nobody_takes

            def canceller(_):
                nobody_takes(block())

        deferred = defer.Deferred(canceller)
        if made.state == "ok":
            deferred.callback(prepared.get("value"))
        elif made.state == "failed":
            deferred.errback(self.interpreter.failure(made.error, made.value, context))
        return deferred

    def make_later(self, made, prepared, context):
        delay = self.nanoseconds(prepared["delay"])
        if made.block is not None:
            return task.deferLater(self.world.clock, delay, self.block(made, context))
        value = prepared.get("value")
        return task.deferLater(self.world.clock, delay, lambda: value)

    def make_call(self, made, prepared, context):
        block, nobody_takes = self.block(made, context), self.world.nobody_takes
        delay = self.nanoseconds(prepared["delay"])
        return self.world.clock.callLater(delay, lambda: nobody_takes(block()))

    def make_execute(self, made, prepared, context):
        return defer.execute(self.block(made, context))

    def make_maybe(self, made, prepared, context):
        return defer.maybeDeferred(self.block(made, context))

    def iterator_of(self, made, prepared, context):
        if made.task is None:
            return self.handle(self.interpreter.read(made.name, context), "iterator")
        frame = self.interpreter.new_frame(made.task, prepared["arguments"])
        return handles.ScriptIterator(self.world, made.task, frame)

    def cooperator_of(self, prepared):
        if "cooperator" in prepared:
            return self.handle(prepared["cooperator"], "cooperator")
        return self.world.cooperator

    def make_iterator(self, made, prepared, context):
        return self.iterator_of(made, prepared, context)

    def make_cooperate(self, made, prepared, context):
        cooperator = self.cooperator_of(prepared)
        return cooperator.cooperate(self.iterator_of(made, prepared, context))

    def make_coiterate(self, made, prepared, context):
        cooperator = self.cooperator_of(prepared)
        iterator = self.iterator_of(made, prepared, context)
        done = defer.Deferred()
        handles.record_of(done).frame = iterator.frame_record
        return cooperator.coiterate(iterator, done)

    def make_run(self, made, prepared, context):
        cooperator = self.cooperator_of(prepared)
        return handles.run(self.world, self.iterator_of(made, prepared, context), cooperator)

    def make_start(self, made, prepared, context):
        if made.every is not None:
            loop = self.handle(self.interpreter.read(made.name, context), "loop")
            return loop.start(self.nanoseconds(prepared["every"]), made.now)
        frame = self.interpreter.new_frame(made.task, prepared["arguments"])
        return handles.start(self.world, made.task, frame)

    def make_done(self, made, prepared, context):
        return self.handle(prepared["value"], "task").whenDone()

    def make_cooperator(self, made, prepared, context):
        delay = self.nanoseconds(prepared["delay"])
        if delay < 0:
            raise BadTime()
        return self.world.new_cooperator(made.slice, delay, not made.idle)

    def make_loop(self, made, prepared, context):
        return loops.Loop(self.world, self.block(made, context), made.counted)

    def parts(self, prepared):
        return [self.handle(part, "deferred") for part in prepared["parts"]]

    def make_list(self, made, prepared, context):
        return defer.DeferredList(
            self.parts(prepared),
            fireOnOneCallback=made.first_ok,
            fireOnOneErrback=made.first_failed,
            consumeErrors=made.consume,
        )

    def make_gather(self, made, prepared, context):
        return handles.gather(self.parts(prepared), made.consume)

    def make_race(self, made, prepared, context):
        return handles.race(self.parts(prepared))

    def make_lock(self, made, prepared, context):
        return locks.ScriptLock()

    def make_semaphore(self, made, prepared, context):
        return locks.ScriptSemaphore(self.integer(prepared["value"]))

    def integer(self, value):
        if type(value) is not int:
            raise WrongType()
        return value

    def make_queue(self, made, prepared, context):
        limits = [prepared.get(part) for part in ("size", "backlog")]
        return locks.ScriptQueue(*[None if one is None else self.integer(one) for one in limits])

    def make_acquire(self, made, prepared, context):
        return self.handle(prepared["value"], "lock", "semaphore").acquire()

    def make_get(self, made, prepared, context):
        return self.handle(prepared["value"], "queue").get()

    def make_hold(self, made, prepared, context):
        return self.handle(prepared["value"], "lock", "semaphore").run(self.block(made, context))
