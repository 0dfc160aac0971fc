/* command_explain.c - `weft explain`: which choice brings a finding about, and how. */
#include "explanation.h"
#include "finding_rerun.h"

static enum weft__exit explain(const struct weft__rerun *rerun)
{
    struct weft__shrinking shrinking;
    enum weft__exit exit_code = weft__finding_rerun(&shrinking, rerun);

    if (exit_code == WEFT__EXIT_HELD && shrinking.best.choice_count > 0)
        weft__shrink_choices(&shrinking);
    if (exit_code == WEFT__EXIT_HELD && shrinking.lost)
        exit_code = weft__command_no_memory(rerun->command);
    if (exit_code == WEFT__EXIT_HELD)
        exit_code = weft__explain(&shrinking, &rerun->loaded);
    weft__shrinking_end(&shrinking);
    return exit_code;
}

static enum weft__exit perform(const struct weft__command *command)
{
    const char *scenario = command->argument_count > 1 ? command->arguments[1] : NULL;
    struct weft__rerun rerun;
    enum weft__exit exit_code = weft__rerun_open(&rerun, command, command->arguments[0], scenario);

    if (exit_code == WEFT__EXIT_HELD)
        exit_code = explain(&rerun);
    weft__rerun_close(&rerun);
    return exit_code;
}

const struct weft__verb weft__verb_explain = {
    .name = "explain",
    .usage = "FINDING [SCENARIO]",
    .summary = "say which choice brings a finding about, and how it comes to that",
    .manual =
        "FINDING is a trace of a run that failed, as 'explore' and 'shrink' leave them. Told is,\n"
        "in the words of the scenario, which of its choices have to be otherwise than Twisted's,\n"
        "after those that need not have been left out; then the run beside the nearest one that\n"
        "is otherwise, from where they part; then what led to the finding: the calls that ran,\n"
        "and who had scheduled them.\n"
        "\n"
        "Exit code 0: it was explained. 5: the run of the trace does not fail so any more.\n",
    .options = WEFT__OPTION_BIT(RUNS) | WEFT__OPTION_BIT(RUN_TIME) | WEFT__OPTION_BIT(STEPS),
    .arguments_min = 1,
    .arguments_max = 2,
    .perform = perform,
};
