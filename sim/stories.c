/* stories.c - a table of all objects that a trace names, and who they are. */
#include "stories.h"

#include "hash.h"

#include <string.h>

void weft__stories_begin(struct weft__stories *stories, const weft_world *world)
{
    *stories = (struct weft__stories){.world = world};
    for (size_t kind = 0; kind < WEFT_SUBJECT_KINDS; kind++)
        stories->of[kind] = (struct weft__object_table){
            .allocator = &world->own, .element_bytes = sizeof(struct weft__story)};
}

void weft__stories_end(struct weft__stories *stories)
{
    for (size_t kind = 0; kind < WEFT_SUBJECT_KINDS; kind++)
        weft__object_table_free(&stories->of[kind]);
}

static const struct weft__story *find(const struct weft__stories *stories, weft_subject subject)
{
    return weft__object_table_find(&stories->of[subject.kind], subject.id);
}

/* The maker of what KNOWN tells of, if its path is not known yet and must be before. */
static bool maker_comes_first(const struct weft__stories *stories, const struct weft__known *known)
{
    const struct weft__story *maker;

    if (!known || known->maker.kind == WEFT_SUBJECT_NONE)
        return false;
    maker = find(stories, known->maker);
    return !maker || maker->path == 0;
}

/* HASH, and behind it NAME: what an object of KIND is called, mostly as the last one was. */
static uint64_t hash_name(struct weft__stories *stories, uint64_t hash, weft_subject_kind kind,
                          const char *name)
{
    struct weft__story_name *known = &stories->names[kind];

    if (known->text != name) {
        *known = (struct weft__story_name){name, strlen(name), 0};
        if (known->length <= sizeof known->word)
            known->word = weft__hash_bytes(name, known->length);
    }
    if (known->length == 0 || known->length > sizeof known->word)
        return weft__hash_text(hash, name, known->length);
    return weft__hash_word(weft__hash_word(hash, known->length), known->word);
}

/* The path of SUBJECT, whose maker's is known. */
static uint64_t path_of(struct weft__stories *stories, weft_subject subject,
                        const struct weft__known *known)
{
    const char *name = known && known->label ? known->label : weft_subject_name(subject.kind);
    const struct weft__story *maker;
    uint64_t hash = 0;

    if (known && !known->is_tick && subject.kind != WEFT_SUBJECT_COOPERATOR) {
        maker = find(stories, known->maker);
        hash = weft__hash_word(maker ? maker->path : 0, known->ordinal);
    }
    hash = weft__hash_word(hash, known ? subject.kind : 0);
    hash = hash_name(stories, hash, subject.kind, name);
    return hash > 0 ? hash : 1;
}

/* A maker is nearly always in the trace before what it has made: the inner loop ends at once. */
struct weft__story *weft__story_look_up(struct weft__stories *stories, weft_subject_kind kind,
                                        uint64_t id)
{
    struct weft__story *story;

    do {
        weft_subject first = {kind, id};
        const struct weft__known *known = weft__paths_find(&stories->world->paths, first);

        while (maker_comes_first(stories, known)) {
            first = known->maker;
            known = weft__paths_find(&stories->world->paths, first);
        }
        story = weft__object_table_make(&stories->of[first.kind], first.id);
        if (!story) {
            stories->lost = true;
            return &stories->nobody;
        }
        story->path = path_of(stories, first, known);
        story->is_tick = known && known->is_tick;
        if (first.kind == kind && first.id == id)
            return story;
    } while (true);
}
