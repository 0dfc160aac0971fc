/* explore_report.c - searches, for people. */
#include "explore_report.h"

#include "wall_clock.h"

#include <inttypes.h>
#include <unistd.h>

enum { PLAIN_US = 5000000 };

void weft__explore_report_begin(struct weft__explore_report *report,
                                const struct weft__command *command,
                                const struct weft__selection *selection)
{
    *report = (struct weft__explore_report){
        .command = command,
        .summaries = {.command = command,
                      .name_width = selection->name_width,
                      .planned = selection->count},
        .on_terminal = isatty(STDERR_FILENO) != 0,
    };
    weft__summary_report_begin(&report->summaries);
}

void weft__explore_report_scenario(struct weft__explore_report *report, const char *name)
{
    report->name = name;
    report->began_us = weft__wall_clock_us();
    report->told_us = report->began_us;
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

/* --- The end --- */

void weft__explore_report_tell(struct weft__explore_report *report,
                               const struct weft__summary *summary)
{
    close_line(report);
    weft__summary_report_add(&report->summaries, summary);
}

void weft__explore_report_error(struct weft__explore_report *report)
{
    weft__summary_report_add_error(&report->summaries, report->name);
}

enum weft__exit weft__explore_report_end(struct weft__explore_report *report)
{
    return weft__summary_report_end(&report->summaries);
}
