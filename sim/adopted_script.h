/* adopted_script.h - a script with a comment that says which finding it was adopted for. */
#ifndef WEFT_SIM_ADOPTED_SCRIPT_H
#define WEFT_SIM_ADOPTED_SCRIPT_H

#include "byte_buffer.h"
#include "diagnostic.h"

/* Appends SOURCE to SCRIPT, with two lines below the comment that it begins with: that it is known
 * to fail, and FINDING, of which the numbers of lines are left out, for they have moved. ORIGIN is
 * where the finding was. False without memory. */
bool weft__adopted_script_put(struct weft__byte_buffer *script, struct weft__source source,
                              const char *origin, const char *finding);

#endif
