/* loaded_scenario.h - a scenario of either kind, read and checked, ready for any number of runs. */
#ifndef WEFT_SIM_LOADED_SCENARIO_H
#define WEFT_SIM_LOADED_SCENARIO_H

#include "command.h"
#include "script.h"
#include "selection.h"

struct weft__loaded {
    const struct weft__command *command;
    const char *name;       /* as the user knows it; borrowed */
    const char *trace_name; /* as traces name it: without folders; borrowed */

    const weft_scenario *scenario; /* in C; NULL: a script */

    struct weft__source source; /* of the script; borrowed, or held: */
    bool source_held;
    struct weft__arena arena; /* of what is registered */
    struct weft__registered registered;
    struct weft__script *script;
};

/* Each makes LOADED, to be closed also if it fails; what is wrong is then told on stderr. Names
 * must live as long as LOADED. Returns WEFT__EXIT_HELD, WEFT__EXIT_INPUT or WEFT__EXIT_BUDGET. */

/* The script in the file NAME. */
enum weft__exit weft__load_file(struct weft__loaded *loaded, const struct weft__command *command,
                                const char *name);

/* The script in SOURCE, which must live as long as LOADED. */
enum weft__exit weft__load_source(struct weft__loaded *loaded, const struct weft__command *command,
                                  struct weft__source source);

/* The same without a word if it is no script: one that somebody tries. */
enum weft__exit weft__load_candidate(struct weft__loaded *loaded,
                                     const struct weft__command *command,
                                     struct weft__source source);

/* The program's SCENARIO. */
enum weft__exit weft__load_c(struct weft__loaded *loaded, const struct weft__command *command,
                             const weft_scenario *scenario);

/* What a word of the command line was found to mean. */
enum weft__exit weft__load_selected(struct weft__loaded *loaded,
                                    const struct weft__command *command,
                                    const struct weft__selected *selected);

/* Whether a run of LOADED can end its process: there is C of the program's own in it. */
bool weft__loaded_can_die(const struct weft__loaded *loaded);

void weft__loaded_close(struct weft__loaded *loaded);

/* A world in which LOADED is set up, not run yet; to be closed. OPTIONS as for weft_world_create.
 * LOADED must live as long as the world. NULL without memory. */
weft_world *weft__loaded_world(const struct weft__loaded *loaded,
                               const weft_world_options *options);

#endif
