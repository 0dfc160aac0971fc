/* measured.c - the frame around what is measured, for valgrind: what is below it is counted.
 *
 * In a file of its own, so that no compiler makes it part of its caller: tests/bench/count finds it
 * by its name.
 */
#include "sample.h"

void bench_measured(void (*part)(void *context), void *context)
{
    part(context);
}
