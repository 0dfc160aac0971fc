/* script_errors.c - the error types of a script, and the failures that it raises. */
#include "script_errors.h"

#include "script_evaluate.h"

#include <stdio.h>
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

bool weft__script_errors_begin(struct weft__script_run *run)
{
    const struct weft__script *script = run->script;
    const weft_error_type **errors =
        weft__script_allocate(run, (script->error_count + 1) * sizeof *errors);

    if (!errors)
        return false;
    for (uint32_t i = 0; i < script->error_count; i++) {
        const struct weft__script_error *declared = &script->errors[i];
        weft_error_type *made;

        if (i < WEFT__SCRIPT_ERRORS_BUILT_IN) {
            errors[i] = known_error(declared->name);
            continue;
        }
        made = weft__script_allocate(run, sizeof *made);
        if (!made)
            return false;
        *made = (weft_error_type){declared->name, errors[declared->parent]};
        errors[i] = made;
    }
    run->errors = errors;
    return true;
}

bool weft__script_problem(struct weft__script_run *run, const weft_error_type *error,
                          const char *sentence)
{
    run->problem = (struct weft__script_problem){error, sentence};
    return false;
}

weft_value weft__script_raise_problem(struct weft__script_run *run, uint32_t line)
{
    char where[WEFT__SCRIPT_SENTENCE_BYTES];
    weft_failure_options options = {.type = run->problem.error, .where = where};

    snprintf(where, sizeof where, "line %u: %s", line, run->problem.sentence);
    return weft_raise_with(run->reactor, &options);
}

weft_value weft__script_raise(struct weft__script_run *run, const weft_error_type *error,
                              const weft_value *message, uint32_t line)
{
    char where[32];
    weft_failure_options options = {.type = error, .where = where};
    size_t length;

    snprintf(where, sizeof where, "line %u", line);
    if (message) {
        options.message = weft__script_printed(run, message, &length);
        if (!options.message)
            return weft__script_raise_problem(run, line);
        weft__script_charge(run, length);
        if (length == 0)
            options.message = NULL;
    }
    return weft_raise_with(run->reactor, &options);
}
