"""Runs statements: bodies as Python generators, blocks the same way but without a yield."""

from twisted.internet import defer
from twisted.python.failure import Failure

from actions import Actions
from handles import NO_RESULT, Block, Context, Frame, ScriptRaise
from values import (
    TEXT_BYTES_MAX,
    BadValue,
    SeenFailure,
    Time,
    add,
    handle_kind,
    multiply,
    negate,
    record_of,
    same_handle,
)


class Returned:
    """The signal that a body or block returns."""

    __slots__ = ("value",)

    def __init__(self, value):
        self.value = value


class Interpreter:
    def __init__(self, world):
        self.world, self.actions = world, Actions(world, self)

    # Names and values

    def give(self, name, value, context):
        frame = context.frame
        if frame is not None and name in frame.task.names:
            frame.give(name, value)
        else:
            self.give_world(name, value)

    def give_world(self, name, value):
        """The order of `names` is that in which they were given last; none holds nothing."""
        names = self.world.names
        before = names.pop(name, None)
        if value is not None:
            names[name] = value
        del before

    def read(self, name, context):
        if name == "result":
            return None if context.result is NO_RESULT else context.result
        if name == "now":
            return Time(self.world.clock.rightNow)
        frame = context.frame
        if frame is not None and name in frame.task.names:
            return frame.names.get(name)
        return self.world.names.get(name)

    def field(self, value, field):
        if value is None:
            return None
        if isinstance(value, (Failure, SeenFailure)):
            return self.failure_field(value, field)
        value = same_handle(value)
        if isinstance(value, defer.DeferredQueue) and field in ("length", "waiting"):
            return len(value.pending if field == "length" else value.waiting)
        if isinstance(value, defer.DeferredSemaphore) and field == "tokens":
            return value.tokens
        frame = getattr(record_of(value), "frame", None) if handle_kind(value) else None
        if frame is None:
            raise BadValue(f"no field '{field}'")
        remembered = frame.names.get(field)
        return None if remembered is None else remembered.value()

    def failure_field(self, failure, field):
        seen = self.world.values.seen(failure)
        if field not in ("type", "message", "index", "first"):
            raise BadValue(f"no field '{field}'")
        if field == "first" and isinstance(failure, Failure) and seen.first is not None:
            return failure.value.subFailure
        return {
            "type": seen.name,
            "message": seen.message,
            "index": seen.index,
            "first": seen.first,
        }[field]

    def evaluate(self, found, context):
        kind = found[0]
        if kind == "path":
            value = self.read(found[1][0], context)
            return self.field(value, found[1][1]) if len(found[1]) > 1 else value
        if kind == "text":
            return self.text(found[1], context)
        if kind == "int":
            return found[1]
        if kind == "time":
            return Time(found[1])
        if kind == "none":
            return None
        if kind == "negative":
            return negate(self.evaluate(found[1], context))
        left, right = self.evaluate(found[1], context), self.evaluate(found[2], context)
        if kind == "times":
            return multiply(left, right)
        return add(left, right, 1 if kind == "plus" else -1)

    def text(self, pieces, context):
        shown = []
        for piece in pieces:
            if isinstance(piece, str):
                shown.append(piece)
            else:
                shown.append(self.world.values.printed(self.evaluate(piece, context)))
        text = "".join(shown)
        if len(text.encode()) > TEXT_BYTES_MAX:
            raise BadValue("the text is too long")
        return text

    def value(self, found, context):
        """Evaluates for a statement: what has no value is a ScriptError there."""
        if found is None:
            return None
        try:
            return self.evaluate(found, context)
        except BadValue:
            pass
        raise self.raised("ScriptError", "")

    def raised(self, name, message):
        return ScriptRaise(Failure(self.world.errors.make(name, message)))

    def printed(self, found, context):
        """What it prints; what is too long has no value."""
        text = self.world.values.printed(self.value(found, context))
        if len(text.encode()) > TEXT_BYTES_MAX:
            raise self.raised("ScriptError", "")
        return text

    def failure(self, name, value, context):
        message = "" if value is None else self.world.values.printed(self.value(value, context))
        if len(message.encode()) > TEXT_BYTES_MAX:
            return self.raised("ScriptError", "").failure
        return Failure(self.world.errors.make(name, message))

    # Bodies and blocks

    def body(self, task, frame):
        signal = yield from self.statements(task.block, Context(frame))
        return None if signal is None else signal.value

    def new_frame(self, task, arguments):
        frame = Frame(self.world, task)
        for name, value in zip(task.parameters, arguments):
            frame.give(name, value)
        return frame

    def block(self, statements, context):
        return Block(self.world, statements, context)

    def statements(self, statements, context):
        """Runs them in order; ends with a Returned where one says so. Yields what bodies yield."""
        for node in statements:
            self.world.line, kind = node.line, node.kind
            if kind == "if":
                chosen = node.block if self.test(node.test, context) else node.otherwise or ()
                signal = yield from self.statements(chosen, context)
            elif kind == "for":
                signal = yield from self.repeat(node, context)
            elif kind == "yield":
                yield self.operand(node, context)
                continue
            elif kind == "await":
                signal = yield from self.wait(node, context)
            elif kind == "return":
                return Returned(self.operand(node, context))
            else:
                getattr(self, "do_" + kind, self.actions.act)(node, context)
                continue
            if signal is not None:
                return signal
        return None

    def line(self, node):
        """One line of the timeline, as a delayed call."""
        try:
            for _ in self.statements([node], Context(None)):
                pass
        except ScriptRaise as raised:
            failure = raised.failure
        else:
            return
        finally:
            self.world.line = 0
        self.world.nobody_takes(failure)

    def operand(self, node, context):
        if node.make is not None:
            return self.actions.make(node, node.make, context)
        return self.value(node.value, context)

    def test(self, predicate, context):
        try:
            return self.world.judge.holds(predicate, lambda found: self.seen(found, context))
        except BadValue:
            pass
        raise self.raised("ScriptError", "")

    def seen(self, found, context):
        """The value for a condition: what a frame's name had is read as it was recorded."""
        if found[0] == "path" and len(found[1]) > 1:
            return self.seen_field(self.read(found[1][0], context), found[1][1])
        return self.world.values.seen(self.evaluate(found, context))

    def seen_field(self, value, field):
        frame = getattr(self.world.values.seen(value), "frame", None)
        if frame is not None:
            remembered = frame.names.get(field)
            return None if remembered is None else remembered.seen
        return self.world.values.seen(self.field(value, field))

    def repeat(self, node, context):
        first, last = self.value(node.first, context), self.value(node.last, context)
        if type(first) is not int or type(last) is not int:
            raise self.raised("ScriptError", "")
        for count in range(first, last):
            self.give(node.name, count, context)
            signal = yield from self.statements(node.block, context)
            if signal is not None:
                return signal
        return None

    def wait(self, node, context):
        failure = None
        try:
            value = yield self.awaited(node, context)
            context.frame.goes_on()
        except ScriptRaise:
            raise
        except Exception as thrown:
            context.frame.goes_on()
            failure = Failure(thrown)
            failure.cleanFailure()
        if failure is None:
            if node.name is not None:
                self.give(node.name, value, context)
            return None
        if node.failed is None or not self.trapped(failure, node.traps):
            raise ScriptRaise(failure)
        return (yield from self.statements(node.failed, Context(context.frame, failure)))

    def awaited(self, node, context):
        found = self.operand(node, context)
        if context.frame.outside is not None:
            self.world.line = context.frame.outside
        if found is not None and found is context.frame.result():  # as CHN-7
            raise self.world.errors.make("SelfWaitError", "")
        return found

    def trapped(self, failure, traps):
        errors = self.world.errors
        name = errors.name(failure.value)
        return not traps or any(errors.is_a(name, trap) for trap in traps)

    # Statements without an answer

    def do_give(self, node, context):
        self.give(node.name, self.value(node.value, context), context)

    def do_make(self, node, context):
        made = self.actions.make(node, node.make, context)
        if node.name is not None:
            self.give(node.name, made, context)

    def do_print(self, node, context):
        self.world.print(self.printed(node.value, context))

    def do_drop(self, node, context):
        self.give(node.name, None, context)

    def do_raise(self, node, context):
        if node.error is not None:
            raise ScriptRaise(self.failure(node.error, node.value, context))
        if not isinstance(context.result, Failure):
            raise self.raised("ScriptError", "")
        raise ScriptRaise(context.result)
