/* bench.h - one scenario, ready for runs along choices, in a process of its own if it could end
 * that. */
#ifndef WEFT_SIM_BENCH_H
#define WEFT_SIM_BENCH_H

#include "explored_run.h"
#include "specimen.h"

struct weft__bench {
    struct weft__loaded loaded;
    struct weft__explored explored;
    struct weft__pool *pool;
    struct weft__byte_buffer job;
    size_t workers;
    int64_t run_ms_max;
    uint64_t runs;
    uint64_t events; /* of the run that was followed last */
};

struct weft__bench_options {
    const struct weft__command *command;
    const weft_scenario *scenario; /* NULL: the script in SOURCE, which is borrowed */
    struct weft__source source;
    const weft_world_options *options; /* of the world; what it points to is not used */
    const char *strategy_name;
    int64_t run_ms_max;
};

/* Makes one. WEFT__EXIT_INPUT: this is no script; WEFT__EXIT_BUDGET: no memory, or no process.
 * Nothing is told. *BENCH is to be freed by weft__bench_end; NULL if none was made. */
enum weft__exit weft__bench_begin(const struct weft__bench_options *options,
                                  struct weft__bench **bench);
void weft__bench_end(struct weft__bench *bench);

/* Follows CHOICES. *SEEN is whether the run had a finding of the class CLASS_TEXT (NULL: any), and
 * then its choices and that finding are SPECIMEN's; *STRAYED, whether some choice was not asked
 * for. False if there was no run for want of memory. */
bool weft__bench_follow(struct weft__bench *bench, const struct weft__byte_buffer *choices,
                        bool loosely, const char *class_text, struct weft__specimen *specimen,
                        bool *seen, bool *strayed);

/* Searches a little, and the less the longer the run that was followed last, among runs with up to
 * DEVIATIONS choices that are not Twisted's for one with a finding of the class CLASS_TEXT. The
 * rest as above. */
bool weft__bench_search(struct weft__bench *bench, uint64_t deviations, const char *class_text,
                        struct weft__specimen *specimen, bool *seen);

/* The trace of the run along CHOICES, kept for CLASS_TEXT; TRACE is emptied before. */
bool weft__bench_trace(struct weft__bench *bench, const char *class_text,
                       const struct weft__byte_buffer *choices, struct weft__byte_buffer *trace);

#endif
