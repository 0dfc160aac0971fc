#!/usr/bin/python3
"""Writes random scenarios: short ones, in which few things meet often.

usage: generate.py SEED NUMBER          prints script NUMBER of that seed

Script NUMBER of a seed is the same on every machine, whatever else was asked for.
"""

import sys
from random import Random

import meetings
import statements
from cast import AWAITING_TASKS, PARAMETER, TASKS, Cast
from lines import Line, Text
from writer import Place, Writer

RULES = ("always", "never", "sometimes", "finally")
LISTENS = {"deferred": statements.on, "job": statements.on, "task": statements.listen}
NAPS = [row for row in statements.MAKES if row[0] in ("deferred", "later", "run", "done", "maybe", "acquire", "get")]
PASSES = (2, 2, 3, 3, 3, 4, 4, 15)  # of a loop in a body
GIVEN_FIRST = ("cooperator", "lock", "semaphore", "queue", "iterator", "deferred", "loop", "job", "task", "call")


class Script:
    def __init__(self, seed, number):
        self.random = Random(f"{seed}/{number}")
        self.cast, self.text = Cast(self.random), Text()
        self.writer = Writer(self.random, self.cast, statements, self.random.choice((6, 10, 14, 18, 24)))
        self.timeline = Place("timeline", self.cast.world, returns=None)
        self.write()

    def chance(self, percent):
        return self.writer.chance(percent)

    def write(self):
        self.text.plain("weft 1")
        self.declarations()
        for _ in range(self.random.choice(self.cast.theme.awaiting)):
            self.awaiting_body()
        for _ in range(self.random.choice(self.cast.theme.bodies)):
            self.body()
        self.first()
        self.meeting()
        self.stimuli()
        self.expectations()

    def declarations(self):
        if self.chance(15):
            self.text.plain(f"slice {self.writer.slice()}")
        if self.cast.names["loop"]:
            self.text.plain(f"until {self.cast.tempo.until}")
        elif self.chance(3):
            self.text.plain(f"until {self.random.choice(('1s', '40ns'))}")
        self.text.plain("error Lost is ValueError")
        self.text.plain("error Missing is Lost")
        for name in self.cast.names["any"]:
            self.text.plain(f"shared {name}" + (f" = {self.random.randrange(3)}" if self.chance(50) else ""))

    # Tasks

    def body(self):
        scope = type(self.cast.world)(self.cast, frame=True)
        name, parameters = TASKS[len(self.cast.bodies)], self.random.choice((0, 0, 1))
        if parameters:
            scope.names["any"].append(PARAMETER)
        place = Place("step", scope, yields=True, returns="anything")
        blocks = [(None, self.steps(place))]
        if self.chance(45):
            blocks.append(("closed", self.writer.block(Place("closed", scope, depth=1), 1)))
        self.text.declared(Line(f"task {name}" + f" {PARAMETER}" * parameters, "task", "file", *blocks))
        self.cast.bodies.append((name, parameters))

    def awaiting_body(self):
        """A task that is started: it awaits at least once."""
        scope = type(self.cast.world)(self.cast, frame=True)
        name, parameters = AWAITING_TASKS[len(self.cast.awaiting)], self.random.choice((0, 0, 1))
        if parameters:
            scope.names["any"].append(PARAMETER)
        place = Place("step", scope, returns="anything")
        place.awaits = True
        lines = []
        for _ in range(self.random.randint(1, 3)):
            lines += [self.writer.print(place)] if self.chance(70) else []
            lines += [self.writer.statement(place) for _ in range(self.random.choice((0, 0, 1)))]
            lines.append(statements.await_line(self.writer, place))
        if self.chance(20):
            scope.given("n")
            lines = [Line(f"for n in 0..{self.random.randint(2, 3)}", "for", place.kind, (None, lines))]
        lines += [self.writer.print(place)] if self.chance(60) else []
        if self.chance(60):
            lines.append(self.writer.weighted(statements.ENDINGS)[2](self.writer, place))
        blocks = [(None, lines)]
        if not self.cast.awaiting and self.chance(45):  # one only: Python lets go of several from the last to the first
            closed = Place("closed", scope, depth=1)
            closed.awaits = True  # so that it does not yield: a task does one or the other
            blocks.append(("closed", [self.writer.print(closed)]))
        self.text.declared(Line(f"task {name}" + f" {PARAMETER}" * parameters, "task", "file", *blocks))
        self.cast.awaiting.append((name, parameters))

    def steps(self, place):
        """A loop or a few steps in a row; a step is a few statements and a yield."""
        writer, lines = self.writer, []
        if self.chance(45):
            within = place.same()
            place.scope.given("n")
            block = self.step(within) + (self.step(within) if self.chance(20) else [])
            times = PARAMETER if PARAMETER in place.scope.names["any"] and self.chance(50) else self.random.randint(2,
                4)
            lines.append(Line(f"for n in 0..{times}", "for", place.kind, (None, block)))
        else:
            for _ in range(self.random.randint(1, 3)):
                lines += self.step(place)
        if self.chance(40):
            lines.append(writer.print(place))
        if self.chance(25):
            kind, text, blocks, _ = statements.any_make(writer, place, NAPS)
            lines.append(Line(f"return {text}", f"return make+{kind}", place.kind, *blocks))
        elif self.chance(30):
            lines.append(writer.weighted(statements.ENDINGS)[2](writer, place))
        return lines

    def step(self, place):
        """What happens between two yields; often somebody listens to what is waited for."""
        writer = self.writer
        if self.chance(20):
            return self.nap(place)
        lines = [writer.print(place)] if self.chance(80) else []
        lines += [writer.statement(place) for _ in range(self.random.choice((0, 0, 1, 1, 2)))]
        return lines + [statements.step_end(writer, place)]

    def nap(self, place):
        """A Deferred of the task's own, which others reach by the frame and the closed block may cancel."""
        kind, text, blocks, _ = statements.any_make(self.writer, place, NAPS)
        place.scope.given("nap")
        lines = [Line(f"{text} as nap", kind, place.kind, *blocks)]
        if self.chance(60):
            lines.append(statements.on(self.writer, place, "nap"))
        return lines + [Line("yield nap", "yield name", place.kind)]

    # The timeline

    def first(self):
        """What there is from the beginning, mostly; and somebody who listens."""
        for kind in GIVEN_FIRST:
            for name in self.cast.names[kind]:
                self.at(self.first_moment(), self.giving(kind, name))
                listens = LISTENS.get(kind) if self.chance(50) else None
                line = listens and listens(self.writer, self.timeline)
                if line:
                    self.at(self.first_moment(), line)

    def meeting(self):
        if self.chance(30):
            for moment, line in meetings.any_meeting(self.writer, self.timeline):
                self.at(moment, line)

    def first_moment(self):
        return "0s" if self.chance(92) else self.moment()

    def giving(self, kind, name):
        makes = [row for row in statements.MAKES if row[3] == kind]
        made, text, blocks, what = statements.any_make(self.writer, self.timeline, makes)
        if what != kind:  # nothing of that kind can be made: no task is declared
            text, blocks, made = "deferred", [], "deferred"
        self.writer.left -= 1
        self.cast.given.add(name)
        return Line(f"{text} as {name}", made, "timeline", *blocks)

    def moment(self):
        return self.random.choice(self.cast.tempo.moments)

    def at(self, moment, line):
        self.text.at_moment(moment, line)

    def stimuli(self):
        count = self.random.randint(2, 5) + max(0, min(self.writer.left // 2, 4))
        moments = [self.moment() for _ in range(count)]
        if self.chance(80):
            moments.sort(key=self.cast.tempo.moments.index)
        for moment in moments:
            self.at(moment, self.writer.statement(self.timeline))

    def expectations(self):
        for _ in range(self.random.choice((0, 0, 0, 1, 2))):
            self.at(self.moment(), self.expectation(""))
        if self.chance(15):
            self.at("end", self.expectation(self.window()))
        if self.chance(5):
            self.at("end", Line(f"expect {self.writer.finding()}", "expect finding", "timeline"))
        if self.chance(6):
            rule = self.random.choice(RULES)
            self.text.declared(Line(f"{rule} {self.writer.predicate(self.timeline)}", rule, "file"))

    def window(self):
        first, last = sorted((self.moment(), self.moment()), key=self.cast.tempo.moments.index)
        return self.random.choice(("", " at {}", " by {}", " not before {}", " in {}..{}")).format(first, last)

    def expectation(self, window):
        found = self.writer.predicate(self.timeline)
        if any(sign in found for sign in ("timers", "tasks", "=", "<", ">")):
            window = ""
        return Line(f"expect {found}{window}", "expect" + (" window" if window else ""), "timeline")


def script(seed, number):
    """(text, {line: (kind, place)}) of one script."""
    made = Script(seed, number)
    return str(made.text), made.text.tags


if __name__ == "__main__":
    if len(sys.argv) != 3:
        sys.exit(__doc__.strip())
    print(script(*sys.argv[1:])[0], end="")
