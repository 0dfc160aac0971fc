/* stimulus_line.c - looking for a line. */
#include "stimulus_line.h"

/* Quotes are apostrophes there. */
static bool is_called(const struct weft__script *script, const struct weft__timeline_line *line,
                      const char *label, size_t label_length)
{
    size_t length;
    const char *text = weft__script_text(script, line->statement->place, &length);

    if (label_length != length)
        return false;
    for (size_t i = 0; i < length; i++)
        if (label[i] != (text[i] == '"' ? '\'' : text[i]))
            return false;
    return true;
}

uint32_t weft__stimulus_line(const struct weft__script *script, const char *label, size_t length,
                             uint64_t nth)
{
    for (const struct weft__timeline_line *line = script->timeline; line != NULL; line = line->next)
        if (line->statement != NULL && is_called(script, line, label, length) && --nth == 0)
            return line->place.line;
    return 0;
}
