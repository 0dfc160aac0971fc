/* command.h - what the verbs of the `weft` command share: what was asked for, and how it ends.
 *
 * A verb is a constant of its own file, command_<verb>.c: its name, what it takes, its manual, and
 * the function that does it. Parsing, help and errors are made from these constants, so they cannot
 * tell different things.
 */
#ifndef WEFT_SIM_COMMAND_H
#define WEFT_SIM_COMMAND_H

#include "weft/sim/scenario.h"

#include "command_option.h"
#include "output.h"

/* How a command ends; part of the interface. Where several fit, the worst: see weft__exit_worse. */
enum weft__exit {
    WEFT__EXIT_HELD = 0,
    WEFT__EXIT_FINDING = 1,
    WEFT__EXIT_INPUT = 2,    /* usage, or something that cannot be read or written */
    WEFT__EXIT_DIFFERS = 3,  /* only accepted traces differ, or are not there yet */
    WEFT__EXIT_NOTHING = 4,  /* nothing was selected */
    WEFT__EXIT_DIVERGED = 5, /* nondeterminism, or a replay that came out otherwise */
    WEFT__EXIT_BUDGET = 6,   /* a budget or memory ran out */
    WEFT__EXIT_INVARIANT = 70,
    WEFT__EXIT_INTERRUPTED = 130
};

/* One command as it was given. */
struct weft__command {
    const char *program_path;    /* as it was called */
    const char *program_name;    /* the same without folders */
    const weft_program *program; /* never NULL */
    const struct weft__verb *verb;
    struct weft__options options;
    const char *const *arguments; /* what is no option, in order */
    size_t argument_count;
    struct weft__output *output; /* stdout */
};

struct weft__verb {
    const char *name;
    const char *usage;   /* its arguments, for the usage line */
    const char *summary; /* a line without a full stop */
    const char *manual;  /* paragraphs for its help, each line ended */
    uint64_t options;    /* which it takes: WEFT__OPTION_BIT of each */
    size_t arguments_min;
    size_t arguments_max;
    bool holds_adopted; /* what was adopted of a scenario in C is a scenario to it (selection.h) */
    enum weft__exit (*perform)(const struct weft__command *command);
};

extern const struct weft__verb weft__verb_accept;
extern const struct weft__verb weft__verb_adopt;
extern const struct weft__verb weft__verb_check;
extern const struct weft__verb weft__verb_diff;
extern const struct weft__verb weft__verb_doctor;
extern const struct weft__verb weft__verb_explain;
extern const struct weft__verb weft__verb_explore;
extern const struct weft__verb weft__verb_list;
extern const struct weft__verb weft__verb_merge;
extern const struct weft__verb weft__verb_races;
extern const struct weft__verb weft__verb_replay;
extern const struct weft__verb weft__verb_run;
extern const struct weft__verb weft__verb_show;
extern const struct weft__verb weft__verb_shrink;

/* Writes "PROGRAM VERB: MESSAGE" to stderr and returns WEFT__EXIT_INPUT. */
enum weft__exit weft__command_error(const struct weft__command *command, const char *format, ...)
#if defined(__GNUC__)
    __attribute__((format(printf, 2, 3)))
#endif
    ;

/* The same for want of memory; returns WEFT__EXIT_BUDGET. */
enum weft__exit weft__command_no_memory(const struct weft__command *command);

/* The one of the two that a whole command ends with when its parts end with both: what could not be
 * judged goes before what was judged badly, and a difference from an accepted trace is the mildest.
 */
enum weft__exit weft__exit_worse(enum weft__exit one, enum weft__exit other);

#endif
