/* searching.h - all runs that a strategy plans for one script, made here and now, and what came of
 * them as sets.
 *
 * It is what search.c does, without processes: so a test can look at each run's world.
 */
#ifndef TESTS_SEARCHING_H
#define TESTS_SEARCHING_H

#include "loaded_scenario.h"
#include "ordering_coverage.h"
#include "question.h"
#include "strategy.h"

/* More than any test needs: a search that does not end is not complete. */
#define SEARCHING_RUNS_MAX 20000

struct searching_options {
    const struct weft__strategy_type *strategy;
    weft_world_options world;
    uint64_t seed, depth;
    uint64_t deviations_max; /* 0: as many as there are */
    uint64_t runs_max;       /* 0: SEARCHING_RUNS_MAX */
    size_t window;           /* runs that are planned before the first of them reports; 0: 1 */
};

struct searched {
    uint64_t runs;
    uint64_t cut;
    uint64_t failed;
    uint64_t deviated[16]; /* runs by how many answers are not Twisted's; the last: or more */
    bool complete, diverged, crowded;
    struct weft__ordering_coverage orderings; /* of runs that were not cut */
    struct weft__ordering_coverage results;   /* what the runs came to, all names included */
    struct weft__ordering_coverage classes;   /* of findings, hashed */
    struct weft__ordering_coverage prints;    /* all that was printed, in its order, hashed */
};

/* Reads LENGTH bytes of script at TEXT, which must outlive LOADED; fails the test if they are none.
 */
void searching_load(struct weft__loaded *loaded, const char *text, size_t length);

/* Searches LOADED. SEARCHED is to be ended. */
void searching_run(const struct weft__loaded *loaded, const struct searching_options *options,
                   struct searched *searched);
void searching_end(struct searched *searched);

/* Both, of a script that is given as a text. */
void search_text(const char *text, const struct searching_options *options,
                 struct searched *searched);

/* Which sites are free in a world of OPTIONS, as bits. */
uint32_t searching_sites(const weft_world_options *options);

/* Whether two sets hold the same. */
bool same_set(const struct weft__ordering_coverage *left,
              const struct weft__ordering_coverage *right);

#endif
