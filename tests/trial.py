"""One trial is one command that is run and judged; a stage is many of them, run side by side."""

import os
import re
import subprocess
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import Callable, Optional

ROOT = Path(__file__).resolve().parent.parent
SHOWN_LINES_MAX = 120  # of what a failure said: the end of it
JOBS = int(os.environ.get("JOBS") or len(os.sched_getaffinity(0)))


@dataclass
class Verdict:
    name: str
    passed: bool
    seconds: float
    text: str = ""  # what to show when it failed
    note: str = ""  # what to show in any case


@dataclass
class Outcome:
    """What a command did: its exit code (None: it was ended at its time limit) and its lines with their moments."""

    code: Optional[int]
    lines: list  # (seconds since the start, line)
    seconds: float

    @property
    def text(self):
        return "".join(line for _, line in self.lines)

    @property
    def end(self):
        if self.code is None:
            return "was ended at its time limit of %d s" % self.seconds
        if self.code < 0:
            return "ended by signal %d" % -self.code
        return "exit code %d" % self.code


@dataclass
class Trial:
    name: str
    command: list
    environment: dict = field(default_factory=dict)
    time_limit: float = 300.0
    judge: Optional[Callable] = None  # (trial, outcome) -> verdicts; without one, exit code 0 is a pass


def run(trial):
    """Runs the trial's command from the root of the project, both streams in one."""
    begin = time.monotonic()
    try:
        process = subprocess.Popen([str(word) for word in trial.command], cwd=ROOT, stdin=subprocess.DEVNULL,
                                   stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, errors="replace",
                                   env={**os.environ, **trial.environment}, start_new_session=True)
    except OSError as error:
        return Outcome(127, [(0.0, "%s\n" % error)], 0.0)
    expired = threading.Event()

    def expire():
        expired.set()
        os.killpg(process.pid, 9)

    timer = threading.Timer(trial.time_limit, expire)
    timer.start()
    lines = [(time.monotonic() - begin, line) for line in process.stdout]
    code = process.wait()
    timer.cancel()
    return Outcome(None if expired.is_set() else code, lines, time.monotonic() - begin)


def by_exit_code(trial, outcome):
    text = "" if outcome.code == 0 else outcome.text + outcome.end + "\n"
    return [Verdict(trial.name, outcome.code == 0, outcome.seconds, text)]


def by_tap(trial, outcome):
    """One verdict for each test of a CMocka program. A test that was skipped has not passed."""
    verdicts, planned, before = [], None, 0.0
    for moment, line in outcome.lines:
        plan = re.match(r"1\.\.(\d+)$", line)
        test = re.match(r"(not )?ok \d+ (?:- |# SKIP )(.*)", line)
        if plan:
            planned = (planned or 0) + int(plan.group(1))
        elif test:
            verdicts.append(Verdict(trial.name + ":" + test.group(2), not test.group(1), moment - before,
                                    "skipped\n" if "# SKIP" in line else ""))
        elif verdicts and not line.startswith("# ok - "):
            verdicts[-1].text += line
        before = moment
    complete = planned is not None and planned == len(verdicts)
    if not complete or (outcome.code != 0 and all(verdict.passed for verdict in verdicts)):
        told = "" if complete else "told of %d of %s tests\n" % (len(verdicts), planned)
        verdicts.append(Verdict(trial.name, False, outcome.seconds, outcome.text + told + outcome.end + "\n"))
    return verdicts


def by_last_line(trial, outcome):
    """For a script that judges many things itself. It ends with `N passed, N failed`; a line `FAIL name` before what
    there is to say about each failure gives it a verdict of its own; a line `note: ...` is shown in any case."""
    last = outcome.lines[-1][1] if outcome.lines else ""
    counts = re.match(r"(?:.*\D)?(\d+) passed, (\d+) failed\b", last)
    if not counts or (outcome.code != 0) != (int(counts.group(2)) > 0):
        text = outcome.text + outcome.end + ", and no count that agrees with it\n"
        return [Verdict(trial.name, False, outcome.seconds, text)]
    passed, failed = int(counts.group(1)), int(counts.group(2))
    if passed + failed == 0:
        return [Verdict(trial.name, False, outcome.seconds, outcome.text + "nothing was tried\n")]
    told = re.findall(r"^FAIL\s+(.*)\n((?:(?!FAIL\s).*\n)*)", outcome.text[: -len(last)], re.M)
    if failed and len(told) != failed:
        told = [("%d of them" % failed, outcome.text)]
    verdicts = [Verdict(trial.name, True, 0.0) for _ in range(passed)]
    verdicts += [Verdict("%s: %s" % (trial.name, name), False, 0.0, text) for name, text in told]
    verdicts += [Verdict("", False, 0.0) for _ in range(passed + failed - len(verdicts))]
    verdicts[0].seconds = outcome.seconds
    verdicts[0].note = "".join(line for _, line in outcome.lines if line.startswith("note: "))
    return verdicts


def run_all(trials):
    """The verdicts of all trials, in their order; as many at once as there are processors."""
    trials = list(trials)

    def judged(trial):
        return (trial.judge or by_exit_code)(trial, run(trial))

    with ThreadPoolExecutor(JOBS) as pool:
        pending = [pool.submit(judged, trial) for trial in trials]
        return [verdict for each in pending for verdict in each.result()]


def report(verdict, stream=sys.stdout):
    """A failure, with what it said; a pass only where V=1 asks for it; a note always."""
    stream.write(verdict.note)
    if not verdict.name:
        return  # its neighbour has told it
    if not verdict.passed:
        stream.write("FAIL  %s\n" % verdict.name)
        for line in verdict.text.splitlines()[-SHOWN_LINES_MAX:]:
            stream.write("      %s\n" % line)
    elif os.environ.get("V"):
        stream.write("ok    %s  %.2f s\n" % (verdict.name, verdict.seconds))
    stream.flush()
