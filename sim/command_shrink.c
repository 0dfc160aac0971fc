/* command_shrink.c - `weft shrink`: cut a finding down to what matters. */
#include "file_path.h"
#include "finding_rerun.h"
#include "process_guard.h"
#include "shrink_report.h"
#include "whole_file.h"

#include <string.h>

#define SHRUNK_SUFFIX ".shrunk" WEFT__TRACE_SUFFIX

/* Where the result goes: NULL without memory. */
static const char *path_of(struct weft__rerun *rerun)
{
    const char *given = rerun->command->options.out, *path = rerun->path;
    size_t stem = strlen(path);
    char *made;

    if (given != NULL || strcmp(path, "-") == 0 || weft__path_ends_with(path, SHRUNK_SUFFIX))
        return given != NULL ? given : path;
    if (weft__path_ends_with(path, WEFT__TRACE_SUFFIX))
        stem -= strlen(WEFT__TRACE_SUFFIX);
    made = weft__arena_allocate(&rerun->arena, stem + sizeof SHRUNK_SUFFIX);
    if (made != NULL) {
        memcpy(made, path, stem);
        memcpy(made + stem, SHRUNK_SUFFIX, sizeof SHRUNK_SUFFIX);
    }
    return made;
}

static bool put_bytes(void *context, FILE *file)
{
    const struct weft__byte_buffer *bytes = context;

    return fwrite(bytes->bytes, 1, bytes->length, file) == bytes->length;
}

static enum weft__exit write_result(struct weft__shrinking *shrinking, const char *path)
{
    struct weft__byte_buffer trace = {.allocator = &weft_allocator_system};
    struct weft__file_content content = {.write = put_bytes, .context = &trace};
    struct weft__diagnostics diagnostics;
    enum weft__exit exit_code = WEFT__EXIT_HELD;

    if (!weft__shrinking_trace(shrinking, &trace)) {
        exit_code = weft__command_no_memory(shrinking->command);
    } else if (!weft__whole_file_write(path, &content, &diagnostics)) {
        weft__diagnostics_print(&diagnostics, stderr);
        exit_code = WEFT__EXIT_INPUT;
    }
    weft__byte_buffer_free(&trace);
    return exit_code;
}

static enum weft__exit shrink(struct weft__rerun *rerun)
{
    const char *path = path_of(rerun);
    struct weft__shrink_report report;
    struct weft__shrinking shrinking;
    enum weft__exit exit_code = weft__finding_rerun(&shrinking, rerun);

    if (exit_code == WEFT__EXIT_HELD && path == NULL)
        exit_code = weft__command_no_memory(rerun->command);
    if (exit_code == WEFT__EXIT_HELD) {
        weft__shrink_report_begin(&report, rerun->command, &shrinking);
        shrinking.look = weft__shrink_report_look;
        shrinking.context = &report;
        weft__shrink(&shrinking);
        exit_code = write_result(&shrinking, path);
        if (exit_code == WEFT__EXIT_HELD && strcmp(path, "-") != 0) /* else stdout is the trace */
            weft__shrink_report_tell(&report, &shrinking, path);
        if (exit_code == WEFT__EXIT_HELD && shrinking.lost)
            exit_code = WEFT__EXIT_BUDGET;
        if (shrinking.interrupted)
            exit_code = WEFT__EXIT_INTERRUPTED;
    }
    weft__shrinking_end(&shrinking);
    return exit_code;
}

static enum weft__exit perform(const struct weft__command *command)
{
    const char *scenario = command->argument_count > 1 ? command->arguments[1] : NULL;
    struct weft__rerun rerun;
    enum weft__exit exit_code = weft__rerun_open(&rerun, command, command->arguments[0], scenario);
    sigset_t signals_before;

    if (exit_code == WEFT__EXIT_HELD) {
        weft__interrupts_hold(&signals_before);
        exit_code = shrink(&rerun);
        if (exit_code != WEFT__EXIT_INTERRUPTED) /* else it would end the command another time */
            weft__interrupts_resume(&signals_before);
    }
    weft__rerun_close(&rerun);
    return exit_code;
}

const struct weft__verb weft__verb_shrink = {
    .name = "shrink",
    .usage = "FINDING [SCENARIO]",
    .summary = "cut a finding down to the choices and lines that matter",
    .manual =
        "FINDING is a trace of a run that failed, as 'explore' leaves them. Cut away is what is\n"
        "not needed for the same finding: choices that are not Twisted's; of a script, lines with\n"
        "all that is below them; then numbers become smaller, times shorter. Which finding of the\n"
        "run that is, the trace says, else it is the first.\n"
        "\n"
        "What is left fails the same way, is never more than there was, and shrinking it again\n"
        "changes nothing. It goes to a file beside FINDING, NAME.shrunk.trace, or to where -o\n"
        "says, which is written in one piece. An interrupt ends it with the best so far.\n"
        "\n"
        "Exit code 0: what is left is in the file. 5: the run of the trace does not fail so any\n"
        "more.\n",
    .options = WEFT__OPTION_BIT(OUT) | WEFT__OPTION_BIT(RUNS) | WEFT__OPTION_BIT(RUN_TIME) |
               WEFT__OPTION_BIT(STEPS) | WEFT__OPTION_BIT(QUIET),
    .arguments_min = 1,
    .arguments_max = 2,
    .perform = perform,
};
