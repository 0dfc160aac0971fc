"""Decides, before anything runs, who may say what where: names, scopes, arity, places.

Fills in what the run needs: `program.world_names`, for each task `names`, `waits` (yield, await or
None), and turns `start NAME` of something that is not a task into the act of starting a cooperator.
"""

from errors import KNOWN_ERRORS
from tokens import BadInput

FIELDS = frozenset("type message index first length waiting tokens".split())


class Place:
    """Where a statement stands: the task around it, what may be said there."""

    def __init__(self, task=None, kind="timeline", result=False, failure=False):
        self.task, self.kind, self.result, self.failure = task, kind, result, failure
        self.in_block = kind != "timeline"

    def inside(self, offer):
        """The place in a block below, by what `inner_blocks` says of it."""
        inner = Place(self.task, self.kind, self.result, self.failure)
        if offer not in ("same", "here"):
            inner.kind = "canceller" if offer == "canceller" else "block"
        if offer in ("value", "failure", "here"):
            inner.result, inner.failure = True, offer != "value"
        inner.in_block = True
        return inner


def inner_blocks(node):
    """Every block below a statement, with what it is: run in place (same; here, with a failure),
    or called back (value, failure, plain, canceller)."""
    kind = node.kind
    if kind == "on":
        yield node.block, "value" if node.way == "ok" else "failure"
        yield node.failed, "failure"
    elif kind == "await":
        yield node.failed, "here"
    elif kind in ("if", "for"):
        yield node.block, "same"
        yield getattr(node, "otherwise", None), "same"
    elif kind == "timeout":
        yield node.expired, "failure"
    made = getattr(node, "make", None)
    if made is not None:
        counted = made.kind == "loop" and made.counted
        yield made.block, "value" if counted else "plain"
        yield getattr(made, "cancelled", None), "canceller"


def given_names(statements):
    """Names that these statements give, in the order of the file."""
    for node in statements:
        if node.kind in ("give", "make", "await", "for") and node.name is not None:
            yield node.name, node.line
        for block, _ in inner_blocks(node):
            if block is not None:
                yield from given_names(block)


class Checker:
    def __init__(self, program):
        self.program, self.declared = program, set()

    def check(self):
        self.collect()
        for node in self.program.order:
            if node.kind == "task":
                self.task(node)
                self.declared.add(node.name)
            elif node.kind == "error":
                self.error_declaration(node)
            elif node.kind == "shared":
                self.value(node.value, Place(), node.line)
                self.declared.add(node.name)
            elif node.kind == "expect":
                self.expect(node, timed=True)
            else:
                self.statement(node, Place())
        for rule in self.program.rules:
            self.expect(rule, timed=False)
        for variation in self.program.variations:
            for rule in variation.rules:
                self.expect(rule, timed=False)
        return self.program

    # Names

    def collect(self):
        program, world = self.program, {}
        for node in program.order:
            if node.kind == "shared":
                world.setdefault(node.name, node.line)
            elif node.kind not in ("task", "error", "expect"):
                for name, line in given_names([node]):
                    world.setdefault(name, line)
        program.world_names = list(world)
        for task in program.tasks.values():
            if task.name in world:
                raise BadInput(world[task.name], f"'{task.name}' is a task's name already")
            self.frame_names(task)

    def frame_names(self, task):
        program = self.program
        task.names = {}  # in the order of the file; they let go in that order
        for name in task.parameters:
            if name in task.names:
                raise BadInput(task.line, f"two parameters are called '{name}'")
            task.names[name] = None
            if name in program.world_names:
                raise BadInput(task.line, f"parameter '{name}' is a name of the world too")
        for name, line in given_names(task.block + (task.closed or [])):
            if name in program.shared:
                continue
            if name in program.world_names:
                raise BadInput(line, f"a body may give '{name}' only if it is declared shared")
            task.names[name] = None
        for name in set(task.names) & set(program.tasks):
            raise BadInput(task.line, f"'{name}' is a task's name already")

    def readable(self, name, place):
        if name in self.program.shared and place.task is None:
            return name in self.declared
        return name in self.program.world_names or (place.task and name in place.task.names)

    def declared_error(self, name, line, timed):
        if name in KNOWN_ERRORS:
            return
        declared = self.program.errors.get(name)
        if declared is None:
            raise BadInput(line, f"no error type is called '{name}'")
        if timed and declared.line > line:
            raise BadInput(line, f"error '{name}' is declared below this line")

    def error_declaration(self, node):
        if node.name in KNOWN_ERRORS:
            raise BadInput(node.line, f"error '{node.name}' exists already")
        ancestor, seen = node, set()
        while ancestor is not None:
            if ancestor.name in seen:
                raise BadInput(node.line, f"'{node.name}' is a kind of itself")
            seen.add(ancestor.name)
            self.declared_error(ancestor.parent, ancestor.line, timed=False)
            ancestor = self.program.errors.get(ancestor.parent)

    def value(self, found, place, line):
        kind = found[0]
        if kind == "path":
            self.path(found[1], place, line)
        elif kind == "text":
            for piece in found[1]:
                if not isinstance(piece, str):
                    self.path(piece[1], place, line)
        elif kind in ("negative", "plus", "minus", "times"):
            for part in found[1:]:
                self.value(part, place, line)

    def path(self, names, place, line):
        name = names[0]
        if name == "result":
            if not place.result:
                raise BadInput(line, "there is no 'result' here")
        elif name == "now":
            if len(names) > 1:
                raise BadInput(line, "'now' has no fields")
        elif not self.readable(name, place):
            raise BadInput(line, f"nothing is called '{name}'")
        self.field(names, line)

    def field(self, names, line):
        if len(names) == 1 or names[1] in FIELDS:
            return
        if not any(names[1] in task.names for task in self.program.tasks.values()):
            raise BadInput(line, f"no task gives '{names[1]}', and nothing has such a field")

    def may_give(self, name, place, line):
        if place.task is None or name in self.program.shared or name in place.task.names:
            return
        raise BadInput(line, f"a body may give '{name}' only if it is declared shared")

    # Declarations and expectations

    def task(self, task):
        task.waits = None
        for node in task.block:
            self.statement(node, Place(task, "body"))
        for node in task.closed or []:
            self.statement(node, Place(task, "closed"))

    def expect(self, node, timed):
        for found in node.predicates:
            self.predicate(found, None, timed)
            if node.window is not None and found.kind in ("compare", "count", "finding"):
                raise BadInput(node.line, "a window needs something that came to be at a moment")

    def predicate(self, found, place, timed):
        line = found.line
        for part in ("left", "right", "subject", "value", "text"):
            value = getattr(found, part, None)
            if value is None:
                continue
            if place is None:
                self.seen_value(value, line)
            else:
                self.value(value, place, line)
        if getattr(found, "error", None) is not None:
            self.declared_error(found.error, line, timed)

    def seen_value(self, value, line):
        """Like `value` in the timeline, but a name that one task alone gives may stand bare."""
        if value[0] == "path" and value[1][0] not in self.program.world_names:
            name = value[1][0]
            owners = [task for task in self.program.tasks.values() if name in task.names]
            if name not in ("now", "result") and len(owners) != 1:
                what = "more than one task gives" if owners else "nothing is called"
                raise BadInput(line, f"{what} '{name}'")
            if name != "result":
                self.field(value[1], line)
                return
        if value[0] in ("negative", "plus", "minus", "times"):
            for part in value[1:]:
                self.seen_value(part, line)
        elif value[0] == "text":
            for piece in value[1]:
                if not isinstance(piece, str):
                    self.seen_value(piece, line)
        else:
            self.value(value, Place(), line)

    # Statements

    def statement(self, node, place):
        kind, line = node.kind, node.line
        if kind in ("give", "make", "await", "for", "drop") and node.name is not None:
            if kind == "drop" and not self.readable(node.name, place):
                raise BadInput(line, f"nothing is called '{node.name}'")
            self.may_give(node.name, place, line)
        self.place_of(node, place)
        for part in ("value", "target", "first", "last"):
            found = getattr(node, part, None)
            if isinstance(found, tuple):
                self.value(found, place, line)
        for error in [getattr(node, "refused", None), getattr(node, "error", None)]:
            if error is not None:
                self.declared_error(error, line, place.task is None)
        for error in getattr(node, "traps", []):
            self.declared_error(error, line, place.task is None)
        if kind == "if":
            self.predicate(node.test, place, place.task is None)
        if getattr(node, "make", None) is not None:
            self.make(node, node.make, place)
        self.below(node, place)

    def place_of(self, node, place):
        kind, line = node.kind, node.line
        if kind in ("yield", "await"):
            if place.kind not in ("body", "closed"):
                raise BadInput(line, f"'{kind}' stands only in the body of a task")
            if place.task.waits not in (None, kind):
                raise BadInput(line, "a task has 'yield' or 'await', not both")
            place.task.waits = kind
        elif kind == "return":
            if not place.in_block:
                raise BadInput(line, "'return' stands only in blocks and bodies")
            if place.kind == "canceller" and (node.make is not None or node.value is not None):
                raise BadInput(line, "a 'cancelled' block returns nothing")
        elif kind == "raise":
            if not place.in_block:
                raise BadInput(line, "'raise' stands only in blocks and bodies")
            if node.error is None and not place.failure:
                raise BadInput(line, "'raise' alone needs a 'result' that is a failure")

    def below(self, node, place):
        for block, offer in inner_blocks(node):
            for below in block or []:
                self.statement(below, place.inside(offer))

    def make(self, node, made, place):
        line = made.line
        for part in ("value", "delay", "cooperator", "every", "size", "backlog"):
            found = getattr(made, part, None)
            if isinstance(found, tuple):
                self.value(found, place, line)
        for part in ("arguments", "parts"):
            for found in getattr(made, part, None) or []:
                self.value(found, place, line)
        if getattr(made, "error", None) is not None:
            self.declared_error(made.error, line, place.task is None)
        if made.kind == "call" and made.name is not None:
            raise BadInput(line, f"no C action is called '{made.name}'")
        if made.kind in ("iterator", "cooperate", "coiterate", "run"):
            self.source(made, place, "await")
        elif made.kind == "start":
            self.start(node, made, place)

    def source(self, made, place, wrong):
        task = self.program.tasks.get(made.name)
        made.task = task
        if task is None:
            if not self.readable(made.name, place):
                raise BadInput(made.line, f"no task and no iterator is called '{made.name}'")
            if made.arguments:
                raise BadInput(made.line, f"'{made.name}' is no task, it takes no values")
            return
        if place.task is None and made.name not in self.declared:
            raise BadInput(made.line, f"task '{made.name}' is declared below this line")
        if len(made.arguments) != len(task.parameters):
            raise BadInput(made.line, f"task '{made.name}' takes {len(task.parameters)} values")
        made.forbidden = wrong

    def start(self, node, made, place):
        if made.every is not None:
            if not self.readable(made.name, place):
                raise BadInput(made.line, f"nothing is called '{made.name}'")
            return
        if made.name in self.program.tasks:
            self.source(made, place, "yield")
            return
        if not self.readable(made.name, place):
            raise BadInput(made.line, f"no task is called '{made.name}'")
        if made.arguments or node.kind != "make" or node.name is not None:
            raise BadInput(made.line, f"'{made.name}' is no task")
        node.kind, node.target, node.make, node.value = "start", ("path", (made.name,)), None, None


def check_kinds(program):
    """`cooperate` and its kin take bodies without `await`, `start` bodies without `yield`."""

    def visit(statements):
        for node in statements:
            made = getattr(node, "make", None)
            if made is not None and getattr(made, "task", None) is not None:
                if made.task.waits == made.forbidden:
                    raise BadInput(made.line, f"task '{made.name}' has '{made.forbidden}'")
            for block, _ in inner_blocks(node):
                visit(block or [])

    visit([statement for _, statement in program.stimuli])
    for task in program.tasks.values():
        visit(task.block)
        visit(task.closed or [])


def check(program):
    Checker(program).check()
    check_kinds(program)
    return program
