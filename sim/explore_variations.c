/* explore_variations.c - variations run, told, and kept as files. */
#include "explore_variations.h"

#include "finding_class.h"
#include "finding_file.h"
#include "finding_report.h"
#include "vary_report.h"

#include <inttypes.h>

/* The file of the first variation of a class; NULL: it could not be written, which is told. */
static const char *keep(const struct weft__varied *varied, const struct weft__varied_class *of,
                        struct weft__arena *arena)
{
    const struct weft__command *command = varied->loaded->command;
    struct weft__finding_file file = {
        .scenario = varied->loaded->trace_name,
        .class_text = of->text,
        .number = weft__finding_class_hash(of->text) + varied->vary->number,
    };
    const char *path = NULL;
    size_t length;
    char *trace = weft__varied_trace(varied, of->first, &length);

    file.trace = (struct weft__pool_bytes){trace, length};
    if (trace == NULL)
        (void) weft__command_no_memory(command);
    else if (weft__folder_make(command, command->options.findings))
        path = weft__finding_file_write(command, &file, arena);
    weft__run_text_free(trace, length);
    return path;
}

/* False: a file could not be written. */
static bool tell_class(const struct weft__varied *varied, const struct weft__varied_class *of,
                       FILE *file)
{
    const struct weft__command *command = varied->loaded->command;
    struct weft__arena arena = {.allocator = &weft_allocator_system};
    const char *path = keep(varied, of, &arena);

    weft__varied_put_class(of, weft__varied_holds(varied) ? "  known: " : "  finding: ", file);
    fprintf(file, "    in %" PRIu64 " variation%s, first in %s\n", of->failed,
            of->failed == 1 ? "" : "s", of->first->name);
    if (path != NULL) {
        fprintf(file, "    again: ");
        weft__shell_word_put(command->program_path, file);
        fprintf(file, " replay ");
        weft__shell_word_put(path, file);
        fprintf(file, "\n");
    }
    weft__arena_free(&arena);
    return path != NULL;
}

static enum weft__exit tell(const struct weft__varied *varied, FILE *file)
{
    enum weft__exit exit_code = weft__varied_holds(varied) ? WEFT__EXIT_HELD : WEFT__EXIT_FINDING;

    if (varied->loaded->command->options.verbosity < 0 && varied->classes == NULL &&
        exit_code == WEFT__EXIT_HELD)
        return exit_code;
    fprintf(file, "  line %" PRIu32 ": %s: ", varied->vary->place.line, varied->title);
    weft__varied_put_sum(varied, file);
    fprintf(file, "%s\n", varied->complete ? "" : "; not complete");
    weft__varied_put_unseen(varied, "  finding: ", file);
    for (const struct weft__varied_class *of = varied->classes; of != NULL; of = of->next)
        if (!tell_class(varied, of, file))
            exit_code = weft__exit_worse(exit_code, WEFT__EXIT_INPUT);
    return exit_code;
}

/* How many findings there are in VARIED that its file does not know of. */
static size_t count_findings(const struct weft__varied *varied)
{
    size_t count = varied->class_count;

    if (weft__varied_holds(varied))
        return 0;
    for (const struct weft__varied_sometimes *sometimes = varied->sometimes; sometimes != NULL;
         sometimes = sometimes->next)
        count += !sometimes->seen;
    return count > 0 ? count : 1; /* fewer fail than it says */
}

static enum weft__exit explore_vary(const struct weft__loaded *loaded,
                                    const struct weft__vary *vary, FILE *file, size_t *findings)
{
    weft_world_options options = weft__run_options(loaded->command);
    enum weft__exit exit_code;
    struct weft__varied varied;

    weft__vary_run(&varied, loaded, vary, &options);
    if (varied.lost)
        exit_code = weft__command_no_memory(loaded->command);
    else
        exit_code = tell(&varied, file);
    if (varied.diverged)
        exit_code = weft__exit_worse(exit_code, WEFT__EXIT_DIVERGED);
    if (varied.ran_out > 0)
        exit_code = weft__exit_worse(exit_code, WEFT__EXIT_BUDGET);
    *findings += count_findings(&varied);
    weft__varied_end(&varied);
    return exit_code;
}

enum weft__exit weft__explore_variations(const struct weft__loaded *loaded, FILE *file,
                                         size_t *findings)
{
    enum weft__exit exit_code = WEFT__EXIT_HELD;

    *findings = 0;
    if (loaded->script == NULL)
        return exit_code;
    for (const struct weft__vary *vary = loaded->script->varies; vary != NULL; vary = vary->next)
        exit_code = weft__exit_worse(exit_code, explore_vary(loaded, vary, file, findings));
    return exit_code;
}
