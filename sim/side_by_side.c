/* side_by_side.c - rows. */
#include "side_by_side.h"

#include "utf8.h"

#include <string.h>

enum { ROWS_MAX = 10, GAP = 2, COLUMN = (WEFT__PAGE_COLUMNS - GAP - 2) / 2, LINE_BYTES = 1024 };

/* The events of one column; LEFT_OUT of them stand between the last two and the others. */
struct column {
    const struct weft__explained_run *run;
    size_t rows[ROWS_MAX + 1];
    size_t count, left_out;
};

/* Whether the event INDEX is shown: it happened, or is the LAST. */
static bool is_shown(const struct weft__explained_run *run, size_t index, size_t last)
{
    return index == last || weft__explained_happened(run, index);
}

/* What happened from FROM on, and the event LAST, which is no more than the end if there is none.
 */
static struct column pick(const struct weft__explained_run *run, size_t from, size_t last)
{
    struct column column = {.run = run};
    size_t all = 0, nth = 0;

    for (size_t i = from; i < run->trace.count && i <= last; i++)
        all += is_shown(run, i, last);
    if (all > ROWS_MAX + 1) /* for one alone it would not be worth it */
        column.left_out = all - ROWS_MAX;
    for (size_t i = from; i < run->trace.count && i <= last; i++) {
        if (!is_shown(run, i, last))
            continue;
        if (column.left_out == 0 || nth < ROWS_MAX - 2 || nth + 2 >= all)
            column.rows[column.count++] = i;
        nth++;
    }
    return column;
}

/* TEXT, cut to the width of a column. */
static void put_cell(struct weft__text_output *out, const char *text)
{
    size_t columns = 0, length = 0;

    while (text[length] != '\0' && columns < COLUMN) {
        length++;
        while (weft__utf8_continues(text[length]))
            length++;
        columns++;
    }
    if (text[length] == '\0') {
        weft__text_put(out, text);
        return;
    }
    while (length > 0 && columns > COLUMN - 3) {
        length--;
        while (length > 0 && weft__utf8_continues(text[length]))
            length--;
        columns--;
    }
    weft__text_put_bytes(out, text, length);
    weft__text_put(out, "...");
}

static void put_two(struct weft__text_output *out, const char *left, const char *right)
{
    weft__text_put(out, "  ");
    put_cell(out, left);
    if (*right != '\0') {
        weft__text_put_gap(out, GAP, 2 + COLUMN + GAP);
        put_cell(out, right);
    }
    weft__text_put(out, "\n");
}

/* Row ROW of COLUMN, which may be one that tells how many were left out. */
static void row_text(const struct column *column, size_t row, char *text, size_t size)
{
    struct weft__text_output out;

    *text = '\0';
    if (column->left_out > 0 && row == ROWS_MAX - 2) {
        weft__text_to_memory(&out, text, size);
        weft__text_put(&out, "... ");
        weft__text_put_number(&out, column->left_out);
        weft__text_put(&out, " more");
        weft__text_finish(&out);
        return;
    }
    if (column->left_out > 0 && row >= ROWS_MAX - 2)
        row--;
    if (row < column->count)
        weft__explained_put(column->run, column->rows[row], text, size);
}

/* The last event before BEFORE that happened, in both. */
static void put_common(struct weft__text_output *out, const struct weft__explained_run *run,
                       size_t before)
{
    char text[LINE_BYTES];

    while (before > 0 && !weft__explained_happened(run, before - 1))
        before--;
    if (before == 0)
        return;
    weft__explained_put(run, before - 1, text, sizeof text);
    put_two(out, text, text);
}

static void put_ends(struct weft__text_output *out, const struct weft__explained_run *left,
                     const struct weft__explained_run *right, bool right_ends)
{
    char texts[2][LINE_BYTES];
    const struct weft__explained_run *runs[2] = {left, right};

    for (size_t i = 0; i < 2; i++) {
        struct weft__text_output text;

        weft__text_to_memory(&text, texts[i], LINE_BYTES);
        weft__text_put_time(&text, runs[i]->trace.end_ns);
        weft__text_put(&text, " end: ");
        weft__text_put(&text, runs[i]->trace.verdict);
        weft__text_finish(&text);
    }
    put_two(out, texts[0], right_ends ? texts[1] : "");
}

void weft__side_by_side_put(struct weft__text_output *out, const struct weft__explained_run *left,
                            const char *left_name, const struct weft__explained_run *right,
                            const char *right_name, size_t finding)
{
    size_t parted = weft__explained_part(left, right);
    struct column columns[2] = {pick(left, parted, left->trace.count),
                                pick(right, parted, finding)};
    char texts[2][LINE_BYTES];

    put_two(out, left_name, right_name);
    put_common(out, right, parted);
    for (size_t row = 0; row <= ROWS_MAX; row++) {
        row_text(&columns[0], row, texts[0], LINE_BYTES);
        row_text(&columns[1], row, texts[1], LINE_BYTES);
        if (*texts[0] != '\0' || *texts[1] != '\0')
            put_two(out, texts[0], texts[1]);
    }
    put_ends(out, left, right, finding >= right->trace.count);
}
