/* death_replay.c - dying again, at a distance. */
#include "death_replay.h"

#include "death_class.h"
#include "explored_run.h"
#include "finding_report.h"
#include "gdb_line.h"
#include "trace_diff.h"

#include <string.h>

enum { LOG_BYTES = 4 * 1024 * 1024, CONTEXT_LINES = 5, EVENTS_BEFORE = 5 };

bool weft__verdict_is_death(const char *verdict)
{
    static const char *const beginnings[] = {"crashed: ", "exited: ", "hung: "};

    for (size_t i = 0; i < sizeof beginnings / sizeof *beginnings; i++)
        if (strncmp(verdict, beginnings[i], strlen(beginnings[i])) == 0)
            return true;
    return false;
}

/* How much of a death's name says how the process ended: the rest is what it told last, which has
 * lines of source in it. */
static size_t manner_length(const char *death)
{
    size_t kind = strcspn(death, ":");

    if (death[kind] == ':')
        kind++;
    return kind + strcspn(death + kind, ":");
}

static bool same_manner(const char *left, const char *right)
{
    size_t length = manner_length(left);

    return length == manner_length(right) && memcmp(left, right, length) == 0;
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
    struct weft__diagnostics diagnostics;
    struct weft__trace_file now;
    bool same;

    switch (weft__trace_read(&weft_allocator_system,
                             (struct weft__source){"this run", text->bytes, text->length},
                             &diagnostics, &now)) {
    case WEFT__TRACE_READ:
        break;
    case WEFT__TRACE_WRONG:
        weft__diagnostics_print(&diagnostics, stderr);
        return WEFT__EXIT_INPUT;
    case WEFT__TRACE_NO_MEMORY:
        return weft__command_no_memory(rerun->command);
    }
    same = same_manner(before->verdict, now.verdict) &&
           weft__trace_compare(before, &now).first_event == 0;
    if (same)
        tell_same(rerun, &now);
    else
        tell_otherwise(rerun, &now);
    weft__trace_file_free(&now);
    return same ? WEFT__EXIT_FINDING : WEFT__EXIT_DIVERGED;
}

/* What the run leaves behind, as the text of a trace. */
static bool take_trace(const struct weft__explored *explored,
                       const struct weft__pool_outcome *outcome, struct weft__byte_buffer *text)
{
    char death[WEFT__DEATH_CLASS_BYTES];

    if (outcome->kind == WEFT__POOL_DONE)
        return weft__byte_buffer_append(text, outcome->result.bytes, outcome->result.length);
    if (!weft__is_death(outcome))
        return false;
    weft__death_class(outcome, death, sizeof death);
    return weft__explored_finish_trace(explored, &outcome->log, death, text);
}

static bool put_choices(const struct weft__rerun *rerun, struct weft__byte_buffer *choices)
{
    bool good = true;

    for (size_t i = 0; i < rerun->replay.count && good; i++)
        good = weft__byte_buffer_append(choices, rerun->replay.choices[i],
                                        strlen(rerun->replay.choices[i]) + 1);
    return good;
}

/* Runs JOB alone and puts the trace of it into TEXT. */
static bool run_alone(const struct weft__rerun *rerun, struct weft__byte_buffer *job,
                      struct weft__byte_buffer *text)
{
    struct weft__explored explored = {
        .loaded = &rerun->loaded,
        .options = weft__rerun_options(rerun),
        .strategy_name = rerun->stored.trace.header.strategy,
    };
    struct weft__pool_options options = {
        .workers = 1,
        .job_ms_max = rerun->command->options.run_time_ns / WEFT_MILLISECOND,
        .log_bytes_max = LOG_BYTES,
    };
    struct weft__pool_outcome outcome;
    struct weft__pool *pool = NULL;
    uint64_t number;
    bool good;

    explored.options.replay = NULL;
    good = weft__pool_begin(&options, weft__explored_work, &explored, &pool) == WEFT__POOL_OK &&
           weft__pool_submit(pool, job->bytes, job->length, &number) == WEFT__POOL_OK &&
           weft__pool_next(pool, &outcome) == WEFT__POOL_OK &&
           take_trace(&explored, &outcome, text);
    weft__pool_end(pool);
    return good;
}

enum weft__exit weft__death_replay(const struct weft__rerun *rerun)
{
    struct weft__byte_buffer choices = {.allocator = &weft_allocator_system};
    struct weft__byte_buffer job = {.allocator = &weft_allocator_system};
    struct weft__byte_buffer text = {.allocator = &weft_allocator_system};
    enum weft__exit exit_code;

    if (put_choices(rerun, &choices) &&
        weft__explored_job_trace(&job, choices.bytes, choices.length) &&
        run_alone(rerun, &job, &text)) {
        exit_code = judge(rerun, &text);
    } else {
        weft__command_error(rerun->command, "there was no memory, or no process, to run it in");
        exit_code = WEFT__EXIT_BUDGET;
    }
    weft__byte_buffer_free(&choices);
    weft__byte_buffer_free(&job);
    weft__byte_buffer_free(&text);
    return exit_code;
}
