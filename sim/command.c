/* command.c - from the words of the command line to a verb, and from its end to an exit code. */
#include "command.h"

#include "file_path.h"
#include "nearest_word.h"
#include "process_guard.h"
#include "script.h"

#include <assert.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define VERSION "0.1.0"

/* In the order in which somebody meets them. */
static const struct weft__verb *const verbs[] = {
    &weft__verb_run,     &weft__verb_list,    &weft__verb_check, &weft__verb_accept,
    &weft__verb_explore, &weft__verb_merge,   &weft__verb_races, &weft__verb_replay,
    &weft__verb_shrink,  &weft__verb_explain, &weft__verb_adopt, &weft__verb_diff,
    &weft__verb_show,    &weft__verb_doctor,
};

enum { VERB_COUNT = sizeof verbs / sizeof *verbs };

/* --- Errors and exits --- */

static void print_prefix(const struct weft__command *command, FILE *file)
{
    fputs(command->program_name, file);
    if (command->verb != NULL)
        fprintf(file, " %s", command->verb->name);
}

enum weft__exit weft__command_error(const struct weft__command *command, const char *format, ...)
{
    va_list arguments;

    print_prefix(command, stderr);
    fputs(": ", stderr);
    va_start(arguments, format);
    vfprintf(stderr, format, arguments);
    va_end(arguments);
    fputc('\n', stderr);
    return WEFT__EXIT_INPUT;
}

enum weft__exit weft__command_no_memory(const struct weft__command *command)
{
    weft__command_error(command, "out of memory");
    return WEFT__EXIT_BUDGET;
}

enum weft__exit weft__exit_worse(enum weft__exit one, enum weft__exit other)
{
    static const enum weft__exit from_worst[] = {
        WEFT__EXIT_INPUT,  WEFT__EXIT_DIVERGED, WEFT__EXIT_FINDING,
        WEFT__EXIT_BUDGET, WEFT__EXIT_DIFFERS,  WEFT__EXIT_NOTHING,
    };

    for (size_t i = 0; i < sizeof from_worst / sizeof *from_worst; i++) {
        if (one == from_worst[i] || other == from_worst[i])
            return from_worst[i];
    }
    return WEFT__EXIT_HELD;
}

/* --- Help --- */

static void explain_exits(FILE *file)
{
    fputs("exit codes:\n"
          "  0   everything held\n"
          "  1   a finding: something that must hold did not\n"
          "  2   wrong usage, or something that cannot be read or written\n"
          "  3   only accepted traces differ, or are missing\n"
          "  4   nothing was selected\n"
          "  5   nondeterminism, or a replay that came out otherwise\n"
          "  6   a budget or memory ran out\n"
          "  70  Weft's own invariant broke\n"
          "  130 interrupted\n",
          file);
}

static void explain_all(const struct weft__command *command, FILE *file)
{
    const char *name = command->program_name;

    fprintf(file,
            "%s: deterministic virtual time for cooperative C\n"
            "\n"
            "usage: %s VERB [OPTION|ARGUMENT]...\n"
            "\n"
            "verbs:\n",
            name, name);
    for (size_t i = 0; i < VERB_COUNT; i++)
        fprintf(file, "  %-7s %s\n", verbs[i]->name, verbs[i]->summary);
    fprintf(file,
            "  help    explain a verb: '%s help run', or '%s run --help'\n"
            "\n"
            "A scenario is named by its file or, written in C, by its name; a folder means all\n"
            "scenarios in it. '%s --version' tells the version.\n"
            "\n",
            name, name, name);
    explain_exits(file);
}

static void explain_verb(const struct weft__command *command, FILE *file)
{
    const struct weft__verb *verb = command->verb;

    fprintf(file, "%s %s: %s\n\nusage: %s %s [OPTION]... %s\n\n%s\noptions:\n",
            command->program_name, verb->name, verb->summary, command->program_name, verb->name,
            verb->usage, verb->manual);
    weft__options_explain(verb->options, file);
    fputc('\n', file);
    explain_exits(file);
}

/* --- Verbs --- */

static const struct weft__verb *find_verb(const char *name)
{
    for (size_t i = 0; i < VERB_COUNT; i++) {
        if (strcmp(verbs[i]->name, name) == 0)
            return verbs[i];
    }
    return NULL;
}

static enum weft__exit unknown_verb(const struct weft__command *command, const char *name)
{
    struct weft__nearest_word nearest = weft__nearest_word_search(name, strlen(name));

    fprintf(stderr, "%s: there is no verb '%s'; there are", command->program_name, name);
    for (size_t i = 0; i < VERB_COUNT; i++) {
        fprintf(stderr, " %s,", verbs[i]->name);
        weft__nearest_word_offer(&nearest, verbs[i]->name);
    }
    weft__nearest_word_offer(&nearest, "help");
    fputs(" help", stderr);
    if (nearest.best != NULL)
        fprintf(stderr, "; did you mean '%s'?", nearest.best);
    fputc('\n', stderr);
    return WEFT__EXIT_INPUT;
}

static bool is_help(const char *word)
{
    return strcmp(word, "help") == 0 || strcmp(word, "--help") == 0 || strcmp(word, "-h") == 0;
}

static enum weft__exit help(struct weft__command *command, const char *const *names, size_t count)
{
    if (count == 0 || (count == 1 && is_help(names[0]))) {
        explain_all(command, command->output->file);
        return WEFT__EXIT_HELD;
    }
    if (count > 1)
        return weft__command_error(command, "help explains one verb at a time");
    command->verb = find_verb(names[0]);
    if (command->verb == NULL)
        return unknown_verb(command, names[0]);
    explain_verb(command, command->output->file);
    return WEFT__EXIT_HELD;
}

static bool wants_color(const struct weft__options *options)
{
    const char *refused = getenv("NO_COLOR");

    if (options->color != WEFT__COLOR_AUTO)
        return options->color == WEFT__COLOR_ALWAYS;
    return (refused == NULL || *refused == '\0') && isatty(STDOUT_FILENO);
}

static enum weft__exit perform(struct weft__command *command)
{
    const struct weft__verb *verb = command->verb;

    if (command->options.help) {
        explain_verb(command, command->output->file);
        return WEFT__EXIT_HELD;
    }
    if (command->argument_count < verb->arguments_min ||
        command->argument_count > verb->arguments_max) {
        weft__command_error(command, "%s",
                            command->argument_count < verb->arguments_min
                                ? "something is missing"
                                : "these are more arguments than it takes");
        fprintf(stderr, "usage: %s %s [OPTION]... %s\n", command->program_name, verb->name,
                verb->usage);
        return WEFT__EXIT_INPUT;
    }
    command->output->color = wants_color(&command->options);
    return verb->perform(command);
}

static enum weft__exit read_and_perform(struct weft__command *command, const char *const *words,
                                        size_t count)
{
    struct weft__option_reader reader = {.program_name = command->program_name,
                                         .verb_name = command->verb->name,
                                         .allowed = command->verb->options | WEFT__OPTION_BIT(HELP),
                                         .words = words,
                                         .word_count = count};
    const char **arguments = malloc((count + 1) * sizeof *arguments);
    enum weft__exit exit_code = WEFT__EXIT_INPUT;

    if (arguments == NULL)
        return weft__command_no_memory(command);
    command->arguments = arguments;
    if (weft__options_read(&reader, &command->options, arguments, &command->argument_count))
        exit_code = perform(command);
    free(arguments);
    return exit_code;
}

static enum weft__exit dispatch(struct weft__command *command, const char *const *words,
                                size_t count)
{
    if (count == 0) {
        explain_all(command, stderr);
        return WEFT__EXIT_INPUT;
    }
    if (is_help(words[0]))
        return help(command, words + 1, count - 1);
    if (strcmp(words[0], "--version") == 0) {
        weft__output_print(command->output, "weft %s (scripts up to version %d, traces %d)\n",
                           VERSION, WEFT__SCRIPT_VERSION, WEFT_TRACE_VERSION);
        return WEFT__EXIT_HELD;
    }
    command->verb = find_verb(words[0]);
    if (command->verb == NULL)
        return unknown_verb(command, words[0]);
    return read_and_perform(command, words + 1, count - 1);
}

int weft_main(int argc, char **argv, const weft_program *program)
{
    static const weft_program scripts_only = {NULL, NULL, NULL};
    struct weft__process_guard guard;
    struct weft__output output;
    struct weft__command command = {
        .program_path = argc > 0 ? argv[0] : "weft",
        .program_name = argc > 0 ? weft__path_name(argv[0]) : "weft",
        .program = program != NULL ? program : &scripts_only,
        .output = &output,
    };
    enum weft__exit exit_code;

    weft__process_guard_begin(&guard);
    weft__output_begin(&output, stdout);
    exit_code = dispatch(&command, (const char *const *) (argc > 0 ? argv + 1 : argv),
                         argc > 0 ? (size_t) argc - 1 : 0);
    if (!weft__output_end(&output, command.program_name))
        exit_code = weft__exit_worse(exit_code, WEFT__EXIT_INPUT);
    weft__process_guard_end(&guard);
    return (int) exit_code;
}
