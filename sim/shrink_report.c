/* shrink_report.c - shrinking, for people. */
#include "shrink_report.h"

#include "finding_report.h"
#include "wall_clock.h"

#include <inttypes.h>
#include <unistd.h>

enum { TERMINAL_US = 200000, PLAIN_US = 5000000 };

void weft__shrink_report_begin(struct weft__shrink_report *report,
                               const struct weft__command *command,
                               const struct weft__shrinking *shrinking)
{
    *report = (struct weft__shrink_report){
        .command = command,
        .choices_before = shrinking->best.choice_count,
        .lines_before = weft__specimen_lines(&shrinking->best),
        .told_us = weft__wall_clock_us(),
        .on_terminal = isatty(STDERR_FILENO) != 0,
    };
}

/* --- Progress --- */

static void close_line(struct weft__shrink_report *report)
{
    if (report->line_is_open)
        fputs("\r\033[K", stderr);
    report->line_is_open = false;
}

void weft__shrink_report_look(void *context, const struct weft__shrinking *shrinking)
{
    struct weft__shrink_report *report = context;
    int64_t now_us = weft__wall_clock_us();

    if (report->command->options.verbosity < 0 ||
        now_us - report->told_us < (report->on_terminal ? TERMINAL_US : PLAIN_US))
        return;
    report->told_us = now_us;
    fprintf(stderr, "%s%s: %" PRIu64 " runs, choices %zu -> %zu", report->on_terminal ? "\r" : "",
            shrinking->name, shrinking->runs, report->choices_before, shrinking->best.choice_count);
    if (shrinking->scenario == NULL)
        fprintf(stderr, ", lines %zu -> %zu", report->lines_before,
                weft__specimen_lines(&shrinking->best));
    fputs(report->on_terminal ? "\033[K" : "\n", stderr);
    fflush(stderr);
    report->line_is_open = report->on_terminal;
}

/* --- At the end --- */

static void put_script(struct weft__output *output, const struct weft__specimen *best)
{
    const char *at = best->script.bytes, *end = at + best->script.length;

    while (at < end) {
        const char *line = at;

        while (at < end && *at != '\n')
            at++;
        weft__output_print(output, "  |%s%.*s\n", at > line ? " " : "", (int) (at - line), line);
        at++;
    }
}

static void put_end(const struct weft__shrink_report *report,
                    const struct weft__shrinking *shrinking)
{
    struct weft__output *output = report->command->output;

    weft__output_print(output, "  %" PRIu64 " runs: ", shrinking->runs);
    if (shrinking->interrupted)
        weft__output_print(output, "interrupted; perhaps less would do\n");
    else if (shrinking->out_of_runs)
        weft__output_print(output, "as many as --runs says; perhaps less would do\n");
    else if (shrinking->lost)
        weft__output_print(output, "then there was no memory; perhaps less would do\n");
    else
        weft__output_print(output, "nothing less was found that fails so\n");
}

void weft__shrink_report_tell(struct weft__shrink_report *report,
                              const struct weft__shrinking *shrinking, const char *path)
{
    const struct weft__specimen *best = &shrinking->best;
    const struct weft__command *command = report->command;
    struct weft__output *output = command->output;

    close_line(report);
    weft__output_print(output, "%s: %s\n", shrinking->name, best->class_text.bytes);
    weft__output_print(output, "  choices that are not Twisted's: %zu -> %zu\n",
                       report->choices_before, best->choice_count);
    if (command->options.verbosity >= 0)
        for (size_t i = 0; i < best->choice_count; i++)
            weft__output_print(output, "    %s\n", weft__specimen_choice(best, i));
    if (shrinking->scenario == NULL) {
        weft__output_print(output, "  lines of the script: %zu -> %zu\n", report->lines_before,
                           weft__specimen_lines(best));
        if (command->options.verbosity >= 0)
            put_script(output, best);
    }
    put_end(report, shrinking);
    weft__output_print(output, "again: ");
    weft__shell_word_put(command->program_path, output->file);
    weft__output_print(output, " replay ");
    weft__shell_word_put(path, output->file);
    weft__output_print(output, "\n");
}
