"""Batches of random scripts, run by several processes at once, each with both sides of its own.

What comes of them comes in the order of their numbers: how many processes there are changes only the time it takes.
"""

import os
import signal
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context

import generate
from reached import Reached
from sides import Sides

BATCH = 100
LINES_MAX = 40  # of a difference that are told
MEMORY_FOLDER = "/dev/shm"  # files that live for less than a second need no disk


class Judge:
    """Both sides, and a folder for the files that they are asked about."""

    def __init__(self, weft, folder):
        self.folder, self.sides = os.path.join(folder, str(os.getpid())), Sides(weft)
        os.makedirs(self.folder, exist_ok=True)

    def judge(self, texts):
        """The verdict on each."""
        paths = [os.path.join(self.folder, f"{at}.weft") for at in range(len(texts))]
        for path, text in zip(paths, texts):
            with open(path, "w", encoding="utf-8") as file:
                file.write(text)
        return self.sides.judge(paths)

    def close(self):
        self.sides.close()


class Differing:
    """A script that the two sides differ in, and what is to be known about that."""

    def __init__(self, number, text, verdict):
        self.number, self.text = number, text
        self.lines, self.signature = told(verdict), verdict.signature()
        self.shrinks = not verdict.invalid and not verdict.took_long


class Batch:
    """What came of some scripts."""

    def __init__(self, numbers):
        self.count, self.with_rows, self.reached, self.differing = len(numbers), 0, Reached(), []

    def add(self, number, text, tags, verdict):
        self.reached.add(text, tags, verdict)
        self.with_rows += bool(verdict.rows)
        if verdict.invalid or verdict.difference:
            self.differing.append(Differing(number, text, verdict))


def told(verdict):
    """The lines that say what differs."""
    if verdict.invalid:
        return ["both sides refuse to read it"]
    lines = verdict.difference[2:]
    return lines if len(lines) <= LINES_MAX else [*lines[:LINES_MAX], "..."]


# One of the processes


judge = None  # this process's own


def begin(weft, folder):
    global judge
    signal.signal(signal.SIGINT, lambda *_: None)  # who reads the batches decides; what is running ends by itself
    judge = Judge(weft, folder)


def run(task):
    seed, numbers = task
    scripts, batch = [generate.script(seed, number) for number in numbers], Batch(numbers)
    for number, (text, tags), verdict in zip(numbers, scripts, judge.judge([text for text, _ in scripts])):
        batch.add(number, text, tags, verdict)
    return batch


# All of them


def batches(weft, folder, jobs, seed, count):
    """Each Batch of the scripts 0 to COUNT - 1 of SEED, in their order."""
    tasks = [(seed, range(first, min(first + BATCH, count))) for first in range(0, count, BATCH)]
    with ProcessPoolExecutor(jobs, get_context("fork"), begin, (weft, folder)) as pool:
        try:
            yield from pool.map(run, tasks)
        finally:
            signal.signal(signal.SIGINT, signal.SIG_IGN)  # an end that has begun is not interrupted
            pool.shutdown(cancel_futures=True)
