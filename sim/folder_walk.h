/* folder_walk.h - the files in a folder and its folders, in byte order of names.
 *
 * What begins with a dot is skipped, and so is what is neither a file nor a folder. Links to files
 * are followed; links to folders are not, so no walk goes round in circles.
 */
#ifndef WEFT_SIM_FOLDER_WALK_H
#define WEFT_SIM_FOLDER_WALK_H

#include "arena.h"

#include <stdbool.h>

#define WEFT__FOLDER_WALK_DEPTH_MAX 32 /* folders in folders */

enum weft__folder_walk_outcome {
    WEFT__FOLDER_WALKED,
    WEFT__FOLDER_UNREADABLE, /* the walk's path is what, its error why */
    WEFT__FOLDER_TOO_DEEP,   /* the walk's path is where */
    WEFT__FOLDER_BAD_NAME,   /* the walk's path is the folder that holds a name with control
                                characters */
    WEFT__FOLDER_NO_MEMORY
};

struct weft__folder_walk {
    struct weft__arena *arena;                      /* of the paths handed to visit */
    bool (*visit)(void *context, const char *path); /* false: there is no memory; the walk ends */
    void *context;
    bool shallow;     /* leaves out the folders in the folder */
    const char *path; /* where it failed */
    int error;        /* errno */
};

/* Shows each file in FOLDER to WALK's visit, as FOLDER/NAME (in "." as NAME alone). */
enum weft__folder_walk_outcome weft__folder_walk(struct weft__folder_walk *walk,
                                                 const char *folder);

#endif
