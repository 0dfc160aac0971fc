/* order_independence.h - `order independent`: whatever order calls that are due together go in, the
 * results are the same. */
#ifndef WEFT_SIM_ORDER_INDEPENDENCE_H
#define WEFT_SIM_ORDER_INDEPENDENCE_H

#include "vary.h"

enum weft__independence {
    WEFT__INDEPENDENT,
    WEFT__DEPENDENT,
    WEFT__INDEPENDENCE_DIVERGED, /* the program does not do the same twice */
    WEFT__INDEPENDENCE_LOST      /* memory */
};

/* Runs LOADED in every order, in worlds like those of OPTIONS otherwise; tells in FILE
 * what there is to tell: of two calls whose order matters, or that not all orders were looked at.
 */
enum weft__independence weft__order_independence(const struct weft__loaded *loaded,
                                                 const weft_world_options *options, FILE *file);

#endif
