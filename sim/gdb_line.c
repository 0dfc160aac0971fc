/* gdb_line.c - from a trace to breakpoints. */
#include "gdb_line.h"

#include "death_class.h"
#include "lone_run.h"
#include "finding_report.h"

#include <inttypes.h>
#include <string.h>

void weft__gdb_line_put(const struct weft__rerun *rerun, uint64_t event, FILE *file)
{
    const struct weft__command *command = rerun->command;

    fprintf(file, "gdb -ex 'break weft_trace_breakpoint if event == %" PRIu64 "' -ex run --args ",
            event);
    weft__shell_word_put(command->program_path, file);
    fputs(" replay", file);
    if (weft__death_class_is(rerun->stored.trace.verdict))
        fputs(" --here", file);
    if (command->options.steps_max != 0)
        fprintf(file, " --steps %" PRIu64, command->options.steps_max);
    for (size_t i = 0; i < command->argument_count; i++) {
        fputc(' ', file);
        weft__shell_word_put(command->arguments[i], file);
    }
    fputc('\n', file);
}

/* What proves nothing is of no moment. */
static bool is_finding(const struct weft__trace_fields *fields)
{
    static const char vacuous[] = "vacuous:";

    return weft__trace_slice_is(fields->word, "finding") &&
           (fields->details.length < strlen(vacuous) ||
            memcmp(fields->details.bytes, vacuous, strlen(vacuous)) != 0);
}

void weft__gdb_lines_put(const struct weft__rerun *rerun, FILE *file)
{
    const struct weft__trace_file *trace = &rerun->stored.trace;
    bool found = false;

    for (size_t i = 0; i < trace->count; i++) {
        struct weft__trace_fields fields = weft__trace_fields(trace->events[i]);

        if (!is_finding(&fields))
            continue;
        fprintf(file, "# event %zu: %.*s\n", i + 1, (int) fields.details.length,
                fields.details.bytes);
        weft__gdb_line_put(rerun, i + 1, file);
        found = true;
    }
    if (found && !weft__death_class_is(trace->verdict))
        return;
    fprintf(file, "# event %zu, the last one: %s\n", trace->count, trace->verdict);
    weft__gdb_line_put(rerun, trace->count, file);
}
