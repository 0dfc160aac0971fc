/* lock.c - a lock: one permit. */
#include "permits.h"

#include <assert.h>

struct weft_lock {
    struct weft__permits permits;
};

const weft_type weft_type_lock = {"lock", weft__object_retain_payload, weft__object_release_payload,
                                  weft__name_format, NULL};

weft_status weft_lock_create(weft_reactor *reactor, weft_lock **lock)
{
    struct weft__permits *made =
        weft__permits_create(reactor, WEFT_SUBJECT_LOCK, &weft_type_lock, 1);

    if (!made)
        return WEFT_NO_MEMORY;
    *lock = (weft_lock *) made;
    return WEFT_OK;
}

weft_status weft_lock_acquire(weft_lock *lock, weft_deferred **acquired)
{
    return weft__permits_acquire(&lock->permits, acquired);
}

weft_status weft_lock_release(weft_lock *lock)
{
    return weft__permits_give_back(&lock->permits);
}

weft_status weft_lock_run(weft_lock *lock, const weft_holder *holder, weft_deferred **done)
{
    return weft__permits_run(&lock->permits, holder, done);
}

bool weft_lock_locked(const weft_lock *lock)
{
    return lock->permits.free == 0;
}

size_t weft_lock_waiting(const weft_lock *lock)
{
    return lock->permits.line.count;
}

weft_subject weft_lock_subject(const weft_lock *lock)
{
    return weft__object_subject(&lock->permits.object);
}

weft_lock *weft_lock_retain(weft_lock *lock)
{
    weft__object_retain(&lock->permits.object);
    return lock;
}

void weft_lock_release_reference(weft_lock *lock)
{
    weft__object_release(&lock->permits.object);
}

weft_value weft_lock_value(weft_lock *lock)
{
    return weft__permits_value(&lock->permits);
}

weft_lock *weft_value_lock(const weft_value *value)
{
    assert(value->type == &weft_type_lock);
    return value->as.pointer;
}
