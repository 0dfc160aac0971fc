/* trace_match.c - the search for common lines.
 *
 * Seen as a grid, lines of before to the right and lines of after downwards: an edit goes one right
 * (a line removed) or one down (a line added), a common line goes diagonally for nothing. Row D of
 * `reached` holds, for each diagonal K = x - y from -D to D in steps of 2, how far to the right one
 * comes with D edits; -1: not at all.
 */
#include "trace_match.h"

#include <assert.h>

struct grid {
    const struct weft__trace_slice *before;
    const struct weft__trace_slice *after;
    int64_t width;
    int64_t height;
    int64_t *reached;
    int64_t edits_max;
};

static size_t rows_cells(size_t rows)
{
    return rows * (rows + 1) / 2;
}

static int64_t *row_of(const struct grid *grid, int64_t edits)
{
    return grid->reached + rows_cells((size_t) edits);
}

/* How far to the right one is on diagonal DIAGONAL (the CELLth of its row) just after the last of
 * EDITS edits, and, in *FROM, in which cell of the row before one was then. -1: out of the grid. */
static int64_t step_to(const struct grid *grid, int64_t edits, int64_t cell, int64_t *from)
{
    const int64_t *row;
    int64_t diagonal = 2 * cell - edits;
    int64_t x = -1;

    *from = -1;
    if (edits == 0)
        return 0;
    row = row_of(grid, edits - 1);
    if (cell < edits && row[cell] >= 0 && row[cell] - diagonal <= grid->height) {
        x = row[cell];
        *from = cell;
    }
    if (cell > 0 && row[cell - 1] >= x && row[cell - 1] >= 0 && row[cell - 1] < grid->width) {
        x = row[cell - 1] + 1;
        *from = cell - 1;
    }
    return x;
}

/* Goes along common lines from X on DIAGONAL. */
static int64_t slide(const struct grid *grid, int64_t x, int64_t diagonal)
{
    while (x < grid->width && x - diagonal < grid->height &&
           weft__trace_slice_equals(grid->before[x], grid->after[x - diagonal]))
        x++;
    return x;
}

/* A place in the table of what is reached. */
struct spot {
    int64_t edits;
    int64_t cell;
};

static int64_t progress(const struct grid *grid, struct spot spot)
{
    int64_t x = row_of(grid, spot.edits)[spot.cell];

    return x < 0 ? -1 : 2 * x - (2 * spot.cell - spot.edits);
}

/* Fills row EDITS. Returns the spot of it that is farthest from the beginning. */
static struct spot fill_row(const struct grid *grid, int64_t edits)
{
    struct spot farthest = {edits, 0};

    for (int64_t cell = 0; cell <= edits; cell++) {
        struct spot spot = {edits, cell};
        int64_t from;
        int64_t x = step_to(grid, edits, cell, &from);

        row_of(grid, edits)[cell] = x < 0 ? -1 : slide(grid, x, 2 * cell - edits);
        if (progress(grid, spot) > progress(grid, farthest))
            farthest = spot;
    }
    return farthest;
}

/* The spot where the whole grid is crossed, or else the farthest one that the edits suffice for. */
static struct spot search(const struct grid *grid)
{
    struct spot farthest = {0, 0};

    for (int64_t edits = 0; edits <= grid->edits_max; edits++) {
        farthest = fill_row(grid, edits);
        if (progress(grid, farthest) == grid->width + grid->height)
            break;
    }
    return farthest;
}

/* Notes the way to SPOT, from its end: what is given out first comes to lie last. */
static void note_way(struct weft__trace_matcher *matcher, const struct grid *grid, struct spot spot)
{
    matcher->match_count = 0;
    while (spot.edits >= 0) {
        int64_t from;
        int64_t begin = step_to(grid, spot.edits, spot.cell, &from);
        int64_t end = row_of(grid, spot.edits)[spot.cell];
        int64_t diagonal = 2 * spot.cell - spot.edits;

        if (begin < end)
            matcher->matches[matcher->match_count++] = (struct weft__trace_match){
                matcher->before_at + (size_t) begin,
                matcher->after_at + (size_t) (begin - diagonal), (size_t) (end - begin)};
        spot = (struct spot){spot.edits - 1, from};
    }
}

/* Searches on from where the matcher stands. */
static void search_on(struct weft__trace_matcher *matcher)
{
    const size_t skipped = matcher->before->skipped;
    struct grid grid = {.before = matcher->before->events + (matcher->before_at - skipped),
                        .after = matcher->after->events + (matcher->after_at - skipped),
                        .width = (int64_t) (matcher->before_end - matcher->before_at),
                        .height = (int64_t) (matcher->after_end - matcher->after_at),
                        .reached = matcher->reached,
                        .edits_max = (int64_t) matcher->edits_max};
    struct spot spot = search(&grid);
    int64_t x = row_of(&grid, spot.edits)[spot.cell];
    int64_t y = x - (2 * spot.cell - spot.edits);

    note_way(matcher, &grid, spot);
    if (x < grid.width || y < grid.height)
        matcher->shortest = false;
    matcher->before_at += (size_t) x;
    matcher->after_at += (size_t) y;
}

/* --- The matcher --- */

static void cut_common_ends(struct weft__trace_matcher *matcher)
{
    const struct weft__trace_file *before = matcher->before;
    const struct weft__trace_file *after = matcher->after;

    while (matcher->before_at < matcher->before_end && matcher->after_at < matcher->after_end &&
           weft__trace_slice_equals(weft__trace_line(before, matcher->before_at),
                                    weft__trace_line(after, matcher->after_at))) {
        matcher->before_at++;
        matcher->after_at++;
    }
    while (matcher->before_end > matcher->before_at && matcher->after_end > matcher->after_at &&
           weft__trace_slice_equals(weft__trace_line(before, matcher->before_end - 1),
                                    weft__trace_line(after, matcher->after_end - 1))) {
        matcher->before_end--;
        matcher->after_end--;
    }
}

static bool nothing_to_search(const struct weft__trace_matcher *matcher)
{
    return matcher->before_at == matcher->before_end || matcher->after_at == matcher->after_end;
}

static void reserve(struct weft__trace_matcher *matcher)
{
    size_t lines =
        matcher->before_end - matcher->before_at + matcher->after_end - matcher->after_at;

    matcher->edits_max = lines < WEFT__TRACE_MATCH_EDITS_MAX ? lines : WEFT__TRACE_MATCH_EDITS_MAX;
    if (nothing_to_search(matcher))
        return;
    matcher->reached = matcher->allocator->allocate(
        matcher->allocator->context, NULL, 0, rows_cells(matcher->edits_max + 1) * sizeof(int64_t));
    matcher->shortest = matcher->reached != NULL;
}

void weft__trace_matcher_begin(struct weft__trace_matcher *matcher,
                               const struct weft__trace_file *before,
                               const struct weft__trace_file *after,
                               const weft_allocator *allocator)
{
    matcher->before = before;
    matcher->after = after;
    matcher->allocator = allocator;
    matcher->shortest = true;
    matcher->ended = false;
    matcher->before_at = before->skipped;
    matcher->after_at = after->skipped;
    matcher->before_end = before->skipped + before->held;
    matcher->after_end = after->skipped + after->held;
    matcher->reached = NULL;
    cut_common_ends(matcher);
    matcher->matches[0] = (struct weft__trace_match){0, 0, matcher->before_at};
    matcher->match_count = 1;
    reserve(matcher);
}

bool weft__trace_matcher_next(struct weft__trace_matcher *matcher, struct weft__trace_match *match)
{
    while (matcher->match_count == 0 && matcher->reached != NULL && !nothing_to_search(matcher))
        search_on(matcher);
    if (matcher->match_count > 0) {
        *match = matcher->matches[--matcher->match_count];
        return true;
    }
    if (matcher->ended)
        return false;
    matcher->ended = true;
    *match = (struct weft__trace_match){matcher->before_end, matcher->after_end,
                                        matcher->before->count - matcher->before_end};
    return true;
}

void weft__trace_matcher_end(struct weft__trace_matcher *matcher)
{
    if (matcher->reached != NULL)
        matcher->allocator->allocate(matcher->allocator->context, matcher->reached,
                                     rows_cells(matcher->edits_max + 1) * sizeof(int64_t), 0);
    matcher->reached = NULL;
}
