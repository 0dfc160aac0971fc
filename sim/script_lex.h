/* script_lex.h - the words of a script: tokens of one line at a time.
 *
 * The lexer stands on a line and hands out its tokens, then END for as long as it is asked. It
 * reports what is no token at all (a number too big, a text without an end) and hands out something
 * harmless instead, so that one mistake is told once; only WEFT__TOKEN_BAD has nothing to go on
 * with.
 *
 * The source must be UTF-8 without NUL (weft__source_check); the lexer allocates nothing.
 */
#ifndef WEFT_SIM_SCRIPT_LEX_H
#define WEFT_SIM_SCRIPT_LEX_H

#include "diagnostic.h"

/* X(constant, word): the reserved words, in the order of the alphabet. */
#define WEFT__WORDS(X)                                                                             \
    X(ACQUIRE, "acquire")                                                                          \
    X(ADD, "add")                                                                                  \
    X(ALLOCATION, "allocation")                                                                    \
    X(ALWAYS, "always")                                                                            \
    X(AS, "as")                                                                                    \
    X(AT, "at")                                                                                    \
    X(AWAIT, "await")                                                                              \
    X(BACKLOG, "backlog")                                                                          \
    X(BEFORE, "before")                                                                            \
    X(BY, "by")                                                                                    \
    X(CALL, "call")                                                                                \
    X(CALLBACK, "callback")                                                                        \
    X(CANCEL, "cancel")                                                                            \
    X(CANCELLED, "cancelled")                                                                      \
    X(CHAIN, "chain")                                                                              \
    X(CLOSE, "close")                                                                              \
    X(CLOSED, "closed")                                                                            \
    X(COITERATE, "coiterate")                                                                      \
    X(CONSUME, "consume")                                                                          \
    X(COOPERATE, "cooperate")                                                                      \
    X(COOPERATOR, "cooperator")                                                                    \
    X(COUNTED, "counted")                                                                          \
    X(DEFERRED, "deferred")                                                                        \
    X(DELAY, "delay")                                                                              \
    X(DONE, "done")                                                                                \
    X(DROP, "drop")                                                                                \
    X(EITHER, "either")                                                                            \
    X(ELSE, "else")                                                                                \
    X(END, "end")                                                                                  \
    X(ERROR, "error")                                                                              \
    X(EVERY, "every")                                                                              \
    X(EXECUTE, "execute")                                                                          \
    X(EXPECT, "expect")                                                                            \
    X(EXPIRED, "expired")                                                                          \
    X(FAIL, "fail")                                                                                \
    X(FAILED, "failed")                                                                            \
    X(FAILS, "fails")                                                                              \
    X(FINALLY, "finally")                                                                          \
    X(FIRE, "fire")                                                                                \
    X(FIRED, "fired")                                                                              \
    X(FIRST, "first")                                                                              \
    X(FOR, "for")                                                                                  \
    X(GATHER, "gather")                                                                            \
    X(GET, "get")                                                                                  \
    X(HOLD, "hold")                                                                                \
    X(HORIZON, "horizon")                                                                          \
    X(IDLE, "idle")                                                                                \
    X(IF, "if")                                                                                    \
    X(IN, "in")                                                                                    \
    X(INDEPENDENT, "independent")                                                                  \
    X(IS, "is")                                                                                    \
    X(ITERATOR, "iterator")                                                                        \
    X(LATER, "later")                                                                              \
    X(LEAKS, "leaks")                                                                              \
    X(LIST, "list")                                                                                \
    X(LIVELOCK, "livelock")                                                                        \
    X(LOCK, "lock")                                                                                \
    X(LOCKED, "locked")                                                                            \
    X(LOOP, "loop")                                                                                \
    X(LOST, "lost")                                                                                \
    X(MAYBE, "maybe")                                                                              \
    X(MEMORY, "memory")                                                                            \
    X(MISUSE, "misuse")                                                                            \
    X(NEVER, "never")                                                                              \
    X(NO, "no")                                                                                    \
    X(NONE, "none")                                                                                \
    X(NOT, "not")                                                                                  \
    X(NOW, "now")                                                                                  \
    X(OK, "ok")                                                                                    \
    X(ON, "on")                                                                                    \
    X(ORDER, "order")                                                                              \
    X(PAUSE, "pause")                                                                              \
    X(PAUSED, "paused")                                                                            \
    X(PENDING, "pending")                                                                          \
    X(PRINT, "print")                                                                              \
    X(PRINTED, "printed")                                                                          \
    X(PUT, "put")                                                                                  \
    X(QUEUE, "queue")                                                                              \
    X(RACE, "race")                                                                                \
    X(RAISE, "raise")                                                                              \
    X(REFUSED, "refused")                                                                          \
    X(RELEASE, "release")                                                                          \
    X(RESET, "reset")                                                                              \
    X(RESULT, "result")                                                                            \
    X(RESUME, "resume")                                                                            \
    X(RETURN, "return")                                                                            \
    X(RUN, "run")                                                                                  \
    X(RUNNING, "running")                                                                          \
    X(SEMAPHORE, "semaphore")                                                                      \
    X(SHARED, "shared")                                                                            \
    X(SIZE, "size")                                                                                \
    X(SLICE, "slice")                                                                              \
    X(SOMETIMES, "sometimes")                                                                      \
    X(START, "start")                                                                              \
    X(STARVED, "starved")                                                                          \
    X(STEP, "step")                                                                                \
    X(STEPS, "steps")                                                                              \
    X(STOP, "stop")                                                                                \
    X(STOPPED, "stopped")                                                                          \
    X(TASK, "task")                                                                                \
    X(TASKS, "tasks")                                                                              \
    X(TIMEOUT, "timeout")                                                                          \
    X(TIMERS, "timers")                                                                            \
    X(TIMES, "times")                                                                              \
    X(TURN, "turn")                                                                                \
    X(UNFIRED, "unfired")                                                                          \
    X(UNHANDLED, "unhandled")                                                                      \
    X(UNTIL, "until")                                                                              \
    X(VARY, "vary")                                                                                \
    X(WAITING, "waiting")                                                                          \
    X(WEFT, "weft")                                                                                \
    X(WITHIN, "within")                                                                            \
    X(WORK, "work")                                                                                \
    X(YIELD, "yield")

enum weft__word {
    WEFT__WORD_NOT_RESERVED,
#define X(constant, word) WEFT__WORD_##constant,
    WEFT__WORDS(X)
#undef X
        WEFT__WORD_COUNT
};

enum weft__token_kind {
    WEFT__TOKEN_END, /* of the line */
    WEFT__TOKEN_BAD, /* has been reported */
    WEFT__TOKEN_WORD,
    WEFT__TOKEN_NAME,
    WEFT__TOKEN_ERROR,
    WEFT__TOKEN_INTEGER,
    WEFT__TOKEN_TIME,
    WEFT__TOKEN_TEXT, /* text and length: what stands between the quotation marks */
    WEFT__TOKEN_EQUAL,
    WEFT__TOKEN_NOT_EQUAL,
    WEFT__TOKEN_LESS,
    WEFT__TOKEN_LESS_OR_EQUAL,
    WEFT__TOKEN_GREATER,
    WEFT__TOKEN_GREATER_OR_EQUAL,
    WEFT__TOKEN_GIVES, /* = */
    WEFT__TOKEN_PLUS,
    WEFT__TOKEN_MINUS,
    WEFT__TOKEN_TIMES,
    WEFT__TOKEN_OPEN,
    WEFT__TOKEN_CLOSE,
    WEFT__TOKEN_COMMA,
    WEFT__TOKEN_COLON,
    WEFT__TOKEN_DOT,
    WEFT__TOKEN_DOTS
};

struct weft__token {
    enum weft__token_kind kind;
    enum weft__word word; /* WORD; else NOT_RESERVED */
    bool glued;           /* nothing stands between it and the token before */
    struct weft__place place;
    const char *text; /* in the source, not terminated */
    size_t length;
    int64_t number; /* INTEGER; TIME in ns */
};

struct weft__lexer {
    struct weft__source source;
    struct weft__diagnostics *diagnostics;
    const char *at;
    const char *line_end; /* where the line's last byte was */
    const char *next_line;
    uint32_t line;   /* from 1; 0 before the first */
    uint32_t column; /* of `at`, from 1 */
};

/* The reserved word that is spelt like the LENGTH bytes at TEXT, or WEFT__WORD_NOT_RESERVED. */
enum weft__word weft__word_find(const char *text, size_t length);

/* How WORD is spelt; static text. */
const char *weft__word_text(enum weft__word word);

/* Reports what no script may hold: NUL, bytes that are not UTF-8, a tab in indentation. Returns
 * whether SOURCE is free of them. */
bool weft__source_check(struct weft__source source, struct weft__diagnostics *diagnostics);

/* Puts the lexer before the first line. */
void weft__lexer_init(struct weft__lexer *lexer, struct weft__source source,
                      struct weft__diagnostics *diagnostics);

/* Goes to the next line that has more than blanks and a comment, and before its first token.
 * Returns false if there is none. */
bool weft__lexer_next_line(struct weft__lexer *lexer);

/* Goes to PLACE, on the line that begins at byte LINE_START of the source. */
void weft__lexer_seek(struct weft__lexer *lexer, size_t line_start, struct weft__place place);

/* The next token of the line. */
struct weft__token weft__lexer_next(struct weft__lexer *lexer);

/* The word, name or error that begins at AT, in COLUMN of the lexer's line; a token of length 0 if
 * none does. Does not move the lexer. */
struct weft__token weft__lexer_word_at(struct weft__lexer *lexer, const char *at, uint32_t column);

#endif
