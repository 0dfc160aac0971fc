/* script_parse_statement.c - one statement's own line, and where it may stand. */
#include "script_reader.h"

/* What every statement's parser takes: STATEMENT has its kind and place, its first word is passed.
 */
typedef bool statement_parser(struct weft__reader *reader, struct weft__statement *statement,
                              struct weft__hanging *hanging);

/* --- Values and flow --- */

static bool parse_print(struct weft__reader *reader, struct weft__statement *statement,
                        struct weft__hanging *hanging)
{
    (void) hanging;
    statement->value = weft__parse_expression(reader);
    return statement->value != NULL;
}

static bool parse_one_value(struct weft__reader *reader, struct weft__statement *statement,
                            struct weft__hanging *hanging)
{
    (void) hanging;
    statement->value = weft__parse_value(reader);
    return statement->value != NULL;
}

static bool parse_if(struct weft__reader *reader, struct weft__statement *statement,
                     struct weft__hanging *hanging)
{
    hanging->kind = WEFT__BLOCK_IF;
    hanging->block = &statement->branch.then;
    hanging->required = true;
    weft__hanging_offer(hanging, WEFT__WORD_ELSE, WEFT__BLOCK_ELSE, &statement->branch.otherwise);
    statement->branch.condition = weft__parse_predicate(reader);
    return statement->branch.condition != NULL;
}

static bool parse_for(struct weft__reader *reader, struct weft__statement *statement,
                      struct weft__hanging *hanging)
{
    hanging->kind = WEFT__BLOCK_FOR;
    hanging->block = &statement->loop.block;
    hanging->required = true;
    statement->gives = weft__parse_name(reader, WEFT__USE_GIVE);
    if (statement->gives == NULL || !weft__reader_expect_word(reader, WEFT__WORD_IN))
        return false;
    statement->loop.from = weft__parse_value(reader);
    if (statement->loop.from == NULL || !weft__reader_expect(reader, WEFT__TOKEN_DOTS, "'..'"))
        return false;
    statement->loop.until = weft__parse_value(reader);
    return statement->loop.until != NULL;
}

/* An expression or something that is made. */
static bool parse_operand(struct weft__reader *reader, struct weft__statement *statement,
                          struct weft__hanging *hanging)
{
    if (weft__parse_at_make(reader)) {
        statement->operand.make = weft__parse_make(reader, hanging);
        return statement->operand.make != NULL;
    }
    statement->operand.value = weft__parse_expression(reader);
    return statement->operand.value != NULL;
}

static bool misplaced(struct weft__reader *reader, struct weft__place place, const char *hint,
                      const char *what)
{
    weft__diagnostics_add(reader->diagnostics, place, hint, "%s", what);
    return false;
}

static bool parse_return(struct weft__reader *reader, struct weft__statement *statement,
                         struct weft__hanging *hanging)
{
    if (!reader->context.in_block)
        return misplaced(reader, statement->place, "it stands in a block or in a task's body",
                         "'return' has no place in the timeline");
    if (weft__reader_is(reader, WEFT__TOKEN_END))
        return true;
    if (reader->context.returns_nothing)
        return misplaced(reader, reader->token.place, NULL, "a 'cancelled' block returns nothing");
    return parse_operand(reader, statement, hanging);
}

static bool parse_raise(struct weft__reader *reader, struct weft__statement *statement,
                        struct weft__hanging *hanging)
{
    (void) hanging;
    if (!reader->context.in_block)
        return misplaced(reader, statement->place, "it stands in a block or in a task's body",
                         "'raise' has no place in the timeline");
    if (weft__reader_is(reader, WEFT__TOKEN_END)) {
        if (reader->context.result == WEFT__RESULT_FAILURE ||
            reader->context.result == WEFT__RESULT_EITHER)
            return true;
        return misplaced(reader, statement->place, "say which error it raises",
                         "'raise' alone raises 'result', which is no failure here");
    }
    statement->raise.error = weft__parse_error_name(reader);
    return statement->raise.error != NULL &&
           weft__parse_optional_value(reader, &statement->raise.message);
}

/* Whether a task's body can be suspended at PLACE by WORD; OTHER says whether it has the other
 * kind. */
static bool may_suspend(struct weft__reader *reader, struct weft__place place, enum weft__word word,
                        bool other)
{
    if (reader->context.task == NULL || reader->context.in_function) {
        weft__diagnostics_add(reader->diagnostics, place,
                              "it stands in a task's body, in no other block than if, else and for",
                              "'%s' has no place here", weft__word_text(word));
        return false;
    }
    if (other)
        return misplaced(reader, place, NULL, "a task has 'yield' or 'await', not both");
    return true;
}

static bool parse_yield(struct weft__reader *reader, struct weft__statement *statement,
                        struct weft__hanging *hanging)
{
    struct weft__task *task = reader->context.task;

    if (!may_suspend(reader, statement->place, WEFT__WORD_YIELD, task != NULL && task->awaits))
        return false;
    task->yields = true;
    return weft__reader_is(reader, WEFT__TOKEN_END) || parse_operand(reader, statement, hanging);
}

static bool parse_await(struct weft__reader *reader, struct weft__statement *statement,
                        struct weft__hanging *hanging)
{
    struct weft__task *task = reader->context.task;
    struct weft__label_offer *offer;

    if (!may_suspend(reader, statement->place, WEFT__WORD_AWAIT, task != NULL && task->yields))
        return false;
    task->awaits = true;
    offer = weft__hanging_offer(hanging, WEFT__WORD_FAILED, WEFT__BLOCK_AWAIT_FAILED,
                                &statement->operand.failed);
    offer->traps = &statement->operand.traps;
    return parse_operand(reader, statement, hanging);
}

/* --- Acts --- */

static bool parse_on(struct weft__reader *reader, struct weft__statement *statement,
                     struct weft__hanging *hanging)
{
    hanging->required = true;
    statement->on.subject = weft__parse_value(reader);
    if (statement->on.subject == NULL)
        return false;
    if (weft__reader_accept_word(reader, WEFT__WORD_FAILED)) {
        hanging->kind = WEFT__BLOCK_ON_FAILED;
        hanging->block = &statement->on.failed;
        return weft__parse_error_names(reader, &statement->on.traps);
    }
    if (weft__reader_accept_word(reader, WEFT__WORD_EITHER)) {
        hanging->kind = WEFT__BLOCK_ON_EITHER;
        hanging->block = &statement->on.either;
        return true;
    }
    hanging->kind = WEFT__BLOCK_ON_OK;
    hanging->block = &statement->on.ok;
    weft__hanging_offer(hanging, WEFT__WORD_FAILED, WEFT__BLOCK_ON_FAILED, &statement->on.failed)
        ->traps = &statement->on.traps;
    return true;
}

static bool parse_value_and_perhaps_another(struct weft__reader *reader,
                                            struct weft__statement *statement,
                                            struct weft__hanging *hanging)
{
    (void) hanging;
    statement->fire.subject = weft__parse_value(reader);
    return statement->fire.subject != NULL &&
           weft__parse_optional_value(reader, &statement->fire.value);
}

static bool parse_delay(struct weft__reader *reader, struct weft__statement *statement,
                        struct weft__hanging *hanging)
{
    (void) hanging;
    statement->fire.subject = weft__parse_value(reader);
    if (statement->fire.subject == NULL)
        return false;
    statement->fire.value = weft__parse_value(reader);
    return statement->fire.value != NULL;
}

static bool parse_fail(struct weft__reader *reader, struct weft__statement *statement,
                       struct weft__hanging *hanging)
{
    (void) hanging;
    statement->fail.subject = weft__parse_value(reader);
    if (statement->fail.subject == NULL)
        return false;
    statement->fail.error = weft__parse_error_name(reader);
    return statement->fail.error != NULL &&
           weft__parse_optional_value(reader, &statement->fail.message);
}

static bool parse_chain(struct weft__reader *reader, struct weft__statement *statement,
                        struct weft__hanging *hanging)
{
    (void) hanging;
    statement->chain.source = weft__parse_value(reader);
    if (statement->chain.source == NULL)
        return false;
    statement->chain.target = weft__parse_value(reader);
    return statement->chain.target != NULL;
}

static bool parse_timeout(struct weft__reader *reader, struct weft__statement *statement,
                          struct weft__hanging *hanging)
{
    weft__hanging_offer(hanging, WEFT__WORD_EXPIRED, WEFT__BLOCK_EXPIRED,
                        &statement->timeout.expired);
    statement->timeout.subject = weft__parse_value(reader);
    if (statement->timeout.subject == NULL)
        return false;
    statement->timeout.delay = weft__parse_value(reader);
    return statement->timeout.delay != NULL;
}

static bool parse_drop(struct weft__reader *reader, struct weft__statement *statement,
                       struct weft__hanging *hanging)
{
    (void) hanging;
    statement->gives = weft__parse_name(reader, WEFT__USE_DROP);
    return statement->gives != NULL;
}

/* --- All of them --- */

struct statement_word {
    enum weft__word word;
    enum weft__statement_kind kind;
    bool refusable; /* `refused E` may follow */
    statement_parser *parse;
};

static const struct statement_word statement_words[] = {
    {WEFT__WORD_PRINT, WEFT__STATEMENT_PRINT, false, parse_print},
    {WEFT__WORD_WORK, WEFT__STATEMENT_WORK, false, parse_one_value},
    {WEFT__WORD_IF, WEFT__STATEMENT_IF, false, parse_if},
    {WEFT__WORD_FOR, WEFT__STATEMENT_FOR, false, parse_for},
    {WEFT__WORD_RETURN, WEFT__STATEMENT_RETURN, false, parse_return},
    {WEFT__WORD_RAISE, WEFT__STATEMENT_RAISE, false, parse_raise},
    {WEFT__WORD_YIELD, WEFT__STATEMENT_YIELD, false, parse_yield},
    {WEFT__WORD_AWAIT, WEFT__STATEMENT_AWAIT, false, parse_await},
    {WEFT__WORD_ON, WEFT__STATEMENT_ON, true, parse_on},
    {WEFT__WORD_FIRE, WEFT__STATEMENT_FIRE, true, parse_value_and_perhaps_another},
    {WEFT__WORD_FAIL, WEFT__STATEMENT_FAIL, true, parse_fail},
    {WEFT__WORD_CHAIN, WEFT__STATEMENT_CHAIN, true, parse_chain},
    {WEFT__WORD_TIMEOUT, WEFT__STATEMENT_TIMEOUT, true, parse_timeout},
    {WEFT__WORD_CANCEL, WEFT__STATEMENT_CANCEL, true, parse_one_value},
    {WEFT__WORD_PAUSE, WEFT__STATEMENT_PAUSE, true, parse_one_value},
    {WEFT__WORD_RESUME, WEFT__STATEMENT_RESUME, true, parse_one_value},
    {WEFT__WORD_STOP, WEFT__STATEMENT_STOP, true, parse_one_value},
    {WEFT__WORD_CLOSE, WEFT__STATEMENT_CLOSE, true, parse_one_value},
    {WEFT__WORD_RELEASE, WEFT__STATEMENT_RELEASE, true, parse_one_value},
    {WEFT__WORD_PUT, WEFT__STATEMENT_PUT, true, parse_value_and_perhaps_another},
    {WEFT__WORD_RESET, WEFT__STATEMENT_RESET, true, parse_value_and_perhaps_another},
    {WEFT__WORD_DELAY, WEFT__STATEMENT_DELAY, true, parse_delay},
    {WEFT__WORD_DROP, WEFT__STATEMENT_DROP, true, parse_drop},
};

static const struct statement_word *statement_word_of(const struct weft__token *token)
{
    for (size_t i = 0; i < sizeof statement_words / sizeof *statement_words; i++)
        if (token->kind == WEFT__TOKEN_WORD && token->word == statement_words[i].word)
            return &statement_words[i];
    return NULL;
}

static bool parse_refused(struct weft__reader *reader, struct weft__statement *statement)
{
    if (!weft__reader_accept_word(reader, WEFT__WORD_REFUSED))
        return true;
    statement->refused = weft__parse_error_name(reader);
    return statement->refused != NULL;
}

static bool parse_worded(struct weft__reader *reader, struct weft__statement *statement,
                         struct weft__hanging *hanging)
{
    const struct statement_word *word = statement_word_of(&reader->token);

    statement->kind = word->kind;
    /* `NAME = await`: it is the word that can be out of place, not the name before it. */
    statement->place = reader->token.place;
    weft__reader_advance(reader);
    return word->parse(reader, statement, hanging) &&
           (!word->refusable || parse_refused(reader, statement));
}

/* What may follow a make that stands alone: `as NAME` or `refused ERROR`. */
static bool parse_outcome(struct weft__reader *reader, struct weft__statement *statement)
{
    if (!weft__reader_accept_word(reader, WEFT__WORD_AS))
        return parse_refused(reader, statement);
    statement->gives = weft__parse_name(reader, WEFT__USE_GIVE);
    if (statement->gives == NULL)
        return false;
    return !weft__reader_is_word(reader, WEFT__WORD_REFUSED) ||
           weft__reader_expected(reader, "the end of the line",
                                 "what is refused gives no name: leave out 'as'");
}

static bool parse_made(struct weft__reader *reader, struct weft__statement *statement,
                       struct weft__hanging *hanging)
{
    statement->kind = WEFT__STATEMENT_MAKE;
    statement->make = weft__parse_make(reader, hanging);
    return statement->make != NULL && parse_outcome(reader, statement);
}

/* `start NAME ...` makes something or starts a Cooperator, which only the names tell; `start
 * VALUE`, where the value is no plain name, starts a Cooperator. */
static bool parse_start(struct weft__reader *reader, struct weft__statement *statement)
{
    weft__reader_advance(reader);
    if (!weft__reader_is(reader, WEFT__TOKEN_NAME) ||
        weft__reader_peek(reader)->kind == WEFT__TOKEN_DOT) {
        statement->kind = WEFT__STATEMENT_START_COOPERATOR;
        statement->value = weft__parse_value(reader);
        return statement->value != NULL && parse_refused(reader, statement);
    }
    statement->kind = WEFT__STATEMENT_MAKE;
    statement->make = weft__parse_started(reader, statement->place, statement);
    return statement->make != NULL && parse_outcome(reader, statement);
}

/* `NAME = ...`. */
static bool parse_given(struct weft__reader *reader, struct weft__statement *statement,
                        struct weft__hanging *hanging)
{
    statement->gives = weft__parse_name(reader, WEFT__USE_GIVE);
    if (statement->gives == NULL)
        return false;
    weft__reader_advance(reader);
    if (weft__reader_is_word(reader, WEFT__WORD_AWAIT))
        return parse_worded(reader, statement, hanging);
    if (weft__parse_at_make(reader)) {
        statement->kind = WEFT__STATEMENT_MAKE;
        statement->make = weft__parse_make(reader, hanging);
        return statement->make != NULL;
    }
    statement->kind = WEFT__STATEMENT_GIVE;
    statement->value = weft__parse_expression(reader);
    return statement->value != NULL;
}

static bool not_a_statement(struct weft__reader *reader)
{
    const struct weft__token *token = &reader->token;
    struct weft__nearest_word search = weft__nearest_word_search(token->text, token->length);
    char hint[48];

    if (token->kind == WEFT__TOKEN_TIME || token->kind == WEFT__TOKEN_PLUS)
        return weft__reader_expected(reader, "a statement", "a time stands in the first column");
    if (weft__reader_is_word(reader, WEFT__WORD_EXPECT))
        return misplaced(reader, token->place, "it stands in the column after a time",
                         "'expect' has no place here");
    if (token->kind != WEFT__TOKEN_NAME && token->kind != WEFT__TOKEN_WORD &&
        token->kind != WEFT__TOKEN_ERROR)
        return weft__reader_expected(reader, "a statement", NULL);
    if (weft__reader_peek(reader)->kind == WEFT__TOKEN_COLON ||
        weft__reader_peek(reader)->kind == WEFT__TOKEN_ERROR)
        weft__offer_label_words(&search);
    for (size_t i = 0; i < sizeof statement_words / sizeof *statement_words; i++)
        weft__nearest_word_offer(&search, weft__word_text(statement_words[i].word));
    weft__offer_make_words(&search);
    weft__nearest_word_offer(&search, weft__word_text(WEFT__WORD_EXPECT));
    weft__diagnostics_add(reader->diagnostics, token->place,
                          weft__nearest_hint(&search, hint, sizeof hint),
                          "'%.*s' is not a statement", (int) token->length, token->text);
    return false;
}

static bool parse_any(struct weft__reader *reader, struct weft__statement *statement,
                      struct weft__hanging *hanging)
{
    if (weft__reader_is(reader, WEFT__TOKEN_NAME) &&
        weft__reader_peek(reader)->kind == WEFT__TOKEN_GIVES)
        return parse_given(reader, statement, hanging);
    if (statement_word_of(&reader->token) != NULL)
        return parse_worded(reader, statement, hanging);
    if (weft__reader_is_word(reader, WEFT__WORD_START))
        return parse_start(reader, statement);
    if (weft__parse_at_make(reader))
        return parse_made(reader, statement, hanging);
    return not_a_statement(reader);
}

struct weft__statement *weft__parse_statement_line(struct weft__reader *reader,
                                                   struct weft__hanging *hanging)
{
    struct weft__statement *statement = weft__reader_allocate(reader, sizeof *statement);
    struct weft__place place = reader->token.place;

    if (statement == NULL)
        return NULL;
    statement->place = place;
    if (!parse_any(reader, statement, hanging))
        return NULL;
    statement->place = place;
    return statement;
}
