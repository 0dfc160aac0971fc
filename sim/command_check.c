/* command_check.c - `weft check`: hold every scenario against what was accepted. */
#include "adopted_trace.h"
#include "check_adopted.h"
#include "check_report.h"
#include "check_variations.h"
#include "finding_report.h"
#include "orphan_trace.h"
#include "restless_allocator.h"
#include "stored_trace.h"
#include "trace_diff.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { CONTEXT_LINES = 3, DIFF_LINES_MAX = 60 };

/* --- Twice --- */

static struct weft__trace_diff diff_of(const struct weft__stored_trace *before,
                                       const struct weft__stored_trace *after)
{
    return (struct weft__trace_diff){
        .before = &before->trace,
        .after = &after->trace,
        .context = CONTEXT_LINES,
        .lines_max = DIFF_LINES_MAX,
        .allocator = &weft_allocator_system,
    };
}

/* Holds RUN against a second one in other memory. */
static enum weft__check_verdict hold_against_itself(const struct weft__run *run, FILE *details)
{
    struct weft__restless restless = {.requests = 0};
    weft_world_options options = weft__run_options(run->loaded->command);
    struct weft__stored_trace first = {.trace_held = false}, second = {.trace_held = false};
    enum weft__check_verdict verdict = WEFT__CHECK_ERROR;
    struct weft__run again;

    options.allocator = weft__restless_allocator(&restless);
    if (weft__run_make(&again, run->loaded, &options) == WEFT__EXIT_HELD &&
        weft__stored_trace_of(&first, run) == WEFT__EXIT_HELD &&
        weft__stored_trace_of(&second, &again) == WEFT__EXIT_HELD) {
        struct weft__trace_diff diff = diff_of(&first, &second);

        diff.before_name = "first run";
        diff.after_name = "second run";
        weft__trace_diff_write_first(&diff, details);
        verdict = weft__trace_compare(&first.trace, &second.trace).first_event == 0
                      ? WEFT__CHECK_HELD
                      : WEFT__CHECK_DIVERGED;
    }
    weft__stored_trace_close(&first);
    weft__stored_trace_close(&second);
    weft__run_close(&again);
    return verdict;
}

/* --- The accepted trace --- */

static enum weft__check_verdict hold_against_accepted(const struct weft__run *run, const char *path,
                                                      FILE *details)
{
    struct weft__stored_trace accepted, now = {.trace_held = false};
    enum weft__check_verdict verdict = WEFT__CHECK_ERROR;

    if (access(path, F_OK) != 0)
        return WEFT__CHECK_NEW;
    if (weft__stored_trace_read(&accepted, run->loaded->command, path) == WEFT__EXIT_HELD &&
        weft__stored_trace_of(&now, run) == WEFT__EXIT_HELD) {
        struct weft__trace_difference difference = weft__trace_compare(&accepted.trace, &now.trace);
        struct weft__trace_diff diff = diff_of(&accepted, &now);

        diff.before_name = path;
        diff.after_name = "this run";
        weft__trace_diff_write(&diff, details);
        verdict = difference.header || difference.end || difference.first_event > 0
                      ? WEFT__CHECK_DIFFERS
                      : WEFT__CHECK_HELD;
    }
    weft__stored_trace_close(&accepted);
    weft__stored_trace_close(&now);
    return verdict;
}

/* --- One scenario --- */

static enum weft__check_verdict judge(const struct weft__run *run, struct weft__checked *checked,
                                      FILE *details)
{
    enum weft__exit exit_code = weft__run_exit(run);
    enum weft__check_verdict verdict = WEFT__CHECK_HELD;

    checked->ran = true;
    checked->events = weft_trace_count(weft_world_trace(run->world));
    checked->ended_ns = weft_world_ended_at(run->world);
    if (run->loaded->command->options.twice)
        verdict = hold_against_itself(run, details);
    if (verdict != WEFT__CHECK_HELD)
        return verdict;
    if (exit_code == WEFT__EXIT_BUDGET)
        return WEFT__CHECK_BUDGET;
    weft__findings_report(run, "run", run->loaded->name, details);
    if (exit_code == WEFT__EXIT_HELD) {
        verdict = hold_against_accepted(run, checked->trace_path, details);
    } else {
        memcpy(checked->verdict_text, run->verdict, sizeof checked->verdict_text);
        verdict = WEFT__CHECK_FINDINGS;
    }
    return weft__check_variations(run, checked, verdict, details);
}

static void check_one(const struct weft__command *command, const struct weft__selected *selected,
                      struct weft__checked *checked, FILE *details)
{
    weft_world_options options = weft__run_options(command);
    struct weft__loaded loaded;
    struct weft__run run;

    *checked = (struct weft__checked){
        .name = selected->name,
        .trace_path = selected->trace_path,
        .source = selected->scenario != NULL ? selected->scenario->file : selected->name,
        .verdict = WEFT__CHECK_ERROR,
        .details = ""};
    if (weft__trace_is_adopted(selected->trace_path)) {
        weft__check_adopted(command, selected, checked, details);
        return;
    }
    if (weft__load_selected(&loaded, command, selected) == WEFT__EXIT_HELD) {
        if (weft__run_make(&run, &loaded, &options) == WEFT__EXIT_HELD)
            checked->verdict = judge(&run, checked, details);
        weft__run_close(&run);
    }
    weft__loaded_close(&loaded);
}

/* Checks SELECTED and tells it. False without memory for what there is to tell. */
static bool check_and_tell(struct weft__check_report *report, const struct weft__selected *selected)
{
    struct weft__checked checked;
    char *text = NULL;
    size_t length;
    FILE *details = open_memstream(&text, &length);

    if (details == NULL)
        return false;
    check_one(report->command, selected, &checked, details);
    if (fclose(details) != 0) {
        free(text);
        return false;
    }
    checked.details = text;
    weft__check_report_add(report, &checked);
    free(text);
    return true;
}

/* --- All --- */

static void tell_orphans(struct weft__check_report *report, const struct weft__orphans *orphans)
{
    for (const struct weft__orphan *orphan = orphans->first; orphan != NULL;
         orphan = orphan->next) {
        struct weft__checked checked = {.name = orphan->path,
                                        .trace_path = orphan->path,
                                        .source = orphan->path,
                                        .verdict = WEFT__CHECK_ORPHAN,
                                        .details = ""};

        weft__check_report_add(report, &checked);
    }
}

static size_t name_width(const struct weft__selection *selection,
                         const struct weft__orphans *orphans)
{
    size_t width = selection->name_width;

    for (const struct weft__orphan *orphan = orphans->first; orphan != NULL;
         orphan = orphan->next) {
        if (strlen(orphan->path) > width)
            width = strlen(orphan->path);
    }
    return width;
}

static enum weft__exit check_all(const struct weft__command *command,
                                 const struct weft__selection *selection,
                                 const struct weft__orphans *orphans)
{
    struct weft__check_report report = {
        .command = command,
        .name_width = name_width(selection, orphans),
        .planned = selection->count + orphans->count,
    };
    const struct weft__selected *selected = selection->first;

    weft__check_report_begin(&report);
    for (; selected != NULL && weft__output_good(command->output); selected = selected->next) {
        if (!check_and_tell(&report, selected)) {
            weft__junit_end(&report.junit);
            return weft__command_no_memory(command);
        }
        if (command->options.stop_at_first && report.exit_code != WEFT__EXIT_HELD)
            break;
    }
    if (selected == NULL)
        tell_orphans(&report, orphans);
    weft__check_report_end(&report);
    return report.exit_code;
}

static enum weft__exit perform(const struct weft__command *command)
{
    struct weft__selection selection;
    struct weft__orphans orphans = {.first = NULL};
    enum weft__exit exit_code = weft__selection_make(command, &selection);

    if (exit_code == WEFT__EXIT_HELD && command->options.only == NULL)
        exit_code = weft__orphans_find(command, &selection, &orphans);
    if (exit_code == WEFT__EXIT_HELD)
        exit_code = check_all(command, &selection, &orphans);
    weft__selection_free(&selection);
    return exit_code;
}

const struct weft__verb weft__verb_check = {
    .name = "check",
    .usage = "[SCENARIO...]",
    .summary = "run scenarios and hold each against its accepted trace",
    .manual =
        "One line each: its name, how many events its trace has, how much virtual time it took, "
        "and\n"
        "the verdict; below it what was found, or how the trace differs from the accepted one. "
        "The\n"
        "accepted trace of NAME.weft is NAME.trace beside it; one that no scenario goes with is "
        "an\n"
        "error. Without an argument: the scenarios written in C, or if there are none the folder\n"
        "'scenarios'. Nothing is ever written; 'accept' does that.\n"
        "\n"
        "Of a script every variation of every 'vary' is run too, and held against its rules; -v\n"
        "lists them. 'order independent' is held likewise.\n"
        "\n"
        "An adopted finding ('adopt') is run by the choices of its accepted trace. As long as it\n"
        "fails as known, it counts as held; when it passes, that is a difference: 'accept' then\n"
        "holds it to that.\n"
        "\n"
        "With --twice each scenario is run a second time, in memory that moves and is filled with\n"
        "something else, and the first event that differs is shown.\n",
    .options = WEFT__OPTION_BIT(ONLY) | WEFT__OPTION_BIT(FIRST) | WEFT__OPTION_BIT(TWICE) |
               WEFT__OPTION_BIT(TRACES) | WEFT__OPTION_BIT(FORMAT) | WEFT__OPTION_BIT(JUNIT) |
               WEFT__OPTION_BIT(COLOR) | WEFT__OPTION_BIT(QUIET) | WEFT__OPTION_BIT(VERBOSE),
    .arguments_min = 0,
    .arguments_max = SIZE_MAX,
    .holds_adopted = true,
    .perform = perform,
};
