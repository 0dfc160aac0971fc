/* followed_run.c - following, and writing down where that leads elsewhere than Twisted. */
#include "followed_run.h"

#include "finding_class.h"

#include <string.h>

struct head {
    uint64_t choices, events, classes_bytes, entries_bytes;
};

/* Lets another decide, and notes. */
struct noting {
    struct weft__decider inner;
    struct weft__byte_buffer entries, entry;
    struct weft__worker_log *log; /* or NULL */
};

static bool put_choice(const weft_world *world, const struct weft__question *question,
                       uint64_t answer, struct weft__byte_buffer *entry)
{
    char text[WEFT__CHOICE_TEXT_MAX];
    size_t length = weft__question_put(world, question, answer, text);

    return weft__byte_buffer_append(entry, text, length + 1);
}

static void note(struct noting *noting, const weft_world *world,
                 const struct weft__question *question, uint64_t answer)
{
    bool good;

    weft__byte_buffer_clear(&noting->entry, SIZE_MAX);
    good = put_choice(world, question, answer, &noting->entry);
    for (uint64_t i = 1; i < answer && i <= WEFT__EARLIER_MAX && good; i++)
        good = put_choice(world, question, i, &noting->entry);
    good = good && weft__byte_buffer_append(&noting->entry, "", 1);
    if (!good ||
        !weft__byte_buffer_append(&noting->entries, noting->entry.bytes, noting->entry.length))
        noting->entries.lost = true;
    else if (noting->log != NULL)
        weft__worker_log_append(noting->log, noting->entry.bytes, noting->entry.length);
}

static uint64_t decide(void *context, weft_world *world, struct weft__question *question)
{
    struct noting *noting = context;
    uint64_t answer = noting->inner.decide(noting->inner.context, world, question);

    if (answer > 0)
        note(noting, world, question, answer);
    return answer;
}

static bool put_result(const weft_world *world, const struct noting *noting,
                       struct weft__byte_buffer *result)
{
    struct weft__byte_buffer classes = {.allocator = &weft_allocator_system};
    struct head head = {.choices = weft_world_replayed(world, NULL),
                        .events = weft_trace_count(weft_world_trace(world))};
    bool good = weft__finding_classes_put(&classes, world) && !noting->entries.lost;

    head.classes_bytes = classes.length;
    head.entries_bytes = noting->entries.length;
    good = good && weft__byte_buffer_append(result, &head, sizeof head) &&
           weft__byte_buffer_append(result, classes.bytes, classes.length) &&
           weft__byte_buffer_append(result, noting->entries.bytes, noting->entries.length);
    weft__byte_buffer_free(&classes);
    return good;
}

static bool run(weft_world *world, bool loosely, const struct weft__job *job, bool tells_log)
{
    struct noting noting = {
        .inner = loosely ? weft__decider_follow_loosely(&world->follower) : world->decider,
        .entries = {.allocator = &weft_allocator_system},
        .entry = {.allocator = &weft_allocator_system},
        .log = tells_log ? job->log : NULL,
    };
    bool good;

    weft__world_set_decider(world, (struct weft__decider){decide, &noting});
    weft_world_run(world);
    good = put_result(world, &noting, job->result);
    weft__byte_buffer_free(&noting.entries);
    weft__byte_buffer_free(&noting.entry);
    return good;
}

bool weft__followed_run(const struct weft__explored *explored, const char *choices, size_t bytes,
                        const struct weft__job *job)
{
    const struct weft__explored_head *head = job->bytes;
    weft_world_options options = explored->options;
    weft_replay replay = weft__replay_make(choices, bytes);
    weft_world *world = NULL;
    bool good = false;

    if (replay.choices == NULL)
        return false;
    options.replay = &replay;
    options.strategy = NULL;
    world = weft__loaded_world(explored->loaded, &options);
    if (world != NULL) {
        good = run(world, head->job == WEFT__JOB_FOLLOW_LOOSELY, job,
                   explored->loaded->scenario != NULL);
        weft_world_close(world);
    }
    weft__replay_free(&replay);
    return good;
}

void weft__followed_get(const void *bytes, struct weft__followed *followed)
{
    const char *rest = (const char *) bytes + sizeof(struct head);
    struct head head;

    memcpy(&head, bytes, sizeof head);
    *followed = (struct weft__followed){
        .choices = (size_t) head.choices,
        .events = head.events,
        .classes = rest,
        .classes_bytes = (size_t) head.classes_bytes,
        .entries = rest + head.classes_bytes,
        .entries_bytes = (size_t) head.entries_bytes,
    };
}
