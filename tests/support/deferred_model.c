/* deferred_model.c - DEF-8, CHN, CAN and CHD as they read. */
#include "deferred_model.h"

#include <stdio.h>

static const struct model_value none = {MODEL_NONE, 0, NULL};

static struct model_value error(const char *type)
{
    return (struct model_value){MODEL_ERROR, 0, type};
}

bool model_is_failure(struct model_value value)
{
    return value.kind == MODEL_FAILURE || value.kind == MODEL_ERROR;
}

void model_write_value(char *text, size_t size, struct model_value value)
{
    switch (value.kind) {
    case MODEL_NONE:
        snprintf(text, size, "none");
        break;
    case MODEL_INTEGER:
        snprintf(text, size, "%d", value.number);
        break;
    case MODEL_FAILURE:
        snprintf(text, size, "ValueError: %d", value.number);
        break;
    case MODEL_ERROR:
        snprintf(text, size, "%s", value.type);
        break;
    }
}

void model_start(struct model *model, const struct script *script, struct journal *journal)
{
    *model = (struct model){.script = script, .journal = journal};
    for (int i = 0; i < script->deferreds; i++) {
        model->deferreds[i].waits_for = -1;
        model->deferreds[i].has_canceller = script->cancellers[i].there;
    }
}

static void append(struct model_deferred *deferred, enum place_kind kind, int number)
{
    deferred->places[deferred->place_count].kind = kind;
    deferred->places[deferred->place_count++].number = number;
}

/* What a pair returned: a Deferred is waited for, or gives its result at once (CHN-1, 2, 7). */
static struct model_value take_or_wait(struct model *model, int number, int returned)
{
    struct model_deferred *deferred = &model->deferreds[number];
    struct model_deferred *inner = &model->deferreds[returned];
    struct model_value taken;

    if (returned == number)
        return error("SelfWaitError");
    if (!inner->called || inner->pauses > 0 || inner->waits_for >= 0) {
        deferred->waits_for = returned;
        append(inner, PLACE_WAITER, number);
        return none;
    }
    taken = inner->result;
    inner->result = none;
    return taken;
}

static struct model_value return_of(struct model *model, int number, struct half half,
                                    struct model_value input)
{
    switch (half.outcome) {
    case OUTCOME_INTEGER:
        return (struct model_value){MODEL_INTEGER, half.operand, NULL};
    case OUTCOME_FAILURE:
        return (struct model_value){MODEL_FAILURE, half.operand, NULL};
    case OUTCOME_DEFERRED:
        return take_or_wait(model, number, half.operand);
    case OUTCOME_ABSENT:
    case OUTCOME_INPUT:
    case OUTCOME_KINDS:
        break;
    }
    return input;
}

static void run_pair(struct model *model, int number, int pair)
{
    struct model_deferred *deferred = &model->deferreds[number];
    bool failed = model_is_failure(deferred->result);
    struct half half =
        failed ? model->script->pairs[pair].errback : model->script->pairs[pair].callback;
    struct model_value input = deferred->result;
    char before[64], after[64];

    if (half.outcome == OUTCOME_ABSENT)
        return;
    model_write_value(before, sizeof before, input);
    journal_write(model->journal, "%d.%d(%s", number, pair, before);
    deferred->in_pair = true;
    for (int i = 0; i < HALF_DEEDS; i++)
        model_do(model, half.deeds[i]);
    deferred->in_pair = false;
    model_write_value(after, sizeof after, deferred->result);
    journal_write(model->journal, "%s)", after);
    deferred->result = return_of(model, number, half, input);
}

static const char *fire(struct model *model, int number, struct model_value result);

/* CHD: an ordinary pair, of the target's callback and errback. */
static void fire_target(struct model *model, int number, int target)
{
    struct model_deferred *deferred = &model->deferreds[number];
    const char *status;

    deferred->in_pair = true;
    status = fire(model, target, deferred->result);
    deferred->in_pair = false;
    deferred->result = status ? error("AlreadyCalledError") : none;
}

/* Takes places until there are none, it waits (-1), or one that waited goes first: its number. */
static int run_places(struct model *model, int number)
{
    struct model_deferred *deferred = &model->deferreds[number];

    while (deferred->place_count > 0 && deferred->waits_for < 0) {
        enum place_kind kind = deferred->places[0].kind;
        int other = deferred->places[0].number;

        deferred->place_count--;
        for (int i = 0; i < deferred->place_count; i++)
            deferred->places[i] = deferred->places[i + 1];
        if (kind == PLACE_WAITER) {
            model->deferreds[other].result = deferred->result;
            model->deferreds[other].waits_for = -1;
            deferred->result = none;
            return other;
        }
        if (kind == PLACE_PAIR)
            run_pair(model, number, other);
        else
            fire_target(model, number, other);
    }
    return -1;
}

/* DEF-8. What waits goes first, then the one that it waited for goes on: recursion is the stack. */
static void run(struct model *model, int number)
{
    struct model_deferred *deferred = &model->deferreds[number];
    int waited = 0;

    if (deferred->in_pair)
        return;
    while (waited >= 0 && deferred->pauses == 0 && deferred->waits_for < 0) {
        waited = run_places(model, number);
        if (waited >= 0)
            run(model, waited);
    }
}

/* Returns why it is refused, or NULL. */
static const char *fire(struct model *model, int number, struct model_value result)
{
    struct model_deferred *deferred = &model->deferreds[number];

    if (deferred->called && deferred->swallow) {
        deferred->swallow = false;
        return NULL;
    }
    if (deferred->called)
        return "WEFT_ALREADY_CALLED";
    deferred->called = true;
    deferred->result = result;
    run(model, number);
    return NULL;
}

static void cancel(struct model *model, int number)
{
    struct model_deferred *deferred;
    int steps = 0;

    while (model->deferreds[number].waits_for >= 0) {
        number = model->deferreds[number].waits_for;
        if (++steps > MODEL_DEFERREDS)
            return; /* a ring */
    }
    deferred = &model->deferreds[number];
    if (deferred->called || deferred->cancelling)
        return;
    deferred->swallow = !deferred->has_canceller;
    if (deferred->has_canceller) {
        deferred->has_canceller = false;
        deferred->cancelling = true;
        journal_write(model->journal, "asked%d", number);
        model_do(model, model->script->cancellers[number].deed);
        deferred->cancelling = false;
    }
    if (!deferred->called)
        fire(model, number, error("CancelledError"));
}

static const char *unpause(struct model *model, int number)
{
    struct model_deferred *deferred = &model->deferreds[number];

    if (deferred->pauses == 0)
        return "WEFT_NOT_PAUSED";
    deferred->pauses--;
    if (deferred->pauses == 0 && deferred->called)
        run(model, number);
    return NULL;
}

bool model_refuses(const bool *added, struct deed deed)
{
    return deed.kind == DEED_NOTHING || (deed.kind == DEED_ADD && added[deed.operand]);
}

static void add(struct model *model, int number, enum place_kind kind, int operand)
{
    append(&model->deferreds[number], kind, operand);
    if (model->deferreds[number].called)
        run(model, number);
}

void model_do(struct model *model, struct deed deed)
{
    struct model_value integer = {MODEL_INTEGER, deed.operand, NULL};
    struct model_value failure = {MODEL_FAILURE, deed.operand, NULL};
    const char *status = NULL;

    if (model_refuses(model->added, deed))
        return;
    switch (deed.kind) {
    case DEED_ADD:
        model->added[deed.operand] = true;
        add(model, deed.deferred, PLACE_PAIR, deed.operand);
        break;
    case DEED_FIRE:
        status = fire(model, deed.deferred, integer);
        break;
    case DEED_FAIL:
        status = fire(model, deed.deferred, failure);
        break;
    case DEED_CANCEL:
        cancel(model, deed.deferred);
        break;
    case DEED_PAUSE:
        model->deferreds[deed.deferred].pauses++;
        break;
    case DEED_UNPAUSE:
        status = unpause(model, deed.deferred);
        break;
    case DEED_CHAIN:
        add(model, deed.deferred, PLACE_TARGET, deed.operand);
        break;
    case DEED_NOTHING:
    case DEED_KINDS:
        break;
    }
    if (status)
        journal_write(model->journal, "%s", status);
}

/* Marks what NUMBER holds, and what that holds: what it waits for, and what stands in its chain. */
static void mark_held(const struct model *model, int number, bool *held)
{
    const struct model_deferred *deferred = &model->deferreds[number];

    for (int i = -1; i < deferred->place_count; i++) {
        bool place = i >= 0 && deferred->places[i].kind != PLACE_PAIR;
        int other = i < 0 ? deferred->waits_for : place ? deferred->places[i].number : -1;

        if (other >= 0 && !held[other]) {
            held[other] = true;
            mark_held(model, other, held);
        }
    }
}

int model_kept(const struct model *model)
{
    bool kept[MODEL_DEFERREDS] = {false};
    int count = 0;

    for (int i = 0; i < model->script->deferreds; i++) {
        bool held[MODEL_DEFERREDS] = {false};

        mark_held(model, i, held);
        for (int j = 0; j < model->script->deferreds; j++)
            kept[j] = kept[j] || (held[i] && held[j]);
    }
    for (int i = 0; i < model->script->deferreds; i++)
        count += kept[i];
    return count;
}

bool model_has_result(const struct model_deferred *deferred)
{
    return deferred->called && deferred->waits_for < 0;
}
