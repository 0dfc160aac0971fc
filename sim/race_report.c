/* race_report.c - pairs, for people. */
#include "race_report.h"

#include "finding_report.h"
#include "text_output.h"

#include <inttypes.h>
#include <string.h>

enum { VERDICT_WIDTH = 22 };

static const struct verdict {
    const char *one, *several;
    enum weft__color color;
} verdicts[WEFT__RACE_VERDICT_COUNT] = {
#define X(constant, one, several, color) {one, several, WEFT__COLOR_##color},
    WEFT__RACE_VERDICTS(X)
#undef X
};

static void put_time(struct weft__output *output, int64_t time_ns)
{
    struct weft__text_output text;
    char time[40];

    weft__text_to_memory(&text, time, sizeof time);
    weft__text_put_time(&text, time_ns);
    weft__text_finish(&text);
    weft__output_print(output, "%14s", time);
}

/* --- One pair --- */

static void put_choice(struct weft__output *output, const struct weft__race_table *table,
                       const char *what, size_t order)
{
    char choice[2 * WEFT__CHOICE_TEXT_MAX];

    weft__race_choice(table, order, choice, sizeof choice);
    weft__output_print(output, "    %s: %s\n", what, order == 0 ? "Twisted's order" : choice);
}

static void put_failure(const struct weft__race_report *report,
                        const struct weft__race_table *table,
                        const struct weft__race_meeting *meeting, const char *file)
{
    struct weft__output *output = report->command->output;

    weft__output_print(output, "    %s%s\n",
                       meeting->failing == 0 ? "in Twisted's own order: " : "",
                       meeting->class_text);
    if (meeting->failing != 0 && report->command->options.verbosity == 0)
        put_choice(output, table, "choice", meeting->failing);
    if (file == NULL)
        return;
    weft__output_print(output, "    again: ");
    weft__shell_word_put(report->command->program_path, output->file);
    fputs(" replay ", output->file);
    weft__shell_word_put(file, output->file);
    weft__output_print(output, "\n");
}

static void put_pair(const struct weft__race_report *report, const struct weft__race_table *table,
                     const struct weft__race_pair *pair, const char *file)
{
    const struct weft__race_meeting *meeting = &table->meetings[pair->meeting];
    const struct verdict *verdict = &verdicts[pair->verdict];
    struct weft__output *output = report->command->output;

    weft__output_print(output, "  ");
    weft__output_colored(output, verdict->color, verdict->one);
    weft__output_print(output, "%*s", VERDICT_WIDTH - (int) strlen(verdict->one), "");
    put_time(output, table->questions.questions[meeting->question].time_ns);
    weft__output_print(output, "  %s | %s", weft__race_site(table, meeting->first),
                       weft__race_site(table, meeting->second));
    if (pair->meetings > 1)
        weft__output_print(output, "  (%zu times)", pair->meetings);
    weft__output_print(output, "\n");
    if (report->command->options.verbosity > 0 && pair->verdict != WEFT__RACE_NOT_RUN) {
        put_choice(output, table, "one order", meeting->behind);
        put_choice(output, table, "the other", meeting->before);
    }
    if (pair->verdict == WEFT__RACE_FAILS)
        put_failure(report, table, meeting, file);
}

/* --- One scenario --- */

/* What Twisted's order comes to by itself. */
static void put_own_findings(struct weft__output *output, const struct weft__race_search *search)
{
    const struct weft__race_order *own = search->table.orders;
    const char *at, *end;

    if (search->death[0] != '\0')
        weft__output_print(output, "  Twisted's own order fails: %s\n", search->death);
    if (own == NULL || !own->done)
        return;
    at = own->came_to.classes;
    end = at + own->came_to.classes_bytes;
    for (; at < end; at += strlen(at) + 1)
        weft__output_print(output, "  Twisted's own order fails: %s\n", at);
}

/* Why this may not be all. */
static void put_limits(struct weft__output *output, const struct weft__race_search *search)
{
    if (search->lost)
        weft__output_print(output, "  there was no memory, or no process, to go on\n");
    if (search->diverged)
        weft__output_print(output, "  the program does not do the same twice\n");
    if (search->left_out > 0)
        weft__output_print(output, "  --runs ran out: %zu order%s not run\n", search->left_out,
                           search->left_out == 1 ? " was" : "s were");
    if (search->ran_out)
        weft__output_print(output, "  a budget of a run's ran out\n");
    if (search->table.questions.cut)
        weft__output_print(output, "  more calls meet than are looked at (%d)\n",
                           WEFT__RACE_OFFERS_MAX);
    if (search->table.questions.crowded)
        weft__output_print(output, "  more was free at once than can be offered (64)\n");
}

static bool is_told(const struct weft__race_report *report, const struct weft__race_pair *pair)
{
    return report->command->options.verbosity >= 0 || pair->verdict >= WEFT__RACE_RESULT;
}

/* Whether nothing is to be told of SEARCH where less is wanted. */
static bool is_quiet(const struct weft__race_report *report, const struct weft__race_search *search)
{
    const struct weft__race_order *own = search->table.orders;
    bool fails = search->death[0] != '\0' || (own != NULL && own->came_to.classes_bytes > 0);
    bool limited = search->lost || search->diverged || search->left_out > 0 || search->ran_out;
    bool told = false;

    for (size_t i = 0; i < search->table.pair_count; i++)
        told = told || is_told(report, &search->table.pairs[i]);
    return report->command->options.verbosity < 0 && !fails && !limited && !told;
}

static void count(struct weft__race_report *report, const struct weft__race_table *table)
{
    report->pairs += table->pair_count;
    for (size_t i = 0; i < WEFT__RACE_VERDICT_COUNT; i++)
        report->counts[i] += weft__race_table_count(table, (enum weft__race_verdict) i);
}

void weft__race_report_tell(struct weft__race_report *report, const char *name,
                            const struct weft__race_search *search, const char *const *files)
{
    const struct weft__race_table *table = &search->table;
    struct weft__output *output = report->command->output;

    count(report, table);
    if (is_quiet(report, search))
        return;
    weft__output_print(output, "%s%s\n", name,
                       table->pair_count == 0 && search->death[0] == '\0' && !search->lost
                           ? ": no two calls meet"
                           : "");
    put_own_findings(output, search);
    for (size_t i = 0; i < table->pair_count; i++)
        if (is_told(report, &table->pairs[i]))
            put_pair(report, table, &table->pairs[i], files[i]);
    put_limits(output, search);
}

void weft__race_report_end(const struct weft__race_report *report, int64_t slack_ns)
{
    struct weft__output *output = report->command->output;
    const char *separator = ": ";

    weft__output_print(output, "%zu pair%s", report->pairs, report->pairs == 1 ? "" : "s");
    for (size_t i = 1; i <= WEFT__RACE_VERDICT_COUNT; i++) {
        size_t verdict = i % WEFT__RACE_VERDICT_COUNT; /* what was not run comes last */

        if (report->counts[verdict] == 0)
            continue;
        weft__output_print(output, "%s%zu %s", separator, report->counts[verdict],
                           report->counts[verdict] == 1 ? verdicts[verdict].one
                                                        : verdicts[verdict].several);
        separator = ", ";
    }
    weft__output_print(output, " (calls due within %" PRId64 " ns are a tie)\n", slack_ns);
}
