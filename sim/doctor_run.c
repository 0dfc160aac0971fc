/* doctor_run.c - the command line of one run, and the process that it is given to. */
#include "doctor_run.h"

#include "doctor_inside.h"

#include <errno.h>
#include <inttypes.h>
#include <string.h>
#include <unistd.h>

enum { WORDS_MAX = 16, NUMBER_BYTES = 24 };

/* A process that is about to become another. */
struct departure {
    const struct weft__elsewhere *elsewhere;
    unsigned changes;
    const char *program;
    const char *words[WORDS_MAX + 1];
    size_t count;
    char seed[NUMBER_BYTES], steps[NUMBER_BYTES];
    char **environment;
};

static void add(struct departure *departure, const char *word)
{
    departure->words[departure->count++] = word;
}

static void add_option(struct departure *departure, const char *name, const char *value)
{
    if (value == NULL)
        return;
    add(departure, name);
    add(departure, value);
}

/* NAME is absolute, or that of a scenario in C: the folder may be another one. */
static void fill_words(struct departure *departure, const struct weft__command *command,
                       const char *name)
{
    const struct weft__options *options = &command->options;

    snprintf(departure->seed, sizeof departure->seed, "%" PRIu64, options->seed);
    snprintf(departure->steps, sizeof departure->steps, "%" PRIu64, options->steps_max);
    add(departure, command->program_path);
    add(departure, "run");
    add_option(departure, "--trace", "-");
    add_option(departure, "--seed", departure->seed);
    add_option(departure, "--steps", options->steps_max > 0 ? departure->steps : NULL);
    add_option(departure, "--strategy", options->strategy);
    add_option(departure, "--until", options->until);
    add(departure, "--");
    add(departure, name);
}

static void fail_to_start(const char *what, int error)
{
    fprintf(stderr, "%s: %s\n", what, strerror(error));
    _exit(WEFT__DOCTOR_NOT_STARTED);
}

static void depart(void *context)
{
    struct departure *departure = context;
    char *words[WORDS_MAX + 1] = {NULL};

    memcpy(words, departure->words, departure->count * sizeof *words);
    if (!weft__surroundings_enter(departure->elsewhere, departure->changes))
        fail_to_start("the surroundings cannot be changed", errno);
    execve(departure->program, words, departure->environment);
    fail_to_start(departure->program, errno);
}

/* --- Both kinds --- */

static enum weft__exit run_child(const struct weft__command *command,
                                 const struct weft__child *child, struct weft__remains *remains)
{
    fflush(command->output->file);
    if (weft__child_run(child, remains))
        return WEFT__EXIT_HELD;
    return errno == ENOMEM
               ? weft__command_no_memory(command)
               : weft__command_error(command, "a process cannot be had: %s", strerror(errno));
}

static enum weft__exit run_fresh(const struct weft__doctor *doctor,
                                 const struct weft__loaded *loaded,
                                 const struct weft__surroundings_row *row,
                                 struct weft__remains *remains)
{
    struct weft__arena arena = {.allocator = &weft_allocator_system};
    const char *name =
        loaded->scenario != NULL ? loaded->name : weft__doctor_path(doctor, &arena, loaded->name);
    struct departure departure = {
        .elsewhere = &doctor->elsewhere,
        .changes = row->changes,
        .program = row->kind == WEFT__SURROUNDINGS_BUILD ? doctor->other : doctor->program,
        .environment = weft__surroundings_environment(&arena, &doctor->elsewhere, row->changes),
    };
    struct weft__child child = {depart, &departure, WEFT__DOCTOR_SECONDS_MAX};
    enum weft__exit exit_code;

    fill_words(&departure, doctor->command, name);
    exit_code = name != NULL && departure.environment != NULL
                    ? run_child(doctor->command, &child, remains)
                    : weft__command_no_memory(doctor->command);
    weft__arena_free(&arena);
    return exit_code;
}

struct inside {
    const struct weft__loaded *loaded;
    enum weft__surroundings surroundings;
};

static void run_inside(void *context)
{
    const struct inside *inside = context;

    weft__doctor_run_inside(inside->loaded, inside->surroundings);
}

enum weft__exit weft__doctor_run(const struct weft__doctor *doctor,
                                 const struct weft__loaded *loaded,
                                 enum weft__surroundings surroundings,
                                 struct weft__remains *remains)
{
    const struct weft__surroundings_row *row = &weft__surroundings_rows[surroundings];
    struct inside inside = {loaded, surroundings};
    struct weft__child child = {run_inside, &inside, WEFT__DOCTOR_SECONDS_MAX};

    *remains = (struct weft__remains){.late = false};
    if (row->kind == WEFT__SURROUNDINGS_INSIDE)
        return run_child(doctor->command, &child, remains);
    return run_fresh(doctor, loaded, row, remains);
}
