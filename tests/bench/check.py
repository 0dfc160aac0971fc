"""Does every benchmark run, and is its result right? No times: what `make test` asks.

Each of our programs, with few events, against the model of its work; each peer that is installed and quick to build
against the same.
"""

import subprocess
import tempfile
from concurrent.futures import ThreadPoolExecutor

import model
import plan
import sitting
from plan import OURS, ROOT

EVENTS, WARM_UP = 2000, 1000
SIZES = {"1e5": "1e3", "1e6": "1e4"}  # smaller, for the models and for Twisted
TRACED_EVENTS = 2000


def smaller(row):
    parameter, plus, more = row.parameter.partition("+")
    return plan.Row(row.workload, SIZES.get(parameter, parameter) + plus + more, row.program, whole=row.whole)


def entries(folder, peers):
    for row in map(smaller, plan.rows(folder)):
        if row.program and row.workload not in ("traces", "memory") and row.program != "explore":
            yield sitting.Entry(row, OURS)
            for peer in peers:
                if peer.does_row(row) and not (peer.name == "twisted" and row.parameter == "1e4"):
                    yield sitting.Entry(row, peer)


def judge(entry):
    """(its name, what is wrong with its result or None)"""
    try:
        return "%s: %s" % (entry.told, entry.row.name), fault_of(entry)
    except sitting.Failed as failed:
        return "%s: %s" % (entry.told, entry.row.name), str(failed)


def fault_of(entry):
    sample = sitting.run(entry, EVENTS, WARM_UP, 60)
    if not sample:
        return "it has no such work, or takes more than a minute"
    if entry.row.program == "world":
        again = sitting.run(entry, EVENTS, WARM_UP, 60)
        return None if again and again[1] == sample[1] else "it came to something else the second time"
    entry.tally = sample[1]
    expected = model.expected(entry.row.program, entry.row.parameter, EVENTS, WARM_UP)
    if entry.name != OURS:
        sitting.compared(entry, expected)
        return None
    return None if entry.tally == expected else "it came to %s, and its model to %s" % (entry.tally, expected)


def memory_faults():
    for kind in ("call", "deferred", "task", "event"):
        entry = sitting.Entry(plan.Row("memory", kind, "memory"), OURS)
        value, tally, _ = sitting.run(entry, EVENTS, WARM_UP, 60)
        right = value >= 8 and tally == "00000001 00000000"  # the tally of no byte that is left
        yield "memory " + kind, None if right else "%s bytes, tally %s" % (value, tally)


def ends(*command):
    """With what COMMAND ends, run by the program that times it."""
    done = subprocess.run([plan.built("timed"), *command], cwd=ROOT, stdout=subprocess.PIPE, text=True)
    return done.stdout.split()[2] if done.returncode == 0 else "not at all"


def command_faults(folder):
    """The traces can be read and differ where they should; the explorations hold."""
    one, same, other = plan.files_of(folder)
    for name, what in ((one, "write"), (same, "write"), (other, "other")):
        end = ends(plan.built("traces"), what, "--events", str(TRACED_EVENTS), "--file", name)
        yield "traces " + what, None if end == "0" else "ended with " + end
    for name, right in ((same, "0"), (other, "3")):
        end = ends(plan.BUILD + "/weft", "diff", one, name)
        yield "traces diff", None if end == right else "ended with %s, not %s" % (end, right)
    for program, name in ((plan.built("explore"), "small_world"), (plan.BUILD + "/weft", "tests/bench/small.weft")):
        end = ends(program, "explore", "-q", "--strategy", "random", "--runs", "100", "--findings", folder, name)
        yield "W8 " + name, None if end == "0" else "ended with " + end


def check():
    """Prints a FAIL for each that is wrong, and `N passed, N failed`. Returns the exit code."""
    results = []
    try:
        sitting.make("benches", "programs")
        peers = sitting.peers_there(lambda peer: not peer.long_build, lambda line: None, strict=True)
        with tempfile.TemporaryDirectory() as folder:
            with ThreadPoolExecutor(sitting.JOBS) as pool:
                results += pool.map(judge, entries(folder, peers))
            results += [*memory_faults(), *command_faults(folder)]
    except sitting.Failed as failed:
        results.append(("building", str(failed)))
    for name, fault in results:
        if fault:
            print("FAIL  %s\n%s" % (name, fault))
    failures = sum(1 for _, fault in results if fault)
    print("%d passed, %d failed" % (len(results) - failures, failures))
    return 1 if failures else 0
