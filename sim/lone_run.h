/* lone_run.h - a rerun in a process of its own, if it may end that; what is left is its trace. */
#ifndef WEFT_SIM_LONE_RUN_H
#define WEFT_SIM_LONE_RUN_H

#include "byte_buffer.h"
#include "rerun.h"

struct weft__lone_run {
    const struct weft__rerun *rerun;
    const char *strategy_name;       /* for the trace */
    bool script_apart;               /* the trace does not hold the script */
    const weft_allocator *allocator; /* the world's; NULL: the system's */
};

/* Runs it as its trace says and puts the trace of that into TEXT. Of a run that ended its process:
 * as far as it came; the verdict says how it ended. False, told: there was no memory or no process.
 */
bool weft__lone_run(const struct weft__lone_run *run, struct weft__byte_buffer *text);

/* Reads TEXT, a trace that was put there; NAME is what it is called in what is told. Returns
 * WEFT__EXIT_HELD, WEFT__EXIT_INPUT or WEFT__EXIT_BUDGET: told. */
enum weft__exit weft__lone_run_read(const struct weft__command *command,
                                    const struct weft__byte_buffer *text, const char *name,
                                    struct weft__trace_file *trace);

/* How many bytes of VERDICT, of a run that ended its process, say in what manner it did; the rest
 * is what it told last. */
size_t weft__verdict_manner(const char *verdict);

#endif
