/* deferred_model_test.c - the library against a model, over random scripts: DEF-2 to DEF-15, CHN-1
 * to CHN-9, CAN-1 to CAN-10, CHD-1 to CHD-4, UNH-1, each in the company of all others. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "support/deferred_model.h"
#include "support/library_fixture.h"

#define SCRIPTS 20000
#define DEEDS   24 /* from outside, in each script */

/* The library's side of a script. */
struct player {
    uint64_t seed;
    struct script script;
    struct library_fixture *fixture;
    weft_deferred *deferreds[MODEL_DEFERREDS];
    bool added[MODEL_PAIRS];
    struct pair_context {
        struct player *player;
        int pair, deferred;
    } pairs[MODEL_PAIRS];
    struct canceller_context {
        struct player *player;
        int deferred;
    } cancellers[MODEL_DEFERREDS];
    int contexts; /* handed over and not yet given back */
};

static void do_deed(struct player *player, struct deed deed);

static void give_back(weft_reactor *reactor, void *context)
{
    struct pair_context *pair = context;

    (void) reactor;
    pair->player->contexts--;
}

static void give_canceller_back(weft_reactor *reactor, void *context)
{
    struct canceller_context *canceller = context;

    (void) reactor;
    canceller->player->contexts--;
}

static weft_value value_of_failure(weft_reactor *reactor, int number)
{
    char text[16];

    snprintf(text, sizeof text, "%d", number);
    return weft_raise(reactor, &weft_error_value, text);
}

static weft_value run_half(weft_reactor *reactor, struct pair_context *context,
                           const struct half *half, weft_value input)
{
    struct player *player = context->player;
    struct journal *journal = &player->fixture->journal;
    char text[64];

    weft_value_format(&input, text, sizeof text);
    journal_write(journal, "%d.%d(%s", context->deferred, context->pair, text);
    for (int i = 0; i < HALF_DEEDS; i++)
        do_deed(player, half->deeds[i]);
    weft_value_format(weft_deferred_result(player->deferreds[context->deferred]), text,
                      sizeof text);
    journal_write(journal, "%s)", text);
    if (half->outcome == OUTCOME_INPUT)
        return input;
    weft_value_release(input);
    if (half->outcome == OUTCOME_INTEGER)
        return weft_integer(half->operand);
    if (half->outcome == OUTCOME_FAILURE)
        return value_of_failure(reactor, half->operand);
    return weft_deferred_value(weft_deferred_retain(player->deferreds[half->operand]));
}

static weft_value run_callback(weft_reactor *reactor, void *context, weft_value result)
{
    struct pair_context *pair = context;

    return run_half(reactor, pair, &pair->player->script.pairs[pair->pair].callback, result);
}

static weft_value run_errback(weft_reactor *reactor, void *context, weft_value result)
{
    struct pair_context *pair = context;

    return run_half(reactor, pair, &pair->player->script.pairs[pair->pair].errback, result);
}

static void run_canceller(weft_reactor *reactor, void *context, weft_deferred *deferred)
{
    struct canceller_context *canceller = context;
    struct player *player = canceller->player;

    (void) reactor;
    journal_write(&player->fixture->journal, "asked%d%s", canceller->deferred,
                  deferred == player->deferreds[canceller->deferred] ? "" : "(another)");
    do_deed(player, player->script.cancellers[canceller->deferred].deed);
}

static weft_status add(struct player *player, struct deed deed)
{
    struct pair_context *context = &player->pairs[deed.operand];
    weft_callbacks callbacks = {run_callback, run_errback, context, give_back};

    player->added[deed.operand] = true;
    player->contexts++;
    *context = (struct pair_context){player, deed.operand, deed.deferred};
    if (player->script.pairs[deed.operand].callback.outcome == OUTCOME_ABSENT)
        callbacks.callback = NULL;
    if (player->script.pairs[deed.operand].errback.outcome == OUTCOME_ABSENT)
        callbacks.errback = NULL;
    return weft_deferred_add(player->deferreds[deed.deferred], &callbacks);
}

static void do_deed(struct player *player, struct deed deed)
{
    weft_deferred *deferred = player->deferreds[deed.deferred];
    weft_status status = WEFT_OK;

    if (model_refuses(player->added, deed))
        return;
    switch (deed.kind) {
    case DEED_ADD:
        status = add(player, deed);
        break;
    case DEED_FIRE:
        status = weft_deferred_callback(deferred, weft_integer(deed.operand));
        break;
    case DEED_FAIL:
        status = weft_deferred_errback(deferred,
                                       value_of_failure(player->fixture->reactor, deed.operand));
        break;
    case DEED_CANCEL:
        weft_deferred_cancel(deferred);
        break;
    case DEED_PAUSE:
        weft_deferred_pause(deferred);
        break;
    case DEED_UNPAUSE:
        status = weft_deferred_unpause(deferred);
        break;
    case DEED_CHAIN:
        status = weft_deferred_chain(deferred, player->deferreds[deed.operand]);
        break;
    case DEED_NOTHING:
    case DEED_KINDS:
        break;
    }
    if (status != WEFT_OK)
        journal_write(&player->fixture->journal, "%s", weft_status_name(status));
}

/* Comparing. */

static bool same_value(struct model_value expected, const weft_value *actual)
{
    char text[64], other[64];

    if (expected.kind == MODEL_NONE)
        return weft_value_is_none(actual);
    if (expected.kind == MODEL_INTEGER)
        return actual->type == &weft_type_integer && weft_value_integer(actual) == expected.number;
    model_write_value(text, sizeof text, expected);
    weft_value_format(actual, other, sizeof other);
    return weft_value_is_failure(actual) && strcmp(text, other) == 0;
}

/* What differs in the states of one Deferred, or NULL. */
static const char *difference(const struct player *player, const struct model_deferred *expected,
                              const weft_deferred *actual)
{
    const weft_value *result = weft_deferred_result(actual);
    const weft_deferred *waits_for =
        expected->waits_for < 0 ? NULL : player->deferreds[expected->waits_for];
    bool has_result = model_has_result(expected);

    if (weft_deferred_called(actual) != expected->called)
        return "called";
    if ((int) weft_deferred_pauses(actual) != expected->pauses)
        return "pauses";
    if (weft_deferred_waits_for(actual) != waits_for)
        return "waits_for";
    if ((result != NULL) != has_result || (result && !same_value(expected->result, result)))
        return "result";
    if (weft_deferred_unhandled(actual) != (has_result && model_is_failure(expected->result)))
        return "unhandled";
    return NULL;
}

static void compare(struct player *player, struct model *model, int number)
{
    struct journal *expected = model->journal, *actual = &player->fixture->journal;

    for (int i = 0; i < player->script.deferreds; i++) {
        const char *differs = difference(player, &model->deferreds[i], player->deferreds[i]);

        if (differs)
            journal_write(actual, "then deferred %d differs in: %s", i, differs);
    }
    if (strcmp(journal_text(expected), journal_text(actual)) != 0)
        fail_msg("script %d, deed %d:\n  model    %s\n  library  %s", (int) player->seed, number,
                 journal_text(expected), journal_text(actual));
    journal_clear(expected);
    journal_clear(actual);
}

/* Random scripts. */

static int draw(uint64_t *random, int below)
{
    *random = *random * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
    return (int) ((*random >> 33) % (uint64_t) below);
}

/* WEIGHTS holds one letter for each chance. */
static struct deed draw_deed(uint64_t *random, int deferreds, const char *weights)
{
    static const char letters[] = "-affcpuh"; /* as enum deed_kind; the second f is a failure */
    char letter = weights[draw(random, (int) strlen(weights))];
    struct deed deed = {DEED_NOTHING, draw(random, deferreds), 0};

    while (letters[deed.kind] != letter)
        deed.kind++;
    if (deed.kind == DEED_FIRE && draw(random, 3) == 0)
        deed.kind = DEED_FAIL;
    if (deed.kind == DEED_CHAIN)
        deed.operand = draw(random, deferreds);
    else
        deed.operand = draw(random, deed.kind == DEED_ADD ? MODEL_PAIRS : 100);
    return deed;
}

static struct half draw_half(uint64_t *random, int deferreds)
{
    static const enum outcome outcomes[] = {OUTCOME_ABSENT,  OUTCOME_INPUT,   OUTCOME_INPUT,
                                            OUTCOME_INTEGER, OUTCOME_FAILURE, OUTCOME_DEFERRED,
                                            OUTCOME_DEFERRED};
    struct half half = {.outcome = outcomes[draw(random, 7)]};

    half.operand = draw(random, half.outcome == OUTCOME_DEFERRED ? deferreds : 100);
    for (int i = 0; i < HALF_DEEDS; i++)
        half.deeds[i] = draw_deed(random, deferreds, "----------aaafcpuh");
    return half;
}

static void draw_script(uint64_t *random, struct script *script)
{
    memset(script, 0, sizeof *script);
    script->deferreds = 2 + draw(random, MODEL_DEFERREDS - 1);
    for (int i = 0; i < script->deferreds; i++) {
        script->cancellers[i].there = draw(random, 2) == 0;
        script->cancellers[i].deed = draw_deed(random, script->deferreds, "---fffacpuh");
        if (draw(random, 2) == 0)
            script->cancellers[i].deed.deferred = i;
    }
    for (int i = 0; i < MODEL_PAIRS; i++) {
        script->pairs[i].callback = draw_half(random, script->deferreds);
        script->pairs[i].errback = draw_half(random, script->deferreds);
    }
}

/* Playing them. */

static void start_player(struct player *player, struct library_fixture *fixture)
{
    player->fixture = fixture;
    for (int i = 0; i < player->script.deferreds; i++) {
        weft_canceller canceller = {run_canceller, &player->cancellers[i], give_canceller_back};

        player->cancellers[i] = (struct canceller_context){player, i};
        player->contexts += player->script.cancellers[i].there;
        player->deferreds[i] =
            make_cancellable(fixture, player->script.cancellers[i].there ? &canceller : NULL);
    }
}

/* Every failure that the model holds unhandled is reported once, by release or by the close; every
 * context has come back. */
static void end_player(struct player *player, const struct model *model)
{
    struct library_fixture *fixture = player->fixture;
    size_t unhandled = 0, reported = fixture->events[WEFT_EVENT_UNHANDLED];

    for (int i = 0; i < player->script.deferreds; i++) {
        unhandled += weft_deferred_unhandled(player->deferreds[i]);
        assert_int_equal(weft_deferred_called(player->deferreds[i]), model->deferreds[i].called);
    }
    assert_int_equal(reported, 0);
    for (int i = 0; i < player->script.deferreds; i++)
        weft_deferred_release(player->deferreds[i]);
    if (deferreds_alive(fixture) != (size_t) model_kept(model))
        fail_msg("script %d: %d kept, %d alive", (int) player->seed, model_kept(model),
                 (int) deferreds_alive(fixture));
    weft_reactor_close(fixture->reactor);
    fixture->reactor = NULL;
    assert_int_equal(fixture->events[WEFT_EVENT_UNHANDLED], unhandled);
    assert_int_equal(fixture->memory.bytes, 0);
    assert_int_equal(player->contexts, 0);
}

static void step(struct player *player, struct model *model, struct deed deed, int number)
{
    model_do(model, deed);
    do_deed(player, deed);
    compare(player, model, number);
}

/* Each Deferred but the first waits for the one before it. Firing that one makes the deepest stack.
 */
static void make_line(struct player *player, struct model *model)
{
    for (int i = 1; i < player->script.deferreds; i++) {
        step(player, model, (struct deed){DEED_FIRE, i, i}, -i);
        player->script.pairs[i].callback = (struct half){.outcome = OUTCOME_DEFERRED};
        player->script.pairs[i].callback.operand = i - 1;
        step(player, model, (struct deed){DEED_ADD, i, i}, -i);
    }
}

static void play(uint64_t seed)
{
    struct player player = {.seed = seed};
    struct journal expected = {.length = 0};
    struct model model;
    uint64_t random = seed;
    void *state = NULL;

    draw_script(&random, &player.script);
    model_start(&model, &player.script, &expected);
    assert_int_equal(library_fixture_set_up(&state), 0);
    ((struct library_fixture *) state)->silent = true;
    start_player(&player, state);
    if (seed % 2 == 0)
        make_line(&player, &model);
    for (int deed = 0; deed < DEEDS; deed++)
        step(&player, &model, draw_deed(&random, player.script.deferreds, "aaaaaafffcpuuh"), deed);
    end_player(&player, &model);
    library_fixture_tear_down(&state);
}

static void random_scripts_agree_with_the_model(void **state)
{
    (void) state;
    for (uint64_t seed = 1; seed <= SCRIPTS; seed++)
        play(seed);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(random_scripts_agree_with_the_model),
    };

    return cmocka_run_group_tests_name("deferred_model", tests, NULL, NULL);
}
