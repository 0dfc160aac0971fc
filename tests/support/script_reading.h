/* script_reading.h - one script read for a test, with counted memory, and its errors in a form that
 * a table can hold. */
#ifndef TESTS_SCRIPT_READING_H
#define TESTS_SCRIPT_READING_H

#include "counting_allocator.h"

#include "script.h"

struct script_reading {
    struct counting_allocator memory;
    weft_allocator allocator;
    struct weft__diagnostics diagnostics;
    enum weft__script_outcome outcome;
    struct weft__script *script; /* NULL unless it was read */
    char complaints[8192];
};

/* Begins READING, with nothing read yet. */
void script_reading_start(struct script_reading *reading);

/* Reads LENGTH bytes at TEXT, which must outlive READING. Registered in C are the action `knock`
 * and the task `native`, with one value each. */
void script_reading_read(struct script_reading *reading, const char *text, size_t length);

/* Each error as "LINE:COLUMN-LENGTH message | hint" on a line of its own. */
const char *script_reading_complaints(struct script_reading *reading);

/* One script and all that is wrong with it. */
struct script_error_row {
    const char *text;
    size_t length; /* NUL may stand in the text */
    const char *complaints;
};

/* The first two members of a row: a whole file, and one whose first line is as it should be. */
#define WHOLE_SCRIPT(text) (text), sizeof(text) - 1
#define SCRIPT(text)       WHOLE_SCRIPT("weft 1\n" text)

/* Fails the test at the first of COUNT rows whose script is not refused with exactly its
 * complaints, or leaves memory behind. */
void assert_script_errors(const struct script_error_row *rows, size_t count);

/* Frees what was read. Returns how many bytes are alive then. */
size_t script_reading_end(struct script_reading *reading);

#endif
