/* script_parse_timeline.c - the lines under a time, and what `vary` does to them. */
#include "script_reader.h"

#include <stdio.h>
#include <string.h>

/* --- When --- */

/* The time of the lines that follow. */
struct instant {
    enum weft__when when;
    int64_t at_ns, until_ns;
    const struct weft__timeline_line *first;
    bool expected; /* an expectation stands there already */
};

static bool parse_within(struct weft__reader *reader, struct instant *instant)
{
    struct weft__place span = reader->token.place;

    instant->when = WEFT__WHEN_WITHIN;
    reader->has_base = false;
    if (!weft__parse_moment(reader, &instant->at_ns) ||
        !weft__reader_expect(reader, WEFT__TOKEN_DOTS, "'..'") ||
        !weft__parse_moment(reader, &instant->until_ns))
        return false;
    if (instant->at_ns <= instant->until_ns)
        return true;
    weft__diagnostics_add(reader->diagnostics, weft__reader_place_since(reader, span), NULL,
                          "the last moment lies before the first");
    return false;
}

/* `+moment`, where the plus has been passed; PLACE is the plus's. */
static bool parse_offset(struct weft__reader *reader, struct weft__place place,
                         struct instant *instant)
{
    int64_t offset_ns;

    if (!weft__parse_moment(reader, &offset_ns))
        return false;
    place = weft__reader_place_since(reader, place);
    if (!reader->has_base) {
        weft__diagnostics_add(reader->diagnostics, place,
                              "'+' counts from a line above with a fixed time, not from 'end' or "
                              "'within'",
                              "there is no time that '+' could count from");
        return false;
    }
    if (weft__add_ns(reader->base_ns, offset_ns, &instant->at_ns))
        return true;
    weft__diagnostics_add(reader->diagnostics, place, NULL,
                          "the moment does not fit 64 bits of nanoseconds");
    return false;
}

static bool parse_when(struct weft__reader *reader, struct instant *instant)
{
    struct weft__place place = reader->token.place;

    memset(instant, 0, sizeof *instant);
    if (weft__reader_accept_word(reader, WEFT__WORD_END)) {
        instant->when = WEFT__WHEN_END;
        reader->has_base = false;
        return true;
    }
    if (weft__reader_accept_word(reader, WEFT__WORD_WITHIN))
        return parse_within(reader, instant);
    if (weft__reader_accept(reader, WEFT__TOKEN_PLUS))
        return parse_offset(reader, place, instant);
    if (!weft__parse_moment(reader, &instant->at_ns))
        return false;
    reader->has_base = true;
    reader->base_ns = instant->at_ns;
    return true;
}

/* --- The lines of one time --- */

static void note_wanted(struct weft__reader *reader, const struct weft__predicate *predicate)
{
    for (; predicate != NULL; predicate = predicate->next) {
        struct weft__wanted *wanted;

        if (predicate->kind != WEFT__PREDICATE_STATE || predicate->negated ||
            predicate->state.state != WEFT__STATE_FAILED || predicate->state.first)
            continue;
        wanted = weft__reader_allocate(reader, sizeof *wanted);
        if (wanted == NULL)
            return;
        wanted->predicate = predicate;
        *reader->wanted_end = wanted;
        reader->wanted_end = &wanted->next;
    }
}

static struct weft__expectation *parse_expect(struct weft__reader *reader,
                                              const struct instant *instant)
{
    struct weft__expectation *expectation = weft__reader_allocate(reader, sizeof *expectation);

    if (expectation == NULL)
        return NULL;
    expectation->place = reader->token.place;
    weft__reader_advance(reader);
    if (!weft__parse_expectation(reader, instant->when == WEFT__WHEN_END, expectation) ||
        !weft__parse_line_end(reader))
        return NULL;
    note_wanted(reader, expectation->predicates);
    return expectation;
}

/* Remembers the text from FROM to TO, on the current line, as that of a stimulus. */
static struct weft__stimulus_text *text_note(struct weft__reader *reader, const char *from,
                                             const char *to)
{
    struct weft__stimulus_text *text = weft__reader_allocate_scratch(reader, sizeof *text);

    if (text != NULL) {
        text->from = from;
        text->to = to;
    }
    return text;
}

static bool parse_stimulus(struct weft__reader *reader, const struct instant *instant,
                           struct weft__timeline_line *line)
{
    struct weft__stimulus_text *text =
        text_note(reader, reader->token.text, reader->lexer.line_end);
    const char *wrong = NULL;

    if (text == NULL)
        return false;
    if (instant->when == WEFT__WHEN_END)
        wrong = "only expectations stand on 'end'";
    /* Fixed times are looked at when all are known: one may be written twice. */
    else if (instant->when == WEFT__WHEN_WITHIN && instant->expected)
        wrong = "a statement after an expectation of the same time";
    if (wrong != NULL) {
        weft__diagnostics_add(reader->diagnostics, reader->token.place, NULL, "%s", wrong);
        weft__parse_skip(reader, reader->token.place.column);
        return false;
    }
    line->statement = weft__parse_statement(reader);
    if (line->statement == NULL)
        return false;
    text->line = line;
    *reader->stimulus_end = text;
    reader->stimulus_end = &text->next;
    return true;
}

static void parse_timeline_line(struct weft__reader *reader, struct instant *instant)
{
    struct weft__timeline_line *line = weft__reader_allocate(reader, sizeof *line);
    uint32_t column = reader->token.place.column;

    if (line == NULL) {
        weft__reader_next_line(reader);
        return;
    }
    line->when = instant->when;
    line->at_ns = instant->at_ns;
    line->until_ns = instant->until_ns;
    line->place = reader->token.place;
    if (weft__reader_is_word(reader, WEFT__WORD_EXPECT)) {
        line->expectation = parse_expect(reader, instant);
        if (line->expectation == NULL) {
            weft__parse_skip(reader, column);
            return;
        }
        instant->expected = true;
    } else if (!parse_stimulus(reader, instant, line)) {
        return;
    }
    if (instant->first == NULL)
        instant->first = line;
    line->first = instant->first;
    *reader->timeline_end = line;
    reader->timeline_end = &line->next;
}

/* A tab between the time and its statement would leave the statement's column to the editor. */
static bool has_tab_between(const struct weft__reader *reader, const char *from)
{
    size_t length = (size_t) (reader->token.text - from);

    return memchr(from, '\t', length) != NULL;
}

static void parse_lines_below(struct weft__reader *reader, struct instant *instant, uint32_t column)
{
    char hint[64];

    snprintf(hint, sizeof hint, "the statements of this time stand in column %lu",
             (unsigned long) column);
    while (reader->column > 1) {
        if (reader->column != column || weft__reader_at_label(reader))
            weft__parse_stray_line(reader, hint);
        else
            parse_timeline_line(reader, instant);
    }
}

bool weft__parse_instant(struct weft__reader *reader)
{
    const char *line_start = reader->token.text;
    struct instant instant;
    uint32_t column;

    reader->context.timed = true;
    if (!parse_when(reader, &instant))
        return false;
    if (weft__reader_is(reader, WEFT__TOKEN_END))
        return weft__reader_expected(reader, "a statement after the time", NULL);
    if (has_tab_between(reader, line_start)) {
        weft__diagnostics_add(reader->diagnostics, reader->token.place, "indent with spaces",
                              "a tab between a time and its statement");
        return false;
    }
    column = reader->token.place.column;
    parse_timeline_line(reader, &instant);
    parse_lines_below(reader, &instant, column);
    return true;
}

/* --- vary --- */

static bool parse_moments(struct weft__reader *reader, struct weft__vary *vary)
{
    struct weft__moment **end = &vary->moments;

    vary->every = WEFT__POINT_MOMENTS;
    do {
        *end = weft__reader_allocate(reader, sizeof **end);
        if (*end == NULL || !weft__parse_moment(reader, &(*end)->at_ns))
            return false;
        end = &(*end)->next;
    } while (weft__reader_accept(reader, WEFT__TOKEN_COMMA));
    return true;
}

static bool parse_slices(struct weft__reader *reader, struct weft__vary *vary)
{
    struct weft__slice **end = &vary->slices;

    vary->axis = WEFT__AXIS_SLICE;
    weft__reader_advance(reader);
    do {
        *end = weft__reader_allocate(reader, sizeof **end);
        if (*end == NULL || !weft__parse_slice(reader, *end))
            return false;
        end = &(*end)->next;
    } while (weft__reader_accept(reader, WEFT__TOKEN_COMMA));
    return true;
}

/* What TEXT spans, without the blanks behind it. */
static const char *copy_text(struct weft__reader *reader, const struct weft__stimulus_text *text)
{
    const char *end = text->to;
    char *copy;

    while (end > text->from && end[-1] == ' ')
        end--;
    copy = weft__reader_allocate(reader, (size_t) (end - text->from) + 1);
    if (copy != NULL)
        memcpy(copy, text->from, (size_t) (end - text->from));
    return copy;
}

/* A stimulus at moments or at every turn: `[add] STMT at ...`. */
static bool parse_varied_statement(struct weft__reader *reader, struct weft__vary *vary)
{
    struct weft__hanging hanging = {.block = NULL};
    const char *from;
    struct weft__stimulus_text *text;

    vary->axis =
        weft__reader_accept_word(reader, WEFT__WORD_ADD) ? WEFT__AXIS_ADD : WEFT__AXIS_MOVE;
    from = reader->token.text;
    vary->statement = weft__parse_statement_line(reader, &hanging);
    if (vary->statement == NULL)
        return false;
    if (hanging.required || weft__reader_is(reader, WEFT__TOKEN_COLON)) {
        weft__diagnostics_add(reader->diagnostics, vary->statement->place, NULL,
                              "a statement with a block cannot be varied");
        return false;
    }
    text = text_note(reader, from, reader->token.text);
    if (text == NULL || !weft__reader_expect_word(reader, WEFT__WORD_AT))
        return false;
    text->vary = vary;
    vary->text = copy_text(reader, text);
    if (vary->text == NULL)
        return false;
    if (vary->axis == WEFT__AXIS_MOVE) {
        *reader->moved_end = text;
        reader->moved_end = &text->next;
    }
    if (weft__reader_is(reader, WEFT__TOKEN_TIME))
        return parse_moments(reader, vary);
    if (!weft__reader_accept_word(reader, WEFT__WORD_EVERY))
        return weft__reader_expected(reader, "a time or 'every turn'", NULL);
    vary->every = WEFT__POINT_TURN;
    return weft__reader_expect_word(reader, WEFT__WORD_TURN);
}

static const struct {
    enum weft__word word;
    enum weft__axis axis;
} faults[] = {
    {WEFT__WORD_CANCEL, WEFT__AXIS_CANCEL},
    {WEFT__WORD_STOP, WEFT__AXIS_STOP},
    {WEFT__WORD_FAIL, WEFT__AXIS_FAIL},
    {WEFT__WORD_MEMORY, WEFT__AXIS_MEMORY},
};

static const struct {
    enum weft__word word;
    enum weft__point point;
} points[] = {
    {WEFT__WORD_TURN, WEFT__POINT_TURN},
    {WEFT__WORD_STEP, WEFT__POINT_STEP},
    {WEFT__WORD_CALLBACK, WEFT__POINT_CALLBACK},
    {WEFT__WORD_ALLOCATION, WEFT__POINT_ALLOCATION},
};

/* Whether a fault's axis follows: `cancel at every step`; the words alone also begin statements. */
static bool at_fault(struct weft__reader *reader, enum weft__axis *axis)
{
    for (size_t i = 0; i < sizeof faults / sizeof *faults; i++) {
        if (weft__reader_is_word(reader, faults[i].word)) {
            *axis = faults[i].axis;
            return faults[i].word == WEFT__WORD_MEMORY ||
                   weft__reader_peek(reader)->word == WEFT__WORD_AT;
        }
    }
    return false;
}

static bool parse_fault(struct weft__reader *reader, struct weft__vary *vary)
{
    weft__reader_advance(reader);
    if (!weft__reader_expect_word(reader, WEFT__WORD_AT) ||
        !weft__reader_expect_word(reader, WEFT__WORD_EVERY))
        return false;
    for (size_t i = 0; i < sizeof points / sizeof *points; i++) {
        if (weft__reader_accept_word(reader, points[i].word)) {
            vary->every = points[i].point;
            return true;
        }
    }
    return weft__reader_expected(reader, "'turn', 'step', 'callback' or 'allocation'", NULL);
}

static bool parse_axis(struct weft__reader *reader, struct weft__vary *vary)
{
    if (weft__reader_is_word(reader, WEFT__WORD_SLICE))
        return parse_slices(reader, vary);
    if (weft__reader_accept_word(reader, WEFT__WORD_ORDER)) {
        vary->axis = WEFT__AXIS_ORDER;
        return true;
    }
    if (at_fault(reader, &vary->axis))
        return parse_fault(reader, vary);
    return parse_varied_statement(reader, vary);
}

static bool parse_fails(struct weft__reader *reader, struct weft__vary *vary)
{
    struct weft__place place = reader->token.place;

    if (!weft__reader_accept_word(reader, WEFT__WORD_FAILS))
        return weft__reader_expected(reader, "a rule or 'fails'", NULL);
    if (vary->fails >= 0) {
        weft__diagnostics_add(reader->diagnostics, place, NULL, "'fails' is said twice");
        return false;
    }
    vary->fails = reader->token.number;
    return weft__reader_expect(reader, WEFT__TOKEN_INTEGER, "how many variations fail") &&
           weft__parse_line_end(reader);
}

/* One of the indented lines below `vary`. */
static bool parse_vary_line(struct weft__reader *reader, struct weft__vary *vary,
                            struct weft__rule ***rule_end)
{
    struct weft__rule *rule;

    if (!weft__parse_at_rule(reader))
        return parse_fails(reader, vary);
    rule = weft__parse_rule(reader);
    if (rule == NULL)
        return false;
    **rule_end = rule;
    *rule_end = &rule->next;
    return true;
}

bool weft__parse_vary(struct weft__reader *reader)
{
    struct weft__place place = reader->token.place;
    struct weft__vary *vary = weft__reader_allocate(reader, sizeof *vary);
    struct weft__rule **rule_end;
    uint32_t column;

    if (vary == NULL)
        return false;
    vary->place = place;
    vary->number = ++reader->vary_count;
    vary->fails = -1;
    rule_end = &vary->rules;
    weft__reader_advance(reader);
    if (!parse_axis(reader, vary) || !weft__parse_line_end(reader))
        return false;
    *reader->vary_end = vary;
    reader->vary_end = &vary->next;
    column = reader->column;
    while (reader->column > 1) {
        uint32_t line_column = reader->column;

        if (line_column != column)
            weft__parse_stray_line(reader, "the lines below 'vary' stand in one column");
        else if (!parse_vary_line(reader, vary, &rule_end))
            weft__parse_skip(reader, line_column);
    }
    return true;
}
