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

#define WEFT__TEXT_GATHERED_BYTES 1024

struct weft__text_output {
    FILE *file; /* NULL: into memory */
    char *text; /* where to, like snprintf: SIZE bytes with the NUL */
    size_t size;
    size_t length; /* of all that was put, whether it fitted or not */
    size_t column; /* in characters, since the last piece that ended with a newline */
    int error;     /* errno of the first write that failed; 0: none */
    size_t gathered;
    char bytes[WEFT__TEXT_GATHERED_BYTES];
};

void weft__text_to_memory(struct weft__text_output *output, char *text, size_t size);
void weft__text_to_file(struct weft__text_output *output, FILE *file);

/* Hands on what is gathered. Memory: ends it with a NUL, whole or cut. Stream: not flushed. Returns
 * whether every write went well; if not, errno is what the first that failed said. */
bool weft__text_finish(struct weft__text_output *output);

void weft__text_put(struct weft__text_output *output, const char *text);
void weft__text_put_bytes(struct weft__text_output *output, const char *bytes, size_t length);
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
