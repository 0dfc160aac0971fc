/* explained_run.h - a run as its trace tells, ready to be looked at: what happened, without what is
 * only written down beside it. */
#ifndef WEFT_SIM_EXPLAINED_RUN_H
#define WEFT_SIM_EXPLAINED_RUN_H

#include "byte_buffer.h"
#include "trace_read.h"

struct weft__explained_run {
    struct weft__byte_buffer text; /* of the trace */
    struct weft__trace_file trace;
    bool is_read;
};

/* Reads what is in RUN's text. False without memory. To be freed in either case. */
bool weft__explained_read(struct weft__explained_run *run);
void weft__explained_free(struct weft__explained_run *run);

struct weft__trace_fields weft__explained_fields(const struct weft__explained_run *run,
                                                 size_t index);

/* Whether the event at INDEX, from 0, happened, and is no choice, name, verdict. */
bool weft__explained_happened(const struct weft__explained_run *run, size_t index);

/* The index of the finding CLASS_TEXT; the count of events: there is none. */
size_t weft__explained_finding(const struct weft__explained_run *run, const char *class_text);

/* The first index at which A and B differ. */
size_t weft__explained_part(const struct weft__explained_run *a,
                            const struct weft__explained_run *b);

/* The event before BEFORE that is SUBJECT's, by its kind and number, and WORD, or if that is NULL,
 * happened; the count of events: there is none. */
size_t weft__explained_last(const struct weft__explained_run *run, size_t before,
                            struct weft__trace_slice subject, const char *word);

/* The event at INDEX as text of one line, blanks once, at most SIZE bytes with the zero. */
void weft__explained_put(const struct weft__explained_run *run, size_t index, char *text,
                         size_t size);

#endif
