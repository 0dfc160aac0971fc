/* adopted_trace.c - what a file's first lines, and its name, tell. */
#include "adopted_trace.h"

#include <stdio.h>
#include <string.h>

enum { LINES_LOOKED_AT = 4, LINE_BYTES = 4096 };

bool weft__trace_is_adopted(const char *path)
{
    static const char sign[] = "strategy " WEFT__ADOPTED_STRATEGY "\n";
    char line[LINE_BYTES];
    FILE *file = fopen(path, "r");
    bool adopted = false;

    if (file == NULL)
        return false;
    for (int i = 0; i < LINES_LOOKED_AT && fgets(line, sizeof line, file) != NULL; i++)
        adopted = strcmp(line, sign) == 0;
    fclose(file);
    return adopted;
}

bool weft__is_adopted_of(const char *name, size_t length, const char *scenario)
{
    size_t own = strlen(scenario);

    return length > own + 1 && memcmp(name, scenario, own) == 0 && name[own] == WEFT__ADOPTED_SIGN;
}
