/* shrinking.h - cutting a finding down: candidates are run, and one that shows the same finding and
 * is smaller takes the place of the best so far.
 *
 * Smaller is: fewer choices that are not Twisted's; of as many, fewer lines of the script; of as
 * many, smaller numbers in it; of the same, earlier answers. Each candidate that is taken is
 * smaller than the one before, so this ends; it ends where no candidate is, so to shrink again
 * changes nothing. Which candidates are tried depends on the best so far alone.
 */
#ifndef WEFT_SIM_SHRINKING_H
#define WEFT_SIM_SHRINKING_H

#include "rerun.h"
#include "specimen.h"

struct weft__bench; /* one scenario on which choices are tried */

/* What comes of the scenario in Twisted's order. What holds there has to hold there when it is cut:
 * else of a bug that an order brings about there would be left one that any order does. */
enum weft__plain {
    WEFT__PLAIN_FAILS_SO, /* or nobody has looked */
    WEFT__PLAIN_FAILS_OTHERWISE,
    WEFT__PLAIN_HOLDS,
};

struct weft__shrinking {
    struct weft__specimen best;
    enum weft__plain plain; /* what scripts that are tried have to come to, or to better */

    const struct weft__command *command;
    const char *name;              /* of the scenario in traces; borrowed */
    const weft_scenario *scenario; /* NULL: a script */
    weft_world_options options;
    const char *strategy_name;
    struct weft__bench *bench; /* of the best */
    struct weft__byte_buffer job;
    uint64_t runs, runs_max;
    int64_t run_ms_max;
    void (*look)(void *context, const struct weft__shrinking *shrinking); /* or NULL */
    void *context;
    bool interrupted;
    bool out_of_runs;
    bool lost; /* memory, or no process could be had */
};

/* Begins with the run of RERUN, which must live as long. *SEEN is whether its finding was seen
 * again; CLASS_TEXT is what it is, or NULL: the first of the run. To be ended in every case. False
 * if it cannot be run. */
bool weft__shrinking_begin(struct weft__shrinking *shrinking, const struct weft__rerun *rerun,
                           const char *class_text, bool *seen);
void weft__shrinking_end(struct weft__shrinking *shrinking);

/* All of it: choices, and of a script lines and numbers, until nothing is smaller. */
void weft__shrink(struct weft__shrinking *shrinking);

/* Each makes the best smaller in one respect, until that goes no further; whether it did. */
bool weft__shrink_choices(struct weft__shrinking *shrinking);
bool weft__shrink_lines(struct weft__shrinking *shrinking);
bool weft__shrink_numbers(struct weft__shrinking *shrinking);

/* Whether something has ended it: an interrupt, the number of runs, want of memory. */
bool weft__shrinking_over(struct weft__shrinking *shrinking);

/* Tries other choices, texts of BYTES in all, and takes them if they are smaller. */
bool weft__shrinking_try_choices(struct weft__shrinking *shrinking, const char *choices,
                                 size_t bytes);

/* Tries another script with the best choices, or where their names have changed, with as many
 * others; takes it if it fails so: the caller knows that it is smaller. */
bool weft__shrinking_try_script(struct weft__shrinking *shrinking, const char *text, size_t length);

/* Searches for a run with fewer choices. */
bool weft__shrinking_search_fewer(struct weft__shrinking *shrinking);

/* The trace of the best, as text in TRACE, which is emptied before. False if it cannot be had. */
bool weft__shrinking_trace(struct weft__shrinking *shrinking, struct weft__byte_buffer *trace);

#endif
