/* check_report.c - the verdicts of `check`, as text, as TAP, as lines of JSON, and as GitHub's
 * errors. */
#include "check_report.h"

#include "finding_class.h"
#include "json_text.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

struct verdict {
    const char *line;
    const char *sum;
    enum weft__color color;
    enum weft__exit exit_code;
};

static const struct verdict verdicts[WEFT__CHECK_VERDICT_COUNT] = {
#define X(constant, line, sum, color, exit_code)                                                   \
    {line, sum, WEFT__COLOR_##color, WEFT__EXIT_##exit_code},
    WEFT__CHECK_VERDICTS(X)
#undef X
};

static const char *verdict_words(const struct weft__checked *checked)
{
    return checked->verdict_text[0] != '\0' ? checked->verdict_text
                                            : verdicts[checked->verdict].line;
}

static void format_time(int64_t time_ns, char *text, size_t size)
{
    struct weft__text_output output;

    weft__text_to_memory(&output, text, size);
    weft__text_put_time(&output, time_ns);
    weft__text_finish(&output);
}

/* Each line of TEXT behind PREFIX. */
static void put_lines(struct weft__output *output, const char *prefix, const char *text)
{
    while (*text != '\0') {
        size_t length = strcspn(text, "\n");

        weft__output_print(output, "%s%.*s\n", prefix, (int) length, text);
        text += length + (text[length] == '\n');
    }
}

/* --- TAP --- */

static void put_tap(const struct weft__check_report *report, const struct weft__checked *checked)
{
    struct weft__output *output = report->command->output;
    bool held = verdicts[checked->verdict].exit_code == WEFT__EXIT_HELD;
    char time[40];

    weft__output_print(output, "%sok %zu - %s", held ? "" : "not ", report->told, checked->name);
    if (checked->verdict != WEFT__CHECK_HELD)
        weft__output_print(output, ": %s", verdict_words(checked));
    weft__output_print(output, "\n");
    if (checked->ran) {
        format_time(checked->ended_ns, time, sizeof time);
        weft__output_print(output, "# %" PRIu64 " events, %s s\n", checked->events, time);
    }
    put_lines(output, "# ", checked->details);
}

/* --- Text --- */

static void put_text(const struct weft__check_report *report, const struct weft__checked *checked)
{
    struct weft__output *output = report->command->output;
    const struct verdict *verdict = &verdicts[checked->verdict];
    char time[40];

    if (report->command->options.verbosity < 0 &&
        (checked->verdict == WEFT__CHECK_HELD || checked->verdict == WEFT__CHECK_KNOWN))
        return;
    weft__output_print(output, "%-*s  ", (int) report->name_width, checked->name);
    if (checked->ran) {
        format_time(checked->ended_ns, time, sizeof time);
        weft__output_print(output, "%6" PRIu64 " events  %16s s  ", checked->events, time);
    }
    weft__output_colored(output, verdict->color, verdict_words(checked));
    if (report->command->options.verbosity > 0 && checked->ran)
        weft__output_print(output, "  (%s)", checked->trace_path);
    weft__output_print(output, "\n");
    put_lines(output, "  ", checked->details);
}

/* --- For engines --- */

static void put_json_text(struct weft__text_output *out, const char *name, const char *text)
{
    weft__json_put_name(out, ", ", name);
    weft__json_put_text(out, text);
}

static void put_json(const struct weft__check_report *report, const struct weft__checked *checked)
{
    struct weft__output *output = report->command->output;
    const struct verdict *verdict = &verdicts[checked->verdict];
    struct weft__text_output out;

    weft__text_to_file(&out, output->file);
    weft__json_put_name(&out, "{", "scenario");
    weft__json_put_text(&out, checked->name);
    put_json_text(&out, "source", checked->source);
    put_json_text(&out, "verdict", verdict->line);
    put_json_text(&out, "words", verdict_words(checked));
    weft__json_put_name(&out, ", ", "exit");
    weft__text_put_number(&out, verdict->exit_code);
    if (checked->ran) {
        weft__json_put_name(&out, ", ", "events");
        weft__text_put_number(&out, checked->events);
        weft__json_put_name(&out, ", ", "ended_ns");
        weft__text_put_integer(&out, checked->ended_ns);
    }
    put_json_text(&out, "details", checked->details);
    weft__text_put(&out, "}\n");
    weft__text_finish(&out);
    weft__output_good(output);
}

/* The line of the script that the first finding in DETAILS is about, or 0. */
static uint32_t line_of(const char *details)
{
    static const char finding[] = "finding: ";

    while (*details != '\0' && strncmp(details, finding, sizeof finding - 1) != 0) {
        details += strcspn(details, "\n");
        details += *details == '\n';
    }
    return *details != '\0' ? weft__finding_class_line(details + sizeof finding - 1) : 0;
}

/* The verdict, and the first line of what there is to tell. */
static void annotate(struct weft__check_report *report, const struct weft__checked *checked)
{
    const char *details = checked->details;
    char message[512];

    snprintf(message, sizeof message, "%s%s%.*s", verdict_words(checked),
             *details != '\0' ? "\n" : "", (int) strcspn(details, "\n"), details);
    weft__annotate(&report->annotations, checked->source, line_of(details), checked->name, message);
}

static void add_case(struct weft__check_report *report, const struct weft__checked *checked)
{
    enum weft__exit exit_code = verdicts[checked->verdict].exit_code;
    struct weft__junit_case one = {.name = checked->name,
                                   .source = checked->source,
                                   .line = line_of(checked->details),
                                   .verdict = WEFT__JUNIT_FAILED,
                                   .message = verdict_words(checked),
                                   .details = checked->details};

    if (exit_code == WEFT__EXIT_HELD)
        one.verdict = WEFT__JUNIT_PASSED;
    else if (exit_code == WEFT__EXIT_INPUT || exit_code == WEFT__EXIT_BUDGET)
        one.verdict = WEFT__JUNIT_ERROR;
    weft__junit_add(&report->junit, &one);
}

static void write_cases(struct weft__check_report *report)
{
    struct weft__diagnostics diagnostics;

    if (report->command->options.junit == NULL)
        return;
    if (report->junit.cases == NULL) {
        weft__command_no_memory(report->command);
        report->exit_code = weft__exit_worse(report->exit_code, WEFT__EXIT_BUDGET);
    } else if (!weft__junit_write(&report->junit, "weft check", report->command->options.junit,
                                  &diagnostics)) {
        weft__diagnostics_print(&diagnostics, stderr);
        report->exit_code = weft__exit_worse(report->exit_code, WEFT__EXIT_INPUT);
    }
    weft__junit_end(&report->junit);
}

/* --- All --- */

void weft__check_report_begin(struct weft__check_report *report)
{
    report->annotations = (struct weft__annotations){.output = report->command->output};
    report->junit = (struct weft__junit){.text = NULL};
    if (report->command->options.junit != NULL)
        (void) weft__junit_begin(&report->junit); /* without memory: told at the end */
    report->told = 0;
    memset(report->counts, 0, sizeof report->counts);
    report->exit_code = WEFT__EXIT_HELD;
    if (report->command->options.format == WEFT__FORMAT_TAP)
        weft__output_print(report->command->output, "TAP version 13\n1..%zu\n", report->planned);
}

void weft__check_report_add(struct weft__check_report *report, const struct weft__checked *checked)
{
    report->told++;
    report->counts[checked->verdict]++;
    report->exit_code = weft__exit_worse(report->exit_code, verdicts[checked->verdict].exit_code);
    if (report->junit.cases != NULL)
        add_case(report, checked);
    switch (report->command->options.format) {
    case WEFT__FORMAT_TAP:
        put_tap(report, checked);
        return;
    case WEFT__FORMAT_JSONL:
        put_json(report, checked);
        return;
    case WEFT__FORMAT_GITHUB:
        if (verdicts[checked->verdict].exit_code != WEFT__EXIT_HELD)
            annotate(report, checked);
        break;
    case WEFT__FORMAT_TEXT:
        break;
    }
    put_text(report, checked);
}

static void put_sum(const struct weft__check_report *report)
{
    struct weft__output *output = report->command->output;
    size_t scenarios = report->told - report->counts[WEFT__CHECK_ORPHAN];
    const char *separator = ": ";

    weft__output_print(output, "%zu scenario%s", scenarios, scenarios == 1 ? "" : "s");
    for (size_t i = 0; i < WEFT__CHECK_VERDICT_COUNT; i++) {
        if (report->counts[i] == 0)
            continue;
        weft__output_print(output, "%s%zu %s", separator, report->counts[i], verdicts[i].sum);
        separator = ", ";
    }
    weft__output_print(output, "\n");
}

void weft__check_report_end(struct weft__check_report *report)
{
    struct weft__output *output = report->command->output;
    size_t left_out = report->planned - report->told;

    write_cases(report);
    weft__annotations_end(&report->annotations);
    if (report->command->options.format == WEFT__FORMAT_JSONL)
        return;
    if (report->command->options.format == WEFT__FORMAT_TAP) {
        if (left_out > 0)
            weft__output_print(output, "Bail out! stopped at the first that does not hold (-x)\n");
        return;
    }
    put_sum(report);
    if (left_out > 0)
        weft__output_print(output, "%zu more not looked at (-x)\n", left_out);
    if (report->counts[WEFT__CHECK_DIFFERS] + report->counts[WEFT__CHECK_NEW] > 0)
        weft__output_print(output,
                           "after a look, '%s accept' with the same arguments accepts what "
                           "differs or is new\n",
                           report->command->program_name);
    if (report->counts[WEFT__CHECK_PASSES] > 0)
        weft__output_print(output,
                           "what passes now is mended: '%s accept' with the same arguments holds "
                           "it to that, or remove it\n",
                           report->command->program_name);
    if (report->counts[WEFT__CHECK_ORPHAN] > 0)
        weft__output_print(output, "an orphaned trace: remove it, or bring its scenario back\n");
}
