/* failure_internal.h - what the library's other files may do with a failure besides. */
#ifndef WEFT_FAILURE_INTERNAL_H
#define WEFT_FAILURE_INTERNAL_H

#include "weft/failure.h"

/* Fills in what led to FAILURE (moved), which has no cause and which nobody has seen yet: for one
 * that was made before its cause was known, so that it need not be made on the way out. */
void weft__failure_set_cause(weft_failure *failure, weft_value cause);

/* A FirstError, of the caller's, whose cause, index and message are still to come. NULL without
 * memory. */
weft_failure *weft__failure_reserve_first(weft_reactor *reactor);

/* Fills them in: CAUSE (moved) is what the INDEXth failed with. */
void weft__failure_set_first(weft_failure *failure, size_t index, weft_value cause);

/* A failure of TYPE, with nothing else yet, of the caller's. NULL without memory. */
weft_failure *weft__failure_reserve(weft_reactor *reactor, const weft_error_type *type);

#endif
