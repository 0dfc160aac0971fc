/* summary_read.c - summaries from text: line after line, the first that is not as it must be is an
 * error. */
#include "summary_file.h"

#include "summary_lines.h"

#include <string.h>

/* --- A scenario --- */

/* "parts 1 3 of 4" */
static bool read_parts(struct weft__summary_reader *reader, struct weft__summary *summary)
{
    uint32_t *parts;
    uint64_t part = 0, parts_of, before = 0;
    size_t room;

    if (!weft__summary_take_key(reader, "  parts "))
        return false;
    room = (size_t) (reader->rest.end - reader->rest.at) / 2 + 1;
    parts = weft__arena_allocate(reader->arena, room * sizeof *parts);
    if (parts == NULL)
        return weft__summary_no_memory(reader);
    while (!weft__trace_take(&reader->rest, "of ")) {
        if (!weft__summary_take_number(reader, UINT32_MAX, &part))
            return false;
        if (part <= before)
            return weft__summary_wrong(reader, "parts are counted from 1, and stand in order");
        if (!weft__trace_take(&reader->rest, " "))
            return weft__summary_expected(reader, "' of' and how many parts there are");
        parts[summary->part_count++] = (uint32_t) part;
        before = part;
    }
    if (!weft__summary_take_number(reader, UINT32_MAX, &parts_of) ||
        !weft__summary_at_line_end(reader))
        return false;
    if (summary->part_count == 0 || part > parts_of)
        return weft__summary_wrong(reader, "there is a part, and none beyond how many there are");
    summary->parts = parts;
    summary->parts_of = (uint32_t) parts_of;
    return true;
}

static bool read_complete(struct weft__summary_reader *reader, struct weft__summary *summary)
{
    if (!weft__summary_take_key(reader, "  complete "))
        return false;
    if (weft__trace_take(&reader->rest, "yes"))
        return weft__summary_at_line_end(reader);
    return weft__trace_take(&reader->rest, "no, for ")
               ? weft__summary_take_text(reader, &summary->missing)
               : weft__summary_expected(reader, "'yes' or 'no, for'");
}

static bool read_verdict(struct weft__summary_reader *reader, struct weft__summary *summary)
{
    uint64_t verdict;

    if (!weft__summary_take_key(reader, "  verdict ") ||
        !weft__summary_take_number(reader, UINT64_MAX, &verdict))
        return false;
    if (verdict != WEFT__EXIT_HELD && verdict != WEFT__EXIT_FINDING &&
        verdict != WEFT__EXIT_DIVERGED && verdict != WEFT__EXIT_BUDGET)
        return weft__summary_wrong(reader, "a search ends with 0, 1, 5 or 6");
    summary->verdict = (enum weft__exit) verdict;
    return weft__summary_at_line_end(reader);
}

static bool read_letters(struct weft__summary_reader *reader, struct weft__summary *summary)
{
    char letters[WEFT__FINGERPRINT_PLACES + 1];
    unsigned ingredients;

    if (!weft__summary_read_text(reader, "  fingerprint ", &summary->letters))
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
    return weft__summary_expected(reader, "some of the letters tosvr, in this order, or '-'");
}

/* Hashes, and how many runs showed each, together at most MOST. */
static bool read_seen(struct weft__summary_reader *reader, const char *key, uint64_t most,
                      const struct weft__seen_ordering **list, size_t *list_count)
{
    struct weft__seen_ordering *seen;
    uint64_t count;

    if (!weft__summary_read_count(reader, key, sizeof "    0123456789abcdef 1", &count))
        return false;
    seen = weft__arena_allocate(reader->arena, ((size_t) count + 1) * sizeof *seen);
    if (seen == NULL)
        return weft__summary_no_memory(reader);
    for (uint64_t i = 0; i < count; i++) {
        if (!weft__summary_take_key(reader, "    ") ||
            !weft__summary_take_hash(reader, &seen[i].hash))
            return false;
        if (!weft__trace_take(&reader->rest, " "))
            return weft__summary_expected(reader, "a blank and how many runs showed it");
        if (!weft__summary_take_number(reader, most, &seen[i].runs) ||
            !weft__summary_at_line_end(reader))
            return false;
        most -= seen[i].runs;
    }
    *list = seen;
    *list_count = (size_t) count;
    return true;
}

static bool read_orderings(struct weft__summary_reader *reader, struct weft__summary *summary)
{
    if (!read_seen(reader, "  orderings ", summary->runs - summary->cut, &summary->orderings,
                   &summary->ordering_count))
        return false;
    for (size_t i = 1; i < summary->ordering_count; i++)
        if (summary->orderings[i].hash <= summary->orderings[i - 1].hash)
            return weft__summary_wrong(
                reader, "the orderings above do not stand in the order of their hashes");
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

static bool read_run(struct weft__summary_reader *reader, const char *key,
                     const struct weft__summary *summary, struct weft__run_number *number)
{
    uint64_t part;

    if (!weft__summary_take_key(reader, key) ||
        !weft__summary_take_number(reader, summary->runs, &number->run))
        return false;
    if (!weft__trace_take(&reader->rest, " of part "))
        return weft__summary_expected(reader, "' of part' and its number");
    if (!weft__summary_take_number(reader, UINT32_MAX, &part))
        return false;
    if (number->run == 0 || !is_part(summary, part))
        return weft__summary_wrong(reader,
                                   "runs are counted from 1, and this part is one of those above");
    number->part = (uint32_t) part;
    return weft__summary_at_line_end(reader);
}

static bool read_file(struct weft__summary_reader *reader, struct weft__summary_class *class)
{
    if (!weft__summary_take_key(reader, "    "))
        return false;
    if (weft__trace_take(&reader->rest, "file "))
        return weft__summary_take_text(reader, &class->file);
    return weft__trace_take(&reader->rest, "no file")
               ? weft__summary_at_line_end(reader)
               : weft__summary_expected(reader, "'file' or 'no file'");
}

static bool read_choices(struct weft__summary_reader *reader, struct weft__summary_class *class)
{
    const char **choices;

    if (!weft__summary_read_count(reader, "    choices ", sizeof "      ", &class->choice_count))
        return false;
    choices =
        weft__arena_allocate(reader->arena, ((size_t) class->choice_count + 1) * sizeof *choices);
    if (choices == NULL)
        return weft__summary_no_memory(reader);
    for (uint64_t i = 0; i < class->choice_count; i++)
        if (!weft__summary_read_text(reader, "      ", &choices[i]))
            return false;
    class->choices = choices;
    return true;
}

static bool read_classes(struct weft__summary_reader *reader, struct weft__summary *summary)
{
    struct weft__summary_class **link = &summary->classes;
    uint64_t count;

    if (!weft__summary_read_count(reader, "  findings ", sizeof "  finding ", &count))
        return false;
    for (; summary->class_count < count; summary->class_count++) {
        struct weft__summary_class *class = weft__arena_allocate(reader->arena, sizeof *class);

        if (class == NULL)
            return weft__summary_no_memory(reader);
        *link = class;
        link = &class->next;
        if (!weft__summary_read_text(reader, "  finding ", &class->text) ||
            !weft__summary_read_number(reader, "    runs ", summary->runs, &class->runs) ||
            !read_run(reader, "    first run ", summary, &class->first) ||
            !read_run(reader, "    shown by run ", summary, &class->shown) ||
            !read_file(reader, class) || !read_choices(reader, class))
            return false;
    }
    return true;
}

static bool read_variations(struct weft__summary_reader *reader, struct weft__summary *summary)
{
    const char **lines;

    if (!weft__summary_read_number(reader, "  findings in variations ", UINT32_MAX,
                                   &summary->varied) ||
        !weft__summary_read_count(reader, "  lines ", sizeof "  ", &summary->varied_line_count))
        return false;
    lines = weft__arena_allocate(reader->arena,
                                 ((size_t) summary->varied_line_count + 1) * sizeof *lines);
    if (lines == NULL)
        return weft__summary_no_memory(reader);
    for (uint64_t i = 0; i < summary->varied_line_count; i++)
        if (!weft__summary_read_text(reader, "  ", &lines[i]))
            return false;
    summary->varied_lines = lines;
    return true;
}

/* Behind its first line. */
static bool read_summary(struct weft__summary_reader *reader, struct weft__summary *summary)
{
    return weft__summary_read_text(reader, "  source ", &summary->source) &&
           weft__summary_read_text(reader, "  strategy ", &summary->strategy) &&
           weft__summary_read_number(reader, "  seed ", UINT64_MAX, &summary->seed) &&
           weft__summary_read_number(reader, "  slack ", UINT64_MAX, &summary->slack_ns) &&
           weft__summary_read_text(reader, "  with ", &summary->with) &&
           read_letters(reader, summary) && weft__summary_take_key(reader, "  twisted ") &&
           weft__summary_take_hash(reader, &summary->twisted) &&
           weft__summary_at_line_end(reader) && read_parts(reader, summary) &&
           weft__summary_read_number(reader, "  runs ", UINT64_MAX, &summary->runs) &&
           weft__summary_read_number(reader, "  cut ", summary->runs, &summary->cut) &&
           weft__summary_read_number(reader, "  failed ", summary->runs, &summary->failed) &&
           weft__summary_read_number(reader, "  ran out ", summary->runs, &summary->ran_out) &&
           read_complete(reader, summary) &&
           weft__summary_read_text(reader, "  claim ", &summary->claim) &&
           read_verdict(reader, summary) && read_orderings(reader, summary) &&
           read_classes(reader, summary) && read_variations(reader, summary);
}

/* --- The file --- */

static bool read_version(struct weft__summary_reader *reader)
{
    uint64_t version;

    if (!weft__summary_next_line(reader))
        return false;
    if (!weft__trace_take(&reader->rest, "weft report ") ||
        !weft__trace_take_number(&reader->rest, &version))
        return weft__summary_expected(reader, "'weft report 1': this is no report of a search");
    if (version == WEFT__SUMMARY_VERSION)
        return weft__summary_at_line_end(reader);
    return weft__summary_wrong(reader, "a report of another version than 1, which this weft reads");
}

static bool read_all(struct weft__summary_reader *reader, struct weft__summary **link)
{
    if (!read_version(reader))
        return false;
    for (;;) {
        struct weft__summary *summary;

        if (!weft__summary_next_line(reader))
            return false;
        if (weft__trace_take(&reader->rest, "end"))
            break;
        if (!weft__summary_at_line_end(reader))
            return false;
        summary = weft__arena_allocate(reader->arena, sizeof *summary);
        if (summary == NULL)
            return weft__summary_no_memory(reader);
        *link = summary;
        link = &summary->next;
        if (!weft__summary_read_text(reader, "scenario ", &summary->scenario) ||
            !read_summary(reader, summary))
            return false;
    }
    if (!weft__summary_at_line_end(reader))
        return false;
    return reader->at == reader->end ||
           (weft__summary_next_line(reader) && weft__summary_wrong(reader, "it has ended before"));
}

enum weft__summaries_outcome weft__summaries_read(struct weft__arena *arena,
                                                  struct weft__source source,
                                                  struct weft__diagnostics *diagnostics,
                                                  struct weft__summary **first)
{
    struct weft__summary_reader reader = {.arena = arena,
                                          .diagnostics = diagnostics,
                                          .at = source.bytes,
                                          .end = source.bytes + source.length};

    *first = NULL;
    weft__diagnostics_init(diagnostics, source);
    if (read_all(&reader, first))
        return WEFT__SUMMARIES_READ;
    return reader.no_memory ? WEFT__SUMMARIES_NO_MEMORY : WEFT__SUMMARIES_WRONG;
}
