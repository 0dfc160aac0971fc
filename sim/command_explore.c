/* command_explore.c - `weft explore`: go looking for the order that breaks it. */
#include "command_shard.h"
#include "explore_report.h"
#include "explore_variations.h"
#include "file_path.h"
#include "finding_file.h"
#include "finished_run.h"
#include "free_sites.h"
#include "process_guard.h"
#include "processors.h"
#include "summary_file.h"
#include "summary_table.h"
#include "wall_clock.h"

#include <stdlib.h>
#include <string.h>

#define SLACK_NS WEFT_MICROSECOND /* what is a tie, unless it is said */

/* A sweep alone is over what can be done to the run in Twisted's order; with a strategy, over what
 * is free besides. */
static bool only_sweeps(const struct weft__options *options)
{
    return options->sweep != NULL && options->strategy == NULL;
}

static weft_world_options world_options(const struct weft__options *options)
{
    weft_world_options world = {
        .seed = options->seed,
        .until_ns = weft__until(options->until_ns),
        .steps_max = options->steps_max,
        .freedom = weft__options_freedom(options, SLACK_NS),
        .faults = {.kinds = options->sweep_kinds},
        .unjudged = options->sweep_kinds != 0,
    };

    if ((world.faults.kinds & ~WEFT_FAULT_MEMORY) != 0)
        world.faults.points |= WEFT_FAULT_AT_TURN | WEFT_FAULT_AT_STEP | WEFT_FAULT_AT_CALLBACK;
    if ((world.faults.kinds & WEFT_FAULT_MEMORY) != 0)
        world.faults.points |= WEFT_FAULT_AT_ALLOCATION;
    if (only_sweeps(options))
        world.freedom = (weft_freedom){0};
    return world;
}

static struct weft__search_options search_options(const struct weft__options *options,
                                                  const weft_world_options *world)
{
    bool faults_only = only_sweeps(options);
    const struct weft__strategy_type *strategy =
        faults_only
            ? &weft__strategy_delay_bounded
            : weft__strategy_type_find(options->strategy != NULL ? options->strategy : "portfolio");

    return (struct weft__search_options){
        .strategy = strategy,
        .how = {.seed = options->seed,
                .depth = options->depth,
                .deviations_max = faults_only ? 1 : options->deviations_max,
                .sites = faults_only ? weft__fault_sites(world) : weft__free_sites(world),
                .fault_sites = weft__fault_sites(world),
                .shard = options->shards > 0 ? (uint32_t) options->shard - 1 : 0,
                .shards = options->shards > 0 ? (uint32_t) options->shards : 1,
                .allocator = &weft_allocator_system},
        .runs_max = faults_only ? UINT64_MAX : options->runs_max,
        .end_us = INT64_MAX,
        .stop_at_first = options->stop_at_first,
        .workers = weft__processors((size_t) options->jobs),
        .run_ms_max = options->run_time_ns / WEFT_MILLISECOND,
        .look = weft__explore_report_look,
    };
}

/* --- Scenarios --- */

/* All that is searched, and what has come of it so far. */
struct campaign {
    const struct weft__command *command;
    struct weft__search_options options;
    struct weft__explore_report report;
    struct weft__arena arena;
    struct weft__summary *first, **last;
    bool interrupted;
};

/* The variations of LOADED, which are few: one part of a search makes them all. What there is to
 * tell becomes *TEXT, to be freed; NULL: nothing. */
static enum weft__exit explore_varied(const struct weft__loaded *loaded,
                                      const struct weft__search *search, char **text,
                                      size_t *findings)
{
    const struct weft__command *command = loaded->command;
    enum weft__exit exit_code;
    size_t length;
    FILE *file;

    *text = NULL;
    *findings = 0;
    if (search->interrupted || search->options->how.shard > 0 || command->options.sweep != NULL)
        return WEFT__EXIT_HELD;
    file = open_memstream(text, &length);
    if (file == NULL)
        return weft__command_no_memory(command);
    exit_code = weft__explore_variations(loaded, file, findings);
    return fclose(file) == 0 ? exit_code : weft__command_no_memory(command);
}

/* What came of SEARCH goes to its findings' files, to the user, and to the list. */
static enum weft__exit conclude(struct campaign *campaign, struct weft__search *search)
{
    const struct weft__command *command = campaign->command;
    const char **files =
        weft__arena_allocate(&campaign->arena, (search->classes + 1) * sizeof *files);
    struct weft__summary *summary;
    enum weft__exit varied;
    size_t findings;
    char *text;
    bool written;

    if (files == NULL)
        return weft__command_no_memory(command);
    written = weft__finding_files_write(command, search, &campaign->arena, files);
    varied = explore_varied(search->explored->loaded, search, &text, &findings);
    summary = weft__summary_of_search(&campaign->arena, search, files);
    if (summary != NULL && text != NULL &&
        !weft__summary_add_variations(&campaign->arena, summary, text, findings))
        summary = NULL;
    free(text);
    if (summary == NULL)
        return weft__command_no_memory(command);
    if (varied != WEFT__EXIT_INPUT) /* what could not be written is of this command alone */
        summary->verdict = weft__exit_worse(summary->verdict, varied);
    weft__explore_report_tell(&campaign->report, summary);
    *campaign->last = summary;
    campaign->last = &summary->next;
    varied = weft__exit_worse(varied, weft__summary_exit(summary, command->options.complete));
    return written ? varied : weft__exit_worse(varied, WEFT__EXIT_INPUT);
}

static enum weft__exit explore_loaded(struct campaign *campaign, const struct weft__loaded *loaded)
{
    struct weft__explored explored = {
        .loaded = loaded,
        .options = world_options(&campaign->command->options),
        .strategy_name = campaign->options.strategy->name,
        .ingredients = campaign->command->options.fingerprint,
    };
    enum weft__exit exit_code;
    struct weft__search search;

    if (!weft__explored_begin(&explored)) {
        weft__explored_end(&explored);
        return weft__command_no_memory(campaign->command);
    }
    weft__search_run(&search, &explored, &campaign->options);
    campaign->interrupted = search.interrupted;
    exit_code = conclude(campaign, &search);
    weft__search_end(&search);
    weft__explored_end(&explored);
    return exit_code;
}

static enum weft__exit explore_selected(struct campaign *campaign,
                                        const struct weft__selected *selected)
{
    struct weft__loaded loaded;
    enum weft__exit exit_code = weft__load_selected(&loaded, campaign->command, selected);

    weft__explore_report_scenario(&campaign->report, selected->name);
    if (exit_code == WEFT__EXIT_HELD)
        exit_code = explore_loaded(campaign, &loaded);
    else
        weft__explore_report_error(&campaign->report);
    weft__loaded_close(&loaded);
    return exit_code;
}

static enum weft__exit explore_all(struct campaign *campaign,
                                   const struct weft__selection *selection)
{
    const struct weft__command *command = campaign->command;
    const struct weft__selected *selected = selection->first;
    enum weft__exit exit_code = WEFT__EXIT_HELD;
    struct weft__diagnostics diagnostics;

    for (; selected != NULL && !campaign->interrupted && weft__output_good(command->output);
         selected = selected->next) {
        enum weft__exit one = explore_selected(campaign, selected);

        exit_code = weft__exit_worse(exit_code, one);
        if (one != WEFT__EXIT_HELD && command->options.stop_at_first)
            break;
    }
    weft__summary_table_print(command, campaign->first);
    if (command->options.report != NULL &&
        !weft__summaries_write(campaign->first, command->options.report, &diagnostics)) {
        weft__diagnostics_print(&diagnostics, stderr);
        exit_code = weft__exit_worse(exit_code, WEFT__EXIT_INPUT);
    }
    exit_code = weft__exit_worse(exit_code, weft__explore_report_end(&campaign->report));
    return campaign->interrupted ? WEFT__EXIT_INTERRUPTED : exit_code;
}

static enum weft__exit explore(const struct weft__command *command,
                               const struct weft__selection *selection)
{
    weft_world_options world = world_options(&command->options);
    struct campaign campaign = {
        .command = command,
        .options = search_options(&command->options, &world),
        .arena = {.allocator = &weft_allocator_system},
    };
    enum weft__exit exit_code;

    campaign.last = &campaign.first;
    campaign.options.context = &campaign.report;
    weft__explore_report_begin(&campaign.report, command, selection);
    if (command->options.max_time_ns < INT64_MAX)
        campaign.options.end_us =
            weft__wall_clock_us() + command->options.max_time_ns / WEFT_MICROSECOND;
    exit_code = explore_all(&campaign, selection);
    weft__arena_free(&campaign.arena);
    return exit_code;
}

/* Before the search, which may take hours. */
static enum weft__exit make_folder_of_report(const struct weft__command *command)
{
    struct weft__arena arena = {.allocator = &weft_allocator_system};
    enum weft__exit exit_code = WEFT__EXIT_HELD;
    const char *folder;

    if (command->options.report == NULL)
        return WEFT__EXIT_HELD;
    folder = weft__path_folder(&arena, command->options.report);
    if (folder == NULL)
        exit_code = weft__command_no_memory(command);
    else if (!weft__folder_make(command, folder))
        exit_code = WEFT__EXIT_INPUT;
    weft__arena_free(&arena);
    return exit_code;
}

static enum weft__exit perform(const struct weft__command *given)
{
    struct weft__command command = *given;
    struct weft__selection selection;
    enum weft__exit exit_code = weft__selection_make(&command, &selection);
    sigset_t signals_before;

    if (exit_code == WEFT__EXIT_HELD)
        exit_code = weft__command_take_shard(&command);
    if (exit_code == WEFT__EXIT_HELD)
        exit_code = make_folder_of_report(&command);
    if (exit_code == WEFT__EXIT_HELD) {
        weft__interrupts_hold(&signals_before);
        exit_code = explore(&command, &selection);
        if (exit_code != WEFT__EXIT_INTERRUPTED) /* else it would end the command another time */
            weft__interrupts_resume(&signals_before);
    }
    weft__selection_free(&selection);
    return exit_code;
}

const struct weft__verb weft__verb_explore = {
    .name = "explore",
    .usage = "[SCENARIO...]",
    .summary = "run scenarios in other orders, and look for one that breaks them",
    .manual =
        "Whatever could have gone otherwise is a choice: the order of calls that are due together\n"
        "(within --slack), the moment of an event that a scenario leaves free, and on request the\n"
        "order of tasks (--rotation), the end of time slices (--slices), a loop that is held up\n"
        "(--late). A strategy makes the choices:\n"
        "\n"
        "  portfolio      a run of each of the next four in turn (default)\n"
        "  delay-bounded  all runs with one deviation from Twisted's order, then with two, ...\n"
        "  pct            random priorities, for bugs that need --depth orders\n"
        "  depth-first    all runs, but those that only swap what has nothing in common\n"
        "  random         each answer as likely\n"
        "  fifo           Twisted's order, once\n"
        "\n"
        "--sweep does one thing to each run instead, at every turn, step and callback once: it\n"
        "cancels each Deferred, stops each task, or fails the step or callback; or refuses each\n"
        "request for memory. Expectations of a moment do not count then; rules do. With\n"
        "--strategy, that strategy makes the other choices.\n"
        "\n"
        "Without --sweep each 'vary' of a script is run too, as 'check' does. What it is known to\n"
        "fail at is no finding, but is told and kept.\n"
        "\n"
        "--fingerprint tells of classes of runs, those whose hash over the ingredients is the "
        "same.\n"
        "\n"
        "What fails at the same place is one finding. Each is a file, the trace of the first run\n"
        "that showed it: 'replay' shows it again. What is found does not depend on -j. A C\n"
        "scenario that crashes, exits or hangs is a finding like any other.\n"
        "\n"
        "With --shard I/N a part of the search is made: parts on several machines need not know "
        "of\n"
        "one another, and 'merge' joins the files that their --report wrote. Without --shard the\n"
        "part is what Bazel, a Slurm array, GitLab CI's parallel or an indexed Kubernetes Job "
        "(with\n"
        "WEFT_SHARDS set to its completions) say, the first of these that is there.\n",
    .options = WEFT__OPTION_BIT(COMPLETE) | WEFT__OPTION_BIT(DEPTH) | WEFT__OPTION_BIT(DEVIATIONS) |
               WEFT__OPTION_BIT(FINGERPRINT) | WEFT__OPTION_BIT(FINDINGS) | WEFT__OPTION_BIT(JOBS) |
               WEFT__OPTION_BIT(LATE) | WEFT__OPTION_BIT(MAX_TIME) | WEFT__OPTION_BIT(REPORT) |
               WEFT__OPTION_BIT(ROTATION) | WEFT__OPTION_BIT(RUNS) | WEFT__OPTION_BIT(RUN_TIME) |
               WEFT__OPTION_BIT(SHARD) | WEFT__OPTION_BIT(SLACK) | WEFT__OPTION_BIT(SLICES) |
               WEFT__OPTION_BIT(SWEEP) | WEFT__OPTION_BIT(ONLY) | WEFT__OPTION_BIT(COLOR) |
               WEFT__OPTION_BIT(QUIET) | WEFT__OPTION_BIT(SEED) | WEFT__OPTION_BIT(STEPS) |
               WEFT__OPTION_BIT(STRATEGY) | WEFT__OPTION_BIT(UNTIL) | WEFT__OPTION_BIT(VERBOSE) |
               WEFT__OPTION_BIT(FIRST) | WEFT__OPTION_BIT(FORMAT) | WEFT__OPTION_BIT(JUNIT),
    .arguments_min = 0,
    .arguments_max = SIZE_MAX,
    .perform = perform,
};
