/* trace_read.c - reading a trace's text from its first line to its last.
 *
 * The events are gone through twice: once to judge and to count them, once to note where they
 * stand, so that their table is made once and no larger than they are.
 */
#include "trace_fields.h"
#include "trace_internal.h"
#include "utf8.h"

#include <inttypes.h>
#include <string.h>

struct reader {
    struct weft__diagnostics *diagnostics;
    struct weft__trace_file *file;
    struct weft__trace_cut cut;
    const char *at; /* where the next line begins */
    const char *end;
    struct weft__trace_rest rest; /* of this line */
    const char *line_bytes;
    uint32_t line; /* this one's number, from 1; it stays at UINT32_MAX */
    bool no_memory;
};

/* --- Reporting --- */

/* Reports MESSAGE at PLACE in this line. Returns false, for its caller to return. */
static bool wrong_at(struct reader *reader, const char *place, const char *message,
                     const char *hint)
{
    struct weft__place where = {.line = reader->line, .column = 1, .length = 1};

    for (const char *at = reader->line_bytes; at < place; at++)
        where.column += !weft__utf8_continues(*at);
    weft__diagnostics_add(reader->diagnostics, where, hint, "%s", message);
    return false;
}

static bool wrong(struct reader *reader, const char *message)
{
    return wrong_at(reader, reader->rest.at, message, NULL);
}

static bool cut_off(struct reader *reader)
{
    return wrong_at(reader, reader->line_bytes,
                    "the trace is cut off: here it ends, without its end line",
                    "record it again with --trace");
}

static bool out_of_memory(struct reader *reader)
{
    reader->no_memory = true;
    return false;
}

/* --- Lines --- */

/* Goes to the next line; false, reported, if there is no whole one. */
static bool next_line(struct reader *reader)
{
    const char *newline = NULL;

    if (reader->at < reader->end) {
        newline = memchr(reader->at, '\n', (size_t) (reader->end - reader->at));
        reader->line_bytes = reader->at;
        reader->line += reader->line < UINT32_MAX;
    }
    if (newline == NULL)
        return cut_off(reader);
    reader->rest = (struct weft__trace_rest){reader->at, newline};
    reader->at = newline + 1;
    return true;
}

/* Whether this line holds nothing but what can be shown. */
static bool is_clean(struct reader *reader)
{
    const char *at = reader->rest.at;
    const char *end = reader->rest.end;

    for (;;) {
        size_t bytes;

        at += weft__utf8_printable_bytes(at, (size_t) (end - at));
        if (at == end)
            return true;
        bytes = weft__utf8_character_bytes(at, (size_t) (end - at));
        if (*at == '\r' && at + 1 == end)
            return wrong_at(reader, at, "the line ends with CR LF",
                            "traces are written with LF alone");
        if (bytes == 0)
            return wrong_at(reader, at, "a byte that is not UTF-8", NULL);
        if (bytes == 1 && ((unsigned char) *at < 0x20U || *at == 0x7F))
            return wrong_at(reader, at, *at == '\0' ? "a NUL byte" : "a control character", NULL);
        if (bytes == 2 && (unsigned char) *at == 0xC2U && (unsigned char) at[1] < 0xA0U)
            return wrong_at(reader, at, "a control character", NULL);
        at += bytes;
    }
}

static bool next_clean_line(struct reader *reader)
{
    return next_line(reader) && is_clean(reader);
}

static bool at_line_end(const struct reader *reader)
{
    return reader->rest.at == reader->rest.end;
}

/* --- Header --- */

static bool read_version(struct reader *reader)
{
    static const char message[] = "this is no trace: it does not begin with 'weft trace 1'";
    uint64_t version;

    reader->line_bytes = reader->at;
    reader->line = 1;
    reader->rest = (struct weft__trace_rest){reader->at, reader->end};
    if (reader->at == reader->end)
        return wrong(reader, "this is no trace: it is empty");
    if (!weft__trace_take(&reader->rest, "weft trace ") ||
        !weft__trace_take_number(&reader->rest, &version) || version == 0) {
        bool script = weft__trace_take(&reader->rest, "weft ");

        return wrong_at(reader, reader->at, message,
                        script ? "a script is run with 'weft run'" : NULL);
    }
    if (version > WEFT_TRACE_VERSION) {
        weft__diagnostics_add(reader->diagnostics, (struct weft__place){1, 12, 1},
                              "read it with the weft that wrote it",
                              "a trace of version %" PRIu64 ", but this weft reads version %d",
                              version, WEFT_TRACE_VERSION);
        return false;
    }
    reader->line = 0;
    if (!next_clean_line(reader))
        return false;
    weft__trace_take(&reader->rest, "weft trace 1");
    return at_line_end(reader) || wrong(reader, "nothing stands after the version");
}

/* The rest of this line without its escapes, in the arena; NULL without memory. */
static const char *rest_text(struct reader *reader)
{
    struct weft__trace_slice slice = {reader->rest.at,
                                      (size_t) (reader->rest.end - reader->rest.at)};
    char *text = weft__arena_allocate(&reader->file->arena, slice.length + 1);

    if (text != NULL)
        weft__trace_unescape(slice, text, slice.length + 1);
    return text;
}

/* Reads a line of KEY and a text into *TEXT. */
static bool read_text(struct reader *reader, const char *key, const char **text,
                      const char *expected)
{
    if (!next_clean_line(reader))
        return false;
    if (!weft__trace_take(&reader->rest, key) || at_line_end(reader))
        return wrong(reader, expected);
    *text = rest_text(reader);
    return *text != NULL || out_of_memory(reader);
}

static bool read_until(struct reader *reader)
{
    int64_t *until_ns = &reader->file->header.until_ns;

    if (!next_clean_line(reader))
        return false;
    if (weft__trace_take(&reader->rest, "until -"))
        *until_ns = INT64_MAX;
    else if (!weft__trace_take(&reader->rest, "until ") ||
             !weft__trace_take_time(&reader->rest, until_ns))
        return wrong(reader, "here stands 'until' and a time, SECONDS.NINEDIGITS, or '-'");
    return at_line_end(reader) || wrong(reader, "nothing stands after the time");
}

/* The line of a run that was allowed another number of steps than usual, if this is it. */
static bool read_steps(struct reader *reader)
{
    if (!weft__trace_take(&reader->rest, "steps "))
        return true;
    if (!weft__trace_take_number(&reader->rest, &reader->file->header.steps_max) ||
        !at_line_end(reader))
        return wrong(reader, "behind 'steps' stands a number");
    return next_clean_line(reader);
}

/* Whether WORD follows, and a blank or the end of the line behind it; it is passed over then. */
static bool take_word(struct reader *reader, const char *word)
{
    struct weft__trace_rest before = reader->rest;

    if (weft__trace_take(&reader->rest, word) &&
        (at_line_end(reader) || weft__trace_take(&reader->rest, " ")))
        return true;
    reader->rest = before;
    return false;
}

static bool take_time(struct reader *reader, const char *word, int64_t *time_ns)
{
    return take_word(reader, word) && weft__trace_take_time(&reader->rest, time_ns) &&
           *time_ns > 0 && (at_line_end(reader) || weft__trace_take(&reader->rest, " "));
}

/* The line of what was free, if this is it. */
static bool read_freedom(struct reader *reader)
{
    weft_freedom *freedom = &reader->file->header.freedom;

    if (!weft__trace_take(&reader->rest, "free "))
        return true;
    while (!at_line_end(reader)) {
        if (take_word(reader, "rotation"))
            freedom->rotation = true;
        else if (take_word(reader, "slices"))
            freedom->slices = true;
        else if (!take_time(reader, "slack", &freedom->slack_ns) &&
                 !take_time(reader, "late", &freedom->late_ns))
            return wrong(reader, "behind 'free' stand 'slack TIME', 'late TIME', 'rotation' and "
                                 "'slices'");
    }
    return next_clean_line(reader);
}

/* Takes the words of bits as they come; false: there is none. */
static bool take_bits(struct reader *reader, const char *const *words, unsigned *bits)
{
    bool any = false;

    for (size_t i = 0; words[i] != NULL; i++) {
        if (!take_word(reader, words[i]))
            continue;
        *bits |= 1U << i;
        any = true;
    }
    return any;
}

/* The line of what could be done to the run, if this is it. */
static bool read_faults(struct reader *reader)
{
    weft_faults *faults = &reader->file->header.faults;

    if (!weft__trace_take(&reader->rest, "faults "))
        return true;
    if (!take_bits(reader, weft__fault_kinds, &faults->kinds) || !take_word(reader, "at") ||
        !take_bits(reader, weft__fault_points, &faults->points) || !at_line_end(reader))
        return wrong(reader, "behind 'faults' stand kinds, 'at', and points");
    return next_clean_line(reader);
}

static bool read_unjudged(struct reader *reader)
{
    if (!weft__trace_take(&reader->rest, "unjudged"))
        return true;
    reader->file->header.unjudged = true;
    return at_line_end(reader) ? next_clean_line(reader)
                               : wrong(reader, "nothing stands after 'unjudged'");
}

static bool read_vary(struct reader *reader)
{
    uint64_t number;

    if (!weft__trace_take(&reader->rest, "vary "))
        return true;
    if (!weft__trace_take_number(&reader->rest, &number) || number == 0 || number > UINT32_MAX ||
        !at_line_end(reader))
        return wrong(reader, "behind 'vary' stands which one of the script it is, from 1");
    reader->file->header.vary = (uint32_t) number;
    return next_clean_line(reader);
}

/* The line of the finding that the trace is about, if this is it. */
static bool read_finding(struct reader *reader)
{
    if (!weft__trace_take(&reader->rest, "finding "))
        return true;
    if (at_line_end(reader))
        return wrong(reader, "behind 'finding' stands what it is");
    reader->file->header.finding = rest_text(reader);
    return reader->file->header.finding != NULL ? next_clean_line(reader) : out_of_memory(reader);
}

static bool read_seed(struct reader *reader)
{
    if (!next_clean_line(reader))
        return false;
    if (!weft__trace_take(&reader->rest, "seed ") ||
        !weft__trace_take_number(&reader->rest, &reader->file->header.seed))
        return wrong(reader, "here stands 'seed' and a number");
    return at_line_end(reader) || wrong(reader, "nothing stands after the seed");
}

/* The lines behind bars, until all BYTES of the source are there. */
static bool read_source_lines(struct reader *reader, char *source, uint64_t bytes)
{
    uint64_t done = 0;

    while (done < bytes) {
        size_t length;

        if (!next_line(reader))
            return false;
        if (!weft__trace_take(&reader->rest, "| ") &&
            !(weft__trace_take(&reader->rest, "|") && at_line_end(reader)))
            return wrong_at(reader, reader->line_bytes,
                            "the script has fewer bytes than 'source' says",
                            "its lines begin with '| '");
        length = (size_t) (reader->rest.end - reader->rest.at);
        if (memchr(reader->rest.at, '\0', length) != NULL)
            return wrong(reader, "a NUL byte");
        if (length > bytes - done)
            return wrong(reader, "the script has more bytes than 'source' says");
        memcpy(source + done, reader->rest.at, length);
        done += length;
        if (done < bytes)
            source[done++] = '\n';
    }
    return true;
}

/* This line is "source N"; reads it and the script. */
static bool read_source(struct reader *reader)
{
    uint64_t bytes;
    char *source;

    if (!weft__trace_take_number(&reader->rest, &bytes) || !at_line_end(reader))
        return wrong(reader, "here stands 'source' and how many bytes the script has");
    if (bytes > (uint64_t) (reader->end - reader->at))
        return wrong_at(reader, reader->line_bytes, "the script has fewer bytes than 'source' says",
                        "the trace is cut off");
    source = weft__arena_allocate(&reader->file->arena, (size_t) bytes + 1);
    if (source == NULL)
        return out_of_memory(reader);
    reader->file->header.source = source;
    reader->file->header.source_bytes = (size_t) bytes;
    return read_source_lines(reader, source, bytes) && next_clean_line(reader);
}

static bool read_header(struct reader *reader)
{
    weft_trace_header *header = &reader->file->header;

    if (!read_version(reader) ||
        !read_text(reader, "scenario ", &header->scenario, "here stands 'scenario' and its name") ||
        !read_seed(reader) ||
        !read_text(reader, "strategy ", &header->strategy, "here stands 'strategy' and its name") ||
        !read_until(reader) || !next_clean_line(reader) || !read_steps(reader) ||
        !read_freedom(reader) || !read_faults(reader) || !read_unjudged(reader) ||
        !read_vary(reader) || !read_finding(reader))
        return false;
    if (weft__trace_take(&reader->rest, "source ") && !read_source(reader))
        return false;
    return at_line_end(reader) || wrong(reader, "after the header stands an empty line");
}

/* --- Events --- */

static const char events_word[] = " events ";

/* Where " events " begins for the last time in this line, or NULL. */
static const char *last_events(const struct reader *reader)
{
    size_t left = (size_t) (reader->rest.end - reader->rest.at);

    for (size_t end = left; end >= strlen(events_word); end--) {
        const char *at = reader->rest.at + end - strlen(events_word);

        if (memcmp(at, events_word, strlen(events_word)) == 0)
            return at;
    }
    return NULL;
}

/* This line begins with "end". */
static bool read_end(struct reader *reader, uint64_t count)
{
    struct weft__trace_file *file = reader->file;
    const char *verdict_end = last_events(reader);
    struct weft__trace_rest number;
    uint64_t counted;

    file->end = (struct weft__trace_slice){reader->line_bytes,
                                           (size_t) (reader->rest.end - reader->line_bytes)};
    if (!weft__trace_take(&reader->rest, " ") ||
        !weft__trace_take_time(&reader->rest, &file->end_ns) ||
        !weft__trace_take(&reader->rest, " ") || verdict_end == NULL ||
        verdict_end <= reader->rest.at)
        return wrong(reader, "the end line is 'end TIME VERDICT events COUNT'");
    number = (struct weft__trace_rest){verdict_end + strlen(events_word), reader->rest.end};
    reader->rest.end = verdict_end;
    file->verdict = rest_text(reader);
    reader->rest = number;
    if (!weft__trace_take_number(&reader->rest, &counted) || !at_line_end(reader))
        return wrong(reader, "the end line ends with the count of events");
    if (counted != count) {
        weft__diagnostics_add(reader->diagnostics, (struct weft__place){reader->line, 1, 3},
                              "record it again with --trace",
                              "the end line counts %" PRIu64 " events, but %" PRIu64
                              " stand above it",
                              counted, count);
        return false;
    }
    if (reader->at < reader->end) {
        reader->line += reader->line < UINT32_MAX;
        reader->line_bytes = reader->at;
        return wrong_at(reader, reader->at, "nothing stands after the end line", NULL);
    }
    return file->verdict != NULL || out_of_memory(reader);
}

/* This line is an event; judges it. */
static bool read_event(struct reader *reader)
{
    struct weft__trace_fields fields;
    const char *message = weft__trace_take_event(&reader->rest, &fields);

    if (message != NULL)
        return wrong(reader, message);
    reader->file->choices += weft__trace_slice_is(fields.word, "choice");
    return true;
}

/* Judges all that follows the header. *COUNT: the events. */
static bool read_events(struct reader *reader, uint64_t *count)
{
    reader->file->first_line = reader->line + (reader->line < UINT32_MAX);
    for (*count = 0;; ++*count) {
        if (!next_clean_line(reader))
            return false;
        if (weft__trace_take(&reader->rest, "end"))
            return read_end(reader, *count + reader->cut.before + reader->cut.after);
        if (!read_event(reader))
            return false;
    }
}

/* Notes where each of COUNT lines from AT on stands. */
static bool note_events(struct reader *reader, const char *at, size_t count)
{
    struct weft__trace_slice *events =
        weft__arena_allocate(&reader->file->arena, count * sizeof *events);

    if (events == NULL)
        return out_of_memory(reader);
    for (size_t i = 0; i < count; i++) {
        const char *newline = memchr(at, '\n', (size_t) (reader->end - at));

        events[i] = (struct weft__trace_slice){at, (size_t) (newline - at)};
        at = newline + 1;
    }
    reader->file->events = events;
    reader->file->held = count;
    reader->file->skipped = reader->cut.before;
    reader->file->count = reader->cut.before + count + reader->cut.after;
    return true;
}

/* --- The whole --- */

static bool read_all(struct reader *reader)
{
    const char *events_at;
    uint64_t count;

    if (!read_header(reader))
        return false;
    events_at = reader->at;
    return read_events(reader, &count) && note_events(reader, events_at, (size_t) count);
}

enum weft__trace_outcome weft__trace_read_cut(const weft_allocator *allocator,
                                              struct weft__source source,
                                              struct weft__trace_cut cut,
                                              struct weft__diagnostics *diagnostics,
                                              struct weft__trace_file *file)
{
    struct reader reader = {.diagnostics = diagnostics,
                            .file = file,
                            .cut = cut,
                            .at = source.bytes,
                            .end = source.bytes + source.length};

    weft__diagnostics_init(diagnostics, source);
    *file = (struct weft__trace_file){.arena.allocator = allocator};
    if (read_all(&reader))
        return WEFT__TRACE_READ;
    weft__trace_file_free(file);
    return reader.no_memory ? WEFT__TRACE_NO_MEMORY : WEFT__TRACE_WRONG;
}

enum weft__trace_outcome weft__trace_read(const weft_allocator *allocator,
                                          struct weft__source source,
                                          struct weft__diagnostics *diagnostics,
                                          struct weft__trace_file *file)
{
    return weft__trace_read_cut(allocator, source, (struct weft__trace_cut){0, 0}, diagnostics,
                                file);
}

bool weft__trace_judge(const char *bytes, size_t length, size_t *count)
{
    struct weft__diagnostics unheard;
    struct weft__trace_file nothing = {.count = 0};
    struct reader reader = {
        .diagnostics = &unheard, .file = &nothing, .at = bytes, .end = bytes + length};

    weft__diagnostics_init(&unheard, (struct weft__source){"", bytes, length});
    for (; reader.at < reader.end; ++*count)
        if (!next_clean_line(&reader) || !read_event(&reader))
            return false;
    return true;
}

void weft__trace_file_free(struct weft__trace_file *file)
{
    const weft_allocator *allocator = file->arena.allocator;

    weft__arena_free(&file->arena);
    *file = (struct weft__trace_file){.arena.allocator = allocator};
}
