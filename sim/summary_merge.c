/* summary_merge.c - parts sorted by scenario, then each scenario's joined. */
#include "summary_merge.h"

#include "summary_join.h"
#include "text_output.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { CLAIMS_TOLD = 4, TEXT_BYTES = 1024 };

/* A summary as it came. */
struct piece {
    const struct weft__summary *summary;
    size_t index;
};

/* Pieces of one scenario. */
struct group {
    const struct piece *pieces;
    size_t count;
    size_t index; /* of the one that came first */
    struct weft__summary *joined;
};

static enum weft__merge_outcome wrong(struct weft__merge *merge, const struct weft__summary *one,
                                      const struct weft__summary *other, const char *what)
{
    snprintf(merge->told, sizeof merge->told, "%s and %s cannot be joined: of %s they have %s",
             one->report, other->report, one->scenario, what);
    return WEFT__MERGE_WRONG;
}

/* --- One search --- */

/* What tells two searches of a scenario apart; NULL: nothing does. */
static const char *difference(const struct weft__summary *one, const struct weft__summary *other)
{
    if (strcmp(one->strategy, other->strategy) != 0)
        return "other strategies";
    if (one->seed != other->seed)
        return "other seeds";
    if (one->slack_ns != other->slack_ns)
        return "another slack";
    if (strcmp(one->with, other->with) != 0)
        return "other things free or given ('with')";
    if (strcmp(one->letters, other->letters) != 0)
        return "other fingerprints";
    if (one->parts_of != other->parts_of)
        return "another number of parts";
    if (one->twisted != other->twisted)
        return "another run in Twisted's order, so the scenario or the program is not the same";
    return NULL;
}

/* --- Parts --- */

static bool have_common(const uint32_t *parts, size_t count, const struct weft__summary *summary)
{
    if (count == 0 || parts[count - 1] < summary->parts[0])
        return false;
    for (size_t i = 0, at = 0; i < summary->part_count; i++) {
        while (at < count && parts[at] < summary->parts[i])
            at++;
        if (at < count && parts[at] == summary->parts[i])
            return true;
    }
    return false;
}

static int by_number(const void *left, const void *right)
{
    const uint32_t *one = left, *other = right;

    return (*one > *other) - (*one < *other);
}

/* Which of GROUP's pieces count: KEPT has room for all, and tells how many in *COUNT. The parts of
 * those go to JOINED, and what is there twice to its `missing`. */
static bool keep_parts(struct weft__arena *arena, const struct group *group,
                       const struct weft__summary **kept, size_t *count)
{
    struct weft__summary *joined = group->joined;
    size_t room = 0;
    uint32_t *parts;
    char text[96];
    bool in_order;

    for (size_t i = 0; i < group->count; i++)
        room += group->pieces[i].summary->part_count;
    parts = weft__arena_allocate(arena, (room + 1) * sizeof *parts);
    if (parts == NULL)
        return false;
    *count = 0;
    for (size_t i = 0; i < group->count; i++) {
        const struct weft__summary *piece = group->pieces[i].summary;

        if (have_common(parts, joined->part_count, piece)) {
            snprintf(text, sizeof text, "part %" PRIu32 " is there twice, and counted once",
                     piece->parts[0]);
            if (joined->missing == NULL)
                joined->missing = weft__arena_copy(arena, text, strlen(text));
            if (joined->missing == NULL)
                return false;
            continue;
        }
        memcpy(parts + joined->part_count, piece->parts, piece->part_count * sizeof *parts);
        in_order = joined->part_count == 0 || parts[joined->part_count - 1] < piece->parts[0];
        joined->part_count += piece->part_count;
        if (!in_order)
            qsort(parts, joined->part_count, sizeof *parts, by_number);
        kept[(*count)++] = piece;
    }
    joined->parts = parts;
    return true;
}

/* --- One scenario --- */

/* One claim for all, or those of a few. */
static const char *join_claims(struct weft__arena *arena, const struct weft__summary *const *kept,
                               size_t count)
{
    struct weft__text_output output;
    char text[TEXT_BYTES];
    bool same = true;

    for (size_t i = 1; i < count; i++)
        same = same && strcmp(kept[0]->claim, kept[i]->claim) == 0;
    if (same)
        return kept[0]->claim;
    weft__text_to_memory(&output, text, sizeof text);
    for (size_t i = 0; i < count && i < CLAIMS_TOLD; i++) {
        weft__text_put(&output, i > 0 ? "; in part " : "in part ");
        weft__text_put_number(&output, kept[i]->parts[0]);
        weft__text_put(&output, ", ");
        weft__text_put(&output, kept[i]->claim);
    }
    weft__text_put(&output, count > CLAIMS_TOLD ? "; .." : "");
    weft__text_finish(&output);
    return weft__arena_copy(arena, text, strlen(text));
}

/* False: there are more runs than can be counted. */
static bool add_numbers(struct weft__summary *joined, const struct weft__summary *piece)
{
    if (piece->runs > UINT64_MAX - joined->runs)
        return false;
    joined->runs += piece->runs;
    joined->cut += piece->cut;
    joined->failed += piece->failed;
    joined->ran_out += piece->ran_out;
    if (joined->missing == NULL)
        joined->missing = piece->missing;
    if (piece->varied_line_count > 0) { /* one part makes them all */
        joined->varied = piece->varied;
        joined->varied_lines = piece->varied_lines;
        joined->varied_line_count = piece->varied_line_count;
    }
    joined->verdict = weft__exit_worse(joined->verdict, piece->verdict);
    return true;
}

static enum weft__merge_outcome join(struct weft__merge *merge, struct group *group)
{
    struct weft__arena *arena = merge->arena;
    const struct weft__summary *first = group->pieces[0].summary;
    const struct weft__summary **kept = weft__arena_allocate(arena, group->count * sizeof *kept);
    struct weft__summary *joined = weft__arena_allocate(arena, sizeof *joined);
    size_t count;

    if (kept == NULL || joined == NULL)
        return WEFT__MERGE_NO_MEMORY;
    for (size_t i = 1; i < group->count; i++) {
        const char *differs = difference(first, group->pieces[i].summary);

        if (differs != NULL)
            return wrong(merge, first, group->pieces[i].summary, differs);
    }
    group->joined = joined;
    *joined = (struct weft__summary){.scenario = first->scenario,
                                     .strategy = first->strategy,
                                     .seed = first->seed,
                                     .slack_ns = first->slack_ns,
                                     .with = first->with,
                                     .letters = first->letters,
                                     .twisted = first->twisted,
                                     .parts_of = first->parts_of,
                                     .joined = true,
                                     .source = first->source};
    if (!keep_parts(arena, group, kept, &count))
        return WEFT__MERGE_NO_MEMORY;
    for (size_t i = 0; i < count; i++)
        if (!add_numbers(joined, kept[i]))
            return wrong(merge, first, kept[i], "more runs than can be counted");
    joined->claim = join_claims(arena, kept, count);
    return joined->claim != NULL && weft__orderings_join(arena, joined, kept, count) &&
                   weft__classes_join(arena, joined, kept, count)
               ? WEFT__MERGED
               : WEFT__MERGE_NO_MEMORY;
}

/* --- All --- */

static int compare_numbers(uint64_t one, uint64_t other)
{
    return (one > other) - (one < other);
}

static int by_scenario(const void *left, const void *right)
{
    const struct piece *one = left, *other = right;
    int by_name = strcmp(one->summary->scenario, other->summary->scenario);
    int by_part = compare_numbers(one->summary->parts[0], other->summary->parts[0]);

    return by_name != 0   ? by_name
           : by_part != 0 ? by_part
                          : compare_numbers(one->index, other->index);
}

static int by_index(const void *left, const void *right)
{
    const struct group *one = left, *other = right;

    return compare_numbers(one->index, other->index);
}

/* PIECES, which are sorted, as groups of one scenario each, in the order in which they came. */
static size_t make_groups(const struct piece *pieces, size_t count, struct group *groups)
{
    size_t group_count = 0;

    for (size_t i = 0; i < count; i++) {
        struct group *group = group_count > 0 ? &groups[group_count - 1] : NULL;

        if (group == NULL ||
            strcmp(group->pieces->summary->scenario, pieces[i].summary->scenario) != 0) {
            groups[group_count++] = (struct group){&pieces[i], 1, pieces[i].index, NULL};
            continue;
        }
        group->count++;
        if (pieces[i].index < group->index)
            group->index = pieces[i].index;
    }
    qsort(groups, group_count, sizeof *groups, by_index);
    return group_count;
}

enum weft__merge_outcome weft__summaries_merge(struct weft__merge *merge,
                                               const struct weft__summary *summaries)
{
    struct weft__summary **link = &merge->first;
    size_t count = 0, group_count;
    struct piece *pieces;
    struct group *groups;

    merge->first = NULL;
    for (const struct weft__summary *summary = summaries; summary != NULL; summary = summary->next)
        count++;
    pieces = weft__arena_allocate(merge->arena, (count + 1) * sizeof *pieces);
    groups = weft__arena_allocate(merge->arena, (count + 1) * sizeof *groups);
    if (pieces == NULL || groups == NULL)
        return WEFT__MERGE_NO_MEMORY;
    count = 0;
    for (; summaries != NULL; summaries = summaries->next, count++)
        pieces[count] = (struct piece){summaries, count};
    qsort(pieces, count, sizeof *pieces, by_scenario);
    group_count = make_groups(pieces, count, groups);
    for (size_t i = 0; i < group_count; i++, link = &(*link)->next) {
        enum weft__merge_outcome outcome = join(merge, &groups[i]);

        if (outcome != WEFT__MERGED)
            return outcome;
        *link = groups[i].joined;
    }
    return WEFT__MERGED;
}
