/* world_rules.c - what a C scenario says must hold always, never, or eventually. */
#include "world_internal.h"

#include <assert.h>
#include <stdio.h>
#include <string.h>

#define RULE_BYTES 400

enum rule_kind { RULE_ALWAYS, RULE_NEVER, RULE_EVENTUALLY };

static const struct {
    const char *name; /* stands before a rule's text */
    const char *why;  /* where one is broken */
} kinds[] = {
    [RULE_ALWAYS] = {"always", "it is not so"},
    [RULE_NEVER] = {"never", "it is so"},
    [RULE_EVENTUALLY] = {"eventually", "it is not so at the end"},
};

struct rule {
    enum rule_kind kind;
    weft_world_condition condition;
    void *context;
    const char *text;
    bool judged;
    bool broken;
};

static void add(weft_world *world, struct rule rule)
{
    struct rule *added;

    assert(!world->running && rule.condition);
    rule.text = weft__arena_copy(&world->arena, rule.text, strlen(rule.text));
    if (!rule.text) {
        weft__world_exhaust(world);
        return;
    }
    added = weft__world_append(world, &world->rules, sizeof *added);
    if (added)
        *added = rule;
}

void weft_world_always(weft_world *world, weft_world_condition condition, void *context,
                       const char *text)
{
    add(world, (struct rule){RULE_ALWAYS, condition, context, text, false, false});
}

void weft_world_never(weft_world *world, weft_world_condition condition, void *context,
                      const char *text)
{
    add(world, (struct rule){RULE_NEVER, condition, context, text, false, false});
}

void weft_world_eventually(weft_world *world, weft_world_condition condition, void *context,
                           const char *text)
{
    add(world, (struct rule){RULE_EVENTUALLY, condition, context, text, false, false});
}

/* "always stock >= 0". */
static void write_rule(const struct rule *rule, char text[RULE_BYTES])
{
    snprintf(text, RULE_BYTES, "%s %s", kinds[rule->kind].name, rule->text);
}

/* What a condition did would be told of, and judged, in turn: it may only look. */
static bool is_so(weft_world *world, const struct rule *rule)
{
    uint64_t events = weft_trace_count(world->trace);
    bool so = rule->condition(world, rule->context);

    assert(weft_trace_count(world->trace) == events);
    (void) events;
    return so;
}

static void judge(weft_world *world, struct rule *rule)
{
    char text[RULE_BYTES];

    rule->judged = true;
    if (is_so(world, rule) == (rule->kind != RULE_NEVER))
        return;
    rule->broken = true;
    write_rule(rule, text);
    weft__world_hold(world, false, text, kinds[rule->kind].why);
}

void weft__rules_judge_now(weft_world *world)
{
    struct rule *rules = world->rules.elements;

    world->judging = false; /* a finding is an event, too */
    for (size_t i = 0; i < world->rules.count; i++)
        if (rules[i].kind != RULE_EVENTUALLY && !rules[i].broken)
            judge(world, &rules[i]);
    world->judging = true;
}

static void find_vacuous(weft_world *world, const struct rule *rule)
{
    const char *why = "nothing happened";
    char text[RULE_BYTES];

    if (rule->kind == RULE_EVENTUALLY)
        why = "the run was cut off";
    write_rule(rule, text);
    weft__world_find(world, WEFT_FINDING_VACUOUS, (weft_subject){WEFT_SUBJECT_NONE, 0}, NULL,
                     "'%s' was never judged: %s", text, why);
}

void weft__rules_end(weft_world *world)
{
    struct rule *rules = world->rules.elements;

    world->judging = false;
    for (size_t i = 0; i < world->rules.count && !world->exhausted; i++) {
        char text[RULE_BYTES];

        if (rules[i].kind == RULE_EVENTUALLY && !world->cut && !world->stop)
            judge(world, &rules[i]);
        if (!rules[i].judged) {
            find_vacuous(world, &rules[i]);
        } else if (!rules[i].broken) {
            write_rule(&rules[i], text);
            weft__world_hold(world, true, text, NULL);
        }
    }
}
