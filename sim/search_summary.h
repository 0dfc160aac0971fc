/* search_summary.h - what came of the search of one scenario: of a whole search, of a part, or of
 * several parts joined.
 *
 * It holds what was seen and not how: the same search gives the same, byte for byte, however many
 * processes make its runs.
 */
#ifndef WEFT_SIM_SEARCH_SUMMARY_H
#define WEFT_SIM_SEARCH_SUMMARY_H

#include "arena.h"
#include "fingerprint.h"
#include "search.h"

/* A run by its number, from 1, in the part that made it. */
struct weft__run_number {
    uint64_t run;
    uint32_t part;
};

/* A class of findings. */
struct weft__summary_class {
    struct weft__summary_class *next;
    const char *text;                     /* finding_class.h */
    uint64_t runs;                        /* that showed it */
    struct weft__run_number first, shown; /* the first of them; the one whose choices these are */
    const char *const *choices;           /* that are not Twisted's */
    uint64_t choice_count;
    const char *file; /* the trace of `shown`; NULL: it could not be written */
};

/* All it points to lies in one arena. */
struct weft__summary {
    struct weft__summary *next;
    const char *report; /* the file that it was read from, for what is told; else NULL */

    /* Two parts are of one search if they agree in all of these. */
    const char *scenario;
    const char *strategy;
    uint64_t seed;
    uint64_t slack_ns;
    const char *letters; /* of the fingerprint that makes classes of runs; empty: there are none */
    const char *with;    /* what else was free or given, in words: "depth 3, late 20000000 ns" */
    uint64_t twisted;  /* the ordering of the first run, which every part has in Twisted's order */
    uint32_t parts_of; /* so many parts there are, */

    const uint32_t *parts; /* of which this is of these, in order */
    size_t part_count;
    bool joined;        /* of several reports: parts that are not there are missing */
    const char *source; /* the file in which the scenario is written */
    uint64_t runs;      /* those cut short included */
    uint64_t cut, failed, ran_out;
    uint64_t late;           /* orderings that the last tenth of the runs brought */
    bool late_known;         /* it means something */
    const char *missing;     /* why not all of it was seen: "--runs ran out"; NULL: it was */
    const char *claim;       /* what can be said of all runs */
    enum weft__exit verdict; /* HELD, FINDING, DIVERGED, or BUDGET for want of memory */
    const struct weft__seen_ordering *orderings; /* by hash */
    size_t ordering_count;
    const struct weft__seen_ordering *run_classes; /* as they were first seen; joined: by hash */
    size_t run_class_count;
    struct weft__summary_class *classes; /* by first run */
    size_t class_count;
    uint64_t varied;                 /* findings in variations of the script, */
    const char *const *varied_lines; /* and what there is to tell of those */
    uint64_t varied_line_count;
};

/* The summary of SEARCH, which is over, in ARENA; NULL without memory. FILES are those of its
 * findings, as weft__finding_files_write leaves them. */
struct weft__summary *weft__summary_of_search(struct weft__arena *arena,
                                              const struct weft__search *search,
                                              const char *const *files);

/* Adds what was found in variations: so many FINDINGS, and TEXT, lines of what there is to tell.
 * False without memory. */
bool weft__summary_add_variations(struct weft__arena *arena, struct weft__summary *summary,
                                  const char *text, uint64_t findings);

/* Why it cannot be said that all runs were made, like snprintf; empty: they were. */
size_t weft__summary_missing(const struct weft__summary *summary, char *text, size_t size);

/* How a command that tells SUMMARY ends; COMPLETE: it was asked to make all runs. */
enum weft__exit weft__summary_exit(const struct weft__summary *summary, bool complete);

/* Runs that were not cut short, and orderings that only one of them showed. */
uint64_t weft__summary_ordering_runs(const struct weft__summary *summary);
uint64_t weft__summary_once(const struct weft__summary *summary);

#endif
