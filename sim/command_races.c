/* command_races.c - `weft races`: of every two calls that are due together, what their order
 * decides. */
#include "finding_class.h"
#include "finding_file.h"
#include "finished_run.h"
#include "processors.h"
#include "race_report.h"

#include <string.h>

#define SLACK_NS WEFT_MICROSECOND /* what is a tie, unless it is said */

static weft_world_options world_options(const struct weft__options *options)
{
    return (weft_world_options){
        .seed = options->seed,
        .until_ns = weft__until(options->until_ns),
        .steps_max = options->steps_max,
        .freedom = weft__options_freedom(options, SLACK_NS),
    };
}

static enum weft__exit exit_of(const struct weft__race_search *search)
{
    const struct weft__race_table *table = &search->table;
    bool own =
        search->death[0] != '\0' || (table->orders != NULL && table->orders[0].done &&
                                     (table->orders[0].came_to.flags & WEFT__REPORT_FAILED) != 0);
    enum weft__exit exit_code = own || weft__race_table_count(table, WEFT__RACE_FAILS) > 0 ||
                                        weft__race_table_count(table, WEFT__RACE_RESULT) > 0
                                    ? WEFT__EXIT_FINDING
                                    : WEFT__EXIT_HELD;

    if (search->diverged)
        exit_code = weft__exit_worse(exit_code, WEFT__EXIT_DIVERGED);
    if (search->lost || search->ran_out)
        exit_code = weft__exit_worse(exit_code, WEFT__EXIT_BUDGET);
    return exit_code;
}

/* The file of a pair that fails; NULL: told. Its name tells the pair, by where its calls were
 * scheduled, and how it fails. */
static const char *write_file(const struct weft__command *command, struct weft__race_search *search,
                              const struct weft__race_meeting *meeting,
                              struct weft__byte_buffer *trace, struct weft__arena *arena)
{
    const struct weft__race_table *table = &search->table;
    uint64_t first = weft__paths_hash_text(weft__race_site(table, meeting->first));
    uint64_t second = weft__paths_hash_text(weft__race_site(table, meeting->second));
    uint64_t fails = weft__finding_class_hash(meeting->class_text);
    struct weft__finding_file file = {
        .scenario = search->explored->loaded->trace_name,
        .class_text = meeting->class_text,
        .number = weft__paths_hash_more(weft__paths_hash_more(fails, first), second),
    };

    if (weft__race_search_trace(search, meeting->failing, meeting->class_text, trace)) {
        file.trace = (struct weft__pool_bytes){trace->bytes, trace->length};
        return weft__finding_file_write(command, &file, arena);
    }
    weft__command_error(command, "the trace of a finding could not be had: %s",
                        meeting->class_text);
    return NULL;
}

/* Writes the file of each pair that fails. False if any could not be. */
static bool write_files(const struct weft__command *command, struct weft__race_search *search,
                        struct weft__arena *arena, const char **files)
{
    struct weft__byte_buffer trace = {.allocator = &weft_allocator_system};
    const struct weft__race_table *table = &search->table;
    bool all = weft__race_table_count(table, WEFT__RACE_FAILS) == 0 ||
               weft__folder_make(command, command->options.findings);

    for (size_t i = 0; i < table->pair_count && all; i++) {
        if (table->pairs[i].verdict != WEFT__RACE_FAILS)
            continue;
        files[i] =
            write_file(command, search, &table->meetings[table->pairs[i].meeting], &trace, arena);
        all = files[i] != NULL;
    }
    weft__byte_buffer_free(&trace);
    return all;
}

static enum weft__exit race_loaded(struct weft__race_report *report,
                                   const struct weft__loaded *loaded,
                                   const struct weft__race_options *options)
{
    const struct weft__command *command = report->command;
    struct weft__arena arena = {.allocator = &weft_allocator_system};
    struct weft__explored explored = {
        .loaded = loaded,
        .options = world_options(&command->options),
        .strategy_name = "delay-bounded",
    };
    struct weft__race_search search;
    enum weft__exit exit_code;
    const char **files;

    if (!weft__explored_begin(&explored)) {
        weft__explored_end(&explored);
        return weft__command_no_memory(command);
    }
    weft__race_search_run(&search, &explored, options);
    exit_code = exit_of(&search);
    files = weft__arena_allocate(&arena, (search.table.pair_count + 1) * sizeof *files);
    if (files == NULL)
        exit_code = weft__command_no_memory(command);
    else if (!write_files(command, &search, &arena, files))
        exit_code = weft__exit_worse(exit_code, WEFT__EXIT_INPUT);
    if (files != NULL)
        weft__race_report_tell(report, loaded->name, &search, files);
    weft__race_search_end(&search);
    weft__explored_end(&explored);
    weft__arena_free(&arena);
    return exit_code;
}

static enum weft__exit race_all(const struct weft__command *command,
                                const struct weft__selection *selection)
{
    struct weft__race_options options = {
        .runs_max = command->options.runs_max,
        .workers = weft__processors((size_t) command->options.jobs),
        .run_ms_max = command->options.run_time_ns / WEFT_MILLISECOND,
    };
    struct weft__race_report report = {.command = command};
    const struct weft__selected *selected = selection->first;
    enum weft__exit exit_code = WEFT__EXIT_HELD;

    for (; selected != NULL && weft__output_good(command->output); selected = selected->next) {
        struct weft__loaded loaded;
        enum weft__exit one = weft__load_selected(&loaded, command, selected);

        if (one == WEFT__EXIT_HELD)
            one = race_loaded(&report, &loaded, &options);
        weft__loaded_close(&loaded);
        exit_code = weft__exit_worse(exit_code, one);
    }
    weft__race_report_end(&report, world_options(&command->options).freedom.slack_ns);
    return exit_code;
}

static enum weft__exit perform(const struct weft__command *command)
{
    struct weft__selection selection;
    enum weft__exit exit_code = weft__selection_make(command, &selection);

    if (exit_code == WEFT__EXIT_HELD)
        exit_code = race_all(command, &selection);
    weft__selection_free(&selection);
    return exit_code;
}

const struct weft__verb weft__verb_races = {
    .name = "races",
    .usage = "[SCENARIO...]",
    .summary = "say of every two calls that are due together what their order decides",
    .manual =
        "In the run of Twisted's order, every two calls that are due together (within --slack) "
        "are\n"
        "a pair. Each is run in both orders, all else as Twisted has it, and the two runs are\n"
        "compared. A line each, the worst first: the verdict, when they meet, and where the two\n"
        "were scheduled, which is a line of the script or, in C, who made the call.\n"
        "\n"
        "  fails                  one of the two has a finding that the other does not have\n"
        "  changes the result     what becomes of a Deferred, a task, a name, or what one prints\n"
        "  changes the trace only what happens, or in which order where that can be noticed\n"
        "  commutes               nothing changes\n"
        "\n"
        "A finding is a file, as those of 'explore' are. Calls scheduled at the same two places\n"
        "are one pair, however often they meet, and its verdict is the worst. The exit code is 1\n"
        "if a pair fails or changes the result, or if Twisted's own order fails; -q tells of "
        "those\n"
        "alone.\n",
    .options = WEFT__OPTION_BIT(FINDINGS) | WEFT__OPTION_BIT(JOBS) | WEFT__OPTION_BIT(RUNS) |
               WEFT__OPTION_BIT(RUN_TIME) | WEFT__OPTION_BIT(SLACK) | WEFT__OPTION_BIT(ONLY) |
               WEFT__OPTION_BIT(COLOR) | WEFT__OPTION_BIT(QUIET) | WEFT__OPTION_BIT(SEED) |
               WEFT__OPTION_BIT(STEPS) | WEFT__OPTION_BIT(UNTIL) | WEFT__OPTION_BIT(VERBOSE),
    .arguments_min = 0,
    .arguments_max = SIZE_MAX,
    .perform = perform,
};
