/* script_vacuity.c - tasks never stepped, labels never possible.
 *
 * A label is possible once its statement has run; `closed:` once a body of its task was suspended.
 * Labels of a task that never took a step go without saying.
 */
#include "script_vacuity.h"

#include "script_report.h"

static bool was_reached(const struct weft__script_run *run, uint32_t line)
{
    return (run->reached[line / 8] & (1u << line % 8)) != 0;
}

static void look_at_block(struct weft__script_run *run, const struct weft__block *block);

/* The blocks of STATEMENT: at most three. */
struct blocks {
    const struct weft__block *of[3];
    bool labelled; /* one of them hangs on a label */
};

static struct blocks make_blocks(const struct weft__make *make)
{
    switch (make->kind) {
    case WEFT__MAKE_DEFERRED:
        return (struct blocks){{make->deferred.cancelled}, make->deferred.cancelled != NULL};
    case WEFT__MAKE_LATER:
        return (struct blocks){{make->later.block}, false};
    case WEFT__MAKE_CALL_IN:
        return (struct blocks){{make->call.block}, false};
    case WEFT__MAKE_EXECUTE:
    case WEFT__MAKE_MAYBE:
    case WEFT__MAKE_LOOP:
        return (struct blocks){{make->block}, false};
    case WEFT__MAKE_HOLD:
        return (struct blocks){{make->hold.block}, false};
    default:
        return (struct blocks){{NULL}, false};
    }
}

/* Those of return, yield and await, of which only the last has a label of its own. */
static struct blocks operand_blocks(const struct weft__statement *statement)
{
    struct blocks blocks = {{NULL}, false};

    if (statement->operand.make)
        blocks = make_blocks(statement->operand.make);
    blocks.of[1] = statement->operand.failed;
    blocks.labelled = blocks.labelled || statement->operand.failed;
    return blocks;
}

static struct blocks blocks_of(const struct weft__statement *statement)
{
    switch (statement->kind) {
    case WEFT__STATEMENT_MAKE:
        return make_blocks(statement->make);
    case WEFT__STATEMENT_RETURN:
    case WEFT__STATEMENT_YIELD:
    case WEFT__STATEMENT_AWAIT:
        return operand_blocks(statement);
    case WEFT__STATEMENT_IF:
        return (struct blocks){{statement->branch.then, statement->branch.otherwise},
                               statement->branch.otherwise != NULL};
    case WEFT__STATEMENT_FOR:
        return (struct blocks){{statement->loop.block}, false};
    case WEFT__STATEMENT_ON:
        return (struct blocks){{statement->on.ok, statement->on.failed, statement->on.either},
                               statement->on.ok && statement->on.failed};
    case WEFT__STATEMENT_TIMEOUT:
        return (struct blocks){{statement->timeout.expired}, statement->timeout.expired != NULL};
    default:
        return (struct blocks){{NULL}, false};
    }
}

/* What stands inside a statement that never ran is not told again. */
static void look_at_statement(struct weft__script_run *run, const struct weft__statement *statement)
{
    struct blocks blocks = blocks_of(statement);

    if (!was_reached(run, statement->place.line)) {
        if (blocks.labelled)
            weft__script_vacuous(run, statement->place.line,
                                 "its label was never possible: the statement never ran");
        return;
    }
    for (size_t i = 0; i < sizeof blocks.of / sizeof *blocks.of; i++)
        look_at_block(run, blocks.of[i]);
}

static void look_at_block(struct weft__script_run *run, const struct weft__block *block)
{
    if (!block)
        return;
    for (const struct weft__statement *statement = block->first; statement;
         statement = statement->next)
        look_at_statement(run, statement);
}

static void look_at_task(struct weft__script_run *run, const struct weft__task *task)
{
    const struct weft__script_task_run *task_run = &run->tasks[task->index];

    if (!task_run->stepped) {
        weft__script_vacuous(run, task->place.line,
                             weft__script_say(run, "the task '%s' never took a step", task->name));
        return;
    }
    look_at_block(run, task->body);
    if (task->closed && !task_run->suspended)
        weft__script_vacuous(run, task->closed->place.line,
                             "the label was never possible: the task was never suspended");
}

static void look(weft_reactor *reactor, void *context)
{
    struct weft__script_run *run = context;

    (void) reactor;
    for (uint32_t i = 0; i < run->script->task_count; i++)
        look_at_task(run, run->script->tasks[i]);
    for (const struct weft__timeline_line *line = run->script->timeline; line; line = line->next)
        if (line->statement)
            look_at_statement(run, line->statement);
}

void weft__script_vacuity_begin(struct weft__script_run *run)
{
    weft_world_look_released(run->world, look, run);
}
