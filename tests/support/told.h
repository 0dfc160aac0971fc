/* told.h - what diagnostics and writers to streams tell, as text that a test compares. */
#ifndef TESTS_TOLD_H
#define TESTS_TOLD_H

#include "diagnostic.h"

#define TOLD_BYTES_MAX 8192 /* the text with its NUL; more fails the test */

struct told {
    char text[TOLD_BYTES_MAX];
};

/* What WRITE, called with CONTEXT, writes to its stream. */
struct told told_by(void (*write)(const void *context, FILE *stream), const void *context);

/* DIAGNOSTICS print as EXPECTED. */
void assert_told(const struct weft__diagnostics *diagnostics, const char *expected);

#endif
