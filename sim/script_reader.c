/* script_reader.c - what all parts of the script reader need: memory, tokens, the usual errors. */
#include "script_reader.h"

#include <stdio.h>

/* A shorter name is too near to too many words. */
enum { LIKE_A_WORD_MIN = 3 };

/* --- Memory --- */

static void *allocate_from(struct weft__reader *reader, struct weft__arena *arena, size_t bytes)
{
    void *piece = reader->no_memory ? NULL : weft__arena_allocate(arena, bytes);

    if (piece == NULL)
        reader->no_memory = true;
    return piece;
}

void *weft__reader_allocate(struct weft__reader *reader, size_t bytes)
{
    return allocate_from(reader, &reader->script->arena, bytes);
}

void *weft__reader_allocate_scratch(struct weft__reader *reader, size_t bytes)
{
    return allocate_from(reader, &reader->scratch, bytes);
}

/* --- Tokens and lines --- */

void weft__reader_advance(struct weft__reader *reader)
{
    reader->last = reader->token.place;
    if (reader->has_ahead)
        reader->token = reader->ahead;
    else
        reader->token = weft__lexer_next(&reader->lexer);
    reader->has_ahead = false;
}

const struct weft__token *weft__reader_peek(struct weft__reader *reader)
{
    if (!reader->has_ahead) {
        reader->ahead = weft__lexer_next(&reader->lexer);
        reader->has_ahead = true;
    }
    return &reader->ahead;
}

void weft__reader_next_line(struct weft__reader *reader)
{
    reader->has_ahead = false;
    /* Without memory nothing more can be read: the file ends here. */
    if (reader->no_memory || !weft__lexer_next_line(&reader->lexer)) {
        reader->token.kind = WEFT__TOKEN_END;
        reader->column = 0;
        return;
    }
    weft__reader_advance(reader);
    reader->column = reader->token.place.column;
}

bool weft__reader_is(const struct weft__reader *reader, enum weft__token_kind kind)
{
    return reader->token.kind == kind;
}

bool weft__reader_is_word(const struct weft__reader *reader, enum weft__word word)
{
    return reader->token.kind == WEFT__TOKEN_WORD && reader->token.word == word;
}

bool weft__reader_accept(struct weft__reader *reader, enum weft__token_kind kind)
{
    if (!weft__reader_is(reader, kind))
        return false;
    weft__reader_advance(reader);
    return true;
}

bool weft__reader_accept_word(struct weft__reader *reader, enum weft__word word)
{
    if (!weft__reader_is_word(reader, word))
        return false;
    weft__reader_advance(reader);
    return true;
}

bool weft__reader_expect(struct weft__reader *reader, enum weft__token_kind kind, const char *what)
{
    return weft__reader_accept(reader, kind) || weft__reader_expected(reader, what, NULL);
}

static bool tell_expected(struct weft__reader *reader, const char *what, const char *hint)
{
    const struct weft__token *token = &reader->token;

    if (token->kind == WEFT__TOKEN_BAD)
        return false; /* it has been told what is wrong with it */
    if (token->kind == WEFT__TOKEN_END)
        weft__diagnostics_add(reader->diagnostics, token->place, hint,
                              "expected %s, but the line ends", what);
    else if (token->kind == WEFT__TOKEN_TEXT)
        weft__diagnostics_add(reader->diagnostics, token->place, hint, "expected %s, found a text",
                              what);
    else
        weft__diagnostics_add(reader->diagnostics, token->place, hint, "expected %s, found '%.*s'",
                              what, (int) token->length, token->text);
    return false;
}

bool weft__reader_expect_word(struct weft__reader *reader, enum weft__word word)
{
    struct weft__nearest_word search =
        weft__nearest_word_search(reader->token.text, reader->token.length);
    char what[24], hint[48];

    if (weft__reader_accept_word(reader, word))
        return true;
    snprintf(what, sizeof what, "'%s'", weft__word_text(word));
    weft__nearest_word_offer(&search, weft__word_text(word));
    return tell_expected(reader, what, weft__nearest_hint(&search, hint, sizeof hint));
}

static const enum weft__word label_words[] = {WEFT__WORD_CLOSED, WEFT__WORD_FAILED,
                                              WEFT__WORD_CANCELLED, WEFT__WORD_EXPIRED,
                                              WEFT__WORD_ELSE};

bool weft__reader_at_label(const struct weft__reader *reader)
{
    for (size_t i = 0; i < sizeof label_words / sizeof *label_words; i++)
        if (weft__reader_is_word(reader, label_words[i]))
            return true;
    return false;
}

void weft__offer_label_words(struct weft__nearest_word *search)
{
    for (size_t i = 0; i < sizeof label_words / sizeof *label_words; i++)
        weft__nearest_word_offer(search, weft__word_text(label_words[i]));
}

struct weft__place weft__reader_place_since(const struct weft__reader *reader,
                                            struct weft__place from)
{
    from.length = reader->last.column + reader->last.length - from.column;
    return from;
}

/* --- Telling --- */

/* The words that stand inside a line, behind its first. */
static const enum weft__word inner_words[] = {
    WEFT__WORD_AS,     WEFT__WORD_AT,       WEFT__WORD_BACKLOG,    WEFT__WORD_BEFORE,
    WEFT__WORD_BY,     WEFT__WORD_CONSUME,  WEFT__WORD_COUNTED,    WEFT__WORD_DELAY,
    WEFT__WORD_EITHER, WEFT__WORD_EVERY,    WEFT__WORD_FAILED,     WEFT__WORD_FIRST,
    WEFT__WORD_IDLE,   WEFT__WORD_IN,       WEFT__WORD_IS,         WEFT__WORD_NOT,
    WEFT__WORD_NOW,    WEFT__WORD_OK,       WEFT__WORD_REFUSED,    WEFT__WORD_SIZE,
    WEFT__WORD_SLICE,  WEFT__WORD_STEP,     WEFT__WORD_STEPS,      WEFT__WORD_TIMES,
    WEFT__WORD_TURN,   WEFT__WORD_CALLBACK, WEFT__WORD_ALLOCATION,
};

bool weft__reader_expected(struct weft__reader *reader, const char *what, const char *hint)
{
    const struct weft__token *token = &reader->token;
    struct weft__nearest_word search = weft__nearest_word_search(token->text, token->length);
    char near[48];

    if (hint == NULL && token->kind == WEFT__TOKEN_NAME && token->length >= LIKE_A_WORD_MIN) {
        for (size_t i = 0; i < sizeof inner_words / sizeof *inner_words; i++)
            weft__nearest_word_offer(&search, weft__word_text(inner_words[i]));
        hint = weft__nearest_hint(&search, near, sizeof near);
    }
    return tell_expected(reader, what, hint);
}

const char *weft__nearest_hint(const struct weft__nearest_word *search, char *hint, size_t bytes)
{
    if (search->best == NULL)
        return NULL;
    snprintf(hint, bytes, "did you mean '%s'?", search->best);
    return hint;
}
