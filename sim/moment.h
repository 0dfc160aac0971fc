/* moment.h - a moment given on the command line, written as in a script: `3s`, `1.5s`, `1s+11ns`.
 */
#ifndef WEFT_SIM_MOMENT_H
#define WEFT_SIM_MOMENT_H

#include <stdbool.h>
#include <stdint.h>

/* Reads TEXT, which was given for NAME, into *NS. What is wrong is told on stderr; returns whether
 * nothing is. */
bool weft__moment_read(const char *name, const char *text, int64_t *ns);

#endif
