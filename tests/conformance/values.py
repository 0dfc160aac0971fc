"""Values of a script: what they are in Python, how they print, how they compare.

none is None, integers are int, texts are str, times are Time, failures are Twisted's Failure, lists
are Python's; handles are the objects of Twisted themselves or the classes of `handles.py`.
What an expectation reads is *seen*: a copy without references, so that looking holds nothing.
"""

from functools import total_ordering
import weakref

from twisted.internet import base, defer, task
from twisted.python.failure import Failure

from tokens import INT64_MAX, INT64_MIN

TEXT_BYTES_MAX = 64 * 1024


@total_ordering
class Time:
    """A number of nanoseconds."""

    __slots__ = ("ns",)

    def __init__(self, ns):
        self.ns = ns

    def __eq__(self, other):
        return isinstance(other, Time) and self.ns == other.ns

    def __lt__(self, other):
        return self.ns < other.ns

    def __hash__(self):
        return hash(self.ns)


class RacePair:
    """What a race fires with: which one, and its value."""

    def __init__(self, index, value):
        self.index, self.value = index, value


class BadValue(Exception):
    """An operation that these values do not have; becomes ScriptError."""


class SeenFailure:
    """What is remembered of a Failure: one object for each Failure, however often it is seen."""

    def __init__(self, name, message, shown, index=None, first=None):
        self.name, self.message, self.shown = name, message, shown
        self.index, self.first = index, first

    def __eq__(self, other):
        return isinstance(other, SeenFailure) and self.shown == other.shown

    def __hash__(self):
        return hash(self.shown)


class SeenList:
    """KEY: the same for those that are equal, in one run."""

    def __init__(self, key, shown):
        self.key, self.shown = key, shown

    def __eq__(self, other):
        return isinstance(other, SeenList) and self.key == other.key

    def __hash__(self):
        return self.key


def seconds(ns):
    sign, ns = ("-", -ns) if ns < 0 else ("", ns)
    return f"{sign}{ns // 1_000_000_000}.{ns % 1_000_000_000:09d}"


def handle_kind(value):
    """The type name of a handle, or None if `value` is none."""
    if isinstance(value, defer.Deferred):
        return "deferred"
    if isinstance(value, base.DelayedCall):
        return "call"
    if isinstance(value, task.CooperativeTask):
        return "task"
    if isinstance(value, task.Cooperator):
        return "cooperator"
    if isinstance(value, task.LoopingCall):
        return "loop"
    if isinstance(value, defer.DeferredLock):
        return "lock"
    if isinstance(value, defer.DeferredSemaphore):
        return "semaphore"
    if isinstance(value, defer.DeferredQueue):
        return "queue"
    return getattr(value, "handle_kind", None)


def same_handle(value):
    """Twisted's LoopingCall stands for the loop that started it."""
    return value.script_loop if isinstance(value, task.LoopingCall) else value


class Values:
    """Printing and comparing for one run; `errors` names the types of its failures."""

    def __init__(self, errors):
        self.errors, self.keys = errors, {}

    def seen_failure(self, failure):
        found = failure.__dict__.get("script_seen")
        if found is None:
            found = failure.__dict__["script_seen"] = self.look_at(failure)
        return found

    def look_at(self, failure):
        exception = failure.value
        name = self.errors.name(exception)
        message, index, first = getattr(exception, "script_message", ""), None, None
        if isinstance(exception, defer.FirstError) and hasattr(exception, "subFailure"):
            index, first = exception.index, self.seen_failure(exception.subFailure)
            message = f"#{index}, {first.shown}"
        shown = f"{name}: {message}" if message else name
        return SeenFailure(name, message, shown, index, first)

    def message(self, failure):
        return self.seen_failure(failure).message

    def printed(self, value):
        if value is None:
            return "none"
        if isinstance(value, Time):
            return seconds(value.ns)
        if isinstance(value, (int, str)):
            return str(value)
        if isinstance(value, Failure):
            return self.seen_failure(value).shown
        if isinstance(value, (list, tuple, RacePair)):
            return self.printed_inside(value, {})
        if isinstance(value, (SeenFailure, SeenList)):
            return value.shown
        kind = handle_kind(value) or getattr(value, "kind", None)
        if kind is None:
            self.errors.bugs.append(f"no script value: {value!r}")
        return f"<{kind}>"

    def printed_inside(self, value, known):
        """Of one that contains others, itself again and again perhaps: KNOWN has the texts of those met before. A text
        that is too long ends just beyond TEXT_BYTES_MAX."""
        if not isinstance(value, (list, tuple, RacePair)):
            return self.printed(value)
        if id(value) not in known:
            known[id(value)] = self.put_together(value, known)[: TEXT_BYTES_MAX + 1]
        return known[id(value)]

    def put_together(self, value, known):
        if isinstance(value, list):
            return "[" + ", ".join(self.printed_inside(item, known) for item in value) + "]"
        if isinstance(value, RacePair):
            return f"({value.index}, {self.printed_inside(value.value, known)})"
        first, second = value  # (ok?, value or failure) of a list; (value, index) of a list's first ok
        if isinstance(first, bool):
            return f"{'ok' if first else 'failed'} {self.printed_inside(second, known)}"
        return f"({second}, {self.printed_inside(first, known)})"

    def seen(self, value):
        """A copy of `value` that holds nothing: handles become their records."""
        if value is None or isinstance(value, (int, str, Time, SeenFailure, SeenList)):
            return value
        if isinstance(value, Failure):
            return self.seen_failure(value)
        if isinstance(value, (list, tuple, RacePair)):
            return SeenList(self.key_of(value, {}), self.printed(value))
        return record_of(same_handle(value))

    def key_of(self, value, known):
        """A number for each list that is another one than those before; KNOWN has those inside it met before."""
        if id(value) not in known:
            items = (value.index, value.value) if isinstance(value, RacePair) else value
            inside = tuple(
                ("list", self.key_of(item, known)) if isinstance(item, (list, tuple, RacePair)) else self.seen(item)
                for item in items
            )
            known[id(value)] = self.keys.setdefault(inside, len(self.keys))
        return known[id(value)]


def living(known):
    """What a weak reference leads to; none from when that has begun to go (Python: when it is through)."""
    found = known()
    return None if found is None or found.__dict__.get("script_gone") else found


def record_of(handle):
    """What outlives a handle, and does not hold it."""
    found = handle.__dict__.get("script_record")
    if found is None:
        made = DeferredRecord if isinstance(handle, defer.Deferred) else LiveRecord
        found = handle.__dict__["script_record"] = made(handle)
    return found


class LiveRecord:
    """Of a lock, a semaphore, a queue, a loop: it is asked itself while it lives."""

    def __init__(self, handle):
        self.kind, self.handle = handle_kind(handle), weakref.ref(handle)


class CallRecord:
    kind = "call"

    def __init__(self):
        self.called = self.cancelled = False

    def state(self):
        return "cancelled" if self.cancelled else "called" if self.called else "pending"


class CooperatorRecord:
    kind = "cooperator"

    def __init__(self, running):
        self.running, self.stopped = running, False

    def state(self):
        return "running" if self.running else "stopped" if self.stopped else "idle"


class DeferredRecord:
    """What has been seen of a Deferred, kept up to date by `rows.watch_results`."""

    kind = "deferred"

    def __init__(self, _):
        self.fired, self.first, self.result = False, None, None
        self.fired_ns = self.changed_ns = None
        self.waiting, self.cancelled, self.cancelled_ns = False, False, None
        self.pauses = 0
        self.frame = None

    def cancels(self, world):
        """A cancel has reached it, unfired."""
        if not self.cancelled:
            self.cancelled = True
            self.cancelled_ns = world.clock.rightNow if world else None


class TaskRecord:
    """What has been seen of a task, kept up to date by `rows.ScriptTask`."""

    kind = "task"

    def __init__(self, frame):
        self.frame = frame
        self.pauses, self.waiting = 0, False
        self.ended, self.ended_ns, self.failure = None, None, None

    def state(self):
        if self.ended is not None:
            return self.ended
        if self.pauses:
            return "paused"
        return "waiting" if self.waiting else "running"


class FrameRecord:
    """Which values the names of a frame had last, without holding them."""

    def __init__(self, task):
        self.task, self.names = task, {}


class Remembered:
    """A value that a name had: seen, and the handle itself while something else holds it."""

    __slots__ = ("seen", "plain", "handle")

    def __init__(self, value, seen):
        self.seen = seen
        self.plain = value if isinstance(value, Failure) else seen
        self.handle = weakref.ref(value) if handle_kind(value) is not None else None

    def value(self):
        """The handle while it lives, a plain value, or none."""
        if self.handle is None:
            return self.plain
        found = living(self.handle)
        return None if found is None or found.__dict__.get("script_falling") else found


def checked_integer(found):
    if not INT64_MIN <= found <= INT64_MAX:
        raise BadValue("overflow")
    return found


def add(left, right, sign):
    if type(left) is int and type(right) is int:
        return checked_integer(left + sign * right)
    if isinstance(left, Time) and isinstance(right, Time):
        return Time(checked_integer(left.ns + sign * right.ns))
    raise BadValue("a sum needs two integers or two times")


def multiply(left, right):
    if type(left) is int and type(right) is int:
        return checked_integer(left * right)
    if isinstance(left, Time) and type(right) is int:
        return Time(checked_integer(left.ns * right))
    if type(left) is int and isinstance(right, Time):
        return Time(checked_integer(left * right.ns))
    raise BadValue("a product needs two integers, or a time and an integer")


def negate(value):
    if type(value) is int:
        return checked_integer(-value)
    if isinstance(value, Time):
        return Time(checked_integer(-value.ns))
    raise BadValue("only an integer or a time has a sign")


def compare(left, sign, right):
    """A comparison of two seen values."""
    if sign in ("==", "!="):
        return (type(left) is type(right) and left == right) == (sign == "==")
    integers = type(left) is int and type(right) is int
    if not integers and not (isinstance(left, Time) and isinstance(right, Time)):
        raise BadValue("an order needs two integers or two times")
    return {
        "<": left < right,
        "<=": left <= right,
        ">": left > right,
        ">=": left >= right,
    }[sign]
