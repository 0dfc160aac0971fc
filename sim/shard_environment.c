/* shard_environment.c - one table of engines, read in one way. */
#include "shard_environment.h"

#include <inttypes.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

struct engine {
    const char *name;
    const char *variables;   /* the two that tell it, in words */
    const char *index;       /* the variables; NULL: there is none */
    const char *total;       /* how many parts there are */
    const char *first;       /* what the lowest index is, */
    uint64_t first_constant; /* or this */
    const char *step;        /* between one index and the next; without: 1 */
    const char *status_file;
    const char *total_hint; /* what to do where `total` is not there */
};

static const struct engine engines[] = {
    {.name = "Bazel",
     .variables = "TEST_SHARD_INDEX and TEST_TOTAL_SHARDS",
     .index = "TEST_SHARD_INDEX",
     .total = "TEST_TOTAL_SHARDS",
     .status_file = "TEST_SHARD_STATUS_FILE",
     .total_hint = "Bazel sets both"},
    {.name = "Slurm",
     .variables = "SLURM_ARRAY_TASK_ID and SLURM_ARRAY_TASK_COUNT",
     .index = "SLURM_ARRAY_TASK_ID",
     .total = "SLURM_ARRAY_TASK_COUNT",
     .first = "SLURM_ARRAY_TASK_MIN",
     .step = "SLURM_ARRAY_TASK_STEP",
     .total_hint = "Slurm sets both"},
    {.name = "GitLab CI",
     .variables = "CI_NODE_INDEX and CI_NODE_TOTAL",
     .index = "CI_NODE_INDEX",
     .total = "CI_NODE_TOTAL",
     .first_constant = 1,
     .total_hint = "GitLab sets both"},
    {.name = "Kubernetes",
     .variables = "JOB_COMPLETION_INDEX and WEFT_SHARDS",
     .index = "JOB_COMPLETION_INDEX",
     .total = "WEFT_SHARDS",
     .total_hint = "Kubernetes tells no pod of a Job how many there are; set it to the Job's "
                   "'completions'"},
};

struct reading {
    weft__variable *variable;
    void *context;
    struct weft__shard *shard;
};

static const char *look_up(const struct reading *reading, const char *name)
{
    const char *value = name != NULL ? reading->variable(reading->context, name) : NULL;

    return value != NULL && *value != '\0' ? value : NULL;
}

/* A value may hold anything, and is shown on one line. */
static void show(const char *value, char *text, size_t size)
{
    size_t length = 0;

    for (; value[length] != '\0' && length + 4 < size; length++)
        text[length] = value[length] >= ' ' && value[length] <= '~' ? value[length] : '?';
    snprintf(text + length, size - length, "%s", value[length] != '\0' ? "..." : "");
}

/* Only digits, and no more than fit into 32 bits. */
static bool take_number(const char *text, uint64_t *number)
{
    size_t length = strlen(text);
    uint64_t sum = 0;

    if (length == 0 || length > 10 || strspn(text, "0123456789") != length)
        return false;
    for (; *text != '\0'; text++)
        sum = sum * 10 + (unsigned) (*text - '0');
    *number = sum;
    return sum <= UINT32_MAX;
}

/* Reads the variable NAME, or takes INSTEAD where there is none of that name. False: told. */
static bool read_number(const struct reading *reading, const char *name, uint64_t instead,
                        uint64_t *number)
{
    const char *value = look_up(reading, name);
    char shown[40];

    *number = instead;
    if (value == NULL || take_number(value, number))
        return true;
    show(value, shown, sizeof shown);
    snprintf(reading->shard->told, sizeof reading->shard->told,
             "%s is '%s', which is no whole number up to %" PRIu32, name, shown, UINT32_MAX);
    return false;
}

/* A variable without which the others mean nothing. */
static bool is_there(const struct reading *reading, const struct engine *engine, const char *name)
{
    if (name == NULL || look_up(reading, name) != NULL)
        return true;
    snprintf(reading->shard->told, sizeof reading->shard->told,
             "%s is set and %s is not: %s, or give --shard (--shard 1/1: all of the search)",
             engine->index, name, engine->total_hint);
    return false;
}

static bool read_engine(const struct reading *reading, const struct engine *engine)
{
    struct weft__shard *shard = reading->shard;
    uint64_t index, first, step;

    if (!is_there(reading, engine, engine->total) || !is_there(reading, engine, engine->first) ||
        !read_number(reading, engine->index, 0, &index) ||
        !read_number(reading, engine->total, 0, &shard->shards) ||
        !read_number(reading, engine->first, engine->first_constant, &first) ||
        !read_number(reading, engine->step, 1, &step))
        return false;
    if (step > 0 && index >= first && (index - first) % step == 0 &&
        (index - first) / step < shard->shards) {
        shard->shard = (index - first) / step + 1;
        return true;
    }
    snprintf(shard->told, sizeof shard->told,
             "%s is %" PRIu64 ", which is none of %" PRIu64 " parts from %" PRIu64
             " in steps of %" PRIu64 " (%s); give --shard",
             engine->index, index, shard->shards, first, step, engine->total);
    return false;
}

enum weft__shard_outcome weft__shard_from_environment(struct weft__shard *shard,
                                                      weft__variable *variable, void *context)
{
    struct reading reading = {variable, context, shard};

    *shard = (struct weft__shard){.shards = 0};
    for (size_t i = 0; i < sizeof engines / sizeof *engines; i++) {
        const struct engine *engine = &engines[i];

        if (look_up(&reading, engine->index) == NULL)
            continue;
        shard->engine = engine->name;
        shard->variables = engine->variables;
        shard->status_file = look_up(&reading, engine->status_file);
        return read_engine(&reading, engine) ? WEFT__SHARD_FOUND : WEFT__SHARD_WRONG;
    }
    return WEFT__SHARD_NONE;
}
