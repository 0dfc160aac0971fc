/* script_make.h - the statements that make something. */
#ifndef WEFT_SIM_SCRIPT_MAKE_H
#define WEFT_SIM_SCRIPT_MAKE_H

#include "script_scope.h"

/* Makes what MAKE, which stands in STATEMENT, says; *MADE is the caller's: none if that was
 * refused. False if it raises: *MADE is the failure. */
bool weft__script_make(const struct weft__script_scope *scope,
                       const struct weft__statement *statement, const struct weft__make *make,
                       weft_value *made);

#endif
