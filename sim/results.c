/* results.c - a run's results: what brings one, and all of them together. */
#include "results.h"

#include "hash.h"

#include <string.h>

static uint64_t hash_text_of(uint64_t hash, const weft_trace_record *record)
{
    return record->text ? weft__hash_text(hash, record->text, record->text_bytes) : hash;
}

/* A result that is a Deferred or an iterator is hashed by its path. */
static uint64_t hash_result(struct weft__stories *stories, const weft_trace_record *record)
{
    uint64_t hash = weft__hash_word(1, (uint64_t) record->number);

    if (record->other.kind != WEFT_SUBJECT_NONE)
        hash = weft__hash_word(hash, weft__story_of(stories, record->other)->path);
    return hash_text_of(hash, record);
}

void weft__results_take(struct weft__results *results, struct weft__stories *stories,
                        weft_trace_record record, struct weft__story *subject)
{
    if (record.kind == WEFT_TRACE_PRINT)
        subject->prints = hash_text_of(subject->prints, &record);
    else if (record.kind == WEFT_TRACE_FINAL)
        results->finals += hash_text_of(0, &record);
    else
        subject->result = hash_result(stories, &record);
}

/* What was expected: TEXT up to why it did not hold, without the numbers of subjects. */
static uint64_t hash_expectation(uint64_t hash, const char *text)
{
    const char *end = strstr(text, ", but ");
    size_t length = end ? (size_t) (end - text) : strlen(text);

    while (length > 0) {
        const char *sign = memchr(text, '#', length);
        size_t part = sign ? (size_t) (sign - text) + 1 : length;

        hash = weft__hash_text(hash, text, part);
        for (; part < length && text[part] >= '0' && text[part] <= '9'; part++)
            ;
        text += part;
        length -= part;
    }
    return hash;
}

static uint64_t hash_finding(struct weft__stories *stories, const weft_finding *finding)
{
    const char *kind = weft_finding_name(finding->kind);
    const char *error = finding->error ? finding->error->name : "";
    uint64_t hash = weft__hash_text(finding->expected, kind, strlen(kind));

    hash = weft__hash_text(hash, error, strlen(error));
    if (finding->kind == WEFT_FINDING_EXPECTATION)
        return hash_expectation(hash, finding->text);
    return weft__hash_word(hash, weft__story_of(stories, finding->subject)->path);
}

uint64_t weft__results_sum(const struct weft__results *results, struct weft__stories *stories)
{
    const weft_finding *findings;
    size_t count = weft_world_findings(stories->world, &findings);
    uint64_t sum = results->finals;

    for (size_t i = 0; i < count; i++)
        sum += hash_finding(stories, &findings[i]);
    for (size_t kind = 0; kind < WEFT_SUBJECT_KINDS; kind++)
        for (uint64_t id = 0; id < stories->of[kind].count; id++) {
            const struct weft__story *story = weft__object_table_find(&stories->of[kind], id);

            if (story->result != 0 || story->prints != 0)
                sum += weft__hash_word(weft__hash_word(story->path, story->result), story->prints);
        }
    return sum;
}
