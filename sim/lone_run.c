/* lone_run.c - one job, one worker. */
#include "lone_run.h"

#include "death_class.h"
#include "explored_run.h"

#include <string.h>

enum { LOG_BYTES = 4 * 1024 * 1024 };

/* --- Verdicts --- */

size_t weft__verdict_manner(const char *verdict)
{
    size_t kind = strcspn(verdict, ":");

    if (verdict[kind] == ':')
        kind++;
    return kind + strcspn(verdict + kind, ":");
}

/* --- Running --- */

static bool put_choices(const weft_replay *replay, struct weft__byte_buffer *choices)
{
    bool good = true;

    for (size_t i = 0; i < replay->count && good; i++)
        good =
            weft__byte_buffer_append(choices, replay->choices[i], strlen(replay->choices[i]) + 1);
    return good;
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

/* Runs JOB alone and puts the trace of it into TEXT. */
static bool run_job(struct weft__explored *explored, const struct weft__byte_buffer *job,
                    struct weft__byte_buffer *text)
{
    const struct weft__command *command = explored->loaded->command;
    bool can_die = weft__loaded_can_die(explored->loaded);
    struct weft__pool_options options = {
        .workers = can_die,
        .job_ms_max = command->options.run_time_ns / WEFT_MILLISECOND,
        .log_bytes_max = can_die ? LOG_BYTES : 0,
    };
    struct weft__pool_outcome outcome;
    struct weft__pool *pool = NULL;
    uint64_t number;
    bool good = weft__pool_begin(&options, weft__explored_work, explored, &pool) == WEFT__POOL_OK &&
                weft__pool_submit(pool, job->bytes, job->length, &number) == WEFT__POOL_OK &&
                weft__pool_next(pool, &outcome) == WEFT__POOL_OK &&
                take_trace(explored, &outcome, text);

    weft__pool_end(pool);
    return good;
}

bool weft__lone_run(const struct weft__lone_run *run, struct weft__byte_buffer *text)
{
    struct weft__byte_buffer choices = {.allocator = &weft_allocator_system};
    struct weft__byte_buffer job = {.allocator = &weft_allocator_system};
    const char *finding = run->rerun->stored.trace.header.finding;
    struct weft__explored explored = {
        .loaded = &run->rerun->loaded,
        .options = weft__rerun_options(run->rerun),
        .strategy_name = run->strategy_name,
        .script_apart = run->script_apart,
    };
    bool good;

    explored.options.replay = NULL; /* the job has the choices */
    if (run->allocator != NULL)
        explored.options.allocator = *run->allocator;
    weft__byte_buffer_clear(text, SIZE_MAX);
    good = put_choices(&run->rerun->replay, &choices) &&
           weft__explored_job_trace(&job, finding != NULL ? finding : "", choices.bytes,
                                    choices.length) &&
           run_job(&explored, &job, text);
    weft__byte_buffer_free(&choices);
    weft__byte_buffer_free(&job);
    if (!good)
        weft__command_error(run->rerun->command, "there was no memory, or no process, to run %s in",
                            run->rerun->loaded.name);
    return good;
}

enum weft__exit weft__lone_run_read(const struct weft__command *command,
                                    const struct weft__byte_buffer *text, const char *name,
                                    struct weft__trace_file *trace)
{
    struct weft__diagnostics diagnostics;

    switch (weft__trace_read(&weft_allocator_system,
                             (struct weft__source){name, text->bytes, text->length}, &diagnostics,
                             trace)) {
    case WEFT__TRACE_READ:
        return WEFT__EXIT_HELD;
    case WEFT__TRACE_WRONG:
        weft__diagnostics_print(&diagnostics, stderr);
        return WEFT__EXIT_INPUT;
    case WEFT__TRACE_NO_MEMORY:
        break;
    }
    return weft__command_no_memory(command);
}
