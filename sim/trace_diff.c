/* trace_diff.c - comparing two traces, and writing what differs. */
#include "trace_diff.h"

#include "text_output.h"
#include "trace_internal.h"
#include "trace_match.h"

#include <assert.h>
#include <inttypes.h>
#include <string.h>

struct writer {
    struct weft__text_output output;
    const struct weft__trace_diff *diff;
    size_t lines_left;
    bool begun; /* the names stand there */
};

/* --- Comparing --- */

static bool source_equals(const weft_trace_header *left, const weft_trace_header *right)
{
    if (left->source == NULL || right->source == NULL)
        return left->source == right->source;
    return left->source_bytes == right->source_bytes &&
           memcmp(left->source, right->source, left->source_bytes) == 0;
}

static bool header_equals(const weft_trace_header *left, const weft_trace_header *right)
{
    return strcmp(left->scenario, right->scenario) == 0 && left->seed == right->seed &&
           strcmp(left->strategy, right->strategy) == 0 && left->until_ns == right->until_ns &&
           left->steps_max == right->steps_max && weft__trace_freedom_equals(left, right) &&
           source_equals(left, right);
}

struct weft__trace_difference weft__trace_compare(const struct weft__trace_file *before,
                                                  const struct weft__trace_file *after)
{
    size_t before_end = before->skipped + before->held;
    size_t after_end = after->skipped + after->held;
    size_t same = before->skipped;

    assert(before->skipped == after->skipped);
    while (same < before_end && same < after_end &&
           weft__trace_slice_equals(weft__trace_line(before, same), weft__trace_line(after, same)))
        same++;
    return (struct weft__trace_difference){
        .header = !header_equals(&before->header, &after->header),
        .end = before->end_ns != after->end_ns || strcmp(before->verdict, after->verdict) != 0,
        .first_event = same < before_end || same < after_end ? same + 1 : 0,
    };
}

/* --- Lines --- */

static void put_name(struct writer *writer, const char *mark, const char *name)
{
    weft__text_put(&writer->output, mark);
    weft__text_put_escaped(&writer->output, name, strlen(name));
    weft__text_put(&writer->output, "\n");
}

static void put_names(struct writer *writer)
{
    put_name(writer, "--- ", writer->diff->before_name);
    put_name(writer, "+++ ", writer->diff->after_name);
}

/* What stands before each part of the diff. */
static void put_part(struct writer *writer, const char *title)
{
    if (!writer->begun)
        put_names(writer);
    writer->begun = true;
    weft__text_put(&writer->output, "@@ ");
    weft__text_put(&writer->output, title);
}

static void put_line(struct writer *writer, const char *mark, struct weft__trace_slice line)
{
    weft__text_put(&writer->output, mark);
    weft__text_put_bytes(&writer->output, line.bytes, line.length);
    weft__text_put(&writer->output, "\n");
}

/* --- Header and end --- */

static void put_text_field(struct writer *writer, const char *mark, const char *key,
                           const char *text)
{
    weft__text_put(&writer->output, mark);
    weft__text_put(&writer->output, key);
    put_name(writer, " ", text);
}

static void put_text_fields(struct writer *writer, const char *key, const char *before,
                            const char *after)
{
    if (strcmp(before, after) == 0)
        return;
    put_text_field(writer, "- ", key, before);
    put_text_field(writer, "+ ", key, after);
}

static void put_seed(struct writer *writer, const char *mark, uint64_t seed)
{
    weft__text_put(&writer->output, mark);
    weft__text_put(&writer->output, "seed ");
    weft__text_put_number(&writer->output, seed);
    weft__text_put(&writer->output, "\n");
}

/* The line of one side, if it has one and the other side is different. */
static void put_steps(struct writer *writer, const char *mark, uint64_t steps_max, uint64_t other)
{
    if (steps_max == other || steps_max == 0)
        return;
    weft__text_put(&writer->output, mark);
    weft__text_put(&writer->output, "steps ");
    weft__text_put_number(&writer->output, steps_max);
    weft__text_put(&writer->output, "\n");
}

static void put_until(struct writer *writer, const char *mark, int64_t until_ns)
{
    weft__text_put(&writer->output, mark);
    weft__text_put(&writer->output, "until ");
    if (until_ns == INT64_MAX)
        weft__text_put(&writer->output, "-");
    else
        weft__text_put_time(&writer->output, until_ns);
    weft__text_put(&writer->output, "\n");
}

/* The line of SOURCE that begins at AT, or nothing behind its end. */
static struct weft__trace_slice source_line(const weft_trace_header *header, size_t at)
{
    const char *begin = header->source + at;
    size_t left = header->source_bytes - at;
    const char *newline = left > 0 ? memchr(begin, '\n', left) : NULL;

    return (struct weft__trace_slice){begin, newline != NULL ? (size_t) (newline - begin) : left};
}

static void put_source_line(struct writer *writer, const char *mark,
                            const weft_trace_header *header, size_t at)
{
    struct weft__trace_slice line;

    if (header->source == NULL) {
        put_name(writer, mark, "no script");
        return;
    }
    line = source_line(header, at);
    weft__text_put(&writer->output, mark);
    weft__text_put(&writer->output, at < header->source_bytes ? "| " : "the script has ended");
    weft__text_put_escaped(&writer->output, line.bytes, line.length);
    weft__text_put(&writer->output, "\n");
}

/* The first line of the scripts that differs. */
static void put_source(struct writer *writer, const weft_trace_header *before,
                       const weft_trace_header *after)
{
    uint64_t line = 1;
    size_t line_at = 0;

    if (source_equals(before, after))
        return;
    if (before->source != NULL && after->source != NULL) {
        for (size_t at = 0; at < before->source_bytes && at < after->source_bytes &&
                            before->source[at] == after->source[at];
             at++) {
            if (before->source[at] == '\n') {
                line++;
                line_at = at + 1;
            }
        }
    }
    weft__text_put(&writer->output, "  the script, from line ");
    weft__text_put_number(&writer->output, line);
    weft__text_put(&writer->output, " on:\n");
    put_source_line(writer, "- ", before, line_at);
    put_source_line(writer, "+ ", after, line_at);
}

static void put_headers(struct writer *writer)
{
    const weft_trace_header *before = &writer->diff->before->header;
    const weft_trace_header *after = &writer->diff->after->header;

    put_part(writer, "header @@\n");
    put_text_fields(writer, "scenario", before->scenario, after->scenario);
    if (before->seed != after->seed) {
        put_seed(writer, "- ", before->seed);
        put_seed(writer, "+ ", after->seed);
    }
    put_text_fields(writer, "strategy", before->strategy, after->strategy);
    if (before->until_ns != after->until_ns) {
        put_until(writer, "- ", before->until_ns);
        put_until(writer, "+ ", after->until_ns);
    }
    put_steps(writer, "- ", before->steps_max, after->steps_max);
    put_steps(writer, "+ ", after->steps_max, before->steps_max);
    if (!weft__trace_freedom_equals(before, after)) {
        weft__trace_put_freedom(&writer->output, before, "- ");
        weft__trace_put_freedom(&writer->output, after, "+ ");
    }
    put_source(writer, before, after);
}

/* --- Events --- */

/* Puts COUNT event lines of FILE from AT on, as many as are allowed. */
static void put_events(struct writer *writer, const char *mark, const struct weft__trace_file *file,
                       size_t at, size_t count)
{
    size_t shown = count < writer->lines_left ? count : writer->lines_left;

    for (size_t i = 0; i < shown; i++)
        put_line(writer, mark, weft__trace_line(file, at + i));
    writer->lines_left -= shown;
    if (shown < count) {
        weft__text_put(&writer->output, mark);
        weft__text_put(&writer->output, "... ");
        weft__text_put_number(&writer->output, count - shown);
        weft__text_put(&writer->output, " more here\n");
    }
}

/* Puts lines removed and lines added; if not all may be shown, some of both. */
static void put_change(struct writer *writer, const struct weft__trace_match *from,
                       const struct weft__trace_match *to)
{
    size_t removed_count = to->before_at - from->before_at;
    size_t added_count = to->after_at - from->after_at;
    size_t kept = added_count < writer->lines_left / 2 ? added_count : writer->lines_left / 2;

    writer->lines_left -= kept;
    if (removed_count > 0)
        put_events(writer, "- ", writer->diff->before, from->before_at, removed_count);
    writer->lines_left += kept;
    if (added_count > 0)
        put_events(writer, "+ ", writer->diff->after, from->after_at, added_count);
}

/* Puts the title of a part that begins with the last lines of MATCH, and these lines. */
static void put_lead(struct writer *writer, const struct weft__trace_match *match, size_t lines)
{
    size_t skipped = match->count - lines;

    put_part(writer, "events -");
    weft__text_put_number(&writer->output, match->before_at + skipped + 1);
    weft__text_put(&writer->output, " +");
    weft__text_put_number(&writer->output, match->after_at + skipped + 1);
    weft__text_put(&writer->output, " @@\n");
    put_events(writer, "  ", writer->diff->before, match->before_at + skipped, lines);
}

/* Puts what is shown of MATCH, which stands between two changes, or before the FIRST. */
static void put_between(struct writer *writer, const struct weft__trace_match *match, bool first)
{
    const struct weft__trace_file *before = writer->diff->before;
    size_t context = writer->diff->context;

    if (!first && match->count / 2 <= context && match->count <= 2 * context) {
        put_events(writer, "  ", before, match->before_at, match->count);
        return;
    }
    if (!first)
        put_events(writer, "  ", before, match->before_at, context);
    put_lead(writer, match, match->count < context ? match->count : context);
}

static void put_all_events(struct writer *writer)
{
    const struct weft__trace_diff *diff = writer->diff;
    struct weft__trace_matcher matcher;
    struct weft__trace_match same = {0, 0, 0};
    struct weft__trace_match next;
    bool first = true;

    weft__trace_matcher_begin(&matcher, diff->before, diff->after, diff->allocator);
    while (writer->lines_left > 0 && weft__trace_matcher_next(&matcher, &next)) {
        struct weft__trace_match change = {same.before_at + same.count, same.after_at + same.count,
                                           0};

        if (change.before_at == next.before_at && change.after_at == next.after_at) {
            same.count += next.count;
            continue;
        }
        put_between(writer, &same, first);
        put_change(writer, &change, &next);
        first = false;
        same = next;
    }
    if (writer->lines_left > 0)
        put_events(writer, "  ", diff->before, same.before_at,
                   same.count < diff->context ? same.count : diff->context);
    else
        weft__text_put(&writer->output, "(as many lines as may be shown)\n");
    if (!matcher.shortest)
        weft__text_put(&writer->output, "(not the shortest way to tell it: too much differs)\n");
    weft__trace_matcher_end(&matcher);
}

/* --- The whole --- */

void weft__trace_diff_write(const struct weft__trace_diff *diff, FILE *file)
{
    struct weft__trace_difference difference = weft__trace_compare(diff->before, diff->after);
    struct writer writer = {.diff = diff, .lines_left = diff->lines_max};

    weft__text_to_file(&writer.output, file);
    if (difference.header)
        put_headers(&writer);
    if (difference.first_event != 0)
        put_all_events(&writer);
    if (difference.end || diff->before->count != diff->after->count) {
        put_part(&writer, "end @@\n");
        put_line(&writer, "- ", diff->before->end);
        put_line(&writer, "+ ", diff->after->end);
    }
    weft__text_finish(&writer.output);
}

/* Puts event NUMBER of TRACE, or its end line if it has no such event. False then. */
static bool put_numbered(struct writer *writer, const char *mark,
                         const struct weft__trace_file *trace, uint64_t number)
{
    char digits[32];
    int length = snprintf(digits, sizeof digits, "%s%6" PRIu64 "  ", mark, number);
    bool is_event = number <= trace->count;

    if (is_event) {
        put_line(writer, digits, weft__trace_line(trace, number - 1));
    } else {
        weft__text_put(&writer->output, mark);
        weft__text_put_gap(&writer->output, 0, (size_t) length);
        put_line(writer, "", trace->end);
    }
    return is_event;
}

void weft__trace_diff_write_first(const struct weft__trace_diff *diff, FILE *file)
{
    uint64_t first = weft__trace_compare(diff->before, diff->after).first_event;
    struct writer writer = {.diff = diff};

    if (first == 0)
        return;
    weft__text_to_file(&writer.output, file);
    put_names(&writer);
    weft__text_put(&writer.output, "the first difference is at event ");
    weft__text_put_number(&writer.output, first);
    weft__text_put(&writer.output, ":\n");
    for (uint64_t event = first > diff->context ? first - diff->context : 1; event < first; event++)
        put_numbered(&writer, "  ", diff->before, event);
    for (uint64_t event = first; event - first <= diff->context; event++)
        if (!put_numbered(&writer, "- ", diff->before, event))
            break;
    for (uint64_t event = first; event - first <= diff->context; event++)
        if (!put_numbered(&writer, "+ ", diff->after, event))
            break;
    weft__text_finish(&writer.output);
}
