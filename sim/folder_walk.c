/* folder_walk.c - a folder is read and closed before what lies in it is looked at. */
#include "folder_walk.h"

#include "file_path.h"

#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

/* --- One folder's names --- */

struct name {
    struct name *next;
    const char *text;
};

static int compare_names(const void *one, const void *other)
{
    return strcmp(*(const char *const *) one, *(const char *const *) other);
}

static enum weft__folder_walk_outcome fail(struct weft__folder_walk *walk,
                                           enum weft__folder_walk_outcome outcome, const char *path)
{
    walk->path = path;
    walk->error = errno;
    return outcome;
}

static enum weft__folder_walk_outcome read_names(struct weft__folder_walk *walk, const char *folder,
                                                 DIR *stream, struct name **names, size_t *count)
{
    const struct dirent *entry;

    for (errno = 0; (entry = readdir(stream)) != NULL; errno = 0) {
        struct name *name;

        if (entry->d_name[0] == '.')
            continue;
        if (weft__has_control_characters(entry->d_name))
            return fail(walk, WEFT__FOLDER_BAD_NAME, folder);
        name = weft__arena_allocate(walk->arena, sizeof *name);
        if (name == NULL)
            return WEFT__FOLDER_NO_MEMORY;
        name->text = weft__arena_copy(walk->arena, entry->d_name, strlen(entry->d_name));
        if (name->text == NULL)
            return WEFT__FOLDER_NO_MEMORY;
        name->next = *names;
        *names = name;
        ++*count;
    }
    return errno == 0 ? WEFT__FOLDER_WALKED : fail(walk, WEFT__FOLDER_UNREADABLE, folder);
}

/* *SORTED is an array of *COUNT names. */
static enum weft__folder_walk_outcome sorted_names(struct weft__folder_walk *walk,
                                                   const char *folder, const char ***sorted,
                                                   size_t *count)
{
    enum weft__folder_walk_outcome outcome;
    struct name *names = NULL;
    DIR *stream = opendir(folder);

    *count = 0;
    if (stream == NULL)
        return fail(walk, WEFT__FOLDER_UNREADABLE, folder);
    outcome = read_names(walk, folder, stream, &names, count);
    closedir(stream);
    if (outcome != WEFT__FOLDER_WALKED)
        return outcome;
    *sorted = weft__arena_allocate(walk->arena, (*count + 1) * sizeof **sorted);
    if (*sorted == NULL)
        return WEFT__FOLDER_NO_MEMORY;
    for (size_t i = 0; names != NULL; names = names->next)
        (*sorted)[i++] = names->text;
    qsort(*sorted, *count, sizeof **sorted, compare_names);
    return WEFT__FOLDER_WALKED;
}

/* --- Folders in folders --- */

static enum weft__folder_walk_outcome walk_folder(struct weft__folder_walk *walk,
                                                  const char *folder, unsigned depth);

static enum weft__folder_walk_outcome walk_entry(struct weft__folder_walk *walk, const char *path,
                                                 unsigned depth)
{
    struct stat status;
    bool is_file;

    if (lstat(path, &status) != 0)
        return fail(walk, WEFT__FOLDER_UNREADABLE, path);
    if (S_ISDIR(status.st_mode))
        return walk->shallow ? WEFT__FOLDER_WALKED : walk_folder(walk, path, depth + 1);
    is_file = S_ISREG(status.st_mode);
    if (S_ISLNK(status.st_mode)) /* one that leads nowhere is told by whoever wants to read it */
        is_file = stat(path, &status) != 0 || S_ISREG(status.st_mode);
    if (is_file && !walk->visit(walk->context, path))
        return WEFT__FOLDER_NO_MEMORY;
    return WEFT__FOLDER_WALKED;
}

static enum weft__folder_walk_outcome walk_folder(struct weft__folder_walk *walk,
                                                  const char *folder, unsigned depth)
{
    const char **names = NULL;
    size_t count;
    enum weft__folder_walk_outcome outcome;

    if (depth > WEFT__FOLDER_WALK_DEPTH_MAX)
        return fail(walk, WEFT__FOLDER_TOO_DEEP, folder);
    outcome = sorted_names(walk, folder, &names, &count);
    for (size_t i = 0; i < count && outcome == WEFT__FOLDER_WALKED; i++) {
        const char *path = weft__path_join(walk->arena, folder, names[i]);

        outcome = path != NULL ? walk_entry(walk, path, depth) : WEFT__FOLDER_NO_MEMORY;
    }
    return outcome;
}

enum weft__folder_walk_outcome weft__folder_walk(struct weft__folder_walk *walk, const char *folder)
{
    return walk_folder(walk, folder, 0);
}
