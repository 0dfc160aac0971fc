#!/usr/bin/python3
"""Holds Weft against the real Twisted over random scripts.

usage: soak.py WEFT N [SEED [FOLDER]]

WEFT is the weft command. Scripts 0 to N-1 of SEED (any word; left out: a fresh one, which is printed)
run on both sides; the outcomes are compared. Each difference is shrunk to the shortest script that
still differs alike and written to FOLDER (build/conformance), ready to become a scenario. Ctrl-C ends
it early and keeps what was found. Then how often each statement and state was reached, and
`N passed, N failed`. A statement that 2,000 scripts never reach is a failure too.
"""

import os
import shutil
import signal
import sys
import time
from collections import Counter

import generate
import shrink
from reached import Reached
from sides import Sides

FOLDER = os.path.join("build", "conformance")
BATCH = 200
TELL_EVERY_S = 20  # where the output is no terminal
ENOUGH = 2000  # scripts, for every statement to be reached
LINES_MAX = 40  # of a difference that are told
ALIKE_MAX = 3  # so many differences of one kind are shrunk; the others are only counted


class Soak:
    def __init__(self, weft, seed, folder):
        self.seed, self.folder = seed, folder
        self.scratch = os.path.join(folder, "running")
        os.makedirs(self.scratch, exist_ok=True)
        self.sides, self.reached = Sides(weft), Reached()
        self.passed, self.failed, self.with_rows = 0, 0, 0
        self.kinds, self.begun = Counter(), time.monotonic()
        self.told_at = self.begun

    # Running

    def run(self, count):
        for first in range(0, count, BATCH):
            self.batch(range(first, min(first + BATCH, count)))
            self.progress(count)

    def batch(self, numbers):
        scripts = [generate.script(self.seed, number) for number in numbers]
        verdicts = self.judge([text for text, _ in scripts])
        for number, (text, tags), verdict in zip(numbers, scripts, verdicts):
            self.reached.add(tags, verdict)
            self.with_rows += bool(verdict.rows)
            if verdict.invalid:
                self.found(number, text, ["both sides refuse to read it"])
            elif verdict.difference:
                self.differs(number, text, verdict)
            else:
                self.passed += 1

    def judge(self, texts):
        paths = []
        for at, text in enumerate(texts):
            paths.append(os.path.join(self.scratch, f"{at}.weft"))
            with open(paths[-1], "w", encoding="utf-8") as file:
                file.write(text)
        return self.sides.judge(paths)

    # What was found

    def differs(self, number, text, verdict):
        signature = verdict.signature()
        self.kinds[signature] += 1
        if self.kinds[signature] > ALIKE_MAX:
            self.failed += 1
            return
        if verdict.took_long:
            self.found(number, text, verdict.difference[2:])
            return

        def alike(candidates):
            verdicts = self.judge(["\n".join(lines) + "\n" for lines in candidates])
            return [bool(each.signature() & signature) for each in verdicts]

        lines = shrink.shrink(text.splitlines(), alike)
        again = self.judge(["\n".join(lines) + "\n"])[0]
        self.found(number, "\n".join(lines) + "\n", again.difference[2:])

    def found(self, number, text, difference):
        self.failed += 1
        path = os.path.join(self.folder, f"{self.seed}-{number}.weft")
        first, rest = text.split("\n", 1)
        if len(difference) > LINES_MAX:
            difference = [*difference[:LINES_MAX], "..."]
        told = "".join(f"# {line}\n" for line in difference)
        with open(path, "w", encoding="utf-8") as file:
            file.write(f"{first}\n# Script {number} of seed {self.seed}; - is Twisted, + is Weft:\n{told}{rest}")
        self.clear()
        print(f"{path}:\n" + "\n".join(f"  {line}" for line in difference), flush=True)

    # Telling

    def progress(self, count):
        done = self.passed + self.failed
        rate = done / max(time.monotonic() - self.begun, 0.001)
        told = f"{done} of {count}, {self.failed} differ, {rate:.0f} a second"
        if sys.stderr.isatty():
            print(f"\r{told} ", end="", file=sys.stderr)
        elif time.monotonic() - self.told_at > TELL_EVERY_S:
            self.told_at = time.monotonic()
            print(told, file=sys.stderr, flush=True)

    def clear(self):
        if sys.stderr.isatty():
            print("\r\033[K", end="", file=sys.stderr)

    def end(self):
        self.clear()
        self.sides.close()
        shutil.rmtree(self.scratch, ignore_errors=True)
        for line in self.reached.tell():
            print(line)
        for signature, count in self.kinds.most_common():
            print(f"{count} differ in: {', '.join(sorted(signature))}")
        for kind in self.reached.never() if self.reached.scripts >= ENOUGH else ():
            self.failed += 1
            print(f"never reached: {kind}")
        seconds = time.monotonic() - self.begun
        done = self.passed + self.failed
        print(f"seed {self.seed}: {done} scripts in {seconds:.0f} s, {self.with_rows} judged up to a row only")
        print(f"{self.passed} passed, {self.failed} failed")


def main(arguments):
    if "--help" in arguments:
        print(__doc__.strip())
        return 0
    if len(arguments) not in (2, 3, 4) or not arguments[1].isdigit():
        print(__doc__.strip(), file=sys.stderr)
        return 2
    seed = arguments[2] if len(arguments) > 2 and arguments[2] else str(int(time.time()))
    print(f"seed {seed}", flush=True)
    soak = Soak(arguments[0], seed, arguments[3] if len(arguments) > 3 else FOLDER)
    try:
        soak.run(int(arguments[1]))
    except KeyboardInterrupt:
        signal.signal(signal.SIGINT, signal.SIG_IGN)
    soak.end()
    return 1 if soak.failed or not soak.passed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
