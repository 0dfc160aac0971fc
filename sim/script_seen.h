/* script_seen.h - what a value was, remembered without holding it.
 *
 * Expectations, `T.name` and traces hold nothing: a reference kept for their sake would delay the
 * last release of what it refers to. So a seen value is a view and a copy of its bytes; of a handle
 * only kind and number are kept. A list, and a value of a C program's own type, is kept as its
 * printed form.
 */
#ifndef WEFT_SIM_SCRIPT_SEEN_H
#define WEFT_SIM_SCRIPT_SEEN_H

#include "script_types.h"

struct weft__script_run;

/* All zeroes: has seen none. */
struct weft__script_seen {
    struct weft__script_view view; /* its text, if any, is that of bytes */
    char *bytes;                   /* in the world's memory; kept to be used again */
    size_t capacity;
    struct weft__script_seen *first; /* of a FirstError: what failed first */
};

/* Remembers *VALUE in SEEN, in place of what was there. Without memory, or if its bytes are more
 * than a script's text may have, SEEN is none. */
void weft__script_see(struct weft__script_run *run, struct weft__script_seen *seen,
                      const weft_value *value);

/* Remembers LENGTH bytes as a text. */
void weft__script_see_text(struct weft__script_run *run, struct weft__script_seen *seen,
                           const char *bytes, size_t length);

/* SEEN as a value that looks may compare and print. It is valid as long as SEEN is, and is not for
 * the library's hands. */
weft_value weft__script_seen_value(const struct weft__script_seen *seen);

/* The seen value that VALUE stands for; NULL: it is an ordinary one. */
const struct weft__script_seen *weft__script_seen_in(const weft_value *value);

#endif
