"""What each of our programs has to come to, worked out by the dullest means: heapq, lists, loops.

Each model gives the tally, in order and without, of the program's PARAMETER with so many events and so many before.
"""

import heapq
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent / "peers"))
from stream import Stream, Tally, number, ticks  # noqa: E402


def tally_of(seen):
    tally = Tally()
    tally.seen.extend(seen)
    return "%08x %08x" % tally.result()


def hold(parameter, events, warm_up):
    """Of sleepers too: they wake when calls of the same delays are due."""
    stream, size, seen = Stream(), number(parameter), []
    begin = ticks(warm_up, size)
    end = begin + ticks(events, size)
    pending = [stream.delay() for _ in range(size)]
    heapq.heapify(pending)
    while pending[0] <= end:
        due = pending[0]
        if due > begin:
            seen.append(due)
        heapq.heapreplace(pending, due + stream.delay())
    return tally_of(seen)


def cancel(parameter, events, warm_up):
    stream, size = Stream(), number(parameter.replace("+random", ""))
    pending = [stream.delay() for _ in range(size)]
    for _ in range(warm_up + events if parameter.endswith("+random") else 0):
        place = stream.next() % size
        pending[place] = stream.delay()
    return tally_of(sorted(pending))


def instant(parameter, events, _):
    return tally_of(range(events) if parameter == "burst" else range(events, 0, -1))


def step(parameter, events, warm_up):
    size = number(parameter)
    return tally_of((warm_up + each) % size for each in range(events))


def deferred(parameter, events, _):
    if parameter == "chain":
        return tally_of([events])
    return tally_of(range(int(parameter[0]) - 1, events + int(parameter[0]) - 1))


def time(ns):
    return "%d.%09d" % divmod(ns, 1000000000)


def text(events):
    """The trace of record.c as it is written."""
    yield from ("weft trace 1", "scenario record", "seed 0", "strategy fifo", "until -", "")
    for each in range(events):
        subject = ("call" if each % 4 < 2 else "task") + " #%d" % (each // 4 + 1)
        kind = ("scheduled", "run", "step", "waits")[each % 4]
        more = {0: "due %s by task #%d" % (time(each * 100 + 1000000), each // 4 + 1),
                3: "for deferred #%d" % (each // 4 + 1)}.get(each % 4, "")
        yield ("%s   1  %-31s  %-10s  %s" % (time(each * 100), subject, kind, more)).rstrip()
    yield "end %s held events %d" % (time(events * 100), events)


def record(parameter, events, _):
    if parameter == "text":
        return tally_of("".join(line + "\n" for line in text(events)).encode())
    return tally_of([events])


MODELS = {"hold": hold, "cancel": cancel, "instant": instant, "step": step, "deferred": deferred, "record": record,
          "sleepers": hold}


def expected(program, parameter, events, warm_up):
    """The two words that the line of a sample ends in; None: there is no model of that."""
    model = MODELS.get(program)
    return model(parameter.replace("+trace", ""), events, warm_up) if model else None
