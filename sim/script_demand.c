/* script_demand.c - demanded and wanted findings, and those that are left. */
#include "script_demand.h"

#include "script_expect.h"
#include "script_report.h"

struct weft__script_demand {
    struct weft__script_demand *next;
    uint32_t line;
    weft_finding_kind kind;
    const weft_error_type *error; /* NULL: any */
};

struct weft__script_wanted {
    struct weft__script_wanted *next;
    weft_subject subject;
    const weft_error_type *error; /* NULL: any */
};

/* A finding that is there, or that the end of the world will make. */
struct left {
    struct left *next;
    const weft_error_type *error; /* NULL: it has none */
    bool taken;
};

/* --- Conditions on findings --- */

weft_finding_kind weft__script_finding_kind(enum weft__counted counted)
{
    switch (counted) {
    case WEFT__COUNTED_UNHANDLED:
        return WEFT_FINDING_UNHANDLED;
    case WEFT__COUNTED_LOST:
        return WEFT_FINDING_LOST;
    case WEFT__COUNTED_UNFIRED:
        return WEFT_FINDING_UNFIRED;
    case WEFT__COUNTED_MISUSE:
        return WEFT_FINDING_MISUSE;
    case WEFT__COUNTED_LIVELOCK:
        return WEFT_FINDING_LIVELOCK;
    case WEFT__COUNTED_STARVED:
        return WEFT_FINDING_STARVED;
    case WEFT__COUNTED_HORIZON:
        return WEFT_FINDING_HORIZON;
    case WEFT__COUNTED_LEAKS:
    case WEFT__COUNTED_TIMERS:
    case WEFT__COUNTED_TASKS:
        break;
    }
    return WEFT_FINDING_LEAK;
}

const weft_error_type *weft__script_finding_error(const struct weft__script_run *run,
                                                  const struct weft__predicate *predicate)
{
    return predicate->finding.error ? run->script->errors[predicate->finding.error->error].type
                                    : NULL;
}

/* --- Demands --- */

static bool fits(const weft_error_type *error, const weft_error_type *wanted)
{
    return !wanted || (error && weft_error_is(error, wanted));
}

void weft__script_demand(struct weft__script_run *run, struct weft__demanded demanded)
{
    struct weft__script_demand *demand = weft__script_allocate(run, sizeof *demand);
    struct weft__script_demand **last = &run->demands;

    if (!demand)
        return;
    *demand = (struct weft__script_demand){
        .line = demanded.line, .kind = demanded.kind, .error = demanded.type};
    while (*last)
        last = &(*last)->next;
    *last = demand;
    weft__world_demand(run->world, demanded);
}

void weft__script_want(struct weft__script_run *run, weft_subject subject,
                       const weft_error_type *error)
{
    struct weft__script_wanted *wanted = weft__script_allocate(run, sizeof *wanted);

    if (!wanted || subject.id == 0)
        return;
    *wanted = (struct weft__script_wanted){run->wanted, subject, error};
    run->wanted = wanted;
    weft_world_want_failure(run->world, subject, error);
}

static bool is_wanted(const struct weft__script_run *run, weft_subject subject,
                      const weft_error_type *error)
{
    for (const struct weft__script_wanted *wanted = run->wanted; wanted; wanted = wanted->next)
        if (wanted->subject.kind == subject.kind && wanted->subject.id == subject.id &&
            fits(error, wanted->error))
            return true;
    return false;
}

static bool was_wanted(const struct weft__script_run *run, const weft_finding *finding)
{
    return finding->kind == WEFT_FINDING_UNHANDLED &&
           is_wanted(run, finding->subject, finding->error);
}

/* --- What is left --- */

struct search {
    struct weft__script_run *run;
    struct left *found;
};

static void add_left(struct search *search, const weft_error_type *error)
{
    struct left *left = weft__script_allocate(search->run, sizeof *left);

    if (!left)
        return;
    *left = (struct left){search->found, error, false};
    search->found = left;
}

/* A failure that is held and that nothing has taken: the world reports it when it is closed. */
static void look_held(void *context, weft_subject subject, const void *object)
{
    struct search *search = context;
    bool task = subject.kind == WEFT_SUBJECT_TASK;
    const weft_value *value;
    const weft_error_type *error;

    if (!(task ? weft_task_unhandled(object) : weft_deferred_unhandled(object)))
        return;
    value = task ? weft_task_result(object) : weft_deferred_result(object);
    error = weft_failure_type(weft_value_failure(value));
    if (!is_wanted(search->run, subject, error))
        add_left(search, error);
}

/* The findings of KIND that count, or will. */
static struct left *find_left(struct weft__script_run *run, weft_finding_kind kind)
{
    struct search search = {run, NULL};
    const weft_finding *findings;
    size_t count = weft_world_findings(run->world, &findings);

    for (size_t i = 0; i < count; i++)
        if (findings[i].kind == kind && !findings[i].expected)
            add_left(&search, findings[i].error);
    if (kind == WEFT_FINDING_UNHANDLED) {
        weft_reactor_walk(run->reactor, WEFT_SUBJECT_DEFERRED, look_held, &search);
        weft_reactor_walk(run->reactor, WEFT_SUBJECT_TASK, look_held, &search);
    }
    return search.found;
}

static void take_demanded(const struct weft__script_run *run, weft_finding_kind kind,
                          struct left *found)
{
    for (const struct weft__script_demand *demand = run->demands; demand; demand = demand->next) {
        struct left *left = found;

        if (demand->kind != kind)
            continue;
        while (left && (left->taken || !fits(left->error, demand->error)))
            left = left->next;
        if (left)
            left->taken = true;
    }
}

static int64_t count_left(struct weft__script_run *run, weft_finding_kind kind,
                          const weft_error_type *error)
{
    struct left *found = find_left(run, kind);
    int64_t count = 0;

    take_demanded(run, kind, found);
    for (const struct left *left = found; left; left = left->next)
        count += !left->taken && fits(left->error, error);
    return count;
}

static int64_t count_alive(const struct weft__script_run *run)
{
    int64_t count = 0;

    for (int kind = WEFT_SUBJECT_NONE + 1; kind < WEFT_SUBJECT_KINDS; kind++)
        count += (int64_t) weft_reactor_alive(run->reactor, (weft_subject_kind) kind);
    return count;
}

bool weft__script_left_holds(struct weft__script_run *run, const struct weft__predicate *predicate,
                             const char **why)
{
    int64_t count, wanted;

    if (predicate->kind == WEFT__PREDICATE_FINDING) {
        *why = "there is one";
        return count_left(run, weft__script_finding_kind(predicate->finding.counted),
                          weft__script_finding_error(run, predicate)) == 0;
    }
    wanted = predicate->count.number;
    count = predicate->count.counted == WEFT__COUNTED_LEAKS
                ? count_alive(run)
                : count_left(run, weft__script_finding_kind(predicate->count.counted), NULL);
    *why = weft__script_say(run, "there are %lld", (long long) count);
    return (count == wanted) != predicate->negated;
}

/* --- After the run --- */

/* The world has marked those that were wanted, and then, for each demand in turn, the first that
 * fits. */
void weft__script_settle_demands(struct weft__script_run *run)
{
    const weft_finding *findings;
    size_t count = weft_world_findings(run->world, &findings);
    bool *used = weft__script_allocate(run, count + 1);

    for (const struct weft__script_demand *demand = run->demands; demand && used;
         demand = demand->next) {
        size_t i = 0;

        while (i < count &&
               (used[i] || !findings[i].expected || findings[i].kind != demand->kind ||
                !fits(findings[i].error, demand->error) || was_wanted(run, findings + i)))
            i++;
        if (i < count)
            used[i] = true;
        else
            weft__script_failed(run, demand->line);
    }
}
