"""How often each statement and each state was reached, over many scripts."""

import re
from collections import Counter

import statements

HANDLES = "deferred|task|call|iterator|cooperator|lock|loop|semaphore|queue"
STATE = re.compile(rf"is \w+ ({HANDLES}) (.*)")
NAMED_ELSEWHERE = (  # kinds of line that no row of a table names
    "print", "if", "for", "on failed", "on either", "on both", "timeout expired", "yield name", "yield value",
    "yield make", "await name", "await value", "await make", "await failed", "return name", "return value",
    "return make", "raise again",
)
# No statements, but each is looked at.
LOOKED = ("expect", "expect window", "expect finding", "always", "never", "sometimes", "finally")
NO_STATEMENTS = ("make", "await")  # a row that stands for those of another table


class Reached:
    def __init__(self):
        self.scripts, self.kinds, self.places, self.states = 0, Counter(), Counter(), Counter()

    def add(self, tags, verdict):
        self.scripts += 1
        reached = set(verdict.reached)
        for number, (kind, place) in tags.items():
            if number in reached or kind in LOOKED:
                self.kinds.update(kind.split("+"))
                self.places[place] += 1
        for line in verdict.outcome:
            self.states[state_in(line)] += 1
        del self.states[None]

    def never(self):
        list(self.tell())
        return sorted(kind for kind, count in self.kinds.items() if count == 0)

    def tell(self):
        """The lines of the table; what was never reached stands there with 0."""
        expected = [row[0] for table in (statements.STATEMENTS, statements.MAKES, statements.ENDINGS) for row in table]
        for kind in (*expected, *NAMED_ELSEWHERE, *LOOKED):
            self.kinds.setdefault(kind, 0)
        for kind in NO_STATEMENTS:
            self.kinds.pop(kind, None)
        for title, counts in (("statements", self.kinds), ("places", self.places), ("outcomes", self.states)):
            yield f"{title} reached, in how many of {self.scripts} scripts' lines:"
            for name in sorted(counts):
                yield f"  {counts[name]:8} {name}"


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
