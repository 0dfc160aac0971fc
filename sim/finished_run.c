/* finished_run.c - a world from set up to verdict. */
#include "finished_run.h"

#include "trace_write.h"

#include <string.h>

int64_t weft__until(int64_t until_ns)
{
    return until_ns == 0 ? WEFT_WORLD_UNTIL_0S : until_ns;
}

weft_world_options weft__run_options(const struct weft__command *command)
{
    return (weft_world_options){
        .seed = command->options.seed,
        .strategy = command->options.strategy,
        .until_ns = weft__until(command->options.until_ns),
        .steps_max = command->options.steps_max,
        .freedom = weft__options_freedom(&command->options, 0),
    };
}

static void set_verdict(struct weft__run *run)
{
    size_t failures = weft_world_failures(run->world);

    if (weft_world_exhausted(run->world))
        snprintf(run->verdict, sizeof run->verdict, "a budget ran out");
    else if (failures == 0)
        snprintf(run->verdict, sizeof run->verdict, "held");
    else
        snprintf(run->verdict, sizeof run->verdict, "%zu finding%s", failures,
                 failures == 1 ? "" : "s");
}

/* The opposite of weft__until. */
static int64_t until_of(const weft_world_options *options)
{
    if (options->until_ns == WEFT_WORLD_UNTIL_0S)
        return 0;
    return options->until_ns > 0 ? options->until_ns : INT64_MAX;
}

weft_trace_header weft__run_header(const struct weft__loaded *loaded,
                                   const weft_world_options *options)
{
    return (weft_trace_header){
        .scenario = loaded->trace_name,
        .seed = options->seed,
        .strategy = options->strategy != NULL ? options->strategy : "fifo",
        .until_ns = until_of(options),
        .steps_max = options->steps_max,
        .freedom = options->freedom,
        .faults = options->faults,
        .unjudged = options->unjudged,
        .vary = options->vary,
    };
}

enum weft__exit weft__run_prepare(struct weft__run *run, const struct weft__loaded *loaded,
                                  const weft_world_options *options)
{
    *run = (struct weft__run){
        .loaded = loaded,
        .world = weft__loaded_world(loaded, options),
        .header = weft__run_header(loaded, options),
    };
    return run->world != NULL ? WEFT__EXIT_HELD : weft__command_no_memory(loaded->command);
}

void weft__run_perform(struct weft__run *run)
{
    weft_world_run(run->world);
    set_verdict(run);
}

enum weft__exit weft__run_make(struct weft__run *run, const struct weft__loaded *loaded,
                               const weft_world_options *options)
{
    enum weft__exit exit_code = weft__run_prepare(run, loaded, options);

    if (exit_code == WEFT__EXIT_HELD)
        weft__run_perform(run);
    return exit_code;
}

enum weft__exit weft__run_exit(const struct weft__run *run)
{
    if (weft_world_failures(run->world) > 0)
        return WEFT__EXIT_FINDING;
    return weft_world_exhausted(run->world) ? WEFT__EXIT_BUDGET : WEFT__EXIT_HELD;
}

char *weft__run_text(const struct weft__run *run, size_t *length)
{
    struct weft__trace_page page = {.trace = weft_world_trace(run->world),
                                    .header = &run->header,
                                    .end_ns = weft_world_ended_at(run->world),
                                    .verdict = run->verdict};

    return weft__trace_text(&page, &weft_allocator_system, length);
}

void weft__run_text_free(char *text, size_t length)
{
    if (text != NULL)
        weft_allocator_system.allocate(weft_allocator_system.context, text, length + 1, 0);
}

void weft__run_close(struct weft__run *run)
{
    if (run->world != NULL)
        weft_world_close(run->world);
    run->world = NULL;
}
