/* script_parse_block.c - what belongs to what, told by columns: blocks and labels. */
#include "script_reader.h"

#include <stdio.h>

/* --- Lines --- */

bool weft__parse_line_end(struct weft__reader *reader)
{
    const char *hint = NULL;

    if (weft__reader_is(reader, WEFT__TOKEN_END)) {
        weft__reader_next_line(reader);
        return true;
    }
    if (weft__reader_is(reader, WEFT__TOKEN_PLUS) || weft__reader_is(reader, WEFT__TOKEN_MINUS) ||
        weft__reader_is(reader, WEFT__TOKEN_TIMES))
        hint = "a sum among values needs parentheses; a moment has no blanks";
    return weft__reader_expected(reader, "the end of the line", hint);
}

/* Goes to the next line that stands in COLUMN or left of it. */
static void skip_right_of(struct weft__reader *reader, uint32_t column)
{
    do {
        weft__reader_next_line(reader);
    } while (reader->column > column);
}

void weft__parse_skip(struct weft__reader *reader, uint32_t column)
{
    do {
        skip_right_of(reader, column);
    } while (reader->column == column && weft__reader_at_label(reader));
}

/* "did you mean 'expired'?" if the line begins with a name that is like a label; else NULL. */
static const char *label_hint(const struct weft__reader *reader, char *hint, size_t bytes)
{
    struct weft__nearest_word search =
        weft__nearest_word_search(reader->token.text, reader->token.length);

    if (weft__reader_is(reader, WEFT__TOKEN_NAME))
        weft__offer_label_words(&search);
    return weft__nearest_hint(&search, hint, bytes);
}

void weft__parse_stray_line(struct weft__reader *reader, const char *hint)
{
    uint32_t column = reader->column;
    char near[48];
    const char *label = label_hint(reader, near, sizeof near);

    if (label != NULL)
        hint = label;
    if (weft__reader_at_label(reader))
        weft__diagnostics_add(reader->diagnostics, reader->token.place, hint,
                              "the label '%.*s:' belongs to no statement above it",
                              (int) reader->token.length, reader->token.text);
    else if (!weft__reader_is(reader, WEFT__TOKEN_BAD))
        weft__diagnostics_add(reader->diagnostics, reader->token.place, hint,
                              "no statement can stand in column %lu here", (unsigned long) column);
    /* Those beside it are most likely wrong in the same way: told once. */
    do {
        weft__reader_next_line(reader);
    } while (reader->column >= column);
}

/* --- Blocks --- */

/* What holds in a block of KIND inside what holds now. */
static struct weft__context context_in(const struct weft__context *outer,
                                       enum weft__block_kind kind)
{
    struct weft__context inner = *outer;

    inner.in_block = true;
    if (kind >= WEFT__BLOCK_IF && kind <= WEFT__BLOCK_AWAIT_FAILED) {
        inner.inline_depth++;
    } else if (kind != WEFT__BLOCK_BODY && kind != WEFT__BLOCK_CLOSED) {
        inner.in_function = true;
        inner.inline_depth = 0;
        inner.returns_nothing = kind == WEFT__BLOCK_CANCELLED;
    }
    if (kind == WEFT__BLOCK_ON_OK)
        inner.result = WEFT__RESULT_VALUE;
    else if (kind == WEFT__BLOCK_ON_EITHER)
        inner.result = WEFT__RESULT_EITHER;
    else if (kind == WEFT__BLOCK_LOOP_COUNTED)
        inner.result = WEFT__RESULT_COUNT;
    else if (kind == WEFT__BLOCK_ON_FAILED || kind == WEFT__BLOCK_AWAIT_FAILED ||
             kind == WEFT__BLOCK_EXPIRED)
        inner.result = WEFT__RESULT_FAILURE;
    return inner;
}

/* The statements in the column of the current line, down to the next line that does not stand right
 * of OPENER_COLUMN, or to a label of the statement that stands there. */
static struct weft__statement *parse_statements(struct weft__reader *reader, uint32_t opener_column)
{
    uint32_t column = reader->column;
    struct weft__statement *first = NULL;
    struct weft__statement **end = &first;
    char hint[48];

    snprintf(hint, sizeof hint, "this block stands in column %lu", (unsigned long) column);
    while (reader->column > opener_column) {
        if (reader->column < column && weft__reader_at_label(reader))
            break;
        if (reader->column != column || weft__reader_at_label(reader)) {
            weft__parse_stray_line(reader, hint);
            continue;
        }
        *end = weft__parse_statement(reader);
        if (*end != NULL)
            end = &(*end)->next;
    }
    return first;
}

/* The lines right of COLUMN as a block of KIND that was opened at OPENER. */
static struct weft__block *parse_block(struct weft__reader *reader, enum weft__block_kind kind,
                                       struct weft__place opener, uint32_t column)
{
    struct weft__context outer = reader->context;
    struct weft__block *block = weft__reader_allocate(reader, sizeof *block);

    if (block == NULL)
        return NULL;
    if (reader->column <= column || weft__reader_at_label(reader)) {
        weft__diagnostics_add(reader->diagnostics, opener,
                              "its lines stand further right, below it", "the block is empty");
        return NULL;
    }
    if (reader->block_depth == WEFT__SCRIPT_NESTING_MAX) {
        weft__diagnostics_add(reader->diagnostics, opener, NULL,
                              "blocks are nested more than %d deep", WEFT__SCRIPT_NESTING_MAX);
        while (reader->column > column)
            weft__reader_next_line(reader);
        return NULL;
    }
    reader->context = context_in(&outer, kind);
    if (outer.task != NULL && !reader->context.in_function &&
        reader->context.inline_depth > outer.task->inline_depth)
        outer.task->inline_depth = reader->context.inline_depth;
    reader->block_depth++;
    block->kind = kind;
    block->place = opener;
    block->first = parse_statements(reader, column);
    reader->block_depth--;
    reader->context = outer;
    return block;
}

/* --- Labels --- */

struct weft__label_offer *weft__hanging_offer(struct weft__hanging *hanging, enum weft__word word,
                                              enum weft__block_kind kind,
                                              struct weft__block **block)
{
    struct weft__label_offer *offer = &hanging->offers[hanging->offer_count++];

    offer->label = word;
    offer->kind = kind;
    offer->block = block;
    return offer;
}

static const struct weft__label_offer *offer_of(const struct weft__hanging *hanging,
                                                enum weft__word label)
{
    for (uint32_t i = 0; i < hanging->offer_count; i++)
        if (hanging->offers[i].label == label)
            return &hanging->offers[i];
    return NULL;
}

/* The label that the current line begins with, up to the end of that line. */
static const struct weft__label_offer *parse_label_line(struct weft__reader *reader,
                                                        const struct weft__hanging *hanging)
{
    enum weft__word label = reader->token.word;
    struct weft__place place = reader->token.place;
    const struct weft__label_offer *offer = offer_of(hanging, label);

    if (offer == NULL) {
        weft__diagnostics_add(reader->diagnostics, place,
                              "a label belongs to the nearest statement above, not right of it",
                              "the statement above takes no '%s:'", weft__word_text(label));
        return NULL;
    }
    if (*offer->block != NULL) {
        weft__diagnostics_add(reader->diagnostics, place, NULL,
                              "the statement above has its '%s:' already", weft__word_text(label));
        return NULL;
    }
    weft__reader_advance(reader);
    if (offer->traps != NULL && !weft__parse_error_names(reader, offer->traps))
        return NULL;
    if (!weft__reader_expect(reader, WEFT__TOKEN_COLON, "':'") || !weft__parse_line_end(reader))
        return NULL;
    return offer;
}

static void parse_label(struct weft__reader *reader, const struct weft__hanging *hanging)
{
    struct weft__place place = reader->token.place;
    const struct weft__label_offer *offer = parse_label_line(reader, hanging);

    if (offer == NULL)
        skip_right_of(reader, place.column);
    else
        *offer->block = parse_block(reader, offer->kind, place, place.column);
}

/* --- Statements with what hangs on them --- */

bool weft__parse_hanging(struct weft__reader *reader, const struct weft__hanging *hanging,
                         struct weft__place opener)
{
    bool opened = hanging->block != NULL && weft__reader_is(reader, WEFT__TOKEN_COLON);

    if (opened)
        weft__reader_advance(reader);
    else if (hanging->required)
        return weft__reader_expected(reader, "':' and a block", NULL);
    if (!opened && weft__reader_is(reader, WEFT__TOKEN_COLON)) {
        weft__diagnostics_add(reader->diagnostics, reader->token.place, NULL,
                              "this statement opens no block");
        return false;
    }
    if (!weft__parse_line_end(reader))
        return false;
    if (opened)
        *hanging->block = parse_block(reader, hanging->kind, opener, opener.column);
    while (weft__reader_at_label(reader) && reader->column >= opener.column)
        parse_label(reader, hanging);
    return true;
}

struct weft__statement *weft__parse_statement(struct weft__reader *reader)
{
    struct weft__place opener = reader->token.place;
    struct weft__hanging hanging = {.block = NULL};
    struct weft__statement *statement = weft__parse_statement_line(reader, &hanging);

    if (statement != NULL && weft__parse_hanging(reader, &hanging, opener))
        return statement;
    weft__parse_skip(reader, opener.column);
    return NULL;
}
