/* race_search.c - orders out, what they came to in. */
#include "race_search.h"

#include "finding_class.h"

#include <string.h>

enum { WINDOW = 64, LOG_BYTES = 4 * 1024 * 1024 };

/* --- Jobs --- */

static bool begin_pool(struct weft__race_search *search)
{
    struct weft__pool_options options = {
        .workers = search->options->workers,
        .jobs_max = WINDOW,
        .job_ms_max = search->options->run_ms_max,
        .log_bytes_max = weft__loaded_can_die(search->explored->loaded) ? LOG_BYTES : 0,
        .silent = !weft__loaded_can_die(search->explored->loaded),
    };

    return weft__pool_begin(&options, weft__race_work, search->explored, &search->pool) ==
           WEFT__POOL_OK;
}

static bool submit(struct weft__race_search *search)
{
    uint64_t number;

    return weft__pool_submit(search->pool, search->bytes.bytes, search->bytes.length, &number) ==
           WEFT__POOL_OK;
}

/* Does the one job in `bytes`; *OUTCOME is good until the pool is used again. */
static bool do_job(struct weft__race_search *search, struct weft__pool_outcome *outcome)
{
    return submit(search) && weft__pool_next(search->pool, outcome) == WEFT__POOL_OK;
}

/* --- The run in Twisted's order --- */

/* Nobody meets in a run that ended its process: what it asked is not known. */
static bool find_meetings(struct weft__race_search *search)
{
    struct weft__race_questions questions = {.questions = NULL};
    struct weft__pool_outcome outcome;

    if (!weft__race_job_questions(&search->bytes) || !do_job(search, &outcome))
        return false;
    if (weft__is_death(&outcome)) {
        weft__death_class(&outcome, search->death, sizeof search->death);
    } else {
        if (outcome.kind != WEFT__POOL_DONE ||
            !weft__byte_buffer_append(&search->questions, outcome.result.bytes,
                                      outcome.result.length))
            return false;
        weft__race_questions_get(search->questions.bytes, &questions);
    }
    return weft__race_table_make(&search->table, &questions);
}

/* --- The others --- */

static void take_outcome(struct weft__race_search *search, size_t order,
                         const struct weft__pool_outcome *outcome)
{
    struct weft__race_came_to came_to = {.flags = WEFT__REPORT_FAILED};
    char class_text[WEFT__DEATH_CLASS_BYTES];

    if (weft__is_death(outcome)) {
        weft__death_class(outcome, class_text, sizeof class_text);
        came_to.results = came_to.happening = weft__finding_class_hash(class_text);
        came_to.classes = class_text;
        came_to.classes_bytes = strlen(class_text) + 1;
    } else if (outcome->kind == WEFT__POOL_DONE) {
        weft__race_came_to_get(outcome->result.bytes, &came_to);
    } else {
        search->lost = true;
        return;
    }
    search->diverged = search->diverged || (came_to.flags & WEFT__REPORT_DIVERGED) != 0;
    search->ran_out = search->ran_out || (came_to.flags & WEFT__REPORT_EXHAUSTED) != 0;
    if (!weft__race_table_note(&search->table, order, &came_to))
        search->lost = true;
}

static void run_orders(struct weft__race_search *search, size_t count)
{
    const size_t *to_run = search->table.to_run;
    struct weft__pool_outcome outcome;
    size_t next = 0;

    for (size_t taken = 0; taken < count && !search->lost && !search->diverged; taken++) {
        for (; next < count && next - taken < WINDOW && !search->lost; next++)
            search->lost =
                !weft__race_job_order(&search->bytes, &search->table.orders[to_run[next]].turn) ||
                !submit(search);
        if (search->lost || weft__pool_next(search->pool, &outcome) != WEFT__POOL_OK)
            search->lost = true;
        else
            take_outcome(search, to_run[taken], &outcome);
    }
}

void weft__race_search_run(struct weft__race_search *search, struct weft__explored *explored,
                           const struct weft__race_options *options)
{
    const weft_allocator *allocator = &weft_allocator_system;
    size_t count;

    *search = (struct weft__race_search){
        .options = options,
        .explored = explored,
        .table = {.arena = {.allocator = allocator}},
        .bytes = {.allocator = allocator},
        .questions = {.allocator = allocator},
    };
    search->lost = !begin_pool(search) || !find_meetings(search);
    if (search->lost || search->death[0] != '\0')
        return;
    count = search->table.to_run_count;
    if (count > options->runs_max) {
        count = (size_t) options->runs_max;
        search->left_out = search->table.to_run_count - count;
    }
    run_orders(search, count);
    if (!search->lost && !search->diverged)
        weft__race_table_judge(&search->table);
}

/* --- Traces --- */

bool weft__race_search_trace(struct weft__race_search *search, size_t order, const char *class_text,
                             struct weft__byte_buffer *trace)
{
    char choice[2 * WEFT__CHOICE_TEXT_MAX];
    struct weft__pool_outcome outcome;
    size_t length = weft__race_choice(&search->table, order, choice, sizeof choice);

    weft__byte_buffer_clear(trace, SIZE_MAX);
    if (length >= sizeof choice ||
        !weft__explored_job_trace(&search->bytes, class_text, choice,
                                  length > 0 ? length + 1 : 0) ||
        !do_job(search, &outcome))
        return false;
    if (outcome.kind == WEFT__POOL_DONE)
        return weft__byte_buffer_append(trace, outcome.result.bytes, outcome.result.length);
    return weft__explored_finish_trace(search->explored, &outcome.log, class_text, trace);
}

void weft__race_search_end(struct weft__race_search *search)
{
    weft__pool_end(search->pool);
    weft__race_table_free(&search->table);
    weft__byte_buffer_free(&search->bytes);
    weft__byte_buffer_free(&search->questions);
}
