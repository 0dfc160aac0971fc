/* script_value.h - the tree of a script, first part: names, values and conditions. Begin at
 * script.h. */
#ifndef WEFT_SIM_SCRIPT_VALUE_H
#define WEFT_SIM_SCRIPT_VALUE_H

#include "diagnostic.h"

/* X(constant, name, constant of the parent): the errors that every script knows. */
#define WEFT__SCRIPT_ERRORS(X)                                                                     \
    X(ERROR, "Error", ERROR)                                                                       \
    X(VALUE, "ValueError", ERROR)                                                                  \
    X(SCRIPT, "ScriptError", ERROR)                                                                \
    X(CANCELLED, "CancelledError", ERROR)                                                          \
    X(ALREADY_CALLED_ERROR, "AlreadyCalledError", ERROR)                                           \
    X(TIMEOUT, "TimeoutError", ERROR)                                                              \
    X(FIRST, "FirstError", ERROR)                                                                  \
    X(FAILURE_GROUP, "FailureGroup", ERROR)                                                        \
    X(ALREADY_CALLED, "AlreadyCalled", ERROR)                                                      \
    X(ALREADY_CANCELLED, "AlreadyCancelled", ERROR)                                                \
    X(QUEUE_OVERFLOW, "QueueOverflow", ERROR)                                                      \
    X(QUEUE_UNDERFLOW, "QueueUnderflow", ERROR)                                                    \
    X(ASSERTION, "AssertionError", ERROR)                                                          \
    X(WRONG_TYPE, "WrongType", ERROR)                                                              \
    X(RUNTIME, "RuntimeError", ERROR)                                                              \
    X(MEMORY, "MemoryError", ERROR)                                                                \
    X(SELF_WAIT, "SelfWaitError", ERROR)                                                           \
    X(SCHEDULER, "SchedulerError", ERROR)                                                          \
    X(SCHEDULER_STOPPED, "SchedulerStopped", SCHEDULER)                                            \
    X(NOT_PAUSED, "NotPaused", SCHEDULER)                                                          \
    X(TASK_FINISHED, "TaskFinished", SCHEDULER)                                                    \
    X(TASK_DONE, "TaskDone", TASK_FINISHED)                                                        \
    X(TASK_STOPPED, "TaskStopped", TASK_FINISHED)                                                  \
    X(TASK_FAILED, "TaskFailed", TASK_FINISHED)

/* Indices into script->errors; a script's own errors follow, in the order of the file. */
enum {
#define X(constant, name, parent) WEFT__SCRIPT_ERROR_##constant,
    WEFT__SCRIPT_ERRORS(X)
#undef X
        WEFT__SCRIPT_ERRORS_BUILT_IN
};

/* The parent of Error. */
#define WEFT__SCRIPT_NO_ERROR UINT32_MAX

enum weft__scope { WEFT__SCOPE_WORLD, WEFT__SCOPE_FRAME, WEFT__SCOPE_LATEST };

struct weft__name {
    const char *text;
    struct weft__place place;
    enum weft__scope scope;
    uint32_t slot;
    uint32_t task; /* WEFT__SCOPE_LATEST: index into script->tasks */
};

/* The field of `T.field`. A word that is a field of ours may also be a frame name: what T is
 * decides when it runs. */
enum weft__field {
    WEFT__FIELD_FRAME, /* of a task, an iterator or its Deferred only */
    WEFT__FIELD_TYPE,
    WEFT__FIELD_MESSAGE,
    WEFT__FIELD_INDEX,
    WEFT__FIELD_FIRST,
    WEFT__FIELD_LENGTH,
    WEFT__FIELD_WAITING,
    WEFT__FIELD_TOKENS
};

enum weft__expression_kind {
    WEFT__VALUE_NONE,
    WEFT__VALUE_INTEGER, /* number */
    WEFT__VALUE_TIME,    /* number: ns */
    WEFT__VALUE_TEXT,    /* pieces */
    WEFT__VALUE_NAME,    /* name */
    WEFT__VALUE_RESULT,
    WEFT__VALUE_NOW,
    WEFT__VALUE_FIELD,   /* field */
    WEFT__VALUE_NEGATED, /* parts: one */
    WEFT__VALUE_SUM,     /* parts: two or more, from left to right, each added or subtracted */
    WEFT__VALUE_PRODUCT  /* parts: two or more, from left to right */
};

struct weft__expression {
    enum weft__expression_kind kind;
    bool subtracted; /* as a part of a sum */
    struct weft__place place;
    struct weft__expression *next; /* in a list of values or parts */
    union {
        int64_t number;
        struct weft__text_piece *pieces; /* NULL: the empty text */
        struct weft__name name;
        struct {
            struct weft__expression *of; /* a NAME or RESULT */
            const char *text;
            enum weft__field field;
            uint32_t symbol; /* weft__script_frame_slot finds the frame's slot */
        } field;
        struct weft__expression *parts;
    };
};

struct weft__text_piece {
    struct weft__text_piece *next;
    struct weft__expression *hole; /* NULL: a literal piece */
    const char *literal;           /* terminated; escapes are resolved */
    size_t length;
};

/* An error where one is named: `failed ValueError`, `refused NotPaused`. */
struct weft__error_name {
    struct weft__error_name *next; /* in a list of trapped errors */
    struct weft__place place;
    uint32_t error; /* index into script->errors */
};

enum weft__comparison {
    WEFT__EQUAL,
    WEFT__UNEQUAL,
    WEFT__LESS,
    WEFT__LESS_OR_EQUAL,
    WEFT__GREATER,
    WEFT__GREATER_OR_EQUAL
};

enum weft__state {
    WEFT__STATE_OK,     /* value: NULL, or what the result must equal */
    WEFT__STATE_FAILED, /* error: NULL or the type; value: NULL or the whole message */
    WEFT__STATE_PENDING,
    WEFT__STATE_FIRED,
    WEFT__STATE_WAITING,
    WEFT__STATE_PAUSED,
    WEFT__STATE_CANCELLED,
    WEFT__STATE_RUNNING,
    WEFT__STATE_DONE,
    WEFT__STATE_STOPPED,
    WEFT__STATE_LOCKED,
    WEFT__STATE_CLOSED
};

enum weft__counted {
    WEFT__COUNTED_TIMERS,
    WEFT__COUNTED_TASKS,
    WEFT__COUNTED_LEAKS,
    WEFT__COUNTED_UNHANDLED, /* from here on: the kinds of findings */
    WEFT__COUNTED_LOST,
    WEFT__COUNTED_UNFIRED,
    WEFT__COUNTED_MISUSE,
    WEFT__COUNTED_LIVELOCK,
    WEFT__COUNTED_STARVED,
    WEFT__COUNTED_HORIZON
};

enum weft__predicate_kind {
    WEFT__PREDICATE_COMPARE,
    WEFT__PREDICATE_STATE,
    WEFT__PREDICATE_PRINTED,
    WEFT__PREDICATE_COUNT,  /* `no timers` is a count of 0 */
    WEFT__PREDICATE_FINDING /* one finding of the kind `counted`, if an error is named of that error
                             */
};

struct weft__predicate {
    enum weft__predicate_kind kind;
    bool negated;                 /* by `not` */
    struct weft__place place;     /* from its first to its last character */
    const char *text;             /* what a finding says of it: with its window where it is the only
                                     one of its line */
    struct weft__predicate *next; /* after a comma */
    union {
        struct {
            enum weft__comparison comparison;
            struct weft__expression *left, *right;
        } compare;
        struct {
            struct weft__expression *subject;
            enum weft__state state;
            bool first; /* `fired ok V`, `fired failed E`: what it first fired with */
            struct weft__error_name *error;
            struct weft__expression *value;
        } state;
        struct {
            struct weft__expression *text;
            int64_t times; /* -1: at least once */
        } printed;
        struct {
            enum weft__counted counted;
            int64_t number;
        } count;
        struct {
            enum weft__counted counted;
            struct weft__error_name *error; /* or NULL */
        } finding;
    };
};

enum weft__window_kind {
    WEFT__WINDOW_NONE,
    WEFT__WINDOW_AT,        /* from_ns */
    WEFT__WINDOW_BY,        /* until_ns */
    WEFT__WINDOW_IN,        /* from_ns to until_ns, both included */
    WEFT__WINDOW_NOT_BEFORE /* from_ns */
};

struct weft__expectation {
    struct weft__place place;
    struct weft__predicate *predicates; /* at least one; each is judged by itself */
    enum weft__window_kind window;
    int64_t from_ns, until_ns;
};

#endif
