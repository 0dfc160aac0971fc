/* script_errors.c - the error types of a script, and the failures that it raises. */
#include "script_errors.h"

#include "script_evaluate.h"

#include <stdio.h>

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
