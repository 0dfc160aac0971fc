/* rerun.h - a trace and the scenario that it is of, ready to be run again as the trace says. */
#ifndef WEFT_SIM_RERUN_H
#define WEFT_SIM_RERUN_H

#include "stored_trace.h"

struct weft__rerun {
    const struct weft__command *command;
    const char *path; /* of the trace; borrowed */
    struct weft__stored_trace stored;
    struct weft__arena arena; /* of the choices and of a path */
    weft_replay replay;
    struct weft__loaded loaded;
    bool is_loaded;
};

/* Reads the trace in the file PATH and finds its scenario: the one that SCENARIO names, a script's
 * file or a name in C; if that is NULL, the script in the trace; else the program's scenario of the
 * trace's name, or the script of that name beside the trace. Returns WEFT__EXIT_HELD,
 * WEFT__EXIT_INPUT or WEFT__EXIT_BUDGET; what is wrong is told on stderr. To be closed in every
 * case. */
enum weft__exit weft__rerun_open(struct weft__rerun *rerun, const struct weft__command *command,
                                 const char *path, const char *scenario);

/* How the world is to be, so that it comes out as the trace says. */
weft_world_options weft__rerun_options(const struct weft__rerun *rerun);

/* Whether EVENT, which has just been recorded in WORLD, is the trace's event of that number. For
 * stopping to believe a run early; weft__rerun_compare judges. */
bool weft__rerun_follows(const struct weft__rerun *rerun, const weft_world *world, uint64_t event);

/* Holds RUN, made with those options, against the trace. *SAME is whether their first EVENTS events
 * are the same; if not, the first that differs is told on stderr, with both sides, and whether the
 * choices were left. Returns WEFT__EXIT_HELD, also if they are not, or WEFT__EXIT_BUDGET: told. */
enum weft__exit weft__rerun_compare(const struct weft__rerun *rerun, const struct weft__run *run,
                                    uint64_t events, bool *same);

void weft__rerun_close(struct weft__rerun *rerun);

#endif
