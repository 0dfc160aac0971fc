/* bench.c - jobs, one at a time. */
#include "bench.h"

#include "finding_class.h"
#include "followed_run.h"
#include "free_sites.h"
#include "death_class.h"
#include "search.h"

#include <string.h>

enum { LOG_BYTES = 4 * 1024 * 1024, SEARCH_RUNS = 200, SEARCH_EVENTS = 100000 };

/* --- Making --- */

/* Whether a run could end the process that it is in: code of the program's own is in it. */
static bool is_dangerous(const struct weft__bench_options *options)
{
    const weft_program *program = options->command->program;

    return options->scenario != NULL || (program->actions != NULL && *program->actions != NULL) ||
           (program->tasks != NULL && *program->tasks != NULL);
}

static enum weft__exit load(struct weft__bench *bench, const struct weft__bench_options *options)
{
    return options->scenario != NULL
               ? weft__load_c(&bench->loaded, options->command, options->scenario)
               : weft__load_candidate(&bench->loaded, options->command, options->source);
}

static bool begin_pool(struct weft__bench *bench)
{
    struct weft__pool_options options = {
        .workers = bench->workers,
        .jobs_max = 1,
        .job_ms_max = bench->run_ms_max,
        .log_bytes_max = bench->workers > 0 ? LOG_BYTES : 0,
    };

    return weft__pool_begin(&options, weft__explored_work, &bench->explored, &bench->pool) ==
           WEFT__POOL_OK;
}

enum weft__exit weft__bench_begin(const struct weft__bench_options *options,
                                  struct weft__bench **bench)
{
    const weft_allocator *allocator = &weft_allocator_system;
    struct weft__bench *made = allocator->allocate(allocator->context, NULL, 0, sizeof *made);
    enum weft__exit exit_code;

    *bench = NULL;
    if (made == NULL)
        return WEFT__EXIT_BUDGET;
    *made = (struct weft__bench){
        .explored = {.loaded = &made->loaded,
                     .options = *options->options,
                     .strategy_name = options->strategy_name},
        .job = {.allocator = allocator},
        .workers = is_dangerous(options) ? 1 : 0,
        .run_ms_max = options->run_ms_max,
    };
    made->explored.options.replay = NULL;
    exit_code = load(made, options);
    if (exit_code == WEFT__EXIT_HELD &&
        (!weft__explored_begin(&made->explored) || !begin_pool(made)))
        exit_code = WEFT__EXIT_BUDGET;
    if (exit_code == WEFT__EXIT_HELD)
        *bench = made;
    else
        weft__bench_end(made);
    return exit_code;
}

void weft__bench_end(struct weft__bench *bench)
{
    const weft_allocator *allocator = &weft_allocator_system;

    if (bench == NULL)
        return;
    weft__pool_end(bench->pool);
    weft__explored_end(&bench->explored);
    weft__loaded_close(&bench->loaded);
    weft__byte_buffer_free(&bench->job);
    allocator->allocate(allocator->context, bench, sizeof *bench, 0);
}

/* Does the one job in `job`; *OUTCOME is good until the next. */
static bool do_job(struct weft__bench *bench, struct weft__pool_outcome *outcome)
{
    uint64_t number;

    return weft__pool_submit(bench->pool, bench->job.bytes, bench->job.length, &number) ==
               WEFT__POOL_OK &&
           weft__pool_next(bench->pool, outcome) == WEFT__POOL_OK &&
           outcome->kind != WEFT__POOL_LOST_MEMORY;
}

/* --- Following --- */

/* The first of BYTES of CLASSES that is CLASS_TEXT, lines aside; NULL: none. */
static const char *find_class(const char *classes, size_t bytes, const char *class_text)
{
    const char *end = classes + bytes;

    for (const char *at = classes; at < end; at += strlen(at) + 1)
        if (class_text == NULL || weft__finding_class_same(at, class_text))
            return at;
    return NULL;
}

static size_t count_texts(const struct weft__byte_buffer *texts)
{
    size_t count = 0;

    for (size_t i = 0; i < texts->length; i++)
        count += texts->bytes[i] == '\0';
    return count;
}

bool weft__bench_follow(struct weft__bench *bench, const struct weft__byte_buffer *choices,
                        bool loosely, const char *class_text, struct weft__specimen *specimen,
                        bool *seen, bool *strayed)
{
    char death[WEFT__DEATH_CLASS_BYTES];
    struct weft__pool_outcome outcome;
    struct weft__followed followed = {.choices = count_texts(choices)};
    const char *class_found;

    bench->runs++;
    if (!weft__explored_job_follow(&bench->job, loosely, choices->bytes, choices->length) ||
        !do_job(bench, &outcome))
        return false;
    if (outcome.kind == WEFT__POOL_DONE) {
        weft__followed_get(outcome.result.bytes, &followed);
    } else {
        weft__death_class(&outcome, death, sizeof death);
        followed.classes = death;
        followed.classes_bytes = strlen(death) + 1;
        followed.entries = outcome.log.bytes;
        followed.entries_bytes = outcome.log.length;
    }
    bench->events = followed.events;
    *strayed = followed.choices < count_texts(choices);
    class_found = find_class(followed.classes, followed.classes_bytes, class_text);
    *seen = class_found != NULL;
    return !*seen ||
           weft__specimen_set_run(specimen, class_found, followed.entries, followed.entries_bytes);
}

/* --- Searching --- */

/* What was found first of the class. */
static const struct weft__found *find_found(const struct weft__search *search,
                                            const char *class_text)
{
    const struct weft__found *found = search->found;

    while (found != NULL && !weft__finding_class_same(found->class_text, class_text))
        found = found->next;
    return found;
}

/* So many events a search may take, about; a count of time would not be the same everywhere. */
static uint64_t search_runs(const struct weft__bench *bench)
{
    uint64_t runs = SEARCH_EVENTS / (bench->events + 1);

    return runs < SEARCH_RUNS ? runs : SEARCH_RUNS;
}

bool weft__bench_search(struct weft__bench *bench, uint64_t deviations, const char *class_text,
                        struct weft__specimen *specimen, bool *seen)
{
    const weft_world_options *world = &bench->explored.options;
    struct weft__search_options options = {
        .strategy = &weft__strategy_delay_bounded,
        .how = {.seed = world->seed,
                .depth = 1,
                .deviations_max = deviations,
                .sites = weft__free_sites(world),
                .fault_sites = weft__fault_sites(world),
                .shards = 1,
                .allocator = &weft_allocator_system},
        .runs_max = search_runs(bench),
        .end_us = INT64_MAX,
        .workers = bench->workers,
        .run_ms_max = bench->run_ms_max,
    };
    const struct weft__found *found;
    struct weft__search search;
    bool good, strayed;

    weft__search_run(&search, &bench->explored, &options);
    bench->explored.turns_before = (struct weft__positions){0};
    bench->runs += search.runs;
    found = find_found(&search, class_text);
    *seen = false;
    good = !search.lost;
    if (good && found != NULL)
        good =
            weft__bench_follow(bench, &found->choices, false, class_text, specimen, seen, &strayed);
    weft__search_end(&search);
    return good;
}

/* --- Telling --- */

bool weft__bench_trace(struct weft__bench *bench, const char *class_text,
                       const struct weft__byte_buffer *choices, struct weft__byte_buffer *trace)
{
    char death[WEFT__DEATH_CLASS_BYTES];
    struct weft__pool_outcome outcome;

    weft__byte_buffer_clear(trace, SIZE_MAX);
    if (!weft__explored_job_trace(&bench->job, class_text, choices->bytes, choices->length) ||
        !do_job(bench, &outcome))
        return false;
    if (outcome.kind == WEFT__POOL_DONE)
        return weft__byte_buffer_append(trace, outcome.result.bytes, outcome.result.length);
    weft__death_class(&outcome, death, sizeof death);
    return weft__explored_finish_trace(&bench->explored, &outcome.log, death, trace);
}
