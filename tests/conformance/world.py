"""One run of one scenario on the real Twisted, and what came of it."""

import gc

from twisted.internet import defer

import rows
from clock import NanosecondClock
from errors import ErrorTypes
from handles import Context
from interpret import Interpreter
from judge import Judge
from twisted.python.failure import Failure
from values import Values, handle_kind, same_handle, seconds

# Weft names such a run by a finding; here it only has to end.
TURNS_AT_ONE_INSTANT_MAX = 10_000
TURNS_MAX = 1_000_000


class World:
    def __init__(self, program):
        self.program = program
        self.errors = ErrorTypes(program.errors)
        self.values = Values(self.errors)
        self.clock = NanosecondClock()
        self.names, self.latest, self.tasks = {}, {}, []
        self.prints, self.misuse, self.reports = [], [], []
        self.stepping, self.closing, self.releasing = None, False, None
        self.interpreter, self.judge = Interpreter(self), Judge(program, self)
        rows.rows.begin(self)
        self.cooperator = self.new_cooperator(program.slice, 10, True)

    # What the script's statements use

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

    def report(self, source, failure):
        self.reports.append((source, self.values.seen_failure(failure)))

    def nobody_takes(self, value):
        """A block whose return goes nowhere: its failure is a finding."""
        if isinstance(value, Failure):
            self.report("block", value)

    def not_refused(self, line):
        self.judge.failed.add(line)

    def timers(self):
        return sum(1 for call in self.clock.calls if not call.is_line)

    def release(self, iterator):
        """The last reference has gone: closes it; releases inside wait until this one is over."""
        if self.releasing is not None:
            self.releasing.append(iterator)
            return
        self.releasing = [iterator]
        while self.releasing:
            self.releasing.pop(0).close()
        self.releasing = None

    # The run

    def run(self):
        for node in self.program.shared.values():
            self.names[node.name] = self.interpreter.value(node.value, Context(None))
        for when, statement in self.program.stimuli:
            self.clock.callLater(when, self.interpreter.line, statement).is_line = True
        self.turns()
        self.judge.end()
        lines = self.outcome_before_release()
        self.close()
        self.judge.settle(self.reports, self.misuse)
        return lines + self.outcome_after_release()

    def turns(self):
        clock, until, turns, at_instant = self.clock, self.program.until, 0, 0
        while clock.calls:
            due = clock.next_due()
            if until is not None and due > until:
                self.judge.until(until)
                clock.rightNow = max(clock.rightNow, until)
                return
            self.judge.before(due)
            at_instant = at_instant + 1 if due <= clock.rightNow else 0
            turns += 1
            if at_instant > TURNS_AT_ONE_INSTANT_MAX or turns > TURNS_MAX:
                rows.rows.reach("CLK-7" if turns <= TURNS_MAX else "horizon")
                return
            clock.rightNow = max(clock.rightNow, due)
            self.turn()
        if until is None:
            self.judge.before(None)
        else:
            self.judge.until(until)

    def turn(self):
        for call, sequence in self.clock.begin_turn():
            if call.active() and call.sequence == sequence:
                self.judge.before(call.getTime())
                self.run_call(call)
        self.judge.after_turn()

    def run_call(self, call):
        try:
            self.clock.run(call)
        except defer.AlreadyCalledError:
            rows.rows.reach("CLK-10")  # a timer of `later` whose Deferred was fired by hand

    # The outcome

    def outcome_before_release(self):
        lines = [f"{seconds(ns)} {text}" for ns, text in self.prints]
        lines.append(f"end {seconds(self.clock.rightNow)}")
        lines.append(f"timers {self.timers()}")
        for name in self.program.world_names:
            lines.append(f"is {name} {self.state(same_handle(self.names.get(name)))}")
        return lines

    def state(self, value):
        kind = handle_kind(value)
        if kind is None:
            return self.values.printed(value)
        return f"{kind} {getattr(self, kind + '_state')(value)}"

    def deferred_state(self, deferred):
        record = self.values.seen(deferred)
        if record.waiting:
            found = "waiting"
        elif not record.fired:
            found = "pending"
        elif hasattr(record.result, "message"):
            found = f"failed {record.result.shown}"
        else:
            found = f"ok {self.values.printed(record.result)}"
        return found + (" paused" if record.pauses else "")

    def task_state(self, task):
        found = task.state()
        return f"failed {self.values.printed(task.failure())}" if found == "failed" else found

    def call_state(self, call):
        return call.state()

    def iterator_state(self, iterator):
        return iterator.script_record.state

    def cooperator_state(self, cooperator):
        return cooperator.state()

    def loop_state(self, loop):
        return "running" if loop.running() else "stopped"

    def lock_state(self, lock):
        return "locked" if lock.locked else "free"

    def semaphore_state(self, semaphore):
        return str(semaphore.tokens)

    def queue_state(self, queue):
        return f"{len(queue.pending)} {len(queue.waiting)}"

    def outcome_after_release(self):
        lines = sorted(f"unhandled {found.shown}" for _, found in self.reports)
        lines += [f"misuse {line} {name}" for line, name in sorted(self.misuse)]
        lines += [f"failed {line}" for line in sorted(self.judge.failed)]
        reached = rows.rows.reached
        return lines + [f"row {rule} {reached[rule]}" for rule in sorted(reached)]

    def close(self):
        """Lets everything go without running any block, and takes what that reports."""
        self.closing = True
        for found in gc.get_objects():
            if type(found) is defer.DebugInfo and found.failResult is not None:
                self.report("deferred", found.failResult)
                found.failResult = None
        for task in self.tasks:
            if task.failure() is not None and task.state() == "failed" and not task.asked:
                self.report("task", task.failure())
