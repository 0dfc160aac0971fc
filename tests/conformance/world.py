"""One run of one scenario on the real Twisted, and what came of it."""

from weakref import WeakSet

from twisted.internet import defer

import rows
from clock import NanosecondClock
from errors import ErrorTypes
from handles import Context
from interpret import Interpreter
from judge import Judge
from twisted.python.failure import Failure
from values import TEXT_BYTES_MAX, Values, handle_kind, same_handle, seconds

# The bounds of a world of Weft: a run that reaches one ends there. Those below the horizon are lower than Weft's: what
# is compared ends here.
HORIZON_NS = 1000 * 3600 * 1_000_000_000
STEPS_AT_ONE_INSTANT_MAX = 9_000
STEPS_MAX = 50_000  # as many as a few seconds have room for
PENDING_MAX = 5_000_000  # calls, added up over the steps: Twisted's Clock sorts all of them each time
FINDINGS_MAX = 900
DEPTH_MAX = 300  # of blocks that run inside one another


class Exhausted(BaseException):
    """A budget ran out: the run ends here."""


class World:
    def __init__(self, program):
        self.program = program
        self.errors = ErrorTypes(program.errors)
        self.values = Values(self.errors)
        self.clock = NanosecondClock()
        self.names, self.latest, self.tasks = {}, {}, WeakSet()
        self.prints, self.misuse, self.reports = [], [], []
        self.stepping, self.closing, self.fell, self.line = None, False, None, 0
        self.interpreter, self.judge = Interpreter(self), Judge(program, self)
        self.marks, self.default_cooperator = WeakSet(), None
        self.instant, self.steps_at_instant, self.steps, self.pending, self.depth = None, 0, 0, 0, 0
        self.not_refused_count = 0
        rows.rows.begin(self)

    # What the script's statements use

    @property
    def cooperator(self):
        """The default Cooperator, made when it is first asked for."""
        if self.default_cooperator is None:
            self.default_cooperator = self.new_cooperator(self.program.slice, 10, True)
        return self.default_cooperator

    def new_cooperator(self, slice_, delay, started):
        kind, amount = slice_

        def steps():
            left = [amount]

            def over():
                left[0] -= 1
                return left[0] <= 0

            return over

        def time():
            end = self.clock.rightNow + amount
            return lambda: self.clock.rightNow >= end

        return rows.ScriptCooperator(
            terminationPredicateFactory=steps if kind == "steps" else time,
            scheduler=lambda tick: self.clock.callLater(delay, tick),
            started=started,
        )

    def print(self, text):
        self.prints.append((self.clock.rightNow, text))

    def report(self, record, failure):
        """RECORD: of what has ended with it; None: a block has."""
        self.reports.append((record, self.values.seen_failure(failure)))

    def nobody_takes(self, value):
        """A block whose return goes nowhere: its failure is a finding."""
        if isinstance(value, Failure):
            self.report(None, value)

    def passed_over(self):
        """The library itself finds a Deferred fired: a misuse at the line that is running, or 0."""
        self.misuse.append((self.line, "AlreadyCalledError"))

    def not_refused(self, line):
        self.not_refused_count += 1
        self.judge.failed.add(line)

    def timers(self):
        return sum(1 for call in self.clock.calls if not call.is_line)

    def release(self, fallen):
        """The last reference to what FALLEN closes has gone. What falls while this is under way waits until FALLEN is
        through, and then comes before what was waiting already."""
        if self.fell is not None:
            self.fell.append(fallen)
            return
        waiting = [fallen]
        del fallen
        while waiting:
            self.fell = []
            waiting[0].close()
            del waiting[0]
            waiting[:0] = self.fell
        self.fell = None

    # The run

    def run(self):
        for node in self.program.shared.values():
            self.names[node.name] = self.interpreter.value(node.value, Context(None))
        for when, statement in self.program.stimuli:
            self.clock.callLater(when, self.interpreter.line, statement).is_line = True
        self.turns()
        self.judge.end()
        ended = self.state_lines()
        self.finish()
        self.close()
        self.judge.settle(self.reports, self.misuse)
        prints = [f"{seconds(ns)} {text}" for ns, text in self.prints]
        return prints + ended + self.finding_lines()

    def turns(self):
        clock, until = self.clock, self.program.until
        bound = HORIZON_NS if until is None else until
        while clock.calls:
            due = clock.next_due()
            if due > bound:
                self.judge.until(bound)
                clock.rightNow = max(clock.rightNow, bound)
                return
            self.judge.before(due)
            clock.rightNow = max(clock.rightNow, due)
            if not self.turn():
                return
        if until is None:
            self.judge.before(None)
        else:
            self.judge.until(until)

    def turn(self):
        """One turn; False when a budget ran out."""
        batch = list(self.clock.begin_turn())
        while batch:
            call, sequence = batch.pop(0)
            if call.active() and call.sequence == sequence:
                if not self.run_call(call):
                    return False
            del call  # one that has run is kept by nobody here
        self.judge.after_turn()
        return True

    def run_call(self, call):
        try:
            self.count_step()
            self.clock.run(call)
        except defer.AlreadyCalledError:
            self.passed_over()  # DLT-3: the timer of a `later` that was fired by hand
        except Exhausted:
            return False
        return True

    def count_step(self):
        """A call or a step; both count against the budgets."""
        if self.instant != self.clock.rightNow:
            self.instant, self.steps_at_instant = self.clock.rightNow, 0
        self.steps_at_instant += 1
        self.steps += 1
        self.pending += len(self.clock.calls)
        if self.steps_at_instant > STEPS_AT_ONE_INSTANT_MAX or self.steps > STEPS_MAX or self.pending > PENDING_MAX:
            rows.rows.reach("CLK-7")
        if len(self.misuse) + len(self.reports) + self.not_refused_count > FINDINGS_MAX:
            rows.rows.reach("findings")
        if rows.rows.is_over():
            raise Exhausted()

    def is_too_deep(self):
        """Once they lay too deep no other block runs, and the run ends with the call that is under way."""
        if self.depth >= DEPTH_MAX:
            rows.rows.reach("depth")
        return "depth" in rows.rows.reached

    # The outcome

    def state_lines(self):
        lines = [f"end {seconds(self.clock.rightNow)}", f"timers {self.timers()}"]
        for name in self.program.world_names:
            lines.append(f"is {name} {self.state(same_handle(self.names.get(name)))}")
        return lines

    def state(self, value):
        kind = handle_kind(value)
        if kind is None:
            return self.told(value)
        return f"{kind} {getattr(self, kind + '_state')(value)}"

    def told(self, value):
        text = self.values.printed(value)
        return text if len(text.encode()) <= TEXT_BYTES_MAX else f"the text would be longer than {TEXT_BYTES_MAX} bytes"

    def deferred_state(self, deferred):
        record = self.values.seen(deferred)
        if record.waiting:
            found = "waiting"
        elif not record.fired:
            found = "pending"
        elif hasattr(record.result, "message"):
            found = f"failed {record.result.shown}"
        else:
            found = f"ok {self.told(record.result)}"
        return found + (" paused" if record.pauses else "")

    def task_state(self, task):
        record = task.script_record
        return f"failed {record.failure.shown}" if record.ended == "failed" else record.state()

    def call_state(self, call):
        return call.script_record.state()

    def iterator_state(self, iterator):
        return iterator.script_record.state

    def cooperator_state(self, cooperator):
        return cooperator.script_record.state()

    def loop_state(self, loop):
        return "running" if loop.running() else "stopped"

    def lock_state(self, lock):
        return "locked" if lock.locked else "free"

    def semaphore_state(self, semaphore):
        return str(semaphore.tokens)

    def queue_state(self, queue):
        return f"{len(queue.pending)} {len(queue.waiting)}"

    def finding_lines(self):
        lines = sorted(f"unhandled {found.shown}" for _, found in self.reports)
        lines += [f"misuse {line} {name}" for line, name in sorted(self.misuse)]
        lines += [f"failed {line}" for line in sorted(self.judge.failed)]
        reached = rows.rows.reached
        return lines + [f"row {rule} {reached[rule]}" for rule in sorted(reached)]

    # The end

    def finish(self):
        """Lets the world's names go, in the order in which they were given last.

        That can run a closed block, which may give names; so it is looked anew each time.
        """
        while self.names:
            name = next(iter(self.names))
            self.names.pop(name)

    def close(self):
        """Lets everything go without running any block, and takes what that reports."""
        self.closing = True
        self.reports = self.reports_if_let_go()
        for mark in self.marks:
            mark.failResult = None

    def reports_if_let_go(self):
        """The reports so far and those of every failure that is held and that nothing has taken."""
        held = [(mark.record, self.values.seen_failure(mark.failResult)) for mark in self.marks if mark.failResult]
        held += [
            (one.script_record, one.script_record.failure) for one in self.tasks if one.failed_unasked()
        ]
        return self.reports + sorted(held, key=lambda report: (report[0].kind, report[1].shown))
