/* whole_file.h - reading a file whole, and writing one so that it is either whole or not touched.
 *
 * What goes wrong is put into diagnostics about the file, which are begun anew by each call:
 * `old.trace: error: cannot be written: No space left on device`. For both, the path "-" is stdin
 * or stdout; a file of that name is "./-".
 */
#ifndef WEFT_SIM_WHOLE_FILE_H
#define WEFT_SIM_WHOLE_FILE_H

#include "diagnostic.h"
#include "weft/allocator.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

enum weft__file_outcome {
    WEFT__FILE_DONE,
    WEFT__FILE_WRONG,    /* the diagnostics say why */
    WEFT__FILE_NO_MEMORY /* only reading */
};

struct weft__file_bounds {
    size_t bytes_max; /* a larger file is an error; below SIZE_MAX */
    const weft_allocator *allocator;
};

/* Reads the file at PATH into *SOURCE, whose name is PATH, or "standard input" for "-". Its bytes
 * end with a NUL that its length does not count; give them back with weft__whole_file_free. */
enum weft__file_outcome weft__whole_file_read(const char *path,
                                              const struct weft__file_bounds *bounds,
                                              struct weft__source *source,
                                              struct weft__diagnostics *diagnostics);
void weft__whole_file_free(struct weft__source *source, const weft_allocator *allocator);

/* What a file is to hold: WRITE puts it into FILE, and returns false, with errno, if that cannot be
 * done. */
struct weft__file_content {
    bool (*write)(void *context, FILE *file);
    void *context;
};

/* Makes PATH a file that holds CONTENT.
 *
 * It is written beside its place under another name and takes the place when all of it lies on the
 * disk, so on any error what was there before is as it was, and nothing is left lying about. A
 * symbolic link stays one, and its target is written; the permissions of a file that was there are
 * kept, and one that may not be written is not replaced. What is no file of its own (a terminal, a
 * pipe, /dev/null) is written straight. */
bool weft__whole_file_write(const char *path, const struct weft__file_content *content,
                            struct weft__diagnostics *diagnostics);

#endif
