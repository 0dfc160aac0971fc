/* stimulus_line.c - looking for a line. */
#include "stimulus_line.h"

#include <string.h>

static bool is_called(const struct weft__timeline_line *line, const char *label, size_t length)
{
    return strlen(line->label) == length && memcmp(line->label, label, length) == 0;
}

uint32_t weft__stimulus_line(const struct weft__script *script, const char *label, size_t length,
                             uint64_t nth)
{
    for (const struct weft__timeline_line *line = script->timeline; line != NULL; line = line->next)
        if (line->statement != NULL && is_called(line, label, length) && --nth == 0)
            return line->place.line;
    return 0;
}
