/* script_outcome.c - the state of every name at the end, and the outcome as text. */
#include "script_outcome.h"

#include "script_evaluate.h"
#include "script_expect.h"
#include "script_record.h"
#include "script_report.h"
#include "script_run.h"
#include "world_internal.h"
#include "world_script.h"

#include <assert.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

/* --- States --- */

static const char *deferred_state(struct weft__script_run *run, const weft_deferred *deferred)
{
    const char *paused = weft_deferred_pauses(deferred) > 0 ? " paused" : "";
    const weft_value *result = weft_deferred_result(deferred);
    const char *text;
    size_t length;

    if (!weft_deferred_called(deferred))
        return weft__script_say(run, "deferred pending%s", paused);
    if (!result)
        return weft__script_say(run, "deferred waiting%s", paused);
    text = weft__script_printed(run, result, &length);
    return weft__script_say(run, "deferred %s %s%s",
                            weft_value_is_failure(result) ? "failed" : "ok",
                            text ? text : run->problem.sentence, paused);
}

static const char *task_state(struct weft__script_run *run, const weft_task *task)
{
    const char *text;
    size_t length;

    switch (weft_task_get_state(task)) {
    case WEFT_TASK_STATE_RUNNING:
        return "task running";
    case WEFT_TASK_STATE_PAUSED:
        return "task paused";
    case WEFT_TASK_STATE_WAITING:
        return weft_task_pauses(task) > 0 ? "task paused" : "task waiting";
    case WEFT_TASK_STATE_DONE:
        return "task done";
    case WEFT_TASK_STATE_STOPPED:
        return "task stopped";
    case WEFT_TASK_STATE_FAILED:
        break;
    }
    text = weft__script_printed(run, weft_task_result(task), &length);
    return weft__script_say(run, "task failed %s", text ? text : run->problem.sentence);
}

static const char *call_state(const weft_delayed_call *call)
{
    if (weft_delayed_call_active(call))
        return "call pending";
    return weft_delayed_call_cancelled(call) ? "call cancelled" : "call called";
}

static const char *iterator_state(const weft_iterator *iterator)
{
    switch (weft_iterator_get_state(iterator)) {
    case WEFT_ITERATOR_CREATED:
        return "iterator created";
    case WEFT_ITERATOR_SUSPENDED:
        return "iterator suspended";
    case WEFT_ITERATOR_RUNNING:
        return "iterator running";
    case WEFT_ITERATOR_FINISHED:
        break;
    }
    return "iterator finished";
}

static const char *cooperator_state(const weft_cooperator *cooperator)
{
    if (weft_cooperator_running(cooperator))
        return "cooperator running";
    return weft_cooperator_stopped(cooperator) ? "cooperator stopped" : "cooperator idle";
}

static const char *semaphore_state(struct weft__script_run *run, const weft_semaphore *semaphore)
{
    return weft__script_say(run, "semaphore %" PRIu64, weft_semaphore_tokens(semaphore));
}

static const char *queue_state(struct weft__script_run *run, const weft_queue *queue)
{
    return weft__script_say(run, "queue %zu %zu", weft_queue_length(queue),
                            weft_queue_waiting(queue));
}

/* Good until the next printed form. */
static const char *state_of(struct weft__script_run *run, const weft_value *value)
{
    const char *text;
    size_t length;

    switch (weft__script_view_of(value).kind) {
    case WEFT__SCRIPT_KIND_DEFERRED:
        return deferred_state(run, weft_value_deferred(value));
    case WEFT__SCRIPT_KIND_TASK:
        return task_state(run, weft__script_task_of(value));
    case WEFT__SCRIPT_KIND_CALL:
        return call_state(weft__script_call_of(value));
    case WEFT__SCRIPT_KIND_ITERATOR:
        return iterator_state(weft_value_iterator(value));
    case WEFT__SCRIPT_KIND_COOPERATOR:
        return cooperator_state(weft__script_cooperator_of(value));
    case WEFT__SCRIPT_KIND_LOCK:
        return weft_lock_locked(weft_value_lock(value)) ? "lock locked" : "lock free";
    case WEFT__SCRIPT_KIND_SEMAPHORE:
        return semaphore_state(run, weft_value_semaphore(value));
    case WEFT__SCRIPT_KIND_QUEUE:
        return queue_state(run, weft_value_queue(value));
    case WEFT__SCRIPT_KIND_LOOP:
        return weft_looping_call_running(weft_value_looping_call(value)) ? "loop running"
                                                                         : "loop stopped";
    default:
        break;
    }
    text = weft__script_printed(run, value, &length);
    return text ? text : run->problem.sentence;
}

/* NAME, and behind it what STATE says, in the world's memory. NULL without. */
static const char *join(struct weft__script_run *run, const char *name, const char *state)
{
    size_t size = strlen(name) + strlen(state) + 2;
    struct weft__cut_text cut = {.text = weft__script_allocate(run, size), .size = size};

    if (!cut.text)
        return NULL;
    weft__cut_text_put(&cut, name);
    weft__cut_text_put(&cut, " ");
    weft__cut_text_put(&cut, state);
    weft__cut_text_end(&cut);
    return cut.text;
}

/* --- The end of the run --- */

/* Where a name stands first: names are told in that order. */
static int compare_names(const void *left, const void *right)
{
    const struct weft__world_name *a = *(const struct weft__world_name *const *) left;
    const struct weft__world_name *b = *(const struct weft__world_name *const *) right;

    if (a->place.line != b->place.line)
        return a->place.line < b->place.line ? -1 : 1;
    return a->place.column < b->place.column ? -1 : a->place.column > b->place.column;
}

static void note_final(struct weft__script_run *run, const struct weft__world_name *name)
{
    const weft_value *value = &run->names[name - run->script->world].value;
    struct weft__script_note *note = weft__script_allocate(run, sizeof *note);

    if (!note)
        return;
    note->text = join(run, name->text, state_of(run, value));
    if (!note->text)
        return;
    *run->last_final = note;
    run->last_final = &note->next;
    weft__world_record(run->world, WEFT_TRACE_FINAL, weft__script_view_of(value).subject, 0,
                       note->text, strlen(note->text));
}

static void look_at_names(weft_reactor *reactor, void *context)
{
    struct weft__script_run *run = context;
    uint32_t count = run->script->world_count;
    const struct weft__world_name **names = weft__script_allocate(run, (count + 1) * sizeof *names);

    (void) reactor;
    if (!names)
        return;
    for (uint32_t i = 0; i < count; i++)
        names[i] = &run->script->world[i];
    qsort(names, count, sizeof *names, compare_names);
    for (uint32_t i = 0; i < count; i++)
        note_final(run, names[i]);
    run->timers_at_end = weft_world_timers(run->world);
    run->looked_at_end = true;
}

void weft__script_outcome_begin(struct weft__script_run *run)
{
    run->last_final = &run->finals;
    weft_world_look(run->world, INT64_MAX, look_at_names, run);
}

/* --- The outcome --- */

static void write_prints(const weft_trace *trace, FILE *file)
{
    for (uint64_t event = 1; event <= weft_trace_count(trace); event++) {
        weft_trace_record record = weft_trace_get(trace, event);
        char time[32];

        if (record.kind != (int) WEFT_TRACE_PRINT)
            continue;
        weft__script_format_time(record.time_ns, time, sizeof time);
        fprintf(file, "%s %.*s\n", time, (int) record.text_bytes, record.text);
    }
}

/* One line of what is sorted. */
struct told {
    uint32_t line;
    const char *text;
};

static int compare_told(const void *left, const void *right)
{
    const struct told *a = left, *b = right;

    if (a->line != b->line)
        return a->line < b->line ? -1 : 1;
    return strcmp(a->text, b->text);
}

/* What is to be told of FINDING, a failure or a misuse. */
static struct told told_of(struct weft__script_run *run, const weft_finding *finding)
{
    const struct weft__script_object *object = weft__script_object(run, finding->subject);
    const struct weft__script_note *note;
    const char *type = finding->error ? finding->error->name : "Error";
    weft_value failure;
    size_t length;

    if (finding->kind == WEFT_FINDING_MISUSE) {
        note = weft__script_note_find(run->misused, finding->event);
        return (struct told){note ? note->line : 0, type};
    }
    note = weft__script_note_find(run->unhandled, finding->event);
    if (note)
        return (struct told){0, note->text};
    /* Found when all had been let go, on something that is still there: its record says what it
     * has. */
    if (object->present.view.kind != WEFT__SCRIPT_KIND_FAILURE)
        return (struct told){0, type};
    failure = weft__script_seen_value(&object->present);
    type = weft__script_printed(run, &failure, &length);
    return (struct told){0, type ? weft__script_say(run, "%s", type) : run->problem.sentence};
}

static void write_findings(struct weft__script_run *run, weft_finding_kind kind, FILE *file)
{
    const weft_finding *findings;
    size_t count = weft_world_findings(run->world, &findings), told_count = 0;
    struct told *told = weft__script_allocate(run, (count + 1) * sizeof *told);

    if (!told)
        return;
    for (size_t i = 0; i < count; i++)
        if (findings[i].kind == kind && !findings[i].expected)
            told[told_count++] = told_of(run, &findings[i]);
    qsort(told, told_count, sizeof *told, compare_told);
    for (size_t i = 0; i < told_count; i++)
        if (kind == WEFT_FINDING_MISUSE)
            fprintf(file, "misuse %u %s\n", told[i].line, told[i].text);
        else
            fprintf(file, "unhandled %s\n", told[i].text);
}

static void write_failed(const struct weft__script_note *failed, FILE *file)
{
    uint32_t above = 0;

    for (;;) { /* the least line that is above the last one */
        uint32_t least = UINT32_MAX;

        for (const struct weft__script_note *note = failed; note; note = note->next)
            if (note->line > above && note->line < least)
                least = note->line;
        if (least == UINT32_MAX)
            return;
        fprintf(file, "failed %u\n", least);
        above = least;
    }
}

void weft__script_outcome(weft_world *world, FILE *file)
{
    struct weft__script_run *run = weft__world_script(world);
    char ended[32];

    assert(run);
    weft__script_format_time(weft_world_ended_at(world), ended, sizeof ended);
    weft__script_settle_demands(run);
    write_prints(weft_world_trace(world), file);
    fprintf(file, "end %s\n", ended);
    fprintf(file, "timers %zu\n",
            run->looked_at_end ? run->timers_at_end : weft_world_timers(world));
    for (const struct weft__script_note *note = run->finals; note; note = note->next)
        fprintf(file, "is %s\n", note->text);
    write_findings(run, WEFT_FINDING_UNHANDLED, file);
    write_findings(run, WEFT_FINDING_MISUSE, file);
    write_failed(run->failed, file);
}
