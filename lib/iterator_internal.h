/* iterator_internal.h - a step as a task takes it: the outcome first, a remembered close after it.
 */
#ifndef WEFT_ITERATOR_INTERNAL_H
#define WEFT_ITERATOR_INTERNAL_H

#include "reactor_internal.h"
#include "weft/iterator.h"

#include <stddef.h>

/* Invariants, held whenever code of the user's runs:
 *   I1  state is RUNNING iff the type's next or close is on the stack; then somebody on the stack
 *       holds a reference, so a running iterator is never finished by a release;
 *   I2  while it is suspended, closing is set iff the step that has just yielded is to be settled;
 *   I3  closed is set iff the closed block has been entered, or it was closed unstarted.
 */
struct weft_iterator {
    struct weft__object object;
    const weft_iterator_type *type;
    weft_iterator_state state;
    bool closing; /* was asked for during a step */
    bool awaits;  /* the last step wants what it awaited */
    bool closed;
    _Alignas(max_align_t) unsigned char frame[];
};

/* Enters the next step of one that is created or suspended. */
static inline weft_step weft__iterator_enter(weft_iterator *iterator, weft_value *out)
{
    weft_step step;

    iterator->state = WEFT_ITERATOR_RUNNING;
    step = iterator->type->next(iterator->object.reactor, iterator->frame, out);
    iterator->awaits = step == WEFT_AWAITED;
    if (step == WEFT_YIELDED || step == WEFT_AWAITED) {
        iterator->state = WEFT_ITERATOR_SUSPENDED;
        return step;
    }
    assert(step != WEFT_RAISED || weft_value_is_failure(out));
    iterator->state = WEFT_ITERATOR_FINISHED;
    return step;
}

/* Takes one step in the name of whoever runs now, handing it *OUT (moved) if the last one awaited.
 * The caller holds a reference, does with *OUT what is to be done, and then calls
 * weft__iterator_settle. */
weft_step weft__iterator_step_with(weft_iterator *iterator, weft_value *out);

/* The same with nothing to hand over. */
static inline weft_step weft__iterator_step(weft_iterator *iterator, weft_value *out)
{
    *out = weft_none();
    if (iterator->state == WEFT_ITERATOR_SUSPENDED && !iterator->closing)
        return weft__iterator_enter(iterator, out);
    return weft__iterator_step_with(iterator, out);
}

/* Ends ITERATOR as if the step that is due had raised, with *OUT (moved, then the failure); false,
 * and nothing is changed, if there is no such step. The caller holds a reference. For faults. */
bool weft__iterator_fail(weft_iterator *iterator, weft_value *out);

/* Closes one that is suspended. */
void weft__iterator_close_late(weft_iterator *iterator);

/* Does what weft_iterator_close was asked for during the step that has ended (GEN-1). The caller
 * holds a reference. */
static inline void weft__iterator_settle(weft_iterator *iterator)
{
    if (iterator->closing && iterator->state == WEFT_ITERATOR_SUSPENDED)
        weft__iterator_close_late(iterator);
}

/* The reactor that it was made on. */
static inline weft_reactor *weft__iterator_reactor(const weft_iterator *iterator)
{
    return iterator->object.reactor;
}

#endif
