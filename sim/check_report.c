/* check_report.c - the verdicts of `check`, as text and as TAP. */
#include "check_report.h"

#include "text_output.h"

#include <inttypes.h>
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

/* --- All --- */

void weft__check_report_begin(struct weft__check_report *report)
{
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
    if (report->command->options.format == WEFT__FORMAT_TAP)
        put_tap(report, checked);
    else
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
