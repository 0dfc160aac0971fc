"""Locks, semaphores and queues: Twisted's.

Rows: SYNC-2 (who was fired by hand is passed over; who waits does not keep the lock), SYNC-8 (a Deferred is no value).
"""

import weakref

from twisted.internet import defer

import rows
from values import living


def pass_over(waiting):
    while waiting and waiting[0].called:
        waiting.pop(0)
        rows.rows.world.passed_over()


def let_go(deferred, owner, leave):
    """Who waits does not keep what it waits for: with that, it goes."""
    if not deferred.called:
        known = weakref.ref(owner)
        deferred._canceller = lambda waiter: living(known) and leave(known(), waiter)
    return deferred


def fall(owner):
    """The last reference has gone: the line goes from the first to the last, and then what was stored."""
    owner.script_gone, held = True, owner.__dict__
    for name in [name for name in ("waiting", "pending") if name in held]:
        held[name] = rows.Elements(held[name])
    if rows.rows.world is not None:
        rows.rows.world.release(rows.Fallen(held, ("waiting", "pending")))


class ScriptLock(defer.DeferredLock):
    __del__ = fall

    def acquire(self):
        return let_go(defer.DeferredLock.acquire(self), self, defer.DeferredLock._cancelAcquire)

    def release(self):
        if self.locked:
            pass_over(self.waiting)
        defer.DeferredLock.release(self)


class ScriptSemaphore(defer.DeferredSemaphore):
    __del__ = fall

    def acquire(self):
        return let_go(defer.DeferredSemaphore.acquire(self), self, defer.DeferredSemaphore._cancelAcquire)

    def release(self):
        if self.tokens < self.limit:
            pass_over(self.waiting)
        defer.DeferredSemaphore.release(self)


class ScriptQueue(defer.DeferredQueue):
    __del__ = fall

    def put(self, value):
        assert not isinstance(value, defer.Deferred)
        if all(waiter.called for waiter in self.waiting):
            self.store(value)
        else:
            pass_over(self.waiting)
            defer.DeferredQueue.put(self, value)

    def store(self, value):
        if self.size is not None and len(self.pending) >= self.size:
            raise defer.QueueOverflow()
        self.pending.append(value)

    def get(self):
        return let_go(defer.DeferredQueue.get(self), self, defer.DeferredQueue._cancelGet)
