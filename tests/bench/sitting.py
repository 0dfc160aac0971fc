"""One sitting: what is there is built and tried, and then measured in rounds, each of them once through everything.

A round after round spreads what disturbs the machine over all rows and names alike. Before it, each is tried: with few
events, where all must come to the same tally as ours; then with more, which tells how many a sample takes.
"""

import os
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field

import plan
from plan import OURS, PEERS, ROOT

JOBS = int(os.environ.get("JOBS") or len(os.sched_getaffinity(0)))
TRY_EVENTS, TRY_WARM_UP = 2000, 1000
EVENTS_MAX = 20000000
WARM_UP_MIN = 200000


@dataclass
class Pace:
    """How long things may take, in seconds."""

    sample: float  # is to be measured for so long
    trial: float  # may take so long, all of the process: what takes longer is left out
    whole: float  # and a row with a number of events of its own so long; else it has a tenth of them, or fewer
    sitting: float = 1e9  # after which no sample is begun, but in the first round


FULL = Pace(sample=0.2, trial=30, whole=10)
QUICK = Pace(sample=0.04, trial=0.35, whole=0.35, sitting=54)


@dataclass
class Entry:
    """A row as one name does it."""

    row: plan.Row
    name: object  # OURS or a Peer
    events: int = 0
    warm_up: int = 0
    tally: str = ""
    values: list = field(default_factory=list)  # a sample each
    peaks: list = field(default_factory=list)  # in bytes
    seconds: float = 0.0  # that a sample took, all of the process

    @property
    def told(self):
        return self.name if self.name == OURS else self.name.name


class Failed(Exception):
    """A program did not do what it is there for."""


def environment():
    return {**os.environ, "SINON_FAKE_TIMERS": str(plan.FAKE_TIMERS), "SYSTEMC_DISABLE_COPYRIGHT_MESSAGE": "1"}


def run(entry, events, warm_up, seconds_max):
    """One sample: (value, tally, peak in bytes); None where the peer has no such work, or not in SECONDS_MAX."""
    command = plan.command(entry.name, entry.row, events, warm_up)
    begin = time.monotonic()
    try:
        done = subprocess.run([str(word) for word in command], cwd=ROOT, stdin=subprocess.DEVNULL, text=True,
                              stdout=subprocess.PIPE, stderr=subprocess.PIPE, timeout=seconds_max, env=environment())
    except subprocess.TimeoutExpired:
        return None
    entry.seconds = time.monotonic() - begin
    words = done.stdout.split()
    if done.returncode == 0 and done.stdout == "not done here\n":
        return None
    if done.returncode != 0 or len(words) != 3:
        raise Failed("%s: exit code %d\n%s%s" % (" ".join(map(str, command)), done.returncode, done.stdout,
                                                 done.stderr))
    if not entry.row.timed:
        return float(words[0]), words[1] + " " + words[2], 0
    if int(words[2]) != entry.row.exits:
        raise Failed("%s: ended with %s, not %d" % (" ".join(map(str, command)), words[2], entry.row.exits))
    return int(words[0]) / entry.row.runs, "", int(words[1]) * 1024


def whole_thousands(count):
    return max(1000, int(count) // 1000 * 1000)


def power_of_ten_below(count):
    return 10 ** (len(str(int(max(1, count)))) - 1)


def prepare(entry, reference, pace):
    """Tries ENTRY, and sets how many events its samples have. REFERENCE is the tally that it must come to, or None.
    Returns what is to be told of it, or None; raises Failed; entry.events stays 0 where it is to be left out."""
    row = entry.row
    if row.timed or row.workload == "memory":
        entry.events, entry.warm_up = row.whole or 1, 1
        return None
    size = plan_size(row)
    # Whole rounds, where somebody may take the tasks of a round in another order.
    tried = run(entry, 2 * max(size, TRY_WARM_UP) if row.workload == "W4" else TRY_EVENTS,
                max(size, TRY_WARM_UP) if row.workload == "W4" else TRY_WARM_UP, pace.trial)
    if not tried:
        return "%s: %s is over the budget of %g s" % (entry.told, row.name, pace.trial)
    entry.tally = tried[1]
    told = compared(entry, reference)
    speed = tried[0]
    guess = whole_thousands(min(EVENTS_MAX, pace.sample / 4 * 1e9 / max(speed, 1)))
    if speed * 10 * TRY_EVENTS < 10 * pace.sample * 1e9:
        guess = max(guess, 10 * TRY_EVENTS)  # what compiles while it runs is slow at first
    if guess > TRY_EVENTS:
        again = run(entry, guess, TRY_WARM_UP, pace.trial)
        if not again:
            return "%s: %s is over the budget of %g s" % (entry.told, row.name, pace.trial)
        speed = max(again[0], 0.1)
    entry.events = whole_thousands(min(EVENTS_MAX, pace.sample * 1e9 / speed))
    if entry.name != OURS and row.workload == "W1":
        entry.events = max(entry.events, entry.name.hold_events_min)
    if row.whole:
        entry.events = row.whole
        if speed * row.whole > pace.whole * 1e9:
            entry.events = min(row.whole, power_of_ten_below(pace.whole / 4 * 1e9 / speed))
            told = "%s: %s with %d events only: all %d take too long" % (entry.told, row.name, entry.events, row.whole)
    entry.warm_up = whole_thousands(min(max(size, WARM_UP_MIN), 4 * pace.sample * 1e9 / speed + entry.events))
    return told


def plan_size(row):
    """How many there are of what a row is about, where its parameter says so."""
    digits, _, zeros = row.parameter.partition("+")[0].partition("e")
    return int(digits) * 10 ** int(zeros or 0) if digits.isdigit() and (zeros or "0").isdigit() else 0


def compared(entry, reference):
    """Holds the tally of ENTRY against REFERENCE. Returns what is to be told, or None."""
    if reference is None or entry.tally == reference or entry.row.workload == "W6":
        return None
    if entry.tally.split()[1] == reference.split()[1]:
        return "%s: %s in another order, which it leaves open" % (entry.told, entry.row.name)
    raise Failed("%s: %s did other work: %s, not %s" % (entry.told, entry.row.name, entry.tally, reference))


def make(*targets):
    built = subprocess.run(["make", "--no-print-directory", "-s", "-k", "-j%d" % JOBS,
                            "BUILD=" + plan.BUILD, "VARIANT=", *targets], cwd=ROOT, stdin=subprocess.DEVNULL, text=True,
                           stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                           env={name: value for name, value in os.environ.items() if "MAKE" not in name})
    if built.returncode != 0:
        raise Failed("make %s:\n%s" % (" ".join(targets), built.stdout))


def peers_there(wanted, tell, strict=False):
    """Builds the peers for which WANTED says so and that are installed; tells of the others. With STRICT, one that does
    not build is a failure."""
    there, missing = [], []
    asked = list(filter(wanted, PEERS))
    with ThreadPoolExecutor(JOBS) as pool:
        for peer, installed in zip(asked, pool.map(plan.is_installed, asked)):
            (there if installed else missing).append(peer)
    for peer in missing:
        tell("%s: skipped, it is not installed (%s): make bench-install" % (peer.name, peer.package))
    for program in sorted({peer.program for peer in there if peer.program}):
        try:
            make(plan.built("peers/" + program))
        except Failed as failed:
            if strict:
                raise
            tell("%s: skipped, it does not build\n%s" % (program, failed))
            there = [peer for peer in there if peer.program != program]
    return there


def write_traces(folder):
    """The files that the rows about traces read."""
    for name, what in zip(plan.files_of(folder), ("write", "write", "other")):
        subprocess.run([plan.built("traces"), what, "--events", str(plan.TRACE_EVENTS), "--file", name], cwd=ROOT,
                       check=True)


class Progress:
    """One line on a terminal's stderr, overwritten."""

    def __init__(self):
        self.shown = sys.stderr.isatty()

    def show(self, text):
        if self.shown:
            sys.stderr.write("\r\x1b[K" + text[:100])
            sys.stderr.flush()

    def clear(self):
        self.show("")


def hold(rows, peers, pace, rounds, tell, begin):
    """Tries and measures. BEGIN is when the sitting began; TELL is given what is to be said. Returns the entries that
    have values, and how many failed."""
    progress, entries, failed = Progress(), [], 0
    try:
        for row in rows:
            reference = None
            for name in [OURS] + [peer for peer in peers if peer.does_row(row)]:
                entry = Entry(row, name)
                progress.show("trying %s: %s" % (row.name, entry.told))
                try:
                    told = prepare(entry, reference, pace)
                except Failed as failure:
                    told, entry.events, failed = str(failure), 0, failed + 1
                reference = reference or entry.tally or None
                if told:
                    progress.clear()
                    tell(told)
                if entry.events:
                    entries.append(entry)
        for number in range(rounds):
            for entry in entries if number == 0 else [entry for entry in entries if not entry.row.once]:
                if number > 0 and time.monotonic() - begin > pace.sitting:
                    tell("the time is up in round %d of %d" % (number + 1, rounds))
                    return entries, failed
                progress.show("round %d of %d, %s: %s" % (number + 1, rounds, entry.row.name, entry.told))
                try:
                    measure(entry, pace)
                except Failed as failure:
                    progress.clear()
                    tell(str(failure))
                    failed += 1
    finally:
        progress.clear()
    return [entry for entry in entries if entry.values], failed


def measure(entry, pace):
    """One sample more. Whatever a sample came to, the next one has to come to it too."""
    sample = run(entry, entry.events, entry.warm_up, 10 * pace.trial)
    if not sample:
        return
    if entry.values and sample[1] != entry.tally:
        raise Failed("%s: %s came to %s, and then to %s" % (entry.told, entry.row.name, entry.tally, sample[1]))
    entry.tally = sample[1]
    entry.values.append(sample[0])
    entry.peaks.append(sample[2])
