"""What there is to measure: the rows of the table, each with its aim, and who does them besides."""

import os
import shutil
import subprocess
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
BUILD = os.environ.get("BUILD") or "build"
PEERS_IN = ROOT / "tests" / "bench" / "peers"
NPM = ROOT / BUILD / "bench" / "npm"
FAKE_TIMERS = NPM / "node_modules" / "@sinonjs" / "fake-timers"
OURS = "weft"
TRACED = "+trace"  # behind a parameter: with the observer recording
TRACE_EVENTS = WHOLE = 1000000  # of the rows about traces; of bursts and chains
RUNS, RUNS_QUICK = 20000, 4000  # of an exploration


@dataclass
class Row:
    workload: str
    parameter: str
    program: str  # of ours
    aim: float = 0.0  # in ns; 0: none was set
    unit: str = "ns"  # in which it is shown
    whole: int = 0  # so many events, no more and no fewer: they are what the workload is
    timed: list = field(default_factory=list)  # timed from outside: the command, without its output
    runs: int = 1  # of such a command: what its time is divided by
    peak: bool = False  # its most memory is told too
    exits: int = 0  # with what such a command ends
    once: bool = False  # it is the same each time, or too long for a quick sitting: one sample is enough

    @property
    def name(self):
        return self.workload + " " + self.parameter


@dataclass
class Peer:
    name: str
    does: str  # the workloads, or single rows, apart by commas
    program: str = ""  # in build/bench/peers
    script: list = field(default_factory=list)
    flavour: str = ""
    header: str = ""  # that tells whether it is installed; of a script: `module` to import
    package: str = ""
    hold_events_min: int = 0  # of a sample of W1: where its start costs as much as many of them
    slow: bool = False  # not in a quick sitting
    long_build: bool = False  # takes seconds to compile: not in make test

    def does_row(self, row):
        return not row.parameter.endswith(TRACED) and any(each in (row.workload, row.name)
                                                          for each in self.does.split(","))


def built(name):
    return "%s/bench/%s" % (BUILD, name)


def samples(workload, program, aims):
    """Rows of one program, by their parameters; an aim of 0 is none."""
    return [Row(workload, parameter, program, aim) for parameter, aim in aims.items()]


def explorations(folder, runs):
    """W8 as a user runs it; in FOLDER goes what would be found."""
    search = ["explore", "-q", "--strategy", "random", "--runs", str(runs), "--findings", folder]
    command, program, script = BUILD + "/weft", built("explore"), "tests/bench/small.weft"
    return [
        Row("W8", "scenario", "explore", 1e9 / 300000, timed=[program, *search, "-j", "1", "small_world"], runs=runs),
        Row("W8", "scaling", "explore", timed=[program, *search, "-j", "2", "small_world"], runs=runs),
        Row("W8", "script", "explore", timed=[command, *search, "-j", "1", script], runs=runs),
        Row("W8", "world", "world"),
    ]


def files_of(folder):
    """Traces to read and to compare: one, a copy of it, and one that differs in the middle."""
    return [folder + "/" + name for name in ("one.trace", "same.trace", "other.trace")]


def traces(folder, quick):
    one, same, other = files_of(folder)
    program, command, count = built("traces"), BUILD + "/weft", str(TRACE_EVENTS)
    more = {"unit": "s", "peak": True, "once": quick}
    return [
        Row("traces", "record", "traces", timed=[program, "record", "--events", count], **more),
        Row("traces", "write", "traces", timed=[program, "write", "--events", count, "--file", folder + "/new.trace"],
            **more),
        Row("traces", "read", "traces", timed=[command, "diff", one, same], **more),
        Row("traces", "diff", "traces", timed=[command, "diff", one, other], exits=3, **more),
    ]


def rows(folder, quick=False):
    """Every row of the table. FOLDER is for files that the commands among them read or write."""
    burst, chain = samples("W3", "instant", {"burst": 6, "chain": 5})
    links = samples("W5", "deferred", {"chain": 40, "chain+trace": 0})
    event, cold, text = samples("W6", "record", {"event": 2.5, "cold": 0, "text": 40})
    for each in [burst, chain, *links, cold]:
        each.whole = WHOLE
    return [
        *samples("W1", "hold", {"1e3": 25, "1e5": 30, "1e6": 50}),
        *samples("W2", "cancel", {"1e5": 12, "1e5+random": 0}), burst, chain,
        *samples("W4", "step", {"1": 6, "100": 6, "10000": 8, "1+trace": 0, "100+trace": 0, "10000+trace": 0}),
        *samples("W5", "deferred", {"1cb": 10, "4cb": 22}), links[0],
        *samples("W5", "deferred", {"1cb+trace": 0, "4cb+trace": 0}), links[1],
        event, cold, text, *samples("W7", "sleepers", {"1e5": 60, "1e5+trace": 0}),
        *explorations(folder, RUNS_QUICK if quick else RUNS),
        *[Row("memory", each, "memory", unit="bytes", whole=100000, once=True)
          for each in ("call", "deferred", "task", "event")],
        *traces(folder, quick),
        Row("command", "start", "", unit="ms", timed=[BUILD + "/weft", "run", "-q", "tests/bench/small.weft"]),
        Row("command", "check", "", unit="ms", timed=[BUILD + "/scenarios", "check", "scenarios"]),
    ]


def python(name):
    return ["/usr/bin/python3", str(PEERS_IN / (name + ".py"))]


def node(name):
    return ["node", str(PEERS_IN / (name + ".js"))]


PEERS = [
    Peer("priority_queue", "W1,W3", "priority_queue", header="queue", package="g++"),
    Peer("libuv", "W1,W2,W3", "libuv", header="uv.h", package="libuv1-dev"),
    Peer("libev", "W1,W2,W3", "libev", header="ev.h", package="libev-dev"),
    Peer("libevent", "W1,W2,W3", "libevent", header="event2/event.h", package="libevent-dev"),
    Peer("ns-3", "W1,W2,W3", "ns3", header="ns3/core-module.h", package="libns3-dev", long_build=True),
    Peer("systemc", "W1,W3 chain,W4,W7", "systemc", header="systemc", package="libsystemc-dev", long_build=True),
    Peer("systemc-thread", "W4", "systemc", flavour="thread", header="systemc", package="libsystemc-dev",
         long_build=True),
    Peer("libc", "W6 event,W6 text", "libc", header="stdio.h", package="libc6-dev"),
    Peer("generators", "W4", script=python("generators_bench"), header="collections", package="python3", slow=True),
    Peer("twisted", "W1,W2,W3,W4,W5,W7", script=python("twisted_bench"), header="twisted", package="python3-twisted",
         slow=True),
    Peer("twisted-heap", "W1,W2,W3,W7", script=python("twisted_bench"), flavour="heap", header="twisted",
         package="python3-twisted", slow=True),
    Peer("simpy", "W1,W4,W7", script=python("simpy_bench"), header="simpy", package="python3-simpy3", slow=True),
    Peer("node", "W4,W5", script=node("node_bench"), package="nodejs", slow=True),
    Peer("node-async", "W4", script=node("node_bench"), flavour="async", package="nodejs", slow=True),
    Peer("sinon", "W1,W2,W3", script=node("sinon_bench"), package="nodejs npm", slow=True, hold_events_min=200000),
]


def is_installed(peer):
    """Whether what it needs can be had: a header, a module, node."""
    if peer.name == "sinon" and not FAKE_TIMERS.exists():
        return False
    if not peer.script:
        compiler = os.environ.get("CXX") or "g++"
        asked = subprocess.run([compiler, "-x", "c++", "-E", "-"], input="#include <%s>\n" % peer.header, text=True,
                               stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        return asked.returncode == 0
    if peer.script[0] == "node":
        return shutil.which("node") is not None
    asked = subprocess.run([peer.script[0], "-c", "import " + peer.header], stdout=subprocess.DEVNULL,
                           stderr=subprocess.DEVNULL)
    return asked.returncode == 0


def command(name, row, events, warm_up):
    """The command of one sample of ROW by NAME, ours or a Peer."""
    if row.timed:
        return [built("timed"), *row.timed]
    if name == OURS:
        words = [built(row.program), "run" if row.program == "world" else row.parameter]
    else:
        words = name.script or [built("peers/" + name.program)]
        words = [*words, row.workload, row.parameter, *(["--flavour", name.flavour] if name.flavour else [])]
    return [*words, "--events", str(events), "--warm-up", str(warm_up)]
