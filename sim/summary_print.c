/* summary_print.c - a summary as text. */
#include "summary_print.h"

#include "finding_report.h"
#include "text_output.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

enum { CHOICES_TOLD = 4, MISSING_BYTES = 512, RUN_CLASSES_TOLD = 20 };

static const char *plural(uint64_t count)
{
    return count == 1 ? "" : "s";
}

/* Texts may come from a file that anybody wrote. */
static void put_text(struct weft__output *output, const char *text, size_t width)
{
    struct weft__text_output out;

    weft__text_to_file(&out, output->file);
    weft__text_put_escaped(&out, text, strlen(text));
    weft__text_put_gap(&out, 0, width);
    weft__text_finish(&out);
    weft__output_good(output);
}

/* --- The space --- */

static void put_space(struct weft__output *output, const struct weft__summary *summary)
{
    struct weft__ordering_coverage seen = {.once = weft__summary_once(summary),
                                           .runs = weft__summary_ordering_runs(summary)};
    uint64_t left = weft__ordering_coverage_left(&seen);
    char missing[MISSING_BYTES];

    if (weft__summary_missing(summary, missing, sizeof missing) == 0) {
        weft__output_print(output,
                           "  complete: all %zu ordering%s explored, in %" PRIu64 " run%s: ",
                           summary->ordering_count, plural(summary->ordering_count), summary->runs,
                           plural(summary->runs));
    } else {
        weft__output_print(output, "  %zu ordering%s in %" PRIu64 " run%s", summary->ordering_count,
                           plural(summary->ordering_count), summary->runs, plural(summary->runs));
        if (summary->late_known)
            weft__output_print(output, ", of which the last tenth brought %" PRIu64, summary->late);
        weft__output_print(output,
                           "; about %" PRIu64 ".%" PRIu64 " %% unseen\n  not complete, for ",
                           left / 10, left % 10);
        put_text(output, missing, 0);
        weft__output_print(output, "; ");
    }
    put_text(output, summary->claim, 0);
    if (summary->slack_ns > 0)
        weft__output_print(output, " (calls due within %" PRIu64 " ns are a tie)",
                           summary->slack_ns);
    weft__output_print(output, "\n");
}

static void put_run_classes(struct weft__output *output, const struct weft__summary *summary)
{
    size_t count = summary->run_class_count;

    if (count == 0)
        return;
    weft__output_print(output, "  %zu class%s of runs by %s:\n", count, count == 1 ? "" : "es",
                       summary->letters);
    for (size_t n = 0; n < count && n < RUN_CLASSES_TOLD; n++) {
        const struct weft__seen_ordering *seen = &summary->run_classes[n];

        weft__output_print(output, "    %016" PRIx64 "/%s in %" PRIu64 " run%s\n", seen->hash,
                           summary->letters, seen->runs, plural(seen->runs));
    }
    if (count > RUN_CLASSES_TOLD)
        weft__output_print(output, "    and %zu more\n", count - RUN_CLASSES_TOLD);
}

/* --- Findings --- */

static void put_choices(struct weft__output *output, const struct weft__summary_class *class)
{
    uint64_t told = 0;

    for (; told < class->choice_count && told < CHOICES_TOLD; told++) {
        weft__output_print(output, "      ");
        put_text(output, class->choices[told], 0);
        weft__output_print(output, "\n");
    }
    if (class->choice_count > told)
        weft__output_print(output, "      and %" PRIu64 " more\n", class->choice_count - told);
}

static void put_run(struct weft__output *output, const struct weft__summary *summary,
                    struct weft__run_number number)
{
    weft__output_print(output, "run %" PRIu64, number.run);
    if (summary->joined && summary->parts_of > 1)
        weft__output_print(output, " of part %" PRIu32, number.part);
}

static void put_class(const struct weft__command *command, const struct weft__summary *summary,
                      const struct weft__summary_class *class)
{
    struct weft__output *output = command->output;

    weft__output_print(output, "  finding: ");
    put_text(output, class->text, 0);
    weft__output_print(output, "\n    in %" PRIu64 " run%s, first in ", class->runs,
                       plural(class->runs));
    put_run(output, summary, class->first);
    if (class->first.run != class->shown.run || class->first.part != class->shown.part) {
        weft__output_print(output, "; with the fewest choices in ");
        put_run(output, summary, class->shown);
    }
    if (class->choice_count == 0)
        weft__output_print(output, ", in Twisted's own order\n");
    else
        weft__output_print(output, ", where %" PRIu64 " choice%s not Twisted's%s\n",
                           class->choice_count, class->choice_count == 1 ? " is" : "s are",
                           command->options.verbosity < 0 ? "" : ":");
    if (command->options.verbosity >= 0)
        put_choices(output, class);
    if (class->file == NULL)
        return;
    weft__output_print(output, "    again: ");
    weft__shell_word_put(command->program_path, output->file);
    fputs(" replay ", output->file);
    weft__shell_word_put(class->file, output->file);
    weft__output_print(output, "\n");
}

void weft__summary_print(const struct weft__command *command, const struct weft__summary *summary,
                         size_t name_width)
{
    struct weft__output *output = command->output;
    uint64_t findings = summary->class_count + summary->varied;
    char verdict[64] = "no finding";

    if (command->options.verbosity < 0 && summary->verdict == WEFT__EXIT_HELD)
        return;
    if (findings > 0)
        snprintf(verdict, sizeof verdict, "%" PRIu64 " finding%s", findings, plural(findings));
    put_text(output, summary->scenario, name_width);
    weft__output_print(output, "  ");
    weft__output_colored(output, findings > 0 ? WEFT__COLOR_BAD : WEFT__COLOR_GOOD, verdict);
    weft__output_print(output, "\n");
    put_space(output, summary);
    put_run_classes(output, summary);
    for (const struct weft__summary_class *class = summary->classes; class != NULL;
         class = class->next)
        put_class(command, summary, class);
    for (uint64_t i = 0; i < summary->varied_line_count; i++) {
        const char *line = summary->varied_lines[i];
        int indent = (int) strspn(line, " ");

        weft__output_print(output, "%.*s", indent, line);
        put_text(output, line + indent, 0);
        weft__output_print(output, "\n");
    }
}
