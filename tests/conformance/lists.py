"""Lists of Deferreds: Twisted's.

Row: UNH-7 (the elements of a list that has fired keep it no more; that it keeps none of them is in rows.py).
"""

import weakref

from twisted.internet import defer

real_collect = defer.DeferredList._cbDeferred


class Collecting:
    """What stands in the chain of each element of a list."""

    def __init__(self, made):
        self.made, self.consumes = None if made.called else made, made.consumeErrors

    def __call__(self, result, index, succeeded):
        if self.made is not None:
            return real_collect(self.made, result, index, succeeded)
        return None if self.consumes and not succeeded else result


def collecting(half):
    """In place of the method of a list, what keeps that only until it has fired."""
    if getattr(half, "__func__", None) is not real_collect:
        return half
    known = half.__self__.__dict__.get("script_collecting")
    found = known and known() or Collecting(half.__self__)
    half.__self__.script_collecting = weakref.ref(found)
    return found


def let_go(made):
    """MADE has fired."""
    known = made.__dict__.get("script_collecting")
    found = known and known()
    if found:
        found.made = None
