/* search.c - plans out, reports in. */
#include "search.h"

#include "death_class.h"
#include "decider_guided.h"
#include "finding_class.h"
#include "process_guard.h"
#include "wall_clock.h"

#include <stdio.h>
#include <string.h>

enum { LOG_BYTES = 4 * 1024 * 1024, LOOK_US = 200000, LISTEN_US = 1000 };

/* --- Findings --- */

static struct weft__found *found_of(const struct weft__search *search, const char *class_text)
{
    struct weft__found *found = search->found;

    while (found != NULL && strcmp(found->class_text, class_text) != 0)
        found = found->next;
    return found;
}

static uint64_t count_texts(const char *texts, size_t bytes)
{
    uint64_t count = 0;

    for (size_t i = 0; i < bytes; i++)
        count += texts[i] == '\0';
    return count;
}

static struct weft__found *add_found(struct weft__search *search, const char *class_text,
                                     const struct weft__report *report)
{
    const weft_allocator *allocator = &weft_allocator_system;
    size_t bytes = strlen(class_text) + 1;
    struct weft__found *found = allocator->allocate(allocator->context, NULL, 0, sizeof *found);
    char *copy = allocator->allocate(allocator->context, NULL, 0, bytes);

    if (found == NULL || copy == NULL) {
        if (found != NULL)
            allocator->allocate(allocator->context, found, sizeof *found, 0);
        if (copy != NULL)
            allocator->allocate(allocator->context, copy, bytes, 0);
        search->lost = true;
        return NULL;
    }
    *found = (struct weft__found){.class_text = copy,
                                  .first_run = search->runs,
                                  .turns = count_texts(report->choices, report->choices_bytes),
                                  .choices = {.allocator = allocator}};
    memcpy(copy, class_text, bytes);
    search->lost =
        !weft__byte_buffer_append(&found->choices, report->choices, report->choices_bytes) ||
        search->lost;
    *search->last_found = found;
    search->last_found = &found->next;
    search->classes++;
    return found;
}

/* Each class counts once a run. */
static void note_findings(struct weft__search *search, const struct weft__report *report,
                          bool fatal)
{
    const char *end = report->classes + report->classes_bytes;

    for (const char *at = report->classes; at < end; at += strlen(at) + 1) {
        struct weft__found *found = found_of(search, at);
        bool again = false;

        for (const char *before = report->classes; before < at; before += strlen(before) + 1)
            again = again || strcmp(before, at) == 0;
        if (again)
            continue;
        if (found == NULL && search->classes < WEFT__SEARCH_CLASSES_MAX)
            found = add_found(search, at, report);
        if (found == NULL)
            continue;
        found->runs++;
        found->fatal = found->fatal || fatal;
    }
}

/* --- Reports --- */

static void take_report(struct weft__search *search, const struct weft__report *report, bool fatal)
{
    search->runs++;
    if (search->runs == 1) {
        search->asked = report->asked_count;
        search->twisted = report->ordering;
    }
    search->crowded = search->crowded || (report->flags & WEFT__REPORT_CROWDED) != 0;
    search->diverged = search->diverged || (report->flags & WEFT__REPORT_DIVERGED) != 0;
    search->ran_out += (report->flags & WEFT__REPORT_EXHAUSTED) != 0;
    search->failed += (report->flags & WEFT__REPORT_FAILED) != 0;
    if ((report->flags & (WEFT__REPORT_CUT | WEFT__REPORT_DIVERGED)) != 0)
        search->cut++;
    else if (report->ordering == 0 ||
             !weft__ordering_coverage_add(&search->coverage, report->ordering, 1))
        search->lost = true;
    if (report->fingerprint != 0 &&
        !weft__ordering_coverage_add(&search->classes_of_runs, report->fingerprint, 1))
        search->lost = true;
    note_findings(search, report, fatal);
    if (!search->strategy->type->learn(search->strategy, report))
        search->lost = true;
}

/* The run that was planned longest ago, of those under way. */
static void oldest_plan(const struct weft__search *search, struct weft__plan *plan, size_t *length)
{
    const char *oldest = search->plans.bytes + search->plans_gone;
    uint64_t bytes;

    memcpy(&bytes, oldest, sizeof bytes);
    weft__plan_get(oldest + sizeof bytes, plan);
    *length = sizeof bytes + (size_t) bytes;
}

/* Those that are left move to the front when they have become the smaller part. */
static void drop_oldest_plan(struct weft__search *search, size_t length)
{
    search->plans_gone += length;
    if (search->plans_gone < search->plans.length / 2)
        return;
    weft__byte_buffer_drop(&search->plans, search->plans_gone);
    search->plans_gone = 0;
}

static void take_death(struct weft__search *search, const struct weft__pool_outcome *outcome)
{
    char class_text[WEFT__DEATH_CLASS_BYTES];
    struct weft__report report = {.flags = WEFT__REPORT_FAILED, .findings = 1};
    struct weft__guide guide;
    struct weft__plan plan;
    size_t length;

    weft__death_class(outcome, class_text, sizeof class_text);
    oldest_plan(search, &plan, &length);
    weft__guide_begin(&guide, &plan, &weft_allocator_system);
    weft__guide_recover(&guide, outcome->log.bytes, outcome->log.length);
    weft__guide_report(&guide, &report);
    report.ordering = weft__finding_class_hash(class_text) | 1;
    report.classes = class_text;
    report.classes_bytes = strlen(class_text) + 1;
    take_report(search, &report, true);
    weft__guide_end(&guide);
}

static void take_outcome(struct weft__search *search, const struct weft__pool_outcome *outcome)
{
    struct weft__report report;
    struct weft__plan plan;
    size_t length;

    switch (outcome->kind) {
    case WEFT__POOL_DONE:
        weft__report_get(outcome->result.bytes, &report);
        take_report(search, &report, false);
        break;
    case WEFT__POOL_CRASHED:
    case WEFT__POOL_EXITED:
    case WEFT__POOL_HUNG:
        take_death(search, outcome);
        break;
    case WEFT__POOL_LOST_MEMORY:
        search->lost = true;
        break;
    case WEFT__POOL_EMPTY:
    case WEFT__POOL_INTERRUPTED:
        return;
    }
    oldest_plan(search, &plan, &length);
    drop_oldest_plan(search, length);
    search->under_way--;
}

/* --- The loop --- */

static bool submit(struct weft__search *search, const struct weft__plan *plan)
{
    uint64_t number, length;

    if (!weft__explored_job_plan(&search->bytes, plan))
        return false;
    length = search->bytes.length - sizeof(struct weft__explored_head);
    if (!weft__byte_buffer_append(&search->plans, &length, sizeof length) ||
        !weft__byte_buffer_append(&search->plans,
                                  search->bytes.bytes + sizeof(struct weft__explored_head),
                                  (size_t) length))
        return false;
    search->under_way++;
    return weft__pool_submit(search->pool, search->bytes.bytes, search->bytes.length, &number) ==
           WEFT__POOL_OK;
}

/* Plans until the window is full; false: there is nothing more to plan, or to be planned. */
static bool plan_more(struct weft__search *search)
{
    while (search->under_way < search->strategy->type->ahead &&
           search->runs + search->under_way < search->options->runs_max) {
        struct weft__plan plan;

        switch (search->strategy->type->next(search->strategy, &plan)) {
        case WEFT__STRATEGY_PLANNED:
            search->lost = !submit(search, &plan) || search->lost;
            if (search->lost)
                return false;
            break;
        case WEFT__STRATEGY_WAITS:
            return true;
        case WEFT__STRATEGY_COMPLETE:
            search->complete = true;
            return false;
        case WEFT__STRATEGY_LOST:
            search->lost = true;
            return false;
        }
    }
    return true;
}

/* At NOW_US. Runs may take microseconds: whoever interrupts is listened to now and then. */
static bool is_over(struct weft__search *search, int64_t now_us)
{
    if (now_us - search->listened_us >= LISTEN_US) {
        search->listened_us = now_us;
        search->interrupted = search->interrupted || weft__interrupts_wait();
    }
    search->out_of_time = search->out_of_time || now_us >= search->options->end_us;
    return search->lost || search->interrupted || search->out_of_time || search->diverged ||
           (search->options->stop_at_first && search->found != NULL);
}

static void run_all(struct weft__search *search)
{
    int64_t now_us = weft__wall_clock_us(), looked_us = now_us;
    bool planning = true;

    for (; !is_over(search, now_us); now_us = weft__wall_clock_us()) {
        struct weft__pool_outcome outcome;

        if (planning)
            planning = plan_more(search);
        if (search->under_way == 0 || search->lost)
            return;
        if (weft__pool_next(search->pool, &outcome) != WEFT__POOL_OK) {
            search->lost = true;
            return;
        }
        take_outcome(search, &outcome);
        if (search->options->look != NULL && now_us - looked_us >= LOOK_US) {
            looked_us = now_us;
            search->options->look(search->options->context, search);
        }
    }
}

static bool begin_pool(struct weft__search *search)
{
    struct weft__pool_options options = {
        .workers = search->options->workers,
        .jobs_max = WEFT__PLANS_AHEAD_MOST,
        .job_ms_max = search->options->run_ms_max,
        .log_bytes_max = weft__loaded_can_die(search->explored->loaded) ? LOG_BYTES : 0,
        .silent = !weft__loaded_can_die(search->explored->loaded),
    };

    return weft__pool_begin(&options, weft__explored_work, search->explored, &search->pool) ==
           WEFT__POOL_OK;
}

/* Does the one job in `bytes`; *OUTCOME is good until the pool is used again. */
static bool do_job(struct weft__search *search, struct weft__pool_outcome *outcome)
{
    uint64_t number;

    return weft__pool_submit(search->pool, search->bytes.bytes, search->bytes.length, &number) ==
               WEFT__POOL_OK &&
           weft__pool_next(search->pool, outcome) == WEFT__POOL_OK;
}

/* The turns of a run in Twisted's order: the processes that make runs must have them when they
 * begin, so others look for them first. */
static bool find_turns(struct weft__search *search)
{
    struct weft__pool_outcome outcome;
    bool good;

    if (!begin_pool(search))
        return false;
    good = weft__explored_job_positions(&search->bytes) && do_job(search, &outcome);
    if (good && outcome.kind == WEFT__POOL_DONE)
        good = weft__byte_buffer_append(&search->positions, outcome.result.bytes,
                                        outcome.result.length);
    weft__pool_end(search->pool);
    search->pool = NULL;
    search->explored->turns_before =
        (struct weft__positions){(const void *) search->positions.bytes,
                                 search->positions.length / sizeof(struct weft__position)};
    return good;
}

void weft__search_run(struct weft__search *search, struct weft__explored *explored,
                      const struct weft__search_options *options)
{
    const weft_allocator *allocator = &weft_allocator_system;

    *search = (struct weft__search){
        .options = options,
        .explored = explored,
        .bytes = {.allocator = allocator},
        .plans = {.allocator = allocator},
        .positions = {.allocator = allocator},
    };
    search->last_found = &search->found;
    weft__ordering_coverage_begin(&search->coverage, allocator);
    weft__ordering_coverage_begin(&search->classes_of_runs, allocator);
    search->strategy = options->strategy->begin(&options->how);
    search->lost = search->strategy == NULL || !find_turns(search) || !begin_pool(search);
    if (search->lost)
        return;
    run_all(search);
    options->strategy->claim(search->strategy, search->complete, search->claim,
                             sizeof search->claim);
}

/* --- Traces --- */

static void pass_by_what_is_under_way(struct weft__search *search)
{
    struct weft__pool_outcome outcome;

    while (weft__pool_pending(search->pool) > 0 &&
           weft__pool_next(search->pool, &outcome) == WEFT__POOL_OK) {
    }
}

bool weft__search_trace(struct weft__search *search, const struct weft__found *found,
                        struct weft__byte_buffer *trace)
{
    struct weft__pool_outcome outcome;

    weft__byte_buffer_clear(trace, SIZE_MAX);
    pass_by_what_is_under_way(search);
    if (!weft__explored_job_trace(&search->bytes, found->class_text, found->choices.bytes,
                                  found->choices.length) ||
        !do_job(search, &outcome))
        return false;
    if (outcome.kind == WEFT__POOL_DONE)
        return weft__byte_buffer_append(trace, outcome.result.bytes, outcome.result.length);
    return weft__explored_finish_trace(search->explored, &outcome.log, found->class_text, trace);
}

void weft__search_end(struct weft__search *search)
{
    const weft_allocator *allocator = &weft_allocator_system;

    weft__pool_end(search->pool);
    if (search->strategy != NULL)
        search->strategy->type->end(search->strategy);
    while (search->found != NULL) {
        struct weft__found *found = search->found;

        search->found = found->next;
        weft__byte_buffer_free(&found->choices);
        allocator->allocate(allocator->context, found->class_text, strlen(found->class_text) + 1,
                            0);
        allocator->allocate(allocator->context, found, sizeof *found, 0);
    }
    weft__ordering_coverage_end(&search->coverage);
    weft__ordering_coverage_end(&search->classes_of_runs);
    weft__byte_buffer_free(&search->bytes);
    weft__byte_buffer_free(&search->plans);
    weft__byte_buffer_free(&search->positions);
}
