/* ensure.h - what a benchmark says of a status that is not WEFT_OK: the sentence, and its end. */
#ifndef BENCH_ENSURE_H
#define BENCH_ENSURE_H

#include "sample.h"
#include "weft/weft.h"

static inline void ensure(weft_status status)
{
    if (status != WEFT_OK)
        sample_fail(weft_status_sentence(status));
}

#endif
