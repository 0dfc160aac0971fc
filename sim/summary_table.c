/* summary_table.c - rows and their sum. */
#include "summary_table.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

struct sum {
    uint64_t searches, with_findings, not_judged, runs;
    size_t name_width;
};

static uint64_t findings_of(const struct weft__summary *summary)
{
    return summary->class_count + summary->varied;
}

static struct sum sum_up(const struct weft__summary *summary)
{
    struct sum sum = {.name_width = strlen("scenario")};

    for (; summary != NULL; summary = summary->next) {
        size_t width = strlen(summary->scenario);

        sum.searches++;
        sum.with_findings += findings_of(summary) > 0;
        sum.not_judged += findings_of(summary) == 0 && summary->verdict != WEFT__EXIT_HELD;
        sum.runs += summary->runs;
        sum.name_width = width > sum.name_width ? width : sum.name_width;
    }
    return sum;
}

/* The first run that showed a finding; "-": none did. */
static void put_first(const struct weft__summary *summary, char *text, size_t size)
{
    uint64_t first = 0;

    for (const struct weft__summary_class *class = summary->classes; class != NULL;
         class = class->next)
        if (first == 0 || class->first.run < first)
            first = class->first.run;
    if (first == 0)
        snprintf(text, size, "-");
    else
        snprintf(text, size, "%" PRIu64, first);
}

static void put_verdict(const struct weft__summary *summary, char *text, size_t size)
{
    uint64_t findings = findings_of(summary);

    if (findings > 0)
        snprintf(text, size, "%" PRIu64 " finding%s", findings, findings == 1 ? "" : "s");
    else
        snprintf(text, size, "%s",
                 summary->verdict == WEFT__EXIT_HELD ? "no finding" : "not judged");
}

static void put_row(const struct weft__command *command, const struct weft__summary *summary,
                    size_t name_width)
{
    char first[24], verdict[48];

    if (command->options.verbosity < 0 && findings_of(summary) == 0 &&
        summary->verdict == WEFT__EXIT_HELD)
        return;
    put_first(summary, first, sizeof first);
    put_verdict(summary, verdict, sizeof verdict);
    weft__output_print(command->output, "%-*s  %8" PRIu64 "  %9zu  %7s  ", (int) name_width,
                       summary->scenario, summary->runs, summary->ordering_count, first);
    weft__output_colored(command->output,
                         findings_of(summary) > 0 ? WEFT__COLOR_BAD : WEFT__COLOR_GOOD, verdict);
    weft__output_print(command->output, "\n");
}

void weft__summary_table_print(const struct weft__command *command,
                               const struct weft__summary *first)
{
    struct sum sum = sum_up(first);

    if (sum.searches < 2 || command->options.format != WEFT__FORMAT_TEXT)
        return;
    weft__output_print(command->output, "\n%-*s  %8s  %9s  %7s\n", (int) sum.name_width, "scenario",
                       "runs", "orderings", "found in");
    for (const struct weft__summary *summary = first; summary != NULL; summary = summary->next)
        put_row(command, summary, sum.name_width);
    weft__output_print(
        command->output, "%" PRIu64 " scenarios: %" PRIu64 " with findings, %" PRIu64 " without",
        sum.searches, sum.with_findings, sum.searches - sum.with_findings - sum.not_judged);
    if (sum.not_judged > 0)
        weft__output_print(command->output, ", %" PRIu64 " not judged", sum.not_judged);
    weft__output_print(command->output, "; %" PRIu64 " runs\n", sum.runs);
}
