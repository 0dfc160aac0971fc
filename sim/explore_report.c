/* explore_report.c - searches, for people. */
#include "explore_report.h"

#include "finding_report.h"
#include "fingerprint.h"
#include "text_output.h"
#include "wall_clock.h"

#include <inttypes.h>
#include <string.h>
#include <unistd.h>

enum { PLAIN_US = 5000000, CHOICES_TOLD = 4, CLASSES_TOLD = 20 };

void weft__explore_report_begin(struct weft__explore_report *report,
                                const struct weft__command *command, size_t name_width)
{
    *report = (struct weft__explore_report){
        .command = command,
        .name_width = name_width,
        .on_terminal = isatty(STDERR_FILENO) != 0,
    };
}

void weft__explore_report_scenario(struct weft__explore_report *report, const char *name)
{
    report->name = name;
    report->began_us = weft__wall_clock_us();
    report->told_us = report->began_us;
    report->varied = 0;
}

/* --- Progress --- */

static void close_line(struct weft__explore_report *report)
{
    if (report->line_is_open)
        fputs("\r\033[K", stderr);
    report->line_is_open = false;
}

void weft__explore_report_look(void *context, const struct weft__search *search)
{
    struct weft__explore_report *report = context;
    int64_t now_us = weft__wall_clock_us(), past_us = now_us - report->began_us;

    if (report->command->options.verbosity < 0 ||
        (!report->on_terminal && now_us - report->told_us < PLAIN_US))
        return;
    report->told_us = now_us;
    fprintf(stderr,
            "%s%s: %" PRIu64 " runs, %" PRIu64 " runs/s, %" PRIu64 " orderings, %zu finding%s%s",
            report->on_terminal ? "\r" : "", report->name, search->runs,
            past_us > 0 ? search->runs * 1000000 / (uint64_t) past_us : 0,
            search->coverage.distinct, search->classes, search->classes == 1 ? "" : "s",
            report->on_terminal ? "\033[K" : "\n");
    fflush(stderr);
    report->line_is_open = report->on_terminal;
}

/* --- Findings --- */

static void put_choices(struct weft__output *output, const struct weft__found *found)
{
    const char *at = found->choices.bytes;
    uint64_t told = 0;

    for (; told < found->turns && told < CHOICES_TOLD; told++, at += strlen(at) + 1)
        weft__output_print(output, "      %s\n", at);
    if (found->turns > told)
        weft__output_print(output, "      and %" PRIu64 " more\n", found->turns - told);
}

static void put_found(const struct weft__explore_report *report, const struct weft__found *found,
                      const char *file)
{
    struct weft__output *output = report->command->output;

    weft__output_print(output, "  finding: %s\n", found->class_text);
    weft__output_print(output, "    in %" PRIu64 " run%s, first in run %" PRIu64, found->runs,
                       found->runs == 1 ? "" : "s", found->first_run);
    if (found->turns == 0)
        weft__output_print(output, ", in Twisted's own order\n");
    else
        weft__output_print(output, ", where %" PRIu64 " choice%s not Twisted's%s\n", found->turns,
                           found->turns == 1 ? " is" : "s are",
                           report->command->options.verbosity < 0 ? "" : ":");
    if (report->command->options.verbosity >= 0)
        put_choices(output, found);
    if (file == NULL)
        return;
    weft__output_print(output, "    again: ");
    weft__shell_word_put(report->command->program_path, output->file);
    fputs(" replay ", output->file);
    weft__shell_word_put(file, output->file);
    weft__output_print(output, "\n");
}

/* --- The space --- */

/* Why it cannot be said that all was seen; NULL: nothing stands against it. */
static const char *what_is_missing(const struct weft__search *search)
{
    if (search->diverged)
        return "the program does not do the same twice";
    if (search->lost)
        return "there was no memory, or no process, to go on";
    if (search->interrupted)
        return "it was interrupted";
    if (search->out_of_time)
        return "--max-time ran out";
    if (!search->complete && search->options->stop_at_first && search->found != NULL)
        return "it stopped at the first finding";
    if (!search->complete)
        return "--runs ran out";
    if (search->options->how.shards > 1)
        return "this is one part of it";
    if (search->crowded)
        return "more was free at once than can be offered (64)";
    if (search->ran_out > 0)
        return "a budget of a run's ran out";
    return NULL;
}

static void put_space(struct weft__output *output, const struct weft__search *search)
{
    const char *missing = what_is_missing(search);
    int64_t slack_ns = search->explored->options.freedom.slack_ns;
    uint64_t left = weft__ordering_coverage_left(&search->coverage);

    if (missing == NULL) {
        weft__output_print(
            output, "  complete: all %" PRIu64 " ordering%s explored, in %" PRIu64 " run%s: %s",
            search->coverage.distinct, search->coverage.distinct == 1 ? "" : "s", search->runs,
            search->runs == 1 ? "" : "s", search->claim);
    } else {
        weft__output_print(output,
                           "  %" PRIu64 " ordering%s in %" PRIu64
                           " run%s, of which the last tenth brought %" PRIu64 "; about %" PRIu64
                           ".%" PRIu64 " %% unseen\n  not complete, for %s; %s",
                           search->coverage.distinct, search->coverage.distinct == 1 ? "" : "s",
                           search->runs, search->runs == 1 ? "" : "s",
                           weft__ordering_coverage_late(&search->coverage), left / 10, left % 10,
                           missing, search->claim);
    }
    if (slack_ns > 0)
        weft__output_print(output, " (calls due within %" PRId64 " ns are a tie)", slack_ns);
    weft__output_print(output, "\n");
}

static void put_classes(struct weft__output *output, const struct weft__search *search)
{
    const struct weft__ordering_coverage *classes = &search->classes_of_runs;
    char letters[WEFT__FINGERPRINT_PLACES + 1];

    if (classes->distinct == 0)
        return;
    weft__fingerprint_letters(search->explored->ingredients, letters);
    weft__output_print(output, "  %" PRIu64 " class%s of runs by %s:\n", classes->distinct,
                       classes->distinct == 1 ? "" : "es", letters);
    for (uint64_t n = 0; n < classes->distinct && n < CLASSES_TOLD; n++) {
        const struct weft__seen_ordering *seen = weft__ordering_coverage_get(classes, n);

        weft__output_print(output, "    %016" PRIx64 "/%s in %" PRIu64 " run%s\n", seen->hash,
                           letters, seen->runs, seen->runs == 1 ? "" : "s");
    }
    if (classes->distinct > CLASSES_TOLD)
        weft__output_print(output, "    and %" PRIu64 " more\n", classes->distinct - CLASSES_TOLD);
}

void weft__explore_report_tell(struct weft__explore_report *report,
                               const struct weft__search *search, const char *const *files)
{
    struct weft__output *output = report->command->output;
    char verdict[64];
    size_t number = 0, findings = search->classes + report->varied;

    close_line(report);
    if (findings == 0)
        snprintf(verdict, sizeof verdict, "no finding");
    else
        snprintf(verdict, sizeof verdict, "%zu finding%s", findings, findings == 1 ? "" : "s");
    if (report->command->options.verbosity < 0 && findings == 0 && !search->lost)
        return;
    weft__output_print(output, "%-*s  ", (int) report->name_width, report->name);
    weft__output_colored(output, findings > 0 ? WEFT__COLOR_BAD : WEFT__COLOR_GOOD, verdict);
    weft__output_print(output, "\n");
    put_space(output, search);
    put_classes(output, search);
    for (const struct weft__found *found = search->found; found != NULL; found = found->next)
        put_found(report, found, files[number++]);
}
