/* summary_read.c - summaries from text: line after line, the first that is not as it must be is an
 * error. */
#include "summary_file.h"

#include "trace_fields.h"
#include "utf8.h"

#include <inttypes.h>
#include <string.h>

/* A function that reads answers false when it is over: what is wrong has been told, or `no_memory`
 * is set. */
struct reader {
    struct weft__arena *arena;
    struct weft__diagnostics *diagnostics;
    const char *at, *end;         /* behind this line; of the file */
    const char *line_at;          /* this line's first byte */
    struct weft__trace_rest rest; /* of this line */
    uint32_t line;
    bool no_memory;
};

/* --- Lines --- */

static struct weft__place place_of(const struct reader *reader)
{
    struct weft__place place = {.line = reader->line, .column = 1, .length = 1};

    for (const char *at = reader->line_at; at < reader->rest.at; at++)
        place.column += !weft__utf8_continues(*at);
    return place;
}

static bool wrong(struct reader *reader, const char *what)
{
    weft__diagnostics_add(reader->diagnostics, place_of(reader), NULL, "%s", what);
    return false;
}

static bool expected(struct reader *reader, const char *what)
{
    weft__diagnostics_add(reader->diagnostics, place_of(reader), NULL, "expected %s", what);
    return false;
}

static bool no_memory(struct reader *reader)
{
    reader->no_memory = true;
    return false;
}

static bool next_line(struct reader *reader)
{
    const char *newline = reader->at < reader->end
                              ? memchr(reader->at, '\n', (size_t) (reader->end - reader->at))
                              : NULL;

    if (reader->line < UINT32_MAX)
        reader->line++;
    reader->line_at = reader->at;
    reader->rest = (struct weft__trace_rest){reader->at, newline != NULL ? newline : reader->end};
    if (newline == NULL)
        return wrong(reader, "the report is cut off here: its last line is 'end'");
    reader->at = newline + 1;
    return true;
}

/* The next line must begin with KEY. */
static bool take_key(struct reader *reader, const char *key)
{
    char what[64];

    if (!next_line(reader))
        return false;
    if (weft__trace_take(&reader->rest, key))
        return true;
    snprintf(what, sizeof what, "'%s'", key + strspn(key, " "));
    return expected(reader, what);
}

static bool at_line_end(struct reader *reader)
{
    return reader->rest.at == reader->rest.end || wrong(reader, "nothing stands behind this");
}

static bool take_number(struct reader *reader, uint64_t most, uint64_t *number)
{
    struct weft__trace_rest before = reader->rest;

    if (weft__trace_take_number(&reader->rest, number) && *number <= most)
        return true;
    reader->rest = before;
    return expected(reader, most < UINT64_MAX ? "a number that can be here" : "a number");
}

static bool read_number(struct reader *reader, const char *key, uint64_t most, uint64_t *number)
{
    return take_key(reader, key) && take_number(reader, most, number) && at_line_end(reader);
}

/* How many lines of at least BYTES follow; it is no more than the file can hold. */
static bool read_count(struct reader *reader, const char *key, size_t bytes, uint64_t *count)
{
    return take_key(reader, key) &&
           take_number(reader, (uint64_t) (reader->end - reader->at) / bytes, count) &&
           at_line_end(reader);
}

/* The rest of the line, without its escapes. */
static bool take_text(struct reader *reader, const char **text)
{
    struct weft__trace_slice slice = {reader->rest.at,
                                      (size_t) (reader->rest.end - reader->rest.at)};
    char *copy = weft__arena_allocate(reader->arena, slice.length + 1);
    size_t length;

    if (copy == NULL)
        return no_memory(reader);
    length = weft__trace_unescape(slice, copy, slice.length + 1);
    if (length != strlen(copy))
        return wrong(reader, "a zero byte in a text");
    *text = copy;
    return true;
}

static bool read_text(struct reader *reader, const char *key, const char **text)
{
    return take_key(reader, key) && take_text(reader, text);
}

static bool take_hash(struct reader *reader, uint64_t *hash)
{
    uint64_t sum = 0;

    for (int i = 0; i < 16; i++) {
        char digit = reader->rest.at < reader->rest.end ? *reader->rest.at : '\0';

        if (digit >= '0' && digit <= '9')
            sum = sum << 4 | (uint64_t) (digit - '0');
        else if (digit >= 'a' && digit <= 'f')
            sum = sum << 4 | (uint64_t) (digit - 'a' + 10);
        else
            return expected(reader, "a hash of 16 digits, 0 to 9 and a to f");
        reader->rest.at++;
    }
    *hash = sum;
    return true;
}

/* --- A scenario --- */

/* "parts 1 3 of 4" */
static bool read_parts(struct reader *reader, struct weft__summary *summary)
{
    uint32_t *parts;
    uint64_t part = 0, parts_of, before = 0;
    size_t room;

    if (!take_key(reader, "  parts "))
        return false;
    room = (size_t) (reader->rest.end - reader->rest.at) / 2 + 1;
    parts = weft__arena_allocate(reader->arena, room * sizeof *parts);
    if (parts == NULL)
        return no_memory(reader);
    while (!weft__trace_take(&reader->rest, "of ")) {
        if (!take_number(reader, UINT32_MAX, &part))
            return false;
        if (part <= before)
            return wrong(reader, "parts are counted from 1, and stand in order");
        if (!weft__trace_take(&reader->rest, " "))
            return expected(reader, "' of' and how many parts there are");
        parts[summary->part_count++] = (uint32_t) part;
        before = part;
    }
    if (!take_number(reader, UINT32_MAX, &parts_of) || !at_line_end(reader))
        return false;
    if (summary->part_count == 0 || part > parts_of)
        return wrong(reader, "there is a part, and none beyond how many there are");
    summary->parts = parts;
    summary->parts_of = (uint32_t) parts_of;
    return true;
}

static bool read_complete(struct reader *reader, struct weft__summary *summary)
{
    if (!take_key(reader, "  complete "))
        return false;
    if (weft__trace_take(&reader->rest, "yes"))
        return at_line_end(reader);
    return weft__trace_take(&reader->rest, "no, for ") ? take_text(reader, &summary->missing)
                                                       : expected(reader, "'yes' or 'no, for'");
}

static bool read_verdict(struct reader *reader, struct weft__summary *summary)
{
    uint64_t verdict;

    if (!take_key(reader, "  verdict ") || !take_number(reader, UINT64_MAX, &verdict))
        return false;
    if (verdict != WEFT__EXIT_HELD && verdict != WEFT__EXIT_FINDING &&
        verdict != WEFT__EXIT_DIVERGED && verdict != WEFT__EXIT_BUDGET)
        return wrong(reader, "a search ends with 0, 1, 5 or 6");
    summary->verdict = (enum weft__exit) verdict;
    return at_line_end(reader);
}

static bool read_letters(struct reader *reader, struct weft__summary *summary)
{
    char letters[WEFT__FINGERPRINT_PLACES + 1];
    unsigned ingredients;

    if (!read_text(reader, "  fingerprint ", &summary->letters))
        return false;
    if (strcmp(summary->letters, "-") == 0) {
        summary->letters = "";
        return true;
    }
    if (weft__fingerprint_read(summary->letters, &ingredients) == NULL) {
        weft__fingerprint_letters(ingredients, letters);
        if (strcmp(letters, summary->letters) == 0)
            return true;
    }
    return expected(reader, "some of the letters tosvr, in this order, or '-'");
}

/* Hashes, and how many runs showed each, together at most MOST. */
static bool read_seen(struct reader *reader, const char *key, uint64_t most,
                      const struct weft__seen_ordering **list, size_t *list_count)
{
    struct weft__seen_ordering *seen;
    uint64_t count;

    if (!read_count(reader, key, sizeof "    0123456789abcdef 1", &count))
        return false;
    seen = weft__arena_allocate(reader->arena, ((size_t) count + 1) * sizeof *seen);
    if (seen == NULL)
        return no_memory(reader);
    for (uint64_t i = 0; i < count; i++) {
        if (!take_key(reader, "    ") || !take_hash(reader, &seen[i].hash))
            return false;
        if (!weft__trace_take(&reader->rest, " "))
            return expected(reader, "a blank and how many runs showed it");
        if (!take_number(reader, most, &seen[i].runs) || !at_line_end(reader))
            return false;
        most -= seen[i].runs;
    }
    *list = seen;
    *list_count = (size_t) count;
    return true;
}

static bool read_orderings(struct reader *reader, struct weft__summary *summary)
{
    if (!read_seen(reader, "  orderings ", summary->runs - summary->cut, &summary->orderings,
                   &summary->ordering_count))
        return false;
    for (size_t i = 1; i < summary->ordering_count; i++)
        if (summary->orderings[i].hash <= summary->orderings[i - 1].hash)
            return wrong(reader, "the orderings above do not stand in the order of their hashes");
    return read_seen(reader, "  classes of runs ", summary->runs, &summary->run_classes,
                     &summary->run_class_count);
}

/* --- Findings --- */

static bool is_part(const struct weft__summary *summary, uint64_t part)
{
    for (size_t i = 0; i < summary->part_count; i++)
        if (summary->parts[i] == part)
            return true;
    return false;
}

static bool read_run(struct reader *reader, const char *key, const struct weft__summary *summary,
                     struct weft__run_number *number)
{
    uint64_t part;

    if (!take_key(reader, key) || !take_number(reader, summary->runs, &number->run))
        return false;
    if (!weft__trace_take(&reader->rest, " of part "))
        return expected(reader, "' of part' and its number");
    if (!take_number(reader, UINT32_MAX, &part))
        return false;
    if (number->run == 0 || !is_part(summary, part))
        return wrong(reader, "runs are counted from 1, and this part is one of those above");
    number->part = (uint32_t) part;
    return at_line_end(reader);
}

static bool read_file(struct reader *reader, struct weft__summary_class *class)
{
    if (!take_key(reader, "    "))
        return false;
    if (weft__trace_take(&reader->rest, "file "))
        return take_text(reader, &class->file);
    return weft__trace_take(&reader->rest, "no file") ? at_line_end(reader)
                                                      : expected(reader, "'file' or 'no file'");
}

static bool read_choices(struct reader *reader, struct weft__summary_class *class)
{
    const char **choices;

    if (!read_count(reader, "    choices ", sizeof "      ", &class->choice_count))
        return false;
    choices =
        weft__arena_allocate(reader->arena, ((size_t) class->choice_count + 1) * sizeof *choices);
    if (choices == NULL)
        return no_memory(reader);
    for (uint64_t i = 0; i < class->choice_count; i++)
        if (!read_text(reader, "      ", &choices[i]))
            return false;
    class->choices = choices;
    return true;
}

static bool read_classes(struct reader *reader, struct weft__summary *summary)
{
    struct weft__summary_class **link = &summary->classes;
    uint64_t count;

    if (!read_count(reader, "  findings ", sizeof "  finding ", &count))
        return false;
    for (; summary->class_count < count; summary->class_count++) {
        struct weft__summary_class *class = weft__arena_allocate(reader->arena, sizeof *class);

        if (class == NULL)
            return no_memory(reader);
        *link = class;
        link = &class->next;
        if (!read_text(reader, "  finding ", &class->text) ||
            !read_number(reader, "    runs ", summary->runs, &class->runs) ||
            !read_run(reader, "    first run ", summary, &class->first) ||
            !read_run(reader, "    shown by run ", summary, &class->shown) ||
            !read_file(reader, class) || !read_choices(reader, class))
            return false;
    }
    return true;
}

/* Behind its first line. */
static bool read_summary(struct reader *reader, struct weft__summary *summary)
{
    return read_text(reader, "  source ", &summary->source) &&
           read_text(reader, "  strategy ", &summary->strategy) &&
           read_number(reader, "  seed ", UINT64_MAX, &summary->seed) &&
           read_number(reader, "  slack ", UINT64_MAX, &summary->slack_ns) &&
           read_text(reader, "  with ", &summary->with) && read_letters(reader, summary) &&
           take_key(reader, "  twisted ") && take_hash(reader, &summary->twisted) &&
           at_line_end(reader) && read_parts(reader, summary) &&
           read_number(reader, "  runs ", UINT64_MAX, &summary->runs) &&
           read_number(reader, "  cut ", summary->runs, &summary->cut) &&
           read_number(reader, "  failed ", summary->runs, &summary->failed) &&
           read_number(reader, "  ran out ", summary->runs, &summary->ran_out) &&
           read_complete(reader, summary) && read_text(reader, "  claim ", &summary->claim) &&
           read_verdict(reader, summary) && read_orderings(reader, summary) &&
           read_classes(reader, summary);
}

/* --- The file --- */

static bool read_version(struct reader *reader)
{
    uint64_t version;

    if (!next_line(reader))
        return false;
    if (!weft__trace_take(&reader->rest, "weft report ") ||
        !weft__trace_take_number(&reader->rest, &version))
        return expected(reader, "'weft report 1': this is no report of a search");
    if (version == WEFT__SUMMARY_VERSION)
        return at_line_end(reader);
    return wrong(reader, "a report of another version than 1, which this weft reads");
}

static bool read_all(struct reader *reader, struct weft__summary **link)
{
    if (!read_version(reader))
        return false;
    for (;;) {
        struct weft__summary *summary;

        if (!next_line(reader))
            return false;
        if (weft__trace_take(&reader->rest, "end"))
            break;
        if (!at_line_end(reader))
            return false;
        summary = weft__arena_allocate(reader->arena, sizeof *summary);
        if (summary == NULL)
            return no_memory(reader);
        *link = summary;
        link = &summary->next;
        if (!read_text(reader, "scenario ", &summary->scenario) || !read_summary(reader, summary))
            return false;
    }
    if (!at_line_end(reader))
        return false;
    return reader->at == reader->end || (next_line(reader) && wrong(reader, "it has ended before"));
}

enum weft__summaries_outcome weft__summaries_read(struct weft__arena *arena,
                                                  struct weft__source source,
                                                  struct weft__diagnostics *diagnostics,
                                                  struct weft__summary **first)
{
    struct reader reader = {.arena = arena,
                            .diagnostics = diagnostics,
                            .at = source.bytes,
                            .end = source.bytes + source.length};

    *first = NULL;
    weft__diagnostics_init(diagnostics, source);
    if (read_all(&reader, first))
        return WEFT__SUMMARIES_READ;
    return reader.no_memory ? WEFT__SUMMARIES_NO_MEMORY : WEFT__SUMMARIES_WRONG;
}
