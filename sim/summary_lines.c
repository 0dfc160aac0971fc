/* summary_lines.c - lines, and what stands in them. */
#include "summary_lines.h"

#include "utf8.h"

#include <stdio.h>
#include <string.h>

static struct weft__place place_of(const struct weft__summary_reader *reader)
{
    struct weft__place place = {.line = reader->line, .column = 1, .length = 1};

    for (const char *at = reader->line_at; at < reader->rest.at; at++)
        place.column += !weft__utf8_continues(*at);
    return place;
}

bool weft__summary_wrong(struct weft__summary_reader *reader, const char *what)
{
    weft__diagnostics_add(reader->diagnostics, place_of(reader), NULL, "%s", what);
    return false;
}

bool weft__summary_expected(struct weft__summary_reader *reader, const char *what)
{
    weft__diagnostics_add(reader->diagnostics, place_of(reader), NULL, "expected %s", what);
    return false;
}

bool weft__summary_no_memory(struct weft__summary_reader *reader)
{
    reader->no_memory = true;
    return false;
}

bool weft__summary_next_line(struct weft__summary_reader *reader)
{
    const char *newline = reader->at < reader->end
                              ? memchr(reader->at, '\n', (size_t) (reader->end - reader->at))
                              : NULL;

    if (reader->line < UINT32_MAX)
        reader->line++;
    reader->line_at = reader->at;
    reader->rest = (struct weft__trace_rest){reader->at, newline != NULL ? newline : reader->end};
    if (newline == NULL)
        return weft__summary_wrong(reader, "the report is cut off here: its last line is 'end'");
    reader->at = newline + 1;
    return true;
}

/* The next line must begin with KEY. */
bool weft__summary_take_key(struct weft__summary_reader *reader, const char *key)
{
    char what[64];

    if (!weft__summary_next_line(reader))
        return false;
    if (weft__trace_take(&reader->rest, key))
        return true;
    snprintf(what, sizeof what, "'%s'", key + strspn(key, " "));
    return weft__summary_expected(reader, what);
}

bool weft__summary_at_line_end(struct weft__summary_reader *reader)
{
    return reader->rest.at == reader->rest.end ||
           weft__summary_wrong(reader, "nothing stands behind this");
}

bool weft__summary_take_number(struct weft__summary_reader *reader, uint64_t most, uint64_t *number)
{
    struct weft__trace_rest before = reader->rest;

    if (weft__trace_take_number(&reader->rest, number) && *number <= most)
        return true;
    reader->rest = before;
    return weft__summary_expected(reader,
                                  most < UINT64_MAX ? "a number that can be here" : "a number");
}

bool weft__summary_read_number(struct weft__summary_reader *reader, const char *key, uint64_t most,
                               uint64_t *number)
{
    return weft__summary_take_key(reader, key) && weft__summary_take_number(reader, most, number) &&
           weft__summary_at_line_end(reader);
}

/* How many lines of at least BYTES follow; it is no more than the file can hold. */
bool weft__summary_read_count(struct weft__summary_reader *reader, const char *key, size_t bytes,
                              uint64_t *count)
{
    return weft__summary_take_key(reader, key) &&
           weft__summary_take_number(reader, (uint64_t) (reader->end - reader->at) / bytes,
                                     count) &&
           weft__summary_at_line_end(reader);
}

/* The rest of the line, without its escapes. */
bool weft__summary_take_text(struct weft__summary_reader *reader, const char **text)
{
    struct weft__trace_slice slice = {reader->rest.at,
                                      (size_t) (reader->rest.end - reader->rest.at)};
    char *copy = weft__arena_allocate(reader->arena, slice.length + 1);
    size_t length;

    if (copy == NULL)
        return weft__summary_no_memory(reader);
    length = weft__trace_unescape(slice, copy, slice.length + 1);
    if (length != strlen(copy))
        return weft__summary_wrong(reader, "a zero byte in a text");
    *text = copy;
    return true;
}

bool weft__summary_read_text(struct weft__summary_reader *reader, const char *key,
                             const char **text)
{
    return weft__summary_take_key(reader, key) && weft__summary_take_text(reader, text);
}

bool weft__summary_take_hash(struct weft__summary_reader *reader, uint64_t *hash)
{
    uint64_t sum = 0;

    for (int i = 0; i < 16; i++) {
        char digit = reader->rest.at < reader->rest.end ? *reader->rest.at : '\0';

        if (digit >= '0' && digit <= '9')
            sum = sum << 4 | (uint64_t) (digit - '0');
        else if (digit >= 'a' && digit <= 'f')
            sum = sum << 4 | (uint64_t) (digit - 'a' + 10);
        else
            return weft__summary_expected(reader, "a hash of 16 digits, 0 to 9 and a to f");
        reader->rest.at++;
    }
    *hash = sum;
    return true;
}
