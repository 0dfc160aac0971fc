#!/usr/bin/env python3
"""Would the unit tests notice an error in the explorer? Plants small ones in copies of its sources, and demands that
the tests that each names fail.

usage: canaries.py [--list] [PATTERN...]

    --list          says what there is, and ends
    PATTERN         only canaries whose names match one of them; * and ? are wildcards

A canary is a file of the folder canaries/, in the format of tests/conformance/canaries, but that `breaks` names unit
tests: `breaks search_count search`. The source with the error in it is linked before the library, into each of these
tests. One of them must have a test that fails; that it crashes, or does not end, counts for nothing: the error is to be
one of meaning. Ends with `N passed, N failed`; exit code 1 if one was not noticed, cannot be planted, or does not
compile.
"""

import argparse
import os
import re
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from fnmatch import fnmatchcase
from pathlib import Path

TESTS = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(TESTS), str(TESTS / "conformance")]
from programs import build, place  # noqa: E402
from trial import JOBS, ROOT, Verdict, report, run_all  # noqa: E402

import planted  # noqa: E402
from planted import SUFFIX, Rotten  # noqa: E402

FOLDER = Path(__file__).resolve().parent / "canaries"
VARIANT = os.environ.get("VARIANT") or ""
SECONDS_A_TEST = 60  # each takes a few
FAILED = re.compile(r"^\[  FAILED  \] (\w+)$", re.M)


class Canary(planted.Canary):
    """One whose `rules` are the units that are to notice it."""

    source_pattern = re.compile(r"(?:sim|lib)/\w+\.c")

    def judge_what_breaks(self):
        unknown = [unit for unit in self.rules if not (TESTS / (unit + "_test.c")).is_file()]
        if unknown or not self.rules:
            raise Rotten("there is no unit test %s" % " ".join(unknown or ["'' (none is named)"]))

    def targets(self):
        return ["%s/planted/%s/%s_test" % (place(VARIANT), self.name, unit) for unit in self.rules]

    def plant(self):
        """Writes the source, if it does not stand there already."""
        path = ROOT / place(VARIANT) / "planted" / self.name / "planted.c"
        if not path.exists() or path.read_text(encoding="utf-8") != self.text():
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(self.text(), encoding="utf-8")


def failed_tests(target):
    """The tests of the program TARGET that fail."""
    try:
        run = subprocess.run([str(ROOT / target)], cwd=str(ROOT), stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                             stderr=subprocess.STDOUT, timeout=SECONDS_A_TEST)
    except subprocess.TimeoutExpired:
        raise Rotten("with it %s does not end within %d s" % (target, SECONDS_A_TEST))
    if run.returncode < 0:
        return []
    return sorted(set(FAILED.findall(run.stdout.decode("utf-8", "replace"))))


def hatch(path):
    """Runs the tests of one that is built; its verdict, and the line that says who noticed."""
    try:
        canary = Canary(path)
        noticed = ["%s:%s" % (unit, test) for unit, target in zip(canary.rules, canary.targets())
                   for test in failed_tests(target)]
        if not noticed:
            raise Rotten("not noticed by %s: %s" % (" ".join(canary.rules), canary.sentence))
    except (Rotten, OSError) as why:
        return Verdict(path.stem, False, 0.0, "%s: %s\n" % (path.name, why)), ""
    return Verdict(canary.name, True, 0.0), "%-40s  %s%s" % (
        canary.name, noticed[0], ", and %d more" % (len(noticed) - 1) if len(noticed) > 1 else "")


def run(paths):
    targets, results, planted_paths = [], [], []
    for path in paths:
        try:
            canary = Canary(path)
            canary.plant()
        except Rotten as why:
            results.append(Verdict(path.stem, False, 0.0, "%s: %s\n" % (path.name, why)))
            continue
        targets += canary.targets()
        planted_paths.append(path)
    built = run_all([build(VARIANT, "--keep-going", *targets)])[0]
    if not built.passed:
        results.append(built)
    with ThreadPoolExecutor(JOBS) as pool:
        for result, line in pool.map(hatch, planted_paths):
            results.append(result)
            if line:
                print(line, flush=True)
    return results


def describe(path):
    try:
        canary = Canary(path)
    except Rotten as why:
        return "%s: %s" % (path.name, why)
    return "%-40s %s: %s" % (canary.name, canary.source, canary.sentence)


def main():
    parser = argparse.ArgumentParser(usage=__doc__.split("usage: ")[1], add_help=False)
    parser.add_argument("-h", "--help", action="store_true")
    parser.add_argument("--list", action="store_true")
    parser.add_argument("patterns", nargs="*")
    asked = parser.parse_args()
    if asked.help:
        print(__doc__.strip())
        return 0
    paths = [path for path in sorted(FOLDER.glob("*" + SUFFIX))
             if any(fnmatchcase(path.stem, pattern) for pattern in asked.patterns or ["*"])]
    if not paths:
        parser.error("no canary is called so; --list says what there is")
    if asked.list:
        print("\n".join(describe(path) for path in paths))
        return 0
    results = run(paths)
    for result in results:
        if not result.passed:
            report(result)
    failed = sum(1 for result in results if not result.passed)
    print("%d passed, %d failed" % (len(results) - failed, failed))
    return 1 if failed else 0


if __name__ == "__main__":
    for variable in ("MAKEFLAGS", "MFLAGS", "MAKELEVEL"):  # make is called here, with jobs of its own
        os.environ.pop(variable, None)
    sys.exit(main())
