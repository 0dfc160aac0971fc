/* script_program.c - tasks and actions that a program registers. */
#include "script_program.h"

#include "script_report.h"

#include <assert.h>

/* The values of a list of expressions. */
struct arguments {
    size_t count;
    weft_value *values;
};

struct action_call {
    struct weft__script_run *run;
    const weft_script_action *action;
    struct arguments arguments;
};

static void release_arguments(struct arguments *arguments)
{
    while (arguments->count > 0)
        weft_value_release(arguments->values[--arguments->count]);
}

static enum weft__script_answer take_arguments(struct weft__script_attempt *attempt,
                                               const struct weft__expression *list, size_t wanted,
                                               struct arguments *arguments)
{
    enum weft__script_answer answer = WEFT__SCRIPT_GRANTED;

    arguments->count = 0;
    arguments->values =
        weft__script_allocate(attempt->scope->run, (wanted + 1) * sizeof *arguments->values);
    if (!arguments->values)
        return weft__script_answered(attempt, WEFT_NO_MEMORY);
    for (; list && answer == WEFT__SCRIPT_GRANTED; list = list->next) {
        assert(arguments->count < wanted); /* the reader has counted them */
        answer = weft__script_attempt_value(attempt, list, &arguments->values[arguments->count]);
        if (answer == WEFT__SCRIPT_GRANTED)
            arguments->count++;
    }
    if (answer != WEFT__SCRIPT_GRANTED)
        release_arguments(arguments);
    return answer;
}

enum weft__script_answer weft__script_registered_create(struct weft__script_attempt *attempt,
                                                        const struct weft__task_source *source,
                                                        weft_iterator **iterator)
{
    struct weft__script_run *run = attempt->scope->run;
    const weft_script_task *task = run->program->tasks[source->index];
    enum weft__script_answer answer;
    struct arguments arguments;
    weft_status status = WEFT_OK;

    *iterator = NULL;
    answer = take_arguments(attempt, source->arguments, task->arguments, &arguments);
    if (answer != WEFT__SCRIPT_GRANTED)
        return answer;
    weft__script_ask(run);
    answer =
        weft__script_answered(attempt, weft_iterator_create(run->reactor, task->type, iterator));
    if (answer == WEFT__SCRIPT_GRANTED && task->prepare) {
        status = task->prepare(run->world, weft_iterator_frame(*iterator), arguments.values,
                               arguments.count);
        answer = weft__script_answered(attempt, status);
    }
    if (status != WEFT_OK) {
        weft_iterator_release(*iterator);
        *iterator = NULL;
    }
    release_arguments(&arguments);
    return answer;
}

enum weft__script_answer weft__script_action_call(struct weft__script_attempt *attempt,
                                                  const struct weft__make *make)
{
    struct weft__script_run *run = attempt->scope->run;
    const weft_script_action *action = run->program->actions[make->call.action];
    enum weft__script_answer answer;
    struct arguments arguments;

    answer = take_arguments(attempt, make->call.arguments, action->arguments, &arguments);
    if (answer != WEFT__SCRIPT_GRANTED)
        return answer;
    attempt->outcome = action->function(run->world, arguments.values, arguments.count);
    release_arguments(&arguments);
    return weft_value_is_failure(&attempt->outcome) ? WEFT__SCRIPT_RAISES : WEFT__SCRIPT_GRANTED;
}

static void run_action(weft_reactor *reactor, void *context)
{
    const struct action_call *call = context;

    (void) reactor;
    weft__script_nobody_takes(
        call->run,
        call->action->function(call->run->world, call->arguments.values, call->arguments.count));
}

static void release_action(weft_reactor *reactor, void *context)
{
    struct action_call *call = context;

    (void) reactor;
    release_arguments(&call->arguments);
}

enum weft__script_answer weft__script_action_prepare(struct weft__script_attempt *attempt,
                                                     const struct weft__make *make,
                                                     weft_call_options *options)
{
    struct weft__script_run *run = attempt->scope->run;
    struct action_call *call = weft__script_allocate(run, sizeof *call);

    if (!call)
        return weft__script_answered(attempt, WEFT_NO_MEMORY);
    call->run = run;
    call->action = run->program->actions[make->call.action];
    options->function = run_action;
    options->context = call;
    options->release = release_action;
    return take_arguments(attempt, make->call.arguments, call->action->arguments, &call->arguments);
}
