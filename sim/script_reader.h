/* script_reader.h - what the parts of the script reader share while one script is read.
 *
 * script_read.c       the way through: bytes, first line, tree, names
 * script_lex.c        tokens
 * script_parse*.c     the tree, and where a statement, a label or `result` may stand
 * script_symbols.c    the words that a script makes up
 * script_check*.c     names, tasks and errors that the tree uses; times and their order
 *
 * A parse function returns NULL or false when its line cannot be understood; it has told why, or
 * memory has run out (reader->no_memory). The statement is then left out, with its block, and
 * reading goes on at the next one, to tell more mistakes at once. Names are looked at only if no
 * such mistake was found.
 */
#ifndef WEFT_SIM_SCRIPT_READER_H
#define WEFT_SIM_SCRIPT_READER_H

#include "nearest_word.h"
#include "script.h"
#include "script_lex.h"

/* --- Words that a script makes up: names of all kinds, once each --- */

struct weft__symbol {
    struct weft__symbol *next; /* in its bucket */
    const char *text;          /* in the script's arena */
    size_t length;
    uint32_t hash;
    uint32_t id;

    /* What it names, beyond frames. NO_INDEX: nothing of that sort. */
    struct weft__task *task;
    uint32_t error;
    uint32_t action;     /* of those registered in C */
    uint32_t registered; /* task, likewise */
    uint32_t world_slot;
    bool shared;
    struct weft__place
        place; /* where it was declared, or given first in the timeline; line 0: in C */

    /* Frames: which task was looked at last, and its slot there; who gives it at all. */
    const struct weft__task *frame_of;
    uint32_t frame_slot;
    const struct weft__task *given_by;
    uint32_t given_slot;
    bool given_by_many;

    struct weft__symbol *next_made; /* in the order of the file */
};

#define WEFT__NO_INDEX UINT32_MAX

enum { WEFT__SYMBOL_BUCKETS = 4096 };

struct weft__symbols {
    struct weft__symbol **buckets;
    struct weft__symbol *first, *last;
    uint32_t count;
};

/* --- Uses: what the tree mentions, to be resolved when all of it is known --- */

enum weft__use_kind {
    WEFT__USE_PARAMETER,
    WEFT__USE_GIVE,     /* name */
    WEFT__USE_DROP,     /* name */
    WEFT__USE_READ,     /* name */
    WEFT__USE_EXPECTED, /* name, in an expectation or a rule */
    WEFT__USE_FIELD,    /* expression */
    WEFT__USE_ERROR,    /* error */
    WEFT__USE_SOURCE,   /* make; START: statement too, if the make stands alone */
    WEFT__USE_ACTION    /* make */
};

struct weft__use {
    struct weft__use *next;
    enum weft__use_kind kind;
    bool timed; /* it stands in the timeline: what it uses must be declared above */
    struct weft__symbol *symbol;
    struct weft__task *task; /* whose body it stands in, or NULL */
    struct weft__place place;
    union {
        struct weft__name *name;
        struct weft__expression *expression;
        struct weft__error_name *error;
        struct weft__make *make;
    };
    struct weft__statement *statement;
};

/* --- Where the parser stands --- */

/* What `result` is. */
enum weft__result {
    WEFT__RESULT_NOTHING,
    WEFT__RESULT_VALUE,
    WEFT__RESULT_FAILURE,
    WEFT__RESULT_EITHER,
    WEFT__RESULT_COUNT
};

struct weft__context {
    struct weft__task *task; /* NULL: the world's */
    bool timed;              /* below a time */
    bool in_block;           /* not directly in the time column */
    bool in_function;        /* in a block that is a function of its own */
    bool returns_nothing;    /* in a `cancelled:` block */
    bool expectation;        /* names are looked up as in expectations */
    enum weft__result result;
    uint32_t inline_depth;
};

/* A block that hangs, or may hang, on the statement being parsed. */
struct weft__label_offer {
    enum weft__word label;
    enum weft__block_kind kind;
    struct weft__block **block;
    struct weft__error_name **traps; /* of `failed` */
};

struct weft__hanging {
    enum weft__block_kind kind;
    struct weft__block **block; /* NULL: no block can follow its line */
    bool required;
    uint32_t offer_count;
    struct weft__label_offer offers[2];
};

/* Declarations on their way to the script's tables. */
struct weft__declared_error {
    struct weft__declared_error *next;
    struct weft__symbol *symbol;
    struct weft__symbol *parent; /* NULL: Error */
    struct weft__place parent_place;
};

struct weft__declared_name {
    struct weft__declared_name *next;
    struct weft__symbol *symbol;
    struct weft__expression *start;
};

/* The text of a stimulus, or of one that `vary` moves: both are compared when all are known. */
struct weft__stimulus_text {
    struct weft__stimulus_text *next;
    struct weft__timeline_line *line; /* of a stimulus */
    struct weft__vary *vary;          /* of `vary` */
    const char *from, *to;            /* on one line of the source */
    uint32_t hash;
};

struct weft__reader {
    struct weft__script *script;
    struct weft__arena scratch; /* what is needed only while reading */
    struct weft__diagnostics *diagnostics;
    const struct weft__registered *registered;
    struct weft__symbols symbols;
    bool no_memory;
    bool too_many_names; /* told */

    struct weft__lexer lexer;
    uint32_t column; /* of the current line's first token, from 1; 0: there is no more line */
    struct weft__token token, ahead;
    bool has_ahead;
    struct weft__place last; /* of the token before `token`, on the same line */

    struct weft__context context;
    uint32_t block_depth, value_depth;

    /* The moment that `+` counts from. */
    bool has_base;
    int64_t base_ns;

    /* Where the next element of each list goes. */
    struct weft__task *tasks, **task_end;
    struct weft__declared_error *errors, **error_end;
    struct weft__declared_name *shared, **shared_end;
    struct weft__timeline_line **timeline_end;
    struct weft__rule **rule_end;
    struct weft__vary **vary_end;
    uint32_t vary_count;
    struct weft__wanted **wanted_end;
    struct weft__use *uses, **use_end;
    struct weft__stimulus_text *stimuli, **stimulus_end;
    struct weft__stimulus_text *moved, **moved_end;
};

/* --- Memory --- */

/* BYTES zeroed bytes that live as long as the script, or NULL with reader->no_memory set. */
void *weft__reader_allocate(struct weft__reader *reader, size_t bytes);

/* The same for what lives only while reading. */
void *weft__reader_allocate_scratch(struct weft__reader *reader, size_t bytes);

/* --- Tokens and lines --- */

/* Goes to the next token of the line. */
void weft__reader_advance(struct weft__reader *reader);

/* The token after the current one. */
const struct weft__token *weft__reader_peek(struct weft__reader *reader);

/* Goes to the next line that holds something, whatever is left of this one. */
void weft__reader_next_line(struct weft__reader *reader);

bool weft__reader_is(const struct weft__reader *reader, enum weft__token_kind kind);
bool weft__reader_is_word(const struct weft__reader *reader, enum weft__word word);

/* Whether the current token is the one asked for; then it is passed. */
bool weft__reader_accept(struct weft__reader *reader, enum weft__token_kind kind);
bool weft__reader_accept_word(struct weft__reader *reader, enum weft__word word);

/* The same, with an error if it is not: WHAT was expected. */
bool weft__reader_expect(struct weft__reader *reader, enum weft__token_kind kind, const char *what);
bool weft__reader_expect_word(struct weft__reader *reader, enum weft__word word);

/* Whether the current line begins with a label ("failed", "else", ...). */
bool weft__reader_at_label(const struct weft__reader *reader);

/* Offers the words that labels begin with to SEARCH. */
void weft__offer_label_words(struct weft__nearest_word *search);

/* From the first character of FROM to the last of the token that was passed last. */
struct weft__place weft__reader_place_since(const struct weft__reader *reader,
                                            struct weft__place from);

/* --- Telling --- */

/* Tells that WHAT was expected where the current token stands, and returns false. HINT NULL: the
 * nearest word, if there stands a name that is like one. */
bool weft__reader_expected(struct weft__reader *reader, const char *what, const char *hint);

/* "did you mean 'X'?" in HINT (of BYTES) for the nearest that SEARCH has found; NULL if it found
 * none. */
const char *weft__nearest_hint(const struct weft__nearest_word *search, char *hint, size_t bytes);

/* --- Symbols (script_symbols.c) --- */

/* The symbol that is spelt like the LENGTH bytes at TEXT; made if there is none yet. NULL: no
 * memory, or too many (told at PLACE). */
struct weft__symbol *weft__reader_symbol(struct weft__reader *reader, const char *text,
                                         size_t length, struct weft__place place);

/* Adds a use of the symbol TOKEN, to be resolved later; NULL: no memory, or too many names. */
struct weft__use *weft__reader_use(struct weft__reader *reader, enum weft__use_kind kind,
                                   const struct weft__token *token);

/* --- Values (script_parse_value.c) --- */

struct weft__expression *weft__parse_value(struct weft__reader *reader);
struct weft__expression *weft__parse_expression(struct weft__reader *reader);

/* The path that begins with BASE, which has been passed. */
struct weft__expression *weft__parse_path_from(struct weft__reader *reader,
                                               const struct weft__token *base);

/* Whether a value can begin with the current token. */
bool weft__parse_at_value(const struct weft__reader *reader);

/* Values side by side, as many as follow, in *VALUES; false on an error. */
bool weft__parse_values(struct weft__reader *reader, struct weft__expression **values);

/* One more value if one follows, else *VALUE is NULL; false on an error. */
bool weft__parse_optional_value(struct weft__reader *reader, struct weft__expression **value);

/* The value of the text in TOKEN, cut into its pieces. */
struct weft__expression *weft__parse_text(struct weft__reader *reader,
                                          const struct weft__token *token);

/* A name of an error that must follow; and as many as follow, in *NAMES. */
struct weft__error_name *weft__parse_error_name(struct weft__reader *reader);
bool weft__parse_error_names(struct weft__reader *reader, struct weft__error_name **names);

/* A NAME that stands where a statement gives it something, or drops it: a use of KIND. */
struct weft__name *weft__parse_name(struct weft__reader *reader, enum weft__use_kind kind);

/* --- Times (script_parse_time.c) --- */

/* A + B in *SUM; false if it does not fit. */
bool weft__add_ns(int64_t a, int64_t b, int64_t *sum);

/* TIME { (+|-) TIME } without blanks, in ns; false on an error. */
bool weft__parse_moment(struct weft__reader *reader, int64_t *at_ns);

/* TIME | INT (step|steps). */
bool weft__parse_slice(struct weft__reader *reader, struct weft__slice *slice);

/* --- Conditions (script_parse_condition.c) --- */

struct weft__predicate *weft__parse_predicate(struct weft__reader *reader);

/* Predicates with commas, and a window if WINDOW_ALLOWED, into EXPECTATION. */
bool weft__parse_expectation(struct weft__reader *reader, bool window_allowed,
                             struct weft__expectation *expectation);

/* --- Statements (script_parse_make.c, script_parse_statement.c) --- */

/* Whether a `make` can begin with the current token. */
bool weft__parse_at_make(const struct weft__reader *reader);

/* What makes something, up to where `as`, `refused` or the colon stands; what may hang on it is
 * added to HANGING. A make begins with the current token. */
struct weft__make *weft__parse_make(struct weft__reader *reader, struct weft__hanging *hanging);

/* What `start`, which stood at PLACE and has been passed, makes. STATEMENT is the one that it
 * stands alone in, or NULL. */
struct weft__make *weft__parse_started(struct weft__reader *reader, struct weft__place place,
                                       struct weft__statement *statement);

/* Offers the words that makes begin with to SEARCH. */
void weft__offer_make_words(struct weft__nearest_word *search);

/* One statement's own line, up to its colon, its end or the `at` of `vary`. */
struct weft__statement *weft__parse_statement_line(struct weft__reader *reader,
                                                   struct weft__hanging *hanging);

/* Offers the label WORD, for a block of KIND that goes to *BLOCK, in HANGING. */
struct weft__label_offer *weft__hanging_offer(struct weft__hanging *hanging, enum weft__word word,
                                              enum weft__block_kind kind,
                                              struct weft__block **block);

/* --- Lines that hang together (script_parse_block.c) --- */

/* One statement with all that hangs on it; goes to the line after it, also when it fails. */
struct weft__statement *weft__parse_statement(struct weft__reader *reader);

/* The colon and the end of a line, its block, and the labels that HANGING offers, down to the next
 * line that is none of these. OPENER is the word that the line begins with; what hangs on it is
 * told by its column. Returns false, still on the line, if the line itself goes on where it should
 * end. */
bool weft__parse_hanging(struct weft__reader *reader, const struct weft__hanging *hanging,
                         struct weft__place opener);

/* Passes the end of the line; false with an error if it is not there. */
bool weft__parse_line_end(struct weft__reader *reader);

/* Leaves out what belongs to a line in COLUMN that could not be understood. */
void weft__parse_skip(struct weft__reader *reader, uint32_t column);

/* Tells that the current line stands where it belongs to nothing, with HINT, and leaves it out with
 * those beside it. */
void weft__parse_stray_line(struct weft__reader *reader, const char *hint);

/* --- The file (script_parse.c, script_parse_timeline.c) --- */

/* The whole file, after its first line. */
void weft__parse_file(struct weft__reader *reader);

/* A line that begins with a time, `end` or `within`, and those of the same time; false, still on
 * that line, if it cannot be understood. */
bool weft__parse_instant(struct weft__reader *reader);

/* `vary` and its indented lines; false, still on its line, if that cannot be understood. */
bool weft__parse_vary(struct weft__reader *reader);

/* Whether the current token is `always`, `never`, `sometimes` or `finally`. */
bool weft__parse_at_rule(const struct weft__reader *reader);

/* One rule, and on to the next line. */
struct weft__rule *weft__parse_rule(struct weft__reader *reader);

/* --- Checks (script_check.c, script_check_timeline.c) --- */

/* Resolves every use, fills the script's tables; mistakes become diagnostics. */
void weft__check_names(struct weft__reader *reader);

/* Looks at the order of stimuli and expectations of one time, and at what `vary` moves. */
void weft__check_timeline(struct weft__reader *reader);

#endif
