/* command_show.c - `weft show`: the state of the world at a moment. */
#include "moment.h"
#include "rerun.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

enum { LINE_BYTES = 1000 };

/* The moment that is asked for; and whether the run came by. */
struct showing {
    const struct weft__command *command;
    uint64_t event;  /* 0: a time */
    int64_t time_ns; /* INT64_MAX: the end */
    bool shown;
    uint64_t shown_after; /* the last event then */
};

/* --- The moment --- */

/* Whether TEXT is a number and nothing else; *NUMBER is then the number, UINT64_MAX if it is
 * larger. */
static bool read_event(const char *text, uint64_t *number)
{
    uint64_t value = 0;

    for (; *text >= '0' && *text <= '9'; text++) {
        uint64_t digit = (uint64_t) (*text - '0');

        value = value <= (UINT64_MAX - digit) / 10 ? value * 10 + digit : UINT64_MAX;
    }
    if (*text == '\0')
        *number = value;
    return *text == '\0';
}

static enum weft__exit read_moment(struct showing *showing)
{
    const char *text = showing->command->options.at;

    if (text == NULL || strcmp(text, "end") == 0) {
        showing->time_ns = INT64_MAX;
        return WEFT__EXIT_HELD;
    }
    if (!read_event(text, &showing->event))
        return weft__moment_read("--at", text, &showing->time_ns) ? WEFT__EXIT_HELD
                                                                  : WEFT__EXIT_INPUT;
    if (showing->event == 0)
        return weft__command_error(showing->command,
                                   "events count from 1; a time has a unit: --at 0s");
    return WEFT__EXIT_HELD;
}

/* --- Coming by --- */

/* Shows WORLD as it is now, below its last event. */
static void show(struct showing *showing, const weft_world *world)
{
    const weft_trace *trace = weft_world_trace(world);
    uint64_t event = weft_trace_count(trace);
    char line[LINE_BYTES];

    showing->shown = true;
    showing->shown_after = event;
    if (event > 0) {
        bool cut = weft_trace_format(trace, event, line, sizeof line) >= sizeof line;

        weft__output_print(showing->command->output, "event %" PRIu64 ": %s%s\n", event, line,
                           cut ? "..." : "");
    }
    weft_world_describe(world, showing->command->output->file);
    weft__output_good(showing->command->output);
}

static void show_at_event(void *context, weft_world *world, uint64_t event)
{
    struct showing *showing = context;

    if (event == showing->event)
        show(showing, world);
}

static void show_at_time(weft_reactor *reactor, void *context)
{
    show(context, weft_world_of(reactor));
}

/* --- The run --- */

static enum weft__exit not_shown(const struct showing *showing, const weft_world *world)
{
    if (showing->event > 0)
        return weft__command_error(showing->command, "there is no event %s: the run has %" PRIu64,
                                   showing->command->options.at,
                                   weft_trace_count(weft_world_trace(world)));
    return weft__command_error(showing->command,
                               "the run was ended before that; its last event is %" PRIu64,
                               weft_trace_count(weft_world_trace(world)));
}

/* The last event that has to be as the trace says; UINT64_MAX: all of it. What comes after the
 * moment need not: a time beyond the end of a run moves that end. */
static uint64_t last_event(const struct showing *showing)
{
    if (showing->event > 0)
        return showing->event;
    return showing->shown && showing->time_ns < INT64_MAX ? showing->shown_after : UINT64_MAX;
}

/* RERUN NULL: LOADED as it is, else as its trace says. */
static enum weft__exit run_and_show(struct showing *showing, const struct weft__loaded *loaded,
                                    const struct weft__rerun *rerun)
{
    weft_world_options options =
        rerun != NULL ? weft__rerun_options(rerun) : weft__run_options(showing->command);
    struct weft__run run;
    enum weft__exit exit_code;
    bool same = true;

    options.on_event = showing->event > 0 ? show_at_event : NULL;
    options.context = showing;
    exit_code = weft__run_prepare(&run, loaded, &options);
    if (exit_code == WEFT__EXIT_HELD) {
        if (showing->event == 0)
            weft_world_look(run.world, showing->time_ns, show_at_time, showing);
        weft__run_perform(&run);
        if (rerun != NULL)
            exit_code = weft__rerun_compare(rerun, &run, last_event(showing), &same);
    }
    if (exit_code == WEFT__EXIT_HELD && !same)
        exit_code = WEFT__EXIT_DIVERGED;
    if (exit_code == WEFT__EXIT_HELD && !showing->shown)
        exit_code = not_shown(showing, run.world);
    weft__run_close(&run);
    return exit_code;
}

static enum weft__exit show_trace(struct showing *showing, const char *path)
{
    struct weft__rerun rerun;
    enum weft__exit exit_code = weft__rerun_open(&rerun, showing->command, path, NULL);

    if (exit_code == WEFT__EXIT_HELD)
        exit_code = run_and_show(showing, &rerun.loaded, &rerun);
    weft__rerun_close(&rerun);
    return exit_code;
}

static enum weft__exit show_scenario(struct showing *showing, const char *name)
{
    const struct weft__command *command = showing->command;
    const weft_scenario *scenario = weft__program_scenario(command->program, name);
    struct weft__loaded loaded;
    enum weft__exit exit_code = scenario != NULL ? weft__load_c(&loaded, command, scenario)
                                                 : weft__load_file(&loaded, command, name);

    if (exit_code == WEFT__EXIT_HELD)
        exit_code = run_and_show(showing, &loaded, NULL);
    weft__loaded_close(&loaded);
    return exit_code;
}

/* Whether the file at PATH begins as a trace does. */
static bool is_trace(const char *path)
{
    static const char beginning[] = "weft trace ";
    char bytes[sizeof beginning - 1];
    FILE *file = fopen(path, "r");
    bool same = false;

    if (file == NULL)
        return false;
    if (fread(bytes, 1, sizeof bytes, file) == sizeof bytes)
        same = memcmp(bytes, beginning, sizeof bytes) == 0;
    fclose(file);
    return same;
}

static enum weft__exit perform(const struct weft__command *command)
{
    struct showing showing = {.command = command};
    const char *name = command->arguments[0];
    enum weft__exit exit_code = read_moment(&showing);

    if (exit_code != WEFT__EXIT_HELD)
        return exit_code;
    if (weft__program_scenario(command->program, name) == NULL && is_trace(name))
        return show_trace(&showing, name);
    return show_scenario(&showing, name);
}

const struct weft__verb weft__verb_show = {
    .name = "show",
    .usage = "TRACE|SCENARIO",
    .summary = "show the state of the world at a moment",
    .manual =
        "The scenario is run again, or a trace replayed, and when the moment has come its pending\n"
        "calls, its tasks and its Deferreds are listed, with what each is waiting for. A TIME\n"
        "(3s, 1.5s, 1s+11ns) means when all that is due by then has run, a number the event of\n"
        "the trace with that number, just as it happens.\n",
    .options = WEFT__OPTION_BIT(AT),
    .arguments_min = 1,
    .arguments_max = 1,
    .perform = perform,
};
