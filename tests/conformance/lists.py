"""Lists of Deferreds: Twisted's.

Row: UNH-7 (the elements of a list that they have fired keep it no more; that it keeps none of them is in rows.py).
"""

import weakref

from twisted.internet import defer

real_collect = defer.DeferredList._cbDeferred


class Collecting:
    """What stands in the chain of each element of a list. It keeps that until the elements have decided it."""

    def __init__(self, made):
        self.made, self.consumes = None if made.called else made, made.consumeErrors
        self.decides = False

    def __call__(self, result, index, succeeded):
        made = self.made
        if made is None:
            return None if self.consumes and not succeeded else result
        self.decides = decides(made, succeeded)
        found = real_collect(made, result, index, succeeded)
        if self.decides:  # one that was fired by hand goes now
            self.made = None
        return found


def decides(made, succeeded):
    """Whether the element that arrives now does."""
    return bool(
        (made.fireOnOneCallback if succeeded else made.fireOnOneErrback)
        or made.finishedCount + 1 == len(made.resultList)
    )


def collecting(half):
    """In place of the method of a list, what keeps that only until it has fired."""
    if getattr(half, "__func__", None) is not real_collect:
        return half
    known = half.__self__.__dict__.get("script_collecting")
    found = known and known() or Collecting(half.__self__)
    half.__self__.script_collecting = weakref.ref(found)
    return found


def let_go(made):
    """MADE has fired; if not by hand, its elements let go of it at once."""
    known = made.__dict__.get("script_collecting")
    found = known and known()
    if found and found.decides:
        found.made = None
