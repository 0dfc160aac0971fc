/* command_accept.c - `weft accept`: what was looked at and is right becomes the accepted trace. */
#include "adopted_run.h"
#include "adopted_trace.h"
#include "finding_report.h"
#include "process_guard.h"
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

static void tell(const struct weft__command *command, const char *path, const char *what)
{
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
        tell(command, path, "refused");
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
            tell(command, path, "same");
        return WEFT__EXIT_HELD;
    }
    exit_code = weft__stored_trace_write(run, path);
    if (exit_code == WEFT__EXIT_HELD)
        tell(command, path, is_new ? "new" : "changed");
    return exit_code;
}

/* --- What was adopted --- */

static bool put_text(void *context, FILE *file)
{
    const struct weft__byte_buffer *text = context;

    return fwrite(text->bytes, 1, text->length, file) == text->length;
}

static enum weft__exit write_adopted(const struct weft__command *command,
                                     struct weft__adopted_run *run, const char *path)
{
    struct weft__file_content content = {.write = put_text, .context = &run->text};
    struct weft__diagnostics diagnostics;
    sigset_t signals_before;
    bool written;

    weft__interrupts_hold(&signals_before);
    written = weft__whole_file_write(path, &content, &diagnostics);
    weft__interrupts_resume(&signals_before);
    if (!written) {
        weft__diagnostics_print(&diagnostics, stderr);
        return WEFT__EXIT_INPUT;
    }
    tell(command, path, run->outcome == WEFT__ADOPTED_PASSES ? "mended" : "changed");
    return WEFT__EXIT_HELD;
}

/* It may fail, but only as it is known to. */
static enum weft__exit accept_adopted(const struct weft__command *command,
                                      const struct weft__selected *selected)
{
    const char *path = selected->trace_path;
    enum weft__exit exit_code = WEFT__EXIT_BUDGET;
    struct weft__adopted_run run;

    weft__adopted_run(&run, command, selected);
    switch (run.outcome) {
    case WEFT__ADOPTED_SAME:
        if (command->options.verbosity >= 0)
            tell(command, path, "same");
        exit_code = WEFT__EXIT_HELD;
        break;
    case WEFT__ADOPTED_OTHER:
    case WEFT__ADOPTED_PASSES:
        exit_code = write_adopted(command, &run, path);
        break;
    case WEFT__ADOPTED_FAILS:
        tell(command, path, "refused");
        weft__command_error(command, "%s fails in another way than is known; 'check' tells how",
                            selected->name);
        exit_code = WEFT__EXIT_FINDING;
        break;
    case WEFT__ADOPTED_BUDGET:
        tell(command, path, "refused");
        weft__command_error(command, "%s: a budget ran out, so there is nothing to accept",
                            selected->name);
        break;
    case WEFT__ADOPTED_LOST:
        exit_code = WEFT__EXIT_INPUT;
        break;
    }
    weft__adopted_run_close(&run);
    return exit_code;
}

static enum weft__exit accept_one(const struct weft__command *command,
                                  const struct weft__selected *selected)
{
    weft_world_options options = weft__run_options(command);
    struct weft__loaded loaded;
    struct weft__run run;
    enum weft__exit exit_code;

    if (weft__trace_is_adopted(selected->trace_path))
        return accept_adopted(command, selected);
    exit_code = weft__load_selected(&loaded, command, selected);
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
        "folder 'scenarios'.\n"
        "\n"
        "An adopted finding ('adopt') may fail as it is known to. One that passes is mended: from\n"
        "then on its choices must go on holding.\n",
    .options = WEFT__OPTION_BIT(ONLY) | WEFT__OPTION_BIT(TRACES) | WEFT__OPTION_BIT(QUIET),
    .arguments_min = 0,
    .arguments_max = SIZE_MAX,
    .holds_adopted = true,
    .perform = perform,
};
