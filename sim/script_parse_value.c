/* script_parse_value.c - values, sums, paths; moments and slices; the names that stand among them.
 */
#include "script_reader.h"

/* --- Names --- */

struct weft__name *weft__parse_name(struct weft__reader *reader, enum weft__use_kind kind)
{
    struct weft__name *name;
    struct weft__use *use;

    if (!weft__reader_is(reader, WEFT__TOKEN_NAME)) {
        weft__reader_expected(reader, "a name",
                              weft__reader_is(reader, WEFT__TOKEN_WORD) ? "it is a reserved word"
                                                                        : NULL);
        return NULL;
    }
    name = weft__reader_allocate(reader, sizeof *name);
    use = weft__reader_use(reader, kind, &reader->token);
    if (name == NULL || use == NULL)
        return NULL;
    name->text = use->symbol->text;
    name->place = reader->token.place;
    use->name = name;
    weft__reader_advance(reader);
    return name;
}

struct weft__error_name *weft__parse_error_name(struct weft__reader *reader)
{
    struct weft__error_name *error;
    struct weft__use *use;

    if (!weft__reader_is(reader, WEFT__TOKEN_ERROR)) {
        weft__reader_expected(reader, "the name of an error",
                              weft__reader_is(reader, WEFT__TOKEN_NAME)
                                  ? "an error's name begins with a capital letter"
                                  : NULL);
        return NULL;
    }
    error = weft__reader_allocate(reader, sizeof *error);
    use = weft__reader_use(reader, WEFT__USE_ERROR, &reader->token);
    if (error == NULL || use == NULL)
        return NULL;
    error->place = reader->token.place;
    use->error = error;
    weft__reader_advance(reader);
    return error;
}

bool weft__parse_error_names(struct weft__reader *reader, struct weft__error_name **names)
{
    *names = NULL;
    while (weft__reader_is(reader, WEFT__TOKEN_ERROR)) {
        *names = weft__parse_error_name(reader);
        if (*names == NULL)
            return false;
        names = &(*names)->next;
    }
    return true;
}

/* --- Paths --- */

static struct weft__expression *expression_make(struct weft__reader *reader,
                                                enum weft__expression_kind kind,
                                                struct weft__place place)
{
    struct weft__expression *expression = weft__reader_allocate(reader, sizeof *expression);

    if (expression != NULL) {
        expression->kind = kind;
        expression->place = place;
    }
    return expression;
}

static struct weft__expression *name_value(struct weft__reader *reader,
                                           const struct weft__token *token)
{
    enum weft__use_kind kind = reader->context.expectation ? WEFT__USE_EXPECTED : WEFT__USE_READ;
    struct weft__expression *value = expression_make(reader, WEFT__VALUE_NAME, token->place);
    struct weft__use *use = weft__reader_use(reader, kind, token);

    if (value == NULL || use == NULL)
        return NULL;
    value->name.text = use->symbol->text;
    value->name.place = token->place;
    use->name = &value->name;
    return value;
}

static struct weft__expression *result_value(struct weft__reader *reader,
                                             const struct weft__token *token)
{
    if (reader->context.result == WEFT__RESULT_NOTHING) {
        weft__diagnostics_add(reader->diagnostics, token->place,
                              "it is known in 'on', 'failed', 'expired' and 'loop counted' blocks",
                              "there is no 'result' here");
        return NULL;
    }
    return expression_make(reader, WEFT__VALUE_RESULT, token->place);
}

static struct weft__expression *field_value(struct weft__reader *reader,
                                            struct weft__expression *of,
                                            const struct weft__token *field)
{
    struct weft__place place = of->place;
    struct weft__expression *value;
    struct weft__use *use;

    if (of->kind == WEFT__VALUE_NOW) {
        weft__diagnostics_add(reader->diagnostics, field->place, NULL, "'now' has no fields");
        return NULL;
    }
    place.length = field->place.column + field->place.length - place.column;
    value = expression_make(reader, WEFT__VALUE_FIELD, place);
    use = weft__reader_use(reader, WEFT__USE_FIELD, field);
    if (value == NULL || use == NULL)
        return NULL;
    value->field.of = of;
    value->field.text = use->symbol->text;
    use->expression = value;
    return value;
}

/* The value of BASE, or of BASE.FIELD if FIELD is not NULL. */
static struct weft__expression *path_value(struct weft__reader *reader,
                                           const struct weft__token *base,
                                           const struct weft__token *field)
{
    struct weft__expression *value;

    if (base->word == WEFT__WORD_RESULT)
        value = result_value(reader, base);
    else if (base->word == WEFT__WORD_NOW)
        value = expression_make(reader, WEFT__VALUE_NOW, base->place);
    else
        value = name_value(reader, base);
    return value == NULL || field == NULL ? value : field_value(reader, value, field);
}

static bool can_begin_path(const struct weft__token *token)
{
    return token->kind == WEFT__TOKEN_NAME || token->word == WEFT__WORD_RESULT ||
           token->word == WEFT__WORD_NOW;
}

/* A field may be spelt like a reserved word (`F.first`, `Q.waiting`): after a dot nothing else can
 * be. */
static bool can_be_field(const struct weft__token *token)
{
    return token->kind == WEFT__TOKEN_NAME || token->kind == WEFT__TOKEN_WORD;
}

struct weft__expression *weft__parse_path_from(struct weft__reader *reader,
                                               const struct weft__token *base)
{
    struct weft__token field;

    if (!weft__reader_is(reader, WEFT__TOKEN_DOT))
        return path_value(reader, base, NULL);
    if (!reader->token.glued || !weft__reader_peek(reader)->glued ||
        !can_be_field(weft__reader_peek(reader))) {
        weft__reader_advance(reader);
        weft__reader_expected(reader, "the name of a field after the dot",
                              "there are no blanks inside a path");
        return NULL;
    }
    weft__reader_advance(reader);
    field = reader->token;
    weft__reader_advance(reader);
    return path_value(reader, base, &field);
}

/* --- Texts --- */

/* A text on the way to its pieces. */
struct text_cutter {
    struct weft__reader *reader;
    const char *at, *end;
    uint32_t column;
    char *literal; /* what has come since the last hole */
    size_t literal_length;
    struct weft__text_piece **piece_end;
};

static struct weft__place place_at(const struct text_cutter *cutter, uint32_t length)
{
    struct weft__place place = {
        .line = cutter->reader->token.place.line, .column = cutter->column, .length = length};

    return place;
}

static struct weft__text_piece *piece_add(struct text_cutter *cutter)
{
    struct weft__text_piece *piece = weft__reader_allocate(cutter->reader, sizeof *piece);

    if (piece != NULL) {
        *cutter->piece_end = piece;
        cutter->piece_end = &piece->next;
    }
    return piece;
}

static bool end_literal(struct text_cutter *cutter)
{
    struct weft__text_piece *piece;
    char *copy;

    if (cutter->literal_length == 0)
        return true;
    piece = piece_add(cutter);
    copy = weft__reader_allocate(cutter->reader, cutter->literal_length + 1);
    if (piece == NULL || copy == NULL)
        return false;
    for (size_t i = 0; i < cutter->literal_length; i++)
        copy[i] = cutter->literal[i];
    piece->literal = copy;
    piece->length = cutter->literal_length;
    cutter->literal_length = 0;
    return true;
}

static void take(struct text_cutter *cutter, char byte, size_t source_bytes)
{
    cutter->literal[cutter->literal_length++] = byte;
    cutter->at += source_bytes;
    cutter->column += (uint32_t) source_bytes;
}

static bool cut_escape(struct text_cutter *cutter)
{
    static const char written[] = "\"\\nt";
    static const char meant[] = "\"\\\n\t";

    for (size_t i = 0; i + 1 < sizeof written; i++) {
        if (cutter->at[1] == written[i]) {
            take(cutter, meant[i], 2);
            return true;
        }
    }
    weft__diagnostics_add(cutter->reader->diagnostics, place_at(cutter, 2),
                          "there are \\\" \\\\ \\n \\t", "unknown escape in a text");
    return false;
}

/* `{PATH}`, where the cutter stands on the brace. */
static bool cut_hole(struct text_cutter *cutter)
{
    struct weft__lexer *lexer = &cutter->reader->lexer;
    const char *at = cutter->at + 1;
    struct weft__token base = weft__lexer_word_at(lexer, at, cutter->column + 1);
    struct weft__token field = {.kind = WEFT__TOKEN_BAD};
    struct weft__text_piece *piece;
    bool understood = can_begin_path(&base);

    at += base.length;
    if (understood && *at == '.') {
        field = weft__lexer_word_at(lexer, at + 1, base.place.column + base.place.length + 1);
        understood = can_be_field(&field);
        at += 1 + field.length;
    }
    if (!understood || *at != '}') {
        weft__diagnostics_add(cutter->reader->diagnostics, place_at(cutter, 1),
                              "a hole is {name} or {name.field}; a brace itself is written {{",
                              "'{' opens no hole here");
        return false;
    }
    if (!end_literal(cutter))
        return false;
    piece = piece_add(cutter);
    if (piece == NULL)
        return false;
    piece->hole = path_value(cutter->reader, &base, field.kind == WEFT__TOKEN_BAD ? NULL : &field);
    at++;
    cutter->column += (uint32_t) (at - cutter->at);
    cutter->at = at;
    return piece->hole != NULL;
}

static bool cut_next(struct text_cutter *cutter)
{
    char byte = *cutter->at;

    if (byte == '\\')
        return cut_escape(cutter);
    if ((byte == '{' || byte == '}') && cutter->at + 1 < cutter->end && cutter->at[1] == byte) {
        take(cutter, byte, 2);
        return true;
    }
    if (byte == '{')
        return cut_hole(cutter);
    if (byte == '}') {
        weft__diagnostics_add(cutter->reader->diagnostics, place_at(cutter, 1),
                              "a brace itself is written }}", "'}' closes nothing");
        return false;
    }
    take(cutter, byte, 1);
    /* A character of several bytes is one column. */
    while (cutter->at < cutter->end && ((unsigned char) *cutter->at & 0xC0U) == 0x80U) {
        take(cutter, *cutter->at, 1);
        cutter->column--;
    }
    return true;
}

struct weft__expression *weft__parse_text(struct weft__reader *reader,
                                          const struct weft__token *token)
{
    struct weft__expression *value = expression_make(reader, WEFT__VALUE_TEXT, token->place);
    struct text_cutter cutter = {.reader = reader,
                                 .at = token->text,
                                 .end = token->text + token->length,
                                 .column = token->place.column + 1};

    cutter.literal = weft__reader_allocate_scratch(reader, token->length + 1);
    if (value == NULL || cutter.literal == NULL)
        return NULL;
    cutter.piece_end = &value->pieces;
    while (cutter.at < cutter.end)
        if (!cut_next(&cutter))
            return NULL;
    return end_literal(&cutter) ? value : NULL;
}

/* --- Values and sums --- */

bool weft__parse_at_value(const struct weft__reader *reader)
{
    switch (reader->token.kind) {
    case WEFT__TOKEN_INTEGER:
    case WEFT__TOKEN_TIME:
    case WEFT__TOKEN_TEXT:
    case WEFT__TOKEN_NAME:
    case WEFT__TOKEN_MINUS:
    case WEFT__TOKEN_OPEN:
        return true;
    default:
        return reader->token.word == WEFT__WORD_NONE || can_begin_path(&reader->token);
    }
}

/* A value that is one token. */
static struct weft__expression *parse_literal(struct weft__reader *reader,
                                              enum weft__expression_kind kind)
{
    struct weft__expression *value;

    if (kind == WEFT__VALUE_TEXT) {
        value = weft__parse_text(reader, &reader->token);
    } else {
        value = expression_make(reader, kind, reader->token.place);
        if (value != NULL)
            value->number = reader->token.number;
    }
    weft__reader_advance(reader);
    return value;
}

/* `- value` or `( expr )`. */
static struct weft__expression *parse_nested(struct weft__reader *reader)
{
    struct weft__place place = reader->token.place;
    struct weft__expression *value;

    if (weft__reader_accept(reader, WEFT__TOKEN_MINUS)) {
        struct weft__expression *part = weft__parse_value(reader);

        value = part == NULL ? NULL
                             : expression_make(reader, WEFT__VALUE_NEGATED,
                                               weft__reader_place_since(reader, place));
        if (value != NULL)
            value->parts = part;
        return value;
    }
    weft__reader_advance(reader);
    value = weft__parse_expression(reader);
    if (value == NULL || !weft__reader_expect(reader, WEFT__TOKEN_CLOSE, "')'"))
        return NULL;
    value->place = weft__reader_place_since(reader, place);
    return value;
}

struct weft__expression *weft__parse_value(struct weft__reader *reader)
{
    struct weft__expression *value;

    switch (reader->token.kind) {
    case WEFT__TOKEN_INTEGER:
        return parse_literal(reader, WEFT__VALUE_INTEGER);
    case WEFT__TOKEN_TIME:
        return parse_literal(reader, WEFT__VALUE_TIME);
    case WEFT__TOKEN_TEXT:
        return parse_literal(reader, WEFT__VALUE_TEXT);
    case WEFT__TOKEN_MINUS:
    case WEFT__TOKEN_OPEN:
        if (reader->value_depth == WEFT__SCRIPT_NESTING_MAX) {
            weft__diagnostics_add(reader->diagnostics, reader->token.place, NULL,
                                  "values are nested more than %d deep", WEFT__SCRIPT_NESTING_MAX);
            return NULL;
        }
        reader->value_depth++;
        value = parse_nested(reader);
        reader->value_depth--;
        return value;
    default:
        if (reader->token.word == WEFT__WORD_NONE)
            return parse_literal(reader, WEFT__VALUE_NONE);
        if (can_begin_path(&reader->token)) {
            struct weft__token base = reader->token;

            weft__reader_advance(reader);
            return weft__parse_path_from(reader, &base);
        }
        weft__reader_expected(reader, "a value",
                              weft__reader_is(reader, WEFT__TOKEN_WORD) ? "it is a reserved word"
                                                                        : NULL);
        return NULL;
    }
}

bool weft__parse_values(struct weft__reader *reader, struct weft__expression **values)
{
    *values = NULL;
    while (weft__parse_at_value(reader)) {
        *values = weft__parse_value(reader);
        if (*values == NULL)
            return false;
        values = &(*values)->next;
    }
    return true;
}

bool weft__parse_optional_value(struct weft__reader *reader, struct weft__expression **value)
{
    *value = NULL;
    if (!weft__parse_at_value(reader))
        return true;
    *value = weft__parse_value(reader);
    return *value != NULL;
}

/* FIRST is the first part of what becomes a sum or product of KIND, with parts to be added at *END.
 */
static struct weft__expression *parts_begin(struct weft__reader *reader,
                                            enum weft__expression_kind kind,
                                            struct weft__expression *first,
                                            struct weft__expression ***end)
{
    struct weft__expression *whole = expression_make(reader, kind, first->place);

    if (whole == NULL)
        return NULL;
    whole->parts = first;
    *end = &first->next;
    return whole;
}

static struct weft__expression *parse_term(struct weft__reader *reader)
{
    struct weft__expression *value = weft__parse_value(reader);
    struct weft__expression *whole, **end;

    if (value == NULL || !weft__reader_is(reader, WEFT__TOKEN_TIMES))
        return value;
    whole = parts_begin(reader, WEFT__VALUE_PRODUCT, value, &end);
    if (whole == NULL)
        return NULL;
    while (weft__reader_accept(reader, WEFT__TOKEN_TIMES)) {
        *end = weft__parse_value(reader);
        if (*end == NULL)
            return NULL;
        end = &(*end)->next;
    }
    whole->place = weft__reader_place_since(reader, whole->place);
    return whole;
}

static bool at_sign_of_sum(const struct weft__reader *reader)
{
    return weft__reader_is(reader, WEFT__TOKEN_PLUS) || weft__reader_is(reader, WEFT__TOKEN_MINUS);
}

struct weft__expression *weft__parse_expression(struct weft__reader *reader)
{
    struct weft__expression *term = parse_term(reader);
    struct weft__expression *whole, **end;

    if (term == NULL || !at_sign_of_sum(reader))
        return term;
    whole = parts_begin(reader, WEFT__VALUE_SUM, term, &end);
    if (whole == NULL)
        return NULL;
    while (at_sign_of_sum(reader)) {
        bool subtracted = weft__reader_is(reader, WEFT__TOKEN_MINUS);

        weft__reader_advance(reader);
        *end = parse_term(reader);
        if (*end == NULL)
            return NULL;
        (*end)->subtracted = subtracted;
        end = &(*end)->next;
    }
    whole->place = weft__reader_place_since(reader, whole->place);
    return whole;
}
