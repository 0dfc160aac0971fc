/* script_error_types.c - the known ones by their names; the others are the script's own. */
#include "script_error_types.h"

#include <string.h>

const weft_error_type weft__script_error_script = {"ScriptError", &weft_error};
const weft_error_type weft__script_error_wrong_type = {"WrongType", &weft_error};

/* The type of a known error: the library's own, or one of these. */
static const weft_error_type *known_error(const char *name)
{
    static const weft_error_type *const known[] = {&weft_error, &weft__script_error_script,
                                                   &weft__script_error_wrong_type,
#define X(constant, name, parent) &constant,
                                                   WEFT_ERROR_TYPES(X)
#undef X
    };

    for (size_t i = 0; i < sizeof known / sizeof *known; i++)
        if (strcmp(known[i]->name, name) == 0)
            return known[i];
    return NULL;
}

void weft__script_error_types(struct weft__script *script)
{
    for (uint32_t i = 0; i < script->error_count; i++) {
        struct weft__script_error *error = &script->errors[i];

        error->type = i < WEFT__SCRIPT_ERRORS_BUILT_IN ? known_error(error->name) : &error->own;
        if (i >= WEFT__SCRIPT_ERRORS_BUILT_IN)
            error->own = (weft_error_type){error->name, script->errors[error->parent].type};
    }
}
