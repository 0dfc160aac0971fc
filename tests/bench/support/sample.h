/* sample.h - one sample: what was asked for, the part that is measured, the line that tells of it.
 *
 *     PROGRAM PARAMETER            one of ours, which is one workload
 *     PROGRAM WORKLOAD PARAMETER   a peer
 *
 * Both take --events N and --warm-up N, about how many events are measured and how many come
 * before; --flavour NAME, of a peer that can do it in more than one way; --file NAME, for what
 * writes one. They print one line:
 *
 *     21.386 8f0c2a11 00c3d2e1     ns per event; the tally of what happened, in order and without
 *
 * A peer that cannot do a workload prints `not done here`.
 */
#ifndef BENCH_SAMPLE_H
#define BENCH_SAMPLE_H

#include "stream.h"

#include <stdbool.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef struct sample {
    const char *workload; /* of a peer; NULL: the program is one */
    const char *flavour;  /* "": the usual one */
    const char *parameter;
    const char *file; /* NULL: none was named */
    uint64_t size;    /* the number that PARAMETER is, 0: it is none */
    uint64_t events;
    uint64_t warm_up;
    bool recorded; /* PARAMETER ends in +trace, which is not in PARAMETER then */
    bool random;   /* the same with +random */
    uint64_t ns;   /* measured so far */
} sample;

/* Reads the arguments; ends the program with 2 and a sentence if it cannot. */
sample sample_of_program(int argc, char **argv);
sample sample_of_peer(int argc, char **argv);

/* Whether what was asked for is WORKLOAD, or PARAMETER. */
bool sample_is(const sample *asked, const char *workload);
bool sample_has(const sample *asked, const char *parameter);

/* Runs PART with CONTEXT; how long that takes is added to the sample. */
void sample_measure(sample *asked, void (*part)(void *context), void *context);

/* Prints the line of a sample that took so many EVENTS, and of the whole that TALLY has seen. */
void sample_report(const sample *asked, uint64_t events, const struct tally *tally);

/* The same for something that is counted instead of timed: VALUE, of each. */
void sample_report_value(uint64_t thousandths, const struct tally *tally);

/* Says that this peer has no such workload. Returns the exit code. */
int sample_not_done_here(void);

/* Ends the program with 1 and a sentence. */
void sample_fail(const char *sentence);

/* Calls PART with CONTEXT: the frame that valgrind counts below (measured.c). */
void bench_measured(void (*part)(void *context), void *context);

#ifdef __cplusplus
}
#endif

#endif
