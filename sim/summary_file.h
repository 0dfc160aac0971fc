/* summary_file.h - summaries of searches as a file: what `explore --report` writes and `merge`
 * reads.
 *
 *     weft report 1
 *
 *     scenario scenarios/bugs/lost_update.weft
 *       source scenarios/bugs/lost_update.weft
 *       strategy delay-bounded
 *       seed 0
 *       slack 1000
 *       with depth 3
 *       fingerprint -
 *       twisted 8d4f1c2a9b60e357
 *       parts 1 of 4
 *       runs 2
 *       cut 0
 *       failed 1
 *       ran out 0
 *       complete no, for --runs ran out
 *       claim every run with up to 1 deviation from Twisted's order was made
 *       verdict 1
 *       orderings 2
 *         1f00c5d7e2b8a946 1
 *         8d4f1c2a9b60e357 1
 *       classes of runs 0
 *       findings 1
 *       finding expectation: expected line 18: total == 2
 *         runs 1
 *         first run 2 of part 1
 *         shown by run 2 of part 1
 *         file build/findings/lost_update-expectation-5c0b5b4f.trace
 *         choices 1
 *           0s start a.1/later.1 #1 -> 0s start b.2/later.1
 *       findings in variations 0
 *       lines 0
 *     end
 *
 * Every line is there, in this order. Texts have the escapes of text_output.h; orderings are hashes
 * with the runs that showed them, in their order; the verdict is the exit code of a command that
 * tells of this alone; a file that could not be written is none; the lines are what there is to
 * tell of variations. The same search gives the same bytes.
 */
#ifndef WEFT_SIM_SUMMARY_FILE_H
#define WEFT_SIM_SUMMARY_FILE_H

#include "search_summary.h"
#include "whole_file.h"

#define WEFT__SUMMARY_VERSION 1

/* Writes SUMMARIES, in order, as the file PATH. False: DIAGNOSTICS say why. */
bool weft__summaries_write(const struct weft__summary *summaries, const char *path,
                           struct weft__diagnostics *diagnostics);

enum weft__summaries_outcome {
    WEFT__SUMMARIES_READ,
    WEFT__SUMMARIES_WRONG, /* the diagnostics say why */
    WEFT__SUMMARIES_NO_MEMORY
};

/* Reads SOURCE into ARENA; *FIRST becomes the first of its summaries, or NULL if it has none. Any
 * bytes are safe to read: what is asked for is bounded by their length. */
enum weft__summaries_outcome weft__summaries_read(struct weft__arena *arena,
                                                  struct weft__source source,
                                                  struct weft__diagnostics *diagnostics,
                                                  struct weft__summary **first);

#endif
