/* command_merge.c - `weft merge`: the reports of a search's parts as one. */
#include "summary_file.h"
#include "summary_merge.h"
#include "summary_report.h"
#include "summary_table.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

enum { REPORT_BYTES_MAX = 256 * 1024 * 1024 };

/* Reads the report at PATH, whose summaries go to the end of a list: *LINK. */
static enum weft__exit read_report(const struct weft__command *command, struct weft__arena *arena,
                                   const char *path, struct weft__summary ***link)
{
    struct weft__file_bounds bounds = {REPORT_BYTES_MAX, &weft_allocator_system};
    enum weft__summaries_outcome outcome = WEFT__SUMMARIES_WRONG;
    struct weft__diagnostics diagnostics;
    struct weft__source source;

    switch (weft__whole_file_read(path, &bounds, &source, &diagnostics)) {
    case WEFT__FILE_DONE:
        outcome = weft__summaries_read(arena, source, &diagnostics, *link);
        if (outcome == WEFT__SUMMARIES_WRONG)
            weft__diagnostics_print(&diagnostics, stderr);
        weft__whole_file_free(&source, &weft_allocator_system);
        break;
    case WEFT__FILE_WRONG:
        weft__diagnostics_print(&diagnostics, stderr);
        break;
    case WEFT__FILE_NO_MEMORY:
        outcome = WEFT__SUMMARIES_NO_MEMORY;
        break;
    }
    if (outcome == WEFT__SUMMARIES_NO_MEMORY)
        return weft__command_no_memory(command);
    if (outcome == WEFT__SUMMARIES_WRONG)
        return WEFT__EXIT_INPUT;
    for (; **link != NULL; *link = &(**link)->next)
        (**link)->report = path;
    return WEFT__EXIT_HELD;
}

static enum weft__exit tell(const struct weft__command *command,
                            const struct weft__summary *summaries)
{
    enum weft__exit exit_code = WEFT__EXIT_HELD;
    struct weft__diagnostics diagnostics;
    struct weft__summary_report report = {.command = command};

    for (const struct weft__summary *each = summaries; each != NULL; each = each->next) {
        report.planned++;
        if (strlen(each->scenario) > report.name_width)
            report.name_width = strlen(each->scenario);
    }
    weft__summary_report_begin(&report);
    for (const struct weft__summary *each = summaries;
         each != NULL && weft__output_good(command->output); each = each->next) {
        weft__summary_report_add(&report, each);
        exit_code =
            weft__exit_worse(exit_code, weft__summary_exit(each, command->options.complete));
    }
    weft__summary_table_print(command, summaries);
    exit_code = weft__exit_worse(exit_code, weft__summary_report_end(&report));
    if (command->options.report == NULL ||
        weft__summaries_write(summaries, command->options.report, &diagnostics))
        return exit_code;
    weft__diagnostics_print(&diagnostics, stderr);
    return weft__exit_worse(exit_code, WEFT__EXIT_INPUT);
}

static enum weft__exit merge_all(const struct weft__command *command, struct weft__arena *arena)
{
    struct weft__summary *first = NULL, **link = &first;
    enum weft__exit exit_code = WEFT__EXIT_HELD;
    struct weft__merge merge = {.arena = arena};

    for (size_t i = 0; i < command->argument_count; i++)
        exit_code =
            weft__exit_worse(exit_code, read_report(command, arena, command->arguments[i], &link));
    if (exit_code != WEFT__EXIT_HELD)
        return exit_code;
    switch (weft__summaries_merge(&merge, first)) {
    case WEFT__MERGED:
        break;
    case WEFT__MERGE_WRONG:
        return weft__command_error(command, "%s", merge.told);
    case WEFT__MERGE_NO_MEMORY:
        return weft__command_no_memory(command);
    }
    if (merge.first != NULL)
        return tell(command, merge.first);
    weft__command_error(command, "there is no scenario in these reports");
    return WEFT__EXIT_NOTHING;
}

static enum weft__exit perform(const struct weft__command *command)
{
    struct weft__arena arena = {.allocator = &weft_allocator_system};
    enum weft__exit exit_code = merge_all(command, &arena);

    weft__arena_free(&arena);
    return exit_code;
}

const struct weft__verb weft__verb_merge = {
    .name = "merge",
    .usage = "REPORT...",
    .summary = "join what the parts of a search have found",
    .manual =
        "Each REPORT is what 'explore --report' wrote for a part of a search (--shard), or 'merge\n"
        "--report' for several. Runs are added up, orderings and findings united; of a finding\n"
        "that several parts have, the run with the fewest choices is shown. It is complete if\n"
        "every part is there once, and each is. Parts of different searches cannot be joined.\n"
        "\n"
        "It tells what 'explore' would, and ends as that would. The order of reports does not\n"
        "matter.\n",
    .options = WEFT__OPTION_BIT(COMPLETE) | WEFT__OPTION_BIT(REPORT) | WEFT__OPTION_BIT(COLOR) |
               WEFT__OPTION_BIT(FORMAT) | WEFT__OPTION_BIT(JUNIT) | WEFT__OPTION_BIT(QUIET) |
               WEFT__OPTION_BIT(VERBOSE),
    .arguments_min = 1,
    .arguments_max = SIZE_MAX,
    .perform = perform,
};
