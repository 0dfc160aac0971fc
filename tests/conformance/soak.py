#!/usr/bin/python3
"""Holds Weft against the real Twisted over random scripts.

usage: soak.py [-j JOBS] WEFT N [SEED [FOLDER]]

WEFT is the weft command. Scripts 0 to N-1 of SEED (any word; left out: a fresh one, which is printed) run on both
sides, in JOBS processes at once (as many as there are processors); the outcomes are compared. Each difference is
shrunk to the shortest script that still differs alike, as far as a minute goes, and written to FOLDER
(build/conformance), ready to become a scenario. Ctrl-C ends it early and keeps what was found. At the end stands how
often every statement, place, condition and outcome was reached, and `N passed, N failed`; what 2,000 scripts never
reach is a failure too.

Exit 0: no difference. 1: a difference, or something was never reached. 2: it was called wrongly. 130: interrupted
before there was a difference.
"""

import argparse
import os
import sys
import tempfile
import time
from collections import Counter
from contextlib import closing

import shrink
from batches import MEMORY_FOLDER, Judge, batches, told
from reached import Reached

FOLDER = os.path.join("build", "conformance")
TELL_EVERY_S = 20  # where the output is no terminal
ENOUGH = 2000  # scripts, for everything to be reached
SHRINK_S = 60  # so long a difference is made shorter; some scripts take seconds each time
SHRINK_AT_ONCE = 10  # scripts, between two looks at the time
ALIKE_MAX = 3  # so many differences of one kind are shrunk; the others are only counted
INTERRUPTED = 130


class Soak:
    def __init__(self, asked, scratch):
        self.asked, self.scratch, self.reached = asked, scratch, Reached()
        self.passed, self.failed, self.with_rows = 0, 0, 0
        self.kinds, self.begun = Counter(), time.monotonic()
        self.told_at, self.judge = self.begun, None

    # Running

    def run(self):
        asked = self.asked
        with closing(batches(asked.weft, self.scratch, asked.jobs, asked.seed, asked.count)) as every:
            for batch in every:
                self.reached.include(batch.reached)
                self.with_rows += batch.with_rows
                self.passed += batch.count - len(batch.differing)
                self.failed += len(batch.differing)
                for each in [each for each in batch.differing if self.keeps(each)]:
                    self.shrink(each)
                self.progress()

    # What was found

    def keeps(self, each):
        """Counts it, and writes it as it is; not if there were enough of its kind."""
        self.kinds[each.signature] += 1
        if self.kinds[each.signature] > ALIKE_MAX:
            return False
        path = self.write(each, each.text, each.lines)
        self.say(f"{path}:\n" + "\n".join(f"  {line}" for line in each.lines))
        return True

    def shrink(self, each):
        if each.shrinks:
            text, lines = self.shortest(each)
            self.say(f"{self.write(each, text, lines)} is shrunk to\n{text}")

    def shortest(self, each):
        """(text, what differs in it)"""
        if self.judge is None:
            self.judge = Judge(self.asked.weft, self.scratch)

        end = time.monotonic() + SHRINK_S

        def alike(candidates):
            found = []
            for first in range(0, len(candidates), SHRINK_AT_ONCE):
                part = candidates[first : first + SHRINK_AT_ONCE] if time.monotonic() < end else []
                verdicts = self.judge.judge(["\n".join(lines) + "\n" for lines in part])
                found += [bool(verdict.signature() & each.signature) for verdict in verdicts]
            return found + [False] * (len(candidates) - len(found))

        text = "\n".join(shrink.shrink(each.text.splitlines(), alike)) + "\n"
        return text, told(self.judge.judge([text])[0])

    def write(self, each, text, lines):
        os.makedirs(self.asked.folder, exist_ok=True)
        path = os.path.join(self.asked.folder, f"{self.asked.seed}-{each.number}.weft")
        first, rest = text.split("\n", 1)
        said = "".join(f"# {line}\n" for line in lines)
        with open(path, "w", encoding="utf-8") as file:
            file.write(f"{first}\n# Script {each.number} of seed {self.asked.seed}; - is Twisted, + is Weft:\n"
                       f"{said}{rest}")
        return path

    # Telling

    def progress(self):
        done = self.passed + self.failed
        rate = done / max(time.monotonic() - self.begun, 0.001)
        line = f"{done} of {self.asked.count}, {self.failed} differ, {rate:.0f} a second"
        if sys.stderr.isatty():
            print(f"\r\033[K{line} ", end="", file=sys.stderr, flush=True)
        elif time.monotonic() - self.told_at > TELL_EVERY_S:
            self.told_at = time.monotonic()
            print(line, file=sys.stderr, flush=True)

    def say(self, text):
        if sys.stderr.isatty():
            print("\r\033[K", end="", file=sys.stderr, flush=True)
        print(text, flush=True)

    def end(self, interrupted):
        """Tells everything; the exit code."""
        if self.judge is not None:
            self.judge.close()
        self.say("\n".join(self.reached.tell()))
        for signature, count in self.kinds.most_common():
            print(f"{count} differ in: {', '.join(sorted(signature)) or 'what they are'}")
        for name in self.reached.never() if self.reached.scripts >= ENOUGH else ():
            self.failed += 1
            print(f"never reached: {name}")
        if interrupted:
            print(f"interrupted after {self.reached.scripts} of {self.asked.count} scripts")
        seconds, scripts = time.monotonic() - self.begun, self.reached.scripts
        print(f"seed {self.asked.seed}: {scripts} scripts in {seconds:.0f} s, {self.with_rows} judged up to a row only")
        print(f"{self.passed} passed, {self.failed} failed")
        return 1 if self.failed or not self.passed and not interrupted else INTERRUPTED if interrupted else 0


def whole_number(text):
    number = int(text)
    if number < 1:
        raise ValueError()
    return number


def arguments():
    parser = argparse.ArgumentParser(usage=__doc__.split("usage: ")[1], add_help=False)
    parser.add_argument("-h", "--help", action="store_true")
    parser.add_argument("-j", dest="jobs", type=whole_number, default=len(os.sched_getaffinity(0)))
    parser.add_argument("weft")
    parser.add_argument("count", type=whole_number)
    parser.add_argument("seed", nargs="?")
    parser.add_argument("folder", nargs="?", default=FOLDER)
    if {"-h", "--help"} & set(sys.argv[1:]):
        print(__doc__.strip())
        sys.exit(0)
    asked = parser.parse_args()
    if not os.access(asked.weft, os.X_OK) or os.path.isdir(asked.weft):
        parser.error(f"{asked.weft} is no command")
    if os.sep in (asked.seed or ""):
        parser.error("a seed is a word: it stands in the names of files")
    asked.seed = asked.seed or str(int(time.time()))
    return asked


def main():
    asked, interrupted = arguments(), False
    print(f"seed {asked.seed}", flush=True)
    where = MEMORY_FOLDER if os.access(MEMORY_FOLDER, os.W_OK) else None
    with tempfile.TemporaryDirectory(prefix="weft-", dir=where) as scratch:
        soak = Soak(asked, scratch)
        try:
            soak.run()
        except KeyboardInterrupt:
            interrupted = True
        return soak.end(interrupted)


if __name__ == "__main__":
    sys.exit(main())
