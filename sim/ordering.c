/* ordering.c - the happens-before class of a run, as a number: each object's story, and the sum of
 * all stories. */
#include "ordering.h"

#include "fingerprint.h"
#include "hash.h"
#include "results.h"
#include "trace_walk.h"

/* What a pass over a trace has come to. Each object's events are in its story. */
struct ordering {
    struct weft__story *actor; /* whose code runs: a call's, or a task's step; NULL: nobody's */
    struct weft__story *tick;  /* that runs; NULL: none. Its story is that of its steps. */
    uint64_t other_steps;      /* the story of those that no tick takes */
    uint64_t prints;
};

enum event {
    COUNTS,
    COUNTS_AS_FAILURE, /* if it has a value that is one: its number says so */
    COUNTS_NOT,
};

static const uint8_t events[WEFT_TRACE_KINDS] = {
    [WEFT_EVENT_CALL_SCHEDULED] = COUNTS_NOT, /* who scheduled it has acted, and will have shown */
    [WEFT_EVENT_CALL_MOVED] = COUNTS_NOT,
    [WEFT_EVENT_COOPERATOR_CREATED] = COUNTS_NOT, /* by whoever is the first to need one */
    [WEFT_TRACE_WORK] = COUNTS_NOT,
    [WEFT_TRACE_NAMED] = COUNTS_NOT,
    [WEFT_TRACE_CHOICE] = COUNTS_NOT,
    [WEFT_TRACE_EXPECT] = COUNTS_NOT,
    [WEFT_TRACE_FINDING] = COUNTS_NOT,
    [WEFT_TRACE_FINAL] = COUNTS_NOT,
    [WEFT_EVENT_DEFERRED_FIRED] = COUNTS_AS_FAILURE,
    [WEFT_EVENT_DEFERRED_CALLBACK] = COUNTS_AS_FAILURE,
    [WEFT_EVENT_DEFERRED_RETURNED] = COUNTS_AS_FAILURE,
    [WEFT_EVENT_DEFERRED_RECEIVED] = COUNTS_AS_FAILURE,
    [WEFT_EVENT_ITERATOR_RECEIVED] = COUNTS_AS_FAILURE,
    [WEFT_EVENT_ITERATOR_ENDED] = COUNTS_AS_FAILURE,
    [WEFT_EVENT_TASK_YIELDED] = COUNTS_AS_FAILURE,
    [WEFT_EVENT_TASK_RECEIVED] = COUNTS_AS_FAILURE,
    [WEFT_EVENT_TASK_DONE] = COUNTS_AS_FAILURE,
    [WEFT_EVENT_TASK_STOPPED] = COUNTS_AS_FAILURE,
    [WEFT_EVENT_TASK_FAILED] = COUNTS_AS_FAILURE,
    [WEFT_EVENT_QUEUE_PUT] = COUNTS_AS_FAILURE,
    [WEFT_EVENT_LOOP_RECEIVED] = COUNTS_AS_FAILURE,
    [WEFT_EVENT_LOOP_ENDED] = COUNTS_AS_FAILURE,
    [WEFT_EVENT_UNHANDLED] = COUNTS_AS_FAILURE,
};

/* The actor changes when a call is run or a step is taken; outside of turns there is none. */
static void note_actor(struct ordering *ordering, const weft_trace_record *record,
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

static void tell(struct weft__story *story, uint64_t word)
{
    story->events = weft__hash_word(story->events, word);
}

/* An event that counts, of SUBJECT, which is no tick. */
static void note_event(struct ordering *ordering, struct weft__stories *stories,
                       const weft_trace_record *record, struct weft__story *subject)
{
    bool failed = events[record->kind] == COUNTS_AS_FAILURE && record->number != 0;
    struct weft__story *actor = ordering->actor, *other = NULL;
    uint64_t word;

    if (record->other.kind != WEFT_SUBJECT_NONE)
        other = weft__story_of(stories, record->other);
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

/* The next event is RECORD, whose subject has the story SUBJECT. */
static void note(struct ordering *ordering, struct weft__stories *stories,
                 const weft_trace_record *record, struct weft__story *subject)
{
    note_actor(ordering, record, subject);
    if (events[record->kind] != COUNTS_NOT && !subject->is_tick)
        note_event(ordering, stories, record, subject);
}

/* Sums have no order: that of the tables is by number. */
static uint64_t sum_up(const struct ordering *ordering, const struct weft__stories *stories)
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
    struct weft__trace_walk walk = weft__trace_walk(weft_world_trace(world));
    struct ordering ordering = {.actor = NULL};
    struct weft__stories stories;
    weft_trace_record record;
    uint64_t hash;

    weft__stories_begin(&stories, world);
    while (weft__trace_next(&walk, &record))
        note(&ordering, &stories, &record, weft__story_of(&stories, record.subject));
    hash = sum_up(&ordering, &stories);
    weft__stories_end(&stories);
    return stories.lost ? 0 : hash;
}

uint64_t weft__run_class(const weft_world *world)
{
    struct weft__trace_walk walk = weft__trace_walk(weft_world_trace(world));
    struct ordering ordering = {.actor = NULL};
    struct weft__results results = {0};
    struct weft__stories stories;
    weft_trace_record record;
    uint64_t came_to;

    weft__stories_begin(&stories, world);
    while (weft__trace_next(&walk, &record)) {
        struct weft__story *subject = weft__story_of(&stories, record.subject);

        note(&ordering, &stories, &record, subject);
        weft__results_note(&results, &stories, &record, subject);
    }
    came_to = weft__fingerprint_put_together(WEFT__FINGERPRINT_RESULTS, 0, 0,
                                             weft__results_sum(&results, &stories));
    came_to = weft__paths_hash_more(sum_up(&ordering, &stories), came_to);
    weft__stories_end(&stories);
    return stories.lost ? 0 : came_to;
}
