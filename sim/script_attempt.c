/* script_attempt.c - what statements that call the library have in common. */
#include "script_attempt.h"

#include "script_evaluate.h"
#include "script_report.h"

#include <string.h>

weft_value weft__script_take(weft_value *value)
{
    weft_value taken = *value;

    *value = weft_none();
    return taken;
}

enum weft__script_answer weft__script_attempt_value(struct weft__script_attempt *attempt,
                                                    const struct weft__expression *expression,
                                                    weft_value *value)
{
    if (weft__script_evaluate(attempt->scope, expression, value))
        return WEFT__SCRIPT_GRANTED;
    attempt->outcome =
        weft__script_raise_problem(attempt->scope->run, attempt->statement->place.line);
    return WEFT__SCRIPT_RAISES;
}

enum weft__script_answer weft__script_wrong_type(const struct weft__script_attempt *attempt,
                                                 const char *sentence)
{
    weft__script_problem(attempt->scope->run, &weft__script_error_wrong_type, sentence);
    return WEFT__SCRIPT_REFUSED;
}

enum weft__script_answer weft__script_attempt_time(const struct weft__script_attempt *attempt,
                                                   const weft_value *value, int64_t *ns)
{
    struct weft__script_view view = weft__script_view_of(value);

    *ns = view.number;
    return view.kind == WEFT__SCRIPT_KIND_TIME
               ? WEFT__SCRIPT_GRANTED
               : weft__script_wrong_type(attempt, "it takes a time");
}

void weft__script_ask(struct weft__script_run *run)
{
    run->asking = true;
    weft_world_misuse_begin(run->world);
}

/* The error that STATUS stands for: its name is one that every script knows. */
static const weft_error_type *error_of(const struct weft__script_run *run, weft_status status)
{
    for (size_t i = 0; i < WEFT__SCRIPT_ERRORS_BUILT_IN; i++)
        if (strcmp(run->script->errors[i].name, weft_status_error(status)) == 0)
            return run->script->errors[i].type;
    return &weft_error;
}

enum weft__script_answer weft__script_answered(const struct weft__script_attempt *attempt,
                                               weft_status status)
{
    struct weft__script_run *run = attempt->scope->run;

    if (run->asking) {
        run->asking = false;
        weft_world_misuse_end(run->world);
    }
    if (status == WEFT_OK)
        return WEFT__SCRIPT_GRANTED;
    weft__script_problem(run, error_of(run, status), weft_status_sentence(status));
    return WEFT__SCRIPT_REFUSED;
}

bool weft__script_refusal_wanted(const struct weft__script_attempt *attempt,
                                 const weft_error_type *error)
{
    const struct weft__error_name *refused = attempt->statement->refused;

    return refused &&
           weft_error_is(error, attempt->scope->run->script->errors[refused->error].type);
}

static void judge(struct weft__script_attempt *attempt, bool held, const char *why)
{
    struct weft__script_run *run = attempt->scope->run;
    size_t length;
    const char *text = weft__script_statement_text(run, attempt->statement, &length);

    weft__script_judged(run, (struct weft__script_judgement){
                                 attempt->statement->place.line,
                                 weft__script_say(run, "%.*s", (int) length, text), held, why});
}

bool weft__script_settle(struct weft__script_attempt *attempt, enum weft__script_answer answer)
{
    struct weft__script_run *run = attempt->scope->run;

    switch (answer) {
    case WEFT__SCRIPT_GRANTED:
        if (attempt->statement->refused)
            judge(attempt, false, "it was not refused");
        break;
    case WEFT__SCRIPT_REFUSED:
        if (weft__script_refusal_wanted(attempt, run->problem.error))
            judge(attempt, true, NULL);
        else
            weft__script_misused(run, attempt->statement, &run->problem);
        break;
    case WEFT__SCRIPT_RAISES:
        return false;
    }
    return true;
}
