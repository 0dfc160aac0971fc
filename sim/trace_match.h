/* trace_match.h - which event lines of two traces are the same, in order: the bones of a diff.
 *
 * What both have at the beginning and at the end is cut off; between, the shortest way from one to
 * the other is sought (Myers, "An O(ND) difference algorithm", 1986), for
 * WEFT__TRACE_MATCH_EDITS_MAX edits at a time: when they do not suffice, the farthest place that
 * was reached is kept, and the search begins anew there. So the result is always right, its cost
 * grows with the traces and not with their square, and only where traces have little in common is
 * it not the shortest.
 */
#ifndef WEFT_SIM_TRACE_MATCH_H
#define WEFT_SIM_TRACE_MATCH_H

#include "trace_read.h"

#define WEFT__TRACE_MATCH_EDITS_MAX 256

/* COUNT lines that are the same, from these on; indices into events. */
struct weft__trace_match {
    size_t before_at;
    size_t after_at;
    size_t count;
};

struct weft__trace_matcher {
    const struct weft__trace_file *before;
    const struct weft__trace_file *after;
    const weft_allocator *allocator;
    bool shortest; /* so far */
    bool ended;
    size_t before_at, after_at;   /* where the search stands */
    size_t before_end, after_end; /* what both have at the end begins here */
    int64_t *reached;             /* NULL: without memory, or nothing to search */
    size_t edits_max;
    size_t match_count; /* found and not given out: at the end of matches */
    struct weft__trace_match matches[WEFT__TRACE_MATCH_EDITS_MAX + 2];
};

/* Begins; both traces are borrowed. If they are cut, what was left out before and behind is the
 * same in both. Without memory all between the common beginning and end counts
 * as different, and the result is not the shortest. */
void weft__trace_matcher_begin(struct weft__trace_matcher *matcher,
                               const struct weft__trace_file *before,
                               const struct weft__trace_file *after,
                               const weft_allocator *allocator);

/* Gives the next match; the last one is what both have at the end, maybe nothing. False: there is
 * no more. Matches may touch. */
bool weft__trace_matcher_next(struct weft__trace_matcher *matcher, struct weft__trace_match *match);

void weft__trace_matcher_end(struct weft__trace_matcher *matcher);

#endif
