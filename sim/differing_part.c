/* differing_part.c - common lines from both ends, and what is left between them. */
#include "differing_part.h"

#include "whole_file.h"

#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* One of the files. All places are counted in bytes from its beginning. */
struct side {
    const char *path;
    int file; /* -1: not open */
    char *window;
    size_t window_bytes;
    size_t bytes;
    size_t events_at;
    size_t end_at; /* where the end line begins */
};

struct sides {
    struct side before;
    struct side after;
    size_t same_before, lines_before; /* bytes and lines that both begin with */
    size_t same_after, lines_after;   /* and end with */
};

/* --- Looking --- */

static size_t smaller(size_t left, size_t right)
{
    return left < right ? left : right;
}

/* Reads BYTES bytes at AT into TO. */
static bool load(const struct side *side, size_t at, char *to, size_t bytes)
{
    while (bytes > 0) {
        ssize_t got = pread(side->file, to, bytes, (off_t) at);

        if (got <= 0)
            return false;
        at += (size_t) got;
        to += got;
        bytes -= (size_t) got;
    }
    return true;
}

/* How many of LENGTH bytes are whole lines. */
static size_t whole_lines(const char *bytes, size_t length)
{
    while (length > 0 && bytes[length - 1] != '\n')
        length--;
    return length;
}

static size_t common_beginning(const char *left, const char *right, size_t length)
{
    size_t same = 0;

    if (memcmp(left, right, length) == 0)
        return length;
    while (left[same] == right[same])
        same++;
    return same;
}

static size_t common_end(const char *left, const char *right, size_t length)
{
    size_t same = 0;

    if (memcmp(left, right, length) == 0)
        return length;
    while (left[length - 1 - same] == right[length - 1 - same])
        same++;
    return same;
}

/* --- Each file by itself --- */

/* The first empty line ends the header: those of a script have a bar. */
static bool find_events(struct side *side)
{
    size_t length = smaller(side->window_bytes, side->bytes);

    if (!load(side, 0, side->window, length))
        return false;
    for (size_t i = 1; i < length; i++) {
        if (side->window[i] == '\n' && side->window[i - 1] == '\n') {
            side->events_at = i + 1;
            return true;
        }
    }
    return false;
}

static bool find_end(struct side *side)
{
    size_t length = smaller(side->window_bytes, side->bytes - side->events_at);
    size_t at = side->bytes - length;
    size_t before_last;

    if (length < 2 || !load(side, at, side->window, length))
        return false;
    before_last = whole_lines(side->window, length - 1);
    if (before_last == 0 && at != side->events_at)
        return false;
    side->end_at = at + before_last;
    return true;
}

static bool begin(struct side *side, const char *path, size_t window_bytes)
{
    const weft_allocator *allocator = &weft_allocator_system;
    struct stat status;

    *side = (struct side){.path = path, .file = -1, .window_bytes = window_bytes};
    if (strcmp(path, "-") == 0)
        return false;
    side->file = open(path, O_RDONLY | O_CLOEXEC);
    if (side->file < 0 || fstat(side->file, &status) != 0 || !S_ISREG(status.st_mode) ||
        status.st_size <= 0 || (uintmax_t) status.st_size > WEFT__STORED_TRACE_BYTES_MAX)
        return false;
    side->bytes = (size_t) status.st_size;
    side->window = allocator->allocate(allocator->context, NULL, 0, window_bytes);
    return side->window != NULL && find_events(side) && find_end(side);
}

static void end(struct side *side)
{
    const weft_allocator *allocator = &weft_allocator_system;

    if (side->window != NULL)
        allocator->allocate(allocator->context, side->window, side->window_bytes, 0);
    if (side->file >= 0)
        close(side->file);
}

/* --- Both --- */

/* How many bytes of events neither is known to begin nor to end with. */
static size_t unknown_bytes(const struct sides *sides)
{
    size_t before = sides->before.end_at - sides->before.events_at;
    size_t after = sides->after.end_at - sides->after.events_at;

    return smaller(before, after) - sides->same_before - sides->same_after;
}

/* Goes along the lines that both begin with, and judges them. */
static bool pass_common_beginning(struct sides *sides)
{
    struct side *before = &sides->before, *after = &sides->after;

    for (;;) {
        size_t length = smaller(unknown_bytes(sides), before->window_bytes);
        size_t same, whole;

        if (!load(before, before->events_at + sides->same_before, before->window, length) ||
            !load(after, after->events_at + sides->same_before, after->window, length))
            return false;
        same = common_beginning(before->window, after->window, length);
        whole = whole_lines(before->window, same);
        if (!weft__trace_judge(before->window, whole, &sides->lines_before))
            return false;
        sides->same_before += whole;
        if (same < length || length == 0)
            return true;
        if (whole == 0)
            return false;
    }
}

/* Goes back along the lines that both end with. One more may be common than is found. */
static bool pass_common_end(struct sides *sides)
{
    struct side *before = &sides->before, *after = &sides->after;

    for (;;) {
        size_t length = smaller(unknown_bytes(sides), before->window_bytes);
        const char *newline;
        size_t same;

        if (!load(before, before->end_at - sides->same_after - length, before->window, length) ||
            !load(after, after->end_at - sides->same_after - length, after->window, length))
            return false;
        same = common_end(before->window, after->window, length);
        newline = memchr(before->window + length - same, '\n', same);
        if (newline == NULL)
            return true;
        same = length - (size_t) (newline + 1 - before->window);
        sides->same_after += same;
        if (same == 0 || unknown_bytes(sides) == 0)
            return true;
    }
}

/* Judges what both end with. */
static bool judge_common_end(struct sides *sides)
{
    const struct side *before = &sides->before;
    size_t at = before->end_at - sides->same_after;

    while (at < before->end_at) {
        size_t length = smaller(before->end_at - at, before->window_bytes);
        size_t whole;

        if (!load(before, at, before->window, length))
            return false;
        whole = whole_lines(before->window, length);
        if (whole == 0 || !weft__trace_judge(before->window, whole, &sides->lines_after))
            return false;
        at += whole;
    }
    return true;
}

/* Takes back LINES of those that both begin with, if there are as many. */
static bool keep_before(struct sides *sides, size_t lines)
{
    const struct side *before = &sides->before;
    size_t length = smaller(sides->same_before, before->window_bytes);
    size_t at = before->events_at + sides->same_before - length;
    size_t left = length, kept = 0;

    if (!load(before, at, before->window, length))
        return false;
    for (; kept < lines && left > 0; kept++)
        left = whole_lines(before->window, left - 1);
    if (left == 0 && length < sides->same_before)
        return false; /* the window may begin inside of a line */
    sides->same_before -= length - left;
    sides->lines_before -= kept;
    return true;
}

/* The same for those that both end with. */
static bool keep_after(struct sides *sides, size_t lines)
{
    const struct side *before = &sides->before;
    size_t length = smaller(sides->same_after, before->window_bytes);
    const char *at = before->window, *window_end = at + length;
    size_t kept = 0;

    if (!load(before, before->end_at - sides->same_after, before->window, length))
        return false;
    for (; kept < lines && at < window_end; kept++) {
        const char *newline = memchr(at, '\n', (size_t) (window_end - at));

        if (newline == NULL)
            return false;
        at = newline + 1;
    }
    if (kept < lines && length < sides->same_after)
        return false;
    sides->same_after -= (size_t) (at - before->window);
    sides->lines_after -= kept;
    return true;
}

/* Reads header, what is not common, and the end line of SIDE. */
static bool read_part(const struct sides *sides, const struct side *side,
                      struct weft__stored_trace *stored)
{
    const weft_allocator *allocator = &weft_allocator_system;
    size_t from = side->events_at + sides->same_before;
    size_t part = side->end_at - sides->same_after - from;
    size_t tail = side->bytes - side->end_at;
    size_t length = side->events_at + part + tail;
    char *bytes = allocator->allocate(allocator->context, NULL, 0, length + 1);
    struct weft__trace_cut cut = {sides->lines_before, sides->lines_after};
    struct weft__diagnostics unheard;

    if (bytes == NULL)
        return false;
    bytes[length] = '\0';
    stored->source = (struct weft__source){side->path, bytes, length};
    stored->source_held = true;
    stored->trace_held =
        load(side, 0, bytes, side->events_at) && load(side, from, bytes + side->events_at, part) &&
        load(side, side->end_at, bytes + side->events_at + part, tail) &&
        weft__trace_read_cut(allocator, stored->source, cut, &unheard, &stored->trace) ==
            WEFT__TRACE_READ;
    return stored->trace_held;
}

bool weft__differing_part_read(const struct weft__differing_paths *paths,
                               struct weft__stored_trace *before, struct weft__stored_trace *after)
{
    struct sides sides = {.same_before = 0};
    bool before_good = begin(&sides.before, paths->before, paths->window_bytes);
    bool after_good = begin(&sides.after, paths->after, paths->window_bytes);
    bool good = before_good && after_good && pass_common_beginning(&sides) &&
                pass_common_end(&sides) && judge_common_end(&sides) &&
                keep_before(&sides, paths->context) && keep_after(&sides, paths->context);

    *before = (struct weft__stored_trace){.source_held = false};
    *after = (struct weft__stored_trace){.source_held = false};
    good =
        good && read_part(&sides, &sides.before, before) && read_part(&sides, &sides.after, after);
    if (!good) {
        weft__stored_trace_close(before);
        weft__stored_trace_close(after);
    }
    end(&sides.before);
    end(&sides.after);
    return good;
}
