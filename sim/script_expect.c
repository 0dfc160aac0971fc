/* script_expect.c - expectations at their times, rules after every turn, and what can only be
 * judged when all has been let go: leaks, and the findings that there were. */
#include "script_expect.h"

#include "script_demand.h"
#include "script_evaluate.h"
#include "script_predicate.h"
#include "script_report.h"

#include <assert.h>

/* An expectation, or a `finally`, that waits for its time. */
struct weft__script_watch {
    struct weft__script_watch *next;
    struct weft__script_run *run;
    const struct weft__expectation *expectation;
    bool ending; /* at the end of the run */
    bool reached;
};

/* One condition of an `always`, `never` or `sometimes`. */
struct weft__script_rule_watch {
    struct weft__script_rule_watch *next;
    struct weft__script_run *run;
    const struct weft__rule *rule;
    const struct weft__predicate *predicate;
    bool judged;
    bool decided; /* broken; of `sometimes`: seen to hold */
};

static struct weft__script_scope looking(struct weft__script_run *run)
{
    return (struct weft__script_scope){.run = run, .looking = true};
}

/* Whether PREDICATE holds; one that cannot be judged does not. */
static bool looks(struct weft__script_run *run, const struct weft__predicate *predicate,
                  const struct weft__expectation *window, const char **why)
{
    struct weft__script_scope scope = looking(run);
    bool held;

    if (weft__script_holds(&scope, predicate, window, &held))
        *why = run->why;
    else
        *why = run->problem.sentence;
    return held;
}

/* --- Texts --- */

/* What a finding says of PREDICATE: with its window where it is the only one of its line. */
static const char *text_of(struct weft__script_run *run,
                           const struct weft__expectation *expectation,
                           const struct weft__predicate *predicate)
{
    size_t length;
    const char *text;

    if (expectation->predicates->next)
        return weft__script_source_text(run, &predicate->place);
    text = weft__script_text(run->script, predicate->place, &length);
    return weft__script_say(run, "%.*s", (int) length, text);
}

static void judged(struct weft__script_run *run, const struct weft__expectation *expectation,
                   const struct weft__predicate *predicate, bool held, const char *why)
{
    weft__script_judged(run, expectation->place.line, text_of(run, expectation, predicate), held,
                        why);
}

/* --- Expectations --- */

/* Findings come until everything has been let go. */
static bool is_late(const struct weft__predicate *predicate, bool ending)
{
    if (predicate->kind == WEFT__PREDICATE_FINDING)
        return true;
    return ending && predicate->kind == WEFT__PREDICATE_COUNT &&
           predicate->count.counted != WEFT__COUNTED_TIMERS &&
           predicate->count.counted != WEFT__COUNTED_TASKS;
}

static bool names_failure(const struct weft__predicate *predicate)
{
    return predicate->kind == WEFT__PREDICATE_STATE && !predicate->negated &&
           !predicate->state.first && predicate->state.state == WEFT__STATE_FAILED;
}

/* A failure that PREDICATE, which holds, names is wanted, and no finding. */
static void want(struct weft__script_run *run, const struct weft__predicate *predicate)
{
    const struct weft__error_name *error = predicate->state.error;
    struct weft__script_scope scope = looking(run);
    weft_value value;

    if (!weft__script_evaluate(&scope, predicate->state.subject, &value))
        return;
    weft__script_want(run, weft__script_view_of(&value).subject,
                      error ? run->errors[error->error] : NULL);
    weft_value_release(value);
}

static void look(weft_reactor *reactor, void *context)
{
    struct weft__script_watch *watch = context;
    struct weft__script_run *run = watch->run;

    (void) reactor;
    watch->reached = true;
    for (const struct weft__predicate *predicate = watch->expectation->predicates; predicate;
         predicate = predicate->next) {
        const char *why;
        bool held;

        if (is_late(predicate, watch->ending)) {
            if (predicate->kind == WEFT__PREDICATE_FINDING && !predicate->negated)
                weft__script_demand(run, predicate->place.line,
                                    weft__script_finding_kind(predicate->finding.counted),
                                    weft__script_finding_error(run, predicate));
            continue;
        }
        held = looks(run, predicate, watch->expectation, &why);
        judged(run, watch->expectation, predicate, held, why);
        if (held && names_failure(predicate))
            want(run, predicate);
    }
}

/* Whether what is left behind is what was asked for, and so no finding. */
static bool wants_leaks(const struct weft__predicate *predicate)
{
    return predicate->kind == WEFT__PREDICATE_COUNT && !predicate->negated &&
           predicate->count.counted == WEFT__COUNTED_LEAKS && predicate->count.number > 0;
}

/* Judges what of the expectation could not be judged before. */
static void look_late(const struct weft__script_watch *watch)
{
    for (const struct weft__predicate *predicate = watch->expectation->predicates; predicate;
         predicate = predicate->next) {
        const char *why;
        bool held;

        if (!is_late(predicate, watch->ending) ||
            (predicate->kind == WEFT__PREDICATE_FINDING && !predicate->negated))
            continue;
        held = weft__script_left_holds(watch->run, predicate, &why);
        if (held && wants_leaks(predicate))
            weft_world_expect_finding(watch->run->world, WEFT_FINDING_LEAK, NULL);
        judged(watch->run, watch->expectation, predicate, held, why);
    }
}

/* --- Rules --- */

static void look_rule(struct weft__script_rule_watch *watch)
{
    enum weft__rule_kind kind = watch->rule->kind;
    const char *why;
    bool held;

    if (watch->decided)
        return;
    watch->judged = true;
    held = looks(watch->run, watch->predicate, NULL, &why);
    watch->decided = held == (kind != WEFT__RULE_ALWAYS);
    if (watch->decided && kind != WEFT__RULE_SOMETIMES)
        judged(watch->run, &watch->rule->expectation, watch->predicate, false,
               kind == WEFT__RULE_ALWAYS ? why : "it holds");
}

static void look_rules(weft_reactor *reactor, void *context)
{
    struct weft__script_run *run = context;

    (void) reactor;
    for (struct weft__script_rule_watch *watch = run->rules; watch; watch = watch->next)
        look_rule(watch);
}

/* What came of a rule that nothing has broken. */
static void end_rule(const struct weft__script_rule_watch *watch)
{
    bool sometimes = watch->rule->kind == WEFT__RULE_SOMETIMES;

    if (!watch->judged && !sometimes)
        weft__script_vacuous(watch->run, watch->rule->expectation.place.line,
                             "the rule was never judged");
    else if (sometimes || !watch->decided)
        judged(watch->run, &watch->rule->expectation, watch->predicate, watch->decided == sometimes,
               "it never was so");
}

/* --- The end --- */

static void look_at_end(weft_reactor *reactor, void *context)
{
    struct weft__script_run *run = context;
    const char *why;

    (void) reactor;
    for (const struct weft__script_rule_watch *watch = run->rules; watch; watch = watch->next)
        end_rule(watch);
    for (const struct weft__wanted *wanted = run->script->wanted; wanted; wanted = wanted->next)
        if (looks(run, wanted->predicate, NULL, &why))
            want(run, wanted->predicate);
}

static void look_released(weft_reactor *reactor, void *context)
{
    struct weft__script_run *run = context;

    (void) reactor;
    for (const struct weft__script_watch *watch = run->watches; watch; watch = watch->next) {
        if (watch->reached)
            look_late(watch);
        else
            weft__script_vacuous(run, watch->expectation->place.line,
                                 "the expectation was never reached: the run had ended");
    }
}

/* --- The beginning --- */

static bool add_watch(struct weft__script_run *run, struct weft__script_watch ***last,
                      const struct weft__expectation *expectation, int64_t time_ns)
{
    struct weft__script_watch *watch = weft__script_allocate(run, sizeof *watch);

    if (!watch)
        return false;
    watch->run = run;
    watch->expectation = expectation;
    watch->ending = time_ns == INT64_MAX;
    **last = watch;
    *last = &watch->next;
    weft_world_look(run->world, time_ns, look, watch);
    return true;
}

static bool add_rule(struct weft__script_run *run, struct weft__script_rule_watch ***last,
                     const struct weft__rule *rule)
{
    for (const struct weft__predicate *predicate = rule->expectation.predicates; predicate;
         predicate = predicate->next) {
        struct weft__script_rule_watch *watch = weft__script_allocate(run, sizeof *watch);

        if (!watch)
            return false;
        watch->run = run;
        watch->rule = rule;
        watch->predicate = predicate;
        **last = watch;
        *last = &watch->next;
    }
    return true;
}

/* What stands at `end` is judged before every `finally`, wherever that stands in the file. */
bool weft__script_expect_begin(struct weft__script_run *run)
{
    struct weft__script_watch **last = &run->watches;
    struct weft__script_rule_watch **last_rule = &run->rules;
    bool added = true;

    for (const struct weft__timeline_line *line = run->script->timeline; line && added;
         line = line->next)
        if (line->expectation)
            added = add_watch(run, &last, line->expectation,
                              line->when == WEFT__WHEN_END ? INT64_MAX : line->at_ns);
    for (const struct weft__rule *rule = run->script->rules; rule && added; rule = rule->next)
        added = rule->kind == WEFT__RULE_FINALLY
                    ? add_watch(run, &last, &rule->expectation, INT64_MAX)
                    : add_rule(run, &last_rule, rule);
    if (run->rules)
        weft_world_look_always(run->world, look_rules, run);
    weft_world_look(run->world, INT64_MAX, look_at_end, run);
    weft_world_look_released(run->world, look_released, run);
    return added;
}
