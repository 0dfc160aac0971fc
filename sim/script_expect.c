/* script_expect.c - expectations at their times, rules after every turn, and what can only be
 * judged when all has been let go: leaks, and the findings that there were. */
#include "script_expect.h"

#include "script_demand.h"
#include "script_evaluate.h"
#include "script_predicate.h"
#include "script_report.h"
#include "world_internal.h"

#include <assert.h>

/* An expectation, or a `finally`, that waits for its time. */
struct weft__script_watch {
    struct weft__script_watch *next;
    struct weft__script_run *run;
    const struct weft__expectation *expectation;
    bool rule;   /* a `finally`: no expectation of a moment */
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

    if (weft__script_holds_or_why(&scope, predicate, window, &held))
        *why = run->why;
    else
        *why = run->problem.sentence;
    return held;
}

/* --- Judgements --- */

static struct weft__script_judgement judgement(const struct weft__expectation *expectation,
                                               const struct weft__predicate *predicate, bool held,
                                               const char *why)
{
    return (struct weft__script_judgement){expectation->place.line, predicate->text, held, why};
}

static void judged(const struct weft__script_watch *watch, const struct weft__predicate *predicate,
                   bool held, const char *why)
{
    struct weft__script_judgement of = judgement(watch->expectation, predicate, held, why);

    if (watch->expectation->window != WEFT__WINDOW_NONE && watch->run->world->displaced_ns > 0)
        weft__script_noted(watch->run, of); /* the moments of this run are others */
    else if (watch->rule)
        weft__script_rule_judged(watch->run, of);
    else
        weft__script_judged(watch->run, of);
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
                      error ? run->script->errors[error->error].type : NULL);
    weft_value_release(value);
}

/* The finding that PREDICATE names. A run that expectations do not judge may be without it. */
static void demand(const struct weft__script_watch *watch, const struct weft__predicate *predicate)
{
    struct weft__script_run *run = watch->run;

    weft__script_demand(
        run, (struct weft__demanded){.kind = weft__script_finding_kind(predicate->finding.counted),
                                     .type = weft__script_finding_error(run, predicate),
                                     .line = predicate->place.line,
                                     .optional = !watch->rule && run->world->options.unjudged});
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
                demand(watch, predicate);
            continue;
        }
        held = looks(run, predicate, watch->expectation, &why);
        judged(watch, predicate, held, why);
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
        judged(watch, predicate, held, why);
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
        weft__script_rule_judged(watch->run,
                                 judgement(&watch->rule->expectation, watch->predicate, false,
                                           kind == WEFT__RULE_ALWAYS ? why : "it holds"));
}

static void look_rules(weft_reactor *reactor, void *context)
{
    struct weft__script_run *run = context;

    (void) reactor;
    for (struct weft__script_rule_watch *watch = run->rules; watch; watch = watch->next)
        look_rule(watch);
}

/* What came of a rule that nothing has broken. That something was so sometimes is expected of the
 * run as it stands: one that was made to go otherwise may never come there. */
static void end_rule(const struct weft__script_rule_watch *watch)
{
    const struct weft__expectation *expectation = &watch->rule->expectation;

    if (watch->rule->kind == WEFT__RULE_SOMETIMES)
        weft__script_judged(watch->run, judgement(expectation, watch->predicate, watch->decided,
                                                  "it never was so"));
    else if (!watch->judged)
        weft__script_vacuous(watch->run, expectation->place.line, "the rule was never judged");
    else if (!watch->decided)
        weft__script_rule_judged(watch->run, judgement(expectation, watch->predicate, true, NULL));
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

/* NULL without memory. */
static struct weft__script_watch *add_watch(struct weft__script_run *run,
                                            struct weft__script_watch ***last,
                                            struct weft__script_watch own)
{
    struct weft__script_watch *watch = weft__script_allocate(run, sizeof *watch);

    if (!watch)
        return NULL;
    *watch = own;
    watch->run = run;
    **last = watch;
    *last = &watch->next;
    return watch;
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

/* EXPECTATION, at TIME_NS, or when STIMULUS (or NULL) comes. */
static bool add_expectation(struct weft__script_run *run, struct weft__script_watch ***last,
                            const struct weft__timeline_line *line,
                            const struct weft__stimulus *stimulus)
{
    bool ending = line->when == WEFT__WHEN_END;
    struct weft__script_watch own = {.expectation = line->expectation, .ending = ending};
    struct weft__script_watch *watch = add_watch(run, last, own);

    if (watch && stimulus)
        weft__world_look_with(run->world, stimulus, look, watch);
    else if (watch)
        weft_world_look(run->world, ending ? INT64_MAX : line->at_ns, look, watch);
    return watch != NULL;
}

static bool add_finally(struct weft__script_run *run, struct weft__script_watch ***last,
                        const struct weft__rule *rule)
{
    struct weft__script_watch own = {
        .expectation = &rule->expectation, .rule = true, .ending = true};
    struct weft__script_watch *watch = add_watch(run, last, own);

    if (watch)
        weft_world_look(run->world, INT64_MAX, look, watch);
    return watch != NULL;
}

/* What is under the same time as a free event is looked at when that has come. */
static bool add_expectations(struct weft__script_run *run, struct weft__script_watch ***last)
{
    const struct weft__stimulus *with = NULL;
    size_t place = 0;

    for (const struct weft__timeline_line *line = run->script->timeline; line;
         line = line->next, place++) {
        if (line->first == line)
            with = line->when == WEFT__WHEN_WITHIN ? run->stimuli[place] : NULL;
        if (line->expectation && !add_expectation(run, last, line, with))
            return false;
    }
    return true;
}

/* That something is so sometimes is demanded of the file's own run, not of its variations. */
static bool add_rules(struct weft__script_run *run, struct weft__script_watch ***last,
                      struct weft__script_rule_watch ***last_rule, const struct weft__rule *rule)
{
    bool of_file = rule == run->script->rules;

    for (; rule; rule = rule->next) {
        if (rule->kind == WEFT__RULE_SOMETIMES && of_file && run->vary)
            continue;
        if (!(rule->kind == WEFT__RULE_FINALLY ? add_finally(run, last, rule)
                                               : add_rule(run, last_rule, rule)))
            return false;
    }
    return true;
}

bool weft__script_saw(const struct weft__script_run *run, const struct weft__predicate *predicate)
{
    for (const struct weft__script_rule_watch *watch = run->rules; watch; watch = watch->next)
        if (watch->predicate == predicate)
            return watch->decided;
    return false;
}

/* What stands at `end` is judged before every `finally`, wherever that stands in the file. */
bool weft__script_expect_begin(struct weft__script_run *run)
{
    struct weft__script_watch **last = &run->watches;
    struct weft__script_rule_watch **last_rule = &run->rules;
    bool added = add_expectations(run, &last) &&
                 add_rules(run, &last, &last_rule, run->script->rules) &&
                 (!run->vary || add_rules(run, &last, &last_rule, run->vary->rules));

    if (run->rules)
        weft_world_look_always(run->world, look_rules, run);
    weft_world_look(run->world, INT64_MAX, look_at_end, run);
    weft_world_look_released(run->world, look_released, run);
    return added;
}
