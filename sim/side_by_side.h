/* side_by_side.h - two runs where they part, in two columns of one page. */
#ifndef WEFT_SIM_SIDE_BY_SIDE_H
#define WEFT_SIM_SIDE_BY_SIDE_H

#include "explained_run.h"
#include "text_output.h"

#define WEFT__PAGE_COLUMNS 120

/* Writes LEFT and RIGHT from the last event on that they have in common, under their names; RIGHT
 * to its finding, the event FINDING from 0, or to its end. */
void weft__side_by_side_put(struct weft__text_output *out, const struct weft__explained_run *left,
                            const char *left_name, const struct weft__explained_run *right,
                            const char *right_name, size_t finding);

#endif
