/* summary_report.c - one format or the other. */
#include "summary_report.h"

#include "finding_class.h"
#include "summary_json.h"
#include "summary_print.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

void weft__summary_report_begin(struct weft__summary_report *report)
{
    const struct weft__options *options = &report->command->options;

    report->told = 0;
    report->annotations = (struct weft__annotations){.output = report->command->output};
    report->junit = (struct weft__junit){.text = NULL};
    if (options->junit != NULL)
        (void) weft__junit_begin(&report->junit); /* without memory: told at the end */
    if (options->format == WEFT__FORMAT_TAP)
        weft__output_print(report->command->output, "TAP version 13\n1..%zu\n", report->planned);
}

/* SUMMARY as text, to be freed; NULL without memory. */
static char *text_of(const struct weft__summary_report *report, const struct weft__summary *summary)
{
    struct weft__command command = *report->command;
    struct weft__output output = {.color = false};
    char *text = NULL;
    size_t length;

    output.file = open_memstream(&text, &length);
    if (output.file == NULL)
        return NULL;
    command.output = &output;
    weft__summary_print(&command, summary, 0);
    if (fclose(output.file) == 0)
        return text;
    free(text);
    return NULL;
}

static void put_verdict(const struct weft__summary *summary, char *text, size_t size)
{
    uint64_t findings = summary->class_count + summary->varied;

    if (findings > 0)
        snprintf(text, size, "%" PRIu64 " finding%s", findings, findings == 1 ? "" : "s");
    else
        snprintf(text, size, "%s", summary->verdict == WEFT__EXIT_HELD ? "" : "not judged");
}

/* --- TAP --- */

static void put_tap(const struct weft__summary_report *report, const struct weft__summary *summary,
                    const char *verdict, const char *text)
{
    struct weft__output *output = report->command->output;
    bool held = summary->verdict == WEFT__EXIT_HELD;
    struct weft__text_output out;

    weft__output_print(output, "%sok %zu - ", held ? "" : "not ", report->told);
    weft__text_to_file(&out, output->file);
    weft__text_put_escaped(&out, summary->scenario, strlen(summary->scenario));
    weft__text_finish(&out);
    weft__output_print(output, "%s%s\n", held ? "" : ": ", held ? "" : verdict);
    text += strcspn(text, "\n"); /* behind name and verdict */
    while (*text != '\0' && *++text != '\0') {
        size_t length = strcspn(text, "\n");

        weft__output_print(output, "# %.*s\n", (int) length, text);
        text += length;
    }
}

/* --- For engines --- */

static void annotate(struct weft__summary_report *report, const struct weft__summary *summary,
                     const char *verdict)
{
    for (const struct weft__summary_class *class = summary->classes; class != NULL;
         class = class->next)
        weft__annotate(&report->annotations, summary->source, weft__finding_class_line(class->text),
                       summary->scenario, class->text);
    if (summary->classes == NULL && summary->verdict != WEFT__EXIT_HELD)
        weft__annotate(&report->annotations, summary->source, 0, summary->scenario,
                       summary->varied > 0 ? "findings in variations" : verdict);
}

static void add_case(struct weft__summary_report *report, const struct weft__summary *summary,
                     const char *verdict, const char *text)
{
    struct weft__junit_case one = {
        .name = summary->scenario,
        .source = summary->source,
        .line = summary->classes != NULL ? weft__finding_class_line(summary->classes->text) : 0,
        .verdict = WEFT__JUNIT_FAILED,
        .message = verdict,
        .details = text,
    };

    if (summary->verdict == WEFT__EXIT_HELD)
        one.verdict = WEFT__JUNIT_PASSED;
    else if (summary->verdict == WEFT__EXIT_BUDGET)
        one.verdict = WEFT__JUNIT_ERROR;
    weft__junit_add(&report->junit, &one);
}

static void put_json(const struct weft__summary_report *report, const struct weft__summary *summary)
{
    struct weft__text_output out;

    weft__text_to_file(&out, report->command->output->file);
    weft__summary_put_json(&out, summary);
    weft__text_finish(&out);
    weft__output_good(report->command->output);
}

/* --- All --- */

void weft__summary_report_add(struct weft__summary_report *report,
                              const struct weft__summary *summary)
{
    char *text = text_of(report, summary);
    char verdict[64];

    report->told++;
    put_verdict(summary, verdict, sizeof verdict);
    if (report->junit.cases != NULL)
        add_case(report, summary, verdict, text != NULL ? text : "");
    switch (report->command->options.format) {
    case WEFT__FORMAT_TAP:
        put_tap(report, summary, verdict, text != NULL ? text : "");
        break;
    case WEFT__FORMAT_JSONL:
        put_json(report, summary);
        break;
    case WEFT__FORMAT_GITHUB:
        weft__summary_print(report->command, summary, report->name_width);
        annotate(report, summary, verdict);
        break;
    case WEFT__FORMAT_TEXT:
        weft__summary_print(report->command, summary, report->name_width);
        break;
    }
    free(text);
}

void weft__summary_report_add_error(struct weft__summary_report *report, const char *name)
{
    struct weft__junit_case one = {.name = name,
                                   .source = name,
                                   .verdict = WEFT__JUNIT_ERROR,
                                   .message = "error",
                                   .details = ""};

    report->told++;
    if (report->junit.cases != NULL)
        weft__junit_add(&report->junit, &one);
    if (report->command->options.format == WEFT__FORMAT_TAP)
        weft__output_print(report->command->output, "not ok %zu - %s: error\n", report->told, name);
    if (report->command->options.format == WEFT__FORMAT_GITHUB)
        weft__annotate(&report->annotations, name, 0, name, "error");
}

enum weft__exit weft__summary_report_end(struct weft__summary_report *report)
{
    const struct weft__command *command = report->command;
    enum weft__exit exit_code = WEFT__EXIT_HELD;
    struct weft__diagnostics diagnostics;

    if (command->options.format == WEFT__FORMAT_TAP && report->told < report->planned)
        weft__output_print(command->output, "Bail out! stopped before the end\n");
    weft__annotations_end(&report->annotations);
    if (command->options.junit == NULL)
        return WEFT__EXIT_HELD;
    if (report->junit.cases == NULL) {
        exit_code = weft__command_no_memory(command);
    } else if (!weft__junit_write(&report->junit, "weft explore", command->options.junit,
                                  &diagnostics)) {
        weft__diagnostics_print(&diagnostics, stderr);
        exit_code = WEFT__EXIT_INPUT;
    }
    weft__junit_end(&report->junit);
    return exit_code;
}
