/* command_doctor.c - `weft doctor`: is what runs tell to be believed? */
#include "doctor_examination.h"
#include "doctor_planted.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { FOLDER_BYTES = 4096 };

/* --- The programs --- */

/* This process's program, whatever PATH and the folder are; where the system has no such name, as
 * it was called. */
#define OWN_PROGRAM "/proc/self/exe"

static enum weft__exit find_folder(struct weft__doctor *doctor, struct weft__arena *arena)
{
    char *here = weft__arena_allocate(arena, FOLDER_BYTES);

    if (here == NULL)
        return weft__command_no_memory(doctor->command);
    doctor->here = getcwd(here, FOLDER_BYTES);
    if (doctor->here == NULL)
        return weft__command_error(doctor->command, "the working directory has no name: %s",
                                   strerror(errno));
    return WEFT__EXIT_HELD;
}

/* *PROGRAM is PATH, from wherever it is run. */
static enum weft__exit find_program(const struct weft__doctor *doctor, struct weft__arena *arena,
                                    const char *path, const char **program)
{
    *program = weft__doctor_path(doctor, arena, path);
    if (*program == NULL)
        return weft__command_no_memory(doctor->command);
    if (access(*program, X_OK) != 0)
        return weft__command_error(doctor->command, "%s cannot be run: %s", path, strerror(errno));
    return WEFT__EXIT_HELD;
}

static enum weft__exit find_programs(struct weft__doctor *doctor, struct weft__arena *arena)
{
    const struct weft__command *command = doctor->command;
    const char *own = access(OWN_PROGRAM, X_OK) == 0 ? OWN_PROGRAM : command->program_path;
    enum weft__exit exit_code = find_folder(doctor, arena);

    if (exit_code == WEFT__EXIT_HELD)
        exit_code = find_program(doctor, arena, own, &doctor->program);
    if (exit_code == WEFT__EXIT_HELD && command->options.against != NULL)
        exit_code = find_program(doctor, arena, command->options.against, &doctor->other);
    return exit_code;
}

/* --- Notes --- */

/* A line of its own beside the verdicts, as the format has it. */
static void tell_note(const struct weft__command *command, const char *text, const char *more)
{
    const char *prefix = command->options.format == WEFT__FORMAT_TAP ? "# " : "";

    weft__output_print(command->output, "%s%s%s\n", prefix, text, more);
}

static void tell_not_varied(const struct weft__doctor *doctor)
{
    const struct weft__command *command = doctor->command;
    const struct weft__elsewhere *elsewhere = &doctor->elsewhere;

    if (command->options.verbosity < 0)
        return;
    if (doctor->other == NULL)
        tell_note(command, "not varied: the optimisation level; give another build of the program",
                  ": --against PROGRAM");
    if (!elsewhere->addresses)
        tell_note(command, "not varied: whether addresses are random; ",
                  "this process may not switch it off, or it is off");
    if (!elsewhere->heap_fill)
        tell_note(command, "not varied: the fill of malloc's memory; ",
                  "only that of the library's objects was");
    if (!elsewhere->locale_installed)
        tell_note(command, "not varied: the locale; no other is installed, ",
                  "so only the variables that name it were changed");
}

static void tell_varied(const struct weft__doctor *doctor)
{
    const char *prefix = doctor->command->options.format == WEFT__FORMAT_TAP ? "# " : "";

    if (doctor->command->options.verbosity <= 0)
        return;
    weft__output_print(doctor->command->output, "%sheld against a run with", prefix);
    for (int i = 0; i < WEFT__SURROUNDINGS_COUNT; i++) {
        if (weft__doctor_has(doctor, (enum weft__surroundings) i))
            weft__output_print(doctor->command->output, "%s %s", i > 0 ? "," : "",
                               weft__surroundings_rows[i].name);
        if (i == WEFT__SURROUNDINGS_LOCALE_)
            weft__output_print(doctor->command->output, " (%s)", doctor->elsewhere.locale);
    }
    weft__output_print(doctor->command->output, "\n");
}

/* --- What is planted --- */

/* Tries every planted bug. Missed ones are told; WEFT__EXIT_INVARIANT then. */
static enum weft__exit try_planted(const struct weft__command *command)
{
    size_t noticed_count = 0;
    char text[80];

    for (size_t i = 0; i < weft__planted_count; i++) {
        bool noticed;
        enum weft__exit exit_code = weft__planted_try(command, &weft__planted_bugs[i], &noticed);

        if (exit_code != WEFT__EXIT_HELD)
            return exit_code;
        noticed_count += noticed;
        if (!noticed)
            weft__command_error(command, "this was planted, and not noticed: %s",
                                weft__planted_bugs[i].name);
    }
    if (noticed_count < weft__planted_count) {
        weft__command_error(command, "nothing that this build of Weft says is to be believed");
        return WEFT__EXIT_INVARIANT;
    }
    snprintf(text, sizeof text, "%zu of %zu as they should be", noticed_count, weft__planted_count);
    if (command->options.verbosity >= 0)
        tell_note(command, "planted bugs: ", text);
    for (size_t i = 0; i < weft__planted_count && command->options.verbosity > 0; i++)
        tell_note(command, "  ", weft__planted_bugs[i].name);
    return WEFT__EXIT_HELD;
}

/* --- All --- */

static enum weft__exit examine_and_tell(const struct weft__doctor *doctor,
                                        struct weft__check_report *report,
                                        const struct weft__selected *selected)
{
    struct weft__checked checked = {
        .name = selected->name, .trace_path = selected->trace_path, .details = ""};
    char *text = NULL;
    size_t length;
    FILE *details = open_memstream(&text, &length);
    enum weft__exit exit_code;

    if (details == NULL)
        return weft__command_no_memory(doctor->command);
    exit_code = weft__doctor_examine(doctor, selected, &checked, details);
    if (fclose(details) != 0)
        exit_code = weft__command_no_memory(doctor->command);
    if (exit_code == WEFT__EXIT_HELD) {
        checked.details = text;
        weft__check_report_add(report, &checked);
    }
    free(text);
    return exit_code;
}

static enum weft__exit examine_all(const struct weft__doctor *doctor,
                                   const struct weft__selection *selection)
{
    const struct weft__command *command = doctor->command;
    struct weft__check_report report = {
        .command = command, .name_width = selection->name_width, .planned = selection->count};
    const struct weft__selected *selected = selection->first;
    enum weft__exit exit_code;

    weft__check_report_begin(&report);
    exit_code = try_planted(command);
    if (exit_code != WEFT__EXIT_HELD)
        return exit_code;
    tell_varied(doctor);
    for (; selected != NULL && weft__output_good(command->output); selected = selected->next) {
        exit_code = examine_and_tell(doctor, &report, selected);
        if (exit_code != WEFT__EXIT_HELD)
            return exit_code;
        if (command->options.stop_at_first && report.exit_code != WEFT__EXIT_HELD)
            break;
    }
    weft__check_report_end(&report);
    tell_not_varied(doctor);
    return report.exit_code;
}

static enum weft__exit refuse_stdin(const struct weft__command *command,
                                    const struct weft__selection *selection)
{
    for (const struct weft__selected *selected = selection->first; selected != NULL;
         selected = selected->next) {
        if (strcmp(selected->name, "-") == 0)
            return weft__command_error(command, "a script from stdin can be read once only; "
                                                "put it into a file");
    }
    return WEFT__EXIT_HELD;
}

static enum weft__exit perform(const struct weft__command *command)
{
    struct weft__selection selection;
    struct weft__doctor doctor = {.command = command, .elsewhere = weft__elsewhere_find()};
    enum weft__exit exit_code = weft__selection_make(command, &selection);

    if (exit_code == WEFT__EXIT_HELD)
        exit_code = refuse_stdin(command, &selection);
    if (exit_code == WEFT__EXIT_HELD)
        exit_code = find_programs(&doctor, &selection.arena);
    if (exit_code == WEFT__EXIT_HELD)
        exit_code = examine_all(&doctor, &selection);
    weft__selection_free(&selection);
    return exit_code;
}

const struct weft__verb weft__verb_doctor = {
    .name = "doctor",
    .usage = "[SCENARIO...]",
    .summary = "run scenarios in other surroundings, and try whether bugs are noticed",
    .manual =
        "Each scenario is run again and again in processes of their own, with something changed\n"
        "that must not matter: the fill of the heap, the environment, the locale, the time zone,\n"
        "where memory lies, the folder, open files, the stack, what ran before; and, with\n"
        "--against, in another build of the program, as of another compiler or optimisation "
        "level.\n"
        "The trace must be the same bytes. If not, the first event that differs is shown from\n"
        "both sides, with what had been changed; the exit code is 5. -v lists what is changed,\n"
        "and what could not be is told at the end.\n"
        "\n"
        "Before that, small scenarios with planted bugs are run: if one is not noticed, Weft\n"
        "itself is broken, and the exit code is 70.\n"
        "\n"
        "A scenario in which nothing ran, or that expects nothing and has no accepted trace, or\n"
        "with a line that was never judged, 'proves nothing'. That is a warning. Findings are\n"
        "none of the doctor's business, as long as they are the same; crashes are. A run of more\n"
        "than 60 s of real time is ended. Without an argument: as 'check'.\n",
    .options = WEFT__OPTION_BIT(AGAINST) | WEFT__OPTION_BIT(ONLY) | WEFT__OPTION_BIT(FIRST) |
               WEFT__OPTION_BIT(SEED) | WEFT__OPTION_BIT(STEPS) | WEFT__OPTION_BIT(STRATEGY) |
               WEFT__OPTION_BIT(UNTIL) | WEFT__OPTION_BIT(TRACES) | WEFT__OPTION_BIT(FORMAT) |
               WEFT__OPTION_BIT(COLOR) | WEFT__OPTION_BIT(QUIET) | WEFT__OPTION_BIT(VERBOSE),
    .arguments_min = 0,
    .arguments_max = SIZE_MAX,
    .perform = perform,
};
