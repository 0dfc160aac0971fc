/* summary_join.h - what parts of a search have seen, as one: the lists of their summaries. */
#ifndef WEFT_SIM_SUMMARY_JOIN_H
#define WEFT_SIM_SUMMARY_JOIN_H

#include "search_summary.h"

/* Each makes JOINED's list from those of the COUNT parts in KEPT, in ARENA. False without memory.
 */

/* Orderings and classes of runs, by hash. */
bool weft__orderings_join(struct weft__arena *arena, struct weft__summary *joined,
                          const struct weft__summary *const *kept, size_t count);

/* Classes of findings, by their first run: the smallest number, of the part with the smallest.
 * Shown is the run with the fewest choices; of several such the first. */
bool weft__classes_join(struct weft__arena *arena, struct weft__summary *joined,
                        const struct weft__summary *const *kept, size_t count);

#endif
