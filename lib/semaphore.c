/* semaphore.c - a semaphore: as many permits as it has tokens. */
#include "permits.h"

#include <assert.h>

struct weft_semaphore {
    struct weft__permits permits;
};

const weft_type weft_type_semaphore = {"semaphore", weft__object_retain_payload,
                                       weft__object_release_payload, weft__name_format, NULL};

weft_status weft_semaphore_create(weft_reactor *reactor, uint64_t tokens,
                                  weft_semaphore **semaphore)
{
    struct weft__permits *made;

    if (tokens == 0)
        return weft__refuse(reactor, reactor->current, WEFT_BAD_ARGUMENT);
    made = weft__permits_create(reactor, WEFT_SUBJECT_SEMAPHORE, &weft_type_semaphore, tokens);
    if (!made)
        return WEFT_NO_MEMORY;
    *semaphore = (weft_semaphore *) made;
    return WEFT_OK;
}

weft_status weft_semaphore_acquire(weft_semaphore *semaphore, weft_deferred **acquired)
{
    return weft__permits_acquire(&semaphore->permits, acquired);
}

weft_status weft_semaphore_release(weft_semaphore *semaphore)
{
    return weft__permits_give_back(&semaphore->permits);
}

weft_status weft_semaphore_run(weft_semaphore *semaphore, const weft_holder *holder,
                               weft_deferred **done)
{
    return weft__permits_run(&semaphore->permits, holder, done);
}

uint64_t weft_semaphore_tokens(const weft_semaphore *semaphore)
{
    return semaphore->permits.free;
}

uint64_t weft_semaphore_limit(const weft_semaphore *semaphore)
{
    return semaphore->permits.limit;
}

size_t weft_semaphore_waiting(const weft_semaphore *semaphore)
{
    return semaphore->permits.line.count;
}

weft_subject weft_semaphore_subject(const weft_semaphore *semaphore)
{
    return weft__object_subject(&semaphore->permits.object);
}

weft_semaphore *weft_semaphore_retain(weft_semaphore *semaphore)
{
    weft__object_retain(&semaphore->permits.object);
    return semaphore;
}

void weft_semaphore_release_reference(weft_semaphore *semaphore)
{
    weft__object_release(&semaphore->permits.object);
}

weft_value weft_semaphore_value(weft_semaphore *semaphore)
{
    return weft__permits_value(&semaphore->permits);
}

weft_semaphore *weft_value_semaphore(const weft_value *value)
{
    assert(value->type == &weft_type_semaphore);
    return value->as.pointer;
}
