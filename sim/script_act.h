/* script_act.h - the statements that act: each is one call of the library, or a word to the world.
 */
#ifndef WEFT_SIM_SCRIPT_ACT_H
#define WEFT_SIM_SCRIPT_ACT_H

#include "script_scope.h"

/* Runs STATEMENT, of any kind that does not steer the walk. False if it raises: *FAILURE is the
 * caller's. */
bool weft__script_act(const struct weft__script_scope *scope,
                      const struct weft__statement *statement, weft_value *failure);

#endif
