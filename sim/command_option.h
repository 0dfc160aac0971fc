/* command_option.h - the options of the command: one table, from which they are read and explained.
 */
#ifndef WEFT_SIM_COMMAND_OPTION_H
#define WEFT_SIM_COMMAND_OPTION_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include "weft/sim/freedom.h"

/* X(constant, as it is written, its value or "", what it does) */
#define WEFT__OPTIONS(X)                                                                           \
    X(AGAINST, "--against", "PROGRAM",                                                             \
      "another build of the program, whose runs must be the same")                                 \
    X(COMPLETE, "--complete", "", "exit with 6 unless every run that there is was made")           \
    X(DEPTH, "--depth", "N", "orders that a bug may need, for pct: 1 to 16 (default 3)")           \
    X(DEVIATIONS, "--deviations", "N",                                                             \
      "delay-bounded: at most N answers that are not Twisted's (default: any)")                    \
    X(FINDINGS, "--findings", "DIR", "where findings go (default build/findings)")                 \
    X(JOBS, "-j", "N", "processes that run at a time (default: as many as processors)")            \
    X(LATE, "--late", "TIME", "before any turn the loop may be held up, up to TIME")               \
    X(MAX_TIME, "--max-time", "TIME", "end the search after TIME on the wall clock")               \
    X(REPORT, "--report", "FILE", "write what was seen to FILE, for 'merge'")                      \
    X(ROTATION, "--rotation", "", "the order of tasks within a pass of a Cooperator is free")      \
    X(RUNS, "--runs", "N", "end the search of a scenario after N runs (default 10000)")            \
    X(RUN_TIME, "--run-time", "TIME",                                                              \
      "a run that takes longer on the wall clock hangs "                                           \
      "(default 10s)")                                                                             \
    X(SHARD, "--shard", "I/N", "make the I-th of N parts of the search, 1 to N")                   \
    X(SLACK, "--slack", "TIME",                                                                    \
      "calls due within TIME of each other are a tie (default: 1us for searches, 0s for run)")     \
    X(SLICES, "--slices", "", "time slices may end after any step")                                \
    X(SWEEP, "--sweep", "KINDS",                                                                   \
      "do one thing to each run, everywhere once: cancel, stop, fail, no-memory")                  \
    X(AT, "--at", "MOMENT", "the moment: a TIME, an event's number, or 'end' (default)")           \
    X(COLOR, "--color", "WHEN",                                                                    \
      "colours: auto (default; not in pipes or with NO_COLOR), always, "                           \
      "never")                                                                                     \
    X(FINGERPRINT, "--fingerprint", "WHAT",                                                        \
      "print a hash over some of t time, o order, s subjects, v values, r results")                \
    X(FORMAT, "--format", "FORMAT",                                                                \
      "text (default) or tap; of check, explore, merge also jsonl or github")                      \
    X(JUNIT, "--junit", "FILE", "write the verdicts to FILE too, as JUnit's XML")                  \
    X(GDB, "--gdb", "", "run nothing, and print the commands that stop it in gdb where it fails")  \
    X(HERE, "--here", "", "in this process also if it ends that: for a debugger")                  \
    X(NAME, "--name", "NAME", "what it is called (default: by what fails)")                        \
    X(ONLY, "-k", "WORD", "only scenarios with WORD in their name")                                \
    X(OUTCOME, "--outcome", "", "print how each name of a script ended, instead of its prints")    \
    X(OUT, "-o", "FILE", "where the result goes")                                                  \
    X(QUIET, "-q", "", "say less")                                                                 \
    X(SEED, "--seed", "N", "seed of the strategy and of the scenario's own numbers (default 0)")   \
    X(STEPS, "--steps", "N", "end the run after N calls and steps (default 2000000)")              \
    X(STRATEGY, "--strategy", "NAME",                                                              \
      "who answers where something is free: fifo (the default of run), "                           \
      "random, pct; see 'help explore' for more")                                                  \
    X(TRACE, "--trace", "FILE",                                                                    \
      "write the trace to FILE; '-' is stdout, which then holds only it")                          \
    X(TRACES, "--traces", "DIR", "the accepted traces lie in DIR, not beside the scenarios")       \
    X(TWICE, "--twice", "", "run each scenario twice, the second time with other memory")          \
    X(UNTIL, "--until", "TIME", "end the run at TIME, whatever the scenario says")                 \
    X(VERBOSE, "-v", "", "say more")                                                               \
    X(FIRST, "-x", "", "stop at the first scenario that does not hold")                            \
    X(HELP, "--help", "", "print this")

enum weft__option {
#define X(constant, name, value, meaning) WEFT__OPTION_##constant,
    WEFT__OPTIONS(X)
#undef X
        WEFT__OPTION_COUNT
};

#define WEFT__OPTION_BIT(constant) (UINT64_C(1) << WEFT__OPTION_##constant)

enum weft__color_wish { WEFT__COLOR_AUTO, WEFT__COLOR_ALWAYS, WEFT__COLOR_NEVER };
enum weft__format { WEFT__FORMAT_TEXT, WEFT__FORMAT_TAP, WEFT__FORMAT_JSONL, WEFT__FORMAT_GITHUB };

/* What was asked for. Texts are borrowed from the arguments; NULL: not given. */
struct weft__options {
    const char *against;
    const char *at;
    enum weft__color_wish color;
    unsigned fingerprint; /* ingredients (fingerprint.h); 0: not given */
    enum weft__format format;
    const char *junit;
    bool gdb, here; /* of replay */
    const char *name;
    const char *only;
    const char *out;
    bool outcome;
    uint64_t seed;
    uint64_t steps_max; /* 0: not given */
    const char *strategy;
    const char *trace;
    const char *traces;
    bool twice;
    const char *until;
    int64_t until_ns; /* INT64_MAX: none */
    int verbosity;    /* -1: -q, 1: -v */
    bool stop_at_first;
    bool help;

    /* Of searches; what was not given has its default. */
    bool complete;
    uint64_t depth;
    uint64_t deviations_max; /* UINT64_MAX: any */
    const char *findings;
    uint64_t jobs; /* 0: not given */
    int64_t late_ns;
    int64_t max_time_ns; /* INT64_MAX: none */
    const char *report;
    bool rotation;
    uint64_t runs_max;
    int64_t run_time_ns;
    uint64_t shard, shards; /* 0: not given */
    int64_t slack_ns;       /* -1: not given */
    bool slices;
    const char *sweep;
    unsigned sweep_kinds; /* WEFT_FAULT_.. */
};

struct weft__option_reader {
    const char *program_name; /* both for what is told */
    const char *verb_name;
    uint64_t allowed; /* WEFT__OPTION_BIT of each that the verb takes */
    const char *const *words;
    size_t word_count;
};

/* Sorts READER's words into OPTIONS and, in their order, ARGUMENTS, which must have room for all of
 * them; *ARGUMENT_COUNT says how many those are. An option's value is the next word, or follows
 * '='; after '--' everything is an argument, and '-' alone always is. What is wrong is told on
 * stderr; returns whether nothing is. */
bool weft__options_read(const struct weft__option_reader *reader, struct weft__options *options,
                        const char **arguments, size_t *argument_count);

/* What OPTIONS leave free; SLACK_NS if they do not say. */
weft_freedom weft__options_freedom(const struct weft__options *options, int64_t slack_ns);

/* Writes a line for each option in ALLOWED. */
void weft__options_explain(uint64_t allowed, FILE *file);

#endif
