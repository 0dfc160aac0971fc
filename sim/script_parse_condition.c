/* script_parse_condition.c - predicates, and expectations with their windows. */
#include "script_reader.h"

/* One word of a closed set and what it stands for. */
struct word_meaning {
    enum weft__word word;
    int meaning;
};

static const struct word_meaning states[] = {
    {WEFT__WORD_PENDING, WEFT__STATE_PENDING}, {WEFT__WORD_WAITING, WEFT__STATE_WAITING},
    {WEFT__WORD_PAUSED, WEFT__STATE_PAUSED},   {WEFT__WORD_CANCELLED, WEFT__STATE_CANCELLED},
    {WEFT__WORD_RUNNING, WEFT__STATE_RUNNING}, {WEFT__WORD_DONE, WEFT__STATE_DONE},
    {WEFT__WORD_STOPPED, WEFT__STATE_STOPPED}, {WEFT__WORD_LOCKED, WEFT__STATE_LOCKED},
    {WEFT__WORD_CLOSED, WEFT__STATE_CLOSED},   {WEFT__WORD_OK, WEFT__STATE_OK},
    {WEFT__WORD_FAILED, WEFT__STATE_FAILED},   {WEFT__WORD_FIRED, WEFT__STATE_FIRED},
};

static const struct word_meaning counts[] = {
    {WEFT__WORD_TIMERS, WEFT__COUNTED_TIMERS},   {WEFT__WORD_TASKS, WEFT__COUNTED_TASKS},
    {WEFT__WORD_LEAKS, WEFT__COUNTED_LEAKS},     {WEFT__WORD_UNHANDLED, WEFT__COUNTED_UNHANDLED},
    {WEFT__WORD_LOST, WEFT__COUNTED_LOST},       {WEFT__WORD_UNFIRED, WEFT__COUNTED_UNFIRED},
    {WEFT__WORD_MISUSE, WEFT__COUNTED_MISUSE},   {WEFT__WORD_LIVELOCK, WEFT__COUNTED_LIVELOCK},
    {WEFT__WORD_STARVED, WEFT__COUNTED_STARVED}, {WEFT__WORD_HORIZON, WEFT__COUNTED_HORIZON},
};

static const struct word_meaning *meaning_of(const struct weft__token *token,
                                             const struct word_meaning *words, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (token->kind == WEFT__TOKEN_WORD && token->word == words[i].word)
            return &words[i];
    return NULL;
}

#define COUNT_OF(array) (sizeof(array) / sizeof *(array))

/* "expected WHAT", with the word of WORDS that is nearest to the current token. */
static bool expected_one_of(struct weft__reader *reader, const char *what,
                            const struct word_meaning *words, size_t count)
{
    struct weft__nearest_word search =
        weft__nearest_word_search(reader->token.text, reader->token.length);
    char hint[48];

    for (size_t i = 0; i < count; i++)
        weft__nearest_word_offer(&search, weft__word_text(words[i].word));
    return weft__reader_expected(reader, what, weft__nearest_hint(&search, hint, sizeof hint));
}

/* --- Predicates --- */

static bool parse_printed(struct weft__reader *reader, struct weft__predicate *predicate)
{
    predicate->kind = WEFT__PREDICATE_PRINTED;
    predicate->printed.times = -1;
    if (!weft__reader_is(reader, WEFT__TOKEN_TEXT))
        return weft__reader_expected(reader, "a text", NULL);
    predicate->printed.text = weft__parse_text(reader, &reader->token);
    if (predicate->printed.text == NULL)
        return false;
    weft__reader_advance(reader);
    if (!weft__reader_is(reader, WEFT__TOKEN_INTEGER))
        return true;
    predicate->printed.times = reader->token.number;
    weft__reader_advance(reader);
    return weft__reader_expect_word(reader, WEFT__WORD_TIMES);
}

static bool parse_no(struct weft__reader *reader, struct weft__predicate *predicate)
{
    const struct word_meaning *counted = meaning_of(&reader->token, counts, COUNT_OF(counts));

    predicate->kind = WEFT__PREDICATE_COUNT;
    predicate->count.number = 0;
    if (counted == NULL)
        return expected_one_of(reader, "what there is none of (timers, tasks, unhandled, ...)",
                               counts, COUNT_OF(counts));
    predicate->count.counted = (enum weft__counted) counted->meaning;
    weft__reader_advance(reader);
    return true;
}

/* `timers 3`, `unhandled 2`, `unhandled ValueError`, `unhandled`. */
static bool parse_count_or_finding(struct weft__reader *reader, enum weft__counted counted,
                                   struct weft__predicate *predicate)
{
    weft__reader_advance(reader);
    if (weft__reader_is(reader, WEFT__TOKEN_INTEGER)) {
        predicate->kind = WEFT__PREDICATE_COUNT;
        predicate->count.counted = counted;
        predicate->count.number = reader->token.number;
        weft__reader_advance(reader);
        return true;
    }
    if (counted < WEFT__COUNTED_UNHANDLED)
        return weft__reader_expected(reader, "how many", NULL);
    predicate->kind = WEFT__PREDICATE_FINDING;
    predicate->finding.counted = counted;
    if (!weft__reader_is(reader, WEFT__TOKEN_ERROR))
        return true;
    predicate->finding.error = weft__parse_error_name(reader);
    return predicate->finding.error != NULL;
}

static bool comparison_of(enum weft__token_kind kind, enum weft__comparison *comparison)
{
    if (kind < WEFT__TOKEN_EQUAL || kind > WEFT__TOKEN_GREATER_OR_EQUAL)
        return false;
    *comparison = (enum weft__comparison)(kind - WEFT__TOKEN_EQUAL);
    return true;
}

_Static_assert(WEFT__TOKEN_GREATER_OR_EQUAL - WEFT__TOKEN_EQUAL ==
                   WEFT__GREATER_OR_EQUAL - WEFT__EQUAL,
               "tokens of comparisons and comparisons stand in one order");

/* What follows the state: `ok V`, `failed E "message"`. */
static bool parse_state_details(struct weft__reader *reader, struct weft__predicate *predicate)
{
    if (predicate->state.state == WEFT__STATE_OK)
        return weft__parse_optional_value(reader, &predicate->state.value);
    if (predicate->state.state != WEFT__STATE_FAILED || !weft__reader_is(reader, WEFT__TOKEN_ERROR))
        return true;
    predicate->state.error = weft__parse_error_name(reader);
    return predicate->state.error != NULL &&
           weft__parse_optional_value(reader, &predicate->state.value);
}

static bool parse_state(struct weft__reader *reader, struct weft__expression *subject,
                        struct weft__predicate *predicate)
{
    const struct word_meaning *state;

    predicate->kind = WEFT__PREDICATE_STATE;
    predicate->state.subject = subject;
    if (weft__reader_accept_word(reader, WEFT__WORD_FIRED)) {
        predicate->state.state = WEFT__STATE_FIRED;
        if (!weft__reader_is_word(reader, WEFT__WORD_OK) &&
            !weft__reader_is_word(reader, WEFT__WORD_FAILED))
            return true;
        predicate->state.first = true;
    }
    state = meaning_of(&reader->token, states, COUNT_OF(states));
    if (state == NULL)
        return expected_one_of(reader, "a comparison or a state", states, COUNT_OF(states));
    predicate->state.state = (enum weft__state) state->meaning;
    weft__reader_advance(reader);
    return parse_state_details(reader, predicate);
}

/* Whether FIRST, a name behind which nothing of a condition about a value stands, is like a word
 * that begins another condition: told. */
static bool is_misspelt(struct weft__reader *reader, const struct weft__token *first)
{
    struct weft__nearest_word search = weft__nearest_word_search(first->text, first->length);
    char hint[48];

    if (first->kind != WEFT__TOKEN_NAME || weft__reader_is(reader, WEFT__TOKEN_NAME) ||
        weft__reader_is(reader, WEFT__TOKEN_WORD))
        return false;
    for (size_t i = 0; i < COUNT_OF(counts); i++)
        weft__nearest_word_offer(&search, weft__word_text(counts[i].word));
    weft__nearest_word_offer(&search, weft__word_text(WEFT__WORD_PRINTED));
    if (search.best == NULL)
        return false;
    weft__diagnostics_add(reader->diagnostics, first->place,
                          weft__nearest_hint(&search, hint, sizeof hint), "'%.*s' is no condition",
                          (int) first->length, first->text);
    return true;
}

static bool parse_about_value(struct weft__reader *reader, struct weft__predicate *predicate)
{
    struct weft__token first = reader->token;
    struct weft__expression *value = weft__parse_value(reader);
    enum weft__comparison comparison;

    if (value == NULL)
        return false;
    if (!comparison_of(reader->token.kind, &comparison))
        return !is_misspelt(reader, &first) && parse_state(reader, value, predicate);
    weft__reader_advance(reader);
    predicate->kind = WEFT__PREDICATE_COMPARE;
    predicate->compare.comparison = comparison;
    predicate->compare.left = value;
    predicate->compare.right = weft__parse_value(reader);
    return predicate->compare.right != NULL;
}

static bool parse_positive(struct weft__reader *reader, struct weft__predicate *predicate)
{
    const struct word_meaning *counted = meaning_of(&reader->token, counts, COUNT_OF(counts));

    if (weft__reader_accept_word(reader, WEFT__WORD_PRINTED))
        return parse_printed(reader, predicate);
    if (weft__reader_accept_word(reader, WEFT__WORD_NO))
        return parse_no(reader, predicate);
    if (counted != NULL)
        return parse_count_or_finding(reader, (enum weft__counted) counted->meaning, predicate);
    if (!weft__parse_at_value(reader))
        return expected_one_of(reader, "a condition", counts, COUNT_OF(counts));
    return parse_about_value(reader, predicate);
}

struct weft__predicate *weft__parse_predicate(struct weft__reader *reader)
{
    struct weft__predicate *predicate = weft__reader_allocate(reader, sizeof *predicate);
    struct weft__place place = reader->token.place;

    if (predicate == NULL)
        return NULL;
    predicate->negated = weft__reader_accept_word(reader, WEFT__WORD_NOT);
    if (!parse_positive(reader, predicate))
        return NULL;
    predicate->place = weft__reader_place_since(reader, place);
    return predicate;
}

/* --- Expectations --- */

static bool at_window(const struct weft__reader *reader)
{
    return weft__reader_is_word(reader, WEFT__WORD_AT) ||
           weft__reader_is_word(reader, WEFT__WORD_BY) ||
           weft__reader_is_word(reader, WEFT__WORD_IN) ||
           weft__reader_is_word(reader, WEFT__WORD_NOT);
}

static bool parse_window_span(struct weft__reader *reader, struct weft__expectation *expectation)
{
    struct weft__place place = reader->token.place;

    expectation->window = WEFT__WINDOW_IN;
    if (!weft__parse_moment(reader, &expectation->from_ns) ||
        !weft__reader_expect(reader, WEFT__TOKEN_DOTS, "'..'") ||
        !weft__parse_moment(reader, &expectation->until_ns))
        return false;
    if (expectation->from_ns <= expectation->until_ns)
        return true;
    weft__diagnostics_add(reader->diagnostics, weft__reader_place_since(reader, place), NULL,
                          "the window ends before it begins");
    return false;
}

static bool parse_window(struct weft__reader *reader, struct weft__expectation *expectation)
{
    if (weft__reader_accept_word(reader, WEFT__WORD_AT)) {
        expectation->window = WEFT__WINDOW_AT;
        return weft__parse_moment(reader, &expectation->from_ns);
    }
    if (weft__reader_accept_word(reader, WEFT__WORD_BY)) {
        expectation->window = WEFT__WINDOW_BY;
        return weft__parse_moment(reader, &expectation->until_ns);
    }
    if (weft__reader_accept_word(reader, WEFT__WORD_IN))
        return parse_window_span(reader, expectation);
    weft__reader_advance(reader); /* not */
    expectation->window = WEFT__WINDOW_NOT_BEFORE;
    return weft__reader_expect_word(reader, WEFT__WORD_BEFORE) &&
           weft__parse_moment(reader, &expectation->from_ns);
}

/* A window speaks of the moment at which something came to be so. What a comparison, a count or a
 * finding says is true now and has no such moment. */
static bool check_dated(struct weft__reader *reader, const struct weft__expectation *expectation)
{
    for (const struct weft__predicate *predicate = expectation->predicates; predicate != NULL;
         predicate = predicate->next) {
        if (predicate->kind == WEFT__PREDICATE_STATE || predicate->kind == WEFT__PREDICATE_PRINTED)
            continue;
        weft__diagnostics_add(reader->diagnostics, predicate->place,
                              "only 'printed' and states, such as 'd ok', have one",
                              "a window needs something that came to be at a moment");
        return false;
    }
    return true;
}

bool weft__parse_expectation(struct weft__reader *reader, bool window_allowed,
                             struct weft__expectation *expectation)
{
    struct weft__predicate **end = &expectation->predicates;
    bool understood = true;

    reader->context.expectation = true;
    do {
        *end = weft__parse_predicate(reader);
        understood = *end != NULL;
        if (understood)
            end = &(*end)->next;
    } while (understood && weft__reader_accept(reader, WEFT__TOKEN_COMMA));
    reader->context.expectation = false;
    if (!understood || !at_window(reader))
        return understood;
    if (!window_allowed) {
        weft__diagnostics_add(reader->diagnostics, reader->token.place,
                              "only 'finally' and an expectation on 'end' have one",
                              "a window ('%.*s ...') has no place here", (int) reader->token.length,
                              reader->token.text);
        return false;
    }
    return parse_window(reader, expectation) && check_dated(reader, expectation);
}
