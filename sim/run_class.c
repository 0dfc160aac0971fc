/* run_class.c - ordering and results in one pass. */
#include "run_class.h"

#include "fingerprint.h"
#include "ordering.h"
#include "results.h"

uint64_t weft__run_class(const weft_world *world)
{
    const weft_trace *trace = weft_world_trace(world);
    uint64_t count = weft_trace_count(trace), came_to;
    struct weft__ordering ordering = {.actor = NULL};
    struct weft__results results = {0};
    struct weft__stories stories;

    weft__stories_begin(&stories, world);
    for (uint64_t event = 1; event <= count; event++) {
        weft_trace_record record = weft_trace_get(trace, event);
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
