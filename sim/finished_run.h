/* finished_run.h - one run of a scenario from its beginning to its end, and what is left of it. */
#ifndef WEFT_SIM_FINISHED_RUN_H
#define WEFT_SIM_FINISHED_RUN_H

#include "loaded_scenario.h"

struct weft__run {
    const struct weft__loaded *loaded;
    weft_world *world;
    weft_trace_header header;
    char verdict[40]; /* "held", "2 findings" */
};

/* How COMMAND wants worlds to be: its seed, its strategy, its end. */
weft_world_options weft__run_options(const struct weft__command *command);

/* What a world's options call the end UNTIL_NS, as a command or a trace says it; INT64_MAX: none.
 */
int64_t weft__until(int64_t until_ns);

/* What the trace of a run of LOADED in a world of OPTIONS begins with, but for a script's text. */
weft_trace_header weft__run_header(const struct weft__loaded *loaded,
                                   const weft_world_options *options);

/* Sets LOADED up in a world of OPTIONS. Returns WEFT__EXIT_HELD, or WEFT__EXIT_BUDGET without
 * memory: told. *RUN is to be closed in either case, before LOADED is. */
enum weft__exit weft__run_prepare(struct weft__run *run, const struct weft__loaded *loaded,
                                  const weft_world_options *options);

/* Runs the world of a RUN that has been prepared. */
void weft__run_perform(struct weft__run *run);

/* Both. */
enum weft__exit weft__run_make(struct weft__run *run, const struct weft__loaded *loaded,
                               const weft_world_options *options);

/* What it came to: WEFT__EXIT_HELD, WEFT__EXIT_FINDING or WEFT__EXIT_BUDGET. */
enum weft__exit weft__run_exit(const struct weft__run *run);

/* Its whole trace as *LENGTH terminated bytes from weft_allocator_system, to be given back by
 * weft__run_text_free; NULL without memory. */
char *weft__run_text(const struct weft__run *run, size_t *length);
void weft__run_text_free(char *text, size_t length);

void weft__run_close(struct weft__run *run);

#endif
