"""Who plays in one random script: its names by kind, its moments and delays.

Few names and few distinct times: what is interesting happens where things meet.
"""

from themes import THEMES

ERRORS = ("ValueError", "Lost", "Missing")  # the last two: declared by each script, the third a kind of the second
TRAPS = ERRORS + ("CancelledError", "TimeoutError", "AlreadyCalledError", "TaskStopped", "TaskFinished",
                  "SchedulerStopped", "SchedulerError", "FirstError", "FailureGroup", "Error")
NAMES = {
    "deferred": "abcde",
    "job": "qr",
    "call": "kl",
    "iterator": "ij",
    "task": "tuvw",
    "cooperator": "gh",
    "lock": "yz",
    "semaphore": "o",
    "queue": "fp",
    "loop": "lm",
    "holdable": "",
    "any": "sx",
}
# What else is of that kind: a job is the Deferred of `run`, `coiterate` or `start`.
WIDER = {"deferred": ("job",), "holdable": ("lock", "semaphore")}
FRAME_NAMES = {
    "deferred": ("nap", "own"),
    "job": ("part",),
    "call": ("tick",),
    "iterator": ("body",),
    "task": ("job",),
    "cooperator": ("crew",),
    "lock": ("door",),
    "semaphore": ("slots",),
    "queue": ("box",),
    "loop": ("beat",),
    "holdable": (),
    "any": ("n", "again"),
}
TASKS = ("alpha", "beta", "gamma")
AWAITING_TASKS = ("delta", "omega")
PARAMETER = "start_value"


class Tempo:
    """The times that a script is made of, as texts."""

    def __init__(self, moments, delays, work, until):
        self.moments, self.delays, self.work = moments, delays, work
        self.until = until  # where a script with loops, which would never end, is cut off


TEMPOS = (
    # Around the ticks, which are 10 ns apart.
    Tempo(("0s", "10ns", "15ns", "20ns", "30ns", "40ns", "50ns"), ("0s", "10ns", "20ns", "30ns"), ("0s", "10ns",
        "25ns"), "90ns"),
    # Long pauses: every tick is over before the next second.
    Tempo(("0s", "500ms", "1s", "1s+10ns", "2s", "3s"), ("0s", "1s", "1s", "2s", "500ms"), ("10ns", "1s"), "6s"),
    # Ticks that are due together with everything else (Cooperators of the script have a delay of 1 s or none).
    Tempo(("0s", "1s", "2s", "3s", "4s"), ("0s", "1s", "2s"), ("0s", "1s", "2s"), "8s"),
)
SLICES = ("1 step", "1 step", "2 steps", "3 steps", "10ns", "1s", "0s")


class Scope:
    """The names that may be read and given at some place: the world's, or those of one body."""

    def __init__(self, cast, frame):
        self.cast, self.frame = cast, frame
        self.names = {kind: [] for kind in FRAME_NAMES}  # of the frame, given so far

    def readable(self, kind):
        """Names that were given above, as far as that can be seen from here."""
        found = [name for name in self.cast.names[kind] if self.frame or name in self.cast.given] + self.names[kind]
        return found + [name for wider in WIDER.get(kind, ()) for name in self.readable(wider)]

    def givable(self, kind):
        if not self.frame:
            return self.cast.names[kind] + self.cast.names["any"]
        return list(FRAME_NAMES[kind]) + self.cast.names["any"]

    def given(self, name):
        if not self.frame:
            self.cast.given.add(name)
        for kind, names in FRAME_NAMES.items():
            if self.frame and name in names and name not in self.names[kind]:
                self.names[kind].append(name)
                self.cast.fields.append((kind, name))


class Cast:
    def __init__(self, random):
        self.random = random
        self.tempo, self.theme = random.choice(TEMPOS), random.choice(THEMES)
        self.names = {kind: list(names[: self.theme.count(random, kind)]) for kind, names in NAMES.items()}
        self.bodies = []  # (name, parameters) of the tasks declared so far
        self.awaiting = []  # the same of those that await
        self.fields = []  # (kind, name) that some frame has
        self.world = Scope(self, frame=False)
        self.given = set(self.names["any"])  # names of the world that the timeline has given so far
