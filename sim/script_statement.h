/* script_statement.h - the tree of a script, second part: blocks and statements. Begin at script.h.
 */
#ifndef WEFT_SIM_SCRIPT_STATEMENT_H
#define WEFT_SIM_SCRIPT_STATEMENT_H

#include "script_value.h"

enum weft__block_kind {
    WEFT__BLOCK_BODY,
    WEFT__BLOCK_CLOSED,
    WEFT__BLOCK_IF, /* inline */
    WEFT__BLOCK_ELSE,
    WEFT__BLOCK_FOR,
    WEFT__BLOCK_AWAIT_FAILED, /* inline, passes the failure */
    WEFT__BLOCK_ON_OK,        /* passes the value */
    WEFT__BLOCK_ON_FAILED,    /* passes the failure */
    WEFT__BLOCK_ON_EITHER,    /* passes the value or the failure */
    WEFT__BLOCK_EXPIRED,      /* passes the failure */
    WEFT__BLOCK_LOOP_COUNTED, /* passes the count */
    WEFT__BLOCK_LOOP,         /* from here on, none passes anything */
    WEFT__BLOCK_LATER,
    WEFT__BLOCK_CALL_IN,
    WEFT__BLOCK_EXECUTE,
    WEFT__BLOCK_MAYBE,
    WEFT__BLOCK_CANCELLED,
    WEFT__BLOCK_HOLD
};

struct weft__block {
    enum weft__block_kind kind;
    struct weft__place place;      /* of the word that opens it: the statement's, or the label's */
    struct weft__statement *first; /* never NULL: an empty block is an error */
};

/* What is iterated: a fresh iterator of a task, or one that is held already. */
enum weft__source_kind { WEFT__SOURCE_TASK, WEFT__SOURCE_REGISTERED, WEFT__SOURCE_HELD };

struct weft__task_source {
    enum weft__source_kind kind;
    const char *text;
    struct weft__place place;
    uint32_t index; /* TASK: script->tasks; REGISTERED: the list given to the reader */
    struct weft__expression *held;      /* HELD: the name */
    struct weft__expression *arguments; /* a task's: as many as it has parameters */
};

/* How long a Cooperator works in one tick. */
enum weft__slice_kind { WEFT__SLICE_DEFAULT, WEFT__SLICE_TIME, WEFT__SLICE_STEPS };

struct weft__slice {
    enum weft__slice_kind kind;
    int64_t amount;           /* ns, or steps (at least 1) */
    struct weft__slice *next; /* in `vary slice` */
};

enum weft__make_kind {
    WEFT__MAKE_DEFERRED,
    WEFT__MAKE_LATER,      /* later */
    WEFT__MAKE_CALL_IN,    /* call */
    WEFT__MAKE_CALL,       /* call: an action now */
    WEFT__MAKE_EXECUTE,    /* block */
    WEFT__MAKE_MAYBE,      /* block */
    WEFT__MAKE_ITERATOR,   /* run */
    WEFT__MAKE_COOPERATE,  /* run */
    WEFT__MAKE_COITERATE,  /* run */
    WEFT__MAKE_RUN,        /* run */
    WEFT__MAKE_START,      /* run: a task (with `await`, or with neither) */
    WEFT__MAKE_START_LOOP, /* start_loop */
    WEFT__MAKE_DONE,       /* subject: a task */
    WEFT__MAKE_COOPERATOR, /* cooperator */
    WEFT__MAKE_LOOP,       /* block, of kind LOOP or LOOP_COUNTED */
    WEFT__MAKE_LIST,       /* list */
    WEFT__MAKE_GATHER,     /* list */
    WEFT__MAKE_RACE,       /* list */
    WEFT__MAKE_LOCK,
    WEFT__MAKE_SEMAPHORE, /* subject: the tokens */
    WEFT__MAKE_QUEUE,     /* queue */
    WEFT__MAKE_ACQUIRE,   /* subject */
    WEFT__MAKE_GET,       /* subject */
    WEFT__MAKE_HOLD       /* hold */
};

enum weft__outcome { WEFT__OUTCOME_NONE, WEFT__OUTCOME_OK, WEFT__OUTCOME_FAILED };

struct weft__make {
    enum weft__make_kind kind;
    struct weft__place place;
    union {
        struct {
            enum weft__outcome outcome;     /* fired from the start, with what */
            struct weft__error_name *error; /* FAILED */
            struct weft__expression *value; /* OK: or NULL; FAILED: the message, or NULL */
            struct weft__block *cancelled;  /* or NULL */
        } deferred;
        struct {
            struct weft__expression *delay, *value; /* value: or NULL; NULL with a block */
            struct weft__block *block;              /* or NULL */
        } later;
        struct {
            struct weft__expression *delay;     /* CALL: NULL */
            struct weft__block *block;          /* or NULL: an action */
            uint32_t action;                    /* index into the list given to the reader */
            struct weft__expression *arguments; /* of the action */
        } call;
        struct {
            struct weft__task_source source;
            struct weft__expression *cooperator; /* or NULL: the default one */
        } run;
        struct {
            struct weft__expression *loop, *interval;
            bool not_now;
        } start_loop;
        struct {
            struct weft__slice slice;
            struct weft__expression *delay; /* or NULL: 10ns */
            bool idle;
        } cooperator;
        struct {
            struct weft__expression *values;
            bool first_ok, first_failed, consume;
        } list;
        struct {
            struct weft__expression *size, *backlog; /* or NULL: without bound */
        } queue;
        struct {
            struct weft__expression *subject;
            struct weft__block *block;
        } hold;
        struct weft__expression *subject;
        struct weft__block *block;
    };
};

enum weft__statement_kind {
    WEFT__STATEMENT_GIVE,    /* value; gives */
    WEFT__STATEMENT_MAKE,    /* make; gives or not */
    WEFT__STATEMENT_PRINT,   /* value */
    WEFT__STATEMENT_WORK,    /* value */
    WEFT__STATEMENT_IF,      /* branch */
    WEFT__STATEMENT_FOR,     /* loop; gives: the variable */
    WEFT__STATEMENT_RETURN,  /* operand */
    WEFT__STATEMENT_RAISE,   /* raise */
    WEFT__STATEMENT_YIELD,   /* operand */
    WEFT__STATEMENT_AWAIT,   /* operand; gives or not */
    WEFT__STATEMENT_ON,      /* on */
    WEFT__STATEMENT_FIRE,    /* fire */
    WEFT__STATEMENT_FAIL,    /* fail */
    WEFT__STATEMENT_CHAIN,   /* chain */
    WEFT__STATEMENT_TIMEOUT, /* timeout */
    WEFT__STATEMENT_CANCEL,  /* value: a Deferred or a call; the next ones likewise */
    WEFT__STATEMENT_PAUSE,
    WEFT__STATEMENT_RESUME,
    WEFT__STATEMENT_STOP,
    WEFT__STATEMENT_CLOSE,
    WEFT__STATEMENT_RELEASE,
    WEFT__STATEMENT_START_COOPERATOR,
    WEFT__STATEMENT_PUT,   /* fire */
    WEFT__STATEMENT_RESET, /* fire; the value is NULL for a loop */
    WEFT__STATEMENT_DELAY, /* fire */
    WEFT__STATEMENT_DROP   /* gives: the name that lets go */
};

struct weft__statement {
    enum weft__statement_kind kind;
    struct weft__place place;         /* of its first word */
    struct weft__statement *next;     /* in its block */
    struct weft__name *gives;         /* NULL: nothing */
    struct weft__error_name *refused; /* NULL: it must not be refused */
    union {
        struct weft__expression *value;
        struct weft__make *make;
        struct {
            struct weft__predicate *condition;
            struct weft__block *then, *otherwise; /* otherwise: or NULL */
        } branch;
        struct {
            struct weft__expression *from, *until; /* integers: without UNTIL */
            struct weft__block *block;
        } loop;
        struct {
            struct weft__expression *value; /* one of both, or for return and yield neither */
            struct weft__make *make;
            struct weft__block *failed; /* of await, or NULL */
            struct weft__error_name *traps;
        } operand;
        struct {
            struct weft__error_name *error; /* NULL: `result` again */
            struct weft__expression *message;
        } raise;
        struct {
            struct weft__expression *subject;
            struct weft__block *ok, *failed, *either; /* ok, failed, ok and failed, or either */
            struct weft__error_name *traps;           /* of failed; NULL: every error */
        } on;
        struct {
            struct weft__expression *subject, *value; /* fire, put: the value may be NULL */
        } fire;
        struct {
            struct weft__expression *subject;
            struct weft__error_name *error;
            struct weft__expression *message; /* or NULL */
        } fail;
        struct {
            struct weft__expression *source, *target;
        } chain;
        struct {
            struct weft__expression *subject, *delay;
            struct weft__block *expired; /* or NULL */
        } timeout;
    };
};

#endif
