/* decider_find.c - strategies of a single run, by name. */
#include "decider.h"

#include <string.h>

bool weft__decider_find(const char *name, struct weft__draw *draw, struct weft__decider *decider)
{
    if (!name || strcmp(name, "fifo") == 0)
        *decider = weft__decider_fifo();
    else if (strcmp(name, "random") == 0)
        *decider = weft__decider_random(draw);
    else if (strcmp(name, "pct") == 0)
        *decider = weft__decider_pct(draw);
    else
        return false;
    return true;
}
