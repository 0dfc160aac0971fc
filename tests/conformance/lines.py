"""A script as a tree of lines, put down as text; remembers what each line of the text is."""

TIME_COLUMN = 8
INDENT, LABEL_INDENT = 4, 2


class Line:
    """A statement (or declaration) with its blocks, as (label or None, lines)."""

    __slots__ = ("text", "kind", "place", "blocks")

    def __init__(self, text, kind, place, *blocks):
        self.text, self.kind, self.place, self.blocks = text, kind, place, blocks


class Text:
    """The text of a script; `tags` has {line number: (kind, place)} of its statements."""

    def __init__(self):
        self.lines, self.tags = [], {}

    def plain(self, text):
        self.lines.append(text)

    def at_moment(self, moment, line):
        """A line of the timeline: its moment, its statement."""
        first = moment.ljust(TIME_COLUMN - 1) + " "
        self.put(line, first, len(first))

    def declared(self, line):
        self.put(line, "", 0)

    def put(self, line, before, column):
        opens = ":" if any(label is None for label, _ in line.blocks) else ""
        self.lines.append(f"{before}{line.text}{opens}")
        self.tags[len(self.lines)] = (line.kind, line.place)
        for label, below in line.blocks:
            if label is not None:
                self.lines.append(" " * (column + LABEL_INDENT) + label + ":")
            for inner in below:
                self.put(inner, " " * (column + INDENT), column + INDENT)

    def __str__(self):
        return "\n".join(self.lines) + "\n"
