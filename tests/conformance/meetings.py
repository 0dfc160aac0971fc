"""Where several things meet: a few lines each that bring about what chance alone seldom does, and let it be seen.

A meeting is given the writer and the place (the timeline); it returns [(moment, Line)], or nothing where the cast is
too small. It only gives and uses names of the cast, so that all that is random besides gets into its way.
"""

from lines import Line

HOLDABLE = {"holdable": ("lock", "semaphore")}  # what can be acquired


def line(text, kind, place, *blocks):
    return Line(text, kind, place.kind, *blocks)


def told(writer, place, name):
    """Somebody prints what NAME comes to, and passes nothing on."""
    ok = [writer.print(place.below("callback", "value"))]
    failed = [writer.print(place.below("errback", "failure"))]
    return line(f"on {name}", "on both", place, (None, ok), ("failed", failed))


def some(writer, kind, least, most):
    """So many different names of that kind, in any order; none if there are not enough."""
    names = [name for each in HOLDABLE.get(kind, (kind,)) for name in writer.cast.names[each]]
    if len(names) < least:
        return []
    return writer.random.sample(names, writer.random.randint(least, min(most, len(names))))


def moment(writer):
    return writer.random.choice(writer.cast.tempo.moments)


def at_first(*found):
    return [("0s", each) for each in found]


def several_who_ask(writer, place):
    """The end of a task is told to several."""
    tasks, names = some(writer, "task", 1, 1), some(writer, "deferred", 2, 3)
    if not tasks or not names or not writer.cast.bodies:
        return []
    found = []
    for name in names:
        found += at_first(line(f"done {tasks[0]} as {name}", "done", place), told(writer, place, name))
    return found + ([(moment(writer), line(f"stop {tasks[0]}", "stop", place))] if writer.chance(50) else [])


def several_who_are_stopped(writer, place):
    """A Cooperator stops while several tasks are unfinished."""
    crews, tasks, names = some(writer, "cooperator", 1, 1), some(writer, "task", 2, 4), writer.cast.names["deferred"]
    if not crews or not tasks or not writer.cast.bodies:
        return []
    found = []
    for task in tasks:
        body, parameters = writer.random.choice(writer.cast.bodies)
        work = body + writer.arguments(parameters, place)
        found += at_first(line(f"cooperate {work} in {crews[0]} as {task}", "cooperate", place))
        name = writer.random.choice(names)
        found += at_first(line(f"done {task} as {name}", "done", place), told(writer, place, name))
    return found + [(moment(writer), line(f"stop {crews[0]}", "stop crew", place))]


def several_in_one(writer, place):
    """A list, a gathering or a race whose elements all say what becomes of them."""
    names = some(writer, "deferred", 3, 4)
    if not names:
        return []
    whole, elements = names[0], names[1:]
    kind = writer.random.choice(("list", "list", "gather", "race"))
    flags = {"list": (" first ok", " first failed", " consume"), "gather": (" consume",), "race": ()}[kind]
    found = []
    for name in elements:
        again = [line(f"deferred as {name}", "deferred", place)] if writer.chance(60) else []
        found += at_first(*again, told(writer, place, name))
    flags = "".join(flag for flag in flags if writer.chance(25))
    found += at_first(line(f"{kind} {' '.join(elements)}{flags} as {whole}", kind, place), told(writer, place, whole))
    text, act = (f"cancel {whole}", "cancel") if writer.chance(60) else (f"fire {elements[0]} 2", "fire")
    return found + [(moment(writer), line(text, act, place))]


def several_values(writer, place):
    """A queue with more than one value, or more than one taker, at a time."""
    queues, names = some(writer, "queue", 1, 1), some(writer, "deferred", 2, 3)
    if not queues or not names:
        return []
    puts = [line(f"put {queues[0]} {value}", "put", place) for value in range(len(names))]
    gets = [[line(f"get {queues[0]} as {name}", "get", place), told(writer, place, name)] for name in names]
    gets = [each for pair in gets for each in pair]
    first, then = (puts, gets) if writer.chance(60) else (gets, puts)
    made = [line(f"queue as {queues[0]}", "queue", place)] if writer.chance(60) else []
    later = moment(writer)
    return at_first(*made, *first) + [(later, each) for each in then]


def several_who_wait(writer, place):
    """A lock that is held while several stand in line, some of whom give up."""
    locks, names = some(writer, "holdable", 1, 1), some(writer, "deferred", 3, 4)
    if not locks or not names:
        return []
    found = []
    for name in names:
        found += at_first(line(f"acquire {locks[0]} as {name}", "acquire", place), told(writer, place, name))
    found.append((moment(writer), line(f"cancel {writer.random.choice(names)}", "cancel", place)))
    return found + [(moment(writer), line(f"release {locks[0]}", "release", place)) for _ in names]


def a_tie(writer, place):
    """Calls that are due together, one of which was moved there."""
    calls, delays = some(writer, "call", 2, 2), writer.cast.tempo.delays
    if not calls:
        return []
    due = [writer.random.choice(delays) for _ in calls]
    found = [line(f"call in {delay} as {name}", "call in", place, (None, [writer.print(place.below("call"))]))
             for name, delay in zip(calls, due)]
    return at_first(*found, line(f"reset {calls[0]} {due[1]}", "reset", place))


def a_loop_that_waits(writer, place):
    """A looping call whose function takes its time; it is reset, stopped and started meanwhile."""
    loops, names = some(writer, "loop", 1, 1), some(writer, "deferred", 1, 1)
    if not loops or not names:
        return []
    interval = writer.random.choice([delay for delay in writer.cast.tempo.delays if delay != "0s"])
    body = [writer.print(place.below("loop")), line(f"return later {writer.time()}", "return make+later", place)]
    found = at_first(
        line(f"loop as {loops[0]}", "loop", place, (None, body)),
        line(f"start {loops[0]} every {interval} as {names[0]}", "start every", place),
        told(writer, place, names[0]))
    word, kind = writer.random.choice((("reset", "reset loop"), ("reset", "reset loop"), ("stop", "stop loop")))
    return found + [(moment(writer), line(f"{word} {loops[0]}", kind, place)) for _ in range(2)]


def one_between_two(writer, place):
    """A chain that waits for another, which others listen to before and after."""
    names = some(writer, "deferred", 2, 3)
    if not names:
        return []
    inner, outers = names[0], names[1:]
    found = [line(f"deferred as {name}", "deferred", place) for name in names if writer.chance(60)]
    for outer in outers:
        found.append(line(f"on {outer}", "on", place, (None, [line(f"return {inner}", "return name", place)])))
    found += [told(writer, place, inner)] if writer.chance(50) else []
    found += [line(f"fire {outer}", "fire", place) for outer in outers]
    found += [told(writer, place, name) for name in writer.random.sample(names, len(names))]
    return at_first(*found) + [(moment(writer), line(f"fire {inner} 1", "fire", place))]


MEETINGS = (several_who_ask, several_who_are_stopped, several_in_one, several_values, several_who_wait, a_tie,
            a_loop_that_waits, one_between_two)


def any_meeting(writer, place):
    """The lines of one that the cast is large enough for; none if there is no such."""
    for meeting in writer.random.sample(MEETINGS, len(MEETINGS)):
        found = meeting(writer, place)
        if found:
            return found
    return []
