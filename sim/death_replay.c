/* death_replay.c - dying again, at a distance. */
#include "death_replay.h"

#include "finding_report.h"
#include "gdb_line.h"
#include "lone_run.h"
#include "trace_diff.h"

#include <string.h>

enum { CONTEXT_LINES = 5, EVENTS_BEFORE = 5 };

static bool same_manner(const char *left, const char *right)
{
    size_t length = weft__verdict_manner(left);

    return length == weft__verdict_manner(right) && memcmp(left, right, length) == 0;
}

/* --- Telling --- */

static void tell_last_events(const struct weft__trace_file *trace)
{
    size_t from = trace->count > EVENTS_BEFORE ? trace->count - EVENTS_BEFORE : 0;

    for (size_t i = from; i < trace->count; i++)
        fprintf(stderr, "%9zu  %.*s\n", i + 1, (int) trace->events[i].length,
                trace->events[i].bytes);
}

/* "crashed again: signal 11" */
static void tell_same(const struct weft__rerun *rerun, const struct weft__trace_file *now)
{
    size_t kind = strcspn(now->verdict, ":");

    fprintf(stderr, "finding: %.*s again%s\n  %s\n", (int) kind, now->verdict, now->verdict + kind,
            now->count > 0 ? "after:" : "before any event");
    tell_last_events(now);
    fputs("  gdb: ", stderr);
    weft__gdb_line_put(rerun, now->count, stderr);
    fputs("again: ", stderr);
    weft__shell_word_put(rerun->command->program_path, stderr);
    fputs(" replay ", stderr);
    weft__shell_word_put(rerun->path, stderr);
    fputc('\n', stderr);
}

static void tell_otherwise(const struct weft__rerun *rerun, const struct weft__trace_file *now)
{
    struct weft__trace_diff diff = {
        .before = &rerun->stored.trace,
        .after = now,
        .before_name = rerun->path,
        .after_name = "this run",
        .context = CONTEXT_LINES,
        .lines_max = SIZE_MAX,
        .allocator = &weft_allocator_system,
    };

    weft__command_error(rerun->command, "this run does not end as %s says: %s", rerun->path,
                        now->verdict);
    if (weft__trace_compare(diff.before, diff.after).first_event != 0)
        weft__trace_diff_write_first(&diff, stderr);
    else
        weft__trace_diff_write(&diff, stderr);
}

/* --- Judging --- */

static enum weft__exit judge(const struct weft__rerun *rerun, const struct weft__byte_buffer *text)
{
    const struct weft__trace_file *before = &rerun->stored.trace;
    struct weft__trace_file now;
    enum weft__exit exit_code = weft__lone_run_read(rerun->command, text, "this run", &now);

    if (exit_code != WEFT__EXIT_HELD)
        return exit_code;
    if (same_manner(before->verdict, now.verdict) &&
        weft__trace_compare(before, &now).first_event == 0) {
        tell_same(rerun, &now);
        exit_code = WEFT__EXIT_FINDING;
    } else {
        tell_otherwise(rerun, &now);
        exit_code = WEFT__EXIT_DIVERGED;
    }
    weft__trace_file_free(&now);
    return exit_code;
}

enum weft__exit weft__death_replay(const struct weft__rerun *rerun)
{
    struct weft__byte_buffer text = {.allocator = &weft_allocator_system};
    struct weft__lone_run run = {
        .rerun = rerun,
        .strategy_name = rerun->stored.trace.header.strategy,
        .script_apart = rerun->stored.trace.header.source == NULL,
    };
    enum weft__exit exit_code =
        weft__lone_run(&run, &text) ? judge(rerun, &text) : WEFT__EXIT_BUDGET;

    weft__byte_buffer_free(&text);
    return exit_code;
}
