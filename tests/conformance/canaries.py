#!/usr/bin/env python3
"""Is the comparison with Twisted sharp enough? Plants small errors in copies of the library, and demands that the
random scripts notice each.

usage: canaries.py [--scripts N] [--seed SEED] [--list] [PATTERN...]

    --scripts N     so many scripts have the chance to notice one (2000)
    --seed SEED     the scripts are 0 to N-1 of that seed (canary)
    --list          says what there is, and ends
    PATTERN         only canaries whose names match one of them; * and ? are wildcards

A canary is a file of the folder canaries/. Each is built as `make BUILD=... VARIANT=...` builds the command, and runs
the scripts until the first whose outcome is not Twisted's. That it crashes counts for nothing: the error is to be one
of meaning. One line each says how many scripts that took; V=1 shows the last of them and the difference. Ends with
`N passed, N failed`; exit code 1 if one was not noticed, cannot be planted, or does not compile.
"""

import argparse
import os
import subprocess
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor
from fnmatch import fnmatchcase
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
from programs import build, place  # noqa: E402
from trial import JOBS, ROOT, Verdict as Result, report, run_all  # noqa: E402

import generate  # noqa: E402
import sides  # noqa: E402
from planted import FOLDER, SUFFIX, Canary, Rotten  # noqa: E402

VARIANT = os.environ.get("VARIANT") or ""
BATCH = 100
SECONDS_A_BATCH = 20  # a hundred scripts take less than one
CRASH = "exit "  # how an outcome begins when Weft did not come to its end


class Planted(sides.Weft):
    """The command with an error in it. One that does not end is not asked again and again, as a library would be."""

    def run(self, paths, seconds):
        try:
            return super().run(paths, SECONDS_A_BATCH)
        except subprocess.TimeoutExpired:
            raise Rotten("with it a run of scripts does not end within %d s" % SECONDS_A_BATCH)


class Scripts:
    """The random scripts as files, and what Twisted makes of each: the same for every canary."""

    def __init__(self, seed, count, folder):
        self.paths = [os.path.join(folder, "%d.weft" % number) for number in range(count)]
        for number, path in enumerate(self.paths):
            Path(path).write_text(generate.script(seed, number)[0], encoding="utf-8")
        with ThreadPoolExecutor(JOBS) as pool:
            parts = list(pool.map(outcomes_of_twisted, [self.paths[first::JOBS] for first in range(JOBS)]))
        self.twisted = {path: outcome for part in parts for path, outcome in part.items()}
        self.unfit = set()  # the library as it is differs in these

    def judge(self, command):
        """(path, verdict) of each that tells something, batch by batch."""
        for first in range(0, len(self.paths), BATCH):
            batch = self.paths[first : first + BATCH]
            found = Planted(command).outcomes(batch)
            for path in batch:
                if path not in self.unfit and not found[path][0].startswith(CRASH):
                    yield path, sides.Verdict(path, self.twisted[path], found[path], [])

    def try_unchanged(self, command):
        """What the library itself does otherwise than Twisted would let every canary be noticed."""
        self.unfit = {path for path, verdict in self.judge(command) if verdict.difference}

    def first_difference(self, command):
        """(how many scripts it took, path, verdict), or None; then all of them agreed, or crashed."""
        for path, verdict in self.judge(command):
            if verdict.difference:
                return self.paths.index(path) + 1, path, verdict
        return None


def outcomes_of_twisted(paths):
    twisted = sides.Twisted()
    try:
        return {path: twisted.outcome(path)[0] for path in paths}
    finally:
        twisted.close()


def rewrite(path, text):
    """Leaves a file alone that says so already: what was built from it still stands."""
    if not path.exists() or path.read_text(encoding="utf-8") != text:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")


def planted(canary):
    """The make target of the command with the error in it, whose source it writes."""
    folder = "%s/canaries/%s" % (place(VARIANT), canary.name)
    rewrite(ROOT / folder / "planted.c", canary.text())
    return folder + "/weft"


def build_together(paths):
    """The make targets that one go has built; none of them if any fails: then each says so when it is its turn."""
    targets = []
    for path in paths:
        try:
            targets.append(planted(Canary(path)))
        except Rotten:
            continue
    passed = all(result.passed for result in run_all([build(VARIANT, "--keep-going", *targets)]))
    return set(targets) if passed else set()


def noticed(path, scripts, built):
    """The canary, how many scripts it took, the last of them and its verdict; Rotten if nothing comes of it."""
    canary = Canary(path)
    target = planted(canary)
    if target not in built:
        result = run_all([build(VARIANT, target)])[0]
        if not result.passed:
            raise Rotten("it does not compile:\n" + result.text)
    found = scripts.first_difference(str(ROOT / target))
    if found is None:
        raise Rotten("not noticed by %d scripts: %s" % (len(scripts.paths), canary.sentence))
    return (canary, *found)


def hatch(path, scripts, built=()):
    """Plants, builds (unless it is among BUILT) and runs one; returns its result and the line that says so."""
    try:
        canary, count, script, verdict = noticed(path, scripts, built)
    except Rotten as why:
        return Result(path.stem, False, 0.0, "%s: %s\n" % (path.name, why)), ""
    line = "%5d scripts  %-8s  %s\n" % (count, " ".join(canary.rules), canary.name)
    if os.environ.get("V"):
        line += "\n".join([canary.sentence, Path(script).read_text(encoding="utf-8"), *verdict.difference[2:], "\n"])
    return Result(canary.name, True, 0.0), line


def unchanged(scripts):
    """The result of the library as it is, which no script may tell from Twisted."""
    name, command = "the library as it is", str(ROOT / place(VARIANT) / "weft")
    try:
        scripts.try_unchanged(command)
    except Rotten as why:
        return Result(name, False, 0.0, "%s\n" % why)
    return Result(name, not scripts.unfit, 0.0, "%d of %d scripts tell it from Twisted: see make conformance\n" % (
        len(scripts.unfit), len(scripts.paths)))


def run(paths, seed, count):
    built = run_all([build(VARIANT, "programs")])[0]
    if not built.passed:
        return [built]
    results = []
    with tempfile.TemporaryDirectory(prefix="weft-canaries-") as folder, ThreadPoolExecutor(JOBS) as pool:
        scripts = Scripts(seed, count, folder)
        results.append(unchanged(scripts))
        built = build_together(paths)
        for result, line in pool.map(lambda path: hatch(path, scripts, built), paths):
            results.append(result)
            print(line, end="", flush=True)
    return results


def describe(path):
    try:
        canary = Canary(path)
    except Rotten as why:
        return "%s: %s" % (path.name, why)
    return "%-28s %-9s %s: %s" % (canary.name, " ".join(canary.rules), canary.source, canary.sentence)


def main():
    parser = argparse.ArgumentParser(usage=__doc__.split("usage: ")[1], add_help=False)
    parser.add_argument("-h", "--help", action="store_true")
    parser.add_argument("--scripts", type=int, default=2000)
    parser.add_argument("--seed", default="canary")
    parser.add_argument("--list", action="store_true")
    parser.add_argument("patterns", nargs="*")
    asked = parser.parse_args()
    if asked.help:
        print(__doc__.strip())
        return 0
    if asked.scripts < 1:
        parser.error("--scripts is at least 1")
    paths = [path for path in sorted(FOLDER.glob("*" + SUFFIX))
             if any(fnmatchcase(path.stem, pattern) for pattern in asked.patterns or ["*"])]
    if not paths:
        parser.error("no canary is called so; --list says what there is")
    if asked.list:
        print("\n".join(describe(path) for path in paths))
        return 0
    results = run(paths, asked.seed, asked.scripts)
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
