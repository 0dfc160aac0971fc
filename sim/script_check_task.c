/* script_check_task.c - what a script runs and calls: tasks, theirs and those registered in C;
 * actions. */
#include "script_check.h"

static void tell(struct weft__reader *reader, struct weft__place place, const char *hint,
                 const char *what, const char *name)
{
    weft__diagnostics_add(reader->diagnostics, place, hint, what, name);
}

/* --- Tasks of the script --- */

/* NAME takes TAKES values; ARGUMENTS are those that are given. */
static void check_argument_count(struct weft__reader *reader, const struct weft__use *use,
                                 const struct weft__expression *arguments, size_t takes)
{
    size_t count = 0;

    for (const struct weft__expression *value = arguments; value != NULL; value = value->next)
        count++;
    if (count != takes)
        weft__diagnostics_add(reader->diagnostics, use->place,
                              count > takes ? "a sum among values needs parentheses" : NULL,
                              "'%s' takes %zu value%s, and %zu %s given", use->symbol->text, takes,
                              takes == 1 ? "" : "s", count, count == 1 ? "is" : "are");
}

static void check_own_task(struct weft__reader *reader, const struct weft__use *use)
{
    struct weft__task_source *source = &use->make->run.source;
    const struct weft__task *task = use->symbol->task;

    source->kind = WEFT__SOURCE_TASK;
    source->index = task->index;
    if (!weft__check_declared_above(reader, use, task->place))
        return;
    if (use->make->kind == WEFT__MAKE_START && task->yields)
        tell(reader, use->place, "a task with 'yield' is run by cooperate, coiterate or run",
             "'%s' cannot be started", task->name);
    else if (use->make->kind != WEFT__MAKE_START && task->awaits)
        tell(reader, use->place, "a task with 'await' is run by start", "'%s' cannot be iterated",
             task->name);
    else
        check_argument_count(reader, use, source->arguments, task->parameter_count);
}

/* --- Iterators and Cooperators that are held --- */

static bool is_source(const struct weft__symbol *symbol, const struct weft__use *use)
{
    return symbol->task != NULL || symbol->registered != WEFT__NO_INDEX ||
           symbol->world_slot != WEFT__NO_INDEX ||
           (use->task != NULL && symbol->frame_of == use->task);
}

/* `start NAME` where NAME is no task: the statement that it stands alone in becomes the
 * Cooperator's. */
static void make_cooperator_start(struct weft__reader *reader, const struct weft__use *use)
{
    struct weft__expression *held = use->make->run.source.held;
    struct weft__statement *statement = use->statement;

    if (statement == NULL || statement->gives != NULL) {
        tell(reader, use->place, "the start of a Cooperator makes nothing", "'%s' is no task",
             use->symbol->text);
        return;
    }
    statement->kind = WEFT__STATEMENT_START_COOPERATOR;
    statement->value = held;
}

static void check_held(struct weft__reader *reader, const struct weft__use *use)
{
    struct weft__task_source *source = &use->make->run.source;

    source->kind = WEFT__SOURCE_HELD;
    source->held = weft__reader_allocate(reader, sizeof *source->held);
    if (source->held == NULL)
        return;
    source->held->kind = WEFT__VALUE_NAME;
    source->held->place = use->place;
    source->held->name.text = use->symbol->text;
    source->held->name.place = use->place;
    if (!weft__check_name(reader, use, &source->held->name))
        return;
    if (source->arguments != NULL)
        tell(reader, use->place, NULL, "'%s' is no task and takes no values", use->symbol->text);
    else if (use->make->kind == WEFT__MAKE_START)
        make_cooperator_start(reader, use);
}

/* --- All --- */

void weft__check_source(struct weft__reader *reader, const struct weft__use *use)
{
    const struct weft__symbol *symbol = use->symbol;

    if (symbol->task != NULL) {
        check_own_task(reader, use);
    } else if (symbol->registered != WEFT__NO_INDEX) {
        use->make->run.source.kind = WEFT__SOURCE_REGISTERED;
        use->make->run.source.index = symbol->registered;
        if (use->make->kind == WEFT__MAKE_START)
            tell(reader, use->place, "a task registered in C is run by cooperate, coiterate or run",
                 "'%s' cannot be started", symbol->text);
        else
            check_argument_count(reader, use, use->make->run.source.arguments,
                                 reader->registered->task_arguments[symbol->registered]);
    } else if (!is_source(symbol, use) && symbol->given_by == NULL &&
               symbol->action == WEFT__NO_INDEX) {
        weft__check_unknown(reader, use, "no task and no value is named '%s' here", is_source);
    } else {
        check_held(reader, use);
    }
}

static bool is_action(const struct weft__symbol *symbol, const struct weft__use *use)
{
    (void) use;
    return symbol->action != WEFT__NO_INDEX;
}

void weft__check_action(struct weft__reader *reader, const struct weft__use *use)
{
    if (use->symbol->action == WEFT__NO_INDEX) {
        weft__check_unknown(reader, use, "no action '%s' is registered in C", is_action);
        return;
    }
    use->make->call.action = use->symbol->action;
    check_argument_count(reader, use, use->make->call.arguments,
                         reader->registered->action_arguments[use->symbol->action]);
}
