/* file_path.h - the parts of a file's path, as text. */
#ifndef WEFT_SIM_FILE_PATH_H
#define WEFT_SIM_FILE_PATH_H

#include "arena.h"

#include <stdbool.h>

#define WEFT__SCRIPT_SUFFIX ".weft"
#define WEFT__TRACE_SUFFIX  ".trace"

/* What stands behind PATH's last slash. */
const char *weft__path_name(const char *path);

/* The folder that PATH lies in, with its slash, or "." if it names none; NULL without memory. */
const char *weft__path_folder(struct weft__arena *arena, const char *path);

/* Whether the last part of PATH ends with SUFFIX, and has more than that. */
bool weft__path_ends_with(const char *path, const char *suffix);

/* PATH without "./" in front. */
const char *weft__path_without_dot(const char *path);

/* FOLDER/NAME in ARENA, or NULL without memory. "." and slashes at FOLDER's end are left out. */
const char *weft__path_join(struct weft__arena *arena, const char *folder, const char *name);

/* Whether PATH, as it is written, lies in FOLDER. */
bool weft__path_lies_in(const char *path, const char *folder);

/* Whether TEXT has bytes that a line of output cannot show. */
bool weft__has_control_characters(const char *text);

#endif
