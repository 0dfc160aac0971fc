/* script_make.c - Deferreds, calls, iterators and their tasks, Cooperators: each made by one call.
 */
#include "script_make_internal.h"

#include "script_block.h"
#include "script_body.h"
#include "script_evaluate.h"
#include "script_make.h"
#include "script_program.h"
#include "script_record.h"
#include "script_slice.h"

#include <assert.h>

enum weft__script_answer weft__script_no_memory(const struct weft__script_attempt *attempt)
{
    return weft__script_answered(attempt, WEFT_NO_MEMORY);
}

enum weft__script_answer weft__script_made_deferred(struct weft__script_attempt *attempt,
                                                    weft_status status, weft_deferred *deferred)
{
    enum weft__script_answer answer = weft__script_answered(attempt, status);

    if (answer == WEFT__SCRIPT_GRANTED)
        attempt->outcome = weft_deferred_value(deferred);
    return answer;
}

enum weft__script_answer weft__script_make_time(struct weft__script_attempt *attempt,
                                                const struct weft__expression *expression,
                                                int64_t *ns)
{
    enum weft__script_answer answer;
    weft_value value;

    *ns = 0;
    answer = weft__script_attempt_value(attempt, expression, &value);
    if (answer != WEFT__SCRIPT_GRANTED)
        return answer;
    answer = weft__script_attempt_time(attempt, &value, ns);
    weft_value_release(value);
    return answer;
}

/* --- Deferreds --- */

static enum weft__script_answer make_unfired(struct weft__script_attempt *attempt,
                                             const struct weft__block *cancelled)
{
    weft_canceller canceller = {0};
    weft_deferred *deferred = NULL;
    weft_status status;

    if (cancelled) {
        struct weft__script_closure *closure = weft__script_closure_create(attempt->scope);

        if (!closure)
            return weft__script_no_memory(attempt);
        closure->ok = cancelled;
        canceller =
            (weft_canceller){weft__script_run_canceller, closure, weft__script_closure_release};
    }
    weft__script_ask(weft__script_run_of(attempt));
    status = weft_deferred_create(weft__script_run_of(attempt)->reactor,
                                  cancelled ? &canceller : NULL, &deferred);
    return weft__script_made_deferred(attempt, status, deferred);
}

/* RESULT is moved. */
static enum weft__script_answer make_fired(struct weft__script_attempt *attempt, weft_value result)
{
    weft_deferred *deferred = NULL;
    weft_status status;

    weft__script_ask(weft__script_run_of(attempt));
    status = weft_succeed(weft__script_run_of(attempt)->reactor, result, &deferred);
    return weft__script_made_deferred(attempt, status, deferred);
}

static enum weft__script_answer make_deferred(struct weft__script_attempt *attempt,
                                              const struct weft__make *make)
{
    struct weft__script_run *run = weft__script_run_of(attempt);
    enum weft__script_answer answer;
    weft_value value, failure;

    if (make->deferred.outcome == WEFT__OUTCOME_NONE)
        return make_unfired(attempt, make->deferred.cancelled);
    answer = weft__script_attempt_value(attempt, make->deferred.value, &value);
    if (answer != WEFT__SCRIPT_GRANTED)
        return answer;
    if (make->deferred.outcome == WEFT__OUTCOME_OK)
        return make_fired(attempt, value);
    failure = weft__script_raise(run, run->script->errors[make->deferred.error->error].type,
                                 make->deferred.value ? &value : NULL, make->place.line);
    weft_value_release(value);
    return make_fired(attempt, failure);
}

static enum weft__script_answer make_later(struct weft__script_attempt *attempt,
                                           const struct weft__make *make)
{
    weft_later later = {.release = weft__script_closure_release};
    struct weft__script_closure *closure;
    enum weft__script_answer answer, timed;
    weft_deferred *deferred = NULL;
    weft_value value;
    weft_status status;

    timed = weft__script_make_time(attempt, make->later.delay, &later.delay_ns);
    if (timed == WEFT__SCRIPT_RAISES)
        return timed;
    answer = weft__script_attempt_value(attempt, make->later.value, &value);
    if (answer == WEFT__SCRIPT_GRANTED)
        answer = timed;
    closure = answer == WEFT__SCRIPT_GRANTED ? weft__script_closure_create(attempt->scope) : NULL;
    if (!closure) {
        weft_value_release(value);
        return answer == WEFT__SCRIPT_GRANTED ? weft__script_no_memory(attempt) : answer;
    }
    closure->ok = make->later.block;
    later.context = closure;
    later.function = make->later.block ? weft__script_run_plain : weft__script_hand_out;
    if (!make->later.block)
        weft__script_closure_hold(closure, value);
    weft__script_ask(weft__script_run_of(attempt));
    status = weft_defer_later(weft__script_run_of(attempt)->reactor, &later, &deferred);
    return weft__script_made_deferred(attempt, status, deferred);
}

/* What a Deferred itself cannot be fired with (DEF-4) is refused by weft_succeed. */
static enum weft__script_answer make_execute(struct weft__script_attempt *attempt,
                                             const struct weft__make *make)
{
    weft_value result = weft__script_run_block(attempt->scope, make->block);

    if (make->kind == WEFT__MAKE_MAYBE && weft_value_is_deferred(&result)) {
        attempt->outcome = result;
        return WEFT__SCRIPT_GRANTED;
    }
    return make_fired(attempt, result);
}

/* --- Calls --- */

static enum weft__script_answer make_call_in(struct weft__script_attempt *attempt,
                                             const struct weft__make *make)
{
    weft_call_options options = {0};
    weft_delayed_call *call = NULL;
    enum weft__script_answer answer;

    answer = weft__script_make_time(attempt, make->call.delay, &options.delay_ns);
    if (answer == WEFT__SCRIPT_RAISES)
        return answer;
    if (!make->call.block) {
        enum weft__script_answer prepared = weft__script_action_prepare(attempt, make, &options);

        if (prepared != WEFT__SCRIPT_GRANTED)
            return prepared;
    } else if (answer == WEFT__SCRIPT_GRANTED) {
        struct weft__script_closure *closure = weft__script_closure_create(attempt->scope);

        if (!closure)
            return weft__script_no_memory(attempt);
        closure->ok = make->call.block;
        options.function = weft__script_run_call;
        options.context = closure;
        options.release = weft__script_closure_release;
    }
    if (answer != WEFT__SCRIPT_GRANTED) {
        if (options.release)
            options.release(weft__script_run_of(attempt)->reactor, options.context);
        return weft__script_wrong_type(attempt, "it takes a time");
    }
    weft__script_ask(weft__script_run_of(attempt));
    answer = weft__script_answered(
        attempt, weft_call_later_with(weft__script_run_of(attempt)->reactor, &options, &call));
    if (answer == WEFT__SCRIPT_GRANTED)
        attempt->outcome = weft__script_call_value(call);
    return answer;
}

/* --- Iterators and what runs them --- */

enum weft__script_answer weft__script_take_source(struct weft__script_attempt *attempt,
                                                  const struct weft__task_source *source,
                                                  weft_iterator **iterator)
{
    enum weft__script_answer answer;
    weft_value held;

    *iterator = NULL;
    switch (source->kind) {
    case WEFT__SOURCE_TASK:
        return weft__script_body_create(attempt,
                                        weft__script_run_of(attempt)->script->tasks[source->index],
                                        source->arguments, iterator);
    case WEFT__SOURCE_REGISTERED:
        return weft__script_registered_create(attempt, source, iterator);
    case WEFT__SOURCE_HELD:
        break;
    }
    answer = weft__script_attempt_value(attempt, source->held, &held);
    if (answer != WEFT__SCRIPT_GRANTED)
        return answer;
    if (weft__script_view_of(&held).kind == WEFT__SCRIPT_KIND_ITERATOR)
        *iterator = weft_iterator_retain(weft_value_iterator(&held));
    else
        answer = weft__script_wrong_type(attempt, "it takes an iterator");
    weft_value_release(held);
    return answer;
}

/* The Cooperator that EXPRESSION says, as a value of the caller's; NULL: the world's own. */
static enum weft__script_answer take_cooperator(struct weft__script_attempt *attempt,
                                                const struct weft__expression *expression,
                                                weft_value *value)
{
    weft_cooperator *standard;

    if (expression)
        return weft__script_attempt_value(attempt, expression, value);
    *value = weft_none();
    standard = weft_world_cooperator(weft__script_run_of(attempt)->world);
    if (!standard)
        return weft__script_no_memory(attempt);
    *value = weft__script_cooperator_value(weft_cooperator_retain(standard));
    return WEFT__SCRIPT_GRANTED;
}

void weft__script_note_work(struct weft__script_run *run, const weft_deferred *deferred,
                            const weft_iterator *iterator)
{
    struct weft__script_object *object =
        weft__script_object_make(run, weft_deferred_subject(deferred));

    if (object)
        object->iterator = weft_iterator_subject(iterator);
}

static enum weft__script_answer hand_over(struct weft__script_attempt *attempt,
                                          enum weft__make_kind kind, weft_cooperator *cooperator,
                                          weft_iterator *iterator)
{
    enum weft__script_answer answer;
    weft_deferred *deferred = NULL;
    weft_task *task = NULL;
    weft_status status;

    weft__script_ask(weft__script_run_of(attempt));
    if (kind == WEFT__MAKE_COOPERATE) {
        answer = weft__script_answered(attempt, weft_cooperate(cooperator, iterator, &task));
        if (answer == WEFT__SCRIPT_GRANTED)
            attempt->outcome = weft__script_task_value(task);
        return answer;
    }
    status = kind == WEFT__MAKE_RUN ? weft_run_iterator(cooperator, iterator, &deferred)
                                    : weft_coiterate(cooperator, iterator, &deferred);
    answer = weft__script_made_deferred(attempt, status, deferred);
    if (answer == WEFT__SCRIPT_GRANTED)
        weft__script_note_work(weft__script_run_of(attempt), deferred, iterator);
    return answer;
}

static enum weft__script_answer make_running(struct weft__script_attempt *attempt,
                                             const struct weft__make *make)
{
    weft_iterator *iterator = NULL;
    enum weft__script_answer answer;
    weft_value cooperator;

    answer = take_cooperator(attempt, make->run.cooperator, &cooperator);
    if (answer != WEFT__SCRIPT_GRANTED)
        return answer;
    answer = weft__script_take_source(attempt, &make->run.source, &iterator);
    if (answer == WEFT__SCRIPT_GRANTED &&
        weft__script_view_of(&cooperator).kind != WEFT__SCRIPT_KIND_COOPERATOR)
        answer = weft__script_wrong_type(attempt, "it takes a Cooperator");
    if (answer == WEFT__SCRIPT_GRANTED)
        answer = hand_over(attempt, make->kind, weft__script_cooperator_of(&cooperator), iterator);
    weft_value_release(cooperator);
    if (iterator)
        weft_iterator_release(iterator);
    return answer;
}

static enum weft__script_answer make_iterator(struct weft__script_attempt *attempt,
                                              const struct weft__make *make)
{
    weft_iterator *iterator = NULL;
    enum weft__script_answer answer =
        weft__script_take_source(attempt, &make->run.source, &iterator);

    if (answer == WEFT__SCRIPT_GRANTED)
        attempt->outcome = weft_iterator_value(iterator);
    return answer;
}

static enum weft__script_answer make_done(struct weft__script_attempt *attempt,
                                          const struct weft__make *make)
{
    weft_deferred *deferred = NULL;
    enum weft__script_answer answer;
    weft_status status;
    weft_value task;

    answer = weft__script_attempt_value(attempt, make->subject, &task);
    if (answer != WEFT__SCRIPT_GRANTED)
        return answer;
    if (weft__script_view_of(&task).kind != WEFT__SCRIPT_KIND_TASK) {
        weft_value_release(task);
        return weft__script_wrong_type(attempt, "it takes a task");
    }
    weft__script_ask(weft__script_run_of(attempt));
    status = weft_task_when_done(weft__script_task_of(&task), &deferred);
    answer = weft__script_made_deferred(attempt, status, deferred);
    weft_value_release(task);
    return answer;
}

static enum weft__script_answer make_cooperator(struct weft__script_attempt *attempt,
                                                const struct weft__make *make)
{
    weft_cooperator_options options = {
        .slice_steps = 1, .delay_ns = 10 * WEFT_NANOSECOND, .idle = make->cooperator.idle};
    const struct weft__slice *slice = &make->cooperator.slice;
    struct weft__script_object *object;
    weft_cooperator *cooperator = NULL;
    enum weft__script_answer answer;

    if (make->cooperator.delay) {
        answer = weft__script_make_time(attempt, make->cooperator.delay, &options.delay_ns);
        if (answer != WEFT__SCRIPT_GRANTED)
            return answer;
    }
    if (slice->kind != WEFT__SLICE_DEFAULT)
        weft__script_slice(slice, &options.slice_ns, &options.slice_steps);
    weft__script_ask(weft__script_run_of(attempt));
    answer =
        weft__script_answered(attempt, weft_cooperator_create(weft__script_run_of(attempt)->reactor,
                                                              &options, &cooperator));
    if (answer != WEFT__SCRIPT_GRANTED)
        return answer;
    object =
        weft__script_object_make(weft__script_run_of(attempt), weft_cooperator_subject(cooperator));
    if (object)
        object->running = !options.idle;
    attempt->outcome = weft__script_cooperator_value(cooperator);
    return answer;
}

/* --- All of them --- */

static enum weft__script_answer make_any(struct weft__script_attempt *attempt,
                                         const struct weft__make *make)
{
    switch (make->kind) {
    case WEFT__MAKE_DEFERRED:
        return make_deferred(attempt, make);
    case WEFT__MAKE_LATER:
        return make_later(attempt, make);
    case WEFT__MAKE_CALL_IN:
        return make_call_in(attempt, make);
    case WEFT__MAKE_CALL:
        return weft__script_action_call(attempt, make);
    case WEFT__MAKE_EXECUTE:
    case WEFT__MAKE_MAYBE:
        return make_execute(attempt, make);
    case WEFT__MAKE_ITERATOR:
        return make_iterator(attempt, make);
    case WEFT__MAKE_COOPERATE:
    case WEFT__MAKE_COITERATE:
    case WEFT__MAKE_RUN:
        return make_running(attempt, make);
    case WEFT__MAKE_DONE:
        return make_done(attempt, make);
    case WEFT__MAKE_COOPERATOR:
        return make_cooperator(attempt, make);
    case WEFT__MAKE_LIST:
    case WEFT__MAKE_GATHER:
    case WEFT__MAKE_RACE:
        return weft__script_make_list(attempt, make);
    case WEFT__MAKE_LOCK:
    case WEFT__MAKE_SEMAPHORE:
    case WEFT__MAKE_QUEUE:
    case WEFT__MAKE_ACQUIRE:
    case WEFT__MAKE_GET:
    case WEFT__MAKE_HOLD:
        return weft__script_make_lock(attempt, make);
    case WEFT__MAKE_LOOP:
    case WEFT__MAKE_START_LOOP:
    case WEFT__MAKE_START:
        return weft__script_make_loop(attempt, make);
    }
    assert(0 && "every kind is handled above");
    return WEFT__SCRIPT_GRANTED;
}

bool weft__script_make(const struct weft__script_scope *scope,
                       const struct weft__statement *statement, const struct weft__make *make,
                       weft_value *made)
{
    struct weft__script_attempt attempt = {scope, statement, weft_none(), weft_none(), weft_none()};
    enum weft__script_answer answer;
    bool went;

    weft__script_charge_object(scope->run);
    answer = make_any(&attempt, make);
    went = weft__script_settle(&attempt, answer);
    *made = attempt.outcome;
    return went;
}
