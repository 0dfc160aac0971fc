/* script_slice.h - `slice 10ms`, `slice 3 steps` as a Cooperator's options. */
#ifndef WEFT_SIM_SCRIPT_SLICE_H
#define WEFT_SIM_SCRIPT_SLICE_H

#include "script_statement.h"

/* Puts SLICE, which is not the default one, into *NS and *STEPS: one of both is 0. */
static inline void weft__script_slice(const struct weft__slice *slice, int64_t *ns, uint32_t *steps)
{
    bool in_steps = slice->kind == WEFT__SLICE_STEPS;

    *ns = in_steps ? 0 : slice->amount;
    *steps = !in_steps ? 0 : slice->amount < UINT32_MAX ? (uint32_t) slice->amount : UINT32_MAX;
}

#endif
