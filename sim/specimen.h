/* specimen.h - a failing run that is being cut down: its script, its choices, its finding. */
#ifndef WEFT_SIM_SPECIMEN_H
#define WEFT_SIM_SPECIMEN_H

#include "byte_buffer.h"

struct weft__specimen {
    struct weft__byte_buffer script;     /* of a scenario in C: empty */
    struct weft__byte_buffer class_text; /* of its finding, ended by a zero */
    struct weft__byte_buffer choices;    /* that are not Twisted's: texts, each ended by a zero */
    struct weft__byte_buffer earlier;    /* for each of them the same choice with earlier answers:
                                            texts, ended by an empty one */
    size_t choice_count;
    size_t earlier_count; /* of all */
};

/* An empty one. */
struct weft__specimen weft__specimen_make(void);

/* Makes TEXT its script. False without memory. */
bool weft__specimen_set_script(struct weft__specimen *specimen, const char *text, size_t length);

/* Makes what ENTRIES tell (followed_run.h) its choices, and CLASS_TEXT its finding. False without
 * memory. */
bool weft__specimen_set_run(struct weft__specimen *specimen, const char *class_text,
                            const char *entries, size_t bytes);

/* The text of choice INDEX; the earlier answers to it, ended by an empty text. */
const char *weft__specimen_choice(const struct weft__specimen *specimen, size_t index);
const char *weft__specimen_earlier(const struct weft__specimen *specimen, size_t index);

/* How many lines its script has. */
size_t weft__specimen_lines(const struct weft__specimen *specimen);

/* Makes *SPECIMEN what *OTHER is, which is empty then. */
void weft__specimen_take(struct weft__specimen *specimen, struct weft__specimen *other);
void weft__specimen_free(struct weft__specimen *specimen);

#endif
