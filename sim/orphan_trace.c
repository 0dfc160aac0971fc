/* orphan_trace.c - looking for traces, and for whom each could belong to. */
#include "orphan_trace.h"

#include "adopted_trace.h"
#include "file_path.h"

#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

struct search {
    const struct weft__command *command;
    struct weft__selection *selection;
    struct weft__orphans *orphans;
    struct weft__orphan **end;
    bool only_in_c; /* looks at traces of scenarios in C alone */
    enum weft__exit exit_code;
};

static bool has_c_scenarios(const struct search *search)
{
    const weft_scenario *const *scenarios = search->command->program->scenarios;

    return scenarios != NULL && *scenarios != NULL;
}

/* Whether the trace at PATH says that it is of a scenario in C. */
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
    return !weft__path_ends_with(name, WEFT__SCRIPT_SUFFIX);
}

/* Whether the program has a scenario in C that the trace at PATH is called after, or was adopted
 * of. Where that one lies is what the compiler was told, which may be written in another way than
 * PATH is. */
static bool is_called_after_c_scenario(const struct search *search, const char *path)
{
    const weft_scenario *const *scenarios = search->command->program->scenarios;
    const char *name = weft__path_name(path);
    size_t length = strlen(name) - strlen(WEFT__TRACE_SUFFIX);

    for (; scenarios != NULL && *scenarios != NULL; scenarios++) {
        if (strlen((*scenarios)->name) == length && memcmp((*scenarios)->name, name, length) == 0)
            return true;
        if (weft__is_adopted_of(name, length, (*scenarios)->name))
            return true;
    }
    return false;
}

static bool belongs(const struct search *search, const char *path)
{
    for (const struct weft__selected *selected = search->selection->first; selected != NULL;
         selected = selected->next) {
        if (strcmp(weft__path_without_dot(selected->trace_path), weft__path_without_dot(path)) == 0)
            return true;
    }
    if (is_called_after_c_scenario(search, path))
        return true;
    if (search->only_in_c)
        return !is_of_c_scenario(path);
    return !has_c_scenarios(search) && is_of_c_scenario(path);
}

/* A folder may be looked through twice: it was named twice, or holds two scenarios. */
static bool is_known(const struct search *search, const char *path)
{
    const struct weft__orphan *orphan = search->orphans->first;

    while (orphan != NULL && strcmp(orphan->path, path) != 0)
        orphan = orphan->next;
    return orphan != NULL;
}

static bool visit(void *context, const char *path)
{
    struct search *search = context;
    struct weft__orphan *orphan;

    if (!weft__path_ends_with(path, WEFT__TRACE_SUFFIX) || belongs(search, path) ||
        is_known(search, path))
        return true;
    orphan = weft__arena_allocate(&search->selection->arena, sizeof *orphan);
    if (orphan == NULL)
        return false;
    orphan->path = path;
    *search->end = orphan;
    search->end = &orphan->next;
    search->orphans->count++;
    return true;
}

/* A folder that is not there has no orphans. */
static void look_in(struct search *search, const char *folder, bool shallow)
{
    struct weft__folder_walk walk = {
        .arena = &search->selection->arena, .visit = visit, .context = search, .shallow = shallow};
    struct stat status;

    if (search->exit_code == WEFT__EXIT_HELD && stat(folder, &status) == 0)
        search->exit_code = weft__command_walk(search->command, &walk, folder);
}

static void look_where_c_scenarios_lie(struct search *search)
{
    const weft_scenario *const *scenarios = search->command->program->scenarios;

    for (; scenarios != NULL && *scenarios != NULL; scenarios++) {
        const char *folder = weft__path_folder(&search->selection->arena,
                                               weft__path_without_dot((*scenarios)->file));

        if (folder == NULL)
            search->exit_code = weft__command_no_memory(search->command);
        else
            look_in(search, folder, true);
    }
}

enum weft__exit weft__orphans_find(const struct weft__command *command,
                                   struct weft__selection *selection, struct weft__orphans *orphans)
{
    struct search search = {.command = command,
                            .selection = selection,
                            .orphans = orphans,
                            .end = &orphans->first,
                            .exit_code = WEFT__EXIT_HELD};
    const struct weft__selected_folder *folder = selection->folders;
    bool one_folder = folder != NULL && folder->next == NULL;

    *orphans = (struct weft__orphans){.first = NULL};
    search.only_in_c = command->argument_count == 0 && has_c_scenarios(&search);
    if (command->options.traces != NULL) {
        if (one_folder || search.only_in_c)
            look_in(&search, command->options.traces, false);
    } else if (search.only_in_c) {
        look_where_c_scenarios_lie(&search);
    } else {
        for (; folder != NULL; folder = folder->next)
            look_in(&search, folder->path, false);
    }
    return search.exit_code;
}
