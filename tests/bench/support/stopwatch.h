/* stopwatch.h - how long something took on the machine's own clock: for benchmarks alone. */
#ifndef BENCH_STOPWATCH_H
#define BENCH_STOPWATCH_H

#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/* Nanoseconds since some moment. */
uint64_t stopwatch_now_ns(void);

#ifdef __cplusplus
}
#endif

#endif
