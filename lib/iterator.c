/* iterator.c - steps and closing, by the four states.
 *
 * Its invariants stand with its structure, in iterator_internal.h.
 */
#include "iterator_internal.h"

#include <assert.h>

/* Says what came of a closed block, and drops its value (moved). */
static weft_status judge_closed_block(weft_iterator *iterator, weft_step step, weft_value value)
{
    weft_reactor *reactor = iterator->object.reactor;
    weft_status status = WEFT_OK;

    if (step == WEFT_YIELDED || step == WEFT_AWAITED) {
        status = weft__refuse(reactor, weft_iterator_subject(iterator), WEFT_IGNORED_CLOSE);
    } else if (step == WEFT_RAISED) {
        status = WEFT_CLOSE_FAILED;
        WEFT__TELL(reactor, .kind = WEFT_EVENT_UNHANDLED,
                   .subject = weft_iterator_subject(iterator), .value = &value);
    }
    weft_value_release(value);
    return status;
}

/* Gives a suspended iterator up. The caller holds a reference. */
static weft_status close_suspended(weft_iterator *iterator)
{
    const weft_iterator_type *type = iterator->type;
    weft_reactor *reactor = iterator->object.reactor;
    weft_value value = weft_none();
    weft_step step = WEFT_RETURNED;

    assert(iterator->state == WEFT_ITERATOR_SUSPENDED && !iterator->closed);
    iterator->state = WEFT_ITERATOR_RUNNING;
    iterator->closed = true;
    WEFT__TELL(reactor, .kind = WEFT_EVENT_ITERATOR_CLOSED,
               .subject = weft_iterator_subject(iterator), .number = type->close != NULL);
    if (type->close) {
        weft_subject outer = weft__enter(reactor, weft_iterator_subject(iterator));

        step = type->close(reactor, iterator->frame, &value);
        weft__leave(reactor, outer);
    }
    iterator->state = WEFT_ITERATOR_FINISHED;
    return judge_closed_block(iterator, step, value);
}

/* The last release: closes a suspended one first. The count stands at 1 meanwhile, so that a block
 * which takes and gives references does not end the iterator a second time; one that keeps a
 * reference keeps a finished iterator. */
static bool finish_iterator(struct weft__object *object)
{
    weft_iterator *iterator = (weft_iterator *) object;

    assert(iterator->state != WEFT_ITERATOR_RUNNING);
    if (iterator->state == WEFT_ITERATOR_SUSPENDED) {
        object->references = 1;
        (void) close_suspended(iterator);
        if (--object->references > 0)
            return false;
    }
    if (iterator->type->release)
        iterator->type->release(object->reactor, iterator->frame);
    return true;
}

static void abandon_iterator(struct weft__object *object)
{
    weft_iterator *iterator = (weft_iterator *) object;

    if (iterator->type->release)
        iterator->type->release(object->reactor, iterator->frame);
}

static const struct weft__kind iterator_kind = {WEFT_SUBJECT_ITERATOR, finish_iterator,
                                                abandon_iterator};

weft_status weft_iterator_create(weft_reactor *reactor, const weft_iterator_type *type,
                                 weft_iterator **iterator)
{
    weft_iterator *made;

    if (type->frame_bytes > SIZE_MAX - sizeof *made)
        return WEFT_NO_MEMORY;
    made = weft__object_create(reactor, &iterator_kind, sizeof *made + type->frame_bytes);
    if (!made)
        return WEFT_NO_MEMORY;
    made->type = type;
    made->state = WEFT_ITERATOR_CREATED;
    weft__object_number(&made->object);
    WEFT__TELL(reactor, .kind = WEFT_EVENT_ITERATOR_CREATED, .subject = weft_iterator_subject(made),
               .other = reactor->current, .name = type->name);
    *iterator = made;
    return WEFT_OK;
}

void *weft_iterator_frame(const weft_iterator *iterator)
{
    return ((weft_iterator *) (uintptr_t) iterator)->frame;
}

weft_step weft__iterator_step_with(weft_iterator *iterator, weft_value *out)
{
    weft_value sent = *out;

    *out = weft_none();
    weft__iterator_settle(iterator);
    if (iterator->awaits && iterator->state == WEFT_ITERATOR_SUSPENDED)
        *out = sent;
    else
        weft_value_release(sent);
    if (iterator->state == WEFT_ITERATOR_FINISHED)
        return WEFT_RETURNED;
    if (iterator->state == WEFT_ITERATOR_RUNNING) {
        *out = weft_raise_bare(&weft_error_value);
        return WEFT_RAISED;
    }
    return weft__iterator_enter(iterator, out);
}

bool weft__iterator_fail(weft_iterator *iterator, weft_value *out)
{
    weft__iterator_settle(iterator);
    if (iterator->state != WEFT_ITERATOR_CREATED && iterator->state != WEFT_ITERATOR_SUSPENDED)
        return false;
    iterator->state = WEFT_ITERATOR_FINISHED;
    weft_value_release(*out);
    *out = weft_raise_bare(&weft_error_runtime);
    return true;
}

void weft__iterator_close_late(weft_iterator *iterator)
{
    (void) close_suspended(iterator);
}

weft_step weft_iterator_next(weft_iterator *iterator, weft_value *out)
{
    return weft_iterator_send(iterator, weft_none(), out);
}

weft_step weft_iterator_send(weft_iterator *iterator, weft_value sent, weft_value *out)
{
    weft_reactor *reactor = iterator->object.reactor;
    weft_subject outer = weft__enter(reactor, weft_iterator_subject(iterator));
    weft_step step;

    weft__object_retain(&iterator->object);
    *out = sent;
    step = weft__iterator_step_with(iterator, out);
    weft__leave(reactor, outer);
    weft__iterator_settle(iterator);
    weft__object_release(&iterator->object);
    return step;
}

weft_status weft_iterator_close(weft_iterator *iterator)
{
    weft_reactor *reactor = iterator->object.reactor;
    weft_status status = WEFT_OK;

    switch (iterator->state) {
    case WEFT_ITERATOR_CREATED:
        iterator->state = WEFT_ITERATOR_FINISHED;
        iterator->closed = true;
        WEFT__TELL(reactor, .kind = WEFT_EVENT_ITERATOR_CLOSED,
                   .subject = weft_iterator_subject(iterator));
        break;
    case WEFT_ITERATOR_SUSPENDED:
        weft__object_retain(&iterator->object);
        status = close_suspended(iterator);
        weft__object_release(&iterator->object);
        break;
    case WEFT_ITERATOR_RUNNING:
        if (iterator->closing || iterator->closed)
            break;
        iterator->closing = true;
        WEFT__TELL(reactor, .kind = WEFT_EVENT_ITERATOR_CLOSE_DEFERRED,
                   .subject = weft_iterator_subject(iterator));
        break;
    case WEFT_ITERATOR_FINISHED:
        break;
    }
    return status;
}

weft_iterator_state weft_iterator_get_state(const weft_iterator *iterator)
{
    return iterator->state;
}

bool weft_iterator_closed(const weft_iterator *iterator)
{
    return iterator->closed;
}

const char *weft_iterator_name(const weft_iterator *iterator)
{
    return iterator->type->name;
}

weft_subject weft_iterator_subject(const weft_iterator *iterator)
{
    return weft__object_subject(&iterator->object);
}

weft_iterator *weft_iterator_retain(weft_iterator *iterator)
{
    weft__object_retain(&iterator->object);
    return iterator;
}

void weft_iterator_release(weft_iterator *iterator)
{
    weft__object_release(&iterator->object);
}
