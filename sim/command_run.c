/* command_run.c - `weft run`: see what a scenario does. */
#include "fingerprint.h"
#include "finding_report.h"
#include "run_output.h"
#include "script_run.h"
#include "stored_trace.h"

#include <inttypes.h>
#include <string.h>

static bool trace_is_stdout(const struct weft__command *command)
{
    return command->options.trace != NULL && strcmp(command->options.trace, "-") == 0;
}

static enum weft__exit put_trace(const struct weft__run *run)
{
    const struct weft__command *command = run->loaded->command;

    if (!trace_is_stdout(command))
        return weft__stored_trace_write(run, command->options.trace);
    (void) weft_trace_write(weft_world_trace(run->world), &run->header,
                            weft_world_ended_at(run->world), run->verdict, command->output->file);
    return weft__output_good(command->output) ? WEFT__EXIT_HELD : WEFT__EXIT_INPUT;
}

/* The last line of stdout: `fingerprint 5b1c90e277143fd0/tosvr`. A run that was cut short for want
 * of memory has none. */
static enum weft__exit put_fingerprint(const struct weft__run *run)
{
    const struct weft__command *command = run->loaded->command;
    char letters[WEFT__FINGERPRINT_PLACES + 1];
    uint64_t fingerprint;

    if (weft_world_exhausted(run->world))
        return WEFT__EXIT_HELD;
    fingerprint = weft__fingerprint(run->world, command->options.fingerprint);
    if (fingerprint == 0)
        return weft__command_no_memory(command);
    weft__fingerprint_letters(command->options.fingerprint, letters);
    weft__output_print(command->output, "fingerprint %016" PRIx64 "/%s\n", fingerprint, letters);
    return WEFT__EXIT_HELD;
}

/* What there is to tell about a run that has been made. */
static enum weft__exit tell(struct weft__run *run)
{
    const struct weft__loaded *loaded = run->loaded;
    const struct weft__command *command = loaded->command;
    enum weft__exit exit_code = weft__run_exit(run);
    enum weft__exit stored = WEFT__EXIT_HELD;
    bool in_file = command->options.trace != NULL && !trace_is_stdout(command);

    run->header.source = loaded->scenario == NULL ? loaded->source.bytes : NULL;
    run->header.source_bytes = loaded->source.length;
    if (command->options.trace != NULL)
        stored = put_trace(run);
    if (command->options.outcome) {
        weft__script_outcome(run->world, command->output->file);
        weft__output_good(command->output);
    }
    if (command->options.fingerprint != 0)
        exit_code = weft__exit_worse(exit_code, put_fingerprint(run));
    if (in_file && stored == WEFT__EXIT_HELD)
        weft__findings_report(run, "replay", command->options.trace, stderr);
    else
        weft__findings_report(run, "run", loaded->name, stderr);
    if (exit_code == WEFT__EXIT_BUDGET || command->options.verbosity > 0)
        weft__run_put_summary(run);
    return weft__exit_worse(exit_code, stored);
}

static enum weft__exit run_loaded(const struct weft__loaded *loaded)
{
    const struct weft__command *command = loaded->command;
    weft_world_options options = weft__run_options(command);
    enum weft__exit exit_code;
    struct weft__run run;

    if (command->options.outcome && loaded->scenario != NULL)
        return weft__command_error(command, "--outcome is for scripts; %s is written in C",
                                   loaded->name);
    if (!trace_is_stdout(command) && !command->options.outcome && command->options.verbosity >= 0) {
        options.on_print = weft__run_put_print;
        options.context = command->output;
    }
    exit_code = weft__run_make(&run, loaded, &options);
    if (exit_code == WEFT__EXIT_HELD)
        exit_code = tell(&run);
    weft__run_close(&run);
    return exit_code;
}

static enum weft__exit run_selected(const struct weft__command *command,
                                    const struct weft__selected *selected)
{
    struct weft__loaded loaded;
    enum weft__exit exit_code = weft__load_selected(&loaded, command, selected);

    if (exit_code == WEFT__EXIT_HELD)
        exit_code = run_loaded(&loaded);
    weft__loaded_close(&loaded);
    return exit_code;
}

static enum weft__exit perform(const struct weft__command *command)
{
    struct weft__selection selection;
    enum weft__exit exit_code = weft__selection_make(command, &selection);
    const struct weft__selected *selected;

    if (exit_code == WEFT__EXIT_HELD && command->options.fingerprint != 0 &&
        trace_is_stdout(command))
        exit_code = weft__command_error(command, "--fingerprint prints a line on stdout, and with "
                                                 "--trace - that holds nothing but the trace");
    if (exit_code == WEFT__EXIT_HELD && selection.count > 1 && command->options.trace != NULL)
        exit_code = weft__command_error(command, "--trace is for one scenario; these are %zu",
                                        selection.count);
    selected = exit_code == WEFT__EXIT_HELD ? selection.first : NULL;
    for (; selected != NULL; selected = selected->next) {
        enum weft__exit one;

        if (selection.count > 1)
            weft__output_print(command->output, "== %s\n", selected->name);
        one = run_selected(command, selected);
        exit_code = weft__exit_worse(exit_code, one);
        if (!weft__output_good(command->output) ||
            (one != WEFT__EXIT_HELD && command->options.stop_at_first))
            break;
    }
    weft__selection_free(&selection);
    return exit_code;
}

const struct weft__verb weft__verb_run = {
    .name = "run",
    .usage = "SCENARIO...",
    .summary = "run scenarios and show what they print",
    .manual =
        "Each line that a scenario prints goes to stdout as SECONDS.NINEDIGITS TEXT, as it\n"
        "happens. Findings go to stderr: what was expected, what happened and when, the events\n"
        "before it, and the line that shows it again. Several scenarios get a line '== NAME'\n"
        "each.\n"
        "\n"
        "A trace written by --trace holds the script's text and its choices: 'replay' needs\n"
        "nothing else. With --trace - only the trace is on stdout; the prints are in it.\n"
        "\n"
        "With --fingerprint a run's hash is its last line on stdout: 'fingerprint', 16 digits, "
        "'/'\n"
        "and the letters. Runs with the same line did the same, in what the letters stand for: t\n"
        "when each event was, o in which order, s to whom, v with which values and texts, r to\n"
        "what end. Choices, expectations and ticks are no events. Without o each subject's own\n"
        "events keep their order. r is the end alone: what each Deferred and task came to, what\n"
        "each subject printed, the state of each name, the findings.\n",
    .options = WEFT__OPTION_BIT(FINGERPRINT) | WEFT__OPTION_BIT(TRACE) | WEFT__OPTION_BIT(SEED) |
               WEFT__OPTION_BIT(STEPS) | WEFT__OPTION_BIT(STRATEGY) | WEFT__OPTION_BIT(UNTIL) |
               WEFT__OPTION_BIT(OUTCOME) | WEFT__OPTION_BIT(SLACK) | WEFT__OPTION_BIT(LATE) |
               WEFT__OPTION_BIT(ROTATION) | WEFT__OPTION_BIT(SLICES) | WEFT__OPTION_BIT(ONLY) |
               WEFT__OPTION_BIT(FIRST) | WEFT__OPTION_BIT(QUIET) | WEFT__OPTION_BIT(VERBOSE),
    .arguments_min = 1,
    .arguments_max = SIZE_MAX,
    .perform = perform,
};
