/* doctor_planted.c - the planted bugs, and whether they are noticed. */
#include "doctor_planted.h"

#include "stored_trace.h"
#include "trace_diff.h"

#include <inttypes.h>
#include <string.h>

/* --- Scenarios in C --- */

static void ask_again(weft_reactor *reactor, void *context)
{
    weft_world *world = context;

    weft_world_ok(world, weft_call_later(reactor, 0, ask_again, world, NULL), "a call");
}

WEFT_SCENARIO(planted_livelock, "A call that asks for itself again, at once.")
{
    weft_world_set_instant_turns(world, 20);
    weft_world_at(world, WEFT_SECOND, "ask again", ask_again, world);
}

/* The worlds of two runs that are held at once lie at different addresses, always. */
WEFT_SCENARIO(planted_address, "Prints an address.")
{
    weft_world_print(world, "%" PRIxPTR, (uintptr_t) world);
}

/* --- All --- */

#define SOUND_SCRIPT                                                                               \
    "weft 1\n"                                                                                     \
    "task adder n:\n"                                                                              \
    "    total = 0\n"                                                                              \
    "    for i in 0..n:\n"                                                                         \
    "        total = total + i\n"                                                                  \
    "        nap = later 1s\n"                                                                     \
    "        yield nap\n"                                                                          \
    "    print \"total {total}\"\n"                                                                \
    "    return total\n"                                                                           \
    "0s      run adder 3 as job\n"                                                                 \
    "end     expect job ok 3\n"                                                                    \
    "always  now < 1min\n"

#define FINDING(kind) WEFT__PLANTED_FINDING, WEFT_FINDING_##kind

const struct weft__planted weft__planted_bugs[] = {
    {"a failure that nothing takes", FINDING(UNHANDLED),
     "weft 1\n"
     "0s      deferred as d\n"
     "1s      fail d ValueError \"lost\"\n",
     NULL},
    {"a task that nothing can wake", FINDING(LOST),
     "weft 1\n"
     "task waiter:\n"
     "    yield reply\n"
     "0s      deferred as reply\n"
     "        cooperate waiter as t\n",
     NULL},
    {"a Deferred that nothing fires", FINDING(UNFIRED),
     "weft 1\n"
     "0s      deferred as reply\n"
     "        on reply:\n"
     "            print \"never\"\n",
     NULL},
    {"a Deferred fired twice", FINDING(MISUSE),
     "weft 1\n"
     "0s      deferred as d\n"
     "        fire d 1\n"
     "        fire d 2\n",
     NULL},
    {"time that stands still", FINDING(LIVELOCK), NULL, &weft_scenario_planted_livelock},
    {"a timer kept waiting by a step", FINDING(STARVED),
     "weft 1\n"
     "0s      call in 1s:\n"
     "            print \"late\"\n"
     "        work 2min\n",
     NULL},
    {"a run that does not end", FINDING(HORIZON),
     "weft 1\n"
     "0s      call in 2000h:\n"
     "            print \"never\"\n",
     NULL},
    {"a ring of references", FINDING(LEAK),
     "weft 1\n"
     "task holder:\n"
     "    kept = deferred ok 1\n"
     "    pause kept\n"
     "    on kept:\n"
     "        print \"{kept}\"\n"
     "    yield\n"
     "0s      cooperate holder\n",
     NULL},
    {"an expectation that does not hold", FINDING(EXPECTATION),
     "weft 1\n"
     "0s      later 1s 7 as d\n"
     "end     expect d ok 8\n",
     NULL},
    {"a rule that breaks in mid-run", FINDING(EXPECTATION),
     "weft 1\n"
     "shared level = 0\n"
     "1s      level = 3\n"
     "2s      level = 0\n"
     "always  level <= 2\n",
     NULL},
    {"a hope that never comes true", FINDING(EXPECTATION),
     "weft 1\n"
     "shared level = 0\n"
     "1s      level = 1\n"
     "sometimes level == 2\n",
     NULL},
    {"an expectation that is never reached", FINDING(VACUOUS),
     "weft 1\n"
     "until 2s\n"
     "1s      print \"here\"\n"
     "3s      print \"not here\"\n"
     "        expect printed \"not here\"\n",
     NULL},
    {"an accepted trace with one letter altered", WEFT__PLANTED_ALTERED, WEFT_FINDING_KINDS,
     SOUND_SCRIPT, NULL},
    {"a run that prints an address", WEFT__PLANTED_FICKLE, WEFT_FINDING_KINDS, NULL,
     &weft_scenario_planted_address},
    {"a sound scenario, blamed for nothing", WEFT__PLANTED_NONE, WEFT_FINDING_KINDS, SOUND_SCRIPT,
     NULL},
};

const size_t weft__planted_count = sizeof weft__planted_bugs / sizeof *weft__planted_bugs;

/* --- Noticing --- */

/* Not those of the command line: what is planted is planted for these. */
static weft_world_options default_options(void)
{
    return (weft_world_options){.until_ns = INT64_MAX};
}

static bool has_finding(const struct weft__run *run, weft_finding_kind kind)
{
    const weft_finding *findings;
    size_t count = weft_world_findings(run->world, &findings);

    for (size_t i = 0; i < count; i++) {
        if (findings[i].kind == kind && !findings[i].expected)
            return true;
    }
    return false;
}

/* Changes a letter of the last thing that the run printed. STORED is not read again but for its
 * events, whose bytes are its own. */
static bool alter(struct weft__stored_trace *stored)
{
    char *bytes = (char *) stored->source.bytes; /* held, so not borrowed from anybody */
    char *last = NULL;

    for (char *at = strstr(bytes, "total "); at != NULL; at = strstr(at + 1, "total "))
        last = at;
    if (last == NULL)
        return false;
    *last = 'T';
    return true;
}

/* Whether two runs of LOADED that live at once are the same, the first having been ALTERED since.
 */
static enum weft__exit compare_runs(const struct weft__run *run, bool altered, bool *same)
{
    weft_world_options options = default_options();
    struct weft__stored_trace first = {.trace_held = false}, second = {.trace_held = false};
    struct weft__run again;
    enum weft__exit exit_code = weft__run_make(&again, run->loaded, &options);

    if (exit_code == WEFT__EXIT_HELD)
        exit_code = weft__stored_trace_of(&first, run);
    if (exit_code == WEFT__EXIT_HELD)
        exit_code = weft__stored_trace_of(&second, &again);
    if (exit_code == WEFT__EXIT_HELD && altered && !alter(&first))
        exit_code = WEFT__EXIT_INVARIANT;
    if (exit_code == WEFT__EXIT_HELD)
        *same = weft__trace_compare(&first.trace, &second.trace).first_event == 0;
    weft__stored_trace_close(&first);
    weft__stored_trace_close(&second);
    weft__run_close(&again);
    return exit_code;
}

static enum weft__exit look(const struct weft__run *run, const struct weft__planted *planted,
                            bool *noticed)
{
    enum weft__exit exit_code = WEFT__EXIT_HELD;
    bool holds = weft__run_exit(run) == WEFT__EXIT_HELD;
    bool same = false;

    switch (planted->kind) {
    case WEFT__PLANTED_FINDING:
        *noticed = has_finding(run, planted->finding);
        return WEFT__EXIT_HELD;
    case WEFT__PLANTED_ALTERED:
    case WEFT__PLANTED_FICKLE:
        exit_code = compare_runs(run, planted->kind == WEFT__PLANTED_ALTERED, &same);
        *noticed = holds && !same;
        return exit_code;
    case WEFT__PLANTED_NONE:
        exit_code = compare_runs(run, false, &same);
        *noticed = holds && same;
        return exit_code;
    }
    return WEFT__EXIT_INVARIANT;
}

enum weft__exit weft__planted_try(const struct weft__command *command,
                                  const struct weft__planted *planted, bool *noticed)
{
    struct weft__source source = {planted->name, planted->script,
                                  planted->script != NULL ? strlen(planted->script) : 0};
    weft_world_options options = default_options();
    struct weft__loaded loaded;
    struct weft__run run;
    enum weft__exit exit_code = planted->script != NULL
                                    ? weft__load_source(&loaded, command, source)
                                    : weft__load_c(&loaded, command, planted->scenario);

    *noticed = false;
    if (exit_code == WEFT__EXIT_HELD) {
        exit_code = weft__run_make(&run, &loaded, &options);
        if (exit_code == WEFT__EXIT_HELD)
            exit_code = look(&run, planted, noticed);
        weft__run_close(&run);
    }
    weft__loaded_close(&loaded);
    return exit_code;
}
