/* stored_trace.c - traces to and from files. */
#include "stored_trace.h"

#include "process_guard.h"
#include "whole_file.h"

static enum weft__exit understand(struct weft__stored_trace *stored,
                                  const struct weft__command *command)
{
    struct weft__diagnostics diagnostics;

    switch (
        weft__trace_read(&weft_allocator_system, stored->source, &diagnostics, &stored->trace)) {
    case WEFT__TRACE_READ:
        stored->trace_held = true;
        return WEFT__EXIT_HELD;
    case WEFT__TRACE_WRONG:
        weft__diagnostics_print(&diagnostics, stderr);
        return WEFT__EXIT_INPUT;
    case WEFT__TRACE_NO_MEMORY:
        break;
    }
    return weft__command_no_memory(command);
}

enum weft__exit weft__stored_trace_read(struct weft__stored_trace *stored,
                                        const struct weft__command *command, const char *path)
{
    struct weft__file_bounds bounds = {.bytes_max = WEFT__STORED_TRACE_BYTES_MAX,
                                       .allocator = &weft_allocator_system};
    struct weft__diagnostics diagnostics;

    *stored = (struct weft__stored_trace){.source_held = false};
    switch (weft__whole_file_read(path, &bounds, &stored->source, &diagnostics)) {
    case WEFT__FILE_DONE:
        stored->source_held = true;
        return understand(stored, command);
    case WEFT__FILE_WRONG:
        weft__diagnostics_print(&diagnostics, stderr);
        return WEFT__EXIT_INPUT;
    case WEFT__FILE_NO_MEMORY:
        break;
    }
    return weft__command_no_memory(command);
}

enum weft__exit weft__stored_trace_of(struct weft__stored_trace *stored,
                                      const struct weft__run *run)
{
    size_t length;
    char *text = weft__run_text(run, &length);

    *stored = (struct weft__stored_trace){.source_held = false};
    if (text == NULL)
        return weft__command_no_memory(run->loaded->command);
    stored->source = (struct weft__source){run->loaded->name, text, length};
    stored->source_held = true;
    return understand(stored, run->loaded->command);
}

void weft__stored_trace_close(struct weft__stored_trace *stored)
{
    if (stored->trace_held)
        weft__trace_file_free(&stored->trace);
    if (stored->source_held)
        weft__whole_file_free(&stored->source, &weft_allocator_system);
    *stored = (struct weft__stored_trace){.source_held = false};
}

static bool write_run(void *context, FILE *file)
{
    const struct weft__run *run = context;

    return weft_trace_write(weft_world_trace(run->world), &run->header,
                            weft_world_ended_at(run->world), run->verdict, file);
}

enum weft__exit weft__stored_trace_write(const struct weft__run *run, const char *path)
{
    struct weft__file_content content = {.write = write_run, .context = (void *) run};
    struct weft__diagnostics diagnostics;
    sigset_t signals_before;
    bool written;

    weft__interrupts_hold(&signals_before);
    written = weft__whole_file_write(path, &content, &diagnostics);
    weft__interrupts_resume(&signals_before);
    if (written)
        return WEFT__EXIT_HELD;
    weft__diagnostics_print(&diagnostics, stderr);
    return WEFT__EXIT_INPUT;
}
