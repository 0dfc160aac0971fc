/* loaded_scenario.c - from a file, a trace's copy or the program to something that can be run. */
#include "loaded_scenario.h"

#include "file_path.h"
#include "script_run.h"
#include "whole_file.h"

#include <string.h>

/* --- What scripts may name of the program --- */

/* Makes the arrays of names that the script reader wants. False without memory. */
static bool register_program(struct weft__loaded *loaded)
{
    const weft_program *program = loaded->command->program;
    struct weft__arena *arena = &loaded->arena;
    size_t actions = 0, tasks = 0;
    const char **action_names, **task_names;
    size_t *action_arguments, *task_arguments;

    while (program->actions != NULL && program->actions[actions] != NULL)
        actions++;
    while (program->tasks != NULL && program->tasks[tasks] != NULL)
        tasks++;
    action_names = weft__arena_allocate(arena, (actions + 1) * sizeof *action_names);
    task_names = weft__arena_allocate(arena, (tasks + 1) * sizeof *task_names);
    action_arguments = weft__arena_allocate(arena, (actions + 1) * sizeof *action_arguments);
    task_arguments = weft__arena_allocate(arena, (tasks + 1) * sizeof *task_arguments);
    if (!action_names || !task_names || !action_arguments || !task_arguments)
        return false;
    for (size_t i = 0; i < actions; i++) {
        action_names[i] = program->actions[i]->name;
        action_arguments[i] = program->actions[i]->arguments;
    }
    for (size_t i = 0; i < tasks; i++) {
        task_names[i] = program->tasks[i]->name;
        task_arguments[i] = program->tasks[i]->arguments;
    }
    loaded->registered = (struct weft__registered){.actions = action_names,
                                                   .action_arguments = action_arguments,
                                                   .action_count = actions,
                                                   .tasks = task_names,
                                                   .task_arguments = task_arguments,
                                                   .task_count = tasks};
    return true;
}

/* --- Loading --- */

static void begin(struct weft__loaded *loaded, const struct weft__command *command,
                  const char *name)
{
    *loaded = (struct weft__loaded){
        .command = command,
        .name = name,
        .trace_name = weft__path_name(name),
        .arena = {.allocator = &weft_allocator_system},
    };
}

/* What is wrong is in DIAGNOSTICS. */
static enum weft__exit read_quietly(struct weft__loaded *loaded,
                                    struct weft__diagnostics *diagnostics)
{
    enum weft__script_outcome outcome;

    if (!register_program(loaded))
        return WEFT__EXIT_BUDGET;
    outcome = weft__script_read(&weft_allocator_system, loaded->source, &loaded->registered,
                                diagnostics, &loaded->script);
    if (outcome == WEFT__SCRIPT_NO_MEMORY)
        return WEFT__EXIT_BUDGET;
    if (outcome == WEFT__SCRIPT_READ)
        return WEFT__EXIT_HELD;
    return WEFT__EXIT_INPUT;
}

static enum weft__exit read_script(struct weft__loaded *loaded)
{
    struct weft__diagnostics diagnostics;
    enum weft__exit exit_code = read_quietly(loaded, &diagnostics);

    if (exit_code == WEFT__EXIT_BUDGET)
        return weft__command_no_memory(loaded->command);
    if (exit_code == WEFT__EXIT_INPUT)
        weft__diagnostics_print(&diagnostics, stderr);
    return exit_code;
}

enum weft__exit weft__load_file(struct weft__loaded *loaded, const struct weft__command *command,
                                const char *name)
{
    struct weft__file_bounds bounds = {.bytes_max = WEFT__SCRIPT_BYTES_MAX,
                                       .allocator = &weft_allocator_system};
    struct weft__diagnostics diagnostics;

    begin(loaded, command, name);
    switch (weft__whole_file_read(name, &bounds, &loaded->source, &diagnostics)) {
    case WEFT__FILE_DONE:
        loaded->source_held = true;
        if (strncmp(loaded->source.bytes, "weft trace ", strlen("weft trace ")) == 0)
            return weft__command_error(command, "%s is a trace; '%s replay' runs it again", name,
                                       command->program_name);
        return read_script(loaded);
    case WEFT__FILE_WRONG:
        weft__diagnostics_print(&diagnostics, stderr);
        return WEFT__EXIT_INPUT;
    case WEFT__FILE_NO_MEMORY:
        break;
    }
    return weft__command_no_memory(command);
}

enum weft__exit weft__load_source(struct weft__loaded *loaded, const struct weft__command *command,
                                  struct weft__source source)
{
    begin(loaded, command, source.name);
    loaded->source = source;
    return read_script(loaded);
}

enum weft__exit weft__load_candidate(struct weft__loaded *loaded,
                                     const struct weft__command *command,
                                     struct weft__source source)
{
    struct weft__diagnostics diagnostics;

    begin(loaded, command, source.name);
    loaded->source = source;
    return read_quietly(loaded, &diagnostics);
}

enum weft__exit weft__load_c(struct weft__loaded *loaded, const struct weft__command *command,
                             const weft_scenario *scenario)
{
    begin(loaded, command, scenario->name);
    loaded->scenario = scenario;
    return WEFT__EXIT_HELD;
}

enum weft__exit weft__load_selected(struct weft__loaded *loaded,
                                    const struct weft__command *command,
                                    const struct weft__selected *selected)
{
    return selected->scenario != NULL ? weft__load_c(loaded, command, selected->scenario)
                                      : weft__load_file(loaded, command, selected->name);
}

bool weft__loaded_can_die(const struct weft__loaded *loaded)
{
    const weft_program *program = loaded->command->program;

    return loaded->scenario != NULL || program->actions != NULL || program->tasks != NULL;
}

void weft__loaded_close(struct weft__loaded *loaded)
{
    weft__script_free(loaded->script);
    loaded->script = NULL;
    weft__arena_free(&loaded->arena);
    if (loaded->source_held)
        weft__whole_file_free(&loaded->source, &weft_allocator_system);
    loaded->source_held = false;
}

/* --- Running --- */

weft_world *weft__loaded_world(const struct weft__loaded *loaded, const weft_world_options *options)
{
    weft_world *world;

    if (weft_world_create(options, &world) != WEFT_OK)
        return NULL;
    if (loaded->scenario != NULL) {
        loaded->scenario->set_up(world);
        return world;
    }
    if (weft__script_set_up(world, loaded->script, loaded->command->program) == WEFT_OK)
        return world;
    weft_world_close(world);
    return NULL;
}
