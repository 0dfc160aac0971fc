"""Makes a script that differs as short as it can be and still differ.

A script is a list of lines, each with its column; a line's subtree is what stands right of it below.
Three kinds of change are tried until none works: leaving out, taking a block out of its statement,
and saying something simpler in a line.
"""

import re

ROUNDS_MAX = 200
SIMPLER = (  # (what a line says, what it may say instead)
    (r" as [a-z]\b", ""),
    (r" refused [A-Z]\w+", ""),
    (r" in [gh]\b", ""),
    (r" idle$", ""),
    (r" delay \S+", ""),
    (r" slice \d+ steps?", ""),
    (r" slice \d+n?s", ""),
    (r'( [A-Z]\w+) "\w+"', r"\1"),
    (r"\b(Lost|Missing)\b", "ValueError"),
    (r"( failed)( [A-Z]\w+)+:", r"\1:"),
    (r'print "p\d+ .*"', 'print "x"'),
    (r"^((?:\S+ +)?)(?:yield|return) .+[^:]$", r"\g<1>return"),
    (r"\byield \S+[^:]*$", "yield"),
    (r"\breturn \S+[^:]*$", "return"),
    (r"\b(fire \S+|deferred ok|later \S+) \S+$", r"\1"),
    (r"\b[1-9]\d*(ns|ms|s)\+\d+ns", r"1s"),
    (r"\b[1-9]\d*(ns|ms|s)\b", "0s"),
    (r"\b[1-9]\d*(ns|ms|s)\b", "10ns"),
    (r"\b[1-9]\d*(ns|ms|s)\b", "1s"),
    (r"\b0\.\.\w+", "0..1"),
    (r"\b0\.\.\w+", "0..2"),
)


def column(line):
    """The column of a line; a line of the timeline counts from its moment."""
    return len(line) - len(line.lstrip())


def subtree_end(lines, at):
    end = at + 1
    while end < len(lines) and column(lines[end]) > column(lines[at]):
        end += 1
    return end


def left_out(lines):
    """Everything that can go: long runs of subtrees first."""
    tops = [at for at in range(1, len(lines)) if column(lines[at]) == 0] + [len(lines)]
    length = len(tops) // 2
    while length > 1:
        for first in range(0, len(tops) - length, length):
            yield lines[: tops[first]] + lines[tops[first + length] :]
        length //= 2
    for at in range(1, len(lines)):
        yield lines[:at] + lines[subtree_end(lines, at) :]


def unpacked(lines):
    """Every block of the timeline in the place of its statement, every inner one too."""
    for at in range(1, len(lines)):
        end = subtree_end(lines, at)
        if end == at + 1 or lines[at].startswith("task "):
            continue
        block = lines[at + 1 : subtree_end(lines, at + 1)]
        if column(lines[at]) > 0:
            shift = column(block[0]) - column(lines[at])
            yield lines[:at] + [line[shift:] for line in block] + lines[end:]
        elif not block[0].lstrip().startswith(("return", "raise")):
            moment = re.match(r"\S+ +", lines[at]).group()
            shift = column(block[0]) - len(moment)
            block = [line[shift:] for line in block]
            yield lines[:at] + [moment + block[0].lstrip()] + block[1:] + lines[end:]


def emptied(lines):
    """A statement that is alone in its block becomes `return`."""
    for at in range(2, len(lines)):
        end = subtree_end(lines, at)
        alone = column(lines[at - 1]) < column(lines[at]) and (
            end == len(lines) or column(lines[end]) < column(lines[at]))
        if alone:
            yield lines[:at] + [" " * column(lines[at]) + "return"] + lines[end:]


def simplified(lines):
    for at, line in enumerate(lines):
        for found, instead in SIMPLER:
            for match in re.finditer(found, line):
                said = line[: match.start()] + match.expand(instead) + line[match.end() :]
                if said != line and len(said) <= len(line):
                    yield lines[:at] + [said] + lines[at + 1 :]


def candidates(lines):
    for change in (left_out, unpacked, emptied, simplified):
        yield [changed for changed in change(lines)]


def cost(lines):
    return sum(len(line.strip()) for line in lines) + 20 * len(lines)


def shrink(lines, differs):
    """The shortest script found. `differs` is given many scripts, and says of each whether it does."""
    for _ in range(ROUNDS_MAX):
        found = next(filter(None, (best(lines, changed, differs) for changed in candidates(lines))), None)
        if found is None:
            break
        lines = found
    return lines


def best(lines, changed, differs):
    changed = [each for each in changed if cost(each) < cost(lines)]
    good = [each for each, does in zip(changed, differs(changed)) if does] if changed else []
    return min(good, key=cost) if good else None
