/* script_parse.c - the first column of a file: declarations, settings, rules; times are in
 * script_parse_timeline.c. */
#include "script_reader.h"

#include <stdio.h>
#include <string.h>

/* --- Telling --- */

static bool wrong(struct weft__reader *reader, struct weft__place place, const char *what)
{
    weft__diagnostics_add(reader->diagnostics, place, NULL, "%s", what);
    return false;
}

static bool declared_twice(struct weft__reader *reader, const struct weft__token *token,
                           struct weft__place before)
{
    char hint[48];

    snprintf(hint, sizeof hint, "it is declared in line %lu already", (unsigned long) before.line);
    weft__diagnostics_add(reader->diagnostics, token->place, before.line > 0 ? hint : NULL,
                          "'%.*s' is declared twice", (int) token->length, token->text);
    return false;
}

/* --- Declarations --- */

/* The symbol of the current token, which must be of KIND, and is passed. */
static struct weft__symbol *parse_declared(struct weft__reader *reader, enum weft__token_kind kind,
                                           const char *what)
{
    struct weft__token token = reader->token;

    if (token.kind != kind) {
        weft__reader_expected(reader, what,
                              token.kind == WEFT__TOKEN_WORD ? "it is a reserved word"
                              : token.kind == WEFT__TOKEN_NAME
                                  ? "an error's name begins with a capital letter"
                                  : NULL);
        return NULL;
    }
    weft__reader_advance(reader);
    return weft__reader_symbol(reader, token.text, token.length, token.place);
}

static bool parse_parameters(struct weft__reader *reader, struct weft__task *task)
{
    while (weft__reader_is(reader, WEFT__TOKEN_NAME)) {
        if (weft__reader_use(reader, WEFT__USE_PARAMETER, &reader->token) == NULL)
            return false;
        task->parameter_count++;
        weft__reader_advance(reader);
    }
    return true;
}

static bool parse_task(struct weft__reader *reader)
{
    struct weft__place opener = reader->token.place;
    struct weft__task *task = weft__reader_allocate(reader, sizeof *task);
    struct weft__hanging hanging = {.kind = WEFT__BLOCK_BODY, .required = true};
    struct weft__token name;
    struct weft__symbol *symbol;

    weft__reader_advance(reader);
    name = reader->token;
    symbol = parse_declared(reader, WEFT__TOKEN_NAME, "the name of a task");
    if (task == NULL || symbol == NULL)
        return false;
    if (symbol->task != NULL)
        return declared_twice(reader, &name, symbol->task->place);
    task->name = symbol->text;
    task->place = name.place;
    task->index = reader->script->task_count++;
    symbol->task = task;
    *reader->task_end = task;
    reader->task_end = &task->next;
    reader->context.task = task;
    hanging.block = &task->body;
    weft__hanging_offer(&hanging, WEFT__WORD_CLOSED, WEFT__BLOCK_CLOSED, &task->closed);
    return parse_parameters(reader, task) && weft__parse_hanging(reader, &hanging, opener);
}

static bool parse_error(struct weft__reader *reader)
{
    struct weft__declared_error *declared = weft__reader_allocate_scratch(reader, sizeof *declared);
    struct weft__symbol *symbol;
    struct weft__token name;

    weft__reader_advance(reader);
    name = reader->token;
    symbol = parse_declared(reader, WEFT__TOKEN_ERROR, "the name of an error");
    if (declared == NULL || symbol == NULL)
        return false;
    if (symbol->error != WEFT__NO_INDEX)
        return declared_twice(reader, &name, symbol->place);
    symbol->error = reader->script->error_count++;
    symbol->place = name.place;
    declared->symbol = symbol;
    if (weft__reader_accept_word(reader, WEFT__WORD_IS)) {
        declared->parent_place = reader->token.place;
        declared->parent = parse_declared(reader, WEFT__TOKEN_ERROR, "the name of an error");
        if (declared->parent == NULL)
            return false;
    }
    *reader->error_end = declared;
    reader->error_end = &declared->next;
    return weft__parse_line_end(reader);
}

static bool parse_shared(struct weft__reader *reader)
{
    struct weft__declared_name *declared = weft__reader_allocate_scratch(reader, sizeof *declared);
    struct weft__symbol *symbol;
    struct weft__token name;

    weft__reader_advance(reader);
    name = reader->token;
    symbol = parse_declared(reader, WEFT__TOKEN_NAME, "a name");
    if (declared == NULL || symbol == NULL)
        return false;
    if (symbol->shared)
        return declared_twice(reader, &name, symbol->place);
    symbol->shared = true;
    symbol->world_slot = reader->script->world_count++;
    symbol->place = name.place;
    declared->symbol = symbol;
    if (weft__reader_accept(reader, WEFT__TOKEN_GIVES)) {
        declared->start = weft__parse_expression(reader);
        if (declared->start == NULL)
            return false;
    }
    *reader->shared_end = declared;
    reader->shared_end = &declared->next;
    return weft__parse_line_end(reader);
}

/* --- Settings --- */

static bool parse_slice_setting(struct weft__reader *reader)
{
    struct weft__place place = reader->token.place;
    struct weft__slice *slice = &reader->script->slice;

    if (slice->kind != WEFT__SLICE_DEFAULT)
        return wrong(reader, place, "'slice' is said twice");
    weft__reader_advance(reader);
    return weft__parse_slice(reader, slice) && weft__parse_line_end(reader);
}

static bool parse_until(struct weft__reader *reader)
{
    struct weft__place place = reader->token.place;
    int64_t *until_ns = &reader->script->until_ns;

    if (*until_ns >= 0)
        return wrong(reader, place, "'until' is said twice");
    weft__reader_advance(reader);
    *until_ns = reader->token.number;
    return weft__reader_expect(reader, WEFT__TOKEN_TIME, "a time") && weft__parse_line_end(reader);
}

static bool parse_order(struct weft__reader *reader)
{
    struct weft__place place = reader->token.place;

    if (reader->script->order_independent)
        return wrong(reader, place, "'order' is said twice");
    weft__reader_advance(reader);
    reader->script->order_independent = true;
    return weft__reader_expect_word(reader, WEFT__WORD_INDEPENDENT) && weft__parse_line_end(reader);
}

/* --- Rules --- */

static bool rule_kind(const struct weft__token *token, enum weft__rule_kind *kind)
{
    switch (token->word) {
    case WEFT__WORD_ALWAYS:
        *kind = WEFT__RULE_ALWAYS;
        return true;
    case WEFT__WORD_NEVER:
        *kind = WEFT__RULE_NEVER;
        return true;
    case WEFT__WORD_SOMETIMES:
        *kind = WEFT__RULE_SOMETIMES;
        return true;
    case WEFT__WORD_FINALLY:
        *kind = WEFT__RULE_FINALLY;
        return true;
    default:
        return false;
    }
}

bool weft__parse_at_rule(const struct weft__reader *reader)
{
    enum weft__rule_kind kind;

    return rule_kind(&reader->token, &kind);
}

struct weft__rule *weft__parse_rule(struct weft__reader *reader)
{
    struct weft__place place = reader->token.place;
    struct weft__rule *rule = weft__reader_allocate(reader, sizeof *rule);

    if (rule == NULL)
        return NULL;
    rule_kind(&reader->token, &rule->kind);
    rule->expectation.place = place;
    weft__reader_advance(reader);
    if (!weft__parse_expectation(reader, rule->kind == WEFT__RULE_FINALLY, &rule->expectation) ||
        !weft__parse_line_end(reader))
        return NULL;
    return rule;
}

static bool parse_file_rule(struct weft__reader *reader)
{
    struct weft__rule *rule = weft__parse_rule(reader);

    if (rule == NULL)
        return false;
    *reader->rule_end = rule;
    reader->rule_end = &rule->next;
    return true;
}

/* --- The first column --- */

struct first_word {
    enum weft__word word;
    bool (*parse)(struct weft__reader *reader);
};

static const struct first_word first_words[] = {
    {WEFT__WORD_TASK, parse_task},
    {WEFT__WORD_ERROR, parse_error},
    {WEFT__WORD_SHARED, parse_shared},
    {WEFT__WORD_SLICE, parse_slice_setting},
    {WEFT__WORD_UNTIL, parse_until},
    {WEFT__WORD_ORDER, parse_order},
    {WEFT__WORD_ALWAYS, parse_file_rule},
    {WEFT__WORD_NEVER, parse_file_rule},
    {WEFT__WORD_SOMETIMES, parse_file_rule},
    {WEFT__WORD_FINALLY, parse_file_rule},
    {WEFT__WORD_VARY, weft__parse_vary},
    {WEFT__WORD_END, weft__parse_instant},
    {WEFT__WORD_WITHIN, weft__parse_instant},
};

static bool not_a_first_word(struct weft__reader *reader)
{
    const struct weft__token *token = &reader->token;
    struct weft__nearest_word search = weft__nearest_word_search(token->text, token->length);
    char hint[48];

    if (token->kind == WEFT__TOKEN_MINUS)
        return wrong(reader, token->place, "a time is never before 0s");
    if (token->kind != WEFT__TOKEN_WORD && token->kind != WEFT__TOKEN_NAME)
        return weft__reader_expected(reader, "a time or a declaration", NULL);
    for (size_t i = 0; i < sizeof first_words / sizeof *first_words; i++)
        weft__nearest_word_offer(&search, weft__word_text(first_words[i].word));
    weft__diagnostics_add(reader->diagnostics, token->place,
                          search.best == NULL ? "a statement stands after a time, or in a block"
                                              : weft__nearest_hint(&search, hint, sizeof hint),
                          "'%.*s' cannot stand in the first column", (int) token->length,
                          token->text);
    return false;
}

static bool parse_first_column(struct weft__reader *reader)
{
    if (weft__reader_is(reader, WEFT__TOKEN_TIME) || weft__reader_is(reader, WEFT__TOKEN_PLUS))
        return weft__parse_instant(reader);
    for (size_t i = 0; i < sizeof first_words / sizeof *first_words; i++)
        if (weft__reader_is_word(reader, first_words[i].word))
            return first_words[i].parse(reader);
    return not_a_first_word(reader);
}

void weft__parse_file(struct weft__reader *reader)
{
    weft__reader_next_line(reader);
    while (reader->column > 0) {
        memset(&reader->context, 0, sizeof reader->context);
        if (reader->column > 1 || weft__reader_at_label(reader))
            weft__parse_stray_line(reader, "what belongs to no block begins in column 1");
        else if (!parse_first_column(reader))
            weft__parse_skip(reader, 1);
    }
}
