/* search_summary.c - from a search to its summary, and what follows from one. */
#include "search_summary.h"

#include "text_output.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { WITH_BYTES = 512, GAPS_TOLD = 8 };

/* --- From a search --- */

static int by_hash(const void *left, const void *right)
{
    const struct weft__seen_ordering *one = left, *other = right;

    return (one->hash > other->hash) - (one->hash < other->hash);
}

static int by_first(const void *left, const void *right)
{
    const struct weft__seen_ordering *one = left, *other = right;

    return (one->first > other->first) - (one->first < other->first);
}

/* What COVERAGE has seen, sorted: the order of its table is by accident. NULL without memory. */
static const struct weft__seen_ordering *take_seen(struct weft__arena *arena,
                                                   const struct weft__ordering_coverage *coverage,
                                                   int (*compare)(const void *, const void *))
{
    struct weft__seen_ordering *seen =
        weft__arena_allocate(arena, ((size_t) coverage->distinct + 1) * sizeof *seen);
    size_t count = 0;

    if (seen == NULL)
        return NULL;
    for (size_t i = 0; i < coverage->places; i++)
        if (coverage->table[i].hash != 0)
            seen[count++] = coverage->table[i];
    qsort(seen, count, sizeof *seen, compare);
    return seen;
}

static bool take_orderings(struct weft__arena *arena, struct weft__summary *summary,
                           const struct weft__search *search)
{
    summary->orderings = take_seen(arena, &search->coverage, by_hash);
    summary->ordering_count = (size_t) search->coverage.distinct;
    summary->run_classes = take_seen(arena, &search->classes_of_runs, by_first);
    summary->run_class_count = (size_t) search->classes_of_runs.distinct;
    return summary->orderings != NULL && summary->run_classes != NULL;
}

static const char *const *choices_of(struct weft__arena *arena, const struct weft__found *found)
{
    const char **choices =
        weft__arena_allocate(arena, ((size_t) found->turns + 1) * sizeof *choices);
    const char *bytes = weft__arena_copy(arena, found->choices.bytes, found->choices.length);

    if (choices == NULL || bytes == NULL)
        return NULL;
    for (uint64_t i = 0; i < found->turns; i++, bytes += strlen(bytes) + 1)
        choices[i] = bytes;
    return choices;
}

static const char *copy(struct weft__arena *arena, const char *text)
{
    return weft__arena_copy(arena, text, strlen(text));
}

static bool take_classes(struct weft__arena *arena, struct weft__summary *summary,
                         const struct weft__search *search, const char *const *files)
{
    struct weft__summary_class **link = &summary->classes;
    uint32_t part = search->options->how.shard + 1;

    for (const struct weft__found *found = search->found; found != NULL;
         found = found->next, files++) {
        struct weft__summary_class *class = weft__arena_allocate(arena, sizeof *class);

        if (class == NULL)
            return false;
        *class = (struct weft__summary_class){
            .text = copy(arena, found->class_text),
            .runs = found->runs,
            .first = {found->first_run, part},
            .shown = {found->first_run, part},
            .choices = choices_of(arena, found),
            .choice_count = found->turns,
            .file = *files != NULL ? copy(arena, *files) : NULL,
        };
        if (class->text == NULL || class->choices == NULL || (*files != NULL && !class->file))
            return false;
        *link = class;
        link = &class->next;
        summary->class_count++;
    }
    return true;
}

/* Why not all of the part was seen; NULL: nothing stands against it. */
static const char *missing_of(const struct weft__search *search)
{
    if (search->diverged)
        return "the program does not do the same twice";
    if (search->lost)
        return "there was no memory, or no process, to go on";
    if (search->interrupted)
        return "it was interrupted";
    if (search->out_of_time)
        return "--max-time ran out";
    if (!search->complete && search->options->stop_at_first && search->found != NULL)
        return "it stopped at the first finding";
    if (!search->complete)
        return "--runs ran out";
    if (search->crowded)
        return "more was free at once than can be offered (64)";
    if (search->ran_out > 0)
        return "a budget of a run's ran out";
    return NULL;
}

static enum weft__exit verdict_of(const struct weft__search *search)
{
    enum weft__exit verdict = search->classes > 0 ? WEFT__EXIT_FINDING : WEFT__EXIT_HELD;

    if (search->diverged)
        verdict = weft__exit_worse(verdict, WEFT__EXIT_DIVERGED);
    return search->lost ? weft__exit_worse(verdict, WEFT__EXIT_BUDGET) : verdict;
}

static void put_amount(struct weft__text_output *output, const char *name, uint64_t amount,
                       const char *unit)
{
    weft__text_put(output, weft__text_length(output) > 0 ? ", " : "");
    weft__text_put(output, name);
    weft__text_put_number(output, amount);
    weft__text_put(output, unit);
}

/* What was free or given besides, of what is not what it is without being asked for. */
static const char *with_of(struct weft__arena *arena, const struct weft__search *search)
{
    const struct weft__strategy_options *how = &search->options->how;
    const weft_world_options *world = &search->explored->options;
    struct weft__text_output output;
    char text[WITH_BYTES];

    weft__text_to_memory(&output, text, sizeof text);
    put_amount(&output, "depth ", how->depth, "");
    if (how->deviations_max < UINT64_MAX)
        put_amount(&output, "deviations ", how->deviations_max, "");
    if (world->freedom.late_ns > 0)
        put_amount(&output, "late ", (uint64_t) world->freedom.late_ns, " ns");
    if (world->freedom.rotation)
        weft__text_put(&output, ", rotation");
    if (world->freedom.slices)
        weft__text_put(&output, ", slices");
    if (world->faults.kinds != 0) {
        weft__text_put(&output, ", sweep ");
        weft__text_put(&output, search->explored->loaded->command->options.sweep);
    }
    if (world->steps_max > 0)
        put_amount(&output, "steps ", world->steps_max, "");
    if (world->until_ns < INT64_MAX)
        put_amount(&output, "until ", (uint64_t) world->until_ns, " ns");
    weft__text_finish(&output);
    return copy(arena, text);
}

static bool fill(struct weft__arena *arena, struct weft__summary *summary,
                 const struct weft__search *search)
{
    const struct weft__loaded *loaded = search->explored->loaded;
    uint32_t *part = weft__arena_allocate(arena, sizeof *part);
    char letters[WEFT__FINGERPRINT_PLACES + 1];

    if (part == NULL)
        return false;
    weft__fingerprint_letters(search->explored->ingredients, letters);
    summary->letters = copy(arena, letters);
    *part = search->options->how.shard + 1;
    summary->parts = part;
    summary->part_count = 1;
    summary->scenario = copy(arena, loaded->name);
    summary->source =
        copy(arena, loaded->scenario != NULL ? loaded->scenario->file : loaded->source.name);
    summary->with = with_of(arena, search);
    summary->claim = copy(arena, search->claim);
    return summary->scenario != NULL && summary->source != NULL && summary->with != NULL &&
           summary->claim != NULL && summary->letters != NULL;
}

struct weft__summary *weft__summary_of_search(struct weft__arena *arena,
                                              const struct weft__search *search,
                                              const char *const *files)
{
    struct weft__summary *summary = weft__arena_allocate(arena, sizeof *summary);

    if (summary == NULL)
        return NULL;
    *summary = (struct weft__summary){
        .strategy = search->options->strategy->name,
        .seed = search->options->how.seed,
        .slack_ns = (uint64_t) search->explored->options.freedom.slack_ns,
        .twisted = search->twisted,
        .parts_of = search->options->how.shards,
        .runs = search->runs,
        .cut = search->cut,
        .failed = search->failed,
        .ran_out = search->ran_out,
        .late = weft__ordering_coverage_late(&search->coverage),
        .late_known = true,
        .missing = missing_of(search),
        .verdict = verdict_of(search),
    };
    return fill(arena, summary, search) && take_orderings(arena, summary, search) &&
                   take_classes(arena, summary, search, files)
               ? summary
               : NULL;
}

bool weft__summary_add_variations(struct weft__arena *arena, struct weft__summary *summary,
                                  const char *text, uint64_t findings)
{
    size_t count = 0;
    const char **lines;

    for (const char *at = text; *at != '\0'; at++)
        count += *at == '\n';
    lines = weft__arena_allocate(arena, (count + 1) * sizeof *lines);
    if (lines == NULL)
        return false;
    for (size_t i = 0; i < count; i++) {
        size_t length = strcspn(text, "\n");

        lines[i] = weft__arena_copy(arena, text, length);
        if (lines[i] == NULL)
            return false;
        text += length + 1;
    }
    summary->varied = findings;
    summary->varied_lines = lines;
    summary->varied_line_count = count;
    return true;
}

/* --- What follows --- */

/* The parts that are not there, as ranges: "parts 3 and 5-7 of 8 are missing". */
static void put_gaps(struct weft__text_output *output, const struct weft__summary *summary)
{
    uint64_t next = 1;
    size_t told = 0;
    bool many = summary->parts_of - summary->part_count > 1;

    weft__text_put(output, many ? "parts " : "part ");
    for (size_t i = 0; i <= summary->part_count; i++) {
        bool behind = i == summary->part_count;
        uint64_t last = behind ? summary->parts_of : (uint64_t) summary->parts[i] - 1;

        if (last >= next && told++ < GAPS_TOLD) {
            weft__text_put(output, told > 1 ? ", " : "");
            weft__text_put_number(output, next);
            weft__text_put(output, last > next ? "-" : "");
            if (last > next)
                weft__text_put_number(output, last);
        }
        next = last + 2;
    }
    weft__text_put(output, told > GAPS_TOLD ? ", .. of " : " of ");
    weft__text_put_number(output, summary->parts_of);
    weft__text_put(output, many ? " are missing" : " is missing");
}

size_t weft__summary_missing(const struct weft__summary *summary, char *text, size_t size)
{
    bool partial = summary->part_count < summary->parts_of;
    struct weft__text_output output;

    weft__text_to_memory(&output, text, size);
    if (partial && summary->joined) {
        put_gaps(&output, summary);
    } else if (partial && summary->missing == NULL) {
        weft__text_put(&output, "this is part ");
        weft__text_put_number(&output, summary->parts[0]);
        weft__text_put(&output, summary->part_count > 1 ? ", .. of " : " of ");
        weft__text_put_number(&output, summary->parts_of);
    }
    if (summary->missing != NULL) {
        weft__text_put(&output, weft__text_length(&output) > 0 ? ", and " : "");
        weft__text_put(&output, summary->missing);
    }
    weft__text_finish(&output);
    return weft__text_length(&output);
}

/* A part that is whole has made all the runs that it was to make. */
enum weft__exit weft__summary_exit(const struct weft__summary *summary, bool complete)
{
    bool short_of_it =
        summary->missing != NULL || (summary->joined && summary->part_count < summary->parts_of);

    return complete && short_of_it ? weft__exit_worse(summary->verdict, WEFT__EXIT_BUDGET)
                                   : summary->verdict;
}

uint64_t weft__summary_ordering_runs(const struct weft__summary *summary)
{
    uint64_t runs = 0;

    for (size_t i = 0; i < summary->ordering_count; i++)
        runs += summary->orderings[i].runs;
    return runs;
}

uint64_t weft__summary_once(const struct weft__summary *summary)
{
    uint64_t once = 0;

    for (size_t i = 0; i < summary->ordering_count; i++)
        once += summary->orderings[i].runs == 1;
    return once;
}
