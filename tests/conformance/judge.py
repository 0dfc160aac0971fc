"""Conditions, expectations and rules: what holds, what did not, which failures were wanted."""

import rows
from handles import Context, IteratorRecord
from parse import END
from values import (
    BadValue,
    CallRecord,
    CooperatorRecord,
    DeferredRecord,
    LiveRecord,
    SeenFailure,
    TaskRecord,
    compare,
    living,
)

JUDGED_KINDS = ("unhandled", "misuse")


class Judge:
    def __init__(self, program, world):
        self.program, self.world = program, world
        self.timed = sorted(
            [found for found in program.expectations if found[0] is not END],
            key=lambda found: found[0],
        )
        self.at_end = [node for when, node in program.expectations if when is END]
        self.failed, self.hits, self.wanted, self.late = set(), set(), {}, []

    # When to look

    def before(self, due):
        """Looks at every expectation whose last turn is over; `due` is the next call's time."""
        while self.timed and (due is None or self.timed[0][0] < due):
            self.look(*self.timed.pop(0))

    def until(self, moment):
        while self.timed and self.timed[0][0] <= moment:
            self.look(*self.timed.pop(0))

    def look(self, when, node):
        """Time goes on to where the expectation stands, unless work has moved it past."""
        self.world.clock.rightNow = max(self.world.clock.rightNow, when)
        self.expect(node, ending=False)

    def after_turn(self):
        for rule in self.program.rules:
            for predicate in rule.predicates:
                if rule.kind == "finally":
                    continue
                holds = self.looked(predicate)
                if rule.kind == "sometimes" and holds:
                    self.hits.add(id(predicate))
                elif rule.kind != "sometimes" and holds != (rule.kind == "always"):
                    self.failed.add(rule.line)

    def end(self):
        for node in self.at_end:
            self.expect(node, ending=True)
        for rule in self.program.rules:
            if rule.kind == "finally":
                self.expect(rule, ending=True)
            elif rule.kind == "sometimes":
                if any(id(predicate) not in self.hits for predicate in rule.predicates):
                    self.failed.add(rule.line)
        for _, node in self.program.expectations:
            for predicate in node.predicates:
                if self.looked(predicate):
                    self.want(predicate)

    def expect(self, node, ending):
        for predicate in node.predicates:
            counts = predicate.kind == "finding" or (predicate.kind == "count" and ending)
            if counts and predicate.what not in ("timers", "tasks"):
                self.late.append((node.line, predicate))
                continue
            if self.looked(predicate, node.window):
                self.want(predicate)
            else:
                self.failed.add(node.line)

    def looked(self, predicate, window=None):
        try:
            return self.holds(predicate, self.read, window)
        except BadValue:
            return False

    # Wanted failures and demanded findings

    def want(self, predicate):
        """What holds and names a failure: the thing ending so is wanted."""
        if predicate.kind != "state" or predicate.word != "failed":
            return
        if predicate.fired or predicate.negated:
            return
        record = self.read(predicate.subject)
        self.wanted.setdefault(id(record), (record, []))[1].append(predicate.error or "Error")

    def is_wanted(self, report):
        """Whether some expectation says so of the very thing that ended with it."""
        record, failure = report
        errors = self.wanted.get(id(record), (record, ()))[1]
        return any(self.world.errors.is_a(failure.name, error) for error in errors)

    def unwanted(self, reports):
        return [report for report in reports if not self.is_wanted(report)]

    def settle(self, reports, misuse):
        """Takes wanted and demanded findings away, once everything has been reported."""
        reports[:] = self.unwanted(reports)
        for line, predicate in self.late:
            if predicate.kind == "finding" and predicate.what in JUDGED_KINDS:
                self.demand(line, predicate, reports, misuse)
        for line, predicate in self.late:
            if predicate.kind == "count" and predicate.what in JUDGED_KINDS:
                count = len(reports if predicate.what == "unhandled" else misuse)
                if (count == predicate.count) == predicate.negated:
                    self.failed.add(line)

    def demand(self, line, predicate, reports, misuse):
        found, errors = None, self.world.errors
        unhandled = predicate.what == "unhandled"
        for at, item in enumerate(reports if unhandled else misuse):
            name = item[1].name if unhandled else item[1]
            if predicate.error is None or errors.is_a(name, predicate.error):
                found = at
                break
        if (found is None) != predicate.negated:
            self.failed.add(line)
        elif found is not None:
            del (reports if unhandled else misuse)[found]

    # Reading without holding

    def read(self, found):
        """A seen value; a name that is not the world's is the one task's that gives it."""
        interpreter, context = self.world.interpreter, Context(None)
        if found[0] != "path":
            return interpreter.seen(found, context)
        name = found[1][0]
        if name == "now" or name in self.program.world_names:
            return interpreter.seen(found, context)
        owner = next(task for task in self.program.tasks.values() if name in task.names)
        remembered = self.world.latest.get((owner.name, name))
        if remembered is None:
            return None
        if len(found[1]) == 1:
            return remembered.seen
        return interpreter.seen_field(remembered.value(), found[1][1])

    # Conditions

    def holds(self, predicate, read, window=None):
        kind = predicate.kind
        if kind == "compare":
            found = compare(read(predicate.left), predicate.sign, read(predicate.right))
        elif kind == "printed":
            found = self.printed(predicate, read, window)
        elif kind == "state":
            found, moment = self.state(read(predicate.subject), predicate, read)
            if window is not None and found and (moment is None or predicate.word == "paused"):
                rows.rows.reach("window")  # no moment is recorded here for this state
            found = found and inside(window, moment)
        elif kind == "finding":
            found = self.finding(predicate)
        else:
            found = self.count(predicate)
        return found != predicate.negated

    def printed(self, predicate, read, window):
        text = read(predicate.text)
        times = [ns for ns, shown in self.world.prints if shown == text]
        if window is not None and window[0] == "not before":
            if any(ns < window[1] for ns in times):
                return False
        else:
            times = [ns for ns in times if inside(window, ns)]
        return bool(times) if predicate.count is None else len(times) == predicate.count

    def count(self, predicate):
        what = predicate.what
        if what == "timers":
            found = self.world.timers()
        elif what == "tasks":
            found = sum(1 for task in self.world.tasks if task.script_record.ended is None)
        elif what in JUDGED_KINDS:
            found = len(self.findings(what))
        else:
            return not predicate.negated  # a finding of Weft's world: not judged here
        return found == predicate.count

    def finding(self, predicate):
        """Whether there is such a finding by now; what is only held has no type yet."""
        what, error = predicate.what, predicate.error
        if what not in JUDGED_KINDS:
            return not predicate.negated
        if error is None:
            return len(self.findings(what)) > 0
        made = self.unwanted(self.world.reports) if what == "unhandled" else self.world.misuse
        names = [found[1].name if what == "unhandled" else found[1] for found in made]
        return any(self.world.errors.is_a(name, error) for name in names)

    def findings(self, what):
        if what == "unhandled":
            return self.unwanted(self.world.reports_if_let_go())
        return self.world.misuse

    def state(self, subject, predicate, read):
        """(holds, the moment since which it does)."""
        if subject is None:
            return False, None
        for kind, look in STATES.items():
            if isinstance(subject, kind):
                return look(self, subject, predicate, read)
        raise BadValue("this value has no states")

    def deferred_state(self, record, predicate, read):
        word = predicate.word
        if predicate.fired:
            holds = record.fired and self.result_is(record.first, predicate, read)
            return holds, record.fired_ns
        if word in ("ok", "failed"):
            settled = record.fired and not record.waiting
            return settled and self.result_is(record.result, predicate, read), record.changed_ns
        holds = {
            "pending": not record.fired and not record.waiting,
            "waiting": record.waiting,
            "paused": record.pauses > 0,
            "cancelled": record.cancelled,
        }.get(word)
        return known(holds), record.cancelled_ns if word == "cancelled" else record.changed_ns

    def result_is(self, result, predicate, read):
        word, failure = predicate.word, isinstance(result, SeenFailure)
        if word is None:
            return True
        if failure != (word == "failed"):
            return False
        if failure:
            return self.failure_is(result, predicate, read)
        return predicate.value is None or compare(result, "==", read(predicate.value))

    def failure_is(self, failure, predicate, read):
        if predicate.error is None:
            return True
        if not self.world.errors.is_a(failure.name, predicate.error):
            return False
        if predicate.value is None:
            return True
        return failure.message == self.world.values.printed(read(predicate.value))

    def task_state(self, task, predicate, read):
        if predicate.fired:
            raise BadValue("a task does not fire")
        if predicate.word == "failed":
            failed = task.ended == "failed"
            return failed and self.failure_is(task.failure, predicate, read), task.ended_ns
        unfinished = task.ended is None
        holds = {
            "running": task.state() == "running",
            "paused": unfinished and task.pauses > 0,
            "waiting": unfinished and task.waiting,
            "done": task.ended == "done",
            "stopped": task.ended == "stopped",
        }.get(predicate.word)
        return known(holds), task.ended_ns

    def call_state(self, call, predicate, read):
        pending = not call.called and not call.cancelled
        return known({"pending": pending, "cancelled": call.cancelled}.get(predicate.word)), None

    def iterator_state(self, record, predicate, read):
        return known({"closed": record.closed}.get(predicate.word)), None

    def cooperator_state(self, record, predicate, read):
        states = {"running": record.running, "stopped": record.stopped}
        return known(states.get(predicate.word)), None

    def live_state(self, record, predicate, read):
        """A loop is running, a lock locked; what is gone is neither."""
        handle, word = living(record.handle), predicate.word
        if (record.kind, word) == ("loop", "running"):
            return handle is not None and handle.running(), None
        if (record.kind, word) == ("lock", "locked"):
            return handle is not None and handle.locked, None
        raise BadValue("this type does not have that state")


STATES = {
    DeferredRecord: Judge.deferred_state,
    TaskRecord: Judge.task_state,
    CallRecord: Judge.call_state,
    IteratorRecord: Judge.iterator_state,
    CooperatorRecord: Judge.cooperator_state,
    LiveRecord: Judge.live_state,
}


def known(holds):
    if holds is None:
        raise BadValue("this type does not have that state")
    return holds


def inside(window, moment):
    if window is None:
        return True
    if moment is None:
        return False
    word, start, end = window
    if word == "at":
        return moment == start
    if word == "by":
        return moment <= start
    if word == "in":
        return start <= moment <= end
    return moment >= start
