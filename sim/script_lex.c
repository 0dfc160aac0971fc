/* script_lex.c - tokens of one line at a time. */
#include "script_lex.h"

#include <assert.h>
#include <string.h>

#include "script.h"

static const char *const word_texts[WEFT__WORD_COUNT] = {"",
#define X(constant, word) word,
                                                         WEFT__WORDS(X)
#undef X
};

/* --- Reserved words --- */

enum weft__word weft__word_find(const char *text, size_t length)
{
    size_t low = 1;
    size_t high = WEFT__WORD_COUNT;

    while (low < high) {
        size_t middle = low + (high - low) / 2;
        int order = strncmp(text, word_texts[middle], length);

        if (order == 0 && word_texts[middle][length] != '\0')
            order = -1;
        if (order == 0)
            return (enum weft__word) middle;
        if (order < 0)
            high = middle;
        else
            low = middle + 1;
    }
    return WEFT__WORD_NOT_RESERVED;
}

const char *weft__word_text(enum weft__word word)
{
    assert(word < WEFT__WORD_COUNT);
    return word_texts[word];
}

/* --- Lines --- */

void weft__lexer_init(struct weft__lexer *lexer, struct weft__source source,
                      struct weft__diagnostics *diagnostics)
{
    memset(lexer, 0, sizeof *lexer);
    lexer->source = source;
    lexer->diagnostics = diagnostics;
    lexer->at = lexer->line_end = lexer->next_line = source.bytes;
}

static bool is_continuation(char byte)
{
    return ((unsigned char) byte & 0xC0U) == 0x80U;
}

static bool is_blank(char byte)
{
    return byte == ' ' || byte == '\t';
}

/* Moves on by one character. */
static void step(struct weft__lexer *lexer)
{
    assert(lexer->at < lexer->line_end);
    do {
        lexer->at++;
    } while (lexer->at < lexer->line_end && is_continuation(*lexer->at));
    lexer->column++;
}

static void step_over(struct weft__lexer *lexer, size_t characters)
{
    while (characters-- > 0)
        step(lexer);
}

static void skip_blanks(struct weft__lexer *lexer)
{
    while (lexer->at < lexer->line_end && is_blank(*lexer->at))
        step(lexer);
}

static bool is_line_over(const struct weft__lexer *lexer)
{
    return lexer->at == lexer->line_end || *lexer->at == '#';
}

/* Puts the lexer at the start of the line that begins at START. */
static void open_line(struct weft__lexer *lexer, const char *start)
{
    const char *end = lexer->source.bytes + lexer->source.length;
    const char *line_feed = memchr(start, '\n', (size_t) (end - start));

    lexer->at = start;
    lexer->line_end = line_feed == NULL ? end : line_feed;
    lexer->next_line = line_feed == NULL ? end : line_feed + 1;
    if (line_feed != NULL && line_feed > start && line_feed[-1] == '\r')
        lexer->line_end--;
    lexer->column = 1;
}

bool weft__lexer_next_line(struct weft__lexer *lexer)
{
    const char *end = lexer->source.bytes + lexer->source.length;

    while (lexer->next_line < end) {
        open_line(lexer, lexer->next_line);
        lexer->line++;
        skip_blanks(lexer);
        if (!is_line_over(lexer))
            return true;
    }
    lexer->at = lexer->line_end = end;
    return false;
}

void weft__lexer_seek(struct weft__lexer *lexer, size_t line_start, struct weft__place place)
{
    open_line(lexer, lexer->source.bytes + line_start);
    lexer->line = place.line;
    while (lexer->column < place.column && lexer->at < lexer->line_end)
        step(lexer);
}

/* --- Tokens --- */

static bool is_digit(char byte)
{
    return byte >= '0' && byte <= '9';
}

static bool is_lower(char byte)
{
    return byte >= 'a' && byte <= 'z';
}

static bool is_upper(char byte)
{
    return byte >= 'A' && byte <= 'Z';
}

static bool is_word_byte(char byte)
{
    return is_lower(byte) || is_upper(byte) || is_digit(byte) || byte == '_';
}

static struct weft__token token_from(const struct weft__lexer *lexer, enum weft__token_kind kind)
{
    struct weft__token token = {.kind = kind, .text = lexer->at};

    token.place.line = lexer->line;
    token.place.column = lexer->column;
    return token;
}

/* Ends TOKEN where the lexer stands now. */
static void end_token(const struct weft__lexer *lexer, struct weft__token *token)
{
    token->length = (size_t) (lexer->at - token->text);
    token->place.length = lexer->column - token->place.column;
}

struct weft__token weft__lexer_word_at(struct weft__lexer *lexer, const char *at, uint32_t column)
{
    struct weft__token token = {.kind = WEFT__TOKEN_BAD, .text = at};
    bool has_underscore = false;

    token.place.line = lexer->line;
    token.place.column = column;
    if (at == lexer->line_end || is_digit(*at))
        return token;
    while (at < lexer->line_end && is_word_byte(*at))
        has_underscore |= *at++ == '_';
    token.length = (size_t) (at - token.text);
    token.place.length = (uint32_t) token.length;
    if (token.length == 0)
        return token;
    token.word = weft__word_find(token.text, token.length);
    if (token.length > WEFT__SCRIPT_NAME_LENGTH_MAX)
        weft__diagnostics_add(lexer->diagnostics, token.place, NULL,
                              "a name is longer than the %d characters that Weft takes",
                              WEFT__SCRIPT_NAME_LENGTH_MAX);
    else if (is_upper(*token.text) && has_underscore)
        weft__diagnostics_add(lexer->diagnostics, token.place,
                              "what begins with a capital letter is an error's name",
                              "an error's name has letters and digits only");
    else if (is_upper(*token.text))
        token.kind = WEFT__TOKEN_ERROR;
    else
        token.kind = token.word != WEFT__WORD_NOT_RESERVED ? WEFT__TOKEN_WORD : WEFT__TOKEN_NAME;
    return token;
}

struct unit {
    const char *text;
    int64_t ns;
};

static const struct unit units[] = {
    {"ns", 1},           {"us", 1000},           {"ms", 1000000},
    {"s", 1000000000LL}, {"min", 60000000000LL}, {"h", 3600000000000LL},
};

static const struct unit *unit_find(const char *text, size_t length)
{
    for (size_t i = 0; i < sizeof units / sizeof *units; i++)
        if (strlen(units[i].text) == length && memcmp(units[i].text, text, length) == 0)
            return &units[i];
    return NULL;
}

/* The decimal number in DIGITS; false if it does not fit. */
static bool digits_value(const char *digits, size_t count, int64_t *value)
{
    *value = 0;
    for (size_t i = 0; i < count; i++) {
        int digit = digits[i] - '0';

        if (*value > (INT64_MAX - digit) / 10)
            return false;
        *value = *value * 10 + digit;
    }
    return true;
}

static int64_t greatest_divisor(int64_t a, int64_t b)
{
    while (b != 0) {
        int64_t rest = a % b;

        a = b;
        b = rest;
    }
    return a;
}

/* The ns in 0.DIGITS of UNIT; false if they are not whole. Exact: D/10^N * U is whole if 10^N / g
 * divides D, where g is the greatest divisor of U and 10^N. */
static bool fraction_ns(const char *digits, size_t count, const struct unit *unit, int64_t *ns)
{
    int64_t scale = 1;
    int64_t value, shared;

    while (count > 0 && digits[count - 1] == '0')
        count--;
    /* An hour is 2^13 3^2 5^11 ns: after trailing zeros are gone, more than 13 digits are never
     * whole. */
    if (count > 13)
        return false;
    for (size_t i = 0; i < count; i++)
        scale *= 10;
    if (!digits_value(digits, count, &value))
        return false;
    shared = greatest_divisor(unit->ns, scale);
    if (value % (scale / shared) != 0)
        return false;
    *ns = value / (scale / shared) * (unit->ns / shared);
    return true;
}

static void report(const struct weft__lexer *lexer, const struct weft__token *token,
                   const char *hint, const char *what)
{
    weft__diagnostics_add(lexer->diagnostics, token->place, hint, "%s", what);
}

/* A number's parts, as they stand in the source. */
struct number {
    const char *whole, *fraction, *unit;
    size_t whole_length, fraction_length, unit_length;
};

static void time_token(const struct weft__lexer *lexer, struct weft__token *token,
                       const struct number *number)
{
    const struct unit *unit = unit_find(number->unit, number->unit_length);
    int64_t whole, fraction = 0;

    token->kind = WEFT__TOKEN_TIME;
    if (unit == NULL) {
        weft__diagnostics_add(lexer->diagnostics, token->place,
                              "the units of time are ns us ms s min h",
                              number->unit_length == 0 ? "'%.*s' is a time without a unit"
                                                       : "'%.*s' is neither a number nor a time",
                              (int) token->length, token->text);
    } else if (!digits_value(number->whole, number->whole_length, &whole) ||
               whole > INT64_MAX / unit->ns) {
        report(lexer, token, NULL, "the time does not fit 64 bits of nanoseconds");
    } else if (!fraction_ns(number->fraction, number->fraction_length, unit, &fraction)) {
        report(lexer, token, NULL, "the time is not a whole number of nanoseconds");
    } else if (whole * unit->ns > INT64_MAX - fraction) {
        report(lexer, token, NULL, "the time does not fit 64 bits of nanoseconds");
    } else {
        token->number = whole * unit->ns + fraction;
    }
}

static size_t step_over_digits(struct weft__lexer *lexer)
{
    const char *start = lexer->at;

    while (lexer->at < lexer->line_end && is_digit(*lexer->at))
        step(lexer);
    return (size_t) (lexer->at - start);
}

static struct weft__token number_token(struct weft__lexer *lexer)
{
    struct weft__token token = token_from(lexer, WEFT__TOKEN_INTEGER);
    struct number number = {.whole = lexer->at};

    number.whole_length = step_over_digits(lexer);
    if (lexer->line_end - lexer->at >= 2 && lexer->at[0] == '.' && is_digit(lexer->at[1])) {
        step(lexer);
        number.fraction = lexer->at;
        number.fraction_length = step_over_digits(lexer);
    }
    number.unit = lexer->at;
    while (lexer->at < lexer->line_end && is_word_byte(*lexer->at))
        step(lexer);
    number.unit_length = (size_t) (lexer->at - number.unit);
    end_token(lexer, &token);
    if (number.unit_length > 0 || number.fraction_length > 0)
        time_token(lexer, &token, &number);
    else if (!digits_value(number.whole, number.whole_length, &token.number))
        report(lexer, &token, NULL, "the number does not fit 64 bits");
    return token;
}

static struct weft__token text_token(struct weft__lexer *lexer)
{
    struct weft__token token = token_from(lexer, WEFT__TOKEN_TEXT);

    step(lexer);
    while (lexer->at < lexer->line_end && *lexer->at != '"') {
        if (*lexer->at == '\\' && lexer->at + 1 < lexer->line_end)
            step(lexer);
        step(lexer);
    }
    if (lexer->at == lexer->line_end) {
        end_token(lexer, &token);
        report(lexer, &token, "expected \"", "the text does not end on its line");
        token.kind = WEFT__TOKEN_BAD;
        return token;
    }
    step(lexer);
    end_token(lexer, &token);
    token.text++;
    token.length -= 2;
    return token;
}

static const struct {
    const char *text;
    enum weft__token_kind kind;
} signs[] = {
    /* what begins with another one stands before it */
    {"==", WEFT__TOKEN_EQUAL},         {"!=", WEFT__TOKEN_NOT_EQUAL},
    {"<=", WEFT__TOKEN_LESS_OR_EQUAL}, {">=", WEFT__TOKEN_GREATER_OR_EQUAL},
    {"..", WEFT__TOKEN_DOTS},          {"<", WEFT__TOKEN_LESS},
    {">", WEFT__TOKEN_GREATER},        {"=", WEFT__TOKEN_GIVES},
    {"+", WEFT__TOKEN_PLUS},           {"-", WEFT__TOKEN_MINUS},
    {"*", WEFT__TOKEN_TIMES},          {"(", WEFT__TOKEN_OPEN},
    {")", WEFT__TOKEN_CLOSE},          {",", WEFT__TOKEN_COMMA},
    {":", WEFT__TOKEN_COLON},          {".", WEFT__TOKEN_DOT},
};

static struct weft__token sign_token(struct weft__lexer *lexer)
{
    struct weft__token token = token_from(lexer, WEFT__TOKEN_BAD);
    size_t left = (size_t) (lexer->line_end - lexer->at);

    for (size_t i = 0; i < sizeof signs / sizeof *signs; i++) {
        size_t length = strlen(signs[i].text);

        if (length <= left && memcmp(lexer->at, signs[i].text, length) == 0) {
            token.kind = signs[i].kind;
            step_over(lexer, length);
            end_token(lexer, &token);
            return token;
        }
    }
    step(lexer);
    end_token(lexer, &token);
    if (*token.text == '\r')
        report(lexer, &token, "it may stand only before a line feed",
               "a carriage return inside a line");
    else
        weft__diagnostics_add(lexer->diagnostics, token.place, NULL,
                              "the character '%.*s' has no meaning here", (int) token.length,
                              token.text);
    return token;
}

struct weft__token weft__lexer_next(struct weft__lexer *lexer)
{
    const char *before = lexer->at;
    struct weft__token token;
    bool glued;

    skip_blanks(lexer);
    glued = before == lexer->at;
    if (is_line_over(lexer))
        token = token_from(lexer, WEFT__TOKEN_END);
    else if (is_digit(*lexer->at))
        token = number_token(lexer);
    else if (*lexer->at == '"')
        token = text_token(lexer);
    else if (is_word_byte(*lexer->at)) {
        token = weft__lexer_word_at(lexer, lexer->at, lexer->column);
        step_over(lexer, token.length);
    } else {
        token = sign_token(lexer);
    }
    token.glued = glued;
    return token;
}
