/* stories.h - one place for each object of a run that is over, where a pass over its trace writes
 * down what it is interested in: for hashes of runs.
 *
 * Who an object is, is its path (paths.h), hashed: never its number, which is a matter of who came
 * first, or an address. A Cooperator, and the call that is its tick, are made by whoever is the
 * first to need them; all Cooperators are therefore one by name, and so are all ticks.
 */
#ifndef WEFT_SIM_STORIES_H
#define WEFT_SIM_STORIES_H

#include "world_internal.h"

struct weft__story {
    uint64_t path;   /* who it is; 0: not looked up yet */
    uint64_t events; /* the rest begins as 0, and is the pass's own */
    uint64_t prints;
    uint64_t result;
    bool is_tick; /* the call of a Cooperator: how it gets to its steps */
};

struct weft__stories {
    const weft_world *world;
    struct weft__story *of[WEFT_SUBJECT_KINDS]; /* by id */
    size_t count[WEFT_SUBJECT_KINDS];
    struct weft__story *all;
    size_t all_count;
};

/* A story for every object of WORLD's trace, and for the world itself (WEFT_SUBJECT_NONE), in one
 * block of memory. False without memory; else to be ended. */
bool weft__stories_begin(struct weft__stories *stories, const weft_world *world);
void weft__stories_end(struct weft__stories *stories);

/* That of SUBJECT, its path looked up; the world's, if the trace does not name SUBJECT. */
struct weft__story *weft__story_of(struct weft__stories *stories, weft_subject subject);

#endif
