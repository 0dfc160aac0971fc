"""The table of a sitting, for people and for programs."""

import os
import platform
import subprocess
import time
from statistics import median

from plan import OURS

COLUMNS = 120
UNITS = {"ns": 1.0, "ms": 1e6, "s": 1e9, "bytes": 1.0}
TITLES = {
    "W1": "W1 hold: so many calls are pending; the earliest runs, and makes one with a random delay",
    "W2": "W2 insert + cancel: beside so many one is made and cancelled; +random: one of them is, and made anew",
    "W3": "W3 same instant: a burst of 1e6 zero delays; a chain of as many",
    "W4": "W4 cooperative step: so many tasks in rotation; +trace: with the observer recording",
    "W5": "W5 Deferred: made, 1 or 4 callbacks added, fired, freed; a chain of 1e6 that return the next, per link",
    "W6": "W6 trace: an event recorded in memory used before (cold: not used before); a line of text written",
    "W7": "W7 sleepers: so many tasks, each waits a random time, then steps",
    "W8": "W8 exploration: per run of a small world: two tasks, about 20 turns, ties; scaling: the same with -j 2",
    "memory": "memory: bytes held per object, of 1e5",
    "traces": "traces of 1e6 events: recorded; written too; two that are equal read; two that are not compared",
    "command": "the command, from start to end: a script of 20 turns read and run; `check` over all scenarios",
}


def machine():
    """What it was measured on, in one line."""
    model = platform.machine()
    try:
        with open("/proc/cpuinfo") as lines:
            model = next((line.split(":", 1)[1].strip() for line in lines if line.startswith("model name")), model)
    except OSError:
        pass
    compiler = subprocess.run([os.environ.get("CC") or "gcc", "--version"], stdout=subprocess.PIPE, text=True).stdout
    return "%s, %d processors, %s %s; %s; %s" % (" ".join(model.split()), os.cpu_count() or 1, platform.system(),
                                                 platform.release().split("-")[0], compiler.split("\n")[0],
                                                 time.strftime("%-d %B %Y"))


def figure(value, unit="ns"):
    """A number with three digits that count."""
    value /= UNITS[unit]
    if value >= 1e6:
        return "%.1e" % value
    if value >= 100:
        return "%.0f" % value
    return "%.1f" % value if value >= 10 else "%.2f" % value


def wrapped(words, width):
    lines = [""]
    for word in words:
        if lines[-1] and len(lines[-1]) + 2 + len(word) > width:
            lines.append("")
        lines[-1] += ("  " if lines[-1] else "") + word
    return lines


def ratios(ours, others):
    """Each peer's median, and how many times ours it is."""
    return ["%s %s (%sx)" % (each.told, figure(median(each.values), each.row.unit),
                             figure(median(each.values) / median(ours.values))) for each in others]


def by_row(entries):
    rows = {}
    for entry in entries:
        rows.setdefault(entry.row.name, []).append(entry)
    return rows


def lines(entries):
    """The table for people."""
    head = "%-16s %5s %8s %8s %8s %6s  " % ("", "", "median", "min", "max", "aim")
    yield head + "peers, by their median (how many times ours)"
    workload = None
    for every in by_row(entries).values():
        ours = next((entry for entry in every if entry.name == OURS), None)
        row = every[0].row
        if row.workload != workload:
            workload = row.workload
            yield ""
            yield TITLES[workload]
        if not ours:
            continue
        peers = wrapped(ratios(ours, [entry for entry in every if entry.name != OURS]), COLUMNS - len(head))
        if row.peak:
            peers = ["at most %.1f MB of memory" % (median(ours.peaks) / 1e6)]
        if row.workload == "W8":
            peers = ["%s runs a second" % format(int(1e9 / median(ours.values)), ",")]
        values = [median(ours.values), min(ours.values), max(ours.values)]
        yield ("  %-14s %5s %8s %8s %8s %6s  %s" % (row.parameter, row.unit, *(figure(each, row.unit)
               for each in values), figure(row.aim) if row.aim else "-", peers[0])).rstrip()
        for more in peers[1:]:
            yield " " * len(head) + more


def tsv(entries):
    """workload, parameter, name, median, min, max: in ns, of memory in bytes."""
    for entry in entries:
        kinds = [(entry.row.parameter, entry.values)]
        if entry.row.peak:
            kinds.append((entry.row.parameter + "-peak", entry.peaks))
        for parameter, values in kinds:
            yield "\t".join([entry.row.workload, parameter, entry.told,
                             *("%.3f" % each for each in (median(values), min(values), max(values)))])
