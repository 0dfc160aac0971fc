/* script_act.c - giving, printing, working, and the acts on handles. */
#include "script_act.h"

#include "script_attempt.h"
#include "script_block.h"
#include "script_body.h"
#include "script_demand.h"
#include "script_evaluate.h"
#include "script_make.h"

#include <assert.h>

static enum weft__script_kind kind_of(const weft_value *value)
{
    return weft__script_view_of(value).kind;
}

static struct weft__script_run *run_of(const struct weft__script_attempt *attempt)
{
    return attempt->scope->run;
}

/* --- Deferreds --- */

static enum weft__script_answer needs_deferred(const struct weft__script_attempt *attempt)
{
    return weft__script_wrong_type(attempt, "it takes a Deferred");
}

static enum weft__script_answer act_on(struct weft__script_attempt *attempt)
{
    const struct weft__statement *statement = attempt->statement;
    struct weft__script_closure *closure;
    weft_callbacks callbacks = {.release = weft__script_closure_release};

    if (!weft_value_is_deferred(&attempt->target))
        return needs_deferred(attempt);
    closure = weft__script_closure_create(attempt->scope);
    if (!closure)
        return weft__script_answered(attempt, WEFT_NO_MEMORY);
    closure->ok = statement->on.either ? statement->on.either : statement->on.ok;
    closure->failed = statement->on.failed;
    closure->traps = statement->on.traps;
    callbacks.context = closure;
    if (closure->ok)
        callbacks.callback = weft__script_run_ok;
    if (closure->failed)
        callbacks.errback = weft__script_run_failed;
    if (statement->on.either)
        callbacks.errback = weft__script_run_ok;
    weft__script_ask(run_of(attempt));
    return weft__script_answered(
        attempt, weft_deferred_add(weft_value_deferred(&attempt->target), &callbacks));
}

static enum weft__script_answer act_fire(struct weft__script_attempt *attempt)
{
    if (!weft_value_is_deferred(&attempt->target))
        return needs_deferred(attempt);
    weft__script_ask(run_of(attempt));
    return weft__script_answered(attempt,
                                 weft_deferred_callback(weft_value_deferred(&attempt->target),
                                                        weft__script_take(&attempt->value)));
}

static enum weft__script_answer act_fail(struct weft__script_attempt *attempt)
{
    if (!weft_value_is_deferred(&attempt->target))
        return needs_deferred(attempt);
    weft__script_ask(run_of(attempt));
    return weft__script_answered(attempt,
                                 weft_deferred_errback(weft_value_deferred(&attempt->target),
                                                       weft__script_take(&attempt->value)));
}

static enum weft__script_answer act_chain(struct weft__script_attempt *attempt)
{
    if (!weft_value_is_deferred(&attempt->target) || !weft_value_is_deferred(&attempt->value))
        return needs_deferred(attempt);
    weft__script_ask(run_of(attempt));
    return weft__script_answered(attempt,
                                 weft_deferred_chain(weft_value_deferred(&attempt->target),
                                                     weft_value_deferred(&attempt->value)));
}

static enum weft__script_answer act_timeout(struct weft__script_attempt *attempt)
{
    const struct weft__block *expired = attempt->statement->timeout.expired;
    struct weft__script_closure *closure;
    enum weft__script_answer timed;
    weft_later timeout = {0};

    if (!weft_value_is_deferred(&attempt->target))
        return needs_deferred(attempt);
    timed = weft__script_attempt_time(attempt, &attempt->value, &timeout.delay_ns);
    if (timed != WEFT__SCRIPT_GRANTED)
        return timed;
    if (expired) {
        closure = weft__script_closure_create(attempt->scope);
        if (!closure)
            return weft__script_answered(attempt, WEFT_NO_MEMORY);
        closure->ok = expired;
        timeout.function = weft__script_run_ok;
        timeout.context = closure;
        timeout.release = weft__script_closure_release;
    }
    weft__script_ask(run_of(attempt));
    return weft__script_answered(
        attempt, weft_deferred_add_timeout(weft_value_deferred(&attempt->target), &timeout));
}

/* --- Handles of several types --- */

static enum weft__script_answer act_cancel(struct weft__script_attempt *attempt)
{
    weft_status status = WEFT_OK;

    switch (kind_of(&attempt->target)) {
    case WEFT__SCRIPT_KIND_NONE:
        return WEFT__SCRIPT_GRANTED;
    case WEFT__SCRIPT_KIND_DEFERRED:
        weft__script_ask(run_of(attempt));
        weft_deferred_cancel(weft_value_deferred(&attempt->target));
        break;
    case WEFT__SCRIPT_KIND_CALL:
        weft__script_ask(run_of(attempt));
        status = weft_delayed_call_cancel(weft__script_call_of(&attempt->target));
        break;
    default:
        return weft__script_wrong_type(attempt, "it takes a Deferred or a call");
    }
    return weft__script_answered(attempt, status);
}

static enum weft__script_answer act_pause(struct weft__script_attempt *attempt)
{
    weft_status status = WEFT_OK;

    switch (kind_of(&attempt->target)) {
    case WEFT__SCRIPT_KIND_DEFERRED:
        weft__script_ask(run_of(attempt));
        weft_deferred_pause(weft_value_deferred(&attempt->target));
        break;
    case WEFT__SCRIPT_KIND_TASK:
        weft__script_ask(run_of(attempt));
        status = weft_task_pause(weft__script_task_of(&attempt->target));
        break;
    default:
        return weft__script_wrong_type(attempt, "it takes a Deferred or a task");
    }
    return weft__script_answered(attempt, status);
}

static enum weft__script_answer act_resume(struct weft__script_attempt *attempt)
{
    weft_status status;

    switch (kind_of(&attempt->target)) {
    case WEFT__SCRIPT_KIND_DEFERRED:
        weft__script_ask(run_of(attempt));
        status = weft_deferred_unpause(weft_value_deferred(&attempt->target));
        break;
    case WEFT__SCRIPT_KIND_TASK:
        weft__script_ask(run_of(attempt));
        status = weft_task_resume(weft__script_task_of(&attempt->target));
        break;
    default:
        return weft__script_wrong_type(attempt, "it takes a Deferred or a task");
    }
    return weft__script_answered(attempt, status);
}

static enum weft__script_answer act_stop(struct weft__script_attempt *attempt)
{
    weft_status status = WEFT_OK;

    switch (kind_of(&attempt->target)) {
    case WEFT__SCRIPT_KIND_NONE:
        return WEFT__SCRIPT_GRANTED;
    case WEFT__SCRIPT_KIND_TASK:
        weft__script_ask(run_of(attempt));
        status = weft_task_stop(weft__script_task_of(&attempt->target));
        break;
    case WEFT__SCRIPT_KIND_COOPERATOR:
        weft__script_ask(run_of(attempt));
        weft_cooperator_stop(weft__script_cooperator_of(&attempt->target));
        break;
    case WEFT__SCRIPT_KIND_LOOP:
        weft__script_ask(run_of(attempt));
        status = weft_looping_call_stop(weft_value_looping_call(&attempt->target));
        break;
    default:
        return weft__script_wrong_type(attempt, "it takes a task, a loop or a Cooperator");
    }
    return weft__script_answered(attempt, status);
}

/* A closed block that yields is refused inside the call, and so a finding of the world's already:
 * one that is wanted is taken away again. */
static enum weft__script_answer act_close(struct weft__script_attempt *attempt)
{
    weft_iterator *iterator;
    weft_status status;

    if (weft_value_is_none(&attempt->target))
        return WEFT__SCRIPT_GRANTED;
    if (kind_of(&attempt->target) != WEFT__SCRIPT_KIND_ITERATOR)
        return weft__script_wrong_type(attempt, "it takes an iterator");
    iterator = weft_value_iterator(&attempt->target);
    status = weft_iterator_close(iterator);
    weft__script_body_closed(run_of(attempt), iterator);
    if (status != WEFT_IGNORED_CLOSE || !weft__script_refusal_wanted(attempt, &weft_error_runtime))
        return WEFT__SCRIPT_GRANTED;
    weft__script_demand(run_of(attempt),
                        (struct weft__demanded){.kind = WEFT_FINDING_MISUSE,
                                                .type = &weft_error_runtime,
                                                .line = attempt->statement->place.line});
    return weft__script_answered(attempt, status);
}

static enum weft__script_answer act_start(struct weft__script_attempt *attempt)
{
    if (kind_of(&attempt->target) != WEFT__SCRIPT_KIND_COOPERATOR)
        return weft__script_wrong_type(attempt, "it takes a Cooperator");
    weft__script_ask(run_of(attempt));
    return weft__script_answered(
        attempt, weft_cooperator_start(weft__script_cooperator_of(&attempt->target)));
}

/* --- Locks and queues --- */

static enum weft__script_answer act_release(struct weft__script_attempt *attempt)
{
    weft_status status;

    switch (kind_of(&attempt->target)) {
    case WEFT__SCRIPT_KIND_LOCK:
        weft__script_ask(run_of(attempt));
        status = weft_lock_release(weft_value_lock(&attempt->target));
        break;
    case WEFT__SCRIPT_KIND_SEMAPHORE:
        weft__script_ask(run_of(attempt));
        status = weft_semaphore_release(weft_value_semaphore(&attempt->target));
        break;
    default:
        return weft__script_wrong_type(attempt, "it takes a lock or a semaphore");
    }
    return weft__script_answered(attempt, status);
}

static enum weft__script_answer act_put(struct weft__script_attempt *attempt)
{
    if (kind_of(&attempt->target) != WEFT__SCRIPT_KIND_QUEUE)
        return weft__script_wrong_type(attempt, "it takes a queue");
    weft__script_ask(run_of(attempt));
    return weft__script_answered(attempt, weft_queue_put(weft_value_queue(&attempt->target),
                                                         weft__script_take(&attempt->value)));
}

/* --- Calls --- */

static enum weft__script_answer move_call(struct weft__script_attempt *attempt,
                                          weft_status (*move)(weft_delayed_call *, int64_t))
{
    enum weft__script_answer timed;
    int64_t ns;

    if (kind_of(&attempt->target) != WEFT__SCRIPT_KIND_CALL)
        return weft__script_wrong_type(attempt, "it takes a call");
    timed = weft__script_attempt_time(attempt, &attempt->value, &ns);
    if (timed != WEFT__SCRIPT_GRANTED)
        return timed;
    weft__script_ask(run_of(attempt));
    return weft__script_answered(attempt, move(weft__script_call_of(&attempt->target), ns));
}

static enum weft__script_answer act_reset(struct weft__script_attempt *attempt)
{
    if (kind_of(&attempt->target) != WEFT__SCRIPT_KIND_LOOP)
        return move_call(attempt, weft_delayed_call_reset);
    weft__script_ask(run_of(attempt));
    return weft__script_answered(
        attempt, weft_looping_call_reset(weft_value_looping_call(&attempt->target)));
}

static enum weft__script_answer act_delay(struct weft__script_attempt *attempt)
{
    return move_call(attempt, weft_delayed_call_delay);
}

static enum weft__script_answer act_work(struct weft__script_attempt *attempt)
{
    enum weft__script_answer timed;
    int64_t cost_ns;

    timed = weft__script_attempt_time(attempt, &attempt->target, &cost_ns);
    if (timed != WEFT__SCRIPT_GRANTED)
        return timed;
    weft__script_ask(run_of(attempt));
    return weft__script_answered(attempt, weft_world_work(run_of(attempt)->world, cost_ns));
}

/* --- All acts --- */

struct act {
    enum weft__script_answer (*perform)(struct weft__script_attempt *attempt);
    const struct weft__expression *target, *value;
};

static struct act act_of(const struct weft__statement *statement)
{
    switch (statement->kind) {
    case WEFT__STATEMENT_WORK:
        return (struct act){act_work, statement->value, NULL};
    case WEFT__STATEMENT_ON:
        return (struct act){act_on, statement->on.subject, NULL};
    case WEFT__STATEMENT_FIRE:
        return (struct act){act_fire, statement->fire.subject, statement->fire.value};
    case WEFT__STATEMENT_FAIL:
        return (struct act){act_fail, statement->fail.subject, statement->fail.message};
    case WEFT__STATEMENT_CHAIN:
        return (struct act){act_chain, statement->chain.source, statement->chain.target};
    case WEFT__STATEMENT_TIMEOUT:
        return (struct act){act_timeout, statement->timeout.subject, statement->timeout.delay};
    case WEFT__STATEMENT_CANCEL:
        return (struct act){act_cancel, statement->value, NULL};
    case WEFT__STATEMENT_PAUSE:
        return (struct act){act_pause, statement->value, NULL};
    case WEFT__STATEMENT_RESUME:
        return (struct act){act_resume, statement->value, NULL};
    case WEFT__STATEMENT_STOP:
        return (struct act){act_stop, statement->value, NULL};
    case WEFT__STATEMENT_CLOSE:
        return (struct act){act_close, statement->value, NULL};
    case WEFT__STATEMENT_START_COOPERATOR:
        return (struct act){act_start, statement->value, NULL};
    case WEFT__STATEMENT_RELEASE:
        return (struct act){act_release, statement->value, NULL};
    case WEFT__STATEMENT_PUT:
        return (struct act){act_put, statement->fire.subject, statement->fire.value};
    case WEFT__STATEMENT_RESET:
        return (struct act){act_reset, statement->fire.subject, statement->fire.value};
    case WEFT__STATEMENT_DELAY:
        return (struct act){act_delay, statement->fire.subject, statement->fire.value};
    default:
        assert(0 && "the walk sees to all others");
        return (struct act){NULL, NULL, NULL};
    }
}

/* The failure that `fail` fires with, in place of its message. */
static void make_failure(struct weft__script_attempt *attempt)
{
    const struct weft__statement *statement = attempt->statement;
    struct weft__script_run *run = run_of(attempt);
    weft_value failure;

    failure =
        weft__script_raise(run, run->script->errors[statement->fail.error->error].type,
                           statement->fail.message ? &attempt->value : NULL, statement->place.line);
    weft_value_release(attempt->value);
    attempt->value = failure;
}

/* First all values, then the call. */
static bool act(const struct weft__script_scope *scope, const struct weft__statement *statement,
                weft_value *failure)
{
    struct act act = act_of(statement);
    struct weft__script_attempt attempt = {scope, statement, weft_none(), weft_none(), weft_none()};
    enum weft__script_answer answer;
    bool went;

    answer = weft__script_attempt_value(&attempt, act.target, &attempt.target);
    if (answer == WEFT__SCRIPT_GRANTED)
        answer = weft__script_attempt_value(&attempt, act.value, &attempt.value);
    if (answer == WEFT__SCRIPT_GRANTED && statement->kind == WEFT__STATEMENT_FAIL)
        make_failure(&attempt);
    if (answer == WEFT__SCRIPT_GRANTED)
        answer = act.perform(&attempt);
    went = weft__script_settle(&attempt, answer);
    weft_value_release(attempt.value);
    weft_value_release(attempt.target);
    *failure = attempt.outcome;
    return went;
}

/* --- Statements that call nothing --- */

static bool give(const struct weft__script_scope *scope, const struct weft__statement *statement,
                 weft_value *failure)
{
    weft_value value;

    if (!weft__script_evaluate(scope, statement->value, &value)) {
        *failure = weft__script_raise_problem(scope->run, statement->place.line);
        return false;
    }
    weft__script_give(scope, statement->gives, value);
    return true;
}

static bool print(const struct weft__script_scope *scope, const struct weft__statement *statement,
                  weft_value *failure)
{
    const char *text = NULL;
    weft_value value;
    size_t length;

    if (weft__script_evaluate(scope, statement->value, &value)) {
        text = weft__script_printed(scope->run, &value, &length);
        weft_value_release(value);
    }
    if (!text) {
        *failure = weft__script_raise_problem(scope->run, statement->place.line);
        return false;
    }
    weft_world_print_text(scope->run->world, text, length);
    return true;
}

static bool make(const struct weft__script_scope *scope, const struct weft__statement *statement,
                 weft_value *failure)
{
    weft_value made;

    if (!weft__script_make(scope, statement, statement->make, &made)) {
        *failure = made;
        return false;
    }
    if (statement->gives)
        weft__script_give(scope, statement->gives, made);
    else
        weft_value_release(made);
    return true;
}

bool weft__script_act(const struct weft__script_scope *scope,
                      const struct weft__statement *statement, weft_value *failure)
{
    *failure = weft_none();
    switch (statement->kind) {
    case WEFT__STATEMENT_GIVE:
        return give(scope, statement, failure);
    case WEFT__STATEMENT_MAKE:
        return make(scope, statement, failure);
    case WEFT__STATEMENT_PRINT:
        return print(scope, statement, failure);
    case WEFT__STATEMENT_DROP:
        weft__script_give(scope, statement->gives, weft_none());
        return true;
    default:
        return act(scope, statement, failure);
    }
}
