"""A canary: a small error of meaning, as the text that plants it in a copy of one source of the library."""

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
FOLDER = Path(__file__).resolve().parent / "canaries"
SUFFIX = ".canary"
SOURCE = re.compile(r"lib/\w+\.c")
RULES = re.compile(r"^- \*\*([A-Z]+-\d+a?)\*\*", re.M)


class Rotten(Exception):
    """The canary cannot be planted any more, or never could; str says why."""


class Canary:
    """`sentence` says what is wrong in the copy, `rules` what that breaks; `old` becomes `new` in `source`."""

    source_pattern = SOURCE

    def __init__(self, path):
        self.path, self.name = path, path.stem
        head, _, body = path.read_text(encoding="utf-8").partition("\n\n")
        self.sentence, _, fields = head.partition("\n")
        said = dict(line.partition(" ")[::2] for line in fields.splitlines())
        if set(said) != {"breaks", "in"}:
            raise Rotten("below its first line stand `breaks RULE...` and `in lib/FILE.c`, and an empty line")
        self.rules, self.source = said["breaks"].split(), said["in"]
        lines = body.splitlines()
        strange = [line for line in lines if line and line[0] not in " -+"]
        if strange:
            raise Rotten("a line of the change begins with a blank, - or +; this one does not: " + strange[0])
        self.old, self.new = side(lines, "-"), side(lines, "+")
        self.judge()

    def judge_what_breaks(self):
        known = RULES.findall((ROOT / "lib" / "semantics.md").read_text(encoding="utf-8"))
        unknown = [rule for rule in self.rules if rule not in known]
        if unknown or not self.rules:
            raise Rotten("lib/semantics.md has no rule %s" % " ".join(unknown or ["'' (none is named)"]))

    def judge(self):
        self.judge_what_breaks()
        if not self.source_pattern.fullmatch(self.source) or not (ROOT / self.source).is_file():
            raise Rotten("%s is no file %s" % (self.source, self.source_pattern.pattern.replace(r"\w+\.c", "NAME.c")))
        if not self.old or self.old == self.new:
            raise Rotten("it changes nothing: a line with - goes, one with + comes")

    def text(self):
        """The source with the error in it."""
        text = "\n" + (ROOT / self.source).read_text(encoding="utf-8")
        found = text.count("\n" + self.old)
        if found != 1:
            raise Rotten("its old text stands %d times in %s instead of once:\n%s" % (found, self.source, self.old))
        return text.replace("\n" + self.old, "\n" + self.new)[1:]


def side(lines, sign):
    """The change as it stands before (-) or after (+) it."""
    return "".join(line[1:] + "\n" for line in lines if line[:1] in ("", " ", sign))
