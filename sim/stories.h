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
    uint64_t path;   /* who it is; 0: not looked up yet, and then so is the rest */
    uint64_t events; /* the rest begins as 0, and is the pass's own */
    uint64_t prints;
    uint64_t result;
    bool is_tick; /* the call of a Cooperator: how it gets to its steps */
};

/* What something is called, in words to be hashed. */
struct weft__story_name {
    const char *text; /* NULL: none */
    size_t length;
    uint64_t word; /* all of a text of up to 8 bytes */
};

struct weft__stories {
    const weft_world *world;
    struct weft__object_table of[WEFT_SUBJECT_KINDS];  /* struct weft__story by id */
    struct weft__story_name names[WEFT_SUBJECT_KINDS]; /* that were looked up last, by kind */
    struct weft__story nobody; /* takes what there was no memory for a story of */
    bool lost;                 /* there is such a thing: what was written down is worth nothing */
};

/* STORIES of WORLD, which has run, with nothing written down; to be ended. */
void weft__stories_begin(struct weft__stories *stories, const weft_world *world);
void weft__stories_end(struct weft__stories *stories);

/* Looks up the path of the object of KIND and ID, and those of its makers. Returns its story;
 * `nobody` without memory. */
struct weft__story *weft__story_look_up(struct weft__stories *stories, weft_subject_kind kind,
                                        uint64_t id);

/* That of SUBJECT, its path looked up. */
static inline struct weft__story *weft__story_of(struct weft__stories *stories,
                                                 weft_subject subject)
{
    struct weft__story *story = weft__object_table_find(&stories->of[subject.kind], subject.id);

    return story && story->path != 0 ? story
                                     : weft__story_look_up(stories, subject.kind, subject.id);
}

#endif
