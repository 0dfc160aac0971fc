/* invariants.c - what a world checks without being asked, and what becomes of a finding.
 *
 * While it runs: failures that nothing took, misuse, calls that are kept waiting, time that stands
 * still. At its end: what waits for what can never come (in_vain.c). When everything was let go:
 * what is still there.
 */
#include "world_internal.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#define FINDINGS_MAX  1000
#define FINDING_BYTES 512

static const char *const finding_names[] = {
#define X(kind, name, sentence) name,
    WEFT_FINDINGS(X)
#undef X
};

static const char *const finding_sentences[] = {
#define X(kind, name, sentence) sentence,
    WEFT_FINDINGS(X)
#undef X
};

const char *weft_finding_name(weft_finding_kind kind)
{
    return finding_names[kind];
}

const char *weft_finding_sentence(weft_finding_kind kind)
{
    return finding_sentences[kind];
}

static bool same_subject(weft_subject a, weft_subject b)
{
    return a.kind == b.kind && a.id == b.id;
}

static bool type_fits(const weft_error_type *type, const weft_error_type *wanted)
{
    return !wanted || (type && weft_error_is(type, wanted));
}

static bool is_wanted(const weft_world *world, weft_subject subject, const weft_error_type *type)
{
    const struct weft__wanted_failure *wanted = world->wanted.elements;

    for (size_t i = 0; i < world->wanted.count; i++)
        if (same_subject(wanted[i].subject, subject) && type_fits(type, wanted[i].type))
            return true;
    return false;
}

/* What was to be expected of the fault that was done: failures of its own type; calls of a script
 * that found no memory, or not what another one would have made. */
static bool comes_of_fault(const weft_world *world, weft_finding_kind kind,
                           const weft_error_type *type)
{
    if (!world->fault_type || !type)
        return false;
    if (kind == WEFT_FINDING_MISUSE)
        return world->fault_type == &weft_error_memory &&
               (type == &weft_error_memory || strcmp(type->name, "WrongType") == 0);
    return kind == WEFT_FINDING_UNHANDLED && weft_error_is(type, world->fault_type);
}

static void put_finding(weft_world *world, const weft_finding *finding)
{
    weft_finding *added;
    char text[FINDING_BYTES + 64];
    int bytes;

    bytes = snprintf(text, sizeof text, "%s: %s", weft_finding_name(finding->kind), finding->text);
    added = weft__world_append(world, &world->findings, sizeof *added);
    if (!added)
        return;
    *added = *finding;
    added->event = weft__world_record(world, WEFT_TRACE_FINDING, finding->subject, 0, text,
                                      bytes < (int) sizeof text ? (size_t) bytes : sizeof text - 1);
}

/* Where there would be too many, the last one says so, and the run ends there. */
static void add_finding(weft_world *world, const weft_finding *finding)
{
    if (world->findings.count < FINDINGS_MAX - 1) {
        put_finding(world, finding);
    } else if (world->findings.count == FINDINGS_MAX - 1) {
        put_finding(world, &(weft_finding){
                               .kind = WEFT_FINDING_HORIZON,
                               .subject = finding->subject,
                               .time_ns = finding->time_ns,
                               .text = "the run was ended at its thousandth finding",
                           });
        world->stop = true;
    }
}

void weft__world_find(weft_world *world, weft_finding_kind kind, weft_subject subject,
                      const weft_error_type *error, const char *format, ...)
{
    char text[FINDING_BYTES];
    va_list arguments;

    va_start(arguments, format);
    vsnprintf(text, sizeof text, format, arguments);
    va_end(arguments);
    weft_world_find(world, kind, subject, error, text);
}

void weft_world_find(weft_world *world, weft_finding_kind kind, weft_subject subject,
                     const weft_error_type *error, const char *text)
{
    weft_finding finding = {
        .kind = kind,
        .subject = subject,
        .time_ns = weft__world_now(world),
        .text = weft__arena_copy(&world->arena, text, strlen(text)),
        .error = error,
        .expected = comes_of_fault(world, kind, error) ||
                    (kind == WEFT_FINDING_UNHANDLED && is_wanted(world, subject, error)),
    };

    if (finding.text)
        add_finding(world, &finding);
    else
        weft__world_exhaust(world);
}

void weft_world_want_failure(weft_world *world, weft_subject subject, const weft_error_type *type)
{
    struct weft__wanted_failure *wanted = weft__world_append(world, &world->wanted, sizeof *wanted);
    weft_finding *findings = world->findings.elements;

    if (!wanted)
        return;
    *wanted = (struct weft__wanted_failure){subject, type};
    for (size_t i = 0; i < world->findings.count; i++)
        if (findings[i].kind == WEFT_FINDING_UNHANDLED &&
            same_subject(findings[i].subject, subject) && type_fits(findings[i].error, type))
            findings[i].expected = true;
}

void weft__world_demand(weft_world *world, struct weft__demanded demanded)
{
    struct weft__demanded *added = weft__world_append(world, &world->demanded, sizeof *added);

    if (added)
        *added = demanded;
}

void weft_world_expect_finding(weft_world *world, weft_finding_kind kind,
                               const weft_error_type *error)
{
    weft__world_demand(
        world,
        (struct weft__demanded){.kind = kind, .type = error, .optional = world->options.unjudged});
}

/* Failures. */

static const weft_error_type *failure_type(const weft_value *value)
{
    return value && weft_value_is_failure(value) ? weft_failure_type(weft_value_failure(value))
                                                 : NULL;
}

static void find_unhandled(weft_world *world, weft_subject subject, const weft_value *value)
{
    char text[256];

    weft_value_format(value, text, sizeof text);
    weft__world_find(world, WEFT_FINDING_UNHANDLED, subject, failure_type(value),
                     "%s was let go with a failure that nothing took: %s",
                     weft__world_subject_text(world, subject), text);
}

/* The failures that are held now and that nothing has taken: what their last release would report.
 */
struct unhandled_search {
    const weft_world *world;
    size_t count;
    weft_world *report; /* make them findings; NULL: only count */
};

static void look_unhandled(void *context, weft_subject subject, const void *object)
{
    struct unhandled_search *search = context;
    bool task = subject.kind == WEFT_SUBJECT_TASK;
    const weft_value *value;

    if (!(task ? weft_task_unhandled(object) : weft_deferred_unhandled(object)))
        return;
    value = task ? weft_task_result(object) : weft_deferred_result(object);
    if (search->report)
        find_unhandled(search->report, subject, value);
    else if (!is_wanted(search->world, subject, failure_type(value)))
        search->count++;
}

/* What a world leaves behind if it has let go of everything. */
static const weft_subject_kind left_kinds[] = {
    WEFT_SUBJECT_DEFERRED,   WEFT_SUBJECT_ITERATOR, WEFT_SUBJECT_TASK,
    WEFT_SUBJECT_COOPERATOR, WEFT_SUBJECT_CALL,     WEFT_SUBJECT_LOCK,
    WEFT_SUBJECT_SEMAPHORE,  WEFT_SUBJECT_QUEUE,    WEFT_SUBJECT_LOOP};

#define LEFT_KINDS (sizeof left_kinds / sizeof *left_kinds)

static size_t count_left(const weft_world *world)
{
    size_t count = 0;

    for (size_t i = 0; i < LEFT_KINDS; i++)
        count += weft_reactor_alive(world->reactor, left_kinds[i]);
    return count;
}

size_t weft_world_count(const weft_world *world, weft_finding_kind kind)
{
    struct unhandled_search search = {world, 0, NULL};
    const weft_finding *findings = world->findings.elements;
    size_t count = 0;

    if (kind == WEFT_FINDING_LEAK)
        return count_left(world);
    for (size_t i = 0; i < world->findings.count; i++)
        if (findings[i].kind == kind && !findings[i].expected)
            count++;
    if (kind == WEFT_FINDING_UNHANDLED && !world->over) {
        weft_reactor_walk(world->reactor, WEFT_SUBJECT_DEFERRED, look_unhandled, &search);
        weft_reactor_walk(world->reactor, WEFT_SUBJECT_TASK, look_unhandled, &search);
    }
    return count + search.count;
}

/* While it runs. */

static const weft_error_type *error_of_status(weft_status status)
{
    static const weft_error_type *const types[] = {
#define X(constant, name, parent) &constant,
        WEFT_ERROR_TYPES(X)
#undef X
    };

    for (size_t i = 0; i < sizeof types / sizeof *types; i++)
        if (strcmp(types[i]->name, weft_status_error(status)) == 0)
            return types[i];
    return NULL;
}

static void find_misuse(weft_world *world, const weft_event *event)
{
    if (world->mutes > 0)
        return;
    weft__world_find(world, WEFT_FINDING_MISUSE, event->subject, error_of_status(event->status),
                     "%s: a call was refused: %s (%s)",
                     weft__world_subject_text(world, event->subject),
                     weft_status_sentence(event->status), weft_status_error(event->status));
}

static void find_late(weft_world *world, weft_subject call, int64_t due_ns)
{
    weft__world_find(world, WEFT_FINDING_STARVED, call, NULL,
                     "%s was due at %" PRId64 ".%09" PRId64 " s and ran more than %d s late",
                     weft__world_subject_text(world, call), due_ns / WEFT_SECOND,
                     due_ns % WEFT_SECOND, (int) (WEFT_WORLD_LATE_NS / WEFT_SECOND));
}

/* A budget is used up: the run ends here. */
static void stop_run(weft_world *world)
{
    world->stop = true;
    weft_reactor_interrupt(world->reactor);
}

static void find_too_much(weft_world *world, weft_subject subject)
{
    const weft_world_options *options = &world->options;
    const char *last = weft__world_subject_text(world, subject);

    if (world->turn > options->instant_turns_max)
        weft__world_find(world, WEFT_FINDING_LIVELOCK, subject, NULL,
                         "time stands still: %" PRIu64 " turns at this instant, the last of %s",
                         options->instant_turns_max, last);
    else if (world->instant_steps > options->instant_steps_max)
        weft__world_find(world, WEFT_FINDING_LIVELOCK, subject, NULL,
                         "time stands still: %" PRIu64
                         " calls and steps at this instant, the last of %s",
                         options->instant_steps_max, last);
    else
        weft__world_find(world, WEFT_FINDING_HORIZON, subject, NULL,
                         "the run did not end within %" PRIu64
                         " calls and steps (--steps allows more)",
                         options->steps_max);
}

static void count_step(weft_world *world, weft_subject subject)
{
    const weft_world_options *options = &world->options;
    int64_t now_ns = weft__world_now(world);

    if (world->stop)
        return;
    if (now_ns != world->instant_ns) {
        world->instant_ns = now_ns;
        world->instant_steps = 0;
    }
    world->instant_steps++;
    world->steps++;
    if (world->turn <= options->instant_turns_max &&
        world->instant_steps <= options->instant_steps_max && world->steps <= options->steps_max)
        return;
    find_too_much(world, subject);
    stop_run(world);
}

/* Keeps count of the tasks that have not ended: one may vanish, when all that could resume it is
 * let go. */
static void note_task(weft_world *world, const weft_event *event, struct weft__known *known)
{
    if (known)
        known->unfinished = event->kind == WEFT_EVENT_TASK_CREATED;
    if (event->subject.id > world->tasks_made)
        world->tasks_made = event->subject.id;
}

void weft__invariants_event(weft_world *world, const weft_event *event, struct weft__known *subject)
{
    switch (event->kind) {
    case WEFT_EVENT_CALL_RUN:
        count_step(world, event->subject);
        if (subject && weft__world_now(world) - subject->due_ns > WEFT_WORLD_LATE_NS)
            find_late(world, event->subject, subject->due_ns);
        break;
    case WEFT_EVENT_TASK_STEP:
        count_step(world, event->subject);
        break;
    case WEFT_EVENT_CALL_SCHEDULED: /* as often as a step, and nothing depends on them */
    case WEFT_EVENT_TASK_YIELDED:
        break;
    case WEFT_EVENT_TASK_CREATED:
    case WEFT_EVENT_TASK_DONE:
    case WEFT_EVENT_TASK_STOPPED:
    case WEFT_EVENT_TASK_FAILED:
        note_task(world, event, subject);
        break;
    case WEFT_EVENT_UNHANDLED:
        find_unhandled(world, event->subject, event->value);
        break;
    case WEFT_EVENT_MISUSE:
        find_misuse(world, event);
        break;
    default:
        weft__dependence_note(world, event, subject);
        break;
    }
}

/* When everything has been let go. */

static void find_leaks(weft_world *world)
{
    char text[FINDING_BYTES] = "";
    size_t used = 0;

    for (size_t i = 0; i < LEFT_KINDS; i++) {
        size_t alive = weft_reactor_alive(world->reactor, left_kinds[i]);

        if (alive > 0)
            used +=
                (size_t) snprintf(text + used, sizeof text - used, "%s%zu %s%s", used ? ", " : "",
                                  alive, weft_subject_name(left_kinds[i]), alive == 1 ? "" : "s");
    }
    if (used > 0)
        weft__world_find(world, WEFT_FINDING_LEAK, (weft_subject){WEFT_SUBJECT_NONE, 0}, NULL,
                         "left behind when everything was let go: %s", text);
}

static void find_missing(weft_world *world, const struct weft__demanded *demanded)
{
    char line[24] = "";

    if (demanded->line > 0)
        snprintf(line, sizeof line, "line %" PRIu32 ": ", demanded->line);
    weft__world_find(world, WEFT_FINDING_EXPECTATION, (weft_subject){WEFT_SUBJECT_NONE, 0}, NULL,
                     "expected %s%s%s%s, and there is no such finding", line,
                     weft_finding_name(demanded->kind), demanded->type ? " " : "",
                     demanded->type ? demanded->type->name : "");
}

static void judge_demanded(weft_world *world)
{
    const struct weft__demanded *demanded = world->demanded.elements;

    for (size_t i = 0; i < world->demanded.count; i++) {
        weft_finding *findings = world->findings.elements;
        size_t f = 0;

        while (f < world->findings.count &&
               (findings[f].kind != demanded[i].kind || findings[f].expected ||
                !type_fits(findings[f].error, demanded[i].type)))
            f++;
        if (f < world->findings.count)
            findings[f].expected = true;
        else if (!demanded[i].optional)
            find_missing(world, &demanded[i]);
    }
}

void weft__invariants_released(weft_world *world)
{
    struct unhandled_search search = {world, 0, world};

    weft_reactor_walk(world->reactor, WEFT_SUBJECT_DEFERRED, look_unhandled, &search);
    weft_reactor_walk(world->reactor, WEFT_SUBJECT_TASK, look_unhandled, &search);
    if (!world->cut && !world->stop && !world->in_vain)
        find_leaks(world);
    judge_demanded(world);
}
