"""The numbers and the tally of support/stream.h, for the peers in Python; and what they are asked."""

import sys
import time

SEED = 2463534242
MEAN_DELAY = 1000000


class Stream:
    def __init__(self):
        self.state = SEED

    def next(self):
        state = self.state
        state ^= state << 13 & 0xffffffff
        state ^= state >> 17
        state ^= state << 5 & 0xffffffff
        self.state = state
        return state

    def delay(self):
        return self.next() % (2 * MEAN_DELAY - 1) + 1


def ticks(events, size):
    return events * MEAN_DELAY // size


class Tally:
    """What is added is only kept, and tallied at the end: done at once, that would be half of what Python takes."""

    def __init__(self):
        self.seen = []
        self.add = self.seen.append

    def clear(self):
        self.seen.clear()

    @property
    def count(self):
        return len(self.seen)

    def result(self):
        in_order = total = 0
        for what in self.seen:
            what = int(what) & 0xffffffff
            in_order = ((in_order ^ what) * 16777619 + 1) & 0xffffffff
            total = total + what & 0xffffffff
        return in_order, total


def number(text):
    """1000 or 1e3; 0 if it is neither."""
    digits, _, zeros = text.partition("e")
    return int(digits) * 10 ** int(zeros or 0) if digits.isdigit() and (zeros or "0").isdigit() else 0


class Asked:
    """WORKLOAD PARAMETER [--events N] [--warm-up N] [--flavour NAME]"""

    def __init__(self, words):
        self.workload = words[0]
        self.parameter, self.random = words[1].replace("+random", ""), words[1].endswith("+random")
        options = dict(zip(words[2::2], words[3::2]))
        self.events = number(options.get("--events", "1e5"))
        self.warm_up = number(options.get("--warm-up", "1e5"))
        self.flavour = options.get("--flavour", "")
        self.size = number(self.parameter)
        self.ns = 0

    def measure(self, part, *arguments):
        begin = time.perf_counter_ns()
        part(*arguments)
        self.ns += time.perf_counter_ns() - begin

    def report(self, events, tally):
        print("%.3f %08x %08x" % (self.ns / events, *tally.result()))


def answer(workloads):
    """Runs the function that WORKLOADS has for what is asked: by its workload, or by workload and parameter."""
    asked = Asked(sys.argv[1:])
    work = workloads.get(asked.workload) or workloads.get(asked.workload + " " + asked.parameter)
    if work:
        work(asked)
    else:
        print("not done here")
