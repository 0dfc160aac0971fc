/* command_accept.c - `weft accept`: what was looked at and is right becomes the accepted trace. */
#include "finding_report.h"
#include "selection.h"
#include "stored_trace.h"
#include "whole_file.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* Whether the file at PATH holds exactly the LENGTH bytes at TEXT. */
static bool is_same(const char *path, const char *text, size_t length)
{
    struct weft__file_bounds bounds = {.bytes_max = WEFT__STORED_TRACE_BYTES_MAX,
                                       .allocator = &weft_allocator_system};
    struct weft__diagnostics diagnostics;
    struct weft__source source;
    bool same;

    if (weft__whole_file_read(path, &bounds, &source, &diagnostics) != WEFT__FILE_DONE)
        return false;
    same = source.length == length && memcmp(source.bytes, text, length) == 0;
    weft__whole_file_free(&source, bounds.allocator);
    return same;
}

static void tell(const struct weft__run *run, const char *path, const char *what)
{
    const struct weft__command *command = run->loaded->command;

    weft__output_print(command->output, "%-8s %s\n", what, path);
}

static enum weft__exit accept_run(const struct weft__run *run, const char *path)
{
    const struct weft__command *command = run->loaded->command;
    bool is_new = access(path, F_OK) != 0;
    enum weft__exit exit_code;
    size_t length;
    char *text;
    bool same;

    if (weft__run_exit(run) != WEFT__EXIT_HELD) {
        tell(run, path, "refused");
        weft__findings_report(run, "run", run->loaded->name, stderr);
        weft__command_error(command, "%s: %s, so there is nothing to accept", run->loaded->name,
                            run->verdict);
        return weft__run_exit(run);
    }
    text = weft__run_text(run, &length);
    if (text == NULL)
        return weft__command_no_memory(command);
    same = is_same(path, text, length);
    weft__run_text_free(text, length);
    if (same) {
        if (command->options.verbosity >= 0)
            tell(run, path, "same");
        return WEFT__EXIT_HELD;
    }
    exit_code = weft__stored_trace_write(run, path);
    if (exit_code == WEFT__EXIT_HELD)
        tell(run, path, is_new ? "new" : "changed");
    return exit_code;
}

static enum weft__exit accept_one(const struct weft__command *command,
                                  const struct weft__selected *selected)
{
    weft_world_options options = weft__run_options(command);
    struct weft__loaded loaded;
    enum weft__exit exit_code = weft__load_selected(&loaded, command, selected);
    struct weft__run run;

    if (exit_code == WEFT__EXIT_HELD) {
        exit_code = weft__run_make(&run, &loaded, &options);
        if (exit_code == WEFT__EXIT_HELD)
            exit_code = accept_run(&run, selected->trace_path);
        weft__run_close(&run);
    }
    weft__loaded_close(&loaded);
    return exit_code;
}

static enum weft__exit perform(const struct weft__command *command)
{
    const char *ci = getenv("CI");
    struct weft__selection selection;
    const struct weft__selected *selected;
    enum weft__exit exit_code;

    if (ci != NULL && *ci != '\0')
        return weft__command_error(command,
                                   "accepted traces are looked at by somebody before they are "
                                   "written, and CI is set; accept by hand, without CI");
    exit_code = weft__selection_make(command, &selection);
    selected = exit_code == WEFT__EXIT_HELD ? selection.first : NULL;
    for (; selected != NULL && weft__output_good(command->output); selected = selected->next)
        exit_code = weft__exit_worse(exit_code, accept_one(command, selected));
    weft__selection_free(&selection);
    return exit_code;
}

const struct weft__verb weft__verb_accept = {
    .name = "accept",
    .usage = "[SCENARIO...]",
    .summary = "make what scenarios do now their accepted traces",
    .manual =
        "Look first: 'check' shows how a trace differs. One line each: new, changed, same or\n"
        "refused, and the trace. A run with findings is refused, and nothing is written where\n"
        "CI is set. Without an argument: the scenarios written in C, or if there are none the\n"
        "folder 'scenarios'.\n",
    .options = WEFT__OPTION_BIT(ONLY) | WEFT__OPTION_BIT(TRACES) | WEFT__OPTION_BIT(QUIET),
    .arguments_min = 0,
    .arguments_max = SIZE_MAX,
    .perform = perform,
};
