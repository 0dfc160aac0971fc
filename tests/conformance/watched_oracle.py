#!/usr/bin/python3
"""The oracle as a servant: reads a path a line, answers with the outcome of each and a line `done`.

Before `done` stands `reached LINE...`: the lines of the script whose statements were carried out. A
script that takes longer than SECONDS_A_SCRIPT ends the process.
"""

import gc
import os
import signal
import sys

import oracle
from world import World

SECONDS_A_SCRIPT = 20


class WatchedWorld(World):
    """Remembers every line whose turn came."""

    @property
    def line(self):
        return self.__dict__["line"]

    @line.setter
    def line(self, number):
        self.__dict__["line"] = number
        self.__dict__.setdefault("reached", set()).add(number)

    def run(self):
        lines = World.run(self)
        return lines + [" ".join(["reached", *map(str, sorted(self.reached - {0}))])]


def serve():
    sys.stdout.reconfigure(encoding="utf-8")
    oracle.prepare()
    gc.freeze()  # what is there from the beginning is no script's, and need not be looked at after each
    for path in sys.stdin:
        signal.alarm(SECONDS_A_SCRIPT)
        oracle.show(path.rstrip("\n"), False)
        signal.alarm(0)
        gc.collect(0)  # all that this script left: nothing of it was looked at before
        print("done", flush=True)
    return 0


if __name__ == "__main__":
    signal.signal(signal.SIGALRM, lambda *_: os._exit(75))
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # who asks ends it by closing its input
    oracle.World = WatchedWorld
    sys.exit(oracle.in_deep_stack(serve))
