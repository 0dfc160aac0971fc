/* vary.h - the variations of one `vary` of a script: which there are, and what comes of each.
 *
 * Each is a run of its own, in this process, whose choices have names: where the line that is moved
 * goes, which slice there is, which call goes first, what is done to the run. So it can be kept as
 * a trace that replays it. A variation is judged by the rules of its `vary`, by the file's
 * `always`, `never` and `finally`, and by the world; not by expectations.
 */
#ifndef WEFT_SIM_VARY_H
#define WEFT_SIM_VARY_H

#include "finished_run.h"

#define WEFT__VARY_SLACK_NS WEFT_MICROSECOND /* calls due within it are due together */
#define WEFT__VARY_RUNS_MAX 2000             /* variations of one `vary`; more are not made */

struct weft__variation {
    struct weft__variation *next; /* made later */
    const char *name;             /* "1.000000010 after turn 1" */
    const char *choices; /* texts, each ended by a zero: what differs from the file's run */
    size_t choices_bytes;
    bool fails;
};

/* Variations in which the same was found. */
struct weft__varied_class {
    struct weft__varied_class *next;
    const char *text; /* what: classes of findings (finding_class.h), a line each */
    uint64_t failed;  /* variations that showed it */
    const struct weft__variation *first;
};

/* One condition of a `sometimes` of the `vary`: it must hold in one variation at least. */
struct weft__varied_sometimes {
    struct weft__varied_sometimes *next;
    const struct weft__predicate *predicate;
    bool seen;
};

struct weft__varied {
    const struct weft__loaded *loaded;
    const struct weft__vary *vary;
    const char *title;          /* "vary cancel outer at every turn"; of none in a file: "" */
    weft_world_options options; /* of each variation */
    struct weft__arena arena;
    struct weft__variation *variations, **last_variation;
    struct weft__varied_class *classes, **last_class;
    struct weft__varied_sometimes *sometimes;
    uint64_t count, failed;
    uint64_t results;                      /* of orders: a hash of what came of the first */
    const struct weft__variation *differs; /* the first that came to something else, or NULL */
    uint64_t differing;                    /* how many did */
    size_t class_count;
    uint64_t ran_out; /* runs whose own budget ran out */
    bool complete;    /* there are no others */
    bool crowded;     /* more was free at once than could be offered */
    bool diverged;    /* a run did not ask what the one before had asked */
    bool lost;        /* memory */
};

/* Makes all variations of VARY, which LOADED's script has, in worlds like those of OPTIONS
 * otherwise; one without a line is of orders, and has no rules. VARIED is to be ended in every
 * case, before LOADED is closed. */
void weft__vary_run(struct weft__varied *varied, const struct weft__loaded *loaded,
                    const struct weft__vary *vary, const weft_world_options *options);

/* Whether what was demanded of all of them together is so: as many fail as the file says, and each
 * `sometimes` was seen. */
bool weft__varied_holds(const struct weft__varied *varied);

/* The trace of VARIATION, which stands alone, as *LENGTH bytes for weft__run_text_free; NULL
 * without memory. */
char *weft__varied_trace(const struct weft__varied *varied, const struct weft__variation *variation,
                         size_t *length);

void weft__varied_end(struct weft__varied *varied);

#endif
