/* script_parse_make.c - statements that make something, alone or as an operand. */
#include "script_reader.h"

/* --- The parts that several share --- */

static bool parse_subject(struct weft__reader *reader, struct weft__make *make)
{
    make->subject = weft__parse_value(reader);
    return make->subject != NULL;
}

static bool parse_block_only(struct weft__reader *reader, struct weft__make *make,
                             struct weft__hanging *hanging)
{
    (void) reader;
    hanging->kind = make->kind == WEFT__MAKE_EXECUTE ? WEFT__BLOCK_EXECUTE : WEFT__BLOCK_MAYBE;
    hanging->block = &make->block;
    hanging->required = true;
    return true;
}

static bool parse_subject_only(struct weft__reader *reader, struct weft__make *make,
                               struct weft__hanging *hanging)
{
    (void) hanging;
    return parse_subject(reader, make);
}

static bool parse_nothing(struct weft__reader *reader, struct weft__make *make,
                          struct weft__hanging *hanging)
{
    (void) reader;
    (void) make;
    (void) hanging;
    return true;
}

/* WORD and a value after it, if they follow; else *VALUE is NULL. */
static bool parse_option(struct weft__reader *reader, enum weft__word word,
                         struct weft__expression **value)
{
    *value = NULL;
    if (!weft__reader_accept_word(reader, word))
        return true;
    *value = weft__parse_value(reader);
    return *value != NULL;
}

/* A NAME that is looked up later as a use of KIND. */
static struct weft__use *parse_used_name(struct weft__reader *reader, enum weft__use_kind kind,
                                         const char *what)
{
    struct weft__token token = reader->token;

    if (!weft__reader_expect(reader, WEFT__TOKEN_NAME, what))
        return NULL;
    return weft__reader_use(reader, kind, &token);
}

/* --- Deferreds and calls --- */

static bool parse_deferred(struct weft__reader *reader, struct weft__make *make,
                           struct weft__hanging *hanging)
{
    weft__hanging_offer(hanging, WEFT__WORD_CANCELLED, WEFT__BLOCK_CANCELLED,
                        &make->deferred.cancelled);
    if (weft__reader_accept_word(reader, WEFT__WORD_OK)) {
        make->deferred.outcome = WEFT__OUTCOME_OK;
        return weft__parse_optional_value(reader, &make->deferred.value);
    }
    if (!weft__reader_accept_word(reader, WEFT__WORD_FAILED))
        return true;
    make->deferred.outcome = WEFT__OUTCOME_FAILED;
    make->deferred.error = weft__parse_error_name(reader);
    return make->deferred.error != NULL &&
           weft__parse_optional_value(reader, &make->deferred.value);
}

static bool parse_later(struct weft__reader *reader, struct weft__make *make,
                        struct weft__hanging *hanging)
{
    make->later.delay = weft__parse_value(reader);
    if (make->later.delay == NULL || !weft__parse_optional_value(reader, &make->later.value))
        return false;
    if (make->later.value == NULL) {
        hanging->kind = WEFT__BLOCK_LATER;
        hanging->block = &make->later.block;
    }
    return true;
}

static bool parse_action(struct weft__reader *reader, struct weft__make *make)
{
    struct weft__use *use = parse_used_name(reader, WEFT__USE_ACTION, "the name of an action");

    if (use == NULL)
        return false;
    use->make = make;
    return weft__parse_values(reader, &make->call.arguments);
}

static bool parse_call(struct weft__reader *reader, struct weft__make *make,
                       struct weft__hanging *hanging)
{
    if (!weft__reader_accept_word(reader, WEFT__WORD_IN))
        return parse_action(reader, make);
    make->kind = WEFT__MAKE_CALL_IN;
    make->call.delay = weft__parse_value(reader);
    if (make->call.delay == NULL)
        return false;
    if (weft__reader_is(reader, WEFT__TOKEN_NAME))
        return parse_action(reader, make);
    hanging->kind = WEFT__BLOCK_CALL_IN;
    hanging->block = &make->call.block;
    hanging->required = true;
    return true;
}

/* --- Iterators and Cooperators --- */

static struct weft__use *parse_source(struct weft__reader *reader, struct weft__make *make)
{
    struct weft__use *use =
        parse_used_name(reader, WEFT__USE_SOURCE, "the name of a task or of an iterator");

    if (use == NULL)
        return NULL;
    use->make = make;
    make->run.source.text = use->symbol->text;
    make->run.source.place = use->place;
    return weft__parse_values(reader, &make->run.source.arguments) ? use : NULL;
}

static bool parse_iterator(struct weft__reader *reader, struct weft__make *make,
                           struct weft__hanging *hanging)
{
    (void) hanging;
    return parse_source(reader, make) != NULL;
}

static bool parse_run(struct weft__reader *reader, struct weft__make *make,
                      struct weft__hanging *hanging)
{
    (void) hanging;
    return parse_source(reader, make) != NULL &&
           parse_option(reader, WEFT__WORD_IN, &make->run.cooperator);
}

static bool parse_cooperator(struct weft__reader *reader, struct weft__make *make,
                             struct weft__hanging *hanging)
{
    (void) hanging;
    if (weft__reader_accept_word(reader, WEFT__WORD_SLICE) &&
        !weft__parse_slice(reader, &make->cooperator.slice))
        return false;
    if (!parse_option(reader, WEFT__WORD_DELAY, &make->cooperator.delay))
        return false;
    make->cooperator.idle = weft__reader_accept_word(reader, WEFT__WORD_IDLE);
    return true;
}

static bool parse_start_loop(struct weft__reader *reader, struct weft__make *make,
                             const struct weft__token *loop)
{
    make->kind = WEFT__MAKE_START_LOOP;
    make->start_loop.loop = weft__parse_path_from(reader, loop);
    if (make->start_loop.loop == NULL || !weft__reader_expect_word(reader, WEFT__WORD_EVERY))
        return false;
    make->start_loop.interval = weft__parse_value(reader);
    if (make->start_loop.interval == NULL)
        return false;
    make->start_loop.not_now = weft__reader_accept_word(reader, WEFT__WORD_NOT);
    return !make->start_loop.not_now || weft__reader_expect_word(reader, WEFT__WORD_NOW);
}

static bool parse_start(struct weft__reader *reader, struct weft__make *make,
                        struct weft__statement *statement)
{
    struct weft__token name = reader->token;
    struct weft__use *use;

    if (weft__reader_is(reader, WEFT__TOKEN_NAME) &&
        weft__reader_peek(reader)->word == WEFT__WORD_EVERY) {
        weft__reader_advance(reader);
        return parse_start_loop(reader, make, &name);
    }
    use = parse_source(reader, make);
    if (use == NULL)
        return false;
    use->statement = statement;
    return true;
}

struct weft__make *weft__parse_started(struct weft__reader *reader, struct weft__place place,
                                       struct weft__statement *statement)
{
    struct weft__make *make = weft__reader_allocate(reader, sizeof *make);

    if (make == NULL)
        return NULL;
    make->kind = WEFT__MAKE_START;
    make->place = place;
    return parse_start(reader, make, statement) ? make : NULL;
}

/* --- Loops, lists, locks, queues --- */

static bool parse_loop(struct weft__reader *reader, struct weft__make *make,
                       struct weft__hanging *hanging)
{
    hanging->kind = weft__reader_accept_word(reader, WEFT__WORD_COUNTED) ? WEFT__BLOCK_LOOP_COUNTED
                                                                         : WEFT__BLOCK_LOOP;
    hanging->block = &make->block;
    hanging->required = true;
    return true;
}

/* One of the flags of `list`; a flag says something once. */
static bool parse_list_flag(struct weft__reader *reader, struct weft__make *make)
{
    struct weft__place place = reader->token.place;
    bool *flag = &make->list.consume;

    if (weft__reader_accept_word(reader, WEFT__WORD_FIRST)) {
        if (weft__reader_is_word(reader, WEFT__WORD_OK))
            flag = &make->list.first_ok;
        else if (weft__reader_is_word(reader, WEFT__WORD_FAILED))
            flag = &make->list.first_failed;
        else
            return weft__reader_expected(reader, "'ok' or 'failed'", NULL);
    }
    weft__reader_advance(reader);
    if (*flag) {
        weft__diagnostics_add(reader->diagnostics, weft__reader_place_since(reader, place), NULL,
                              "this is said twice");
        return false;
    }
    *flag = true;
    return true;
}

static bool parse_list(struct weft__reader *reader, struct weft__make *make,
                       struct weft__hanging *hanging)
{
    (void) hanging;
    if (!weft__parse_values(reader, &make->list.values))
        return false;
    while (weft__reader_is_word(reader, WEFT__WORD_FIRST) ||
           weft__reader_is_word(reader, WEFT__WORD_CONSUME))
        if (!parse_list_flag(reader, make))
            return false;
    return true;
}

static bool parse_gather(struct weft__reader *reader, struct weft__make *make,
                         struct weft__hanging *hanging)
{
    (void) hanging;
    if (!weft__parse_values(reader, &make->list.values))
        return false;
    make->list.consume =
        make->kind == WEFT__MAKE_GATHER && weft__reader_accept_word(reader, WEFT__WORD_CONSUME);
    return true;
}

static bool parse_queue(struct weft__reader *reader, struct weft__make *make,
                        struct weft__hanging *hanging)
{
    (void) hanging;
    return parse_option(reader, WEFT__WORD_SIZE, &make->queue.size) &&
           parse_option(reader, WEFT__WORD_BACKLOG, &make->queue.backlog);
}

static bool parse_hold(struct weft__reader *reader, struct weft__make *make,
                       struct weft__hanging *hanging)
{
    hanging->kind = WEFT__BLOCK_HOLD;
    hanging->block = &make->hold.block;
    hanging->required = true;
    make->hold.subject = weft__parse_value(reader);
    return make->hold.subject != NULL;
}

/* --- All of them --- */

struct make_word {
    enum weft__word word;
    enum weft__make_kind kind;
    /* NULL: `start`, which has a way of its own */
    bool (*parse)(struct weft__reader *reader, struct weft__make *make,
                  struct weft__hanging *hanging);
};

static const struct make_word make_words[] = {
    {WEFT__WORD_DEFERRED, WEFT__MAKE_DEFERRED, parse_deferred},
    {WEFT__WORD_LATER, WEFT__MAKE_LATER, parse_later},
    {WEFT__WORD_CALL, WEFT__MAKE_CALL, parse_call},
    {WEFT__WORD_EXECUTE, WEFT__MAKE_EXECUTE, parse_block_only},
    {WEFT__WORD_MAYBE, WEFT__MAKE_MAYBE, parse_block_only},
    {WEFT__WORD_ITERATOR, WEFT__MAKE_ITERATOR, parse_iterator},
    {WEFT__WORD_COOPERATE, WEFT__MAKE_COOPERATE, parse_run},
    {WEFT__WORD_COITERATE, WEFT__MAKE_COITERATE, parse_run},
    {WEFT__WORD_RUN, WEFT__MAKE_RUN, parse_run},
    {WEFT__WORD_START, WEFT__MAKE_START, NULL},
    {WEFT__WORD_DONE, WEFT__MAKE_DONE, parse_subject_only},
    {WEFT__WORD_COOPERATOR, WEFT__MAKE_COOPERATOR, parse_cooperator},
    {WEFT__WORD_LOOP, WEFT__MAKE_LOOP, parse_loop},
    {WEFT__WORD_LIST, WEFT__MAKE_LIST, parse_list},
    {WEFT__WORD_GATHER, WEFT__MAKE_GATHER, parse_gather},
    {WEFT__WORD_RACE, WEFT__MAKE_RACE, parse_gather},
    {WEFT__WORD_LOCK, WEFT__MAKE_LOCK, parse_nothing},
    {WEFT__WORD_SEMAPHORE, WEFT__MAKE_SEMAPHORE, parse_subject_only},
    {WEFT__WORD_QUEUE, WEFT__MAKE_QUEUE, parse_queue},
    {WEFT__WORD_ACQUIRE, WEFT__MAKE_ACQUIRE, parse_subject_only},
    {WEFT__WORD_GET, WEFT__MAKE_GET, parse_subject_only},
    {WEFT__WORD_HOLD, WEFT__MAKE_HOLD, parse_hold},
};

static const struct make_word *make_word_of(const struct weft__token *token)
{
    for (size_t i = 0; i < sizeof make_words / sizeof *make_words; i++)
        if (token->kind == WEFT__TOKEN_WORD && token->word == make_words[i].word)
            return &make_words[i];
    return NULL;
}

bool weft__parse_at_make(const struct weft__reader *reader)
{
    return make_word_of(&reader->token) != NULL;
}

void weft__offer_make_words(struct weft__nearest_word *search)
{
    for (size_t i = 0; i < sizeof make_words / sizeof *make_words; i++)
        weft__nearest_word_offer(search, weft__word_text(make_words[i].word));
}

struct weft__make *weft__parse_make(struct weft__reader *reader, struct weft__hanging *hanging)
{
    const struct make_word *word = make_word_of(&reader->token);
    struct weft__place place = reader->token.place;
    struct weft__make *make;

    weft__reader_advance(reader);
    if (word->kind == WEFT__MAKE_START)
        return weft__parse_started(reader, place, NULL);
    make = weft__reader_allocate(reader, sizeof *make);
    if (make == NULL)
        return NULL;
    make->kind = word->kind;
    make->place = place;
    return word->parse(reader, make, hanging) ? make : NULL;
}
