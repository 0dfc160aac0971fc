/* file_path.c - paths are cut and put together here alone. */
#include "file_path.h"

#include <string.h>

const char *weft__path_name(const char *path)
{
    const char *slash = strrchr(path, '/');

    return slash != NULL ? slash + 1 : path;
}

const char *weft__path_folder(struct weft__arena *arena, const char *path)
{
    const char *name = weft__path_name(path);

    return name == path ? "." : weft__arena_copy(arena, path, (size_t) (name - path));
}

bool weft__path_ends_with(const char *path, const char *suffix)
{
    const char *name = weft__path_name(path);
    size_t length = strlen(name);
    size_t suffix_length = strlen(suffix);

    return length > suffix_length && strcmp(name + length - suffix_length, suffix) == 0;
}

const char *weft__path_without_dot(const char *path)
{
    while (path[0] == '.' && path[1] == '/') {
        path += 2;
        while (*path == '/')
            path++;
    }
    return path;
}

const char *weft__path_join(struct weft__arena *arena, const char *folder, const char *name)
{
    size_t folder_length = strlen(folder);
    size_t name_length = strlen(name);
    char *path = weft__arena_allocate(arena, folder_length + name_length + 2);

    if (path == NULL)
        return NULL;
    while (folder_length > 1 && folder[folder_length - 1] == '/')
        folder_length--;
    if (folder_length == 1 && *folder == '.')
        folder_length = 0;
    memcpy(path, folder, folder_length);
    if (folder_length > 0 && path[folder_length - 1] != '/')
        path[folder_length++] = '/';
    memcpy(path + folder_length, name, name_length);
    return path;
}

bool weft__path_lies_in(const char *path, const char *folder)
{
    size_t length;

    path = weft__path_without_dot(path);
    folder = strcmp(folder, ".") == 0 ? "" : weft__path_without_dot(folder);
    length = strlen(folder);
    while (length > 1 && folder[length - 1] == '/')
        length--;
    if (length == 0)
        return *path != '/';
    return strncmp(path, folder, length) == 0 && (folder[length - 1] == '/' || path[length] == '/');
}

bool weft__has_control_characters(const char *text)
{
    while (*text != '\0' && (unsigned char) *text >= ' ' && *text != 127)
        text++;
    return *text != '\0';
}
