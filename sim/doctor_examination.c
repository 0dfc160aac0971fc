/* doctor_examination.c - the first run, all others held against it, and what that comes to. */
#include "doctor_examination.h"

#include "doctor_evidence.h"
#include "doctor_run.h"
#include "file_path.h"
#include "trace_diff.h"

#include <string.h>
#include <unistd.h>

enum { CONTEXT_LINES = 3, DIFF_LINES_MAX = 20, TOLD_BYTES_MAX = 1000 };

#define AS_IT_IS "as it is"

/* A scenario that is being examined. */
struct examination {
    const struct weft__doctor *doctor;
    const struct weft__loaded *loaded;
    struct weft__checked *checked;
    FILE *details;
    struct weft__remains first;
    struct weft__trace_file trace; /* of the first run */
    bool trace_held;
    bool differs[WEFT__SURROUNDINGS_COUNT];
    bool any_differs;
};

bool weft__doctor_has(const struct weft__doctor *doctor, enum weft__surroundings surroundings)
{
    if (surroundings == WEFT__SURROUNDINGS_BUILD_)
        return doctor->other != NULL;
    return surroundings != WEFT__SURROUNDINGS_ADDRESSES_ || doctor->elsewhere.addresses;
}

const char *weft__doctor_path(const struct weft__doctor *doctor, struct weft__arena *arena,
                              const char *path)
{
    return *path == '/' ? path : weft__path_join(arena, doctor->here, path);
}

/* --- Reading --- */

/* Whether what was written to stdout is a trace; *TRACE is then to be freed. */
static bool read_trace(const struct weft__remains *remains, struct weft__trace_file *trace)
{
    struct weft__source source = {"trace", remains->out.bytes, remains->out.length};
    struct weft__diagnostics diagnostics;

    return weft__trace_read(&weft_allocator_system, source, &diagnostics, trace) ==
           WEFT__TRACE_READ;
}

/* Whether the run came to an end of which a trace can tell. */
static bool has_ended(const struct weft__remains *remains)
{
    switch (weft__remains_exit_code(remains)) {
    case WEFT__EXIT_HELD:
    case WEFT__EXIT_FINDING:
    case WEFT__EXIT_BUDGET:
        return true;
    default:
        return false;
    }
}

/* --- Telling --- */

/* The beginning of what it said on stderr. */
static void tell_complaint(FILE *details, const struct weft__written *complaint)
{
    bool cut = complaint->length > TOLD_BYTES_MAX;

    fprintf(details, "%.*s", TOLD_BYTES_MAX, complaint->bytes);
    if (cut || (complaint->length > 0 && complaint->bytes[complaint->length - 1] != '\n'))
        fputs(cut ? "...\n" : "\n", details);
}

static void tell_ending(FILE *details, const struct weft__remains *remains)
{
    char ending[WEFT__ENDING_BYTES];

    weft__remains_ending(remains, WEFT__DOCTOR_SECONDS_MAX, ending);
    fprintf(details, "%s\n", ending);
    tell_complaint(details, &remains->err);
}

static void tell_line_at(FILE *details, const char *mark, const struct weft__written *written,
                         size_t at)
{
    size_t length = strcspn(written->bytes + at, "\n");

    if (at == written->length)
        fprintf(details, "%s(nothing)\n", mark);
    else
        fprintf(details, "%s%.*s\n", mark, (int) length, written->bytes + at);
}

/* The first line that differs, of two outputs that do. */
static void tell_lines(FILE *details, const struct weft__written *before,
                       const struct weft__written *after)
{
    size_t at = 0, line = 0, number = 1;

    while (at < before->length && at < after->length && before->bytes[at] == after->bytes[at]) {
        if (before->bytes[at++] == '\n') {
            line = at;
            number++;
        }
    }
    fprintf(details, "what is written to stdout differs from line %zu on:\n", number);
    tell_line_at(details, "- ", before, line);
    tell_line_at(details, "+ ", after, line);
}

static void tell_traces(const struct examination *examination, const struct weft__trace_file *after,
                        const char *name)
{
    struct weft__trace_diff diff = {
        .before = &examination->trace,
        .after = after,
        .before_name = AS_IT_IS,
        .after_name = name,
        .context = CONTEXT_LINES,
        .lines_max = DIFF_LINES_MAX,
        .allocator = &weft_allocator_system,
    };

    if (weft__trace_compare(diff.before, diff.after).first_event > 0)
        weft__trace_diff_write_first(&diff, examination->details);
    else
        weft__trace_diff_write(&diff, examination->details);
}

/* Both sides of the first difference between the first run and REMAINS. */
static void tell_difference(const struct examination *examination,
                            const struct weft__remains *remains, const char *name)
{
    struct weft__trace_file after;

    fprintf(examination->details, "with %s:\n", name);
    if (!has_ended(remains)) {
        tell_ending(examination->details, remains);
        return;
    }
    if (!examination->trace_held || !read_trace(remains, &after)) {
        tell_lines(examination->details, &examination->first.out, &remains->out);
        return;
    }
    tell_traces(examination, &after, name);
    weft__trace_file_free(&after);
}

static void tell_others(const struct examination *examination)
{
    const char *separator = "it differs too with ";
    bool first = true;

    for (size_t i = 0; i < WEFT__SURROUNDINGS_COUNT; i++) {
        if (!examination->differs[i])
            continue;
        if (!first) {
            fprintf(examination->details, "%s%s", separator, weft__surroundings_rows[i].name);
            separator = ", ";
        }
        first = false;
    }
    if (*separator == ',')
        fputc('\n', examination->details);
}

/* --- Judging --- */

/* The first run did not come to what could be held against others. */
static void judge_ending(struct examination *examination)
{
    struct weft__checked *checked = examination->checked;
    const struct weft__remains *first = &examination->first;
    int exit_code = weft__remains_exit_code(first);

    if (first->late)
        checked->verdict = WEFT__CHECK_BUDGET;
    else if (exit_code == WEFT__EXIT_INPUT || exit_code == WEFT__DOCTOR_NOT_STARTED)
        checked->verdict = WEFT__CHECK_ERROR;
    else
        checked->verdict = WEFT__CHECK_FINDINGS;
    if (has_ended(first))
        snprintf(checked->verdict_text, sizeof checked->verdict_text, "left no trace");
    else
        weft__remains_ending(first, WEFT__DOCTOR_SECONDS_MAX, checked->verdict_text);
    tell_complaint(examination->details, &first->err);
}

static void judge_evidence(struct examination *examination)
{
    struct weft__checked *checked = examination->checked;
    bool accepted = access(checked->trace_path, F_OK) == 0;

    if (examination->trace_held &&
        weft__evidence_missing(&examination->trace, accepted, examination->details) > 0)
        checked->verdict = WEFT__CHECK_VACUOUS;
}

/* Runs it in SURROUNDINGS and holds that against the first run. */
static enum weft__exit hold(struct examination *examination, enum weft__surroundings surroundings)
{
    const struct weft__written *before = &examination->first.out;
    struct weft__remains remains;
    enum weft__exit exit_code =
        weft__doctor_run(examination->doctor, examination->loaded, surroundings, &remains);

    if (exit_code == WEFT__EXIT_HELD &&
        (remains.late || remains.status != examination->first.status ||
         remains.out.length != before->length ||
         memcmp(remains.out.bytes, before->bytes, before->length) != 0)) {
        if (!examination->any_differs)
            tell_difference(examination, &remains, weft__surroundings_rows[surroundings].name);
        examination->differs[surroundings] = true;
        examination->any_differs = true;
    }
    weft__remains_free(&remains);
    return exit_code;
}

/* If it differs where nothing is changed, it does so everywhere, and nothing is to be learned. */
static enum weft__exit hold_all(struct examination *examination)
{
    enum weft__exit exit_code = WEFT__EXIT_HELD;

    for (int i = 0; i < WEFT__SURROUNDINGS_COUNT && exit_code == WEFT__EXIT_HELD; i++) {
        if (weft__doctor_has(examination->doctor, (enum weft__surroundings) i) &&
            !examination->differs[WEFT__SURROUNDINGS_AGAIN_])
            exit_code = hold(examination, (enum weft__surroundings) i);
    }
    return exit_code;
}

static enum weft__exit examine(struct examination *examination)
{
    struct weft__checked *checked = examination->checked;
    enum weft__exit exit_code = weft__doctor_run(examination->doctor, examination->loaded,
                                                 WEFT__SURROUNDINGS_AGAIN_, &examination->first);

    if (exit_code != WEFT__EXIT_HELD)
        return exit_code;
    if (!has_ended(&examination->first) || examination->first.out.length == 0) {
        judge_ending(examination);
        return WEFT__EXIT_HELD;
    }
    examination->trace_held = read_trace(&examination->first, &examination->trace);
    if (examination->trace_held) {
        checked->ran = true;
        checked->events = examination->trace.count;
        checked->ended_ns = examination->trace.end_ns;
    }
    exit_code = hold_all(examination);
    if (exit_code != WEFT__EXIT_HELD)
        return exit_code;
    checked->verdict = examination->any_differs ? WEFT__CHECK_DIVERGED : WEFT__CHECK_HELD;
    tell_others(examination);
    if (!examination->any_differs)
        judge_evidence(examination);
    return WEFT__EXIT_HELD;
}

enum weft__exit weft__doctor_examine(const struct weft__doctor *doctor,
                                     const struct weft__selected *selected,
                                     struct weft__checked *checked, FILE *details)
{
    struct weft__loaded loaded;
    struct examination examination = {
        .doctor = doctor, .loaded = &loaded, .checked = checked, .details = details};
    enum weft__exit exit_code = WEFT__EXIT_HELD;

    checked->verdict = WEFT__CHECK_ERROR;
    if (weft__load_selected(&loaded, doctor->command, selected) == WEFT__EXIT_HELD)
        exit_code = examine(&examination);
    if (examination.trace_held)
        weft__trace_file_free(&examination.trace);
    weft__remains_free(&examination.first);
    weft__loaded_close(&loaded);
    return exit_code;
}
