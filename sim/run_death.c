/* run_death.c - naming deaths. */
#include "run_death.h"

#include <stdio.h>
#include <string.h>

void weft__run_death_put(const struct weft__pool_outcome *outcome, char *text, size_t size)
{
    struct weft__pool_bytes told = outcome->errors;
    size_t from;
    int used = 0;

    if (outcome->kind == WEFT__POOL_CRASHED)
        used = snprintf(text, size, "crashed: signal %d", outcome->code);
    else if (outcome->kind == WEFT__POOL_EXITED)
        used = snprintf(text, size, "exited: code %d", outcome->code);
    else
        used = snprintf(text, size, "hung: no end within the time for one run");
    while (told.length > 0 && told.bytes[told.length - 1] == '\n')
        told.length--;
    for (from = told.length; from > 0 && told.bytes[from - 1] != '\n';)
        from--;
    if (told.length > from)
        snprintf(text + used, size - (size_t) used, ": %.*s", (int) (told.length - from),
                 told.bytes + from);
}

bool weft__run_death_is(const char *text)
{
    return strncmp(text, "crashed: ", 9) == 0 || strncmp(text, "exited: ", 8) == 0 ||
           strncmp(text, "hung: ", 6) == 0;
}
