"""Both sides of the comparison: Weft's command and the real Twisted, asked for many scripts at once."""

import os
import re
import subprocess

from compare import PYTHON, difference, prints_of, reached_rows

SERVANT = os.path.join(os.path.dirname(os.path.abspath(__file__)), "watched_oracle.py")
SECONDS_A_BATCH = 60
SECONDS_A_SCRIPT = 20
ENDED_WELL = (0, 1, 2, 6)  # held; findings; a script that is none; a budget ran out
SCRIPT_ERROR = re.compile(r"\bScriptError: .*")
INVALID = "input error"
NO_END, ORACLE_ENDED = "no end within the time", "the oracle ended"


class Twisted:
    """One process of the oracle, started again when a script ends it."""

    def __init__(self):
        self.process = None

    def start(self):
        self.process = subprocess.Popen(
            [PYTHON, SERVANT], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
            encoding="utf-8",
        )

    def outcome(self, path):
        """(lines of the outcome, lines of the script that were reached)"""
        if self.process is None:
            self.start()
        self.process.stdin.write(path + "\n")
        self.process.stdin.flush()
        lines, reached = [], []
        for line in self.process.stdout:
            if line == "done\n":
                return lines or [INVALID], reached
            if line.startswith("reached"):
                reached = [int(number) for number in line.split()[1:]]
            else:
                lines.append(line.rstrip("\n"))
        said = self.process.stderr.read().strip().splitlines()
        return [f"{ORACLE_ENDED}, {self.close()}: {said[-1] if said else NO_END}"], reached

    def close(self):
        """The exit code."""
        if self.process is None:
            return 0
        process, self.process = self.process, None
        process.stdin.close()
        code = process.wait()
        process.stdout.close()
        process.stderr.close()
        return code


class Weft:
    def __init__(self, command):
        self.command = command

    def outcomes(self, paths):
        """{path: lines of its outcome}"""
        found, left = {}, list(paths)
        while left:
            outcomes, left = self.first_outcomes(left)
            found.update(outcomes)
        return found

    def first_outcomes(self, paths):
        """The outcomes of the first of these, at least one, and the paths that are left: begins with one that the run
        did not get over."""
        try:
            run = self.run(paths, SECONDS_A_BATCH)
        except subprocess.TimeoutExpired as late:
            run = subprocess.CompletedProcess(self.command, None, late.stdout or b"", b"")
        parts = self.parted(paths, run.stdout.decode(errors="replace"))
        if run.returncode in ENDED_WELL:
            return {path: parts.get(path) or [INVALID] for path in paths}, []
        reached = max(len(parts) - 1, 0)
        if reached == 0:
            return {paths[0]: [self.end_of(run)]}, paths[1:]
        return {path: parts.get(path) or [INVALID] for path in paths[:reached]}, paths[reached:]

    def run(self, paths, seconds):
        return subprocess.run(
            [self.command, "run", "--outcome", "-q", *paths], stdout=subprocess.PIPE, stderr=subprocess.PIPE,
            timeout=min(seconds, SECONDS_A_SCRIPT * len(paths)),
        )

    def parted(self, paths, said):
        """{path: lines} of those that were begun, in their order."""
        if len(paths) == 1:
            return {paths[0]: said.splitlines()}
        outcomes, lines = {}, None
        for line in said.splitlines():
            if line.startswith("== "):
                lines = outcomes[line[len("== ") :]] = []
            else:
                lines.append(line)
        return outcomes

    def end_of(self, run):
        if run.returncode is None:
            return NO_END
        said = [line for line in run.stderr.decode(errors="replace").splitlines() if line.strip()]
        assertion = [line for line in said if "ERROR: " in line or "runtime error" in line or "Assert" in line]
        return f"exit {run.returncode}: {(assertion or said or [''])[0]}"


class Verdict:
    """What came of one script on both sides."""

    def __init__(self, path, twisted, weft, reached):
        self.rows, expected = reached_rows(twisted)
        self.outcome, self.reached = expected, reached
        self.invalid = expected == [INVALID] and weft == [INVALID]
        self.took_long = any(line.startswith((NO_END, ORACLE_ENDED)) for line in (*expected[:1], *weft[:1]))
        found = weft
        if self.rows:
            before = min(self.rows.values())
            expected, found = prints_of(expected, before), prints_of(found, before)
        self.difference = difference(path, comparable(expected), comparable(found))

    def signature(self):
        """What the differing lines are about, without numbers and texts."""
        return frozenset(about(line) for line in self.difference[2:] if line[0] in "+-")


def comparable(lines):
    """The words of a ScriptError are each side's own."""
    return [SCRIPT_ERROR.sub("ScriptError", line) for line in lines]


def about(line):
    sign, words = line[0], line[1:].split()
    if not words:
        return sign
    if words[0] == "is":
        return " ".join([sign, *words[2:4]])
    if words[0] in ("unhandled", "exit", "the", "no"):
        return " ".join([sign, *words[:2]])
    if words[0] == "misuse":
        return f"{sign} misuse {words[-1]}"
    return f"{sign} {'print' if '.' in words[0] else words[0]}"


class Sides:
    def __init__(self, command):
        self.weft, self.twisted = Weft(command), Twisted()

    def judge(self, paths):
        """The verdict on each file, in their order."""
        found = self.weft.outcomes(paths)
        return [Verdict(path, *self.both(path, found[path])) for path in paths]

    def both(self, path, weft):
        lines, reached = self.twisted.outcome(path)
        return lines, weft, reached

    def close(self):
        self.twisted.close()
