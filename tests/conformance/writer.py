"""Writes one random script: chooses names, values and times, and puts statements into blocks."""

from cast import ERRORS, SLICES, TRAPS
from lines import Line

DEPTH_MAX = 3
PLAIN_ERRORS = ("CancelledError", "TimeoutError", "TaskStopped", "AlreadyCalledError", "SelfWaitError")
MISUSES = ("AlreadyCalledError", "NotPaused", "WrongType", "TaskFinished", "SchedulerError", "Error")
STATES = {
    "deferred": ("pending", "waiting", "paused", "cancelled", "fired", "ok", "failed", "fired ok", "fired failed"),
    "task": ("running", "paused", "waiting", "done", "stopped", "failed"),
    "call": ("pending", "cancelled"),
    "iterator": ("closed",),
    "cooperator": ("running", "stopped"),
    "lock": ("locked",),
    "loop": ("running",),
}
FIELDS = {"queue": ("length", "waiting"), "semaphore": ("tokens",)}
KINDS_SEEN = ("deferred", "deferred", "job", "task", "call", "iterator", "cooperator", "lock", "loop", "queue",
              "semaphore", "any", "")
COMPARISONS = ("==", "==", "!=", "<", "<=", ">", ">=")


class Place:
    """Where a statement stands. `result`: what `result` is there: None, value, failure or either.
    `returns`: whether `return` may stand there, and with what: None, nothing, anything."""

    def __init__(self, kind, scope, result=None, returns="anything", yields=False, depth=0):
        self.kind, self.scope, self.result = kind, scope, result
        self.returns, self.yields, self.depth = returns, yields, depth
        self.awaits = False

    def below(self, kind, result=None, returns="anything"):
        """A block that is called back; the `result` around it stays readable there."""
        return Place(kind, self.scope, result or self.result, returns, False, self.depth + 1)

    def same(self):
        """A block that runs in place."""
        same = Place(self.kind, self.scope, self.result, self.returns or "nothing", self.yields, self.depth + 1)
        same.awaits = self.awaits
        return same


class Writer:
    def __init__(self, random, cast, table, lines):
        self.random, self.cast, self.table = random, cast, table
        self.left, self.tags = lines, 0

    # Choices

    def chance(self, percent):
        return self.random.randrange(100) < percent

    def weighted(self, rows):
        """One of the rows of a table, or None when the theme leaves none."""
        weights = [self.cast.theme.weight(row) for row in rows]
        return self.random.choices(rows, weights)[0] if any(weights) else None

    def time(self):
        return self.random.choice(self.cast.tempo.delays)

    def error(self):
        return self.random.choice(ERRORS)

    def traps(self):
        """ E E of an errback, often none."""
        count = self.random.choice((0, 0, 1, 1, 2))
        return "".join(" " + error for error in self.random.sample(TRAPS, count))

    def slice(self):
        return self.random.choice(SLICES)

    def name(self, place, kind):
        """A name that should hold such a thing; None when nobody plays that."""
        names = place.scope.readable(kind)
        if self.chance(2):
            names = [name for each in ("deferred", "task", "call", "any") for name in place.scope.readable(each)]
        elif self.chance(4) and place.scope.readable("any"):
            names = place.scope.readable("any")
        elif self.chance(6) and place.kind != "closed":
            fields = [field for of, field in self.cast.fields if of == kind]
            names = [f"{task}.{field}" for task in place.scope.readable("task") for field in fields] or names
        return self.random.choice(names) if names else None

    def value(self, place):
        """A value that stands alone."""
        random = self.random
        choice = random.randrange(20)
        if choice < 8:
            return str(random.randrange(4))
        if choice < 10:
            return random.choice(('"x"', '"y"'))
        if choice < 12 and place.result is not None:
            return "result"
        if choice < 13 and place.result in ("value", "either"):
            return "(result + 1)"
        if choice < 14:
            return random.choice(("none", "now", "1s", "-1", "(1s * 2)", '("x" + 1)', "(2 * -3)"))
        kind = random.choice(("any", "any", "any", "deferred", "iterator", "task"))
        return self.name(place, kind) or "0"

    def optional(self, place, percent=70):
        return " " + self.value(place) if self.chance(percent) else ""

    def message(self):
        return self.random.choice(("", "", ' "no"', ' "gone"'))

    def arguments(self, count, place):
        return "".join(f" {self.random.randrange(4)}" if self.chance(80) else " " + self.value(place)
                       for _ in range(count))

    def as_name(self, place, kind, percent=70):
        """ as NAME, mostly; the name is readable from here on."""
        names = place.scope.givable(kind)
        if not names or not self.chance(percent):
            return ""
        name = self.random.choice(names)
        place.scope.given(name)
        return " as " + name

    # Predicates

    def predicate(self, place):
        text = self.plain_predicate(place)
        return "not " + text if self.chance(15) else text

    def plain_predicate(self, place):
        random = self.random
        kinds = [kind for kind in random.sample(KINDS_SEEN, 3) if kind == "" or place.scope.readable(kind)]
        if not kinds or kinds[0] == "":
            return self.count(place)
        kind, names = kinds[0], place.scope.readable(kinds[0])
        name = random.choice(names)
        if kind == "any":
            return f"{name} {random.choice(COMPARISONS)} {self.value(place)}"
        if kind in FIELDS:
            return f"{name}.{random.choice(FIELDS[kind])} {random.choice(COMPARISONS)} {random.randrange(3)}"
        state = random.choice(STATES["deferred" if kind == "job" else kind])
        if state.endswith("failed") and self.chance(60):
            return f"{name} {state} {random.choice(TRAPS)}{self.message()}"
        if state.endswith("ok") and self.chance(40):
            return f"{name} {state} {self.value(place)}"
        return f"{name} {state}"

    def count(self, place):
        """Where many things are let go at once, how many of them still count is nobody's rule: not asked in a
        closed block."""
        random, few = self.random, self.random.randrange(4)
        printed = f'printed "p{random.randint(1, self.tags + 1)}"'
        found = [printed, printed, f"{printed} {few} times", f"now < {self.time()}", f"now == {self.time()}"]
        if place.kind != "closed":
            found += [f"timers {few}", "no timers", f"tasks {few}"]
        return random.choice(found)

    def finding(self):
        """What only `end` can tell. Of unhandled failures only such types are demanded as have no message: which of
        several is taken away would depend on the order of their reports, and that is not compared."""
        what = self.random.choice(("unhandled", "misuse"))
        error = self.random.choice(PLAIN_ERRORS if what == "unhandled" else ("", *MISUSES))
        return self.random.choice((f"no {what}", f"{what} {error}", f"{what} {error}", f"not {what} {error}")).rstrip()

    # Statements and blocks

    def print(self, place):
        self.left -= 1
        self.tags += 1
        shown = ""
        if place.result == "value" and self.chance(60):
            shown = " {result}"
        elif place.result == "failure":
            shown = self.random.choice((" {result.type}", " {result.type}", " {result}", " {result.message}",
                " {result.index}", " {result.first}"))
        elif self.chance(10):
            shown = self.random.choice(self.shown(place) or ("",))
        return Line(f'print "p{self.tags}{shown}"', "print", place.kind)

    def shown(self, place):
        """What a print may tell besides: values of names, the names of a task's frame, the fields of what is asked."""
        found = list(place.scope.names["any"])
        if place.kind != "closed":  # as `count`
            found += [f"{task}.{field}" for task in place.scope.readable("task") for _, field in self.cast.fields]
        found += [f"{name}.{field}" for kind in FIELDS for name in place.scope.readable(kind) for field in FIELDS[kind]]
        return [" {" + name + "}" for name in found]

    def statement(self, place):
        """Any statement but an ending; never None: print goes everywhere."""
        self.left -= 1
        for _ in range(20):
            line = self.weighted(self.table.STATEMENTS)[2](self, place)
            if line is not None:
                return line
        return self.print(place)

    def block(self, place, least=0):
        """The lines of a block: mostly one that says that it runs, a few that act, how it ends."""
        lines = [self.print(place)] if self.chance(75) else []
        room = 0 if place.depth > DEPTH_MAX or self.left <= 0 else self.random.choice((0, 1, 1, 1, 2, 3))
        lines += [self.statement(place) for _ in range(max(room, least))]
        if place.returns is not None and (not lines or self.chance(50)):
            ending = self.weighted(self.table.ENDINGS)[2](self, place)
            if ending is not None:
                lines.append(ending)
        return lines or [self.print(place)]

    def below(self, place, kind, result=None, returns="anything"):
        return self.block(place.below(kind, result, returns))
