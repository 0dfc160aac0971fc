/* summary_lines.h - the lines of a report that is read (summary_file.h), one after the other.
 *
 * A function that reads answers false when it is over: what is wrong has been told, with its place,
 * or `no_memory` is set.
 */
#ifndef WEFT_SIM_SUMMARY_LINES_H
#define WEFT_SIM_SUMMARY_LINES_H

#include "arena.h"
#include "diagnostic.h"
#include "trace_fields.h"

struct weft__summary_reader {
    struct weft__arena *arena;
    struct weft__diagnostics *diagnostics;
    const char *at, *end;         /* behind this line; of the file */
    const char *line_at;          /* this line's first byte */
    struct weft__trace_rest rest; /* of this line */
    uint32_t line;
    bool no_memory;
};

/* Each tells something about this place, and answers false. */
bool weft__summary_wrong(struct weft__summary_reader *reader, const char *what);
bool weft__summary_expected(struct weft__summary_reader *reader, const char *what);
bool weft__summary_no_memory(struct weft__summary_reader *reader);

bool weft__summary_next_line(struct weft__summary_reader *reader);
/* The next line, which must begin with KEY. */
bool weft__summary_take_key(struct weft__summary_reader *reader, const char *key);

/* Each takes something from this line. */
bool weft__summary_at_line_end(struct weft__summary_reader *reader);
bool weft__summary_take_number(struct weft__summary_reader *reader, uint64_t most,
                               uint64_t *number);
bool weft__summary_take_hash(struct weft__summary_reader *reader, uint64_t *hash);
/* The rest of it without its escapes, in the arena. */
bool weft__summary_take_text(struct weft__summary_reader *reader, const char **text);

/* Each reads the next line, of KEY and one thing. */
bool weft__summary_read_number(struct weft__summary_reader *reader, const char *key, uint64_t most,
                               uint64_t *number);
bool weft__summary_read_text(struct weft__summary_reader *reader, const char *key,
                             const char **text);
/* How many lines of at least BYTES follow: no more than the file can hold. */
bool weft__summary_read_count(struct weft__summary_reader *reader, const char *key, size_t bytes,
                              uint64_t *count);

#endif
