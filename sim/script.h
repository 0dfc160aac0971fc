/* script.h - a `.weft` script as a tree: what the reader makes and the interpreter walks.
 *
 * weft__script_read checks everything that can be known before anything runs, and resolves every
 * name; who walks the tree compares no strings and meets no error that the reader could have found.
 *
 * How it is walked. The timeline is a list of lines in the order of the file: each is one stimulus
 * (a statement, made a delayed call before the run) or one expectation. A statement is a kind, a
 * place and a union; `gives` is the name that its outcome goes to. A block is a list of statements;
 * the one that owns it has a pointer to it. What makes something is a `weft__make`, alone
 * (WEFT__STATEMENT_MAKE) or as the operand of return, yield and await. Values are trees of
 * expressions; texts are cut into literal pieces and holes.
 *
 * Names are slots. World slots: script->world[0..world_count), `shared` ones first, all none at the
 * start but for `shared X = V`. Frame slots: task->names[0..name_count), the parameters first; one
 * array of values an iterator. Which of the two, and which slot, stands in each weft__name. Only in
 * expectations and rules can a name be WEFT__SCOPE_LATEST: the slot in the latest frame made for
 * that task.
 *
 * `result` is what was handed to the innermost block around it whose kind passes one (see enum
 * weft__block_kind); a block of a kind that passes none keeps the `result` of the block that it was
 * made in.
 *
 * if, else, for and await's `failed:` are inline: they run in the flow that they stand in, and a
 * `yield` may stand in them. All others are functions of their own. A body nests its inline blocks
 * at most task->inline_depth deep, so an iterator can keep its position in an array of that many
 * places.
 *
 * Bounds, all told in messages: bytes, nesting of blocks and of values, names. So recursion over
 * the tree is bounded: a block lies in at most WEFT__SCRIPT_NESTING_MAX others, an expression
 * likewise.
 *
 * Everything hangs in the script's arena but for the source, which is borrowed. The tree does not
 * change after reading, so two worlds may walk one script.
 */
#ifndef WEFT_SIM_SCRIPT_H
#define WEFT_SIM_SCRIPT_H

#include "arena.h"
#include "script_statement.h"
#include "weft/failure.h"

#define WEFT__SCRIPT_VERSION         1
#define WEFT__SCRIPT_BYTES_MAX       (1024 * 1024)
#define WEFT__SCRIPT_NESTING_MAX     64
#define WEFT__SCRIPT_NAMES_MAX       10000 /* different words that are no reserved ones */
#define WEFT__SCRIPT_NAME_LENGTH_MAX 100

struct weft__script_error {
    const char *name;
    uint32_t parent; /* index into script->errors */
    struct weft__place place;
    const weft_error_type *type;
    weft_error_type own; /* what type points to, of one that the script declares */
};

struct weft__task_name {
    const char *text;
    struct weft__place place; /* where it is given first */
    uint32_t symbol;
};

struct weft__task {
    const char *name;
    struct weft__place place;
    uint32_t index; /* in script->tasks */
    uint32_t parameter_count;
    uint32_t name_count; /* slots of a frame; the parameters come first */
    struct weft__task_name *names;
    bool yields, awaits;
    uint32_t inline_depth;
    struct weft__block *body;
    struct weft__block *closed; /* or NULL */
    struct weft__task *next;
};

struct weft__world_name {
    const char *text;
    struct weft__place place; /* where it is declared or given first */
    bool shared;
    struct weft__expression *start; /* of `shared X = V`, or NULL */
};

enum weft__when { WEFT__WHEN_AT, WEFT__WHEN_END, WEFT__WHEN_WITHIN };

struct weft__timeline_line {
    struct weft__timeline_line *next;
    const struct weft__timeline_line *first; /* of those under the same time; itself: this one */
    enum weft__when when;
    int64_t at_ns;                         /* WITHIN: the earliest */
    int64_t until_ns;                      /* WITHIN: the latest */
    struct weft__place place;              /* of its first word after the time */
    struct weft__statement *statement;     /* a stimulus, or NULL */
    const char *label;                     /* of a stimulus: its text, as calls are named */
    struct weft__expectation *expectation; /* or NULL */
};

enum weft__rule_kind {
    WEFT__RULE_ALWAYS,
    WEFT__RULE_NEVER,
    WEFT__RULE_SOMETIMES,
    WEFT__RULE_FINALLY
};

struct weft__rule {
    struct weft__rule *next;
    enum weft__rule_kind kind;
    struct weft__expectation expectation;
};

enum weft__axis {
    WEFT__AXIS_MOVE, /* the timeline line `line` */
    WEFT__AXIS_ADD,  /* the statement */
    WEFT__AXIS_ORDER,
    WEFT__AXIS_SLICE,
    WEFT__AXIS_CANCEL,
    WEFT__AXIS_STOP,
    WEFT__AXIS_FAIL,
    WEFT__AXIS_MEMORY
};

enum weft__point {
    WEFT__POINT_MOMENTS, /* the list */
    WEFT__POINT_TURN,
    WEFT__POINT_STEP,
    WEFT__POINT_CALLBACK,
    WEFT__POINT_ALLOCATION
};

struct weft__moment {
    struct weft__moment *next;
    int64_t at_ns;
};

/* A name of the world that the statement of a `vary` uses. */
struct weft__vary_name {
    struct weft__vary_name *next;
    uint32_t slot;
};

struct weft__vary {
    struct weft__vary *next;
    uint32_t number; /* in the order of the file, from 1 */
    struct weft__place place;
    enum weft__axis axis;
    enum weft__point every;
    struct weft__moment *moments;
    struct weft__slice *slices;
    struct weft__statement *statement; /* of MOVE and ADD; so are the next two */
    const char *text;                  /* of the statement, as it stands there */
    struct weft__vary_name *names;
    struct weft__timeline_line *line;
    struct weft__rule *rules;
    int64_t fails; /* -1: not said */
};

/* `expect X failed E` in the timeline: X ending so is wanted, wherever it stands. */
struct weft__wanted {
    struct weft__wanted *next;
    const struct weft__predicate *predicate; /* a state FAILED, neither negated nor `first` */
};

struct weft__script {
    struct weft__arena arena;
    struct weft__source source;
    uint32_t line_count;
    uint32_t *line_starts; /* where in the source each line begins */
    struct weft__script_error *errors;
    uint32_t error_count;
    struct weft__task **tasks;
    uint32_t task_count;
    struct weft__world_name *world;
    uint32_t world_count;
    struct weft__slice slice; /* DEFAULT: not said */
    int64_t until_ns;         /* -1: not said */
    bool order_independent;
    struct weft__timeline_line *timeline;
    struct weft__rule *rules;
    struct weft__vary *varies;
    struct weft__wanted *wanted;
};

/* What a program registered in C and a script may therefore name: `call NAME` an action, `run NAME`
 * a task. */
struct weft__registered {
    const char *const *actions;
    const size_t *action_arguments; /* how many values each takes */
    size_t action_count;
    const char *const *tasks;
    const size_t *task_arguments; /* how many values each takes */
    size_t task_count;
};

enum weft__script_outcome {
    WEFT__SCRIPT_READ,
    WEFT__SCRIPT_WRONG,    /* the diagnostics say why; there is at least one */
    WEFT__SCRIPT_NO_MEMORY /* diagnostics may be there too, but not all */
};

/* Reads SOURCE and checks it.
 *
 * On WEFT__SCRIPT_READ, *SCRIPT is a script, to be freed with weft__script_free; else it is NULL
 * and nothing is held. SOURCE's name and bytes are borrowed until the script is freed and
 * DIAGNOSTICS printed; REGISTERED (or NULL) until the script is freed. DIAGNOSTICS is begun anew.
 * Any bytes are safe to read.
 */
enum weft__script_outcome weft__script_read(const weft_allocator *allocator,
                                            struct weft__source source,
                                            const struct weft__registered *registered,
                                            struct weft__diagnostics *diagnostics,
                                            struct weft__script **script);

/* The `vary` of that NUMBER; NULL: there are not as many, or it is 0. */
const struct weft__vary *weft__script_vary(const struct weft__script *script, uint32_t number);

/* The slot of the frame name SYMBOL (from a field) in frames of TASK, or -1: the task gives no such
 * name. */
int32_t weft__task_slot(const struct weft__task *task, uint32_t symbol);

/* What the source says from PLACE on, to the end of its line but for a comment; its length, which
 * goes to *LENGTH, is in bytes. From a statement's place this is the statement's own line, as
 * messages and traces show it. */
const char *weft__script_text(const struct weft__script *script, struct weft__place place,
                              size_t *length);

/* Frees SCRIPT and its whole tree. NULL: nothing happens. */
void weft__script_free(struct weft__script *script);

#endif
