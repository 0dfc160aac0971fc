/* stories.c - a table of all objects that a trace names, and who they are. */
#include "stories.h"

#include "hash.h"

#include <string.h>

static size_t largest(size_t count, uint64_t id)
{
    return id < count ? count : (size_t) id + 1;
}

/* Ids count from 1 without gaps, so the largest of each kind says how many there are. */
static void count_objects(struct weft__stories *stories)
{
    const weft_trace *trace = stories->world->trace;
    uint64_t count = weft_trace_count(trace);

    stories->count[WEFT_SUBJECT_NONE] = 1;
    for (uint64_t event = 1; event <= count; event++) {
        weft_trace_record record = weft_trace_get(trace, event);
        size_t *subjects = &stories->count[record.subject.kind];
        size_t *others = &stories->count[record.other.kind];

        *subjects = largest(*subjects, record.subject.id);
        *others = largest(*others, record.other.id);
    }
}

bool weft__stories_begin(struct weft__stories *stories, const weft_world *world)
{
    const weft_allocator *allocator = &weft_allocator_system;
    struct weft__story *next;
    size_t bytes;

    *stories = (struct weft__stories){.world = world};
    count_objects(stories);
    for (size_t kind = 0; kind < WEFT_SUBJECT_KINDS; kind++)
        stories->all_count += stories->count[kind];
    bytes = stories->all_count * sizeof *stories->all;
    stories->all = allocator->allocate(allocator->context, NULL, 0, bytes);
    if (!stories->all)
        return false;
    memset(stories->all, 0, bytes);
    next = stories->all;
    for (size_t kind = 0; kind < WEFT_SUBJECT_KINDS; kind++) {
        stories->of[kind] = next;
        next += stories->count[kind];
    }
    return true;
}

void weft__stories_end(struct weft__stories *stories)
{
    weft_allocator_system.allocate(weft_allocator_system.context, stories->all,
                                   stories->all_count * sizeof *stories->all, 0);
}

static struct weft__story *find(const struct weft__stories *stories, weft_subject subject)
{
    return subject.id < stories->count[subject.kind] ? &stories->of[subject.kind][subject.id]
                                                     : NULL;
}

/* The maker of what KNOWN tells of, if its path is not known yet and must be before. */
static bool maker_comes_first(const struct weft__stories *stories, const struct weft__known *known)
{
    const struct weft__story *maker = known ? find(stories, known->maker) : NULL;

    return maker && maker->path == 0 && known->maker.kind != WEFT_SUBJECT_NONE;
}

/* The path of SUBJECT, whose maker's is known. */
static void look_up(const struct weft__stories *stories, weft_subject subject,
                    struct weft__story *story)
{
    const struct weft__known *known = weft__paths_find(&stories->world->paths, subject);
    const char *name = weft_subject_name(subject.kind);
    const struct weft__story *maker = NULL;
    uint64_t hash = 0;

    story->is_tick = known && known->is_tick;
    if (known && known->label)
        name = known->label;
    if (known && !story->is_tick && subject.kind != WEFT_SUBJECT_COOPERATOR) {
        maker = find(stories, known->maker);
        hash = weft__hash_word(maker ? maker->path : 0, known->ordinal);
    }
    hash = weft__hash_word(hash, known ? subject.kind : 0);
    hash = weft__hash_text(hash, name, strlen(name));
    story->path = hash > 0 ? hash : 1;
}

/* A maker is nearly always in the trace before what it has made: the inner loop ends at once. */
struct weft__story *weft__story_of(struct weft__stories *stories, weft_subject subject)
{
    struct weft__story *story = find(stories, subject);

    if (!story) /* of a trace that had no room for it */
        return weft__story_of(stories, (weft_subject){WEFT_SUBJECT_NONE, 0});
    while (story->path == 0) {
        weft_subject first = subject;
        const struct weft__known *known = weft__paths_find(&stories->world->paths, first);

        while (maker_comes_first(stories, known)) {
            first = known->maker;
            known = weft__paths_find(&stories->world->paths, first);
        }
        look_up(stories, first, find(stories, first));
    }
    return story;
}
