/* check_adopted.c - known to fail until mended, and reported the moment it passes. */
#include "check_adopted.h"

#include "adopted_run.h"
#include "restless_allocator.h"
#include "trace_diff.h"

#include <stdio.h>
#include <string.h>

enum { CONTEXT_LINES = 3, DIFF_LINES_MAX = 60 };

static void tell_difference(const struct weft__adopted_run *run, const char *path, FILE *details)
{
    struct weft__trace_diff diff = {
        .before = &run->rerun.stored.trace,
        .after = &run->now,
        .before_name = path,
        .after_name = "this run",
        .context = CONTEXT_LINES,
        .lines_max = DIFF_LINES_MAX,
        .allocator = &weft_allocator_system,
    };

    weft__trace_diff_write(&diff, details);
}

/* What it is known to fail with, or fails with now. */
static void tell_classes(const struct weft__trace_file *trace, const char *word, FILE *details)
{
    struct weft__byte_buffer classes = {.allocator = &weft_allocator_system};
    const char *at, *end;

    if (weft__trace_classes_put(trace, &classes)) {
        at = classes.bytes;
        end = at + classes.length;
        for (; at < end; at += strlen(at) + 1)
            fprintf(details, "%s: %s\n", word, at);
    }
    weft__byte_buffer_free(&classes);
}

/* Whether a second run, in other memory, leaves the same trace. */
static bool same_twice(const struct weft__adopted_run *run)
{
    struct weft__restless restless = {.requests = 0};
    struct weft__byte_buffer text = {.allocator = &weft_allocator_system};
    weft_allocator allocator = weft__restless_allocator(&restless);
    bool same = weft__adopted_run_again(run, &allocator, &text) &&
                text.length == run->text.length &&
                memcmp(text.bytes, run->text.bytes, text.length) == 0;

    weft__byte_buffer_free(&text);
    return same;
}

static enum weft__check_verdict judge(const struct weft__adopted_run *run, const char *path,
                                      FILE *details)
{
    const struct weft__trace_file *accepted = &run->rerun.stored.trace;

    switch (run->outcome) {
    case WEFT__ADOPTED_SAME:
        return strcmp(accepted->verdict, "held") == 0 ? WEFT__CHECK_HELD : WEFT__CHECK_KNOWN;
    case WEFT__ADOPTED_OTHER:
        tell_difference(run, path, details);
        return WEFT__CHECK_DIFFERS;
    case WEFT__ADOPTED_PASSES:
        tell_classes(accepted, "no longer", details);
        return WEFT__CHECK_PASSES;
    case WEFT__ADOPTED_FAILS:
        tell_classes(accepted, "known", details);
        tell_classes(&run->now, "now", details);
        tell_difference(run, path, details);
        return WEFT__CHECK_FINDINGS;
    case WEFT__ADOPTED_BUDGET:
        return WEFT__CHECK_BUDGET;
    case WEFT__ADOPTED_LOST:
        break;
    }
    return WEFT__CHECK_ERROR;
}

void weft__check_adopted(const struct weft__command *command, const struct weft__selected *selected,
                         struct weft__checked *checked, FILE *details)
{
    struct weft__adopted_run run;

    weft__adopted_run(&run, command, selected);
    checked->ran = run.now_held;
    if (run.now_held) {
        checked->events = run.now.count;
        checked->ended_ns = run.now.end_ns;
    }
    checked->verdict = run.now_held && command->options.twice && !same_twice(&run)
                           ? WEFT__CHECK_DIVERGED
                           : judge(&run, selected->trace_path, details);
    weft__adopted_run_close(&run);
}
