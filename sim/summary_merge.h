/* summary_merge.h - the parts of a search become one: runs are added up, orderings and classes of
 * findings united.
 *
 * What comes of it does not depend on the order of the parts. A part that is there twice counts
 * once, and the whole is not complete then: it would be a wonder if the other was not meant to be
 * there.
 */
#ifndef WEFT_SIM_SUMMARY_MERGE_H
#define WEFT_SIM_SUMMARY_MERGE_H

#include "search_summary.h"

enum weft__merge_outcome {
    WEFT__MERGED,
    WEFT__MERGE_WRONG, /* see `told` */
    WEFT__MERGE_NO_MEMORY
};

struct weft__merge {
    struct weft__arena *arena;
    struct weft__summary *first; /* one for each scenario, in the order of their first parts */
    char told[1024];             /* what cannot be joined: a sentence without a full stop */
};

/* Joins SUMMARIES, whose `report` is set, into MERGE, whose arena is set. */
enum weft__merge_outcome weft__summaries_merge(struct weft__merge *merge,
                                               const struct weft__summary *summaries);

#endif
