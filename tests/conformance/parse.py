"""Reads a scenario file: columns, blocks, labels, times. The result is a Program of Nodes."""

from syntax import (
    ACT_WORDS,
    Cursor,
    Node,
    act,
    checked_moment,
    error_types,
    expression,
    make,
    moment,
    optional_value,
    predicate,
    predicates,
    slice_of,
    starts_value,
    value,
    wants_block,
    window,
)
from tokens import BadInput, read_lines

VERSION = 1
BLOCKS_MAX = 64
RULES = ("always", "never", "sometimes", "finally")
END = "end"
TAKES = {
    "task": ("closed",),
    "on": ("failed",),
    "await": ("failed",),
    "deferred": ("cancelled",),
    "timeout": ("expired",),
    "if": ("else",),
}
LABELS = tuple(word for words in TAKES.values() for word in words)


class Program:
    """Everything a file says, in the order in which it says it."""

    def __init__(self, path):
        self.path = path
        self.tasks, self.errors, self.shared = {}, {}, {}
        self.slice, self.until = ("steps", 1), None
        self.stimuli = []  # (ns, statement)
        self.expectations = []  # (ns or END, Node expect)
        self.rules = []
        self.variations = []
        self.order = []  # declarations and instants, for the checks that depend on their order


class Parser:
    def __init__(self, path, data):
        self.program, self.lines, self.at = Program(path), read_lines(data), 0
        self.depth, self.base, self.said = 0, None, []
        self.expected_times, self.within = set(), False

    # Lines

    def next_line(self):
        return self.lines[self.at] if self.at < len(self.lines) else None

    def parse(self):
        self.version()
        while self.next_line() is not None:
            line = self.next_line()
            if line.column != 0:
                raise BadInput(line.number, "this column belongs to nothing above")
            self.top(line)
        for node in self.program.variations:
            if node.moved is not None and self.said.count(node.moved) != 1:
                raise BadInput(node.line, "exactly one line of the timeline must read like this")
        return self.program

    def version(self):
        first = self.next_line()
        if first is None or first.number != 1 or not first.tokens[0].is_("weft"):
            raise BadInput(1, f"the first line must be 'weft {VERSION}'")
        cursor = self.open_line()
        cursor.take()
        version = cursor.of_kind("int", "a version number")
        if version > VERSION or version < 1:
            raise BadInput(1, f"this weft knows up to {VERSION}")
        cursor.finish()

    def open_line(self):
        cursor = Cursor(self.lines[self.at])
        self.at += 1
        return cursor

    def top(self, line):
        first = line.tokens[0]
        if first.kind == "time" or first.is_("+", "end", "within"):
            self.instant()
        elif first.is_(*RULES):
            self.program.rules.append(self.rule(self.open_line()))
        elif first.is_("task", "error", "shared", "slice", "until", "order", "vary"):
            getattr(self, "top_" + first.value)(self.open_line())
        else:
            raise BadInput(line.number, "expected a declaration, a time or a rule at column 0")

    # Declarations

    def top_task(self, cursor):
        cursor.take()
        node = Node("task", cursor.number, name=cursor.name(), parameters=[], closed=None)
        while cursor.token.kind == "name":
            node.parameters.append(cursor.name())
        cursor.expect(":")
        cursor.finish()
        node.block, column = self.block(0, cursor.number)
        self.labels([node], 0, column)
        if node.name in self.program.tasks:
            raise BadInput(node.line, f"task '{node.name}' is declared twice")
        self.program.tasks[node.name] = node
        self.program.order.append(node)

    def top_error(self, cursor):
        cursor.take()
        node = Node("error", cursor.number, name=cursor.error(), parent="Error")
        if cursor.accept("is"):
            node.parent = cursor.error()
        cursor.finish()
        if node.name in self.program.errors:
            raise BadInput(node.line, f"error '{node.name}' is declared twice")
        self.program.errors[node.name] = node
        self.program.order.append(node)

    def top_shared(self, cursor):
        cursor.take()
        node = Node("shared", cursor.number, name=cursor.name(), value=("none",))
        if cursor.accept("="):
            node.value = expression(cursor)
        cursor.finish()
        if node.name in self.program.shared:
            raise BadInput(node.line, f"'{node.name}' is declared twice")
        self.program.shared[node.name] = node
        self.program.order.append(node)

    def top_slice(self, cursor):
        cursor.take()
        self.program.slice = slice_of(cursor)
        cursor.finish()

    def top_until(self, cursor):
        cursor.take()
        self.program.until = cursor.time()
        cursor.finish()

    def top_order(self, cursor):
        cursor.take()
        cursor.expect("independent")
        cursor.finish()

    def rule(self, cursor):
        word = cursor.expect(*RULES)
        node = Node(word, cursor.number, predicates=predicates(cursor), window=None)
        if word == "finally":
            node.window = window(cursor)
        cursor.finish()
        return node

    def top_vary(self, cursor):
        """Read and checked for its form; a single run does not act on it."""
        cursor.take()
        node = Node("vary", cursor.number, rules=[], statement=None, moved=None)
        if not self.plain_axis(cursor):
            added, start = cursor.accept("add"), cursor.at
            node.statement = self.statement(cursor, 0, one_line=True)
            if not added:
                node.moved = words(cursor.tokens[start : cursor.at])
            cursor.expect("at")
            if cursor.accept("every"):
                cursor.expect("turn")
            else:
                moment(cursor)
                while cursor.accept(","):
                    moment(cursor)
        cursor.finish()
        self.indented_rules(node)
        self.program.variations.append(node)

    def plain_axis(self, cursor):
        if cursor.accept("order"):
            return True
        if cursor.accept("slice"):
            slice_of(cursor)
            while cursor.accept(","):
                slice_of(cursor)
            return True
        if cursor.token.is_("cancel", "stop", "fail", "memory") and cursor.ahead().is_("at"):
            cursor.take()
            cursor.take()
            cursor.expect("every")
            cursor.expect("turn", "step", "callback", "allocation")
            return True
        return False

    def indented_rules(self, node):
        column = None
        while self.next_line() is not None and self.next_line().column > 0:
            line = self.next_line()
            column = line.column if column is None else column
            if line.column != column:
                raise BadInput(line.number, "this column belongs to nothing above")
            cursor = self.open_line()
            if cursor.accept("fails"):
                cursor.of_kind("int", "a number of variations")
                cursor.finish()
            else:
                node.rules.append(self.rule(cursor))

    # The timeline

    def instant(self):
        cursor = self.open_line()
        when = self.when(cursor)
        column = cursor.token.column
        if cursor.token.kind == "eol":
            cursor.fail("a statement after the time")
        if cursor.token.after_tab:
            raise BadInput(cursor.number, "a tab between a time and its statement")
        self.timeline_statement(cursor, when, column)
        while self.next_line() is not None and self.next_line().column == column != 0:
            self.timeline_statement(self.open_line(), when, column)

    def when(self, cursor):
        """The instant's time in ns or END; keeps the base that `+` counts from."""
        self.within = False
        if cursor.accept("end"):
            self.base = None
            return END
        self.within = bool(cursor.accept("within"))
        if self.within:
            start = moment(cursor)
            cursor.expect("..")
            if moment(cursor) < start:
                raise BadInput(cursor.number, "'within' ends before it starts")
            self.base = None
            return start
        if cursor.accept("+"):
            if self.base is None:
                raise BadInput(cursor.number, "'+' needs a line with a fixed time above it")
            return checked_moment(cursor, self.base + moment(cursor))
        self.base = moment(cursor)
        return self.base

    def timeline_statement(self, cursor, when, column):
        number = cursor.number
        if cursor.accept("expect"):
            node = Node("expect", number, predicates=predicates(cursor), window=window(cursor))
            cursor.finish()
            if node.window is not None and when is not END:
                raise BadInput(number, "a window stands only on 'end' and in 'finally'")
            self.program.expectations.append((when, node))
            if not self.within:
                self.expected_times.add(when)
            self.program.order.append(node)
            return
        if when is END:
            raise BadInput(number, "only 'expect' stands at 'end'")
        if when in self.expected_times and not self.within:
            raise BadInput(number, "a stimulus after an expectation of its time")
        said = words(cursor.tokens[cursor.at : -1])
        node = self.statement(cursor, column)
        self.said.append(said)
        self.program.stimuli.append((when, node))
        self.program.order.append(node)

    # Blocks and labels

    def block(self, above, number):
        """The statements of the block below a line whose column is `above`, and their column."""
        line = self.next_line()
        if line is None or line.column <= above or line.tokens[0].value in LABELS:
            raise BadInput(number, "an empty block")
        self.depth += 1
        if self.depth > BLOCKS_MAX:
            raise BadInput(number, f"more than {BLOCKS_MAX} blocks inside each other")
        column, found = line.column, []
        while self.next_line() is not None and self.next_line().column == column:
            found.append(self.statement(self.open_line(), column))
        line = self.next_line()
        if line is not None and line.column > column:
            raise BadInput(line.number, "this column belongs to nothing above")
        self.depth -= 1
        return found, column

    def labels(self, takers, above, inner):
        """The labels below a statement at column `above` whose own block stands at `inner`."""
        while True:
            line = self.next_line()
            if line is None or not line.tokens[0].is_(*LABELS):
                return
            if line.column < above or (inner is not None and line.column >= inner):
                return
            self.label(self.open_line(), takers)

    def label(self, cursor, takers):
        word = cursor.take().value
        node = next((taker for taker in takers if word in TAKES.get(taker.kind, ())), None)
        if node is None or (node.kind == "on" and node.way != "ok"):
            raise BadInput(cursor.number, f"the statement above takes no '{word}:'")
        slot = "otherwise" if word == "else" else word
        if getattr(node, slot) is not None:
            raise BadInput(cursor.number, f"the statement above has its '{word}:' already")
        if word == "failed":
            node.traps = error_types(cursor)
        cursor.expect(":")
        cursor.finish()
        found, _ = self.block(cursor.tokens[0].column, cursor.number)
        setattr(node, slot, found)

    # Statements

    def statement(self, cursor, column, one_line=False):
        """The statement at the cursor; with `one_line` (in `vary`) nothing may follow below."""
        node, made, has_block = self.head(cursor)
        if one_line:
            if has_block:
                raise BadInput(cursor.number, "a statement with a block cannot be varied")
            return node
        inner = None
        if has_block:
            cursor.expect(":")
            cursor.finish()
            (made or node).block, inner = self.block(column, cursor.number)
        cursor.finish()
        self.labels([node] if made is None else [node, made], column, inner)
        return node

    def head(self, cursor):
        """(statement, the make in it or None, whether ':' and a block follow)."""
        token = cursor.token
        if token.kind == "name" and cursor.ahead().is_("="):
            return self.given(cursor)
        if token.is_("print", "work", "if", "for", "return", "raise", "yield", "await"):
            return getattr(self, "head_" + token.value)(cursor)
        made = make(cursor)
        if made is not None:
            return self.made(cursor, made, "make", None)
        if token.is_(*ACT_WORDS):
            node = act(cursor)
            node.refused = self.refused(cursor)
            return node, None, node.kind == "on"
        if token.is_("expect"):
            raise BadInput(cursor.number, "'expect' stands only directly in the time column")
        return cursor.fail("a statement")

    def refused(self, cursor):
        return cursor.error() if cursor.accept("refused") else None

    def given(self, cursor):
        name, number = cursor.name(), cursor.number
        cursor.expect("=")
        if cursor.token.is_("await"):
            node, made, has_block = self.head_await(cursor)
            node.name = name
            return node, made, has_block
        made = make(cursor)
        if made is None:
            node = Node("give", number, name=name, value=expression(cursor), block=None)
            return node, None, False
        return self.made(cursor, made, "make", name)

    def made(self, cursor, made, kind, name):
        """A make in the place of a statement, or of a value after return, yield and await."""
        node = Node(kind, cursor.number, name=name, make=made, value=None, refused=None)
        if kind == "make":
            if name is None and cursor.accept("as"):
                node.name = cursor.name()
            elif name is None:
                node.refused = self.refused(cursor)
        return node, made, wants_block(made, cursor)

    def value_or_make(self, cursor, kind, needed):
        cursor.take()
        made = make(cursor)
        if made is not None:
            return self.made(cursor, made, kind, None)
        node = Node(kind, cursor.number, name=None, make=None, value=None, block=None)
        if needed or starts_value(cursor.token):
            node.value = expression(cursor)
        return node, None, False

    def head_print(self, cursor):
        cursor.take()
        node = Node("print", cursor.number, value=expression(cursor))
        return node, None, False

    def head_work(self, cursor):
        cursor.take()
        node = Node("work", cursor.number, value=value(cursor), refused=None)
        node.refused = self.refused(cursor)
        return node, None, False

    def head_if(self, cursor):
        cursor.take()
        node = Node("if", cursor.number, test=predicate(cursor), block=None, otherwise=None)
        return node, None, True

    def head_for(self, cursor):
        cursor.take()
        node = Node("for", cursor.number, name=cursor.name(), block=None)
        cursor.expect("in")
        node.first = value(cursor)
        cursor.expect("..")
        node.last = value(cursor)
        return node, None, True

    def head_return(self, cursor):
        return self.value_or_make(cursor, "return", needed=False)

    def head_yield(self, cursor):
        return self.value_or_make(cursor, "yield", needed=False)

    def head_await(self, cursor):
        node, made, has_block = self.value_or_make(cursor, "await", needed=True)
        node.failed, node.traps = None, []
        return node, made, has_block

    def head_raise(self, cursor):
        cursor.take()
        node = Node("raise", cursor.number, error=None, value=None)
        if cursor.token.kind == "error":
            node.error, node.value = cursor.error(), optional_value(cursor)
        return node, None, False


def words(tokens):
    return [(token.kind, token.value) for token in tokens]


def parse(path, data):
    return Parser(path, data).parse()
