/* command_list.c - `weft list`: what there is, and what each scenario shows. */
#include "selection.h"
#include "text_output.h"
#include "whole_file.h"
#include "script.h"

#include <string.h>

/* The next line at *AT, without its end and without blanks at either end; *AT is moved behind it.
 */
static struct weft__source next_line(const char **at, const char *end)
{
    const char *begin = *at;
    const char *newline = memchr(begin, '\n', (size_t) (end - begin));
    const char *line_end = newline != NULL ? newline : end;

    *at = newline != NULL ? newline + 1 : end;
    while (begin < line_end && *begin == ' ')
        begin++;
    while (line_end > begin && (line_end[-1] == ' ' || line_end[-1] == '\r'))
        line_end--;
    return (struct weft__source){NULL, begin, (size_t) (line_end - begin)};
}

/* Puts the comment that stands below the first line of SCRIPT, as one line that begins in COLUMN.
 */
static void put_comment(struct weft__text_output *line, const struct weft__source *script,
                        size_t column)
{
    const char *end = script->bytes + script->length;
    const char *at = script->bytes;
    bool first = true;

    next_line(&at, end);
    while (at < end) {
        struct weft__source comment = next_line(&at, end);

        if (comment.length == 0 && first)
            continue;
        if (comment.length == 0 || *comment.bytes != '#')
            break;
        while (comment.length > 0 && (*comment.bytes == '#' || *comment.bytes == ' ')) {
            comment.bytes++;
            comment.length--;
        }
        if (comment.length == 0)
            continue;
        weft__text_put_gap(line, first ? 2 : 1, first ? column : 0);
        weft__text_put_escaped(line, comment.bytes, comment.length);
        first = false;
    }
}

static enum weft__exit put_script(struct weft__text_output *line,
                                  const struct weft__command *command, const char *path,
                                  size_t column)
{
    struct weft__file_bounds bounds = {.bytes_max = WEFT__SCRIPT_BYTES_MAX,
                                       .allocator = &weft_allocator_system};
    struct weft__diagnostics diagnostics;
    struct weft__source source;

    switch (weft__whole_file_read(path, &bounds, &source, &diagnostics)) {
    case WEFT__FILE_DONE:
        put_comment(line, &source, column);
        weft__whole_file_free(&source, bounds.allocator);
        return WEFT__EXIT_HELD;
    case WEFT__FILE_WRONG:
        weft__diagnostics_print(&diagnostics, stderr);
        return WEFT__EXIT_INPUT;
    case WEFT__FILE_NO_MEMORY:
        break;
    }
    return weft__command_no_memory(command);
}

static enum weft__exit put_selected(const struct weft__command *command,
                                    const struct weft__selected *selected, size_t width)
{
    struct weft__text_output line;
    enum weft__exit exit_code = WEFT__EXIT_HELD;

    weft__text_to_file(&line, command->output->file);
    weft__text_put(&line, selected->name);
    if (selected->scenario == NULL) {
        exit_code = put_script(&line, command, selected->name, width + 2);
    } else {
        weft__text_put_gap(&line, 2, width + 2);
        weft__text_put(&line, selected->scenario->summary);
    }
    weft__text_put(&line, "\n");
    weft__text_finish(&line);
    return exit_code;
}

static enum weft__exit perform(const struct weft__command *command)
{
    struct weft__selection selection;
    enum weft__exit exit_code = weft__selection_make(command, &selection);
    const struct weft__selected *selected = exit_code == WEFT__EXIT_HELD ? selection.first : NULL;

    for (; selected != NULL && weft__output_good(command->output); selected = selected->next)
        exit_code =
            weft__exit_worse(exit_code, put_selected(command, selected, selection.name_width));
    weft__selection_free(&selection);
    return exit_code;
}

const struct weft__verb weft__verb_list = {
    .name = "list",
    .usage = "[SCENARIO...]",
    .summary = "list scenarios, each with what it shows",
    .manual =
        "One line each: its name, and the comment below a script's first line or the summary of\n"
        "a scenario written in C. Without an argument: the scenarios written in C, or if there\n"
        "are none the folder 'scenarios'.\n",
    .options = WEFT__OPTION_BIT(ONLY),
    .arguments_min = 0,
    .arguments_max = SIZE_MAX,
    .perform = perform,
};
