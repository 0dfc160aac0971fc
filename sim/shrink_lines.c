/* shrink_lines.c - fewer lines of a script.
 *
 * First comments, then everything that tells of one name, then from the outside inwards ever
 * smaller chunks of lines with what is below them; then lines around others.
 *
 * Source: G. Misherghi, Z. Su, "HDD: hierarchical delta debugging" (ICSE 2006), section 4.
 */
#include "shrinking.h"

#include "script_lines.h"

#include <string.h>

struct cutting {
    struct weft__shrinking *shrinking;
    struct weft__script_lines lines; /* of the best script */
    struct weft__byte_buffer text;
};

static void begin(struct cutting *cutting, struct weft__shrinking *shrinking)
{
    const struct weft__byte_buffer *script = &shrinking->best.script;

    cutting->shrinking = shrinking;
    shrinking->lost =
        !weft__script_lines_make(&cutting->lines, script->bytes, script->length) || shrinking->lost;
}

/* Tries what is left; then everything is there again, of the best script as it now is. */
static bool try_rest(struct cutting *cutting)
{
    struct weft__shrinking *shrinking = cutting->shrinking;
    const struct weft__byte_buffer *script = &shrinking->best.script;
    size_t lines = weft__specimen_lines(&shrinking->best), left = 0;
    bool taken = false;

    if (!weft__script_lines_put(&cutting->lines, &cutting->text))
        shrinking->lost = true;
    for (size_t i = 0; i < cutting->text.length; i++)
        left += cutting->text.bytes[i] == '\n';
    if (!shrinking->lost && left < lines)
        taken = weft__shrinking_try_script(shrinking, cutting->text.bytes, cutting->text.length);
    if (!taken) {
        weft__script_lines_restore(&cutting->lines);
        return false;
    }
    weft__script_lines_free(&cutting->lines);
    if (!weft__script_lines_make(&cutting->lines, script->bytes, script->length))
        shrinking->lost = true;
    return true;
}

static bool over(const struct cutting *cutting)
{
    return weft__shrinking_over(cutting->shrinking);
}

/* --- What is left out --- */

static bool cut_comments(struct cutting *cutting)
{
    for (size_t i = 0; i < cutting->lines.count; i++) {
        struct weft__script_line *line = weft__script_lines_at(&cutting->lines, i);

        line->left_out = line->is_comment;
    }
    return try_rest(cutting);
}

/* The index of the NTH line of DEPTH, from 0; count if there is none. */
static size_t find_line(const struct weft__script_lines *lines, uint32_t depth, size_t nth)
{
    size_t index = 0;

    for (; index < lines->count; index++)
        if (weft__script_lines_at(lines, index)->depth == depth && nth-- == 0)
            break;
    return index;
}

static size_t count_lines(const struct weft__script_lines *lines, uint32_t depth)
{
    size_t count = 0;

    for (size_t i = 0; i < lines->count; i++)
        count += weft__script_lines_at(lines, i)->depth == depth;
    return count;
}

static bool cut_chunks(struct cutting *cutting, uint32_t depth)
{
    bool smaller = false;

    for (size_t chunk = count_lines(&cutting->lines, depth); chunk > 0; chunk /= 2) {
        size_t first = 0;

        while (first < count_lines(&cutting->lines, depth) && !over(cutting)) {
            for (size_t i = 0; i < chunk; i++) {
                size_t index = find_line(&cutting->lines, depth, first + i);

                if (index < cutting->lines.count)
                    weft__script_lines_leave_out(&cutting->lines, index);
            }
            if (try_rest(cutting))
                smaller = true;
            else
                first += chunk;
        }
    }
    return smaller;
}

static bool unwrap(struct cutting *cutting)
{
    bool smaller = false;
    size_t index = 0;

    while (index < cutting->lines.count && !over(cutting)) {
        const struct weft__script_line *line = weft__script_lines_at(&cutting->lines, index);
        bool taken = false;

        if (line->below > 0 && !line->is_time) {
            weft__script_lines_unwrap(&cutting->lines, index);
            taken = try_rest(cutting);
        }
        smaller = smaller || taken;
        if (!taken)
            index++;
    }
    return smaller;
}

/* --- Names --- */

static bool is_name(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
}

/* The next name in TEXT, behind *AT, which moves behind it; 0: there is none. */
static size_t next_name(const char *text, size_t length, size_t *at)
{
    size_t begin = *at;

    while (begin < length && !is_name(text[begin]))
        begin++;
    *at = begin;
    while (*at < length && is_name(text[*at]))
        ++*at;
    return *at - begin;
}

static bool mentions(const char *text, size_t length, const char *name, size_t name_length)
{
    size_t at = 0, found;

    while ((found = next_name(text, length, &at)) > 0)
        if (found == name_length && memcmp(text + at - found, name, found) == 0)
            return true;
    return false;
}

/* Leaves out what is said of NAME, with what is below it. */
static void leave_out_name(struct cutting *cutting, const char *name, size_t length)
{
    struct weft__script_lines *lines = &cutting->lines;

    for (size_t i = 1; i < lines->count; i++) {
        const struct weft__script_line *line = weft__script_lines_at(lines, i);

        if (!line->is_time && mentions(lines->text + line->begin, line->length, name, length))
            weft__script_lines_leave_out(lines, i);
    }
}

/* Whether the name at BEGIN is there for the first time. */
static bool is_first(const struct cutting *cutting, size_t begin, size_t length)
{
    return !mentions(cutting->lines.text, begin, cutting->lines.text + begin, length);
}

static bool cut_names(struct cutting *cutting)
{
    bool smaller = false;
    size_t at = 0, length;

    while (!over(cutting) &&
           (length = next_name(cutting->shrinking->best.script.bytes,
                               cutting->shrinking->best.script.length, &at)) > 0) {
        size_t begin = at - length;
        char first = cutting->lines.text[begin];

        if ((first >= '0' && first <= '9') || !is_first(cutting, begin, length))
            continue;
        leave_out_name(cutting, cutting->lines.text + begin, length);
        if (!try_rest(cutting))
            continue;
        smaller = true;
        at = begin; /* at most: what stood before may be gone too */
        if (at > cutting->shrinking->best.script.length)
            at = 0;
    }
    return smaller;
}

bool weft__shrink_lines(struct weft__shrinking *shrinking)
{
    struct cutting cutting = {.text = {.allocator = &weft_allocator_system}};
    bool ever = false, smaller = true;

    begin(&cutting, shrinking);
    if (!weft__shrinking_over(shrinking))
        ever = cut_comments(&cutting);
    while (smaller && !weft__shrinking_over(shrinking)) {
        smaller = cut_names(&cutting);
        for (uint32_t depth = 0; depth <= cutting.lines.depth_max; depth++)
            smaller = cut_chunks(&cutting, depth) || smaller;
        smaller = unwrap(&cutting) || smaller;
        ever = ever || smaller;
    }
    weft__script_lines_free(&cutting.lines);
    weft__byte_buffer_free(&cutting.text);
    return ever;
}
