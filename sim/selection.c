/* selection.c - from words of the command line to scenarios. */
#include "selection.h"

#include "adopted_trace.h"
#include "file_path.h"
#include "folder_walk.h"
#include "nearest_word.h"

#include <errno.h>
#include <string.h>
#include <sys/stat.h>

#define DEFAULT_FOLDER "scenarios"

struct making {
    const struct weft__command *command;
    struct weft__selection *selection;
    struct weft__selected **end;
    struct weft__selected_folder **folder_end;
    const char *root; /* the folder being walked; NULL: none is */
};

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

/* The LENGTH bytes of NAME and the suffix of traces; NULL without memory. */
static const char *trace_name(struct making *making, const char *name, size_t length)
{
    char *text =
        weft__arena_allocate(&making->selection->arena, length + sizeof WEFT__TRACE_SUFFIX);

    if (text == NULL)
        return NULL;
    memcpy(text, name, length);
    memcpy(text + length, WEFT__TRACE_SUFFIX, sizeof WEFT__TRACE_SUFFIX);
    return text;
}

static const char *script_trace_path(struct making *making, const char *path)
{
    struct weft__arena *arena = &making->selection->arena;
    size_t suffix_length =
        weft__path_ends_with(path, WEFT__SCRIPT_SUFFIX) ? strlen(WEFT__SCRIPT_SUFFIX) : 0;
    const char *beside = trace_name(making, path, strlen(path) - suffix_length);
    const char *folder = making->command->options.traces;
    const char *root = making->root != NULL ? weft__path_join(arena, making->root, "") : NULL;

    if (beside == NULL || folder == NULL)
        return beside;
    if (making->root == NULL)
        return weft__path_join(arena, folder, weft__path_name(beside));
    return root != NULL ? weft__path_join(arena, folder, beside + strlen(root)) : NULL;
}

static const char *c_trace_path(struct making *making, const weft_scenario *scenario)
{
    struct weft__arena *arena = &making->selection->arena;
    const char *folder = making->command->options.traces;
    const char *name = trace_name(making, scenario->name, strlen(scenario->name));

    if (folder == NULL)
        folder = weft__path_folder(arena, weft__path_without_dot(scenario->file));
    return name != NULL && folder != NULL ? weft__path_join(arena, folder, name) : NULL;
}

/* --- Scenarios --- */

/* False: there is no memory. */
static bool add_selected(struct making *making, struct weft__selected selected)
{
    struct weft__selected *added = weft__arena_allocate(&making->selection->arena, sizeof *added);

    if (added == NULL)
        return false;
    *added = selected;
    *making->end = added;
    making->end = &added->next;
    return true;
}

/* False: there is no memory. */
static bool add(struct making *making, const char *name, const weft_scenario *scenario)
{
    struct weft__selected selected = {
        .name = name,
        .scenario = scenario,
        .trace_path =
            scenario != NULL ? c_trace_path(making, scenario) : script_trace_path(making, name),
    };

    return selected.trace_path != NULL && add_selected(making, selected);
}

/* What was adopted of a scenario in C. */
struct adopting {
    struct making *making;
    const weft_scenario *scenario;
    const char *only; /* of this name; NULL: all */
};

static bool visit_adopted(void *context, const char *path)
{
    const struct adopting *adopting = context;
    struct making *making = adopting->making;
    const char *file = weft__path_name(path);
    size_t length = strlen(file) - strlen(WEFT__TRACE_SUFFIX);
    const char *name;

    if (!weft__path_ends_with(path, WEFT__TRACE_SUFFIX) ||
        !weft__is_adopted_of(file, length, adopting->scenario->name))
        return true;
    name = weft__arena_copy(&making->selection->arena, file, length);
    if (name == NULL || (adopting->only != NULL && strcmp(adopting->only, name) != 0))
        return name != NULL;
    return add_selected(
        making,
        (struct weft__selected){.name = name, .scenario = adopting->scenario, .trace_path = path});
}

/* Adds what was adopted of SCENARIO, if the verb holds such things; ONLY that of the name, if it is
 * not NULL. */
static enum weft__exit add_adopted(struct making *making, const weft_scenario *scenario,
                                   const char *only)
{
    struct weft__arena *arena = &making->selection->arena;
    struct adopting adopting = {making, scenario, only};
    struct weft__folder_walk walk = {
        .arena = arena, .visit = visit_adopted, .context = &adopting, .shallow = true};
    const char *trace = c_trace_path(making, scenario);
    const char *folder = trace != NULL ? weft__path_folder(arena, trace) : NULL;
    struct stat status;

    if (!making->command->verb->holds_adopted)
        return WEFT__EXIT_HELD;
    if (folder == NULL)
        return weft__command_no_memory(making->command);
    return stat(folder, &status) == 0 ? weft__command_walk(making->command, &walk, folder)
                                      : WEFT__EXIT_HELD;
}

/* A scenario in C and what was adopted of it. */
static enum weft__exit add_in_c(struct making *making, const weft_scenario *scenario)
{
    if (!add(making, scenario->name, scenario))
        return weft__command_no_memory(making->command);
    return add_adopted(making, scenario, NULL);
}

static bool visit_file(void *context, const char *path)
{
    return !weft__path_ends_with(path, WEFT__SCRIPT_SUFFIX) || add(context, path, NULL);
}

enum weft__exit weft__command_walk(const struct weft__command *command,
                                   struct weft__folder_walk *walk, const char *folder)
{
    switch (weft__folder_walk(walk, folder)) {
    case WEFT__FOLDER_WALKED:
        return WEFT__EXIT_HELD;
    case WEFT__FOLDER_UNREADABLE:
        return weft__command_error(command, "cannot read %s: %s", walk->path,
                                   strerror(walk->error));
    case WEFT__FOLDER_TOO_DEEP:
        return weft__command_error(command, "folders lie more than %d deep: %s",
                                   WEFT__FOLDER_WALK_DEPTH_MAX, walk->path);
    case WEFT__FOLDER_BAD_NAME:
        return weft__command_error(command, "a name with control characters lies in %s: rename it",
                                   walk->path);
    case WEFT__FOLDER_NO_MEMORY:
        break;
    }
    return weft__command_no_memory(command);
}

/* False: there is no memory. */
static bool remember_folder(struct making *making, const char *path)
{
    struct weft__selected_folder *folder =
        weft__arena_allocate(&making->selection->arena, sizeof *folder);

    if (folder == NULL)
        return false;
    folder->path = path;
    *making->folder_end = folder;
    making->folder_end = &folder->next;
    return true;
}

/* FOLDER NULL: wherever they lie. */
static enum weft__exit add_c_scenarios(struct making *making, const char *folder)
{
    const weft_scenario *const *scenarios = making->command->program->scenarios;
    enum weft__exit exit_code = WEFT__EXIT_HELD;

    for (; scenarios != NULL && *scenarios != NULL && exit_code == WEFT__EXIT_HELD; scenarios++) {
        if (folder != NULL && !weft__path_lies_in((*scenarios)->file, folder))
            continue;
        exit_code = add_in_c(making, *scenarios);
    }
    return exit_code;
}

static enum weft__exit add_folder(struct making *making, const char *folder)
{
    struct weft__folder_walk walk = {
        .arena = &making->selection->arena, .visit = visit_file, .context = making};
    enum weft__exit exit_code;

    if (!remember_folder(making, folder))
        return weft__command_no_memory(making->command);
    making->root = folder;
    exit_code = weft__command_walk(making->command, &walk, folder);
    making->root = NULL;
    return exit_code;
}

/* --- Words --- */

static bool offer_script(void *context, const char *path)
{
    if (weft__path_ends_with(path, WEFT__SCRIPT_SUFFIX))
        weft__nearest_word_offer(context, path);
    return true;
}

static enum weft__exit unknown_word(struct making *making, const char *word, int error)
{
    struct weft__arena *arena = &making->selection->arena;
    struct weft__nearest_word nearest = weft__nearest_word_search(word, strlen(word));
    struct weft__folder_walk walk = {
        .arena = arena, .visit = offer_script, .context = &nearest, .shallow = true};
    const weft_scenario *const *scenarios = making->command->program->scenarios;
    const char *folder = weft__path_folder(arena, word);

    for (; scenarios != NULL && *scenarios != NULL; scenarios++)
        weft__nearest_word_offer(&nearest, (*scenarios)->name);
    if (error == ENOENT && folder != NULL)
        (void) weft__folder_walk(&walk, folder); /* what cannot be read offers nothing */
    if (nearest.best != NULL && strcmp(nearest.best, word) != 0) /* a link that leads nowhere */
        return weft__command_error(making->command, "cannot read %s: %s; did you mean '%s'?", word,
                                   strerror(error), nearest.best);
    return weft__command_error(making->command, "cannot read %s: %s", word, strerror(error));
}

/* The scenario in C that WORD begins with, if something adopted is meant; NULL: it is not. */
static const weft_scenario *scenario_of_adopted(const struct making *making, const char *word)
{
    const weft_scenario *const *scenarios = making->command->program->scenarios;

    for (; scenarios != NULL && *scenarios != NULL; scenarios++)
        if (weft__is_adopted_of(word, strlen(word), (*scenarios)->name))
            return *scenarios;
    return NULL;
}

static enum weft__exit add_word(struct making *making, const char *word)
{
    const weft_scenario *scenario = weft__program_scenario(making->command->program, word);
    struct stat status;
    enum weft__exit exit_code;

    if (weft__has_control_characters(word))
        return weft__command_error(making->command, "a scenario's name has no control characters");
    if (scenario != NULL)
        return add_in_c(making, scenario);
    scenario = scenario_of_adopted(making, word);
    if (scenario != NULL) {
        struct weft__selected **end = making->end;

        exit_code = add_adopted(making, scenario, word);
        if (exit_code != WEFT__EXIT_HELD || end != making->end)
            return exit_code;
    }
    if (strcmp(word, "-") != 0 && stat(word, &status) != 0)
        return unknown_word(making, word, errno);
    if (strcmp(word, "-") == 0 || !S_ISDIR(status.st_mode))
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
        weft__command_error(command, "nothing selected: no *%s in %s%s", WEFT__SCRIPT_SUFFIX,
                            command->arguments[0], command->argument_count > 1 ? " ..." : "");
    else
        weft__command_error(command,
                            "nothing selected: there is no folder '%s' with *%s in it here; name "
                            "a file or a folder",
                            DEFAULT_FOLDER, WEFT__SCRIPT_SUFFIX);
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
    making.folder_end = &selection->folders;
    if (command->argument_count == 0)
        exit_code = add_default(&making);
    for (size_t i = 0; i < command->argument_count && exit_code == WEFT__EXIT_HELD; i++)
        exit_code = add_word(&making, command->arguments[i]);
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
