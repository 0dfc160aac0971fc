"""How often each statement, place, condition and outcome was reached, over many scripts."""

import re
from collections import Counter

import statements
from writer import FIELDS, STATES

HANDLES = "deferred|task|call|iterator|cooperator|lock|loop|semaphore|queue"
STATE = re.compile(rf"is \w+ ({HANDLES}) (.*)")
NAMED_ELSEWHERE = (  # kinds of line that no row of a table names
    "print", "if", "for", "on failed", "on either", "on both", "timeout expired", "yield name", "yield value",
    "yield make", "await name", "await value", "await make", "await failed", "return name", "return value",
    "return make", "raise again", "refused",
)
# No statements, but each is looked at.
LOOKED = ("expect", "expect window", "expect finding", "always", "never", "sometimes", "finally")
NO_STATEMENTS = ("make", "await")  # a row that stands for those of another table
PLACES = (
    "timeline", "file", "step", "closed", "canceller", "callback", "errback", "either", "expired", "later", "call",
    "execute", "maybe", "loop", "hold",
)
CONDITIONS = (
    *sorted({state for states in STATES.values() for state in states}),
    *sorted(f"x.{field}" for fields in FIELDS.values() for field in fields),
    "x compared", "printed", "printed N times", "timers N", "no timers", "tasks N", "unhandled E", "no unhandled",
    "misuse E", "no misuse", "at T", "by T", "in T..T", "not before T",
)
CONDITION_LINE = re.compile(r"(?:\S+ +|\s*)(?:if|expect|always|never|sometimes|finally) (?:not )?(.*?):?$")
WINDOW = re.compile(r" (at|by|in|not before) ([0-9]\S*)$")
COMPARED = re.compile(r"\S+ (?:==|!=|<=|>=|<|>) ")


class Reached:
    def __init__(self):
        self.scripts = 0
        self.kinds, self.places, self.conditions, self.states = Counter(), Counter(), Counter(), Counter()

    def add(self, text, tags, verdict):
        """What one script says ({line: (kind, place)}), and how far it came."""
        self.scripts += 1
        reached, lines = set(verdict.reached), text.splitlines()
        for number, (kind, place) in tags.items():
            if number in reached or kind in LOOKED:
                self.kinds.update(kind.split("+"))
                self.kinds["refused"] += " refused " in lines[number - 1]
                self.places[place] += 1
                self.conditions.update(conditions_in(lines[number - 1]))
        self.states.update(filter(None, map(state_in, verdict.outcome)))

    def include(self, other):
        self.scripts += other.scripts
        for mine, others in zip(self.tables(), other.tables()):
            mine.update(others)

    def tables(self):
        return self.kinds, self.places, self.conditions, self.states

    def complete(self):
        """Puts what was never reached there with 0."""
        tables = statements.STATEMENTS, statements.MAKES, statements.ENDINGS
        kinds = [row[0] for table in tables for row in table if row[0] not in NO_STATEMENTS]
        for counts, expected in zip(self.tables(), ((*kinds, *NAMED_ELSEWHERE, *LOOKED), PLACES, CONDITIONS)):
            for name in expected:
                counts.setdefault(name, 0)

    def never(self):
        self.complete()
        return [name for counts in self.tables() for name in sorted(counts) if counts[name] == 0]

    def tell(self):
        """The lines of the tables."""
        self.complete()
        yield f"reached by {self.scripts} scripts, in how many of their lines:"
        for title, counts in zip(("statements", "places", "conditions", "outcomes"), self.tables()):
            yield f"{title}:"
            yield from (f"  {counts[name]:8} {name}" for name in sorted(counts))


def conditions_in(line):
    """What kinds of condition a line asks for."""
    found = CONDITION_LINE.match(line)
    if not found:
        return
    asked = found.group(1)
    window = WINDOW.search(asked)
    if window:
        yield window.group(1) + (" T..T" if window.group(1) == "in" else " T")
        asked = asked[: window.start()]
    yield condition(asked)


def condition(asked):
    words = asked.split()
    if words[0] == "printed":
        return "printed N times" if words[-1] == "times" else "printed"
    if words[0] in ("timers", "tasks"):
        return f"{words[0]} N"
    if words[0] == "no":
        return asked
    if words[0] in ("unhandled", "misuse"):
        return f"{words[0]} E"
    if COMPARED.match(asked):
        field = words[0].partition(".")[2]
        return f"x.{field}" if field else "x compared"
    return " ".join(words[1:3]) if words[1:3] in (["fired", "ok"], ["fired", "failed"]) else words[1]


def state_in(line):
    """What a line of an outcome says that is counted, or None."""
    found = STATE.match(line)
    if found:
        kind, words = found.group(1), found.group(2).split()
        paused = " paused" if words[-1] == "paused" and words[0] != "paused" else ""
        detail = " " + words[1].rstrip(":") if words[0] == "failed" else ""
        return f"{kind} {words[0]}{detail}{paused}"
    words = line.split()
    if words and words[0] in ("misuse", "unhandled", "row"):
        return f"{words[0]} {(words[1] if words[0] != 'misuse' else words[-1]).rstrip(':')}"
    return "an expectation that fails" if words and words[0] == "failed" else None
