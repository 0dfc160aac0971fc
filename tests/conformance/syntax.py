"""What a line may say: values, conditions, windows, and the head of each statement.

A parsed thing is a Node; a value is a tuple whose first item says what it is. Blocks and labels are
put together in `parse.py`; who may say what where is checked in `scopes.py`.
"""

from tokens import INT64_MAX, BadInput

NESTING_MAX = 64
MAKE_WORDS = frozenset(
    """deferred later call execute maybe iterator cooperate coiterate run done cooperator loop list
    gather race lock semaphore queue acquire get hold""".split()
)
ACT_WORDS = frozenset(
    """on fire fail chain timeout cancel pause resume stop close release put reset delay drop
    start""".split()
)
KINDS = frozenset("unhandled lost unfired misuse livelock starved horizon".split())
COUNTS = KINDS | frozenset(["timers", "tasks", "leaks"])
STATES = frozenset(
    "fired ok failed pending waiting paused cancelled running done stopped locked closed".split()
)
COMPARISONS = ("==", "!=", "<", "<=", ">", ">=")


class Node:
    """One statement, make, condition or rule; its fields depend on `kind`."""

    def __init__(self, kind, line, **fields):
        self.kind, self.line = kind, line
        self.__dict__.update(fields)


class Cursor:
    """Reads the tokens of one line from left to right."""

    def __init__(self, line, at=0):
        self.tokens, self.number, self.at, self.depth = line.tokens, line.number, at, 0

    @property
    def token(self):
        return self.tokens[self.at]

    def ahead(self, count=1):
        return self.tokens[min(self.at + count, len(self.tokens) - 1)]

    def fail(self, expected):
        raise BadInput(self.number, f"expected {expected}, found {self.token.shown()}")

    def take(self):
        token = self.token
        if token.kind != "eol":
            self.at += 1
        return token

    def accept(self, *values):
        if self.token.is_(*values):
            return self.take().value
        return None

    def expect(self, *values):
        found = self.accept(*values)
        if found is None:
            self.fail(" or ".join(f"'{value}'" for value in values))
        return found

    def of_kind(self, kind, what):
        if self.token.kind != kind:
            self.fail(what)
        return self.take().value

    def name(self):
        if self.token.kind == "word":
            raise BadInput(self.number, f"'{self.token.value}' is a reserved word, not a name")
        return self.of_kind("name", "a name")

    def error(self):
        return self.of_kind("error", "an error type")

    def time(self):
        return self.of_kind("time", "a time")

    def finish(self):
        if self.token.kind != "eol":
            self.fail("the end of the line")


# Values


def starts_value(token):
    return token.kind in ("int", "time", "text", "name") or token.is_(
        "none", "result", "now", "-", "("
    )


def value(cursor):
    token = cursor.token
    if token.kind in ("int", "time", "text"):
        return (token.kind, cursor.take().value)
    if token.kind == "name" or token.is_("result", "now"):
        return path(cursor)
    if cursor.accept("none"):
        return ("none",)
    if token.is_("-", "("):
        cursor.depth += 1
        if cursor.depth > NESTING_MAX:
            raise BadInput(cursor.number, f"more than {NESTING_MAX} levels of nesting")
        if cursor.take().value == "-":
            found = ("negative", value(cursor))
        else:
            found = expression(cursor)
            cursor.expect(")")
        cursor.depth -= 1
        return found
    return cursor.fail("a value")


def path(cursor):
    first = cursor.take()
    dot, field = cursor.token, cursor.ahead()
    if dot.is_(".") and dot.column == first.end and field.column == dot.end:
        if field.kind in ("name", "word"):
            cursor.take()
            return ("path", (first.value, cursor.take().value))
    return ("path", (first.value,))


def term(cursor):
    found = value(cursor)
    while cursor.accept("*"):
        found = ("times", found, value(cursor))
    return found


def expression(cursor):
    found = term(cursor)
    while cursor.token.is_("+", "-"):
        sign = cursor.take().value
        found = ("plus" if sign == "+" else "minus", found, term(cursor))
    return found


def values(cursor):
    found = []
    while starts_value(cursor.token):
        found.append(value(cursor))
    return found


def optional_value(cursor):
    return value(cursor) if starts_value(cursor.token) else None


def moment(cursor):
    """A sum of times without blanks, in ns."""
    last = cursor.token
    total = cursor.time()
    while cursor.token.is_("+", "-") and cursor.token.column == last.end:
        sign = cursor.take()
        last = cursor.token
        if last.column != sign.end:
            cursor.fail("a time right after the sign")
        total += cursor.time() if sign.value == "+" else -cursor.time()
    return checked_moment(cursor, total)


def checked_moment(cursor, total):
    if not 0 <= total <= INT64_MAX:
        raise BadInput(cursor.number, "a moment before the start, or past 64 bits of nanoseconds")
    return total


def slice_of(cursor):
    """("time", ns) or ("steps", count)."""
    if cursor.token.kind == "time":
        return ("time", cursor.time())
    count = cursor.of_kind("int", "a time or a number of steps")
    cursor.expect("step", "steps")
    if count < 1:
        raise BadInput(cursor.number, "a slice has at least one step")
    return ("steps", count)


# Conditions


def predicates(cursor):
    found = [predicate(cursor)]
    while cursor.accept(","):
        found.append(predicate(cursor))
    return found


def predicate(cursor):
    line = cursor.number
    negated = bool(cursor.accept("not"))
    if cursor.accept("printed"):
        text = ("text", cursor.of_kind("text", "a text"))
        count = None
        if cursor.token.kind == "int":
            count = cursor.take().value
            cursor.expect("times")
        return Node("printed", line, negated=negated, text=text, count=count)
    if cursor.accept("no"):
        return Node("count", line, negated=negated, what=cursor.expect(*sorted(COUNTS)), count=0)
    if cursor.token.is_(*COUNTS):
        what = cursor.take().value
        if cursor.token.kind == "int":
            return Node("count", line, negated=negated, what=what, count=cursor.take().value)
        if what not in KINDS:
            cursor.fail("a number")
        error = cursor.take().value if cursor.token.kind == "error" else None
        return Node("finding", line, negated=negated, what=what, error=error)
    left = value(cursor)
    sign = cursor.accept(*COMPARISONS)
    if sign:
        return Node("compare", line, negated=negated, left=left, sign=sign, right=value(cursor))
    return state(cursor, line, negated, left)


def state(cursor, line, negated, subject):
    first = cursor.accept(*STATES)
    if first is None:
        cursor.fail("a comparison or a state")
    fields = {"fired": False, "word": first, "error": None, "value": None}
    if first == "fired":
        fields["word"] = cursor.accept("ok", "failed")
        fields["fired"] = True
    if fields["word"] == "failed" and cursor.token.kind == "error":
        fields["error"] = cursor.take().value
        fields["value"] = optional_value(cursor)
    elif fields["word"] == "ok":
        fields["value"] = optional_value(cursor)
    return Node("state", line, negated=negated, subject=subject, **fields)


def window(cursor):
    """None, or (word, from, to) in ns."""
    if cursor.accept("at"):
        return ("at", moment(cursor), None)
    if cursor.accept("by"):
        return ("by", moment(cursor), None)
    if cursor.accept("in"):
        start = moment(cursor)
        cursor.expect("..")
        end = moment(cursor)
        if end < start:
            raise BadInput(cursor.number, "the window ends before it begins")
        return ("in", start, end)
    if cursor.accept("not"):
        cursor.expect("before")
        return ("not before", moment(cursor), None)
    return None


# Makes: each returns a Node whose `block` is to follow when the line ends in ':'


def make(cursor):
    """The make that starts here, or None."""
    token = cursor.token
    if token.is_("start"):
        return start_make(cursor)
    if not token.is_(*MAKE_WORDS):
        return None
    word = cursor.take().value
    return MAKES[word](cursor, Node(word, cursor.number, block=None))


def start_make(cursor):
    """`start NAME V..` of a task, or `start NAME every V`; `start V` alone may be an act."""
    if cursor.ahead().kind != "name" or cursor.ahead(2).is_("."):
        return None
    cursor.take()
    node = Node("start", cursor.number, name=cursor.name(), arguments=None, every=None, block=None)
    if cursor.accept("every"):
        node.every = value(cursor)
        node.now = True
        if cursor.accept("not"):
            cursor.expect("now")
            node.now = False
    else:
        node.arguments = values(cursor)
    return node


def make_deferred(cursor, node):
    node.state, node.value, node.error, node.cancelled = None, None, None, None
    if cursor.accept("ok"):
        node.state, node.value = "ok", optional_value(cursor)
    elif cursor.accept("failed"):
        node.state, node.error = "failed", cursor.error()
        node.value = optional_value(cursor)
    return node


def make_later(cursor, node):
    node.delay, node.value = value(cursor), optional_value(cursor)
    return node


def make_call(cursor, node):
    node.delay, node.name = None, None
    if cursor.accept("in"):
        node.delay = value(cursor)
    if node.delay is None or cursor.token.kind == "name":
        node.name, node.arguments = cursor.name(), values(cursor)
    return node


def make_plain(cursor, node):
    return node


def make_of_source(cursor, node):
    node.name, node.arguments, node.cooperator = cursor.name(), values(cursor), None
    if node.kind != "iterator" and cursor.accept("in"):
        node.cooperator = value(cursor)
    return node


def make_of_value(cursor, node):
    node.value = value(cursor)
    return node


def make_cooperator(cursor, node):
    node.slice = slice_of(cursor) if cursor.accept("slice") else ("steps", 1)
    node.delay = value(cursor) if cursor.accept("delay") else ("time", 10)
    node.idle = bool(cursor.accept("idle"))
    return node


def make_loop(cursor, node):
    node.counted = bool(cursor.accept("counted"))
    return node


def make_list(cursor, node):
    node.parts, node.first_ok, node.first_failed, node.consume = values(cursor), False, False, False
    while node.kind != "race":
        if node.kind == "list" and cursor.accept("first"):
            which = "first_ok" if cursor.expect("ok", "failed") == "ok" else "first_failed"
            setattr(node, which, True)
        elif cursor.accept("consume"):
            node.consume = True
        else:
            break
    return node


def make_queue(cursor, node):
    node.size = value(cursor) if cursor.accept("size") else None
    node.backlog = value(cursor) if cursor.accept("backlog") else None
    return node


MAKES = {
    "deferred": make_deferred,
    "later": make_later,
    "call": make_call,
    "execute": make_plain,
    "maybe": make_plain,
    "iterator": make_of_source,
    "cooperate": make_of_source,
    "coiterate": make_of_source,
    "run": make_of_source,
    "done": make_of_value,
    "cooperator": make_cooperator,
    "loop": make_loop,
    "list": make_list,
    "gather": make_list,
    "race": make_list,
    "lock": make_plain,
    "semaphore": make_of_value,
    "queue": make_queue,
    "acquire": make_of_value,
    "get": make_of_value,
    "hold": make_of_value,
}
# Which makes end in ':' and a block: always, never, or as the node says.
BLOCK_NEEDED = frozenset(["execute", "maybe", "loop", "hold"])


def wants_block(node, cursor):
    if node.kind in BLOCK_NEEDED or (node.kind == "call" and node.name is None):
        return True
    return node.kind == "later" and node.value is None and cursor.token.is_(":")


# Acts


def act(cursor):
    word = cursor.take().value
    node = Node(word, cursor.number, block=None)
    if word == "on":
        return act_on(cursor, node)
    if word == "drop":
        node.name = cursor.name()
        return node
    node.target = value(cursor)
    if word in ("fire", "put", "reset"):
        node.value = optional_value(cursor)
    elif word == "fail":
        node.error = cursor.error()
        node.value = optional_value(cursor)
    elif word in ("chain", "timeout", "delay"):
        node.value = value(cursor)
    if word == "timeout":
        node.expired = None
    return node


def act_on(cursor, node):
    """`way` is ok, failed or either; `traps` the error types of the failed half."""
    node.target, node.way, node.failed, node.traps = value(cursor), "ok", None, []
    if cursor.accept("either"):
        node.way = "either"
    elif cursor.accept("failed"):
        node.way, node.traps = "failed", error_types(cursor)
    return node


def error_types(cursor):
    found = []
    while cursor.token.kind == "error":
        found.append(cursor.take().value)
    return found
