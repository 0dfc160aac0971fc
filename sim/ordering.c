/* ordering.c - the happens-before class of a run, as a number: each object's story, and the sum of
 * all stories. */
#include "ordering.h"

#include "hash.h"

/* The actor changes when a call is run or a step is taken; outside of turns there is none. */
static void note_actor(struct weft__ordering *ordering, const weft_trace_record *record,
                       struct weft__story *subject)
{
    if (record->turn == 0) {
        ordering->actor = NULL;
        ordering->tick = NULL;
    } else if (record->kind == WEFT_EVENT_CALL_RUN) {
        ordering->actor = subject->is_tick ? NULL : subject;
        ordering->tick = subject->is_tick ? subject : NULL;
    } else if (record->kind == WEFT_EVENT_TASK_STEP) {
        ordering->actor = subject;
    }
}

/* Whether it is an event of an ordering, and *FAILED, whether it has a value that is a failure. */
static bool counts(const weft_trace_record *record, bool *failed)
{
    *failed = false;
    switch (record->kind) {
    case WEFT_EVENT_CALL_SCHEDULED: /* who scheduled it has acted, and will have shown it */
    case WEFT_EVENT_CALL_MOVED:
    case WEFT_EVENT_COOPERATOR_CREATED: /* by whoever is the first to need one */
    case WEFT_TRACE_WORK:
    case WEFT_TRACE_NAMED:
    case WEFT_TRACE_CHOICE:
    case WEFT_TRACE_EXPECT:
    case WEFT_TRACE_FINDING:
    case WEFT_TRACE_FINAL:
        return false;
    case WEFT_EVENT_DEFERRED_FIRED:
    case WEFT_EVENT_DEFERRED_CALLBACK:
    case WEFT_EVENT_DEFERRED_RETURNED:
    case WEFT_EVENT_DEFERRED_RECEIVED:
    case WEFT_EVENT_ITERATOR_RECEIVED:
    case WEFT_EVENT_ITERATOR_ENDED:
    case WEFT_EVENT_TASK_YIELDED:
    case WEFT_EVENT_TASK_RECEIVED:
    case WEFT_EVENT_TASK_DONE:
    case WEFT_EVENT_TASK_STOPPED:
    case WEFT_EVENT_TASK_FAILED:
    case WEFT_EVENT_QUEUE_PUT:
    case WEFT_EVENT_LOOP_RECEIVED:
    case WEFT_EVENT_LOOP_ENDED:
    case WEFT_EVENT_UNHANDLED:
        *failed = record->number != 0;
        return true;
    default:
        return true;
    }
}

static void tell(struct weft__story *story, uint64_t word)
{
    story->events = weft__hash_word(story->events, word);
}

void weft__ordering_note(struct weft__ordering *ordering, struct weft__stories *stories,
                         const weft_trace_record *record, struct weft__story *subject)
{
    struct weft__story *other = NULL, *actor;
    uint64_t word;
    bool failed;

    note_actor(ordering, record, subject);
    if (subject->is_tick || !counts(record, &failed))
        return;
    if (record->other.kind != WEFT_SUBJECT_NONE)
        other = weft__story_of(stories, record->other);
    actor = ordering->actor;
    word = weft__hash_word(subject->path, (uint64_t) record->kind);
    word = weft__hash_word(word, (uint64_t) record->status << 1 | failed);
    word = weft__hash_word(word, other ? other->path : 0);
    word = weft__hash_word(word, actor ? actor->path : 0);
    if (record->subject.kind != WEFT_SUBJECT_NONE)
        tell(subject, word);
    if (other && other != subject && !other->is_tick)
        tell(other, word);
    if (actor && actor != subject && actor != other)
        tell(actor, word);
    if (record->kind == WEFT_EVENT_TASK_STEP && ordering->tick)
        tell(ordering->tick, word);
    else if (record->kind == WEFT_EVENT_TASK_STEP)
        ordering->other_steps = weft__hash_word(ordering->other_steps, word);
    else if (record->kind == WEFT_TRACE_PRINT)
        ordering->prints = weft__hash_word(ordering->prints, word);
}

/* Sums have no order: that of the tables is by number. */
uint64_t weft__ordering_sum(const struct weft__ordering *ordering,
                            const struct weft__stories *stories)
{
    uint64_t sum = weft__hash_word(ordering->prints, ordering->other_steps);

    for (size_t kind = 0; kind < WEFT_SUBJECT_KINDS; kind++)
        for (uint64_t id = 0; id < stories->of[kind].count; id++) {
            const struct weft__story *story = weft__object_table_find(&stories->of[kind], id);

            if (story->events != 0)
                sum += weft__hash_word(story->path, story->events);
        }
    return sum > 0 ? sum : 1;
}

uint64_t weft__ordering(const weft_world *world)
{
    const weft_trace *trace = weft_world_trace(world);
    uint64_t count = weft_trace_count(trace), hash;
    struct weft__ordering ordering = {.actor = NULL};
    struct weft__stories stories;

    weft__stories_begin(&stories, world);
    for (uint64_t event = 1; event <= count; event++) {
        weft_trace_record record = weft_trace_get(trace, event);

        weft__ordering_note(&ordering, &stories, &record, weft__story_of(&stories, record.subject));
    }
    hash = weft__ordering_sum(&ordering, &stories);
    weft__stories_end(&stories);
    return stories.lost ? 0 : hash;
}
