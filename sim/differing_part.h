/* differing_part.h - two traces in files, read only as far as they differ: for those that are long
 * and mostly the same.
 *
 * The lines of events that both files begin and end with are judged and counted, one window after
 * the other, and not held. What lies between the first and the last line that differ is: the
 * shortest way to tell it needs all of that.
 */
#ifndef WEFT_SIM_DIFFERING_PART_H
#define WEFT_SIM_DIFFERING_PART_H

#include "stored_trace.h"

#define WEFT__DIFFERING_WINDOW_BYTES ((size_t) 64 * 1024)

struct weft__differing_paths {
    const char *before;
    const char *after;
    size_t window_bytes; /* how much of each file is looked at at a time */
    size_t context;      /* how many of the same lines around are held */
};

/* Reads *BEFORE and *AFTER, to be closed. False, with nothing to close: not in this way. Who cares
 * why reads them whole: there may be no such file, or it is no trace, or not one that can be read
 * at any place, or a line or the header is longer than a window. */
bool weft__differing_part_read(const struct weft__differing_paths *paths,
                               struct weft__stored_trace *before, struct weft__stored_trace *after);

#endif
