"""The statements that random scripts are made of. To add one: a maker, and its row in a table.

A maker is given the writer and the place, and returns a Line; or None where it has nothing to say
there. The makers of `MAKES` return (text, blocks) of what stands after `NAME =`, `yield`, `return`.
"""

from cast import SLICES
from lines import Line


def line_of(text, kind, place, *blocks):
    return Line(text, kind, place.kind, *blocks)


def act(word, *kinds, kind=None):
    """`word X` of something that is one of these kinds; KIND: what it is counted as."""

    def maker(writer, place):
        name = writer.name(place, writer.random.choice(kinds))
        if name is None:
            return None
        return line_of(f"{word} {name}{refused(writer)}", kind or word, place)

    return maker


def refused(writer):
    errors = ("AlreadyCalledError", "AlreadyCalled", "NotPaused", "TaskFinished", "SchedulerError", "WrongType",
        "AssertionError", "QueueOverflow", "QueueUnderflow", "ValueError", "Error")
    return " refused " + writer.random.choice(errors) if writer.chance(4) else ""


# Makes: (text, blocks)


def make_pending(writer, place):
    if writer.chance(40):
        return "deferred", [("cancelled", writer.below(place, "canceller", returns="nothing"))]
    return "deferred", []


def make_ok(writer, place):
    return "deferred ok" + writer.optional(place), []


def make_failed(writer, place):
    return f"deferred failed {writer.error()}{writer.message()}", []


def make_later(writer, place):
    if writer.chance(25):
        return f"later {writer.time()}", [(None, writer.below(place, "later"))]
    return f"later {writer.time()}{writer.optional(place, 30)}", []


def make_call(writer, place):
    return f"call in {writer.time()}", [(None, writer.below(place, "call"))]


def make_execute(writer, place):
    return "execute", [(None, writer.below(place, "execute"))]


def make_maybe(writer, place):
    return "maybe", [(None, writer.below(place, "maybe"))]


def source(writer, place):
    """A task with its values, or a name that holds an iterator."""
    held = writer.name(place, "iterator") if writer.chance(30) else None
    if held is not None and "." not in held:
        return held
    if not writer.cast.bodies:
        return None
    name, parameters = writer.random.choice(writer.cast.bodies)
    return name + writer.arguments(parameters, place)


def make_of_source(word):
    def maker(writer, place):
        work = source(writer, place)
        if work is None:
            return None
        crew = writer.name(place, "cooperator") if word != "iterator" and writer.chance(60) else None
        return f"{word} {work}" + (f" in {crew}" if crew else ""), []

    return maker


def make_done(writer, place):
    name = writer.name(place, "task")
    return (f"done {name}", []) if name else None


def make_cooperator(writer, place):
    text = "cooperator"
    if writer.chance(60):
        text += " slice " + writer.random.choice(SLICES)
    if writer.chance(50):
        text += " delay " + writer.time()
    return text + (" idle" if writer.chance(20) else ""), []


def make_start(writer, place):
    """A task that awaits."""
    if not writer.cast.awaiting:
        return None
    name, parameters = writer.random.choice(writer.cast.awaiting)
    return f"start {name}" + writer.arguments(parameters, place), []


def make_loop(word):
    def maker(writer, place):
        result = "value" if word == "loop counted" else None
        return word, [(None, writer.below(place, "loop", result))]

    return maker


def make_started_loop(writer, place):
    name = writer.name(place, "loop")
    if name is None or "." in name:
        return None
    time = writer.random.choice([time for time in writer.cast.tempo.delays if time != "0s"])
    if writer.chance(2):
        time = writer.random.choice(("0s", "-1s"))
    return f"start {name} every {time}" + (" not now" if writer.chance(30) else ""), []


def parts(writer, place):
    """The Deferreds of a list, often few, now and then one twice."""
    count = writer.random.choice((0, 1, 1, 2, 2, 2, 3, 3))
    names = [writer.name(place, "deferred") for _ in range(count)]
    return "".join(f" {name}" for name in names if name)


def make_list(writer, place):
    flags = [flag for flag in (" first ok", " first failed", " consume") if writer.chance(30)]
    return "list" + parts(writer, place) + "".join(flags), []


def make_gather(writer, place):
    return "gather" + parts(writer, place) + (" consume" if writer.chance(50) else ""), []


def make_race(writer, place):
    return "race" + parts(writer, place), []


def make_lock(writer, place):
    return "lock", []


def make_semaphore(writer, place):
    return f"semaphore {writer.random.choice((0, 1, 1, 1, 2, 2, 3))}", []


def make_queue(writer, place):
    size, backlog = writer.random.randrange(3), writer.random.randrange(3)
    return "queue" + (f" size {size}" if writer.chance(60) else "") + (
        f" backlog {backlog}" if writer.chance(40) else ""), []


def make_asked(word, kind):
    """`acquire` and `get`."""

    def maker(writer, place):
        name = writer.name(place, kind)
        return (f"{word} {name}", []) if name else None

    return maker


def make_hold(writer, place):
    name = writer.name(place, "holdable")
    return (f"hold {name}", [(None, writer.below(place, "hold"))]) if name else None


def listen(writer, place):
    """`done` of a task, by a name that others may fire, cancel, wait for."""
    found = make_done(writer, place)
    return line_of(found[0] + writer.as_name(place, "deferred", 90), "done", place) if found else None


MAKES = (  # kind, weight, maker, what it makes
    ("deferred", 22, make_pending, "deferred"),
    ("deferred ok", 8, make_ok, "deferred"),
    ("deferred failed", 8, make_failed, "deferred"),
    ("later", 16, make_later, "deferred"),
    ("call in", 10, make_call, "call"),
    ("execute", 3, make_execute, "deferred"),
    ("maybe", 3, make_maybe, "deferred"),
    ("iterator", 4, make_of_source("iterator"), "iterator"),
    ("cooperate", 10, make_of_source("cooperate"), "task"),
    ("coiterate", 5, make_of_source("coiterate"), "job"),
    ("run", 8, make_of_source("run"), "job"),
    ("done", 8, make_done, "deferred"),
    ("cooperator", 2, make_cooperator, "cooperator"),
    ("start", 6, make_start, "job"),
    ("loop", 1, make_loop("loop"), "loop"),
    ("loop counted", 1, make_loop("loop counted"), "loop"),
    ("start every", 2, make_started_loop, "deferred"),
    ("list", 2, make_list, "deferred"),
    ("gather", 2, make_gather, "deferred"),
    ("race", 2, make_race, "deferred"),
    ("lock", 1, make_lock, "lock"),
    ("semaphore", 1, make_semaphore, "semaphore"),
    ("queue", 1, make_queue, "queue"),
    ("acquire", 2, make_asked("acquire", "holdable"), "deferred"),
    ("get", 2, make_asked("get", "queue"), "deferred"),
    ("hold", 2, make_hold, "deferred"),
)


def any_make(writer, place, makes=MAKES):
    """(kind, text, blocks, what it makes)"""
    for _ in range(20):
        row = writer.weighted(makes)
        found = row and row[2](writer, place)
        if found:
            return row[0], found[0], found[1], row[3]
    return "deferred", "deferred", [], "deferred"


def make(writer, place, makes=MAKES):
    kind, text, blocks, made = any_make(writer, place, makes)
    ending = refused(writer) if not blocks else ""
    return line_of(text + (ending or writer.as_name(place, made)), kind, place, *blocks)


# Acts


def fire(writer, place):
    name = writer.name(place, "deferred")
    if name is None:
        return None
    return line_of(f"fire {name}{writer.optional(place)}{refused(writer)}", "fire", place)


def fail(writer, place):
    name = writer.name(place, "deferred")
    if name is None:
        return None
    return line_of(f"fail {name} {writer.error()}{writer.message()}{refused(writer)}", "fail", place)


def chain(writer, place):
    first, second = writer.name(place, "deferred"), writer.name(place, "deferred")
    if first is None or second is None:
        return None
    return line_of(f"chain {first} {second}{refused(writer)}", "chain", place)


def on(writer, place, name=None):
    name = name or writer.name(place, "deferred")
    if name is None:
        return None
    way = writer.random.randrange(6)
    if way < 2:
        return line_of(f"on {name}", "on", place, (None, writer.below(place, "callback", "value")))
    if way < 4:
        block = writer.below(place, "errback", "failure")
        return line_of(f"on {name} failed{writer.traps()}", "on failed", place, (None, block))
    if way < 5:
        return line_of(f"on {name} either", "on either", place, (None, writer.below(place, "either", "either")))
    halves = (None, writer.below(place, "callback", "value")), (
        "failed" + writer.traps(), writer.below(place, "errback", "failure"))
    return line_of(f"on {name}", "on both", place, *halves)


def timeout(writer, place):
    name = writer.name(place, "deferred")
    if name is None:
        return None
    text = f"timeout {name} {writer.time()}"
    if writer.chance(40):
        return line_of(text, "timeout expired", place, ("expired", writer.below(place, "expired", "either")))
    return line_of(text + refused(writer), "timeout", place)


def move(word):
    def maker(writer, place):
        name = writer.name(place, "call")
        if name is None:
            return None
        time = writer.time()
        if writer.chance(8):
            time = "-" + time
        return line_of(f"{word} {name} {time}{refused(writer)}", word, place)

    return maker


def put(writer, place):
    name = writer.name(place, "queue")
    if name is None:
        return None
    return line_of(f"put {name}{writer.optional(place)}{refused(writer)}", "put", place)


def await_line(writer, place):
    """`await` of a plain value, a Deferred that is held, or a fresh one; often with a label for its failures."""
    if not place.awaits or place.kind == "closed":
        return None
    names = place.scope.givable("any")
    name = writer.random.choice(names) if names and writer.chance(50) else None
    way, kind = writer.random.randrange(12), "await name"
    blocks = []
    if way < 6:
        what = writer.name(place, "deferred") or "none"
    elif way < 7:
        what, kind = writer.value(place), "await value"
    else:
        made, what, blocks, _ = any_make(writer, place)
        kind = f"await make+{made}"
    if not blocks and place.depth < 2 and writer.chance(50):
        inside = place.same()
        inside.result = "failure"
        blocks = [("failed" + writer.traps(), writer.block(inside, 1))]
        kind += "+await failed"
    if name:
        place.scope.given(name)
    return line_of((f"{name} = " if name else "") + f"await {what}", kind, place, *blocks)


def drop(writer, place):
    kind = writer.random.choice(("deferred", "deferred", "task", "iterator", "call", "lock", "queue", "loop", "any"))
    names = [name for name in place.scope.readable(kind) if name in place.scope.givable(kind)]
    return line_of(f"drop {writer.random.choice(names)}", "drop", place) if names else None


def give(writer, place):
    """A second name for something, or a value."""
    kind = writer.random.choice(("any", "any", "any", "deferred", "deferred", "iterator", "task", "lock", "queue"))
    names = place.scope.givable(kind)
    if not names:
        return None
    name = writer.random.choice(names)
    value = writer.value(place) if kind == "any" else writer.name(place, kind)
    if value is None:
        return None
    place.scope.given(name)
    return line_of(f"{name} = {value}", "give", place)


def work(writer, place):
    """Not in a closed block: a task that nobody keeps is let go of a moment later on Twisted than here."""
    if place.kind == "closed":
        return None
    return line_of("work " + writer.random.choice(writer.cast.tempo.work), "work", place)


def condition(writer, place):
    if place.depth >= 2:
        return None
    blocks = [(None, writer.block(place.same(), 1))]
    if writer.chance(40):
        blocks.append(("else", writer.block(place.same(), 1)))
    return line_of(f"if {writer.predicate(place)}", "if", place, *blocks)


def repeat(writer, place):
    """The count is a name like another, so that blocks made in the loop read its last value."""
    names = place.scope.givable("any")
    if place.depth >= 2 or not names:
        return None
    name = writer.random.choice(names)
    place.scope.given(name)
    times = writer.random.randint(1, 3)
    return line_of(f"for {name} in 0..{times}", "for", place, (None, writer.block(place.same(), 1)))


def step_end(writer, place):
    """`yield` of nothing, a plain value, a Deferred that is held, or a fresh one; refused in a closed block (GEN-1)."""
    if not place.yields and not (place.kind == "closed" and not place.awaits and writer.chance(10)):
        return None
    way = writer.random.randrange(12)
    if way < 4:
        return line_of("yield", "yield", place)
    if way < 8:
        name = writer.name(place, "deferred") or "none"
        return line_of(f"yield {name}", "yield name", place)
    if way < 9:
        return line_of(f"yield {writer.value(place)}", "yield value", place)
    kind, text, blocks, _ = any_make(writer, place)
    return line_of(f"yield {text}", f"yield make+{kind}", place, *blocks)


STATEMENTS = (  # kind, weight, maker
    ("make", 22, make),
    ("fire", 8, fire),
    ("fail", 5, fail),
    ("cancel", 11, act("cancel", "deferred", "deferred", "job", "call")),
    ("on", 16, on),
    ("pause", 7, act("pause", "deferred", "task", "task")),
    ("resume", 9, act("resume", "deferred", "task", "task")),
    ("stop", 6, act("stop", "task")),
    ("stop crew", 1, act("stop", "cooperator", kind="stop crew")),
    ("start crew", 2, act("start", "cooperator", kind="start crew")),
    ("stop loop", 2, act("stop", "loop", kind="stop loop")),
    ("reset loop", 1, act("reset", "loop", kind="reset loop")),
    ("release", 2, act("release", "holdable")),
    ("put", 2, put),
    ("await", 14, await_line),
    ("close", 3, act("close", "iterator")),
    ("chain", 4, chain),
    ("timeout", 5, timeout),
    ("reset", 3, move("reset")),
    ("delay", 3, move("delay")),
    ("drop", 3, drop),
    ("give", 3, give),
    ("work", 2, work),
    ("if", 3, condition),
    ("for", 2, repeat),
    ("yield", 14, step_end),
)


# Endings: the last line of a block or body


def leave(writer, place):
    if place.returns == "nothing" or writer.chance(15):
        return line_of("return", "return", place)
    if writer.chance(60):
        name = writer.name(place, "deferred") or "none"
        return line_of(f"return {name}", "return name", place)
    if writer.chance(50):
        return line_of(f"return {writer.value(place)}", "return value", place)
    kind, text, blocks, _ = any_make(writer, place)
    return line_of(f"return {text}", f"return make+{kind}", place, *blocks)


def throw(writer, place):
    if place.result == "failure" and writer.chance(50):
        return line_of("raise", "raise again", place)
    return line_of(f"raise {writer.error()}{writer.message()}", "raise", place)


ENDINGS = (  # kind, weight, maker
    ("return", 75, leave),
    ("raise", 25, throw),
)
