/* recorder.h - an observer that records whatever the library tells into a trace.
 *
 * As a program does it that wants the trace of its last minutes: when one is full, the next is
 * begun, in the memory of the one before.
 */
#ifndef BENCH_RECORDER_H
#define BENCH_RECORDER_H

#include "weft/sim/trace.h"

#define RECORDER_EVENTS_MAX 100000 /* in one trace */

struct recorder {
    weft_trace *trace;
    uint64_t events; /* in the traces before */
};

/* The observer over RECORDER, all zero at first; with WANTED false, the one that is none. */
weft_observer recorder_begin(struct recorder *recorder, bool wanted);

/* How many events were recorded. */
uint64_t recorder_events(const struct recorder *recorder);

/* Frees everything; after the reactor was closed, which tells of what is left. */
void recorder_end(struct recorder *recorder);

#endif
