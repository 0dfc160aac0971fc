/* script_lines.c - lines by their columns. */
#include "script_lines.h"

#include <string.h>

/* --- Taking apart --- */

struct weft__script_line *weft__script_lines_at(const struct weft__script_lines *lines,
                                                size_t index)
{
    return (struct weft__script_line *) (void *) lines->lines.bytes + index;
}

static bool add(struct weft__script_lines *lines, struct weft__script_line line)
{
    lines->count++;
    return weft__byte_buffer_append(&lines->lines, &line, sizeof line);
}

static size_t word_length(const char *text, size_t length)
{
    size_t word = 0;

    while (word < length && text[word] != ' ')
        word++;
    return word;
}

static size_t blank_length(const char *text, size_t length)
{
    size_t blanks = 0;

    while (blanks < length && text[blanks] == ' ')
        blanks++;
    return blanks;
}

/* How long the time is that TEXT, a line in column 0, begins with: "3s", "+ 1s", "end",
 * "within 1s..2s"; 0: it is no such line. */
static size_t time_length(const char *text, size_t length)
{
    size_t word = word_length(text, length);
    bool goes_on = (word == 6 && memcmp(text, "within", 6) == 0) || (word == 1 && *text == '+');

    if (goes_on) {
        size_t blanks = blank_length(text + word, length - word);

        return word + blanks + word_length(text + word + blanks, length - word - blanks);
    }
    return (*text >= '0' && *text <= '9') || *text == '+' ||
                   (word == 3 && memcmp(text, "end", 3) == 0)
               ? word
               : 0;
}

/* Adds the line of LENGTH bytes at BEGIN, which is not indented any more. */
static bool add_line(struct weft__script_lines *lines, struct weft__script_line line)
{
    const char *text = lines->text + line.begin;
    size_t time = 0, behind;

    line.is_comment = line.length == 0 || *text == '#';
    if (line.column == 0 && !line.is_comment)
        time = time_length(text, line.length);
    behind = time + blank_length(text + time, line.length - time);
    if (time == 0 || behind == line.length)
        return add(lines, line);
    return add(lines, (struct weft__script_line){.begin = line.begin,
                                                 .length = (uint32_t) time,
                                                 .is_time = true}) &&
           add(lines, (struct weft__script_line){.begin = line.begin + (uint32_t) behind,
                                                 .length = line.length - (uint32_t) behind,
                                                 .column = (uint32_t) behind});
}

/* Lines are below the nearest one above them that stands further left. */
static void find_depths(struct weft__script_lines *lines)
{
    for (size_t i = 0; i < lines->count; i++) {
        struct weft__script_line *line = weft__script_lines_at(lines, i);

        for (size_t next = i + 1; next < lines->count && !line->is_comment; next++) {
            struct weft__script_line *other = weft__script_lines_at(lines, next);

            if (!other->is_comment && other->column <= line->column)
                break;
            if (!other->is_comment)
                line->below = (uint32_t) (next - i);
        }
        if (line->depth > lines->depth_max)
            lines->depth_max = line->depth;
        for (size_t next = i + 1; next <= i + line->below; next++)
            weft__script_lines_at(lines, next)->depth = line->depth + 1;
    }
}

bool weft__script_lines_make(struct weft__script_lines *lines, const char *text, size_t length)
{
    size_t at = 0;
    bool good = true;

    *lines =
        (struct weft__script_lines){.text = text, .lines = {.allocator = &weft_allocator_system}};
    while (at < length && good) {
        const char *newline = memchr(text + at, '\n', length - at);
        size_t end = newline != NULL ? (size_t) (newline - text) : length;
        size_t column = blank_length(text + at, end - at), last = end;

        while (last > at + column && (text[last - 1] == ' ' || text[last - 1] == '\r'))
            last--;
        good = add_line(lines, (struct weft__script_line){
                                   .begin = (uint32_t) (at + column),
                                   .length = (uint32_t) (last - at - column),
                                   .column = (uint32_t) column,
                               });
        at = end + 1;
    }
    if (good)
        find_depths(lines);
    return good;
}

void weft__script_lines_free(struct weft__script_lines *lines)
{
    weft__byte_buffer_free(&lines->lines);
}

/* --- Leaving out --- */

void weft__script_lines_leave_out(struct weft__script_lines *lines, size_t index)
{
    size_t below = weft__script_lines_at(lines, index)->below;

    for (size_t i = index > 0 ? index : 1; i <= index + below; i++)
        weft__script_lines_at(lines, i)->left_out = true;
}

void weft__script_lines_unwrap(struct weft__script_lines *lines, size_t index)
{
    struct weft__script_line *line = weft__script_lines_at(lines, index);

    line->left_out = true;
    for (size_t i = index + 1; i <= index + line->below; i++)
        weft__script_lines_at(lines, i)->outdent =
            weft__script_lines_at(lines, index + 1)->column - line->column;
}

void weft__script_lines_restore(struct weft__script_lines *lines)
{
    for (size_t i = 0; i < lines->count; i++) {
        weft__script_lines_at(lines, i)->left_out = false;
        weft__script_lines_at(lines, i)->outdent = 0;
    }
}

/* --- Writing --- */

static bool put_blanks(struct weft__byte_buffer *text, size_t count)
{
    bool good = true;

    for (; count > 0 && good; count--)
        good = weft__byte_buffer_append(text, " ", 1);
    return good;
}

/* Whether something below the line INDEX is left. */
static bool has_more(const struct weft__script_lines *lines, size_t index)
{
    for (size_t i = index + 1; i <= index + weft__script_lines_at(lines, index)->below; i++)
        if (!weft__script_lines_at(lines, i)->left_out &&
            !weft__script_lines_at(lines, i)->is_comment)
            return true;
    return false;
}

bool weft__script_lines_put(const struct weft__script_lines *lines, struct weft__byte_buffer *text)
{
    size_t filled = 0; /* columns of this line */
    bool good = true;

    weft__byte_buffer_clear(text, SIZE_MAX);
    for (size_t i = 0; i < lines->count && good; i++) {
        const struct weft__script_line *line = weft__script_lines_at(lines, i);
        size_t column = line->column > line->outdent ? line->column - line->outdent : 0;

        if (line->left_out || (line->is_time && !has_more(lines, i)) ||
            (line->is_comment && filled > 0))
            continue;
        if (line->length > 0)
            good = put_blanks(text, column > filled ? column - filled : 0);
        good = good && weft__byte_buffer_append(text, lines->text + line->begin, line->length);
        filled = line->is_time ? line->length : 0;
        if (!line->is_time)
            good = good && weft__byte_buffer_append(text, "\n", 1);
    }
    return good;
}
