"""Decides, before anything runs, who may say what where: names, scopes, arity, places.

Fills in what the run needs: `program.world_names`, for each task `names`, `waits` (yield, await or
None), and turns `start NAME` of something that is not a task into the act of starting a cooperator.
"""

from errors import KNOWN_ERRORS

from tokens import BadInput


class Place:
    """Where a statement stands: the task around it, what may be said there."""

    def __init__(self, task=None, kind="timeline", result=False, failure=False):
        self.task, self.kind, self.result, self.failure = task, kind, result, failure

    def block(self, result=None, failure=False):
        """Inside a block that something calls back; it sees the `result` around it, or its own."""
        if result is None:
            return Place(self.task, "block", self.result, self.failure)
        return Place(self.task, "block", True, failure)

    def same(self, result=True, failure=True):
        """Inside a block that is run in place with a `result` of its own."""
        return Place(self.task, self.kind, result, failure)


def inner_blocks(node):
    """Every block below a statement, with what its place offers: None, value, failure or same."""
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
        yield getattr(made, "cancelled", None), "plain"


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
                self.declared.add(node.name)
            elif node.kind == "shared":
                self.value(node.value, Place(), node.line)
                self.declared.add(node.name)
            elif node.kind == "expect":
                self.expect(node)
            else:
                self.statement(node, Place())
        for rule in self.program.rules:
            self.expect(rule)
        for variation in self.program.variations:
            for rule in variation.rules:
                self.expect(rule)
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
        task.names = set()
        for name in task.parameters:
            if name in task.names:
                raise BadInput(task.line, f"two parameters are called '{name}'")
            task.names.add(name)
            if name in program.world_names:
                raise BadInput(task.line, f"parameter '{name}' is a name of the world too")
        for name, line in given_names(task.block + (task.closed or [])):
            if name in program.shared:
                continue
            if name in program.world_names:
                raise BadInput(line, f"a body may give '{name}' only if it is declared shared")
            task.names.add(name)
        for name in task.names & set(program.tasks):
            raise BadInput(task.line, f"'{name}' is a task's name already")

    def readable(self, name, place):
        if name in self.program.shared and place.task is None:
            return name in self.declared
        return name in self.program.world_names or (place.task and name in place.task.names)

    def declared_error(self, name, line):
        if name in KNOWN_ERRORS:
            return
        if name not in self.program.errors:
            raise BadInput(line, f"no error type is called '{name}'")

    def error_declaration(self, node):
        if node.name in KNOWN_ERRORS:
            raise BadInput(node.line, f"error '{node.name}' exists already")
        if node.parent not in KNOWN_ERRORS and node.parent not in self.declared:
            raise BadInput(node.line, f"no error type above is called '{node.parent}'")

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

    def expect(self, node):
        for found in node.predicates:
            self.predicate(found, None)
            if node.window is not None and found.kind in ("compare", "count", "finding"):
                raise BadInput(node.line, "a window needs something that came to be at a moment")

    def predicate(self, found, place):
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
            self.declared_error(found.error, line)

    def seen_value(self, value, line):
        """Like `value` in the timeline, but a name that one task alone gives may stand bare."""
        if value[0] == "path" and value[1][0] not in self.program.world_names:
            name = value[1][0]
            owners = [task for task in self.program.tasks.values() if name in task.names]
            if name not in ("now", "result") and len(owners) != 1:
                what = "more than one task gives" if owners else "nothing is called"
                raise BadInput(line, f"{what} '{name}'")
            if name != "result":
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
                self.declared_error(error, line)
        for error in getattr(node, "traps", []):
            self.declared_error(error, line)
        if kind == "if":
            self.predicate(node.test, place)
        if getattr(node, "make", None) is not None:
            self.make(node, node.make, place)
        self.below(node, place)

    def place_of(self, node, place):
        kind, line = node.kind, node.line
        if kind in ("yield", "await"):
            if place.kind not in ("body", "closed"):
                raise BadInput(line, f"'{kind}' stands only in the body of a task")
            task = place.task
            if place.kind == "body":
                if task.waits not in (None, kind):
                    raise BadInput(line, "a task has 'yield' or 'await', not both")
                task.waits = kind
        elif kind == "return" and place.kind == "timeline":
            raise BadInput(line, "'return' stands only in blocks and bodies")
        elif kind == "raise":
            if place.kind == "timeline":
                raise BadInput(line, "'raise' stands only in blocks and bodies")
            if node.error is None and not place.failure:
                raise BadInput(line, "'raise' alone needs a 'result' that is a failure")

    def below(self, node, place):
        for block, offer in inner_blocks(node):
            if block is None:
                continue
            if offer == "same":
                inner = place
            elif offer == "here":
                inner = place.same()
            elif offer == "plain":
                inner = place.block()
            else:
                inner = place.block(offer, failure=offer == "failure")
            for below in block:
                self.statement(below, inner)

    def make(self, node, made, place):
        line = made.line
        for part in ("value", "delay", "cooperator", "every", "size", "backlog"):
            found = getattr(made, part, None)
            if isinstance(found, tuple):
                self.value(found, place, line)
        for found in (getattr(made, "arguments", None) or []) + (getattr(made, "parts", None) or []):
            self.value(found, place, line)
        if getattr(made, "error", None) is not None:
            self.declared_error(made.error, line)
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


