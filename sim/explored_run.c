/* explored_run.c - a plan, a world, a report. */
#include "explored_run.h"

#include "decider_guided.h"
#include "finding_class.h"
#include "followed_run.h"
#include "finished_run.h"
#include "fingerprint.h"

#include "trace_write.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { LINE_BYTES = 4096 };

/* --- Memory --- */

bool weft__explored_begin(struct weft__explored *explored)
{
    const weft_allocator *allocator = &weft_allocator_system;

    explored->options.pool = NULL;
    explored->memo = allocator->allocate(allocator->context, NULL, 0, sizeof *explored->memo);
    if (explored->memo == NULL)
        return false;
    memset(explored->memo, 0, sizeof *explored->memo);
    return weft_pool_create(NULL, &explored->options.pool) == WEFT_OK;
}

void weft__explored_end(struct weft__explored *explored)
{
    const weft_allocator *allocator = &weft_allocator_system;

    if (explored->options.pool != NULL)
        weft_pool_free(explored->options.pool);
    if (explored->memo != NULL)
        allocator->allocate(allocator->context, explored->memo, sizeof *explored->memo, 0);
    explored->options.pool = NULL;
    explored->memo = NULL;
}

/* --- Jobs --- */

static bool put_head(struct weft__byte_buffer *buffer, enum weft__explored_job job, size_t length)
{
    struct weft__explored_head head = {job, length};

    weft__byte_buffer_clear(buffer, SIZE_MAX);
    return weft__byte_buffer_append(buffer, &head, sizeof head);
}

bool weft__explored_job_plan(struct weft__byte_buffer *buffer, const struct weft__plan *plan)
{
    return put_head(buffer, WEFT__JOB_EXPLORE, 0) && weft__plan_put(buffer, plan);
}

bool weft__explored_job_positions(struct weft__byte_buffer *buffer)
{
    return put_head(buffer, WEFT__JOB_POSITIONS, 0);
}

/* So that what comes behind it stays aligned. */
static bool fill_up(struct weft__byte_buffer *buffer)
{
    static const char filling[sizeof(uint64_t)] = {0};
    size_t beyond = buffer->length % sizeof filling;

    return weft__byte_buffer_append(buffer, filling, beyond > 0 ? sizeof filling - beyond : 0);
}

bool weft__explored_job_trace(struct weft__byte_buffer *buffer, const char *class_text,
                              const char *choices, size_t bytes)
{
    size_t class_bytes = strlen(class_text) + 1;

    return put_head(buffer, WEFT__JOB_TRACE, class_bytes + bytes) &&
           weft__byte_buffer_append(buffer, class_text, class_bytes) &&
           weft__byte_buffer_append(buffer, choices, bytes) && fill_up(buffer);
}

bool weft__explored_job_follow(struct weft__byte_buffer *buffer, bool loosely, const char *choices,
                               size_t bytes)
{
    return put_head(buffer, loosely ? WEFT__JOB_FOLLOW_LOOSELY : WEFT__JOB_FOLLOW, bytes) &&
           weft__byte_buffer_append(buffer, choices, bytes) && fill_up(buffer);
}

/* --- Exploring --- */

static void judge(const struct weft__explored *explored, const weft_world *world,
                  struct weft__report *report)
{
    report->findings = (uint32_t) weft_world_failures(world);
    if (report->findings > 0)
        report->flags |= WEFT__REPORT_FAILED;
    if (weft_world_exhausted(world))
        report->flags |= WEFT__REPORT_EXHAUSTED;
    if (world->crowded)
        report->flags |= WEFT__REPORT_CROWDED;
    report->ordering = weft__class_memo_of(explored->memo, world, report);
    if (explored->ingredients != 0)
        report->fingerprint = weft__fingerprint(world, explored->ingredients);
}

static bool put_report(const struct weft__explored *explored, const weft_world *world,
                       struct weft__guide *guide, struct weft__byte_buffer *result)
{
    struct weft__byte_buffer classes = {.allocator = &world->own};
    struct weft__report report = {0};
    bool good = true;

    weft__guide_report(guide, &report);
    if ((report.flags & (WEFT__REPORT_CUT | WEFT__REPORT_DIVERGED)) == 0) {
        judge(explored, world, &report);
        good = weft__finding_classes_put(&classes, world);
    }
    if (report.findings == 0)
        report.choices_bytes = 0;
    report.classes = classes.bytes;
    report.classes_bytes = classes.length;
    good = good && !guide->lost && weft__report_put(result, &report);
    weft__byte_buffer_free(&classes);
    return good;
}

static bool explore(const struct weft__explored *explored, const void *bytes,
                    const struct weft__job *job)
{
    struct weft__guide guide;
    struct weft__plan plan;
    weft_world *world = weft__loaded_world(explored->loaded, &explored->options);
    bool good;

    if (!world)
        return false;
    weft__plan_get(bytes, &plan);
    weft__guide_begin(&guide, &plan, &world->own);
    if (weft__loaded_can_die(explored->loaded))
        guide.log = job->log;
    world->turns_before = explored->turns_before;
    weft__guide_take(&guide, world);
    weft_world_run(world);
    good = put_report(explored, world, &guide, job->result);
    weft__guide_end(&guide);
    weft_world_close(world);
    return good;
}

/* --- The turns of a run --- */

static bool put_positions(const weft_trace *trace, struct weft__byte_buffer *result)
{
    struct weft__position last = {-1, 0};
    bool good = true;

    for (uint64_t event = 1; event <= weft_trace_count(trace) && good; event++) {
        weft_trace_record record = weft_trace_get(trace, event);

        if (record.kind != WEFT_EVENT_CALL_RUN || record.turn == 0 ||
            (record.time_ns == last.time_ns && record.turn == last.turn))
            continue;
        last = (struct weft__position){record.time_ns, record.turn};
        good = weft__byte_buffer_append(result, &last, sizeof last);
    }
    return good;
}

static bool find_positions(const struct weft__explored *explored, struct weft__byte_buffer *result)
{
    weft_world_options options = explored->options;
    weft_world *world;
    bool good;

    options.strategy = NULL;
    options.faults = (weft_faults){0};
    world = weft__loaded_world(explored->loaded, &options);
    if (!world)
        return false;
    weft_world_run(world);
    good = put_positions(weft_world_trace(world), result);
    weft_world_close(world);
    return good;
}

/* --- The trace of a run --- */

static void log_event(void *context, weft_world *world, uint64_t event)
{
    char line[LINE_BYTES];
    size_t length = weft_trace_format(weft_world_trace(world), event, line, sizeof line - 1);

    if (length > sizeof line - 2)
        length = sizeof line - 2;
    line[length++] = '\n';
    weft__worker_log_append(context, line, length);
}

static size_t count_texts(const char *texts, size_t bytes)
{
    size_t count = 0;

    for (size_t i = 0; i < bytes; i++)
        count += texts[i] == '\0';
    return count;
}

/* A finding's trace stands alone: it says which finding, and holds the script. */
static void complete_header(const struct weft__explored *explored, const char *class_text,
                            weft_trace_header *header)
{
    header->strategy = explored->strategy_name;
    header->finding = *class_text != '\0' ? class_text : NULL;
    if (explored->loaded->scenario != NULL || explored->script_apart)
        return;
    header->source = explored->loaded->source.bytes;
    header->source_bytes = explored->loaded->source.length;
}

weft_replay weft__replay_make(const char *texts, size_t bytes)
{
    const weft_allocator *allocator = &weft_allocator_system;
    size_t count = count_texts(texts, bytes);
    const char **choices =
        allocator->allocate(allocator->context, NULL, 0, (count + 1) * sizeof *choices);

    for (size_t i = 0; i < count && choices != NULL; i++) {
        choices[i] = texts;
        texts += strlen(texts) + 1;
    }
    return (weft_replay){.choices = choices, .count = count, .sparse = true};
}

void weft__replay_free(const weft_replay *replay)
{
    const weft_allocator *allocator = &weft_allocator_system;

    allocator->allocate(allocator->context, (void *) replay->choices,
                        (replay->count + 1) * sizeof *replay->choices, 0);
}

static bool follow(const struct weft__explored *explored, const char *class_text,
                   const weft_replay *replay, const struct weft__job *job)
{
    weft_world_options options = explored->options;
    struct weft__run run;
    size_t length;
    char *text;
    bool good = false;

    options.replay = replay;
    if (weft__loaded_can_die(explored->loaded)) {
        options.on_event = log_event;
        options.context = job->log;
    }
    if (weft__run_make(&run, explored->loaded, &options) == WEFT__EXIT_HELD) {
        complete_header(explored, class_text, &run.header);
        text = weft__run_text(&run, &length);
        good = text != NULL && weft__byte_buffer_append(job->result, text, length);
        weft__run_text_free(text, length);
    }
    weft__run_close(&run);
    return good;
}

/* TEXTS: the class, and the choices. */
static bool trace(const struct weft__explored *explored, const char *texts, size_t bytes,
                  const struct weft__job *job)
{
    size_t class_bytes = strlen(texts) + 1;
    weft_replay replay = weft__replay_make(texts + class_bytes, bytes - class_bytes);
    bool good;

    if (replay.choices == NULL)
        return false;
    good = follow(explored, texts, &replay, job);
    weft__replay_free(&replay);
    return good;
}

bool weft__explored_work(void *context, const struct weft__job *job)
{
    const struct weft__explored *explored = context;
    const struct weft__explored_head *head = job->bytes;
    const char *rest = (const char *) job->bytes + sizeof *head;

    switch ((enum weft__explored_job) head->job) {
    case WEFT__JOB_EXPLORE:
        return explore(explored, rest, job);
    case WEFT__JOB_POSITIONS:
        return find_positions(explored, job->result);
    case WEFT__JOB_TRACE:
        return trace(explored, rest, (size_t) head->length, job);
    case WEFT__JOB_FOLLOW:
    case WEFT__JOB_FOLLOW_LOOSELY:
        return weft__followed_run(explored, rest, (size_t) head->length, job);
    }
    return false;
}

/* --- The trace of a run that has ended its process --- */

/* The time that the last line begins with, as it stands there; "0.000000000" without lines. */
static struct weft__pool_bytes last_time(const struct weft__pool_bytes *log)
{
    size_t from = log->length > 0 ? log->length - 1 : 0, length = 0;

    while (from > 0 && log->bytes[from - 1] != '\n')
        from--;
    while (from + length < log->length && log->bytes[from + length] != ' ')
        length++;
    return length > 0 ? (struct weft__pool_bytes){log->bytes + from, length}
                      : (struct weft__pool_bytes){"0.000000000", 11};
}

static size_t count_lines(const struct weft__pool_bytes *log)
{
    size_t count = 0;

    for (size_t i = 0; i < log->length; i++)
        count += log->bytes[i] == '\n';
    return count;
}

bool weft__explored_finish_trace(const struct weft__explored *explored,
                                 const struct weft__pool_bytes *log, const char *verdict,
                                 struct weft__byte_buffer *trace)
{
    weft_trace_header header = weft__run_header(explored->loaded, &explored->options);
    struct weft__pool_bytes time = last_time(log);
    char *text = NULL;
    size_t length;
    FILE *file = open_memstream(&text, &length);
    bool good;

    if (file == NULL)
        return false;
    complete_header(explored, verdict, &header);
    weft__trace_write_header(&header, file);
    if (log->length > 0)
        fwrite(log->bytes, 1, log->length, file);
    fprintf(file, "end %.*s %s events %zu\n", (int) time.length, time.bytes, verdict,
            count_lines(log));
    good = fclose(file) == 0 && weft__byte_buffer_append(trace, text, length);
    free(text);
    return good;
}
