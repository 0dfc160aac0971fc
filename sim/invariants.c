/* invariants.c - what a world checks without being asked, and what becomes of a finding.
 *
 * While it runs: failures that nothing took, misuse, calls that are kept waiting, time that stands
 * still. At its end: tasks and Deferreds that wait for what can never come. When everything was let
 * go: what is still there.
 *
 * One cause is one finding: a Deferred that only waits for another, is fired by another, or belongs
 * to an unfinished task is explained by that other.
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

static void add_finding(weft_world *world, const weft_finding *finding)
{
    weft_finding *added;
    char text[FINDING_BYTES + 64];
    int bytes;

    if (world->findings.count >= FINDINGS_MAX) {
        world->stop = true;
        return;
    }
    bytes = snprintf(text, sizeof text, "%s: %s", weft_finding_name(finding->kind), finding->text);
    added = weft__world_append(world, &world->findings, sizeof *added);
    if (!added)
        return;
    *added = *finding;
    added->event = weft__world_record(world, WEFT_TRACE_FINDING, finding->subject, 0, text,
                                      bytes < (int) sizeof text ? (size_t) bytes : sizeof text - 1);
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
        .time_ns = weft_world_now(world),
        .text = weft__arena_copy(&world->arena, text, strlen(text)),
        .error = error,
        .expected = kind == WEFT_FINDING_UNHANDLED && is_wanted(world, subject, error),
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

void weft__world_demand(weft_world *world, weft_finding_kind kind, const weft_error_type *error,
                        uint32_t line)
{
    struct weft__demanded *demanded = weft__world_append(world, &world->demanded, sizeof *demanded);

    if (demanded)
        *demanded = (struct weft__demanded){kind, error, line};
}

void weft_world_expect_finding(weft_world *world, weft_finding_kind kind,
                               const weft_error_type *error)
{
    weft__world_demand(world, kind, error, 0);
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

static void check_late(weft_world *world, weft_subject call)
{
    const struct weft__known *known = weft__paths_find(&world->paths, call);
    int64_t now_ns = weft_world_now(world);

    if (known && now_ns - known->due_ns > WEFT_WORLD_LATE_NS)
        weft__world_find(world, WEFT_FINDING_STARVED, call, NULL,
                         "%s was due at %" PRId64 ".%09" PRId64 " s and ran more than %d s late",
                         weft__world_subject_text(world, call), known->due_ns / WEFT_SECOND,
                         known->due_ns % WEFT_SECOND, (int) (WEFT_WORLD_LATE_NS / WEFT_SECOND));
}

/* A budget is used up: the run ends here. */
static void stop_run(weft_world *world)
{
    world->stop = true;
    weft_reactor_interrupt(world->reactor);
}

static void count_step(weft_world *world, weft_subject subject)
{
    int64_t now_ns = weft_world_now(world);

    if (world->stop)
        return;
    if (now_ns != world->instant_ns) {
        world->instant_ns = now_ns;
        world->instant_steps = 0;
    }
    if (world->turn > world->options.instant_turns_max) {
        weft__world_find(world, WEFT_FINDING_LIVELOCK, subject, NULL,
                         "time stands still: %" PRIu64 " turns at this instant, the last of %s",
                         world->options.instant_turns_max,
                         weft__world_subject_text(world, subject));
        stop_run(world);
    } else if (++world->instant_steps > world->options.instant_steps_max) {
        weft__world_find(
            world, WEFT_FINDING_LIVELOCK, subject, NULL,
            "time stands still: %" PRIu64 " calls and steps at this instant, the last of %s",
            world->options.instant_steps_max, weft__world_subject_text(world, subject));
        stop_run(world);
    } else if (++world->steps > world->options.steps_max) {
        weft__world_find(world, WEFT_FINDING_HORIZON, subject, NULL,
                         "the run did not end within %" PRIu64
                         " calls and steps (--steps allows more)",
                         world->options.steps_max);
        stop_run(world);
    }
}

/* Keeps count of the tasks that have not ended: one may vanish, when all that could resume it is
 * let go. */
static void note_task(weft_world *world, const weft_event *event)
{
    struct weft__known *known = weft__paths_find(&world->paths, event->subject);

    if (known)
        known->unfinished = event->kind == WEFT_EVENT_TASK_CREATED;
    if (event->subject.id > world->tasks_made)
        world->tasks_made = event->subject.id;
}

void weft__invariants_event(weft_world *world, const weft_event *event)
{
    weft__dependence_note(world, event);
    switch (event->kind) {
    case WEFT_EVENT_CALL_RUN:
        count_step(world, event->subject);
        check_late(world, event->subject);
        break;
    case WEFT_EVENT_TASK_STEP:
        count_step(world, event->subject);
        break;
    case WEFT_EVENT_TASK_CREATED:
    case WEFT_EVENT_TASK_DONE:
    case WEFT_EVENT_TASK_STOPPED:
    case WEFT_EVENT_TASK_FAILED:
        note_task(world, event);
        break;
    case WEFT_EVENT_UNHANDLED:
        find_unhandled(world, event->subject, event->value);
        break;
    case WEFT_EVENT_MISUSE:
        find_misuse(world, event);
        break;
    default:
        break;
    }
}

/* At the end: what waits for what can never come. First all of it is marked, then told, so that
 * telling can leave out what something else explains. */

static void mark(weft_world *world, weft_subject subject)
{
    struct weft__known *known = weft__paths_find(&world->paths, subject);

    if (known)
        known->waits_in_vain = true;
    world->in_vain = true;
}

/* One that is unfired, or waits, explains the list that collects it. */
static void mark_dependent(weft_world *world, weft_subject subject, const weft_deferred *deferred)
{
    struct weft__known *known = weft__paths_find(&world->paths, subject), *list;

    if (!known || (weft_deferred_called(deferred) && !weft_deferred_waits_for(deferred)))
        return;
    known->waits_in_vain = true;
    list = known->collected_by == 0
               ? NULL
               : weft__paths_find(&world->paths,
                                  (weft_subject){WEFT_SUBJECT_DEFERRED, known->collected_by});
    if (list)
        list->waits_on = subject.id;
}

static void look_mark(void *context, weft_subject subject, const void *object)
{
    weft_world *world = context;
    const weft_deferred *awaited;
    struct weft__known *known;

    if (subject.kind == WEFT_SUBJECT_DEFERRED) {
        if (!weft_deferred_called(object))
            mark(world, subject);
        mark_dependent(world, subject, object);
        return;
    }
    if (weft_task_get_state(object) >= WEFT_TASK_STATE_DONE)
        return;
    mark(world, subject);
    awaited = weft_task_waits_for(object);
    known = awaited ? weft__paths_find(&world->paths, weft_deferred_subject(awaited)) : NULL;
    if (known)
        known->awaited_in_vain = true;
}

/* A task, unfinished when nothing is pending any more. */
static void look_lost(void *context, weft_subject subject, const void *object)
{
    weft_world *world = context;
    const weft_deferred *awaited = weft_task_waits_for(object);
    const char *text = weft__world_subject_text(world, subject);

    if (weft_task_get_state(object) >= WEFT_TASK_STATE_DONE)
        return;
    if (awaited)
        weft__world_find(world, WEFT_FINDING_LOST, subject, NULL,
                         "%s still waits for %s, and nothing is left that could fire it", text,
                         weft__world_subject_text(world, weft_deferred_subject(awaited)));
    else if (weft_task_pauses(object) > 0)
        weft__world_find(world, WEFT_FINDING_LOST, subject, NULL,
                         "%s is paused, and nothing is left that could resume it", text);
    else
        weft__world_find(world, WEFT_FINDING_LOST, subject, NULL,
                         "%s could run, but its Cooperator was never started", text);
}

/* Whether an unfinished task, alive or not, has made SUBJECT: for its own end, or in its steps. */
static bool belongs_to_unfinished(const weft_world *world, const struct weft__known *known)
{
    const struct weft__known *maker = weft__paths_find(&world->paths, known->maker);

    return maker && known->maker.kind == WEFT_SUBJECT_TASK && maker->waits_in_vain;
}

/* Whether an unfinished task waits for this Deferred or made it, or another unfired one is to fire
 * it. */
static bool is_explained(const weft_world *world, weft_subject subject)
{
    const struct weft__known *known = weft__paths_find(&world->paths, subject), *source;

    if (!known)
        return false;
    if (known->awaited_in_vain || belongs_to_unfinished(world, known))
        return true;
    if (known->waits_on != 0) {
        source =
            weft__paths_find(&world->paths, (weft_subject){WEFT_SUBJECT_DEFERRED, known->waits_on});
        if (source && source->waits_in_vain)
            return true;
    }
    if (known->chained_from == 0)
        return false;
    source =
        weft__paths_find(&world->paths, (weft_subject){WEFT_SUBJECT_DEFERRED, known->chained_from});
    return source && (source->waits_in_vain || belongs_to_unfinished(world, source));
}

/* Whether DEFERRED waits, through others, for itself, and is the oldest of that ring: it speaks for
 * all. */
static bool leads_ring(const weft_deferred *deferred)
{
    uint64_t id = weft_deferred_subject(deferred).id;
    const weft_deferred *slow = weft_deferred_waits_for(deferred), *fast = slow;

    while (slow && slow != deferred) {
        if (weft_deferred_subject(slow).id < id)
            return false;
        slow = weft_deferred_waits_for(slow);
        for (int i = 0; i < 2 && fast; i++)
            fast = weft_deferred_waits_for(fast);
        if (fast && slow == fast && fast != deferred)
            return false; /* a ring, but not through DEFERRED */
    }
    return slow == deferred;
}

static void find_unfired(weft_world *world, weft_subject subject)
{
    const struct weft__known *known = weft__paths_find(&world->paths, subject);
    const char *text = weft__world_subject_text(world, subject);

    if (known && known->line.kind != WEFT_SUBJECT_NONE)
        weft__world_find(world, WEFT_FINDING_UNFIRED, subject, NULL,
                         "%s still stands in line for %s, and nothing is left that could %s", text,
                         weft__world_subject_text(world, known->line),
                         known->line.kind == WEFT_SUBJECT_QUEUE ? "put anything into it"
                                                                : "release it");
    else if (known && known->run_dropped)
        weft__world_find(world, WEFT_FINDING_UNFIRED, subject, NULL,
                         "%s was never fired: what its body awaited was let go, and the body with "
                         "it",
                         text);
    else
        weft__world_find(world, WEFT_FINDING_UNFIRED, subject, NULL,
                         "%s was never fired, and nothing is left that could fire it", text);
}

static void look_unfired(void *context, weft_subject subject, const void *object)
{
    weft_world *world = context;
    const char *text, *through;

    if (!weft_deferred_called(object) && !is_explained(world, subject)) {
        find_unfired(world, subject);
    } else if (weft_deferred_called(object) && leads_ring(object)) {
        world->in_vain = true;
        text = weft__world_subject_text(world, subject);
        through =
            weft__world_subject_text(world, weft_deferred_subject(weft_deferred_waits_for(object)));
        weft__world_find(world, WEFT_FINDING_UNFIRED, subject, NULL,
                         "%s waits for itself, through %s", text, through);
    }
}

/* Tasks that have not ended and are not alive: whoever waits for them waits in vain, and is
 * explained. */
static void mark_vanished(weft_world *world)
{
    for (uint64_t id = 1; id <= world->tasks_made; id++) {
        weft_subject subject = {WEFT_SUBJECT_TASK, id};
        struct weft__known *known = weft__paths_find(&world->paths, subject);

        if (!known || !known->unfinished || known->waits_in_vain)
            continue;
        mark(world, subject);
        weft__world_find(world, WEFT_FINDING_LOST, subject, NULL,
                         "%s was let go before it had ended, by all that could have resumed it",
                         weft__world_subject_text(world, subject));
    }
}

void weft__invariants_ended(weft_world *world)
{
    if (world->cut || world->stop)
        return;
    weft_reactor_walk(world->reactor, WEFT_SUBJECT_TASK, look_mark, world);
    weft_reactor_walk(world->reactor, WEFT_SUBJECT_DEFERRED, look_mark, world);
    weft_reactor_walk(world->reactor, WEFT_SUBJECT_TASK, look_lost, world);
    mark_vanished(world);
    weft_reactor_walk(world->reactor, WEFT_SUBJECT_DEFERRED, look_unfired, world);
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
        else
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
