/* text_output.h - text put together piece by piece, into memory or into a stream, with the same
 * bytes everywhere.
 *
 * Numbers and times are made by hand: no locale, no float, no printf. Pieces are gathered in the
 * struct, so a stream gets few large writes; nothing is complete before weft__text_finish.
 */
#ifndef WEFT_SIM_TEXT_OUTPUT_H
#define WEFT_SIM_TEXT_OUTPUT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#define WEFT__TEXT_GATHERED_BYTES 1024

struct weft__text_output {
    FILE *file; /* NULL: into memory */
    char *text; /* where to, like snprintf: SIZE bytes with the NUL */
    size_t size;
    size_t handed_on;    /* of all that was put, whether it fitted or not, what is not gathered */
    size_t column;       /* in characters, since the last piece that ended with a newline; */
    const char *counted; /* of what is gathered, only what stands before this is counted in */
    int error;           /* errno of the first write that failed; 0: none */
    char *gathered;
    char *at;  /* where the next byte goes */
    char *end; /* of what can be gathered */
    char own[WEFT__TEXT_GATHERED_BYTES];
};

void weft__text_to_memory(struct weft__text_output *output, char *text, size_t size);
void weft__text_to_file(struct weft__text_output *output, FILE *file);

/* The same for who writes much: pieces are gathered in BUFFER, of BYTES bytes, at least
 * WEFT__TEXT_GATHERED_BYTES. */
void weft__text_to_file_through(struct weft__text_output *output, FILE *file, char *buffer,
                                size_t bytes);

/* Hands on what is gathered. Memory: ends it with a NUL, whole or cut. Stream: not flushed. Returns
 * whether every write went well; if not, errno is what the first that failed said. */
bool weft__text_finish(struct weft__text_output *output);

/* How many bytes were put, whether they fitted or not. */
static inline size_t weft__text_length(const struct weft__text_output *output)
{
    return output->handed_on + (size_t) (output->at - output->gathered);
}

/* Room for BYTES bytes, at most WEFT__TEXT_GATHERED_BYTES, to write some of them oneself: printable
 * ASCII, no newline. They are put by weft__text_put_written, which is told where they end. */
char *weft__text_room(struct weft__text_output *output, size_t bytes);
static inline void weft__text_put_written(struct weft__text_output *output, char *end)
{
    if (output->counted == output->at) {
        output->column += (size_t) (end - output->at);
        output->counted = end;
    }
    output->at = end;
}

void weft__text_put_bytes(struct weft__text_output *output, const char *bytes, size_t length);

static inline void weft__text_put(struct weft__text_output *output, const char *text)
{
    weft__text_put_bytes(output, text, strlen(text));
}

/* Puts a newline. */
void weft__text_end_line(struct weft__text_output *output);

void weft__text_put_number(struct weft__text_output *output, uint64_t number);
void weft__text_put_integer(struct weft__text_output *output, int64_t integer);

/* SECONDS.NINEDIGITS */
void weft__text_put_time(struct weft__text_output *output, int64_t time_ns);

/* BYTES on one line: newline, tab and backslash are \n, \t and \\; other control characters, bytes
 * that are not UTF-8, and a space at either end are \xNN. */
void weft__text_put_escaped(struct weft__text_output *output, const char *bytes, size_t length);

/* The same between double quotes; those inside are \". */
void weft__text_put_quoted(struct weft__text_output *output, const char *bytes, size_t length);

/* At least SPACES spaces, and as many as it takes to reach COLUMN. */
void weft__text_put_gap(struct weft__text_output *output, size_t spaces, size_t column);

#endif
