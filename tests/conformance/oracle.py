#!/usr/bin/python3
"""Runs scenarios on the real Twisted and prints the outcome of each.

usage: /usr/bin/python3 oracle.py [--batch] FILE.weft...

With several files, or --batch, a line `file PATH` precedes each outcome, and a file that is no
scenario gives the line `input error LINE`. The form of an outcome is in README.md.
Exit 0; 2 when a file is no scenario; 70 when the oracle itself is wrong.
"""

import gc
import sys
import threading

from twisted.logger import globalLogBeginner

import rows
from errors import OracleBug
from parse import parse
from scopes import check
from tokens import BadInput
from world import Exhausted, World

STACK_BYTES = 512 * 1024 * 1024
RECURSION_MAX = 200_000


def observe(event):
    """Twisted reports an unhandled failure here when its Deferred goes."""
    world = rows.rows.world
    if world is not None and event.get("log_failure") is not None:
        world.report(rows.rows.reported, event["log_failure"])


def observe_unraisable(found):
    """What is raised while Python lets something go reaches nobody; it is a bug, but for the end of a budget."""
    world = rows.rows.world
    if world is not None and not issubclass(found.exc_type, Exhausted):
        world.errors.bugs.append(f"{found.exc_type.__name__}: {found.exc_value}")


def outcome(path):
    """The lines of one file's outcome."""
    with open(path, "rb") as file:
        data = file.read()
    world = World(check(parse(path, data)))
    try:
        lines = world.run()
        if world.errors.bugs:
            raise OracleBug(world.errors.bugs[0])
    finally:
        rows.rows.world = None
    return lines


def show(path, several):
    if several:
        print(f"file {path}")
    try:
        for line in outcome(path):
            print(line)
    except BadInput as bad:
        print(f"{path}:{bad.line}: error: {bad}", file=sys.stderr)
        if several:
            print(f"input error {bad.line}")
        return 2
    except OSError as unreadable:
        print(f"{path}: error: {unreadable.strerror}", file=sys.stderr)
        if several:
            print("input error: unreadable")
        return 2
    return 0


def prepare():
    """The whole process."""
    rows.install()
    globalLogBeginner.beginLoggingTo([observe], redirectStandardIO=False, discardBuffer=True)
    sys.unraisablehook = observe_unraisable
    gc.disable()


def main(paths):
    batch = paths[:1] == ["--batch"]
    paths = paths[1:] if batch else paths
    if not paths:
        print(__doc__.strip(), file=sys.stderr)
        return 2
    sys.stdout.reconfigure(encoding="utf-8")
    prepare()
    worst = 0
    for path in paths:
        worst = max(worst, show(path, batch or len(paths) > 1))
        gc.collect()
    return worst


def in_deep_stack(function, *arguments):
    """Twisted recurses along explicit chains; the scripts may make them long."""
    answers = []
    threading.stack_size(STACK_BYTES)
    sys.setrecursionlimit(RECURSION_MAX)
    thread = threading.Thread(target=lambda: answers.append(function(*arguments)))
    thread.start()
    thread.join()
    return answers[0] if answers else 70


if __name__ == "__main__":
    sys.exit(in_deep_stack(main, sys.argv[1:]))
