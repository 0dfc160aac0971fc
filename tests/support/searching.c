/* searching.c - plans in, sets out. */
#include "searching.h"

#include "decider_guided.h"
#include "finding_class.h"
#include "fingerprint.h"
#include "ordering.h"
#include "world_internal.h"

#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

static const weft_program nothing;
static const struct weft__command command = {
    .program_path = "test", .program_name = "test", .program = &nothing};

void searching_load(struct weft__loaded *loaded, const char *text, size_t length)
{
    struct weft__source source = {.name = "test.weft", .bytes = text, .length = length};
    enum weft__exit exit_code = weft__load_source(loaded, &command, source);

    if (exit_code != WEFT__EXIT_HELD)
        print_error("%s\n", text);
    assert_int_equal(exit_code, WEFT__EXIT_HELD);
}

uint32_t searching_sites(const weft_world_options *options)
{
    uint32_t sites = 1U << WEFT__SITE_CALL | 1U << WEFT__SITE_MOMENT;

    sites |= options->freedom.rotation ? 1U << WEFT__SITE_TASK : 0;
    sites |= options->freedom.slices ? 1U << WEFT__SITE_SLICE : 0;
    sites |= options->freedom.late_ns > 0 ? 1U << WEFT__SITE_LATE : 0;
    if (options->faults.kinds != 0)
        sites |= 1U << WEFT__SITE_TURN | 1U << WEFT__SITE_STEP | 1U << WEFT__SITE_CALLBACK |
                 1U << WEFT__SITE_ALLOCATION;
    return sites;
}

/* --- Sets --- */

static void begin_sets(struct searched *searched)
{
    weft__ordering_coverage_begin(&searched->orderings, &weft_allocator_system);
    weft__ordering_coverage_begin(&searched->results, &weft_allocator_system);
    weft__ordering_coverage_begin(&searched->classes, &weft_allocator_system);
    weft__ordering_coverage_begin(&searched->prints, &weft_allocator_system);
}

void searching_end(struct searched *searched)
{
    weft__ordering_coverage_end(&searched->orderings);
    weft__ordering_coverage_end(&searched->results);
    weft__ordering_coverage_end(&searched->classes);
    weft__ordering_coverage_end(&searched->prints);
}

static bool holds(const struct weft__ordering_coverage *set, uint64_t hash)
{
    for (size_t i = 0; i < set->places; i++)
        if (set->table[i].hash == hash)
            return true;
    return false;
}

bool same_set(const struct weft__ordering_coverage *left,
              const struct weft__ordering_coverage *right)
{
    bool same = left->distinct == right->distinct;

    for (size_t i = 0; i < left->places && same; i++)
        same = left->table[i].hash == 0 || holds(right, left->table[i].hash);
    return same;
}

static void add(struct weft__ordering_coverage *set, uint64_t hash)
{
    assert_true(weft__ordering_coverage_add(set, hash, 1));
}

/* --- Runs --- */

static uint64_t hash_prints(const weft_world *world)
{
    const weft_trace *trace = weft_world_trace(world);
    uint64_t hash = 1;

    for (uint64_t event = 1; event <= weft_trace_count(trace); event++) {
        weft_trace_record record = weft_trace_get(trace, event);

        for (size_t i = 0; record.kind == WEFT_TRACE_PRINT && i < record.text_bytes; i++)
            hash = weft__paths_hash_more(hash, (unsigned char) record.text[i] + UINT64_C(1));
    }
    return hash;
}

static void note_classes(struct searched *searched, const weft_world *world)
{
    const weft_finding *findings;
    size_t count = weft_world_findings(world, &findings);
    struct weft__byte_buffer text = {.allocator = &weft_allocator_system};

    for (size_t i = 0; i < count; i++) {
        if (findings[i].expected || findings[i].kind == WEFT_FINDING_VACUOUS)
            continue;
        weft__byte_buffer_clear(&text, SIZE_MAX);
        assert_true(weft__finding_class_put(&text, &findings[i]));
        add(&searched->classes, weft__finding_class_hash(text.bytes));
    }
    weft__byte_buffer_free(&text);
}

static void note_deviations(struct searched *searched, const struct weft__report *report)
{
    size_t most = sizeof searched->deviated / sizeof *searched->deviated - 1, count = 0;

    for (size_t i = 0; i < report->asked_count; i++)
        count += report->asked[i].answer != 0;
    searched->deviated[count < most ? count : most]++;
}

static void note_run(struct searched *searched, const weft_world *world,
                     const struct weft__report *report)
{
    searched->runs++;
    searched->diverged = searched->diverged || (report->flags & WEFT__REPORT_DIVERGED) != 0;
    searched->crowded = searched->crowded || world->crowded;
    if ((report->flags & WEFT__REPORT_CUT) != 0) {
        searched->cut++;
        return;
    }
    searched->failed += weft_world_failures(world) > 0;
    note_deviations(searched, report);
    add(&searched->orderings, weft__ordering(world));
    add(&searched->results, weft__fingerprint(world, WEFT__FINGERPRINT_RESULTS));
    add(&searched->prints, hash_prints(world));
    note_classes(searched, world);
}

/* Makes the run of PLAN, and appends its report, behind its length, to REPORTS. */
static void make_run(const struct weft__loaded *loaded, const weft_world_options *options,
                     const struct weft__plan *plan, struct searched *searched,
                     struct weft__byte_buffer *reports)
{
    weft_world *world = weft__loaded_world(loaded, options);
    struct weft__report report = {0};
    struct weft__guide guide;
    struct weft__byte_buffer bytes = {.allocator = &weft_allocator_system};

    assert_non_null(world);
    weft__guide_begin(&guide, plan, &weft_allocator_system);
    weft__guide_take(&guide, world);
    weft_world_run(world);
    weft__guide_report(&guide, &report);
    note_run(searched, world, &report);
    assert_false(guide.lost);
    assert_true(weft__report_put(&bytes, &report));
    assert_true(weft__byte_buffer_append(reports, &bytes.length, sizeof bytes.length));
    assert_true(weft__byte_buffer_append(reports, bytes.bytes, bytes.length));
    weft__byte_buffer_free(&bytes);
    weft__guide_end(&guide);
    weft_world_close(world);
}

static void learn_oldest(struct weft__strategy *strategy, struct weft__byte_buffer *reports)
{
    struct weft__report report;
    size_t length;

    memcpy(&length, reports->bytes, sizeof length);
    weft__report_get(reports->bytes + sizeof length, &report);
    assert_true(strategy->type->learn(strategy, &report));
    weft__byte_buffer_drop(reports, sizeof length + length);
}

/* --- The search --- */

static struct weft__strategy *begin(const struct searching_options *options)
{
    struct weft__strategy_options how = {
        .seed = options->seed,
        .depth = options->depth,
        .deviations_max = options->deviations_max > 0 ? options->deviations_max : UINT64_MAX,
        .sites = searching_sites(&options->world),
        .fault_sites = searching_sites(&options->world) >> WEFT__SITE_TURN << WEFT__SITE_TURN,
        .shards = 1,
        .allocator = &weft_allocator_system,
    };
    struct weft__strategy *strategy = options->strategy->begin(&how);

    assert_non_null(strategy);
    return strategy;
}

void searching_run(const struct weft__loaded *loaded, const struct searching_options *options,
                   struct searched *searched)
{
    uint64_t most = options->runs_max > 0 ? options->runs_max : SEARCHING_RUNS_MAX;
    size_t window = options->window > 0 ? options->window : 1, waiting = 0;
    struct weft__strategy *strategy = begin(options);
    struct weft__byte_buffer reports = {.allocator = &weft_allocator_system};

    *searched = (struct searched){0};
    begin_sets(searched);
    while (searched->runs < most && !searched->complete) {
        enum weft__strategy_step step = WEFT__STRATEGY_WAITS;
        struct weft__plan plan;

        if (waiting < window)
            step = strategy->type->next(strategy, &plan);
        assert_int_not_equal(step, WEFT__STRATEGY_LOST);
        if (step == WEFT__STRATEGY_PLANNED) {
            make_run(loaded, &options->world, &plan, searched, &reports);
            waiting++;
        } else if (step == WEFT__STRATEGY_COMPLETE) {
            searched->complete = true;
        } else {
            assert_true(waiting > 0); /* one that waits for nothing would wait for ever */
            learn_oldest(strategy, &reports);
            waiting--;
        }
    }
    weft__byte_buffer_free(&reports);
    strategy->type->end(strategy);
}

void search_text(const char *text, const struct searching_options *options,
                 struct searched *searched)
{
    struct weft__loaded loaded;

    searching_load(&loaded, text, strlen(text));
    searching_run(&loaded, options, searched);
    weft__loaded_close(&loaded);
}
