/* finding_report.c - findings, for people. */
#include "finding_report.h"

#include "text_output.h"
#include "utf8.h"

#include <inttypes.h>
#include <string.h>

enum { EVENTS_BEFORE = 5, LINE_BYTES = 200 };

/* --- The line that shows it again --- */

void weft__shell_word_put(const char *word, FILE *file)
{
    static const char plain[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"
                                "_-./:=+,@%";

    if (*word != '\0' && strspn(word, plain) == strlen(word)) {
        fputs(word, file);
        return;
    }
    fputc('\'', file);
    for (; *word != '\0'; word++) {
        if (*word == '\'')
            fputs("'\\''", file);
        else
            fputc(*word, file);
    }
    fputc('\'', file);
}

static void put_option(const char *name, const char *value, FILE *file)
{
    fprintf(file, " %s ", name);
    weft__shell_word_put(value, file);
}

static void put_freedom(const struct weft__options *options, FILE *file)
{
    if (options->slack_ns >= 0)
        fprintf(file, " --slack %" PRId64 "ns", options->slack_ns);
    if (options->late_ns > 0)
        fprintf(file, " --late %" PRId64 "ns", options->late_ns);
    if (options->rotation)
        fputs(" --rotation", file);
    if (options->slices)
        fputs(" --slices", file);
}

static void put_again(const struct weft__command *command, const char *verb, const char *subject,
                      FILE *file)
{
    const struct weft__options *options = &command->options;
    bool from_trace = strcmp(verb, "replay") == 0;

    fputs("again: ", file);
    weft__shell_word_put(command->program_path, file);
    fprintf(file, " %s ", verb);
    weft__shell_word_put(subject, file);
    /* A trace knows its own seed, strategy and end. */
    if (options->seed != 0 && !from_trace)
        fprintf(file, " --seed %" PRIu64, options->seed);
    if (options->steps_max != 0)
        fprintf(file, " --steps %" PRIu64, options->steps_max);
    if (options->strategy != NULL && !from_trace)
        put_option("--strategy", options->strategy, file);
    if (options->until != NULL && !from_trace)
        put_option("--until", options->until, file);
    if (!from_trace)
        put_freedom(options, file);
    fputc('\n', file);
}

/* --- One event --- */

/* LENGTH without a last character that was cut. */
static size_t whole_characters(const char *text, size_t length)
{
    while (length > 0 && weft__utf8_continues(text[length - 1]))
        length--;
    return length > 0 ? length - 1 : 0;
}

static void put_event(struct weft__text_output *out, const weft_trace *trace, uint64_t event)
{
    char line[LINE_BYTES];
    size_t length = weft_trace_format(trace, event, line, sizeof line);

    weft__text_put_gap(out, 0, event < 10 ? 8 : event < 100 ? 7 : event < 1000 ? 6 : 4);
    weft__text_put_number(out, event);
    weft__text_put(out, "  ");
    if (length < sizeof line) {
        weft__text_put(out, line);
    } else {
        weft__text_put_bytes(out, line, whole_characters(line, sizeof line - 1));
        weft__text_put(out, "...");
    }
    weft__text_put(out, "\n");
}

/* --- What went before --- */

/* Whether EVENT happened, and is not only what somebody thought of it. */
static bool is_happening(const weft_trace *trace, uint64_t event)
{
    int kind = weft_trace_get(trace, event).kind;

    return kind != WEFT_TRACE_EXPECT && kind != WEFT_TRACE_FINDING && kind != WEFT_TRACE_FINAL;
}

/* The last event before EVENT that happened; 0: there is none. */
static uint64_t last_happening(const weft_trace *trace, uint64_t event)
{
    if (event > 0)
        event--;
    while (event > 0 && !is_happening(trace, event))
        event--;
    return event;
}

/* The last ones behind AFTER, up to and with LAST. */
static void put_happenings(struct weft__text_output *out, const weft_trace *trace, uint64_t after,
                           uint64_t last)
{
    uint64_t events[EVENTS_BEFORE];
    size_t count = 0;

    for (; last > after && count < EVENTS_BEFORE; last = last_happening(trace, last))
        events[count++] = last;
    while (count > 0)
        put_event(out, trace, events[--count]);
}

/* --- One finding --- */

/* LAST is the last event that happened before it; 0: there is none. */
static void put_moment(struct weft__text_output *out, const weft_trace *trace,
                       const weft_finding *finding, uint64_t last)
{
    uint64_t turn = finding->event > 0 ? weft_trace_get(trace, finding->event).turn : 0;
    bool after = turn == 0 && last > 0 && weft_trace_get(trace, last).time_ns == finding->time_ns;

    if (after)
        turn = weft_trace_get(trace, last).turn;
    weft__text_put(out, "  at ");
    weft__text_put_time(out, finding->time_ns);
    if (turn > 0) {
        weft__text_put(out, after ? " after turn " : " in turn ");
        weft__text_put_number(out, turn);
    }
    if (finding->event > 0) {
        weft__text_put(out, ", event ");
        weft__text_put_number(out, finding->event);
    }
}

/* The line of the script that FINDING is about: it is told as "line N: ", first or behind
 * "expected". 0: none. */
static uint32_t script_line(const weft_finding *finding)
{
    static const char *const beginnings[] = {"line ", "expected line "};

    if (finding->kind != WEFT_FINDING_EXPECTATION && finding->kind != WEFT_FINDING_MISUSE &&
        finding->kind != WEFT_FINDING_VACUOUS)
        return 0;
    for (size_t i = 0; i < sizeof beginnings / sizeof *beginnings; i++) {
        size_t length = strlen(beginnings[i]);
        uint32_t line = 0;

        if (strncmp(finding->text, beginnings[i], length) != 0)
            continue;
        for (; finding->text[length] >= '0' && finding->text[length] <= '9'; length++)
            line = line * 10 + (uint32_t) (finding->text[length] - '0');
        return finding->text[length] == ':' ? line : 0;
    }
    return 0;
}

/* Where what FINDING is about is written. */
static void put_place(struct weft__text_output *out, const struct weft__loaded *loaded,
                      const weft_finding *finding)
{
    uint32_t line = loaded->script != NULL ? script_line(finding) : 0;
    size_t length;
    const char *text;

    if (loaded->scenario != NULL) {
        weft__text_put(out, "  in ");
        weft__text_put(out, loaded->scenario->file);
        weft__text_put(out, "\n");
    }
    if (line == 0)
        return;
    weft__text_put(out, "  ");
    weft__text_put(out, loaded->source.name);
    weft__text_put(out, ":");
    weft__text_put_number(out, line);
    weft__text_put(out, ": ");
    text = weft__script_text(loaded->script, (struct weft__place){line, 1, 0}, &length);
    for (; length > 0 && *text == ' '; length--)
        text++;
    weft__text_put_escaped(out, text, length);
    weft__text_put(out, "\n");
}

static void put_sentence(struct weft__text_output *out, const weft_finding *finding)
{
    weft__text_put(out, finding->kind == WEFT_FINDING_VACUOUS ? "note: " : "finding: ");
    weft__text_put(out, weft_finding_name(finding->kind));
    weft__text_put(out, ": ");
    weft__text_put_escaped(out, finding->text, strlen(finding->text));
    weft__text_put(out, "\n");
}

/* Tells the events before it that lie behind *TOLD_UP_TO, which is set. */
static void put_in_full(struct weft__text_output *out, const struct weft__run *run,
                        const weft_finding *finding, uint64_t *told_up_to)
{
    const weft_trace *trace = weft_world_trace(run->world);
    uint64_t last = last_happening(trace, finding->event);

    put_sentence(out, finding);
    put_place(out, run->loaded, finding);
    if (finding->kind == WEFT_FINDING_VACUOUS) /* of no moment */
        return;
    put_moment(out, trace, finding, last);
    weft__text_put(out, last > *told_up_to ? ", after:\n" : "\n");
    put_happenings(out, trace, *told_up_to, last);
    *told_up_to = last;
    if (finding->event > 0) {
        weft__text_put(out, "  gdb: break weft_trace_breakpoint if event == ");
        weft__text_put_number(out, finding->event);
        weft__text_put(out, "\n");
    }
}

void weft__findings_report(const struct weft__run *run, const char *again, const char *subject,
                           FILE *file)
{
    const weft_finding *findings;
    size_t count = weft_world_findings(run->world, &findings);
    struct weft__text_output out;
    uint64_t told_up_to = 0;
    size_t told = 0, left_out = 0;

    weft__text_to_file(&out, file);
    for (size_t i = 0; i < count; i++) {
        if (findings[i].expected)
            continue;
        if (told < WEFT__FINDINGS_IN_FULL)
            put_in_full(&out, run, &findings[i], &told_up_to);
        else if (told < WEFT__FINDINGS_TOLD || findings[i].kind == WEFT_FINDING_HORIZON)
            put_sentence(&out, &findings[i]); /* a horizon's tells why there are no more */
        else
            left_out++;
        told++;
    }
    if (left_out > 0) {
        weft__text_put(&out, "and ");
        weft__text_put_number(&out, left_out);
        weft__text_put(&out, " more; the trace has them all\n");
    }
    weft__text_finish(&out);
    if (weft_world_failures(run->world) > 0)
        put_again(run->loaded->command, again, subject, file);
}
