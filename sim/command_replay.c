/* command_replay.c - `weft replay`: see again what a trace tells. */
#include "death_replay.h"
#include "finding_report.h"
#include "gdb_line.h"
#include "death_class.h"
#include "lone_run.h"
#include "rerun.h"
#include "run_output.h"

static enum weft__exit judge(const struct weft__rerun *rerun, const struct weft__run *run)
{
    enum weft__exit exit_code;
    bool same;

    exit_code = weft__rerun_compare(rerun, run, UINT64_MAX, &same);
    if (exit_code != WEFT__EXIT_HELD)
        return exit_code;
    if (!same)
        return WEFT__EXIT_DIVERGED;
    weft__findings_report(run, "replay", rerun->path, stderr);
    if (rerun->command->options.verbosity > 0)
        weft__run_put_summary(run);
    return weft__run_exit(run);
}

/* A run that is shown as long as it does what the trace says. */
struct following {
    const struct weft__rerun *rerun;
    bool left;
};

static void look(void *context, weft_world *world, uint64_t event)
{
    struct following *following = context;

    if (!following->left)
        following->left = !weft__rerun_follows(following->rerun, world, event);
}

static void put_print(void *context, int64_t time_ns, const char *text, size_t bytes)
{
    struct following *following = context;

    if (!following->left)
        weft__run_put_print(following->rerun->command->output, time_ns, text, bytes);
}

static enum weft__exit run_again(const struct weft__rerun *rerun)
{
    struct following following = {.rerun = rerun};
    weft_world_options options = weft__rerun_options(rerun);
    enum weft__exit exit_code;
    struct weft__run run;

    options.context = &following;
    options.on_event = look;
    if (rerun->command->options.verbosity >= 0)
        options.on_print = put_print;
    exit_code = weft__run_make(&run, &rerun->loaded, &options);
    if (exit_code == WEFT__EXIT_HELD)
        exit_code = judge(rerun, &run);
    weft__run_close(&run);
    return exit_code;
}

static enum weft__exit perform(const struct weft__command *command)
{
    const char *scenario = command->argument_count > 1 ? command->arguments[1] : NULL;
    struct weft__rerun rerun;
    enum weft__exit exit_code = weft__rerun_open(&rerun, command, command->arguments[0], scenario);

    if (exit_code != WEFT__EXIT_HELD)
        ;
    else if (command->options.gdb)
        weft__gdb_lines_put(&rerun, command->output->file);
    else if (!command->options.here && weft__death_class_is(rerun.stored.trace.verdict))
        exit_code = weft__death_replay(&rerun);
    else
        exit_code = run_again(&rerun);
    weft__rerun_close(&rerun);
    return exit_code;
}

const struct weft__verb weft__verb_replay = {
    .name = "replay",
    .usage = "TRACE [SCENARIO]",
    .summary = "run the scenario of a trace again, and hold it against the trace",
    .manual =
        "The scenario is SCENARIO, or else the script that the trace holds, or else the one that\n"
        "it names: the program's own, or a script beside the trace. Seed and end are the\n"
        "trace's, and its choices are followed by their names, so a trace can still be\n"
        "replayed when the scenario was edited.\n"
        "\n"
        "If all comes out as the trace says, replay tells and ends as 'run' does. If not, it is\n"
        "silent from the first event on that differs, and shows that one, both sides with what\n"
        "stands around it; the exit code is 5.\n"
        "\n"
        "A finding of 'explore' where the run ended its process, by a crash, exit or hanging, is\n"
        "run in a process of its own, and ends as 'run' does after a finding if it ends that one\n"
        "in the same way, after the same events. For a debugger: --gdb prints the whole commands,\n"
        "and --here makes such a run in this process.\n",
    .options = WEFT__OPTION_BIT(GDB) | WEFT__OPTION_BIT(HERE) | WEFT__OPTION_BIT(RUN_TIME) |
               WEFT__OPTION_BIT(STEPS) | WEFT__OPTION_BIT(QUIET) | WEFT__OPTION_BIT(VERBOSE),
    .arguments_min = 1,
    .arguments_max = 2,
    .perform = perform,
};
