/* script_lines.h - a script as lines with what is below them, so that some can be left out.
 *
 * A line's depth is how many lines it is below: a block is below its statement, the statements of a
 * time are below the time. So the first line of a time is two here, the time and its statement, and
 * if the statement is left out the next one of that time stands behind it. Nothing is understood
 * but columns: whether what is left is a script, its reader says.
 */
#ifndef WEFT_SIM_SCRIPT_LINES_H
#define WEFT_SIM_SCRIPT_LINES_H

#include "byte_buffer.h"

#include <stdint.h>

struct weft__script_line {
    uint32_t begin, length; /* in the source, without indentation and what stands behind the text */
    uint32_t column;        /* from 0 */
    uint32_t depth;
    uint32_t below;  /* lines */
    bool is_time;    /* of what follows below */
    bool is_comment; /* or empty; on its own */
    bool left_out;
    uint32_t outdent; /* columns that it is moved to the left */
};

struct weft__script_lines {
    const char *text;               /* borrowed */
    struct weft__byte_buffer lines; /* struct weft__script_line */
    size_t count;
    uint32_t depth_max;
};

/* Takes the script TEXT apart. False without memory; to be freed in either case. */
bool weft__script_lines_make(struct weft__script_lines *lines, const char *text, size_t length);
void weft__script_lines_free(struct weft__script_lines *lines);

struct weft__script_line *weft__script_lines_at(const struct weft__script_lines *lines,
                                                size_t index);

/* Leaves out the line INDEX and all below it. The first line, the version, stays. */
void weft__script_lines_leave_out(struct weft__script_lines *lines, size_t index);

/* Leaves out the line INDEX alone; what is below it takes its column. */
void weft__script_lines_unwrap(struct weft__script_lines *lines, size_t index);

/* Writes what is left into TEXT, which is emptied before. False without
 * memory. */
bool weft__script_lines_put(const struct weft__script_lines *lines, struct weft__byte_buffer *text);

/* Everything is there again. */
void weft__script_lines_restore(struct weft__script_lines *lines);

#endif
