/* class_memo.c - a table with one place for each few bits of a run's hash. */
#include "class_memo.h"

#include "hash.h"
#include "ordering.h"

/* The last three only differ where a program is not determined by its answers, as it ought to be.
 */
static uint64_t hash_run(const weft_world *world, const struct weft__report *report)
{
    uint64_t hash = weft__hash_word(0, report->asked_count);

    for (size_t i = 0; i < report->asked_count; i++) {
        hash = weft__hash_word(hash, report->asked[i].key);
        hash = weft__hash_word(hash, report->asked[i].answer);
    }
    hash = weft__hash_word(hash, weft_trace_count(weft_world_trace(world)));
    hash = weft__hash_word(hash, (uint64_t) weft_world_ended_at(world));
    return weft__hash_word(hash, weft_world_failures(world));
}

uint64_t weft__class_memo_of(struct weft__class_memo *memo, const weft_world *world,
                             const struct weft__report *report)
{
    struct weft__class_noted *noted;
    uint64_t run;

    if (memo == NULL)
        return weft__run_class(world);
    run = hash_run(world, report);
    noted = &memo->places[run % WEFT__CLASS_MEMO_PLACES];
    if (noted->run_class == 0 || noted->run != run)
        *noted = (struct weft__class_noted){run, weft__run_class(world)};
    return noted->run_class;
}
