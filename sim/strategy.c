/* strategy.c - the strategies by name. */
#include "strategy.h"

#include <string.h>

const struct weft__strategy_type *const weft__strategies[] = {
    &weft__strategy_portfolio,
    &weft__strategy_fifo,
    &weft__strategy_random,
    &weft__strategy_pct,
    &weft__strategy_delay_bounded,
    &weft__strategy_depth_first,
    NULL,
};

const struct weft__strategy_type *weft__strategy_type_find(const char *name)
{
    for (size_t i = 0; weft__strategies[i] != NULL; i++)
        if (strcmp(weft__strategies[i]->name, name) == 0)
            return weft__strategies[i];
    return NULL;
}
