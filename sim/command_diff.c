/* command_diff.c - `weft diff`: how two traces differ. */
#include "differing_part.h"
#include "stored_trace.h"
#include "trace_diff.h"

enum { CONTEXT_LINES = 3 };

static enum weft__exit compare(const struct weft__command *command,
                               const struct weft__stored_trace *before,
                               const struct weft__stored_trace *after)
{
    struct weft__trace_difference difference = weft__trace_compare(&before->trace, &after->trace);
    struct weft__trace_diff diff = {
        .before = &before->trace,
        .after = &after->trace,
        .before_name = before->source.name,
        .after_name = after->source.name,
        .context = CONTEXT_LINES,
        .lines_max = SIZE_MAX,
        .allocator = &weft_allocator_system,
    };

    if (!difference.header && !difference.end && difference.first_event == 0)
        return WEFT__EXIT_HELD;
    if (command->options.verbosity >= 0) {
        weft__trace_diff_write(&diff, command->output->file);
        weft__output_good(command->output);
    }
    return WEFT__EXIT_DIFFERS;
}

/* Only the differing part of both, or both whole, if that is not to be had. */
static enum weft__exit read_both(const struct weft__command *command,
                                 struct weft__stored_trace *before,
                                 struct weft__stored_trace *after)
{
    struct weft__differing_paths paths = {
        .before = command->arguments[0],
        .after = command->arguments[1],
        .window_bytes = WEFT__DIFFERING_WINDOW_BYTES,
        .context = CONTEXT_LINES,
    };
    enum weft__exit before_exit, after_exit;

    if (weft__differing_part_read(&paths, before, after))
        return WEFT__EXIT_HELD;
    before_exit = weft__stored_trace_read(before, command, paths.before);
    after_exit = weft__stored_trace_read(after, command, paths.after);
    return weft__exit_worse(before_exit, after_exit);
}

static enum weft__exit perform(const struct weft__command *command)
{
    struct weft__stored_trace before, after;
    enum weft__exit exit_code = read_both(command, &before, &after);

    if (exit_code == WEFT__EXIT_HELD)
        exit_code = compare(command, &before, &after);
    weft__stored_trace_close(&before);
    weft__stored_trace_close(&after);
    return exit_code;
}

const struct weft__verb weft__verb_diff = {
    .name = "diff",
    .usage = "TRACE TRACE",
    .summary = "compare two traces",
    .manual = "What only the first one says has '-' before it, what only the second one says '+'.\n"
              "Nothing is written if they say the same; with -q nothing is written anyway.\n",
    .options = WEFT__OPTION_BIT(QUIET),
    .arguments_min = 2,
    .arguments_max = 2,
    .perform = perform,
};
