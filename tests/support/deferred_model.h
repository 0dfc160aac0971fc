/* deferred_model.h - a Deferred written down once more, as plainly as the rules read: arrays,
 * indices, recursion, and no memory of its own. Random scripts hold the library against it.
 *
 * A script is data: some Deferreds, each with a canceller or none; pairs, each of which can be
 * added once; and *deeds*, which are done from outside, from inside a pair, or from inside a
 * canceller. Both sides do the same deeds and write what they see into a journal.
 */
#ifndef TESTS_DEFERRED_MODEL_H
#define TESTS_DEFERRED_MODEL_H

#include "journal.h"

#include <stdbool.h>
#include <stdint.h>

#define MODEL_DEFERREDS 6
#define MODEL_PAIRS     32
#define MODEL_PLACES    96 /* in one chain: pairs, and those that wait or are chained */

enum deed_kind {
    DEED_NOTHING,
    DEED_ADD,     /* the pair `operand` to the Deferred */
    DEED_FIRE,    /* it with the integer `operand` */
    DEED_FAIL,    /* it with the failure "operand" */
    DEED_CANCEL,  /* it */
    DEED_PAUSE,   /* it */
    DEED_UNPAUSE, /* it */
    DEED_CHAIN,   /* it to the Deferred `operand` */
    DEED_KINDS,
};

struct deed {
    enum deed_kind kind;
    int deferred;
    int operand;
};

enum outcome {
    OUTCOME_ABSENT, /* there is no such half: its input passes */
    OUTCOME_INPUT,
    OUTCOME_INTEGER,
    OUTCOME_FAILURE,
    OUTCOME_DEFERRED,
    OUTCOME_KINDS,
};

#define HALF_DEEDS 3

/* A callback or an errback: does its deeds, then returns. */
struct half {
    enum outcome outcome;
    int operand;
    struct deed deeds[HALF_DEEDS];
};

struct script {
    int deferreds;
    struct {
        bool there;
        struct deed deed;
    } cancellers[MODEL_DEFERREDS];
    struct {
        struct half callback, errback;
    } pairs[MODEL_PAIRS];
};

/* What a Deferred of the model holds. */
enum model_kind { MODEL_NONE, MODEL_INTEGER, MODEL_FAILURE, MODEL_ERROR };

struct model_value {
    enum model_kind kind;
    int number;       /* of an integer, or what a failure says */
    const char *type; /* of an error: "CancelledError" */
};

enum place_kind { PLACE_PAIR, PLACE_WAITER, PLACE_TARGET };

struct model_deferred {
    struct model_value result;
    struct {
        enum place_kind kind;
        int number; /* of the pair, of the one that waits, of the one to fire */
    } places[MODEL_PLACES];
    int place_count;
    int pauses;
    int waits_for; /* -1: nothing */
    bool called, in_pair, cancelling, swallow, has_canceller;
};

struct model {
    const struct script *script;
    struct journal *journal;
    struct model_deferred deferreds[MODEL_DEFERREDS];
    bool added[MODEL_PAIRS];
};

void model_start(struct model *model, const struct script *script, struct journal *journal);

/* Does DEED and all that follows from it. */
void model_do(struct model *model, struct deed deed);

/* Whether DEED would ask for something that neither side is made for: a pair for a second time. */
bool model_refuses(const bool *added, struct deed deed);

/* Whether the Deferred has a result: it was called and waits for nothing. */
bool model_has_result(const struct model_deferred *deferred);

bool model_is_failure(struct model_value value);

/* How many are still kept when nobody else holds any: those that hold each other in a ring, as one
 * that waits and what it waits for do, and what those hold. */
int model_kept(const struct model *model);

/* "7", "none", "ValueError: 3", "CancelledError", as the library writes it. */
void model_write_value(char *text, size_t size, struct model_value value);

#endif
