/* finding_file.h - a finding as a file: the trace of the run that showed it, which replays alone.
 */
#ifndef WEFT_SIM_FINDING_FILE_H
#define WEFT_SIM_FINDING_FILE_H

#include "search.h"

/* Writes the file of each of SEARCH's findings into the folder that COMMAND says, which is made if
 * it is not there. FILES[i], in ARENA, becomes its path; NULL if it could not be written: told.
 * False if any could not be. */
bool weft__finding_files_write(const struct weft__command *command, struct weft__search *search,
                               struct weft__arena *arena, const char **files);

/* One such file: SCENARIO-KIND-NUMBER.trace. */
struct weft__finding_file {
    const char *scenario; /* as traces name it */
    const char *class_text;
    uint64_t number; /* tells it apart from others of its kind */
    struct weft__pool_bytes trace;
};

/* Writes FILE into the folder that COMMAND says, which must be there. Its path, in ARENA; NULL:
 * told. */
const char *weft__finding_file_write(const struct weft__command *command,
                                     const struct weft__finding_file *file,
                                     struct weft__arena *arena);

/* Makes FOLDER and those that it lies in. False: told. */
bool weft__folder_make(const struct weft__command *command, const char *folder);

#endif
