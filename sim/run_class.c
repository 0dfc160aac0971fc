/* run_class.c - ordering and results in one pass. */
#include "run_class.h"

#include "fingerprint.h"
#include "ordering.h"
#include "results.h"
#include "trace_walk.h"

uint64_t weft__run_class(const weft_world *world)
{
    struct weft__trace_walk walk = weft__trace_walk(weft_world_trace(world));
    struct weft__ordering ordering = {.actor = NULL};
    struct weft__results results = {0};
    struct weft__stories stories;
    weft_trace_record record;
    uint64_t came_to;

    weft__stories_begin(&stories, world);
    while (weft__trace_next(&walk, &record)) {
        struct weft__story *subject = weft__story_of(&stories, record.subject);

        weft__ordering_note(&ordering, &stories, &record, subject);
        weft__results_note(&results, &stories, &record, subject);
    }
    came_to = weft__fingerprint_put_together(WEFT__FINGERPRINT_RESULTS, 0, 0,
                                             weft__results_sum(&results, &stories));
    came_to = weft__paths_hash_more(weft__ordering_sum(&ordering, &stories), came_to);
    weft__stories_end(&stories);
    return stories.lost ? 0 : came_to;
}
