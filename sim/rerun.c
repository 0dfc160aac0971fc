/* rerun.c - from a trace back to a world. */
#include "rerun.h"

#include "adopted_trace.h"
#include "file_path.h"
#include "strategy.h"
#include "trace_diff.h"

#include <inttypes.h>
#include <string.h>

enum { CONTEXT_LINES = 5, LINE_BYTES = 1000 };

/* --- Choices --- */

/* The text of a choice behind "of N ", as it was recorded. NULL without memory. */
static const char *choice_text(struct weft__rerun *rerun, struct weft__trace_slice details)
{
    const char *end = details.bytes + details.length;
    const char *at = memchr(details.bytes, ' ', details.length);
    struct weft__trace_slice text = {end, 0};
    char *copy;

    if (at != NULL)
        at = memchr(at + 1, ' ', (size_t) (end - at - 1));
    if (at != NULL)
        text = (struct weft__trace_slice){at + 1, (size_t) (end - at - 1)};
    copy = weft__arena_allocate(&rerun->arena, text.length + 1);
    if (copy != NULL)
        weft__trace_unescape(text, copy, text.length + 1);
    return copy;
}

static bool gather_choices(struct weft__rerun *rerun)
{
    const struct weft__trace_file *trace = &rerun->stored.trace;
    const char **choices =
        weft__arena_allocate(&rerun->arena, (trace->choices + 1) * sizeof *choices);
    size_t count = 0;

    if (choices == NULL)
        return false;
    rerun->replay = (weft_replay){choices, trace->choices, false};
    for (size_t i = 0; i < trace->count && count < trace->choices; i++) {
        struct weft__trace_fields fields = weft__trace_fields(trace->events[i]);

        if (!weft__trace_slice_is(fields.word, "choice"))
            continue;
        choices[count] = choice_text(rerun, fields.details);
        if (choices[count++] == NULL)
            return false;
    }
    return true;
}

/* --- The scenario --- */

static enum weft__exit load_beside(struct weft__rerun *rerun, const char *name)
{
    const char *folder = weft__path_folder(&rerun->arena, rerun->path);
    const char *path;

    if (strchr(name, '/') != NULL || weft__has_control_characters(name))
        return weft__command_error(rerun->command,
                                   "%s does not name its scenario as traces do, without folders; "
                                   "name the scenario as a second argument",
                                   rerun->path);
    path = folder != NULL ? weft__path_join(&rerun->arena, folder, name) : NULL;
    if (path == NULL)
        return weft__command_no_memory(rerun->command);
    return weft__load_file(&rerun->loaded, rerun->command, path);
}

static enum weft__exit load_scenario(struct weft__rerun *rerun, const char *given)
{
    const weft_trace_header *header = &rerun->stored.trace.header;
    const char *name = given != NULL ? given : header->scenario;
    const weft_scenario *in_c = weft__program_scenario(rerun->command->program, name);

    rerun->is_loaded = true;
    if (given == NULL && header->source != NULL)
        return weft__load_source(
            &rerun->loaded, rerun->command,
            (struct weft__source){header->scenario, header->source, header->source_bytes});
    if (in_c != NULL)
        return weft__load_c(&rerun->loaded, rerun->command, in_c);
    if (given != NULL)
        return weft__load_file(&rerun->loaded, rerun->command, given);
    if (weft__path_ends_with(name, WEFT__SCRIPT_SUFFIX))
        return load_beside(rerun, name);
    rerun->is_loaded = false;
    return weft__command_error(rerun->command,
                               "%s is of the scenario '%s', which this program does not have; use "
                               "the program that does, or name a scenario as a second argument",
                               rerun->path, name);
}

/* A script beside the trace may have been edited. */
static enum weft__exit check_vary(const struct weft__rerun *rerun)
{
    uint32_t number = rerun->stored.trace.header.vary;

    if (number == 0 ||
        (rerun->loaded.script != NULL && weft__script_vary(rerun->loaded.script, number)))
        return WEFT__EXIT_HELD;
    return weft__command_error(rerun->command,
                               "%s is a variation of 'vary' %" PRIu32
                               " of its scenario, which has not as many",
                               rerun->path, number);
}

static enum weft__exit check_strategy(const struct weft__rerun *rerun)
{
    const char *name = rerun->stored.trace.header.strategy;

    if (weft__strategy_type_find(name) != NULL || strcmp(name, WEFT__ADOPTED_STRATEGY) == 0)
        return WEFT__EXIT_HELD;
    return weft__command_error(rerun->command,
                               "%s was made with the strategy '%s', which this weft does not have",
                               rerun->path, name);
}

enum weft__exit weft__rerun_open(struct weft__rerun *rerun, const struct weft__command *command,
                                 const char *path, const char *scenario)
{
    enum weft__exit exit_code;

    *rerun = (struct weft__rerun){
        .command = command, .path = path, .arena = {.allocator = &weft_allocator_system}};
    exit_code = weft__stored_trace_read(&rerun->stored, command, path);
    if (exit_code == WEFT__EXIT_HELD)
        exit_code = check_strategy(rerun);
    if (exit_code == WEFT__EXIT_HELD && !gather_choices(rerun))
        exit_code = weft__command_no_memory(command);
    if (exit_code == WEFT__EXIT_HELD)
        exit_code = load_scenario(rerun, scenario);
    return exit_code == WEFT__EXIT_HELD ? check_vary(rerun) : exit_code;
}

void weft__rerun_close(struct weft__rerun *rerun)
{
    if (rerun->is_loaded)
        weft__loaded_close(&rerun->loaded);
    weft__stored_trace_close(&rerun->stored);
    weft__arena_free(&rerun->arena);
}

/* --- The run --- */

weft_world_options weft__rerun_options(const struct weft__rerun *rerun)
{
    const weft_trace_header *header = &rerun->stored.trace.header;

    return (weft_world_options){
        .seed = header->seed,
        .until_ns = weft__until(header->until_ns),
        .steps_max = rerun->command->options.steps_max != 0 ? rerun->command->options.steps_max
                                                            : header->steps_max,
        .replay = &rerun->replay,
        .freedom = header->freedom,
        .faults = header->faults,
        .unjudged = header->unjudged,
        .vary = header->vary,
    };
}

bool weft__rerun_follows(const struct weft__rerun *rerun, const weft_world *world, uint64_t event)
{
    const weft_trace *trace = weft_world_trace(world);
    struct weft__trace_slice told;
    char line[LINE_BYTES];
    size_t length;

    if (event > rerun->stored.trace.count)
        return false;
    told = rerun->stored.trace.events[event - 1];
    length = weft_trace_format(trace, event, line, sizeof line);
    return length == told.length &&
           memcmp(line, told.bytes, length < sizeof line ? length : sizeof line - 1) == 0;
}

static void tell_difference(const struct weft__rerun *rerun, const struct weft__stored_trace *now,
                            const struct weft__run *run)
{
    struct weft__trace_diff diff = {
        .before = &rerun->stored.trace,
        .after = &now->trace,
        .before_name = rerun->path,
        .after_name = "this run",
        .context = CONTEXT_LINES,
        .lines_max = SIZE_MAX,
        .allocator = &weft_allocator_system,
    };
    const char *left_at = weft_world_left_at(run->world);

    weft__command_error(rerun->command, "this run does not come out as %s says", rerun->path);
    if (weft__trace_compare(diff.before, diff.after).first_event != 0)
        weft__trace_diff_write_first(&diff, stderr);
    else /* only the end line is another */
        weft__trace_diff_write(&diff, stderr);
    if (rerun->replay.count == 0 && left_at == NULL)
        return;
    fprintf(stderr, "%zu of %zu choices were followed", weft_world_replayed(run->world, NULL),
            rerun->replay.count);
    if (left_at != NULL)
        fprintf(stderr, "; the run left their path at: %s", left_at);
    fputc('\n', stderr);
}

/* Whether RUN comes out as the trace says to the last byte: found out line by line, so that no text
 * of a long run has to be made. False may also mean that a line is too long for that. */
static bool comes_out_the_same(const struct weft__rerun *rerun, const struct weft__run *run)
{
    const struct weft__trace_file *told = &rerun->stored.trace;
    const weft_trace *trace = weft_world_trace(run->world);

    if (told->count != weft_trace_count(trace) || told->end_ns != weft_world_ended_at(run->world) ||
        strcmp(told->verdict, run->verdict) != 0)
        return false;
    for (uint64_t event = 1; event <= told->count; event++)
        if (told->events[event - 1].length >= LINE_BYTES ||
            !weft__rerun_follows(rerun, run->world, event))
            return false;
    return true;
}

enum weft__exit weft__rerun_compare(const struct weft__rerun *rerun, const struct weft__run *run,
                                    uint64_t events, bool *same)
{
    struct weft__stored_trace now;
    enum weft__exit exit_code;

    *same = comes_out_the_same(rerun, run);
    if (*same)
        return WEFT__EXIT_HELD;
    exit_code = weft__stored_trace_of(&now, run);
    if (exit_code == WEFT__EXIT_HELD) {
        struct weft__trace_difference difference =
            weft__trace_compare(&rerun->stored.trace, &now.trace);

        if (difference.first_event != 0)
            *same = difference.first_event > events;
        else
            *same = events != UINT64_MAX || !difference.end;
        now.trace.header = rerun->stored.trace.header; /* its own is of no file: it says less */
        if (!*same)
            tell_difference(rerun, &now, run);
    }
    weft__stored_trace_close(&now);
    return exit_code;
}
