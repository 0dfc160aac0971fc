/* diagnostic.h - the one place for what a user did wrong: where, what, and the line itself.
 *
 *     cancel.weft:14:9: error: 'cancle' is not a statement
 *        14 |         cancle job
 *           |         ^~~~~~ did you mean 'cancel'?
 *
 * Diagnostics are collected while a file is read and printed afterwards, in the order of their
 * places. A list holds the first WEFT__DIAGNOSTICS_MAX of them and counts the rest; it lives wholly
 * in its struct, so reporting an error needs no memory, not even that there is none left.
 */
#ifndef WEFT_SIM_DIAGNOSTIC_H
#define WEFT_SIM_DIAGNOSTIC_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#define WEFT__DIAGNOSTICS_MAX          20
#define WEFT__DIAGNOSTIC_MESSAGE_BYTES 240
#define WEFT__DIAGNOSTIC_HINT_BYTES    160
#define WEFT__DIAGNOSTIC_EXCERPT_COLUMNS                                                           \
    120 /* of a source line that is longer, this much is shown */

/* A place in a source. Lines and columns count from 1, columns in characters (not bytes). Line 0 is
 * the file as a whole, and no line is shown; a length of 0 is shown as one caret. */
struct weft__place {
    uint32_t line;
    uint32_t column;
    uint32_t length; /* in characters, on that line */
};

/* What was read. Name and bytes are borrowed from whoever read the file. */
struct weft__source {
    const char *name;
    const char *bytes;
    size_t length;
};

struct weft__diagnostic {
    struct weft__place place;
    char message[WEFT__DIAGNOSTIC_MESSAGE_BYTES];
    char hint[WEFT__DIAGNOSTIC_HINT_BYTES]; /* empty: none */
};

struct weft__diagnostics {
    struct weft__source source;
    size_t count;    /* entries in use */
    size_t left_out; /* errors beyond the bound */
    struct weft__diagnostic
        entries[WEFT__DIAGNOSTICS_MAX]; /* by place; at one place, as they came */
};

/* Makes DIAGNOSTICS an empty list about SOURCE, whose name and bytes must live until it is printed.
 */
void weft__diagnostics_init(struct weft__diagnostics *diagnostics, struct weft__source source);

/* Adds an error at PLACE. HINT is what stands behind the tildes ("did you mean 'cancel'?"), or
 * NULL; FORMAT and what follows are printf's, and give the message. Texts that are too long are
 * cut, with an ellipsis. */
void weft__diagnostics_add(struct weft__diagnostics *diagnostics, struct weft__place place,
                           const char *hint, const char *format, ...);

/* Prints the list to STREAM. Control characters and bytes that are not UTF-8 appear as '?'. */
void weft__diagnostics_print(const struct weft__diagnostics *diagnostics, FILE *stream);

#endif
