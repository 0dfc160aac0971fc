/* selection.c - words of the command line to scenarios, accepted traces and orphans. */
#include "selection.h"

#include "folder_walk.h"
#include "nearest_word.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#define SCRIPT_SUFFIX  ".weft"
#define TRACE_SUFFIX   ".trace"
#define DEFAULT_FOLDER "scenarios"

struct making {
    const struct weft__command *command;
    struct weft__selection *selection;
    struct weft__selected **end;
    struct weft__orphan **orphan_end;
    const char *root;    /* the folder being walked */
    size_t folder_count; /* named */
};

static bool ends_with(const char *text, const char *suffix)
{
    size_t length = strlen(text);
    size_t suffix_length = strlen(suffix);

    return length > suffix_length && strcmp(text + length - suffix_length, suffix) == 0;
}

static const char *last_part(const char *path)
{
    const char *slash = strrchr(path, '/');

    return slash != NULL ? slash + 1 : path;
}

/* PATH as paths are put together here: without "./" in front. */
static const char *without_dot(const char *path)
{
    while (path[0] == '.' && path[1] == '/') {
        path += 2;
        while (*path == '/')
            path++;
    }
    return path;
}

const weft_scenario *weft__program_scenario(const weft_program *program, const char *name)
{
    const weft_scenario *const *scenarios = program->scenarios;

    for (; scenarios != NULL && *scenarios != NULL; scenarios++) {
        if (strcmp((*scenarios)->name, name) == 0)
            return *scenarios;
    }
    return NULL;
}

/* --- Where accepted traces lie --- */

static const char *script_trace_path(struct making *making, const char *path)
{
    struct weft__arena *arena = &making->selection->arena;
    const char *folder = making->command->options.traces;
    size_t length = strlen(path) - (ends_with(path, SCRIPT_SUFFIX) ? strlen(SCRIPT_SUFFIX) : 0);
    char *beside = weft__arena_allocate(arena, length + sizeof TRACE_SUFFIX);
    const char *within;

    if (beside == NULL)
        return NULL;
    memcpy(beside, path, length);
    memcpy(beside + length, TRACE_SUFFIX, sizeof TRACE_SUFFIX);
    if (folder == NULL)
        return beside;
    within = making->root == NULL ? last_part(beside)
                                  : beside + strlen(weft__path_join(arena, making->root, ""));
    return weft__path_join(arena, folder, within);
}

static const char *folder_of(struct weft__arena *arena, const char *path)
{
    const char *last = last_part(path);

    return last == path ? "." : weft__arena_copy(arena, path, (size_t) (last - path));
}

static const char *c_trace_path(struct making *making, const weft_scenario *scenario)
{
    struct weft__arena *arena = &making->selection->arena;
    const char *folder = making->command->options.traces;
    size_t length = strlen(scenario->name);
    char *file_name = weft__arena_allocate(arena, length + sizeof TRACE_SUFFIX);

    if (folder == NULL)
        folder = folder_of(arena, without_dot(scenario->file));
    if (file_name == NULL || folder == NULL)
        return NULL;
    memcpy(file_name, scenario->name, length);
    memcpy(file_name + length, TRACE_SUFFIX, sizeof TRACE_SUFFIX);
    return weft__path_join(arena, folder, file_name);
}

/* --- Scenarios --- */

/* False: there is no memory. */
static bool add(struct making *making, const char *name, const weft_scenario *scenario)
{
    struct weft__selection *selection = making->selection;
    struct weft__selected *selected = weft__arena_allocate(&selection->arena, sizeof *selected);

    if (selected == NULL)
        return false;
    selected->name = name;
    selected->scenario = scenario;
    selected->trace_path =
        scenario != NULL ? c_trace_path(making, scenario) : script_trace_path(making, name);
    *making->end = selected;
    making->end = &selected->next;
    return selected->trace_path != NULL;
}

static bool remember_trace(struct making *making, const char *path)
{
    struct weft__orphan *trace = weft__arena_allocate(&making->selection->arena, sizeof *trace);

    if (trace == NULL)
        return false;
    trace->path = path;
    *making->orphan_end = trace;
    making->orphan_end = &trace->next;
    return true;
}

static bool visit_file(void *context, const char *path)
{
    struct making *making = context;

    if (ends_with(last_part(path), SCRIPT_SUFFIX))
        return add(making, path, NULL);
    if (ends_with(last_part(path), TRACE_SUFFIX) && making->command->options.traces == NULL)
        return remember_trace(making, path);
    return true;
}

static bool visit_trace(void *context, const char *path)
{
    return !ends_with(last_part(path), TRACE_SUFFIX) || remember_trace(context, path);
}

static enum weft__exit walk(struct making *making, const char *folder,
                            bool (*visit)(void *context, const char *path))
{
    struct weft__folder_walk walk = {
        .arena = &making->selection->arena, .visit = visit, .context = making};

    switch (weft__folder_walk(&walk, folder)) {
    case WEFT__FOLDER_WALKED:
        return WEFT__EXIT_HELD;
    case WEFT__FOLDER_UNREADABLE:
        return weft__command_error(making->command, "cannot read %s: %s", walk.path,
                                   strerror(walk.error));
    case WEFT__FOLDER_TOO_DEEP:
        return weft__command_error(making->command, "folders lie more than %d deep: %s",
                                   WEFT__FOLDER_WALK_DEPTH_MAX, walk.path);
    case WEFT__FOLDER_BAD_NAME:
        return weft__command_error(
            making->command, "a name with control characters lies in %s: rename it", walk.path);
    case WEFT__FOLDER_NO_MEMORY:
        break;
    }
    return weft__command_no_memory(making->command);
}

static bool lies_in(const char *path, const char *folder)
{
    size_t length;

    path = without_dot(path);
    folder = strcmp(folder, ".") == 0 ? "" : without_dot(folder);
    length = strlen(folder);
    while (length > 0 && folder[length - 1] == '/')
        length--;
    return length == 0 ? *path != '/' : strncmp(path, folder, length) == 0 && path[length] == '/';
}

/* FOLDER NULL: wherever they lie. */
static enum weft__exit add_c_scenarios(struct making *making, const char *folder)
{
    const weft_scenario *const *scenarios = making->command->program->scenarios;

    for (; scenarios != NULL && *scenarios != NULL; scenarios++) {
        if (folder != NULL && !lies_in((*scenarios)->file, folder))
            continue;
        if (!add(making, (*scenarios)->name, *scenarios))
            return weft__command_no_memory(making->command);
    }
    return WEFT__EXIT_HELD;
}

static enum weft__exit add_folder(struct making *making, const char *folder)
{
    enum weft__exit exit_code;

    making->folder_count++;
    making->root = folder;
    exit_code = walk(making, folder, visit_file);
    making->root = NULL;
    return exit_code;
}

/* --- Words --- */

struct neighbours {
    struct weft__nearest_word nearest;
};

static bool offer_neighbour(void *context, const char *path)
{
    struct neighbours *neighbours = context;

    if (ends_with(path, SCRIPT_SUFFIX))
        weft__nearest_word_offer(&neighbours->nearest, path);
    return true;
}

static enum weft__exit unknown_word(struct making *making, const char *word, int error)
{
    struct weft__arena *arena = &making->selection->arena;
    struct neighbours neighbours = {weft__nearest_word_search(word, strlen(word))};
    struct weft__folder_walk walk = {
        .arena = arena, .visit = offer_neighbour, .context = &neighbours};
    const weft_scenario *const *scenarios = making->command->program->scenarios;
    const char *folder = folder_of(arena, word);

    for (; scenarios != NULL && *scenarios != NULL; scenarios++)
        weft__nearest_word_offer(&neighbours.nearest, (*scenarios)->name);
    if (error == ENOENT && folder != NULL)
        (void) weft__folder_walk(&walk, folder); /* what cannot be read offers nothing */
    if (neighbours.nearest.best != NULL)
        return weft__command_error(making->command, "cannot read %s: %s; did you mean '%s'?", word,
                                   strerror(error), neighbours.nearest.best);
    return weft__command_error(making->command, "cannot read %s: %s", word, strerror(error));
}

static enum weft__exit add_word(struct making *making, const char *word)
{
    const weft_scenario *scenario = weft__program_scenario(making->command->program, word);
    struct stat status;
    enum weft__exit exit_code;

    if (weft__has_control_characters(word))
        return weft__command_error(making->command, "a scenario's name has no control characters");
    if (scenario != NULL)
        return add(making, scenario->name, scenario) ? WEFT__EXIT_HELD
                                                     : weft__command_no_memory(making->command);
    if (stat(word, &status) != 0)
        return unknown_word(making, word, errno);
    if (!S_ISDIR(status.st_mode))
        return add(making, word, NULL) ? WEFT__EXIT_HELD : weft__command_no_memory(making->command);
    exit_code = add_folder(making, word);
    return exit_code == WEFT__EXIT_HELD ? add_c_scenarios(making, word) : exit_code;
}

static bool has_c_scenarios(const struct making *making)
{
    const weft_scenario *const *scenarios = making->command->program->scenarios;

    return scenarios != NULL && *scenarios != NULL;
}

static enum weft__exit add_default(struct making *making)
{
    struct stat status;

    if (has_c_scenarios(making))
        return add_c_scenarios(making, NULL);
    if (stat(DEFAULT_FOLDER, &status) == 0 && S_ISDIR(status.st_mode))
        return add_folder(making, DEFAULT_FOLDER);
    return WEFT__EXIT_HELD;
}

/* --- Orphans --- */

static bool is_accepted_trace(const struct making *making, const char *path)
{
    char name[256];
    size_t length = strlen(last_part(path)) - strlen(TRACE_SUFFIX);

    for (const struct weft__selected *selected = making->selection->first; selected != NULL;
         selected = selected->next) {
        if (strcmp(without_dot(selected->trace_path), without_dot(path)) == 0)
            return true;
    }
    /* Where a C scenario lies is what the compiler was told, which may be another way to write it.
     */
    if (length >= sizeof name)
        return false;
    memcpy(name, last_part(path), length);
    name[length] = '\0';
    return weft__program_scenario(making->command->program, name) != NULL;
}

/* Whether the trace at PATH is of a scenario in C: another program's, if this one has none. */
static bool is_of_c_scenario(const char *path)
{
    static const char word[] = "\nscenario ";
    char head[1024];
    FILE *file = fopen(path, "r");
    size_t length = file != NULL ? fread(head, 1, sizeof head - 1, file) : 0;
    char *name;

    if (file != NULL)
        fclose(file);
    head[length] = '\0';
    name = strstr(head, word);
    if (name == NULL)
        return false;
    name += strlen(word);
    name[strcspn(name, "\n")] = '\0';
    return !ends_with(name, SCRIPT_SUFFIX);
}

static bool is_orphan(const struct making *making, const char *path)
{
    return !is_accepted_trace(making, path) && (has_c_scenarios(making) || !is_of_c_scenario(path));
}

static enum weft__exit find_orphans(struct making *making)
{
    struct weft__selection *selection = making->selection;
    const char *traces = making->command->options.traces;
    struct weft__orphan **link = &selection->orphans;
    enum weft__exit exit_code = WEFT__EXIT_HELD;
    struct stat status;

    /* With two folders named, one folder of traces may belong to a third one as well. */
    if (traces != NULL && making->folder_count == 1 && stat(traces, &status) == 0)
        exit_code = walk(making, traces, visit_trace);
    while (*link != NULL) {
        if (is_orphan(making, (*link)->path)) {
            selection->orphan_count++;
            link = &(*link)->next;
        } else {
            *link = (*link)->next;
        }
    }
    return exit_code;
}

/* --- All of it --- */

static void keep_only(struct weft__selection *selection, const char *word)
{
    struct weft__selected **link = &selection->first;

    while (*link != NULL) {
        if (word != NULL && strstr((*link)->name, word) == NULL) {
            *link = (*link)->next;
            continue;
        }
        selection->count++;
        if (strlen((*link)->name) > selection->name_width)
            selection->name_width = strlen((*link)->name);
        link = &(*link)->next;
    }
}

static enum weft__exit nothing_selected(const struct weft__command *command, bool had_some)
{
    if (had_some)
        weft__command_error(command, "nothing selected: no scenario has '%s' in its name",
                            command->options.only);
    else if (command->argument_count > 0)
        weft__command_error(command, "nothing selected: no *%s in %s%s", SCRIPT_SUFFIX,
                            command->arguments[0], command->argument_count > 1 ? " ..." : "");
    else
        weft__command_error(command,
                            "nothing selected: there is no folder '%s' with *%s in it here; name "
                            "a file or a folder",
                            DEFAULT_FOLDER, SCRIPT_SUFFIX);
    return WEFT__EXIT_NOTHING;
}

enum weft__exit weft__selection_make(const struct weft__command *command,
                                     struct weft__selection *selection)
{
    struct making making = {.command = command, .selection = selection};
    enum weft__exit exit_code = WEFT__EXIT_HELD;
    bool had_some;

    *selection = (struct weft__selection){.arena = {.allocator = &weft_allocator_system}};
    making.end = &selection->first;
    making.orphan_end = &selection->orphans;
    if (command->argument_count == 0)
        exit_code = add_default(&making);
    for (size_t i = 0; i < command->argument_count && exit_code == WEFT__EXIT_HELD; i++)
        exit_code = add_word(&making, command->arguments[i]);
    if (exit_code == WEFT__EXIT_HELD && command->options.only == NULL)
        exit_code = find_orphans(&making);
    if (exit_code != WEFT__EXIT_HELD)
        return exit_code;
    had_some = selection->first != NULL;
    keep_only(selection, command->options.only);
    return selection->count > 0 ? WEFT__EXIT_HELD : nothing_selected(command, had_some);
}

void weft__selection_free(struct weft__selection *selection)
{
    weft__arena_free(&selection->arena);
}
