/* shrinking.c - the best so far, and what is tried against it. */
#include "shrinking.h"

#include "bench.h"
#include "process_guard.h"

#include <string.h>

static enum weft__exit make_bench(const struct weft__shrinking *shrinking,
                                  const struct weft__byte_buffer *script,
                                  struct weft__bench **bench)
{
    struct weft__bench_options options = {
        .command = shrinking->command,
        .scenario = shrinking->scenario,
        .source = {shrinking->name, script->bytes, script->length},
        .options = &shrinking->options,
        .strategy_name = shrinking->strategy_name,
        .run_ms_max = shrinking->run_ms_max,
    };

    return weft__bench_begin(&options, bench);
}

static void note_runs(struct weft__shrinking *shrinking, struct weft__bench *bench)
{
    shrinking->runs += bench->runs;
    bench->runs = 0;
    if (shrinking->look != NULL)
        shrinking->look(shrinking->context, shrinking);
}

/* --- From the first to the last --- */

static bool put_choices(const weft_replay *replay, struct weft__byte_buffer *choices)
{
    bool good = true;

    for (size_t i = 0; i < replay->count && good; i++)
        good =
            weft__byte_buffer_append(choices, replay->choices[i], strlen(replay->choices[i]) + 1);
    return good;
}

static bool run_first(struct weft__shrinking *shrinking, const weft_replay *replay,
                      const char *class_text, bool *seen)
{
    struct weft__byte_buffer choices = {.allocator = &weft_allocator_system};
    bool strayed;
    bool good = put_choices(replay, &choices) &&
                weft__bench_follow(shrinking->bench, &choices, false, class_text, &shrinking->best,
                                   seen, &strayed);

    weft__byte_buffer_free(&choices);
    note_runs(shrinking, shrinking->bench);
    return good;
}

bool weft__shrinking_begin(struct weft__shrinking *shrinking, const struct weft__rerun *rerun,
                           const char *class_text, bool *seen)
{
    const struct weft__options *options = &rerun->command->options;
    const struct weft__loaded *loaded = &rerun->loaded;
    weft_replay replay = rerun->replay;

    *shrinking = (struct weft__shrinking){
        .best = weft__specimen_make(),
        .command = rerun->command,
        .name = loaded->trace_name,
        .scenario = loaded->scenario,
        .options = weft__rerun_options(rerun),
        .strategy_name = rerun->stored.trace.header.strategy,
        .job = {.allocator = &weft_allocator_system},
        .runs_max = options->runs_max,
        .run_ms_max = options->run_time_ns / WEFT_MILLISECOND,
    };
    *seen = false;
    shrinking->lost =
        (loaded->scenario == NULL &&
         !weft__specimen_set_script(&shrinking->best, loaded->source.bytes,
                                    loaded->source.length)) ||
        make_bench(shrinking, &shrinking->best.script, &shrinking->bench) != WEFT__EXIT_HELD ||
        !run_first(shrinking, &replay, class_text, seen);
    return !shrinking->lost;
}

void weft__shrinking_end(struct weft__shrinking *shrinking)
{
    weft__bench_end(shrinking->bench);
    weft__specimen_free(&shrinking->best);
    weft__byte_buffer_free(&shrinking->job);
}

/* What comes of BENCH's scenario in Twisted's order. */
static enum weft__plain look_at_plain(struct weft__shrinking *shrinking, struct weft__bench *bench)
{
    struct weft__specimen specimen = weft__specimen_make();
    struct weft__byte_buffer none = {.allocator = &weft_allocator_system};
    bool fails = false, fails_so = false, strayed;

    if (!weft__bench_follow(bench, &none, false, shrinking->best.class_text.bytes, &specimen,
                            &fails_so, &strayed) ||
        (!fails_so && !weft__bench_follow(bench, &none, false, NULL, &specimen, &fails, &strayed)))
        shrinking->lost = true;
    weft__specimen_free(&specimen);
    return fails_so ? WEFT__PLAIN_FAILS_SO
           : fails  ? WEFT__PLAIN_FAILS_OTHERWISE
                    : WEFT__PLAIN_HOLDS;
}

bool weft__shrinking_over(struct weft__shrinking *shrinking)
{
    shrinking->interrupted = shrinking->interrupted || weft__interrupts_wait();
    shrinking->out_of_runs = shrinking->runs >= shrinking->runs_max;
    return shrinking->interrupted || shrinking->out_of_runs || shrinking->lost;
}

void weft__shrink(struct weft__shrinking *shrinking)
{
    bool smaller = true;

    while (smaller && !weft__shrinking_over(shrinking)) {
        smaller = weft__shrink_choices(shrinking);
        if (shrinking->scenario != NULL)
            continue;
        shrinking->plain = look_at_plain(shrinking, shrinking->bench);
        note_runs(shrinking, shrinking->bench);
        smaller = weft__shrink_lines(shrinking) || smaller;
        smaller = weft__shrink_numbers(shrinking) || smaller;
    }
}

bool weft__shrinking_trace(struct weft__shrinking *shrinking, struct weft__byte_buffer *trace)
{
    return weft__bench_trace(shrinking->bench, shrinking->best.class_text.bytes,
                             &shrinking->best.choices, trace);
}

/* --- Choices --- */

static bool has_fewer(const struct weft__shrinking *shrinking, const struct weft__specimen *tried)
{
    const struct weft__specimen *best = &shrinking->best;

    return tried->choice_count < best->choice_count || (tried->choice_count == best->choice_count &&
                                                        tried->earlier_count < best->earlier_count);
}

/* The script stays. */
static void take_run(struct weft__shrinking *shrinking, struct weft__specimen *tried)
{
    struct weft__byte_buffer script = shrinking->best.script;

    shrinking->best.script = tried->script;
    tried->script = script;
    weft__specimen_take(&shrinking->best, tried);
}

bool weft__shrinking_try_choices(struct weft__shrinking *shrinking, const char *choices,
                                 size_t bytes)
{
    struct weft__specimen tried = weft__specimen_make();
    struct weft__byte_buffer copy = {.allocator = &weft_allocator_system};
    const char *class_text = shrinking->best.class_text.bytes;
    bool seen = false, strayed = false;

    if (weft__shrinking_over(shrinking))
        return false;
    shrinking->lost =
        !weft__byte_buffer_append(&copy, choices, bytes) ||
        !weft__bench_follow(shrinking->bench, &copy, false, class_text, &tried, &seen, &strayed) ||
        (!seen && strayed &&
         !weft__bench_follow(shrinking->bench, &copy, true, class_text, &tried, &seen, &strayed));
    note_runs(shrinking, shrinking->bench);
    seen = seen && !shrinking->lost && has_fewer(shrinking, &tried);
    if (seen)
        take_run(shrinking, &tried);
    weft__byte_buffer_free(&copy);
    weft__specimen_free(&tried);
    return seen;
}

bool weft__shrinking_search_fewer(struct weft__shrinking *shrinking)
{
    struct weft__specimen tried = weft__specimen_make();
    bool seen = false;

    if (shrinking->best.choice_count == 0 || weft__shrinking_over(shrinking))
        return false;
    shrinking->lost = !weft__bench_search(shrinking->bench, shrinking->best.choice_count - 1,
                                          shrinking->best.class_text.bytes, &tried, &seen);
    note_runs(shrinking, shrinking->bench);
    seen = seen && !shrinking->lost && has_fewer(shrinking, &tried);
    if (seen)
        take_run(shrinking, &tried);
    weft__specimen_free(&tried);
    return seen;
}

/* --- Scripts --- */

/* As the best choices say; where they no longer fit, loosely so; where that does not fit either, in
 * as few choices as a search finds. */
static bool run_script(struct weft__shrinking *shrinking, struct weft__bench *bench,
                       struct weft__specimen *tried)
{
    const struct weft__specimen *best = &shrinking->best;
    const char *class_text = best->class_text.bytes;
    bool seen = false, strayed = false;

    shrinking->lost =
        !weft__bench_follow(bench, &best->choices, false, class_text, tried, &seen, &strayed) ||
        (!seen && strayed &&
         !weft__bench_follow(bench, &best->choices, true, class_text, tried, &seen, &strayed)) ||
        (!seen && strayed && !weft__shrinking_over(shrinking) &&
         !weft__bench_search(bench, best->choice_count, class_text, tried, &seen));
    return seen && !shrinking->lost && tried->choice_count <= best->choice_count &&
           (shrinking->plain == WEFT__PLAIN_FAILS_SO ||
            look_at_plain(shrinking, bench) >= shrinking->plain);
}

bool weft__shrinking_try_script(struct weft__shrinking *shrinking, const char *text, size_t length)
{
    struct weft__specimen tried = weft__specimen_make();
    struct weft__bench *bench = NULL;
    enum weft__exit made = WEFT__EXIT_INPUT;
    bool taken = false;

    if (weft__shrinking_over(shrinking))
        return false;
    shrinking->lost = !weft__specimen_set_script(&tried, text, length);
    if (!shrinking->lost)
        made = make_bench(shrinking, &tried.script, &bench);
    shrinking->lost = shrinking->lost || made == WEFT__EXIT_BUDGET;
    if (made == WEFT__EXIT_HELD) {
        taken = run_script(shrinking, bench, &tried);
        note_runs(shrinking, bench);
    }
    if (taken) {
        struct weft__bench *before = shrinking->bench;

        weft__specimen_take(&shrinking->best, &tried);
        shrinking->bench = bench;
        bench = before;
    }
    weft__bench_end(bench);
    weft__specimen_free(&tried);
    return taken;
}
