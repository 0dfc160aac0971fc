/* adopted_run.c - known to fail, and how. */
#include "death_class.h"
#include "adopted_run.h"

#include "adopted_trace.h"
#include "finding_class.h"
#include "trace_diff.h"

#include <string.h>

enum { FINDING_BYTES = 4096 };

/* --- Classes --- */

bool weft__trace_classes_put(const struct weft__trace_file *trace,
                             struct weft__byte_buffer *classes)
{
    char text[FINDING_BYTES];

    for (size_t i = 0; i < trace->count; i++) {
        struct weft__trace_fields fields = weft__trace_fields(trace->events[i]);

        if (!weft__trace_slice_is(fields.word, "finding"))
            continue;
        weft__trace_unescape(fields.details, text, sizeof text);
        if (!weft__finding_class_put_text(classes, text))
            return false;
    }
    return !weft__death_class_is(trace->verdict) ||
           (weft__byte_buffer_append(classes, trace->verdict,
                                     weft__verdict_manner(trace->verdict)) &&
            weft__byte_buffer_append(classes, "", 1));
}

static bool has_class(const struct weft__byte_buffer *classes, const char *class_text)
{
    const char *end = classes->bytes + classes->length;

    for (const char *at = classes->bytes; at < end; at += strlen(at) + 1)
        if (weft__finding_class_same(at, class_text))
            return true;
    return false;
}

static bool all_known(const struct weft__byte_buffer *known, const struct weft__byte_buffer *now)
{
    const char *end = now->bytes + now->length;

    for (const char *at = now->bytes; at < end; at += strlen(at) + 1)
        if (!has_class(known, at))
            return false;
    return true;
}

/* --- Judging --- */

static bool held(const struct weft__trace_file *trace)
{
    return strcmp(trace->verdict, "held") == 0;
}

static enum weft__adopted_outcome judge_failure(const struct weft__trace_file *accepted,
                                                const struct weft__trace_file *now)
{
    struct weft__byte_buffer known = {.allocator = &weft_allocator_system};
    struct weft__byte_buffer found = {.allocator = &weft_allocator_system};
    enum weft__adopted_outcome outcome = WEFT__ADOPTED_LOST;

    if (weft__trace_classes_put(accepted, &known) && weft__trace_classes_put(now, &found))
        outcome = !held(accepted) && all_known(&known, &found) ? WEFT__ADOPTED_OTHER
                                                               : WEFT__ADOPTED_FAILS;
    weft__byte_buffer_free(&known);
    weft__byte_buffer_free(&found);
    return outcome;
}

enum weft__adopted_outcome weft__adopted_judge(const struct weft__trace_file *accepted,
                                               const struct weft__trace_file *now)
{
    struct weft__trace_difference difference = weft__trace_compare(accepted, now);

    if (!difference.header && !difference.end && difference.first_event == 0)
        return WEFT__ADOPTED_SAME;
    if (strcmp(now->verdict, "a budget ran out") == 0)
        return WEFT__ADOPTED_BUDGET;
    if (!held(now))
        return judge_failure(accepted, now);
    return held(accepted) ? WEFT__ADOPTED_OTHER : WEFT__ADOPTED_PASSES;
}

/* --- Running --- */

static bool run_alone(const struct weft__adopted_run *run, const weft_allocator *allocator,
                      struct weft__byte_buffer *text)
{
    struct weft__lone_run lone = {.rerun = &run->rerun,
                                  .strategy_name = WEFT__ADOPTED_STRATEGY,
                                  .script_apart = true,
                                  .allocator = allocator};

    return weft__lone_run(&lone, text);
}

void weft__adopted_run(struct weft__adopted_run *run, const struct weft__command *command,
                       const struct weft__selected *selected)
{
    const char *scenario = selected->scenario != NULL ? selected->scenario->name : selected->name;

    *run = (struct weft__adopted_run){.text = {.allocator = &weft_allocator_system},
                                      .outcome = WEFT__ADOPTED_LOST};
    if (weft__rerun_open(&run->rerun, command, selected->trace_path, scenario) != WEFT__EXIT_HELD ||
        !run_alone(run, NULL, &run->text))
        return;
    run->now_held =
        weft__lone_run_read(command, &run->text, "this run", &run->now) == WEFT__EXIT_HELD;
    if (run->now_held)
        run->outcome = weft__adopted_judge(&run->rerun.stored.trace, &run->now);
}

bool weft__adopted_run_again(const struct weft__adopted_run *run, const weft_allocator *allocator,
                             struct weft__byte_buffer *text)
{
    return run_alone(run, allocator, text);
}

void weft__adopted_run_close(struct weft__adopted_run *run)
{
    if (run->now_held)
        weft__trace_file_free(&run->now);
    weft__rerun_close(&run->rerun);
    weft__byte_buffer_free(&run->text);
}
