#!/usr/bin/python3
"""Holds Weft against the real Twisted, scenario by scenario.

usage: compare.py WEFT FILE-OR-FOLDER...

WEFT is the weft command. Each scenario runs once in `WEFT run --outcome` and once in the oracle; a
difference is shown as a unified diff. A scenario that reaches a row of the table of differences
which the oracle does not reproduce is compared up to there and listed. Ends with
`N passed, N failed`.
"""

import difflib
import os
import re
import subprocess
import sys

PYTHON = "/usr/bin/python3"  # the one that Debian's python3-twisted belongs to
ORACLE = os.path.join(os.path.dirname(os.path.abspath(__file__)), "oracle.py")
SECONDS_A_SCENARIO = 60
ROWS_PART_MAX = 20  # one script in so many may reach an unreproduced row
PRINT = re.compile(r"[0-9]+\.[0-9]{9} ")
SCRIPT_ERROR = re.compile(r"\b(unhandled|failed) ScriptError: .*")


def scenarios(paths):
    """The files named, and those below the folders named."""
    for path in paths:
        if not os.path.isdir(path):
            yield path
            continue
        for folder, folders, names in os.walk(path):
            folders.sort()
            for name in sorted(names):
                if name.endswith(".weft"):
                    yield os.path.join(folder, name)


def oracle_outcomes(files):
    """{file: lines} from one run of the oracle."""
    command = [PYTHON, ORACLE, "--batch", *files]
    run = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, encoding="utf-8")
    if run.returncode not in (0, 2):
        sys.exit(f"the oracle failed (exit {run.returncode}):\n{run.stderr}")
    outcomes, lines = {}, None
    for line in run.stdout.splitlines():
        if line.startswith("file "):
            lines = outcomes[line[len("file ") :]] = []
        else:
            lines.append(line)
    return outcomes


def weft_outcome(weft, file):
    """Weft's outcome, or one line that says how it did not get there."""
    command = [weft, "run", "--outcome", file]
    try:
        run = subprocess.run(
            command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, encoding="utf-8",
            timeout=SECONDS_A_SCENARIO,
        )
    except subprocess.TimeoutExpired:
        return [f"no end within {SECONDS_A_SCENARIO} seconds"]
    if run.returncode == 2:
        return ["no scenario: " + run.stderr.strip()]
    if run.returncode not in (0, 1):
        return [f"exit {run.returncode}: {run.stderr.strip()}"]
    return run.stdout.splitlines()


def comparable(lines):
    """What both sides must agree on: the words of a ScriptError are each one's own."""
    return [SCRIPT_ERROR.sub(r"\1 ScriptError", line) for line in lines]


def reached_rows(lines):
    """({rule: prints before it was reached}, the lines without them)."""
    rows, others = {}, []
    for line in lines:
        if line.startswith("row "):
            _, rule, prints = line.split(" ")
            rows[rule] = int(prints)
        else:
            others.append(line)
    return rows, others


def prints_of(lines, count):
    return [line for line in lines if PRINT.match(line)][:count]


def difference(file, oracle, weft):
    """A unified diff, empty when they agree."""
    return list(difflib.unified_diff(oracle, weft, f"{file} twisted", f"{file} weft", lineterm=""))


def main(arguments):
    if len(arguments) < 2:
        print(__doc__.strip(), file=sys.stderr)
        return 2
    weft, files = arguments[0], list(scenarios(arguments[1:]))
    if not files:
        print("no scenario there", file=sys.stderr)
        return 2
    outcomes, passed, failed, with_rows = oracle_outcomes(files), 0, 0, 0
    for file in files:
        rows, expected = reached_rows(outcomes[file])
        found = weft_outcome(weft, file)
        if rows:
            with_rows += 1
            print(f"{file}: compared up to {', '.join(sorted(rows))}")
            before = min(rows.values())
            expected, found = prints_of(expected, before), prints_of(found, before)
        lines = difference(file, comparable(expected), comparable(found))
        if lines:
            failed += 1
            print("\n".join(lines))
        else:
            passed += 1
    if len(files) >= ROWS_PART_MAX and with_rows * ROWS_PART_MAX > len(files):
        failed += 1
        print(f"{with_rows} of {len(files)} scenarios reach a row that is not reproduced")
    print(f"{passed} passed, {failed} failed")
    return 1 if failed or not passed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
