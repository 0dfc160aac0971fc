/* selection.h - which scenarios the words on the command line mean, and where their accepted traces
 * lie.
 *
 * A word is the name of a C scenario of the program, a script's file, or a folder: every script in
 * it and in its folders, in byte order of names, then the program's C scenarios whose source lies
 * there. Names that begin with a dot are skipped in folders, and links to folders are not followed.
 * Without any word the program's C scenarios are meant; if it has none, the folder `scenarios`.
 *
 * The accepted trace of x.weft is x.trace beside it; that of a C scenario is NAME.trace beside its
 * source. With a folder for traces they lie there, as deep as the scripts do in the folder that was
 * named. Beside the latter lies what was adopted of it, SCENARIO@NAME.trace (adopted_trace.h): for
 * verbs that hold such things each is a scenario of that name behind its own.
 */
#ifndef WEFT_SIM_SELECTION_H
#define WEFT_SIM_SELECTION_H

#include "arena.h"
#include "command.h"
#include "folder_walk.h"

struct weft__selected {
    struct weft__selected *next;
    const char *name;              /* a script's path, a C scenario's name */
    const char *trace_path;        /* of its accepted trace */
    const weft_scenario *scenario; /* NULL: a script */
};

struct weft__selected_folder {
    struct weft__selected_folder *next;
    const char *path;
};

struct weft__selection {
    struct weft__arena arena; /* holds all of it */
    struct weft__selected *first;
    size_t count;
    size_t name_width;                     /* of the longest name */
    struct weft__selected_folder *folders; /* those named */
};

/* Makes SELECTION from COMMAND's arguments and its options -k and --traces. Returns
 * WEFT__EXIT_HELD, WEFT__EXIT_INPUT if something named cannot be found or read, WEFT__EXIT_NOTHING
 * if nothing is selected, or WEFT__EXIT_BUDGET; all but the first have been told. To be freed in
 * every case. */
enum weft__exit weft__selection_make(const struct weft__command *command,
                                     struct weft__selection *selection);

/* Walks as weft__folder_walk does, and tells on stderr what is wrong; WEFT__EXIT_INPUT or
 * WEFT__EXIT_BUDGET then. */
enum weft__exit weft__command_walk(const struct weft__command *command,
                                   struct weft__folder_walk *walk, const char *folder);

/* The scenario that PROGRAM has under NAME, or NULL. */
const weft_scenario *weft__program_scenario(const weft_program *program, const char *name);

void weft__selection_free(struct weft__selection *selection);

#endif
