/* command_adopt.c - `weft adopt`: a finding becomes a scenario that `check` holds. */
#include "death_class.h"
#include "adopted_run.h"
#include "adopted_script.h"
#include "adopted_trace.h"
#include "file_path.h"
#include "finding_file.h"
#include "finding_report.h"
#include "process_guard.h"
#include "whole_file.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define DEFAULT_FOLDER "scenarios/regressions"

enum { FINDING_BYTES = 4096 };

/* One adoption as it goes. */
struct adoption {
    const struct weft__command *command;
    struct weft__rerun rerun; /* of the finding */
    struct weft__arena arena;
    char finding[FINDING_BYTES]; /* the first that the trace tells */
    const char *script_path;     /* NULL: of a scenario in C */
    const char *trace_path;
    const char *name; /* to `check` */
    struct weft__byte_buffer script, trace;
};

/* --- What fails --- */

/* The first finding of TRACE, or how the run ended its process. */
static enum weft__exit find_finding(struct adoption *adoption, const struct weft__trace_file *trace)
{
    size_t i = 0;

    while (i < trace->count &&
           !weft__trace_slice_is(weft__trace_fields(trace->events[i]).word, "finding"))
        i++;
    if (weft__death_class_is(trace->verdict))
        snprintf(adoption->finding, sizeof adoption->finding, "%s", trace->verdict);
    else if (i < trace->count && strcmp(trace->verdict, "held") != 0)
        weft__trace_unescape(weft__trace_fields(trace->events[i]).details, adoption->finding,
                             sizeof adoption->finding);
    else
        return weft__command_error(adoption->command,
                                   "%s has no finding in it: its verdict is '%s'",
                                   adoption->rerun.path, trace->verdict);
    return WEFT__EXIT_HELD;
}

/* --- What it is called, and where it goes --- */

static const char *join(struct adoption *adoption, const char *const *parts)
{
    size_t length = 0;
    char *text, *at;

    for (size_t i = 0; parts[i] != NULL; i++)
        length += strlen(parts[i]);
    at = text = weft__arena_allocate(&adoption->arena, length + 1);
    for (size_t i = 0; text != NULL && parts[i] != NULL; i++) {
        memcpy(at, parts[i], strlen(parts[i]));
        at += strlen(parts[i]);
    }
    return text;
}

/* "reply-misuse" of a finding in reply.weft, "misuse" of one in C. */
static const char *default_name(struct adoption *adoption)
{
    const struct weft__loaded *loaded = &adoption->rerun.loaded;
    char *kind =
        weft__arena_copy(&adoption->arena, adoption->finding, strcspn(adoption->finding, ": "));
    size_t stem = strlen(loaded->trace_name);
    char *script;

    if (loaded->scenario != NULL || kind == NULL)
        return kind;
    if (weft__path_ends_with(loaded->trace_name, WEFT__SCRIPT_SUFFIX))
        stem -= strlen(WEFT__SCRIPT_SUFFIX);
    script = weft__arena_copy(&adoption->arena, loaded->trace_name, stem);
    return script != NULL ? join(adoption, (const char *const[]){script, "-", kind, NULL}) : NULL;
}

static bool is_good_name(const char *name)
{
    return *name != '\0' && *name != '.' && strpbrk(name, "/@") == NULL &&
           !weft__has_control_characters(name);
}

/* Both files of a script. */
static bool place_script(struct adoption *adoption, const char *name)
{
    const char *folder =
        adoption->command->argument_count > 1 ? adoption->command->arguments[1] : DEFAULT_FOLDER;
    const char *script = join(adoption, (const char *const[]){name, WEFT__SCRIPT_SUFFIX, NULL});
    const char *trace = join(adoption, (const char *const[]){name, WEFT__TRACE_SUFFIX, NULL});

    if (script == NULL || trace == NULL)
        return false;
    adoption->script_path = weft__path_join(&adoption->arena, folder, script);
    adoption->trace_path = weft__path_join(&adoption->arena, folder, trace);
    adoption->name = adoption->script_path;
    return adoption->script_path != NULL && adoption->trace_path != NULL;
}

/* The trace beside the accepted one of the scenario in C. */
static bool place_in_c(struct adoption *adoption, const char *name)
{
    const weft_scenario *scenario = adoption->rerun.loaded.scenario;
    const char *folder = adoption->command->options.traces;
    const char *file;

    if (folder == NULL)
        folder = weft__path_folder(&adoption->arena, weft__path_without_dot(scenario->file));
    adoption->name = join(adoption, (const char *const[]){scenario->name, "@", name, NULL});
    if (folder == NULL || adoption->name == NULL)
        return false;
    file = join(adoption, (const char *const[]){adoption->name, WEFT__TRACE_SUFFIX, NULL});
    adoption->trace_path = file != NULL ? weft__path_join(&adoption->arena, folder, file) : NULL;
    return adoption->trace_path != NULL;
}

static enum weft__exit refuse_existing(const struct adoption *adoption)
{
    const char *paths[] = {adoption->script_path, adoption->trace_path};

    for (size_t i = 0; i < sizeof paths / sizeof *paths; i++)
        if (paths[i] != NULL && access(paths[i], F_OK) == 0)
            return weft__command_error(adoption->command,
                                       "%s is there already; choose another name with --name",
                                       paths[i]);
    return WEFT__EXIT_HELD;
}

static enum weft__exit place(struct adoption *adoption)
{
    const struct weft__command *command = adoption->command;
    bool in_c = adoption->rerun.loaded.scenario != NULL;
    const char *name =
        command->options.name != NULL ? command->options.name : default_name(adoption);

    if (name == NULL)
        return weft__command_no_memory(command);
    if (!is_good_name(name))
        return weft__command_error(command,
                                   "'%s' is no name: it is part of a file's, without '/' and '@' "
                                   "and with no dot in front",
                                   name);
    if (in_c && command->argument_count > 1)
        return weft__command_error(command,
                                   "what is adopted of a scenario in C lies beside its accepted "
                                   "trace; say --traces if that is elsewhere than its source");
    if (!(in_c ? place_in_c(adoption, name) : place_script(adoption, name)))
        return weft__command_no_memory(command);
    return refuse_existing(adoption);
}

/* --- The run --- */

/* The script gets its comment, and takes the place of the finding's. */
static enum weft__exit write_script(struct adoption *adoption)
{
    struct weft__loaded *loaded = &adoption->rerun.loaded;
    struct weft__source source = loaded->source;

    if (!weft__adopted_script_put(&adoption->script, source, loaded->trace_name, adoption->finding))
        return weft__command_no_memory(adoption->command);
    weft__loaded_close(loaded);
    return weft__load_source(loaded, adoption->command,
                             (struct weft__source){adoption->script_path, adoption->script.bytes,
                                                   adoption->script.length});
}

/* Runs it as it will be run, and makes sure that it fails as the finding does. */
static enum weft__exit run(struct adoption *adoption)
{
    struct weft__lone_run lone = {
        .rerun = &adoption->rerun, .strategy_name = WEFT__ADOPTED_STRATEGY, .script_apart = true};
    struct weft__trace_file now;
    enum weft__adopted_outcome outcome;
    enum weft__exit exit_code;

    if (!weft__lone_run(&lone, &adoption->trace))
        return WEFT__EXIT_BUDGET;
    exit_code = weft__lone_run_read(adoption->command, &adoption->trace, "this run", &now);
    if (exit_code != WEFT__EXIT_HELD)
        return exit_code;
    outcome = weft__adopted_judge(&adoption->rerun.stored.trace, &now);
    if (outcome != WEFT__ADOPTED_SAME && outcome != WEFT__ADOPTED_OTHER) {
        weft__command_error(adoption->command,
                            "%s does not fail any more as it says, but ends with '%s'; nothing is "
                            "adopted",
                            adoption->rerun.path, now.verdict);
        exit_code = WEFT__EXIT_DIVERGED;
    } else {
        exit_code = find_finding(adoption, &now); /* its lines have moved */
    }
    weft__trace_file_free(&now);
    return exit_code;
}

/* --- Files --- */

static bool put_bytes(void *context, FILE *file)
{
    const struct weft__byte_buffer *bytes = context;

    return fwrite(bytes->bytes, 1, bytes->length, file) == bytes->length;
}

static bool write_file(const char *path, struct weft__byte_buffer *bytes)
{
    struct weft__file_content content = {.write = put_bytes, .context = bytes};
    struct weft__diagnostics diagnostics;

    if (weft__whole_file_write(path, &content, &diagnostics))
        return true;
    weft__diagnostics_print(&diagnostics, stderr);
    return false;
}

/* Both or none. */
static enum weft__exit write_files(struct adoption *adoption)
{
    const char *folder = weft__path_folder(&adoption->arena, adoption->trace_path);
    sigset_t signals_before;
    bool written;

    if (folder == NULL)
        return weft__command_no_memory(adoption->command);
    if (!weft__folder_make(adoption->command, folder))
        return WEFT__EXIT_INPUT;
    weft__interrupts_hold(&signals_before);
    written = adoption->script_path == NULL || write_file(adoption->script_path, &adoption->script);
    if (written && !write_file(adoption->trace_path, &adoption->trace)) {
        written = false;
        if (adoption->script_path != NULL)
            (void) unlink(adoption->script_path);
    }
    weft__interrupts_resume(&signals_before);
    return written ? WEFT__EXIT_HELD : WEFT__EXIT_INPUT;
}

static void tell(const struct adoption *adoption)
{
    struct weft__output *output = adoption->command->output;

    if (adoption->script_path != NULL)
        weft__output_print(output, "new      %s\n", adoption->script_path);
    weft__output_print(output, "new      %s\n", adoption->trace_path);
    if (adoption->command->options.verbosity < 0)
        return;
    weft__output_print(output, "known to fail: %s\ncheck: ", adoption->finding);
    weft__shell_word_put(adoption->command->program_path, output->file);
    fputs(" check ", output->file);
    weft__shell_word_put(adoption->name, output->file);
    if (adoption->command->options.traces != NULL && adoption->script_path == NULL) {
        fputs(" --traces ", output->file);
        weft__shell_word_put(adoption->command->options.traces, output->file);
    }
    weft__output_print(output, "\n");
}

static enum weft__exit adopt(struct adoption *adoption)
{
    enum weft__exit exit_code = find_finding(adoption, &adoption->rerun.stored.trace);

    if (exit_code == WEFT__EXIT_HELD)
        exit_code = place(adoption);
    if (exit_code == WEFT__EXIT_HELD && adoption->script_path != NULL)
        exit_code = write_script(adoption);
    if (exit_code == WEFT__EXIT_HELD)
        exit_code = run(adoption);
    if (exit_code == WEFT__EXIT_HELD)
        exit_code = write_files(adoption);
    if (exit_code == WEFT__EXIT_HELD)
        tell(adoption);
    return exit_code;
}

static enum weft__exit perform(const struct weft__command *command)
{
    const weft_allocator *allocator = &weft_allocator_system;
    const char *ci = getenv("CI");
    struct adoption adoption = {.command = command,
                                .arena = {.allocator = allocator},
                                .script = {.allocator = allocator},
                                .trace = {.allocator = allocator}};
    enum weft__exit exit_code;

    if (ci != NULL && *ci != '\0')
        return weft__command_error(command, "what is adopted is looked at by somebody before it is "
                                            "written, and CI is set; adopt by hand, without CI");
    exit_code = weft__rerun_open(&adoption.rerun, command, command->arguments[0], NULL);
    if (exit_code == WEFT__EXIT_HELD)
        exit_code = adopt(&adoption);
    weft__rerun_close(&adoption.rerun);
    weft__byte_buffer_free(&adoption.script);
    weft__byte_buffer_free(&adoption.trace);
    weft__arena_free(&adoption.arena);
    return exit_code;
}

const struct weft__verb weft__verb_adopt = {
    .name = "adopt",
    .usage = "FINDING [DIR]",
    .summary = "make of a finding a scenario that 'check' holds",
    .manual =
        "FINDING is the file of one, as 'explore', 'races' and 'shrink' write it. Of a script\n"
        "DIR/NAME.weft is made, with a comment that says what fails, and beside it its accepted\n"
        "trace, which holds the choices; DIR is scenarios/regressions unless it is given. Of a\n"
        "scenario in C only a trace, SCENARIO@NAME.trace beside its own accepted one.\n"
        "\n"
        "'check' then runs it by these choices: it is known to fail until it is mended, and that\n"
        "it passes is told as a difference. Nothing is overwritten, and nothing is written where\n"
        "CI is set, or if it does not fail any more as the file says (exit code 5).\n",
    .options = WEFT__OPTION_BIT(NAME) | WEFT__OPTION_BIT(RUN_TIME) | WEFT__OPTION_BIT(TRACES) |
               WEFT__OPTION_BIT(QUIET),
    .arguments_min = 1,
    .arguments_max = 2,
    .perform = perform,
};
