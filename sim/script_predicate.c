/* script_predicate.c - comparisons, states, counts, output. */
#include "script_predicate.h"

#include "script_demand.h"
#include "script_evaluate.h"
#include "script_record.h"

#include <assert.h>
#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

enum { SHOWN_BYTES = 64 }; /* of a value in a sentence; longer ones are cut */

/* What is judged, and since when it is so. */
struct judgement {
    const struct weft__script_scope *scope;
    const struct weft__predicate *predicate;
    bool held;
    bool dated; /* since_ns says something */
    int64_t since_ns;
    bool told; /* why it is so, too */
};

static void say_why(const struct judgement *judgement, const char *format, ...)
{
    va_list arguments;

    if (!judgement->told)
        return;
    va_start(arguments, format);
    vsnprintf(judgement->scope->run->why, sizeof judgement->scope->run->why, format, arguments);
    va_end(arguments);
}

/* VIEW as words of a sentence of say_why. */
static const char *shown(const struct judgement *judgement, const struct weft__script_view *view,
                         char text[SHOWN_BYTES])
{
    if (!judgement->told)
        return "";
    if (weft__script_format_view(view, text, SHOWN_BYTES) >= SHOWN_BYTES)
        memcpy(text + SHOWN_BYTES - 4, "...", 4);
    return text;
}

static bool no_judgement(const struct judgement *judgement, const char *sentence)
{
    return weft__script_problem(judgement->scope->run, &weft__script_error_script, sentence);
}

/* --- Comparisons --- */

static bool compare_views(struct judgement *judgement, const struct weft__script_view *left,
                          const struct weft__script_view *right)
{
    enum weft__comparison comparison = judgement->predicate->compare.comparison;
    bool numbers = left->kind == right->kind && (left->kind == WEFT__SCRIPT_KIND_INTEGER ||
                                                 left->kind == WEFT__SCRIPT_KIND_TIME);

    if (comparison == WEFT__EQUAL || comparison == WEFT__UNEQUAL) {
        judgement->held = weft__script_views_equal(left, right) == (comparison == WEFT__EQUAL);
        return true;
    }
    if (!numbers)
        return no_judgement(judgement, "an order needs two integers or two times");
    switch (comparison) {
    case WEFT__LESS:
        judgement->held = left->number < right->number;
        break;
    case WEFT__LESS_OR_EQUAL:
        judgement->held = left->number <= right->number;
        break;
    case WEFT__GREATER:
        judgement->held = left->number > right->number;
        break;
    case WEFT__GREATER_OR_EQUAL:
        judgement->held = left->number >= right->number;
        break;
    case WEFT__EQUAL:
    case WEFT__UNEQUAL:
        break;
    }
    return true;
}

/* Two values of a C program's own type are known as equal only while both are at hand. */
static bool equal_others(const weft_value *left, const weft_value *right)
{
    return weft__script_view_of(left).kind == WEFT__SCRIPT_KIND_OTHER &&
           !weft__script_seen_in(left) && !weft__script_seen_in(right) &&
           weft_value_equals(left, right);
}

static bool judge_compare(struct judgement *judgement)
{
    const struct weft__predicate *predicate = judgement->predicate;
    struct weft__script_view left_view, right_view;
    char left_text[SHOWN_BYTES], right_text[SHOWN_BYTES];
    weft_value left, right;
    bool judged;

    if (!weft__script_evaluate(judgement->scope, predicate->compare.left, &left))
        return false;
    if (!weft__script_evaluate(judgement->scope, predicate->compare.right, &right)) {
        weft_value_release(left);
        return false;
    }
    left_view = weft__script_view_of(&left);
    right_view = weft__script_view_of(&right);
    judged = compare_views(judgement, &left_view, &right_view);
    if (judged && equal_others(&left, &right))
        judgement->held = predicate->compare.comparison == WEFT__EQUAL;
    if (judged)
        say_why(judgement, "left is %s, right is %s", shown(judgement, &left_view, left_text),
                shown(judgement, &right_view, right_text));
    weft_value_release(left);
    weft_value_release(right);
    return judged;
}

/* --- States --- */

/* Whether FAILURE is of the type that the predicate names, and says what it says. */
static bool failure_fits(struct judgement *judgement, const struct weft__script_view *failure)
{
    const struct weft__predicate *predicate = judgement->predicate;
    struct weft__script_run *run = judgement->scope->run;
    const char *message;
    weft_value value;
    size_t length;

    judgement->held = false;
    if (predicate->state.error &&
        !weft_error_is(failure->error, run->script->errors[predicate->state.error->error].type))
        return true;
    judgement->held = true;
    if (!predicate->state.value)
        return true;
    if (!weft__script_evaluate(judgement->scope, predicate->state.value, &value))
        return false;
    message = weft__script_printed(run, &value, &length);
    judgement->held = message && length == failure->length &&
                      (length == 0 || memcmp(message, failure->text, length) == 0);
    weft_value_release(value);
    return message != NULL;
}

static bool value_fits(struct judgement *judgement, const struct weft__script_view *result)
{
    struct weft__script_view view;
    weft_value value;

    judgement->held = true;
    if (!judgement->predicate->state.value)
        return true;
    if (!weft__script_evaluate(judgement->scope, judgement->predicate->state.value, &value))
        return false;
    view = weft__script_view_of(&value);
    judgement->held = weft__script_views_equal(result, &view);
    weft_value_release(value);
    return true;
}

/* Whether RESULT is the `ok V` or `failed E M` that is asked for. */
static bool result_fits(struct judgement *judgement, const struct weft__script_view *result)
{
    bool failed = result->kind == WEFT__SCRIPT_KIND_FAILURE;

    judgement->held = false;
    if (failed != (judgement->predicate->state.state == WEFT__STATE_FAILED))
        return true;
    return failed ? failure_fits(judgement, result) : value_fits(judgement, result);
}

/* What a Deferred has now: itself says so while it is at hand. */
static struct weft__script_view present_of(const weft_value *value,
                                           const struct weft__script_object *object)
{
    const weft_value *result = NULL;

    if (weft_value_is_deferred(value))
        result = weft_deferred_result(weft_value_deferred(value));
    return result ? weft__script_view_of(result) : object->present.view;
}

static void say_deferred(const struct judgement *judgement,
                         const struct weft__script_object *object,
                         const struct weft__script_view *present)
{
    char text[SHOWN_BYTES];
    bool failed = present->kind == WEFT__SCRIPT_KIND_FAILURE;

    if (!object->fired)
        say_why(judgement, "it is pending%s", object->cancelled ? ", and cancelled" : "");
    else if (object->waiting)
        say_why(judgement, "it is waiting");
    else
        say_why(judgement, "it is %s %s%s", failed ? "failed" : "ok",
                shown(judgement, present, text), object->pauses > 0 ? " paused" : "");
}

/* What is judged is so since SINCE_NS; not DATED: since the beginning. */
static void since(struct judgement *judgement, bool dated, int64_t since_ns)
{
    judgement->dated = dated;
    judgement->since_ns = since_ns;
}

static bool judge_deferred(struct judgement *judgement, const weft_value *value,
                           const struct weft__script_object *object)
{
    const struct weft__predicate *predicate = judgement->predicate;
    struct weft__script_view present = present_of(value, object);

    say_deferred(judgement, object, &present);
    since(judgement, object->changed, object->changed_ns);
    if (predicate->state.first || predicate->state.state == WEFT__STATE_FIRED) {
        judgement->since_ns = object->fired_ns;
        judgement->held = object->fired;
        return !object->fired || predicate->state.state == WEFT__STATE_FIRED ||
               result_fits(judgement, &object->first.view);
    }
    switch (predicate->state.state) {
    case WEFT__STATE_OK:
    case WEFT__STATE_FAILED:
        return !object->fired || object->waiting || result_fits(judgement, &present);
    case WEFT__STATE_PENDING:
        judgement->held = !object->fired;
        return true;
    case WEFT__STATE_WAITING:
        judgement->held = object->waiting;
        return true;
    case WEFT__STATE_PAUSED:
        judgement->held = object->pauses > 0;
        since(judgement, object->pauses > 0, object->paused_ns);
        return true;
    case WEFT__STATE_CANCELLED:
        judgement->held = object->cancelled;
        since(judgement, object->cancelled, object->cancelled_ns);
        return true;
    default:
        return no_judgement(judgement, "a Deferred has no such state");
    }
}

static bool has_ended(const struct weft__script_object *task)
{
    return task->done || task->stopped || task->failed;
}

static void say_task(const struct judgement *judgement, const struct weft__script_object *object)
{
    char text[SHOWN_BYTES];

    if (object->failed)
        say_why(judgement, "it has failed: %s", shown(judgement, &object->present.view, text));
    else
        say_why(judgement, "it is %s",
                object->done         ? "done"
                : object->stopped    ? "stopped"
                : object->pauses > 0 ? "paused"
                : object->waiting    ? "waiting"
                                     : "running");
}

static bool judge_task(struct judgement *judgement, const struct weft__script_object *object)
{
    const struct weft__predicate *predicate = judgement->predicate;
    bool unfinished = !has_ended(object);

    say_task(judgement, object);
    since(judgement, object->changed, object->changed_ns);
    if (predicate->state.first)
        return no_judgement(judgement, "a task has no such state");
    switch (predicate->state.state) {
    case WEFT__STATE_RUNNING:
        judgement->held = unfinished && object->pauses == 0 && !object->waiting;
        return true;
    case WEFT__STATE_PAUSED:
        judgement->held = unfinished && object->pauses > 0;
        return true;
    case WEFT__STATE_WAITING:
        judgement->held = unfinished && object->waiting;
        return true;
    case WEFT__STATE_DONE:
        judgement->held = object->done;
        return true;
    case WEFT__STATE_STOPPED:
        judgement->held = object->stopped;
        return true;
    case WEFT__STATE_FAILED:
        return !object->failed || failure_fits(judgement, &object->present.view);
    default:
        return no_judgement(judgement, "a task has no such state");
    }
}

static bool judge_call(struct judgement *judgement, const struct weft__script_object *object)
{
    since(judgement, object->changed, object->changed_ns);
    say_why(judgement, "it %s",
            object->cancelled ? "is cancelled"
            : object->called  ? "has run"
                              : "is pending");
    if (judgement->predicate->state.state == WEFT__STATE_CANCELLED)
        judgement->held = object->cancelled;
    else if (judgement->predicate->state.state == WEFT__STATE_PENDING)
        judgement->held = !object->cancelled && !object->called;
    else
        return no_judgement(judgement, "a call has no such state");
    return true;
}

static bool judge_iterator(struct judgement *judgement, const struct weft__script_object *object)
{
    since(judgement, object->changed, object->changed_ns);
    say_why(judgement, "it is %s", object->closed ? "closed" : "not closed");
    judgement->held = object->closed;
    return judgement->predicate->state.state == WEFT__STATE_CLOSED ||
           no_judgement(judgement, "an iterator has no such state");
}

static bool judge_cooperator(struct judgement *judgement, const struct weft__script_object *object)
{
    since(judgement, object->changed, object->changed_ns);
    say_why(judgement, "it is %s",
            object->stopped   ? "stopped"
            : object->running ? "running"
                              : "idle");
    if (judgement->predicate->state.state == WEFT__STATE_RUNNING)
        judgement->held = object->running;
    else if (judgement->predicate->state.state == WEFT__STATE_STOPPED)
        judgement->held = object->stopped;
    else
        return no_judgement(judgement, "a Cooperator has no such state");
    return true;
}

static bool judge_lock(struct judgement *judgement, const weft_value *value,
                       const struct weft__script_object *object)
{
    judgement->held = weft_lock_locked(weft_value_lock(value));
    since(judgement, object->changed, object->changed_ns);
    say_why(judgement, "it is %s", judgement->held ? "locked" : "free");
    return judgement->predicate->state.state == WEFT__STATE_LOCKED ||
           no_judgement(judgement, "a lock has no such state");
}

static bool judge_loop(struct judgement *judgement, const weft_value *value,
                       const struct weft__script_object *object)
{
    judgement->held = weft_looping_call_running(weft_value_looping_call(value));
    since(judgement, object->changed, object->changed_ns);
    say_why(judgement, "it is %s", judgement->held ? "running" : "stopped");
    return judgement->predicate->state.state == WEFT__STATE_RUNNING ||
           no_judgement(judgement, "a loop has no such state");
}

/* Asks the object behind VALUE itself, by JUDGE; one that is gone has no state. */
static bool judge_at_hand(struct judgement *judgement, const weft_value *value,
                          const struct weft__script_object *object,
                          bool (*judge)(struct judgement *, const weft_value *,
                                        const struct weft__script_object *))
{
    weft_value present = weft__script_at_hand(judgement->scope->run, value);
    bool judged = true;

    say_why(judgement, "it is gone");
    if (!weft_value_is_none(&present))
        judged = judge(judgement, &present, object);
    weft_value_release(present);
    return judged;
}

static bool judge_subject(struct judgement *judgement, const weft_value *value)
{
    struct weft__script_view view = weft__script_view_of(value);
    const struct weft__script_object *object =
        weft__script_object(judgement->scope->run, view.subject);

    switch (view.kind) {
    case WEFT__SCRIPT_KIND_NONE:
        say_why(judgement, "it is none");
        return true;
    case WEFT__SCRIPT_KIND_DEFERRED:
        return judge_deferred(judgement, value, object);
    case WEFT__SCRIPT_KIND_TASK:
        return judge_task(judgement, object);
    case WEFT__SCRIPT_KIND_CALL:
        return judge_call(judgement, object);
    case WEFT__SCRIPT_KIND_ITERATOR:
        return judge_iterator(judgement, object);
    case WEFT__SCRIPT_KIND_COOPERATOR:
        return judge_cooperator(judgement, object);
    case WEFT__SCRIPT_KIND_LOCK:
        return judge_at_hand(judgement, value, object, judge_lock);
    case WEFT__SCRIPT_KIND_LOOP:
        return judge_at_hand(judgement, value, object, judge_loop);
    case WEFT__SCRIPT_KIND_SEMAPHORE:
    case WEFT__SCRIPT_KIND_QUEUE:
    case WEFT__SCRIPT_KIND_LIST:
    case WEFT__SCRIPT_KIND_INTEGER:
    case WEFT__SCRIPT_KIND_TIME:
    case WEFT__SCRIPT_KIND_TEXT:
    case WEFT__SCRIPT_KIND_FAILURE:
    case WEFT__SCRIPT_KIND_OTHER:
        break;
    }
    return no_judgement(judgement, "this value has no states");
}

static bool inside(const struct weft__expectation *window, const struct judgement *judgement)
{
    if (!window || window->window == WEFT__WINDOW_NONE)
        return true;
    if (!judgement->dated)
        return false;
    switch (window->window) {
    case WEFT__WINDOW_AT:
        return judgement->since_ns == window->from_ns;
    case WEFT__WINDOW_BY:
        return judgement->since_ns <= window->until_ns;
    case WEFT__WINDOW_IN:
        return judgement->since_ns >= window->from_ns && judgement->since_ns <= window->until_ns;
    case WEFT__WINDOW_NOT_BEFORE:
        return judgement->since_ns >= window->from_ns;
    case WEFT__WINDOW_NONE:
        break;
    }
    return true;
}

static bool judge_state(struct judgement *judgement, const struct weft__expectation *expectation)
{
    char since[32];
    weft_value value;
    bool judged;

    if (!weft__script_evaluate(judgement->scope, judgement->predicate->state.subject, &value))
        return false;
    judged = judge_subject(judgement, &value);
    weft_value_release(value);
    if (judged && judgement->held && !inside(expectation, judgement)) {
        judgement->held = false;
        weft__script_format_time(judgement->since_ns, since, sizeof since);
        say_why(judgement, "it has been so since %s", judgement->dated ? since : "the beginning");
    }
    return judged;
}

/* --- Output --- */

static bool judge_printed(struct judgement *judgement, const struct weft__expectation *window)
{
    const struct weft__predicate *predicate = judgement->predicate;
    struct weft__script_run *run = judgement->scope->run;
    enum weft__window_kind kind = window ? window->window : WEFT__WINDOW_NONE;
    int64_t from_ns = 0, until_ns = INT64_MAX, times, early = 0;
    struct weft__script_view text;
    weft_value value;

    if (!weft__script_evaluate(judgement->scope, predicate->printed.text, &value))
        return false;
    text = weft__script_view_of(&value);
    if (kind == WEFT__WINDOW_AT || kind == WEFT__WINDOW_IN)
        from_ns = window->from_ns;
    if (kind == WEFT__WINDOW_AT)
        until_ns = window->from_ns;
    if (kind == WEFT__WINDOW_BY || kind == WEFT__WINDOW_IN)
        until_ns = window->until_ns;
    if (kind == WEFT__WINDOW_NOT_BEFORE && window->from_ns > 0)
        early = weft__script_printed_times(run, &text, 0, window->from_ns - 1);
    times = weft__script_printed_times(run, &text, from_ns, until_ns);
    weft_value_release(value);
    judgement->held =
        early == 0 &&
        (predicate->printed.times < 0 ? times > 0 : times == predicate->printed.times);
    if (early > 0)
        say_why(judgement, "it was printed %" PRId64 " times before", early);
    else
        say_why(judgement, "it was printed %" PRId64 " times%s", times,
                kind == WEFT__WINDOW_NONE ? "" : " then");
    return true;
}

/* --- Counts --- */

static bool judge_count(struct judgement *judgement)
{
    const struct weft__predicate *predicate = judgement->predicate;
    const weft_world *world = judgement->scope->run->world;
    size_t count;

    if (predicate->count.counted == WEFT__COUNTED_TIMERS)
        count = weft_world_timers(world);
    else if (predicate->count.counted == WEFT__COUNTED_TASKS)
        count = weft_world_tasks(world);
    else
        count = weft_world_count(world, weft__script_finding_kind(predicate->count.counted));
    judgement->held = (int64_t) count == predicate->count.number;
    say_why(judgement, "there are %zu", count);
    return true;
}

/* Whether there is such a finding by now. */
static bool judge_finding(struct judgement *judgement)
{
    const struct weft__predicate *predicate = judgement->predicate;
    const struct weft__script_run *run = judgement->scope->run;
    weft_finding_kind kind = weft__script_finding_kind(predicate->finding.counted);
    const weft_error_type *error = weft__script_finding_error(run, predicate);
    const weft_finding *findings;
    size_t count;

    say_why(judgement, "there is no such finding");
    if (!error) {
        judgement->held = weft_world_count(run->world, kind) > 0;
        return true;
    }
    count = weft_world_findings(run->world, &findings);
    for (size_t i = 0; i < count && !judgement->held; i++)
        judgement->held = findings[i].kind == kind && !findings[i].expected && findings[i].error &&
                          weft_error_is(findings[i].error, error);
    return true;
}

static bool judge(struct judgement *judgement, const struct weft__expectation *expectation)
{
    switch (judgement->predicate->kind) {
    case WEFT__PREDICATE_COMPARE:
        return judge_compare(judgement);
    case WEFT__PREDICATE_STATE:
        return judge_state(judgement, expectation);
    case WEFT__PREDICATE_PRINTED:
        return judge_printed(judgement, expectation);
    case WEFT__PREDICATE_COUNT:
        return judge_count(judgement);
    case WEFT__PREDICATE_FINDING:
        return judge_finding(judgement);
    }
    return false;
}

/* With TOLD, the run's `why` is filled in. */
static bool judge_anew(const struct weft__script_scope *scope,
                       const struct weft__predicate *predicate,
                       const struct weft__expectation *expectation, bool told, bool *held)
{
    struct judgement judgement = {.scope = scope, .predicate = predicate, .told = told};
    bool judged = judge(&judgement, expectation);

    *held = judged && judgement.held != predicate->negated;
    return judged;
}

bool weft__script_holds(const struct weft__script_scope *scope,
                        const struct weft__predicate *predicate, bool *held)
{
    return judge_anew(scope, predicate, NULL, false, held);
}

/* Nearly everything that is looked at holds, and of that nobody asks why. */
bool weft__script_holds_or_why(const struct weft__script_scope *scope,
                               const struct weft__predicate *predicate,
                               const struct weft__expectation *expectation, bool *held)
{
    assert(scope->looking);
    if (!judge_anew(scope, predicate, expectation, false, held))
        return false;
    return *held || judge_anew(scope, predicate, expectation, true, held);
}
