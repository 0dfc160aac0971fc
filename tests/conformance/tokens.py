"""The words of a scenario: one line of text becomes a list of tokens."""

import re

INT64_MAX = 2**63 - 1
INT64_MIN = -(2**63)
NAME_LENGTH_MAX = 100

NANOSECONDS = {
    "ns": 1,
    "us": 1_000,
    "ms": 1_000_000,
    "s": 1_000_000_000,
    "min": 60_000_000_000,
    "h": 3_600_000_000_000,
}

RESERVED = frozenset(
    """
    weft task closed error is shared slice step steps until order independent within end expect as
    refused print work if else for in return raise yield await failed deferred ok cancelled later
    call execute maybe iterator cooperate coiterate run start done cooperator delay idle loop
    counted every not now list first consume gather race lock semaphore queue size backlog acquire
    get hold on either fire fail chain timeout expired cancel pause resume stop close release put
    reset drop none printed times no fired pending waiting paused running stopped locked timers
    tasks leaks unhandled lost unfired misuse livelock starved horizon at by before always never
    sometimes finally vary add fails turn memory callback allocation result
    """.split()
)


class BadInput(Exception):
    """The file is not a scenario; `line` is where it stops being one."""

    def __init__(self, line, message):
        super().__init__(message)
        self.line = line


class Token:
    """`kind` is name, word (reserved), error, int, time, text, punct or eol; `end` is past it."""

    __slots__ = ("kind", "value", "column", "end", "line", "after_tab")

    def __init__(self, kind, value, column, end, line):
        self.kind, self.value, self.column, self.end, self.line = kind, value, column, end, line
        self.after_tab = False

    def is_(self, *values):
        return self.kind in ("word", "punct") and self.value in values

    def shown(self):
        return "the end of the line" if self.kind == "eol" else f"'{self.value}'"


SCANNER = re.compile(
    r"""
    (?P<blank>[ \t]+)
  | (?P<comment>\#.*)
  | (?P<number>[0-9]+(?:\.[0-9]+)?[A-Za-z_]*)
  | (?P<name>[a-z_][A-Za-z0-9_]*)
  | (?P<error>[A-Z][A-Za-z0-9]*)
  | (?P<text>"(?:[^"\\]|\\.)*")
  | (?P<punct>\.\.|==|!=|<=|>=|[=<>+\-*(),:.])
    """,
    re.VERBOSE,
)
NUMBER = re.compile(r"([0-9]+)(?:\.([0-9]+))?([A-Za-z_]*)$")
PATH = re.compile(r"[a-z_][A-Za-z0-9_]*(?:\.[a-z_][A-Za-z0-9_]*)?$")
ESCAPES = {'"': '"', "\\": "\\", "n": "\n", "t": "\t"}


def number_token(text, column, line):
    whole, fraction, unit = NUMBER.match(text).groups()
    end = column + len(text)
    if not unit:
        if fraction is not None:
            raise BadInput(line, f"'{text}' needs a unit of time: ns, us, ms, s, min or h")
        if int(whole) > INT64_MAX:
            raise BadInput(line, f"'{text}' does not fit 64 bits")
        return Token("int", int(whole), column, end, line)
    if unit not in NANOSECONDS:
        raise BadInput(line, f"'{unit}' is not a unit of time: ns, us, ms, s, min or h")
    digits = fraction or ""
    scaled = int(whole + digits) * NANOSECONDS[unit]
    nanoseconds, rest = divmod(scaled, 10 ** len(digits))
    if rest:
        raise BadInput(line, f"'{text}' is not a whole number of nanoseconds")
    if nanoseconds > INT64_MAX:
        raise BadInput(line, f"'{text}' does not fit 64 bits of nanoseconds")
    return Token("time", nanoseconds, column, end, line)


def text_pieces(quoted, line):
    """The inside of a text as a list of str and ("path", names) pieces."""
    inside, pieces, plain, at = quoted[1:-1], [], [], 0
    while at < len(inside):
        char = inside[at]
        if char == "\\":
            if inside[at + 1] not in ESCAPES:
                raise BadInput(line, f"'\\{inside[at + 1]}' is not an escape: \\\" \\\\ \\n \\t")
            plain.append(ESCAPES[inside[at + 1]])
            at += 2
        elif inside[at : at + 2] in ("{{", "}}"):
            plain.append(char)
            at += 2
        elif char == "{":
            close = inside.find("}", at)
            path = inside[at + 1 : close] if close > at else ""
            if not PATH.match(path):
                raise BadInput(line, "'{' starts a name like {n} or {t.n}; '{{' is itself")
            pieces += ["".join(plain), ("path", tuple(path.split(".")))]
            plain, at = [], close + 1
        elif char == "}":
            raise BadInput(line, "'}' without a '{'; write '}}' for itself")
        else:
            plain.append(char)
            at += 1
    return [piece for piece in pieces + ["".join(plain)] if piece != ""]


def scan(text, line):
    """The tokens of one line, an end-of-line token last."""
    tokens, at, tab = [], 0, False
    while at < len(text):
        match = SCANNER.match(text, at)
        if match is None:
            what = "a text without its closing quote" if text[at] == '"' else f"'{text[at]}'"
            raise BadInput(line, f"{what} is not part of the language")
        kind, value, end = match.lastgroup, match.group(), match.end()
        if kind == "number":
            tokens.append(number_token(value, at, line))
        elif kind in ("name", "error") and len(value) > NAME_LENGTH_MAX:
            raise BadInput(line, f"a name is longer than {NAME_LENGTH_MAX} characters")
        elif kind == "name":
            kind = "word" if value in RESERVED else "name"
            tokens.append(Token(kind, value, at, end, line))
        elif kind == "text":
            tokens.append(Token("text", text_pieces(value, line), at, end, line))
        elif kind in ("error", "punct"):
            tokens.append(Token(kind, value, at, end, line))
        if kind == "blank":
            tab = "\t" in value
        elif tokens:
            tokens[-1].after_tab, tab = tab, False
        at = end
    tokens.append(Token("eol", None, len(text), len(text), line))
    return tokens


class Line:
    """A line that says something: its number, the column of its first word, its tokens."""

    __slots__ = ("number", "column", "tokens")

    def __init__(self, number, tokens):
        self.number, self.column, self.tokens = number, tokens[0].column, tokens


def read_lines(data):
    """All lines with at least one token, from the bytes of a file."""
    lines = []
    for number, raw in enumerate(data.split(b"\n"), 1):
        raw = raw[:-1] if raw.endswith(b"\r") else raw
        if b"\0" in raw:
            raise BadInput(number, "a NUL byte")
        try:
            text = raw.decode("utf-8")
        except UnicodeDecodeError:
            raise BadInput(number, "not UTF-8") from None
        if "\t" in text[: len(text) - len(text.lstrip())]:
            raise BadInput(number, "a tab in the indentation; use blanks")
        tokens = scan(text, number)
        if tokens[0].kind != "eol":
            lines.append(Line(number, tokens))
    return lines
