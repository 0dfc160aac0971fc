/* output.h - stdout, and what became of it.
 *
 * Everything that a command is asked for goes here, line by line, so that a run that is interrupted
 * has told what it did. A full disk or a reader that went away is noticed where it happens and told
 * once, at the end; nothing written is worth nothing, so the command then fails.
 */
#ifndef WEFT_SIM_OUTPUT_H
#define WEFT_SIM_OUTPUT_H

#include <stdbool.h>
#include <stdio.h>

struct weft__output {
    FILE *file;
    int error;  /* errno of the first write that failed; 0: none did */
    bool color; /* colours are wanted */
};

enum weft__color { WEFT__COLOR_NONE, WEFT__COLOR_GOOD, WEFT__COLOR_BAD, WEFT__COLOR_CHANGED };

/* Makes OUTPUT write to FILE, a line at a time. */
void weft__output_begin(struct weft__output *output, FILE *file);

/* Like fprintf. */
void weft__output_print(struct weft__output *output, const char *format, ...)
#if defined(__GNUC__)
    __attribute__((format(printf, 2, 3)))
#endif
    ;

/* Writes TEXT in COLOR, if colours are wanted. */
void weft__output_colored(struct weft__output *output, enum weft__color color, const char *text);

/* Looks whether writing to the file failed; after whatever wrote to it by itself. Returns whether
 * it is still worth going on. */
bool weft__output_good(struct weft__output *output);

/* Writes out what is left. Returns false if anything failed to be written; that is then told on
 * stderr, as from PROGRAM_NAME, unless the reader has only gone away. */
bool weft__output_end(struct weft__output *output, const char *program_name);

#endif
