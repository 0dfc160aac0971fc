/* script_walk.c - statements in their order: branches, loops, and what ends a block. */
#include "script_walk.h"

#include "script_act.h"
#include "script_evaluate.h"
#include "script_make.h"
#include "script_predicate.h"
#include "touch.h"

#include <assert.h>

/* Begins STATEMENT. False: nothing of the script runs any more. */
static bool begin(struct weft__script_run *run, const struct weft__statement *statement)
{
    uint32_t line = statement->place.line;

    run->line = line;
    run->reached[line / 8] |= (uint8_t) (1u << line % 8);
    return weft__script_begin(run);
}

/* --- Going into and out of inline blocks --- */

static void enter(struct weft__script_walk *walk, struct weft__script_place place)
{
    assert(walk->depth < walk->capacity);
    walk->places[walk->depth++] = place;
}

/* Leaves the innermost block. */
static void go_out(struct weft__script_walk *walk)
{
    struct weft__script_place *place = &walk->places[--walk->depth];
    weft_value failure = place->failure;

    if (!place->failed)
        return;
    walk->scope.result = place->around;
    place->failed = false;
    weft_value_release(failure);
}

void weft__script_walk_end(struct weft__script_walk *walk)
{
    while (walk->depth > 0)
        go_out(walk);
}

/* At the end of a block: the next round of its loop, or out. */
static void leave(struct weft__script_walk *walk)
{
    struct weft__script_place *place = &walk->places[walk->depth - 1];

    if (!place->loop || ++place->index >= place->until) {
        go_out(walk);
        return;
    }
    place->next = place->loop->loop.block->first;
    weft__script_give(&walk->scope, place->loop->gives, weft_integer(place->index));
}

/* A condition that does not say whom it is about can be about anybody. */
static void touch_condition(const struct weft__script_walk *walk,
                            const struct weft__predicate *condition)
{
    for (; condition; condition = condition->next)
        if (condition->kind != WEFT__PREDICATE_COMPARE && condition->kind != WEFT__PREDICATE_STATE)
            weft__world_touch_other(walk->scope.run->world, WEFT__TOUCHED_ALL);
}

static bool run_branch(struct weft__script_walk *walk, const struct weft__statement *statement)
{
    const struct weft__block *chosen;
    bool held;

    touch_condition(walk, statement->branch.condition);
    if (!weft__script_holds(&walk->scope, statement->branch.condition, &held))
        return false;
    chosen = held ? statement->branch.then : statement->branch.otherwise;
    if (chosen)
        enter(walk, (struct weft__script_place){.next = chosen->first});
    return true;
}

static bool evaluate_bound(const struct weft__script_scope *scope,
                           const struct weft__expression *expression, int64_t *bound)
{
    struct weft__script_view view;
    weft_value value;

    if (!weft__script_evaluate(scope, expression, &value))
        return false;
    view = weft__script_view_of(&value);
    weft_value_release(value);
    *bound = view.number;
    return view.kind == WEFT__SCRIPT_KIND_INTEGER ||
           weft__script_problem(scope->run, &weft__script_error_script,
                                "a loop goes from an integer to an integer");
}

static bool run_loop(struct weft__script_walk *walk, const struct weft__statement *statement)
{
    struct weft__script_place place = {.next = statement->loop.block->first, .loop = statement};

    if (!evaluate_bound(&walk->scope, statement->loop.from, &place.index) ||
        !evaluate_bound(&walk->scope, statement->loop.until, &place.until))
        return false;
    if (place.index >= place.until)
        return true;
    enter(walk, place);
    weft__script_give(&walk->scope, statement->gives, weft_integer(place.index));
    return true;
}

/* --- Awaiting --- */

static bool is_trapped(const struct weft__script_run *run, const struct weft__statement *await,
                       const weft_value *failure)
{
    const weft_error_type *type = weft_failure_type(weft_value_failure(failure));

    for (const struct weft__error_name *trap = await->operand.traps; trap; trap = trap->next)
        if (weft_error_is(type, run->script->errors[trap->error].type))
            return true;
    return await->operand.traps == NULL;
}

/* What was awaited has come to *VALUE: the name gets it, or the `failed` block runs with it. False:
 * it is a failure that nobody here takes. */
static bool resume(struct weft__script_walk *walk, weft_value *value)
{
    const struct weft__statement *await = walk->awaiting;
    weft_value received = *value;

    walk->awaiting = NULL;
    if (!weft_value_is_failure(&received)) {
        *value = weft_none();
        if (await->gives)
            weft__script_give(&walk->scope, await->gives, received);
        else
            weft_value_release(received);
        return true;
    }
    if (!await->operand.failed || !is_trapped(walk->scope.run, await, &received))
        return false;
    *value = weft_none();
    enter(walk, (struct weft__script_place){.next = await->operand.failed->first,
                                            .failed = true,
                                            .failure = received,
                                            .around = walk->scope.result});
    walk->scope.result = &walk->places[walk->depth - 1].failure;
    return true;
}

/* --- What ends a block --- */

/* The value or the thing made that return and yield hand out. */
static bool evaluate_operand(struct weft__script_walk *walk,
                             const struct weft__statement *statement, weft_value *value)
{
    if (statement->operand.make)
        return weft__script_make(&walk->scope, statement, statement->operand.make, value);
    if (weft__script_evaluate(&walk->scope, statement->operand.value, value))
        return true;
    *value = weft__script_raise_problem(walk->scope.run, statement->place.line);
    return false;
}

static weft_value raised(struct weft__script_walk *walk, const struct weft__statement *statement)
{
    struct weft__script_run *run = walk->scope.run;
    const weft_value *result = walk->scope.result;
    weft_value message, failure;

    if (!statement->raise.error) {
        if (result && weft_value_is_failure(result))
            return weft_value_retain(result);
        weft__script_problem(run, &weft__script_error_script, "there is no failure to raise again");
        return weft__script_raise_problem(run, statement->place.line);
    }
    if (!weft__script_evaluate(&walk->scope, statement->raise.message, &message))
        return weft__script_raise_problem(run, statement->place.line);
    failure = weft__script_raise(run, run->script->errors[statement->raise.error->error].type,
                                 statement->raise.message ? &message : NULL, statement->place.line);
    weft_value_release(message);
    return failure;
}

/* Runs one statement. Anything but ENDED stops the walk. */
static enum weft__script_stop run_statement(struct weft__script_walk *walk,
                                            const struct weft__statement *statement,
                                            weft_value *value)
{
    bool went = true;

    switch (statement->kind) {
    case WEFT__STATEMENT_IF:
        went = run_branch(walk, statement);
        break;
    case WEFT__STATEMENT_FOR:
        went = run_loop(walk, statement);
        break;
    case WEFT__STATEMENT_RETURN:
        return evaluate_operand(walk, statement, value) ? WEFT__SCRIPT_RETURNED
                                                        : WEFT__SCRIPT_RAISED;
    case WEFT__STATEMENT_YIELD:
        return evaluate_operand(walk, statement, value) ? WEFT__SCRIPT_YIELDED
                                                        : WEFT__SCRIPT_RAISED;
    case WEFT__STATEMENT_AWAIT:
        if (!evaluate_operand(walk, statement, value))
            return WEFT__SCRIPT_RAISED;
        walk->awaiting = statement;
        return WEFT__SCRIPT_AWAITED;
    case WEFT__STATEMENT_RAISE:
        *value = raised(walk, statement);
        return WEFT__SCRIPT_RAISED;
    default:
        return weft__script_act(&walk->scope, statement, value) ? WEFT__SCRIPT_ENDED
                                                                : WEFT__SCRIPT_RAISED;
    }
    if (went)
        return WEFT__SCRIPT_ENDED;
    *value = weft__script_raise_problem(walk->scope.run, statement->place.line);
    return WEFT__SCRIPT_RAISED;
}

/* --- The walk --- */

enum weft__script_stop weft__script_walk_on(struct weft__script_walk *walk, weft_value *value)
{
    if (walk->awaiting && !resume(walk, value)) {
        weft__script_walk_end(walk);
        return WEFT__SCRIPT_RAISED;
    }
    while (walk->depth > 0) {
        struct weft__script_place *place = &walk->places[walk->depth - 1];
        const struct weft__statement *statement = place->next;
        enum weft__script_stop stop;

        if (!statement) {
            leave(walk);
            continue;
        }
        if (!begin(walk->scope.run, statement)) {
            weft__script_walk_end(walk);
            break;
        }
        place->next = statement->next;
        stop = run_statement(walk, statement, value);
        if (stop == WEFT__SCRIPT_ENDED)
            continue;
        if (stop != WEFT__SCRIPT_YIELDED && stop != WEFT__SCRIPT_AWAITED)
            weft__script_walk_end(walk);
        return stop;
    }
    return WEFT__SCRIPT_ENDED;
}

weft_value weft__script_raise_depth(struct weft__script_run *run, uint32_t line)
{
    weft__script_problem(run, &weft__script_error_script,
                         "more than 400 blocks run inside one another");
    return weft__script_raise_problem(run, line);
}

weft_value weft__script_perform(const struct weft__script_scope *scope,
                                const struct weft__statement *first, bool *yielded)
{
    struct weft__script_place places[WEFT__SCRIPT_NESTING_MAX + 1];
    struct weft__script_walk walk = {
        .scope = *scope, .places = places, .capacity = WEFT__SCRIPT_NESTING_MAX + 1};
    struct weft__script_run *run = scope->run;
    uint32_t line = run->line;
    enum weft__script_stop stop;
    weft_value value = weft_none();

    *yielded = false;
    if (run->depth == WEFT__SCRIPT_DEPTH_MAX)
        return weft__script_raise_depth(run, first->place.line);
    enter(&walk, (struct weft__script_place){.next = first});
    run->depth++;
    stop = weft__script_walk_on(&walk, &value);
    run->depth--;
    *yielded = stop == WEFT__SCRIPT_YIELDED || stop == WEFT__SCRIPT_AWAITED;
    if (*yielded) {
        run->refused_yield = run->line;
        weft__script_walk_end(&walk);
        weft_value_release(value);
        value = weft_none();
    }
    run->line = line;
    return value;
}
