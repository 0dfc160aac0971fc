"""What a script is mostly about: weights of statements, who plays, how many tasks there are."""


class Theme:
    """`weights` multiplies those of the tables of `statements.py`; what it does not name stays. `awaiting`: how
    many tasks that await."""

    def __init__(self, bodies, counts, weights, awaiting=(0,)):
        self.bodies, self.counts, self.awaiting = bodies, counts, awaiting
        self.weights = {**({} if "loop" in counts else NO_LOOPS), **weights}

    def count(self, random, kind):
        least, most = {**PLAYERS, **self.counts}[kind]
        return random.randint(least, most)

    def weight(self, row):
        return row[1] * self.weights.get(row[0], 1)


PLAYERS = {  # kind: (fewest, most) names of the world
    "deferred": (2, 3), "job": (0, 1), "call": (0, 1), "iterator": (0, 2), "task": (0, 3), "cooperator": (0, 1),
    "any": (0, 2), "lock": (0, 0), "semaphore": (0, 0), "queue": (0, 0), "loop": (0, 0), "holdable": (0, 0),
}
NO_LOOPS = {"loop": 0, "loop counted": 0, "start every": 0, "stop loop": 0, "reset loop": 0}
NO_TASKS = {
    "cooperate": 0, "coiterate": 0, "run": 0, "iterator": 0, "cooperator": 0, "done": 0, "stop": 0, "stop crew": 0,
        "start crew": 0, "close": 0,
}
EVERYTHING = Theme((1, 2, 3), {"lock": (0, 1), "queue": (0, 1)}, {}, (0, 1))
DEFERREDS = Theme(
    (0,), {"deferred": (3, 5), "job": (0, 0), "iterator": (0, 0), "task": (0, 0), "cooperator": (0, 0), "any": (0, 1)},
    {**NO_TASKS, "on": 2, "chain": 2, "pause": 1.5, "resume": 1.5, "call in": 0.5, "reset": 0.2, "delay": 0.2,
     "raise": 0.7},
)
ROTATION = Theme(
    (1, 1, 2, 3), {"deferred": (1, 2), "job": (0, 1), "call": (0, 0), "task": (2, 4), "cooperator": (0, 1)},
    {"on": 0.6, "fire": 0.6, "fail": 0.4, "chain": 0.2, "timeout": 0.2, "pause": 2, "resume": 3, "stop": 1.5,
     "cooperate": 3,
     "done": 3, "yield": 2, "deferred": 0.5, "reset": 0.1, "delay": 0.1, "raise": 0.5},
)
TIME = Theme(
    (0, 1, 1, 2), {"call": (2, 2), "iterator": (0, 1), "task": (0, 2)},
    {"call in": 5, "reset": 8, "delay": 8, "later": 2, "timeout": 4, "work": 4, "stop": 0.5, "chain": 0.5},
)
CREWS = Theme(
    (1, 1, 2), {"deferred": (1, 2), "job": (0, 1), "call": (0, 0), "task": (2, 4), "cooperator": (1, 2),
     "iterator": (0, 1)},
    {"on": 0.6, "fire": 0.6, "fail": 0.4, "chain": 0.2, "timeout": 0.2, "pause": 1.5, "resume": 2, "stop crew": 8,
     "start crew": 6,
     "cooperate": 2, "done": 2, "yield": 2, "reset": 0.1, "delay": 0.1, "raise": 0.5, "cooperator": 2},
)
WORK = Theme(
    (1, 1, 2), {"deferred": (1, 3), "job": (1, 2), "iterator": (0, 2), "task": (0, 1), "call": (0, 0)},
    {"run": 3, "coiterate": 1, "cancel": 2.5, "close": 4, "iterator": 2, "drop": 3, "later": 1.5, "yield": 2,
     "raise": 0.5},
)
LISTS = Theme(
    (0, 0, 1), {"deferred": (3, 5), "task": (0, 1), "cooperator": (0, 0), "call": (0, 1), "iterator": (0, 0)},
    {"list": 14, "gather": 10, "race": 10, "fire": 2, "fail": 2, "cancel": 1.5, "pause": 0.5, "resume": 0.5,
     "reset": 0.2, "delay": 0.2, "deferred ok": 1.5, "deferred failed": 1.5},
    (0, 0, 1),
)
LOCKS = Theme(
    (0, 1, 2),
    {"deferred": (1, 4), "lock": (1, 2), "semaphore": (0, 1), "queue": (0, 2), "task": (0, 2), "cooperator": (0, 0),
     "call": (0, 1), "iterator": (0, 0)},
    {"acquire": 14, "release": 16, "hold": 12, "get": 12, "put": 16, "chain": 0.5, "reset": 0.1, "delay": 0.1,
     "pause": 0.4, "resume": 0.4, "timeout": 0.5},
    (0, 1),
)
LOOPS = Theme(
    (0, 0, 1), {"deferred": (1, 3), "loop": (1, 2), "task": (0, 1), "cooperator": (0, 0), "iterator": (0, 0)},
    {"start every": 10, "stop loop": 8, "reset loop": 4, "loop": 3, "loop counted": 3, "work": 3, "later": 2,
     "chain": 0.5},
    (0, 0, 1),
)
AWAITING = Theme(
    (0, 0, 1), {"deferred": (2, 4), "job": (1, 2), "task": (0, 1), "cooperator": (0, 0), "iterator": (0, 0),
     "lock": (0, 1), "queue": (0, 1)},
    {"start": 10, "await": 3, "cancel": 2, "later": 1.5, "drop": 2, "chain": 0.7, "list": 3, "race": 2, "gather": 2,
     "hold": 4, "get": 3, "put": 4},
    (1, 2, 2),
)
THEMES = (
    EVERYTHING, EVERYTHING, DEFERREDS, DEFERREDS, ROTATION, ROTATION, CREWS, CREWS, TIME, WORK, WORK, LISTS, LISTS,
    LOCKS, LOCKS, LOOPS, LOOPS, AWAITING, AWAITING,
)
