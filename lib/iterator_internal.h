/* iterator_internal.h - a step as a task takes it: the outcome first, a remembered close after it.
 */
#ifndef WEFT_ITERATOR_INTERNAL_H
#define WEFT_ITERATOR_INTERNAL_H

#include "weft/iterator.h"

/* Takes one step in the name of whoever runs now, handing it *OUT (moved) if the last one awaited.
 * The caller holds a reference, does with *OUT what is to be done, and then calls
 * weft__iterator_settle. */
weft_step weft__iterator_step(weft_iterator *iterator, weft_value *out);

/* Ends ITERATOR as if the step that is due had raised, with *OUT (moved, then the failure); false,
 * and nothing is changed, if there is no such step. The caller holds a reference. For faults. */
bool weft__iterator_fail(weft_iterator *iterator, weft_value *out);

/* The reactor that it was made on. */
weft_reactor *weft__iterator_reactor(const weft_iterator *iterator);

/* Does what weft_iterator_close was asked for during the step that has ended (GEN-1). The caller
 * holds a reference. */
void weft__iterator_settle(weft_iterator *iterator);

#endif
