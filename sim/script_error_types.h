/* script_error_types.h - a script's errors as types of failures. */
#ifndef WEFT_SIM_SCRIPT_ERROR_TYPES_H
#define WEFT_SIM_SCRIPT_ERROR_TYPES_H

#include "script.h"

/* The errors that a script knows and the library does not. */
extern const weft_error_type weft__script_error_script;
extern const weft_error_type weft__script_error_wrong_type;

/* Gives each error of SCRIPT, all of which have a name and a parent, its type. */
void weft__script_error_types(struct weft__script *script);

#endif
