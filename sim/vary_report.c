/* vary_report.c - sums, classes, variations by name. */
#include "vary_report.h"

#include "finding_report.h"

#include <inttypes.h>
#include <string.h>

/* Whether the variations are as many as there are without anything to vary. */
static bool is_vacuous(const struct weft__varied *varied)
{
    return varied->count <= (varied->vary->axis == WEFT__AXIS_ORDER ? 1 : 0);
}

void weft__varied_put_sum(const struct weft__varied *varied, FILE *file)
{
    int64_t known = varied->vary->fails;

    if (is_vacuous(varied))
        fprintf(file, "there is nothing to vary");
    else if (varied->failed == 0)
        fprintf(file, "%s %" PRIu64 " hold", varied->complete ? "all" : "the first", varied->count);
    else
        fprintf(file, "%" PRIu64 " of %" PRIu64 " fail%s, %zu class%s", varied->failed,
                varied->count, varied->failed == 1 ? "s" : "", varied->class_count,
                varied->class_count == 1 ? "" : "es");
    if (known >= 0 && varied->failed == (uint64_t) known)
        fprintf(file, ", as the file says");
    else if (known >= 0)
        fprintf(file, ", where the file says %" PRId64, known);
    if (varied->options.freedom.slack_ns > 0)
        fprintf(file, " (calls due within %" PRId64 " ns are due together)",
                varied->options.freedom.slack_ns);
}

void weft__varied_put_unseen(const struct weft__varied *varied, const char *prefix, FILE *file)
{
    for (const struct weft__varied_sometimes *sometimes = varied->sometimes; sometimes != NULL;
         sometimes = sometimes->next) {
        struct weft__place place = sometimes->predicate->place;
        size_t length;
        const char *text = weft__script_text(varied->loaded->script, place, &length);

        if (!sometimes->seen)
            fprintf(file, "%sline %" PRIu32 ": in no variation %.*s\n", prefix, place.line,
                    (int) length, text);
    }
}

void weft__varied_put_class(const struct weft__varied_class *of, const char *prefix, FILE *file)
{
    for (const char *at = of->text, *end; *at != '\0'; at = *end != '\0' ? end + 1 : end) {
        end = at + strcspn(at, "\n");
        if (at == of->text)
            fprintf(file, "%s", prefix);
        else
            fprintf(file, "%*s", (int) strlen(prefix), "");
        fprintf(file, "%.*s\n", (int) (end - at), at);
    }
}

static void put_classes(const struct weft__varied *varied, FILE *file)
{
    for (const struct weft__varied_class *of = varied->classes; of != NULL; of = of->next) {
        weft__varied_put_class(of, "  ", file);
        fprintf(file, "    in %" PRIu64 ", first: %s\n", of->failed, of->first->name);
    }
}

static void put_variations(const struct weft__varied *varied, FILE *file)
{
    for (const struct weft__variation *variation = varied->variations; variation != NULL;
         variation = variation->next)
        fprintf(file, "  %s  %s\n", variation->fails ? "fails" : "holds", variation->name);
}

void weft__varied_report(const struct weft__varied *varied, int verbosity, FILE *file)
{
    const struct weft__command *command = varied->loaded->command;
    bool holds = weft__varied_holds(varied);

    if (holds && verbosity <= 0 && varied->failed == 0 && varied->complete && !is_vacuous(varied))
        return;
    fprintf(file, "line %" PRIu32 ": %s: ", varied->vary->place.line, varied->title);
    weft__varied_put_sum(varied, file);
    fprintf(file, "\n");
    if (!varied->complete)
        fprintf(file, "  not complete: %s\n",
                varied->crowded ? "more was free at once than can be offered (64)"
                                : "there are more variations than are looked at");
    if (verbosity > 0)
        put_variations(varied, file);
    if (holds)
        return;
    weft__varied_put_unseen(varied, "  ", file);
    put_classes(varied, file);
    if (varied->classes == NULL)
        return;
    fprintf(file, "  for a file that replays each: ");
    weft__shell_word_put(command->program_path, file);
    fprintf(file, " explore ");
    weft__shell_word_put(varied->loaded->name, file);
    fprintf(file, "\n");
}
